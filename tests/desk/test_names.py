"""Names that the world writes in several ways, searched in a real archive."""

from datetime import UTC, datetime

import pytest

from briefbot.desk import names, topics
from briefbot.errors import InputError
from briefbot.story import Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

EVERYDAY = (
    "It is not what they say, it is what it does to us: who will help him, and her, and them? An old man of the town "
    "told us so at noon, and you can all see the state of our roads. As for me, I was at home in bed when it began, "
    "she said, and went out in the morning. Add to this that an ad was put up, and that a car was in the way. "
    "Almost everything else was also seen elsewhere: an election, an alarm, an alder, and more of the same."
)


def finds(archive, asked, *bodies):
    """Which of the bodies a topic finds."""
    for n, body in enumerate(bodies):
        archive.add(Story(id=str(n), agency="N", headline="", body=body), source=None, seen=NOW)
    return {int(story.id) for story in archive.find(topics.parse(asked), now=NOW)}


@pytest.mark.parametrize(
    "ways",
    [
        ("Alhakim", "Al-Hakim", "al Hakim", "El Hakim", "AL-HAKIM"),
        ("Al-Nusra", "an-Nusra", "Alnusra"),
        ("Kyiv", "Kiev"),
        ("Koran", "Qur'an", "Qur’an", "Quran"),
        ("Gaddafi", "Qaddafi", "Gadhafi"),
        ("cease-fire", "ceasefire"),
        ("Ivory Coast", "Côte d'Ivoire", "Cote d’Ivoire"),
        ("United Nations", "UN", "U.N."),
        ("Zürich", "Zurich"),
        ("الكويت", "كويت", "بالكويت", "والكويت", "للكويت"),
        ("أحمد", "احمد"),
        ("مدينة", "المدينه"),
    ],
    ids=lambda ways: ways[0],
)
def test_the_ways_to_write_a_name_meet(archive, ways):
    """Whichever way a name is typed, stories with any of its ways are found, and no others."""
    bodies = [f"Yesterday {way} was named there." for way in ways]
    for asked in ways:
        assert finds(archive, asked, *bodies, "Yesterday nobody was named.") == set(range(len(ways))), asked


@pytest.mark.parametrize(
    "asked", ["ISIS", "isil", "Daesh", "da'esh", '"Islamic State"', "islamic state", "IS", '"IS"', "داعش"]
)
def test_a_group_that_is_known_by_a_common_word_is_found_without_that_word(archive, asked):
    """ISIS, Daesh and IS in capitals find the group's stories, and none that only has the word "is"."""
    stories = (
        "ISIS claimed it.",
        "Daesh claimed it.",
        "The so-called Islamic State claimed it.",
        "Two IS militants were held.",
        "This is an ordinary story of a state.",
    )
    assert finds(archive, asked, *stories) == {0, 1, 2, 3}


def test_the_common_word_itself_is_still_a_word(archive):
    """`is`, `us` and `who` as they are typed in a sentence find the word, not what the capitals stand for."""
    for word in ("is", "us", "who"):
        assert topics.parse(word).alternatives[0][0].spellings == ((word,),)
    assert finds(archive, "us", "The United States voted.", "They told us.") == {1}
    assert 0 in finds(archive, "US", "The United States voted.", "They told us.")


def test_no_name_of_the_table_brings_everyday_stories(archive):
    """No spelling of any name is a common word, or ends like one: a story of such words is found by none of them."""
    archive.add(Story(id="everyday", agency="N", headline="", body=EVERYDAY), source=None, seen=NOW)
    found = [key for key in names.table() if archive.find(topics.parse(f'"{key}"'), now=NOW)]
    assert found == []


def test_the_ways_of_each_word_of_a_phrase_count_and_do_not_multiply_without_end():
    """A phrase is looked for with each word's ways, and of very many only so many."""
    assert ("mayor", "of", "kyiv") in topics.parse('"mayor of Kiev"').alternatives[0][0].spellings
    (term,) = topics.parse('"Gaddafi Muhammad Hussein Kiev Hezbollah"').alternatives[0]
    assert len(term.spellings) <= names.MOST + 1


def test_a_name_in_two_lines_of_the_table_is_refused():
    """Whoever edits the table is told which name stands there twice."""
    with pytest.raises(InputError, match="'kiev' stands in two lines"):
        names.read("Kyiv, Kiev\n# a remark\n\nKiev, Kijów\n")


def test_filters_on_names_know_their_ways_too(archive):
    """place: and by: look for all the ways of a name; what is left out is left out in every way."""
    archive.add(
        Story(id="a", agency="N", headline="", body="Snow fell.", dateline="KYIV", byline="Omar Al Hakim"),
        source=None,
        seen=NOW,
    )
    for asked, fits in (("place:kiev", 1), ("by:alhakim", 1), ("by:al-hakim", 1), ("snow -place:kiev", 0)):
        assert len(archive.find(topics.parse(asked), now=NOW)) == fits, asked
