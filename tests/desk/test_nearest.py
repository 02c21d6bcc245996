"""What is offered where a topic has no news, over a real archive."""

from datetime import UTC, datetime

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import PubStatus, Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

STORIES = (
    "The old volcano above Port Sellen began to smoke on Sunday, the observatory of Cape Dorrin said. Nobody was hurt.",
    "Parliament in Vielle passed a budget of 48 billion crowns, Finance Minister Tomas Hadel said on Sunday.",
    "Fishermen of Port Sellen asked Petra Lindqvist for help with the price of diesel.",
)


@pytest.fixture
def desk(tmp_path):
    archive = SQLiteArchive.open(tmp_path / "archive.sqlite")
    desk = Desk(archive, RulesFormatter())
    desk.file(
        [Story(id=str(n), agency="Coast", headline="A headline", body=body) for n, body in enumerate(STORIES)], "c", NOW
    )
    desk.file([Story(id="s", agency="Coast", headline="Regatta", body="", subjects=("medtop:15000000",))], "c", NOW)
    yield desk
    archive.close()


def near(desk, topic, **more):
    return desk.briefing(topic, now=NOW, **more).nearest


@pytest.mark.parametrize(
    ("topic", "nearest"),
    [
        ("volcno", ["volcano"]),
        ("Lindquist", ["Petra Lindqvist"]),
        ("from:kuna volcano", ["volcano"]),
        ("volcano since:30m place:vienna", ["volcano"]),
        ("volcano budget", ["volcano", "budget"]),
        ('"budget of Sellen"', ["Port Sellen"]),
        ("zzzzz", ["Port Sellen"]),
        ("tell me of the zzzzz on budget", ["budget"]),
        ("topic:soccer", ["topic:sport"]),
    ],
)
def test_a_topic_without_news_gets_the_nearest_that_have_some(desk, topic, nearest):
    """Without its filter, in part, by spelling, by a shared word; where nothing is near, what is most in the news."""
    found = near(desk, topic)
    assert list(found[: len(nearest)]) == nearest
    for offered in found:
        assert desk.briefing(offered, now=NOW).events, offered


def test_nobody_who_wrote_a_story_is_offered_as_its_topic(desk):
    """A byline that stands in the body is no name in the news."""
    body = "A ferry line opens, writes Ivo Lane, and the mayor of Port Sellen waves."
    desk.file([Story(id=f"w{n}", agency="C", headline="", body=body, byline="By Ivo Lane") for n in range(3)], "c", NOW)
    assert "Ivo Lane" not in near(desk, "zzzzz")
    assert "Port Sellen" in near(desk, "zzzzz")


def test_a_word_that_has_news_is_offered_alone(desk):
    """Beside it neither its inflections nor the names that it stands in are offered, nor itself in capitals."""
    assert near(desk, "lindqvist zzzzz") == ("lindqvist",)
    assert near(desk, "volcano zzzzz") == ("volcano",)


def test_only_a_topic_that_has_nothing_at_all_gets_others(desk):
    """A topic with news gets none, nor all the news, nor one that merely has nothing new for the channel."""
    assert near(desk, "volcano") is None
    assert near(desk, "") is None
    assert near(desk, "zzzzz", since=NOW) is None
    carried = [event.lead.key for event in desk.briefing("volcano", now=NOW).events]
    assert desk.briefing("volcano", now=NOW, carried=carried).events == ()
    assert near(desk, "volcano", carried=carried) is None


def test_an_archive_without_stories_offers_nothing(tmp_path):
    """Nothing is near where there is nothing."""
    archive = SQLiteArchive.open(tmp_path / "empty.sqlite")
    assert near(Desk(archive, RulesFormatter()), "volcano") == ()
    archive.close()


def test_a_story_that_may_not_be_shown_offers_no_topic(desk):
    """The names of a story that was killed are not offered."""
    killed = Story(id="0", version=2, agency="Coast", headline="Kill", body=STORIES[0], status=PubStatus.CANCELED)
    desk.file([killed], "c", NOW)
    assert "volcano" not in near(desk, "volcno")


def test_what_is_in_the_news_are_names_that_may_be_shown_and_no_dates(desk):
    """Names that the newest stories share come first; a dateline's month is none, nor a name under embargo."""
    desk.file(
        [
            Story(
                id=f"d{n}", agency="Coast", headline="Ferry", body=f"SELLEN, Nov {n} (COAST) -- A ferry left Halmeria."
            )
            for n in range(1, 9)
        ],
        "c",
        NOW,
    )
    secret = "The prize goes to Milan Hrubec, and Milan Hrubec knows."
    later = datetime(2026, 3, 2, tzinfo=UTC)
    desk.file(
        [Story(id=f"e{n}", agency="Coast", headline="Prize", body=secret, embargoed=later) for n in range(9)], "c", NOW
    )
    found = desk.in_the_news(now=NOW)
    assert "Halmeria" in found[:2]
    assert not {"Nov", "Milan Hrubec"} & set(found)
