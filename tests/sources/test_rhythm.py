"""When a source is looked at again, and what its state is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.source import Poll, Source, Wishes
from briefbot.sources.rhythm import Bounds, State, condition, due, next_look
from tests.sources.conftest import NOW

BOUNDS = Bounds()
SECOND, MINUTE, HOUR, DAY, WEEK = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days", "weeks"))
SOURCE = Source(id="coast", agency="Coast Wire", url="https://coast.example/rss")


def poll(**more):
    """A look at NOW at a source that is watched for a month, has news every half hour, and had it just now."""
    fields: dict[str, Any] = {
        "first": NOW - 30 * DAY, "last_success": NOW, "last_new": NOW, "newest": NOW, "pace": 30 * MINUTE,
        "at": NOW, "ok": True, "reason": "12 stories, 1 new",
    }  # fmt: skip
    return Poll(source="coast", **(fields | more))


def wait(*, source=SOURCE, **more):
    """How long after the look the next one is, in minutes."""
    following = next_look(source, poll(**more), BOUNDS)
    assert following is not None
    return (following - NOW) / MINUTE


@pytest.mark.parametrize(
    ("pace", "silent", "least", "most"),
    [
        (2 * MINUTE, MINUTE, 1, 1.2),  # busy: every minute, and no oftener
        (2 * MINUTE, 9 * HOUR, 4, 10),  # busy, at night: not left for an hour
        (HOUR, MINUTE, 14, 18),  # hourly: four times an hour, not every minute
        (HOUR, 2 * HOUR, 25, 35),
        (DAY, 3 * DAY, 60, 68),  # daily: once an hour
        (SECOND, SECOND, 1, 1.2),
    ],
)
def test_a_source_is_asked_as_often_as_it_has_news(pace, silent, least, most):
    """The wait follows the usual pace and the silence, between one minute and about one hour."""
    assert least <= wait(pace=pace, last_new=NOW - silent) <= most


@pytest.mark.parametrize(("silent", "least", "most"), [(MINUTE, 1, 1.2), (40 * MINUTE, 10, 12), (5 * HOUR, 60, 68)])
def test_a_new_source_is_watched_closely_until_it_falls_silent(silent, least, most):
    """Before it was watched for some hours its dates are not trusted: the wait grows with the silence alone."""
    assert least <= wait(first=NOW - 5 * HOUR, pace=10 * DAY, last_new=NOW - silent) <= most


@given(
    pace=st.none() | st.timedeltas(timedelta(), 400 * DAY),
    watched=st.timedeltas(timedelta(), 400 * DAY),
    silent=st.timedeltas(timedelta(), 400 * DAY),
    ttl=st.none() | st.timedeltas(timedelta(), 400 * DAY),
    fresh=st.none() | st.timedeltas(timedelta(), 400 * DAY),
    name=st.text(max_size=8),
)
def test_no_source_is_asked_oftener_or_seldomer_than_the_bounds_say(*, pace, watched, silent, ttl, fresh, name):
    """Whatever a feed and its server say, a source that can be seen is asked again after one to 68 minutes."""
    seen = {"first": NOW - watched, "last_new": NOW - silent, "fresh_until": fresh and NOW + fresh}
    assert 1 <= wait(source=replace(SOURCE, id=name), pace=pace, wishes=Wishes(ttl=ttl), **seen) <= 68


def test_failures_put_a_source_off_ever_longer_and_one_success_ends_that():
    """The wait doubles up to six hours; a look that sees it again is followed as ever."""
    waits = [wait(ok=False, failures=n) for n in (1, 2, 3, 8, 9, 30, 10_000)]
    assert waits == [2, 4, 8, 256, 360, 360, 360]
    assert wait(pace=2 * MINUTE) < 2


def test_what_the_agency_asks_for_is_done():
    """Retry-After, cache headers and ttl put the next look off, the last two by an hour at most; skipHours too."""
    assert wait(ok=False, failures=1, not_before=NOW + 5 * HOUR) == 300
    assert wait(fresh_until=NOW + 25 * MINUTE) == 25
    assert wait(wishes=Wishes(ttl=40 * MINUTE)) == 40
    assert wait(fresh_until=NOW + 9 * DAY, wishes=Wishes(ttl=9 * DAY)) == 60
    assert wait(wishes=Wishes(skip_hours=(12, 13))) == 120
    assert wait(wishes=Wishes(skip_hours=tuple(range(24)))) < 10


def test_how_often_a_feed_says_that_it_is_updated_counts_until_its_own_pace_is_known():
    """sy:updatePeriod leads in the first hours, what was seen of the source after them."""
    hourly = Wishes(period=HOUR)
    assert 60 <= wait(wishes=hourly, first=NOW - HOUR) <= 68
    assert wait(wishes=hourly) < 10


def test_due_are_those_whose_time_has_come_the_longest_waiting_first():
    """Sources never looked at come first, then the overdue; paused ones and those to come are left out."""
    sources = [replace(SOURCE, id=name) for name in ("late", "later", "new", "soon", "folder")]
    sources.append(replace(SOURCE, id="paused", paused="gone"))
    sources[4] = replace(sources[4], url="/var/wire")
    polls = {name: poll(at=NOW - wait) for name, wait in (("late", HOUR), ("later", 2 * HOUR), ("soon", MINUTE))}
    polls |= {"folder": poll(), "paused": poll(at=NOW - DAY)}
    found = due(sources, polls, now=NOW, bounds=BOUNDS)
    assert [source.id for source in found] == ["new", "later", "late", "folder"]


def test_sources_that_began_together_drift_apart():
    """A thousand sources of one pace that were looked at at once are not looked at at once again."""
    waits = {round(wait(source=replace(SOURCE, id=f"s{n}"), pace=2 * HOUR) * 60) for n in range(1000)}
    assert len(waits) > 150


@pytest.mark.parametrize(
    ("source", "seen", "state", "words"),
    [
        (SOURCE, poll(), State.OK, "12 stories, 1 new"),
        (SOURCE, None, State.BLIND, "not looked at yet"),
        (SOURCE, poll(ok=False, reason="answered 403", failures=3), State.BLIND, "3 looks in a row failed, last seen"),
        (SOURCE, poll(ok=False, reason="gone", last_success=None, failures=1), State.BLIND, "gone (it was never seen)"),
        (SOURCE, poll(last_new=NOW - 4 * HOUR, newest=NOW - 4 * HOUR), State.QUIET, "nothing new since 24 Nov 08:00"),
        (SOURCE, poll(last_new=None, newest=None, first=NOW - DAY, reason="an empty feed"), State.QUIET, "empty"),
        (SOURCE, poll(first=NOW, newest=NOW - 6 * WEEK), State.STALE, "nothing newer than 13 October 2026"),
        (SOURCE, poll(last_new=NOW - 8 * DAY, newest=None), State.STALE, "whether it publishes elsewhere"),
        (SOURCE, poll(last_new=NOW - 5 * WEEK, newest=NOW - 5 * WEEK, pace=4 * WEEK), State.OK, ""),
        (SOURCE, poll(last_new=NOW - 6 * WEEK, newest=NOW - 6 * WEEK, pace=4 * WEEK), State.STALE, ""),
        (replace(SOURCE, paused="paused by hand"), poll(), State.PAUSED, "paused by hand"),
        (SOURCE, poll(reserved=True), State.OK, "headline and link only"),
        (SOURCE, poll(moved="https://new.example/"), State.OK, "moved to https://new.example/"),
    ],
)  # fmt: skip
def test_each_state_has_its_reason(source, seen, state, words):
    """No news and not seeing are never the same, and each is said in words."""
    found = condition(source, seen, now=NOW)
    assert found.state is state
    assert words in found.reason


def test_first_sight_and_not_the_agencys_date_says_when_there_was_news():
    """A story that came in just now is news however far back its date lies; one found at first sight is not."""
    backdated = poll(last_new=NOW, newest=NOW - 10 * WEEK)
    assert condition(SOURCE, backdated, now=NOW).state is State.OK
    assert condition(SOURCE, replace(backdated, first=NOW), now=NOW).state is State.STALE
    assert condition(SOURCE, poll(newest=NOW + 10 * DAY, last_new=NOW - 9 * DAY), now=NOW).state is State.OK


def test_the_usual_pace_is_learnt_from_what_comes_in():
    """Stories an hour apart make the pace an hour, those of the first hour aside; silence makes it less."""
    watched = poll(first=NOW, pace=DAY, last_new=None).filed(40, NOW)
    assert (watched.pace, watched.last_new) == (DAY, NOW)
    for hour in range(1, 200):
        watched = watched.filed(1, NOW + hour * HOUR).filed(0, NOW + hour * HOUR)
    assert 23 < watched.stories_a_day(NOW + 199 * HOUR) < 24
    assert watched.stories_a_day(NOW + 199 * HOUR + 2 * DAY) == 0.5
    assert poll(pace=None).stories_a_day(NOW) is None
    burst = poll(pace=None, last_new=NOW - HOUR).filed(60, NOW)
    assert burst.pace == MINUTE
