"""IPTC's Media Topics in topics: by code, by name, and by what is narrower."""

from datetime import UTC, datetime

import pytest

from briefbot.archive.sqlite import SQLiteArchive
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


def test_a_story_without_codes_is_taken_by_the_subject_in_its_headline(tmp_path):
    """topic:sport finds a headline with the name of a sport, -topic:sport leaves it out; a body does not count."""
    archive = SQLiteArchive.open(tmp_path / "archive.sqlite")
    for id_, headline, body in (
        ("match", "Tennis final in Port Sellen is put off", "Rain fell in Port Sellen."),
        ("rain", "Rain in Port Sellen", "The tennis final was put off in Port Sellen."),
    ):
        archive.add(Story(id=id_, agency="N", headline=headline, body=body), source=None, seen=NOW)
    for asked, ids in (
        ("topic:sport", ["match"]),
        ("sellen -topic:sport", ["rain"]),
        ("topic:medtop:15000000", ["match"]),
    ):
        assert [story.id for story in archive.find(topics.parse(asked), now=NOW)] == ids, asked
    archive.close()
