"""Events that only a withdrawn story held together: they are two again, and every name leads to its own."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from briefbot.desk.briefing import Newness
from briefbot.desk.desk import Desk
from briefbot.desk.events import parted
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import PubStatus, Story
from tests.desk.happenings import HAPPENINGS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
(ONE, ONE_TOO), (OTHER, OTHER_TOO) = HAPPENINGS["new chief"]
BOTH = f"{ONE}\n{OTHER}"
"""An agency's account of two happenings as if they were one."""


def story(id_, body, **more):
    return Story(**{"id": id_, "agency": f"Agency of {id_}", "headline": "", "body": body, **more})


@pytest.fixture
def desk(archive):
    return Desk(archive, RulesFormatter())


def filed(desk, *stories, since=NOW):
    for n, each in enumerate(stories):
        desk.file([each], None, since + n * MINUTE)


def kill(desk, id_, status=PubStatus.CANCELED, **more):
    desk.file([story(id_, BOTH, **{"version": 2, "status": status, **more})], None, NOW + DAY)


@pytest.mark.parametrize("order", list(permutations(["one", "other", "both"])), ids=" ".join)
def test_whoever_came_first_two_events_are_two_again_and_one_keeps_the_name(archive, desk, order):
    """After the kill each happening is an event of its own, and no name that was given leads nowhere."""
    bodies = {"one": ONE, "other": OTHER, "both": BOTH}
    filed(desk, *(story(id_, bodies[id_]) for id_ in order))
    events = archive.events(bodies)
    assert set(events.values()) == {order[0]}
    kill(desk, "both")
    after = archive.events(bodies)
    assert after["one"] != after["other"]
    assert order[0] in {after["one"], after["other"]}
    for id_ in ("one", "other"):
        assert [member.story.id for member in archive.members(after[id_], now=NOW + DAY)] == [id_]
        assert [member.story.id for member in archive.members(id_, now=NOW + DAY)] in ([id_], [])


@pytest.mark.parametrize(
    "more", [{"status": PubStatus.WITHHELD}, {"status": PubStatus.USABLE, "embargoed": NOW + 9 * DAY}], ids=str
)
def test_what_is_held_back_or_put_under_embargo_holds_nothing_together_either(archive, desk, more):
    """Whatever the reason is that it may not be shown."""
    filed(desk, story("one", ONE), story("both", BOTH), story("other", OTHER))
    kill(desk, "both", **more)
    assert archive.events(["one", "other"]) == {"one": "one", "other": "other"}


def test_stories_that_something_else_holds_together_stay_together(archive, desk):
    """A kill takes nothing apart that would be one event without that story too."""
    filed(desk, story("one", ONE), story("gone", ONE_TOO), story("too", f"{ONE_TOO} More follows."))
    kill(desk, "gone")
    assert archive.events(["one", "too"]) == {"one": "one", "too": "one"}


def test_each_of_the_two_goes_on_as_an_event(archive, desk):
    """What comes next joins its own happening, in a desk that was there and in one that starts anew."""
    filed(desk, story("one", ONE), story("both", BOTH), story("other", OTHER))
    kill(desk, "both")
    filed(desk, story("next", ONE_TOO), since=NOW + DAY)
    filed(Desk(archive, RulesFormatter()), story("last", OTHER_TOO), since=NOW + DAY)
    assert archive.events(["one", "other", "next", "last"]) == {
        "one": "one", "next": "one", "other": "other", "last": "other"
    }  # fmt: skip


def test_a_reader_who_had_both_is_told_neither_again(desk):
    """What a channel had is known by story, so an event that parted from another is nothing new to it."""
    filed(desk, story("one", ONE), story("both", BOTH), story("other", OTHER))
    (event,) = desk.briefing("", now=NOW + MINUTE * 9).events
    had = {each.key for each in (event.lead, *event.others)}
    assert len(had) == 3
    kill(desk, "both")
    assert desk.briefing("", now=NOW + DAY, carried=had).events == ()
    told = desk.briefing("", now=NOW + DAY).events
    assert sorted(each.lead.id for each in told) == ["one", "other"]
    filed(desk, story("next", OTHER_TOO), since=NOW + DAY)
    (event,) = desk.briefing("", now=NOW + DAY + MINUTE, carried=had).events
    assert event.update.newness is Newness.UNTOLD
    assert event.update.also == ("Agency of next",)


def test_an_event_of_very_many_stories_is_not_taken_apart(archive, desk):
    """So many newsrooms are not mistaken because one of them is."""
    many = [story(f"s{n}", ONE) for n in range(50)]
    filed(desk, story("one", ONE), story("both", BOTH), story("other", OTHER))
    filed(desk, *many)
    kill(desk, "both")
    assert set(archive.events(["one", "other"]).values()) == {"one"}


def test_of_several_that_are_withdrawn_together_each_counts_as_it_was():
    """Nothing parts for one that held nothing together, nor where nothing is left."""
    told = [story("one", ONE), story("both", BOTH), story("other", OTHER)]
    apart = story("apart", "Kim Oduya won the mayor's race in Lagos.")
    assert parted([*told, apart], {"both", "apart"}, "one") == {"other": ["other"]}
    assert parted([told[0], told[2], apart], {"apart"}, "one") == {}
    assert parted([told[1]], {"both"}, "both") == {}
