"""When an owner is told of sources: late enough, together, once, and not of every flicker."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk import outages
from briefbot.source import Poll, Source, Told

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = 7 * HOUR


def source(name="coast", **more):
    return Source(id=name, agency=name.title(), url="https://a.example/", **more)


def failing(name="coast", lasts=LONG, **more):
    """A source that was seen until so long ago."""
    fields = {"source": name, "at": NOW, "ok": False, "reason": "answered 403 Forbidden", "failures": 8}
    fields |= {"first": NOW - 30 * DAY, "since": NOW - lasts, "last_success": NOW - lasts - HOUR}
    return Poll(**{**fields, **more})


def seen(name="coast", lasts=LONG, **more):
    fields = {"source": name, "at": NOW, "ok": True, "reason": "3 stories", "since": NOW - lasts, "last_success": NOW}
    fields |= {"first": NOW - 30 * DAY, "last_new": NOW - HOUR, "newest": NOW - HOUR, "pace": HOUR}
    return Poll(**{**fields, **more})


def notice(*polls, told=None, now=NOW, sources=None):
    named = {poll.source: poll for poll in polls}
    return outages.notice(sources or [source(name) for name in named], named, told or {}, now)


def test_a_source_that_fails_for_long_is_told_with_since_when_and_why():
    """Six hours after the first look that failed; it was last seen before that."""
    (told,) = notice(failing()).failing
    assert (told.source.id, told.blind, told.since, told.why) == (
        "coast", True, NOW - LONG - HOUR, "answered 403 Forbidden"
    )  # fmt: skip
    assert notice(failing(lasts=5 * HOUR)) is None


def test_a_source_that_was_never_seen_is_told_since_its_first_look():
    """Nothing else is known of it."""
    (told,) = notice(failing(last_success=None, first=NOW - LONG)).failing
    assert told.since == NOW - LONG


def test_a_few_looks_that_failed_are_not_enough():
    """After a night without the machine, the first look that fails says nothing."""
    assert notice(failing(failures=2)) is None


def test_a_source_without_news_for_very_long_is_told_with_what_to_do():
    """Stale, as `sources list` has it, is a failure of its own kind."""
    (told,) = notice(seen(last_new=NOW - 60 * DAY, newest=NOW - 60 * DAY, first=NOW - 90 * DAY)).failing
    assert not told.blind
    assert told.since == NOW - 60 * DAY
    assert "publishes elsewhere" in told.why
    assert notice(seen(last_new=None, newest=NOW - 60 * DAY, first=NOW - HOUR)) is None


@pytest.mark.parametrize(
    "other", [{"paused": "by hand"}, {}], ids=["paused", "not looked at"]
)  # fmt: skip
def test_a_source_that_nobody_looks_at_is_not_told(other):
    """Paused on purpose, or new."""
    polls = {"coast": failing()} if other else {}
    assert outages.notice([source(**other)], polls, {}, NOW) is None


def test_those_that_began_to_fail_soon_after_come_along():
    """One is late enough: others that have failed for three hours are told with it, and later ones are not."""
    found = notice(failing("a"), failing("b", lasts=4 * HOUR), failing("c", lasts=HOUR), seen("d"))
    assert [each.source.id for each in found.failing] == ["a", "b"]


def test_an_outage_is_told_once():
    """However long it lasts."""
    told = notice(failing()).told(NOW)
    assert told == {"coast": Told(fails=True, at=NOW)}
    for days in (1, 2, 30):
        assert notice(failing(lasts=LONG + days * DAY), told=told, now=NOW + days * DAY) is None


def test_it_is_told_when_a_source_is_steadily_seen_again():
    """After half an hour, since when; once."""
    told = {"coast": Told(fails=True, at=NOW - DAY)}
    assert notice(seen(lasts=10 * timedelta(minutes=1)), told=told) is None
    found = notice(seen(lasts=HOUR), told=told)
    assert [(each.source.id, each.since) for each in found.back] == [("coast", NOW - HOUR)]
    assert found.failing == []
    assert notice(seen(lasts=DAY), told=found.told(NOW), now=NOW + DAY) is None


def test_a_source_that_comes_and_goes_is_not_told_again_for_a_day():
    """Back in the morning, gone again: told a day after, if it still is."""
    told = {"coast": Told(fails=False, at=NOW - 8 * HOUR)}
    assert notice(failing(), told=told) is None
    assert notice(failing(lasts=20 * HOUR), told=told, now=NOW + 16 * HOUR).failing


def test_an_owner_is_not_written_to_twice_in_three_hours():
    """What comes meanwhile waits and is told together."""
    told = {"coast": Told(fails=True, at=NOW - 2 * HOUR)}
    assert notice(failing("a"), failing("b"), seen("coast"), told=told) is None
    found = notice(failing("a"), failing("b"), seen("coast"), told=told, now=NOW + HOUR)
    assert ([each.source.id for each in found.failing], [each.source.id for each in found.back]) == (
        ["a", "b"], ["coast"]
    )  # fmt: skip


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), min_size=1, max_size=30))
def test_a_flapping_source_makes_two_messages_a_day_at_most(spans):
    """Whatever its ups and downs: outages told are a day apart or more, and each is followed by its end first."""
    told: dict[str, Told] = {}
    now, messages = NOW, []
    for is_seen, quarters in spans:
        since = now
        for n in range(quarters):
            now = since + n * timedelta(minutes=15)
            poll = seen(lasts=now - since) if is_seen else failing(failures=n + 1)
            poll = Poll(**{**{f: getattr(poll, f) for f in poll.__dataclass_fields__}, "at": now, "since": since})
            if found := outages.notice([source()], {"coast": poll}, told, now):
                told |= found.told(now)
                messages.append((now, bool(found.failing)))
        now += timedelta(minutes=15)
    failed = [when for when, is_failing in messages if is_failing]
    assert all(later - earlier >= DAY for earlier, later in pairwise(failed))
    assert [is_failing for _, is_failing in messages] == [n % 2 == 0 for n in range(len(messages))]
