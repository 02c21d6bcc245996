"""IPTC's Media Topics in topics: by code, by name, and by what is narrower."""

from datetime import UTC, datetime

import pytest

from briefbot.desk import mediatopics, topics
from briefbot.story import Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("medtop:16000000", "16000000"),
        ("MEDTOP:16000000", "16000000"),
        ("16000000", "16000000"),
        ("conflict, war and peace", "16000000"),
        ("Sport", "15000000"),
        ("رياضة", "15000000"),
        ("santé", "07000000"),
        ("sante", "07000000"),
        ("conflict war", "16000000"),
    ],
)
def test_a_media_topic_is_found_by_code_or_name_in_three_languages(typed, code):
    """Codes, names in English, Arabic and French, and telling words of a name find the concept."""
    found = mediatopics.find(typed)
    assert found is not None
    assert found.code == code


def test_what_is_no_media_topic_is_none_and_names_like_it_are_near():
    """An unknown code or name is nothing; a name that was mistyped is near."""
    for typed in ("medtop:00000000", "xyzzy", ",", ""):
        assert mediatopics.find(typed) is None
    assert "economy" in mediatopics.near("econmy")


def test_a_broader_concept_has_all_that_is_narrower():
    """Every concept but those at the top is reached from the top, once."""
    tops = [each for each in mediatopics.concepts().values() if not each.broader]
    reached = [concept.code for top in tops for concept in top.all()]
    assert len(tops) == 17
    assert sorted(reached) == sorted(mediatopics.concepts())


def test_a_topic_of_a_subject_has_the_codes_of_what_is_narrower():
    """topic:sport looks for the code of sport and for that of football."""
    football = mediatopics.find("football")
    assert football is not None
    (term,) = topics.parse("topic:sport").alternatives[0]
    assert (term.field, term.words) == ("topic", ("15000000",))
    assert (football.code,) in term.also


def found(archive, asked):
    return sorted(story.id for story in archive.find(topics.parse(asked), now=NOW))


def test_a_story_without_codes_is_taken_by_the_subject_in_its_headline_or_keywords(archive):
    """topic: finds a headline or keyword that names it, -topic: leaves it out; a body does not count."""
    for id_, headline, body, keywords in (
        ("match", "Tennis final in Port Sellen is put off", "Rain fell in Port Sellen.", ()),
        ("tagged", "Port Sellen hosts the final", "Tickets are sold in Port Sellen.", ("كرة القدم",)),
        ("vote", "النتائج الأولية للانتخابات", "", ()),
        ("rain", "Rain in Port Sellen", "The tennis final was put off in Port Sellen.", ("weather",)),
    ):
        story = Story(id=id_, agency="N", headline=headline, body=body, keywords=keywords)
        archive.add(story, source=None, seen=NOW)
    for asked, ids in (
        ("topic:sport", ["match"]),
        ("topic:soccer", ["tagged"]),
        ("sellen -topic:sport", ["rain", "tagged"]),
        ("topic:medtop:15000000", ["match"]),
        ("topic:election", ["vote"]),
    ):
        assert found(archive, asked) == ids, asked


def test_a_story_belongs_to_every_broader_topic_of_its_codes(archive):
    """A story coded with a narrow topic is found by that and by all above it, in three languages, and by no other."""
    (narrow,) = (concept for concept in mediatopics.concepts().values() if concept.names[0] == "civil unrest")
    coded = Story(id="a", agency="N", headline="Quay opens", body="", subjects=(f"medtop:{narrow.code}",))
    archive.add(coded, source=None, seen=NOW)
    for asked in (
        f"topic:medtop:{narrow.code}",
        'topic:"civil unrest"',
        "topic:medtop:16000000",
        'topic:"conflict, war and peace"',
        'topic:"نزاعات، حرب وسلام"',
        'topic:"conflit, guerre et paix"',
    ):
        assert found(archive, asked) == ["a"], asked
    assert found(archive, "topic:sport") == []
    below = min(narrow.narrower, key=lambda concept: concept.code)
    assert found(archive, f"topic:medtop:{below.code}") == []


def test_what_agencies_coded_is_believed_before_the_words_of_a_headline(archive):
    """A story with codes is found by them, and a name of another topic in its headline is only a word."""
    fire = Story(id="a", agency="N", headline="Tennis club burns", body="", subjects=("medtop:03000000",))
    archive.add(fire, source=None, seen=NOW)
    assert found(archive, "topic:sport") == []
    assert found(archive, "topic:medtop:03000000") == ["a"]


@pytest.mark.parametrize(
    "headline", ["Murder trial opens", "Party keeps its seats", "قدم الوزير استقالته", "خطف طائرة"]
)
def test_a_name_that_means_something_else_in_most_headlines_finds_nothing(archive, headline):
    """A motorcycling "trial" brings no court into sport, a social "party" no election into leisure."""
    archive.add(Story(id="a", agency="N", headline=headline, body=""), source=None, seen=NOW)
    for asked in ("topic:sport", "topic:medtop:10000000"):
        assert found(archive, asked) == []
