"""When to look at a source again, and what its state is: pure decisions over the last poll."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from briefbot.source import FIRST_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefbot.settings import Settings
    from briefbot.source import Poll, Source

MOST_BACK_OFF = timedelta(hours=6)
"""Between two tries at a source that cannot be seen."""

WATCHED = timedelta(hours=6)
"""For so long a source's own pace is not trusted yet; until then it is asked the more seldom the longer it is silent.
"""

RESERVED = "; headline and link only, because the agency reserves text and data mining"

ELSEWHERE = "look on the agency's site whether it publishes elsewhere by now"

_SIX_WEEKS, _WEEK = timedelta(weeks=6), timedelta(weeks=1)
_DAY = timedelta(days=1)
_SOON = timedelta(hours=3)
_HOURS = 24
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # two letters at least: "C:" is a drive


@dataclass(frozen=True, slots=True)
class Bounds:
    """How often a source is looked at: the least and the most time between two looks."""

    least: timedelta = timedelta(minutes=1)
    most: timedelta = timedelta(hours=1)

    @classmethod
    def configured(cls, settings: Settings) -> Self:
        """As the settings ask for."""
        return cls(timedelta(seconds=settings.fetch_every), timedelta(seconds=settings.fetch_at_least_every))


class State(StrEnum):
    """How a source is; "no news" (QUIET, STALE) and "we could not see" (BLIND) are never the same."""

    OK = "ok"
    QUIET = "quiet"  # seen, and without news for longer than is usual for it
    STALE = "stale"  # seen, and without news for so long that it may have been given up
    BLIND = "blind"  # could not be seen at the last look, or was never looked at
    PAUSED = "paused"  # not looked at


class Condition(NamedTuple):
    """A source's state, and why, in words that a person can act on."""

    state: State
    reason: str


def due(sources: Iterable[Source], polls: Mapping[str, Poll], *, now: datetime, bounds: Bounds) -> list[Source]:
    """The sources whose time has come, those that wait longest first, and before them those never looked at."""
    never = datetime.min.replace(tzinfo=now.tzinfo)
    looks = [(next_look(each, polls.get(each.id), bounds) or never, each) for each in sources if not each.paused]
    return [source for moment, source in sorted(looks, key=lambda look: look[0]) if moment <= now]


def next_look(source: Source, poll: Poll | None, bounds: Bounds) -> datetime | None:
    """When to look at it again; None where it is paused (never) or was never looked at (now)."""
    if source.paused or poll is None:
        return None
    most = max(bounds.least, bounds.most)
    if not is_address(source.url):
        wait = timedelta()  # looking into a folder costs nobody anything
    elif not poll.ok:
        wait = min(bounds.least * 2 ** min(poll.failures, 20), MOST_BACK_OFF)
    else:
        # Each source's own share more, so that those which began together drift apart.
        wait = _interval(poll, bounds.least, most) * (1 + _share(source.id) / 8)
    moment = poll.at + wait
    if poll.ok:
        fresh_until = max(poll.fresh_until or poll.at, poll.at + (poll.wishes.ttl or timedelta()))
        moment = max(moment, min(fresh_until, poll.at + most))
        moment = _out_of(poll.wishes.skip_hours, moment)
    return max(moment, poll.not_before or moment)


def condition(source: Source, poll: Poll | None, *, now: datetime) -> Condition:
    """The state of a source after its last look."""
    if source.paused:
        return Condition(State.PAUSED, source.paused)
    if poll is None:
        return Condition(State.BLIND, "not looked at yet: `briefbot run` does")
    if not poll.ok:
        return Condition(State.BLIND, _blindness(poll))
    since = latest(poll)
    age = now - since
    pace = poll.pace or _DAY
    if age >= min(_SIX_WEEKS, max(_WEEK, 20 * pace)):
        reason = f"nothing newer than {_day(since)}: {ELSEWHERE}"
        return Condition(State.STALE, reason + _notes(poll))
    if poll.last_new is None or age > max(_SOON, 6 * pace):
        usual = f", usually {_DAY / pace:.2g} stories a day" if poll.pace else ""
        reason = poll.reason if poll.last_new is None else f"nothing new since {since:%d %b %H:%M} UTC{usual}"
        return Condition(State.QUIET, reason + _notes(poll))
    return Condition(State.OK, poll.reason + _notes(poll))


def is_address(url: str) -> bool:
    """Whether a source is behind an address, and not a folder."""
    return _SCHEME.match(url) is not None


def latest(poll: Poll) -> datetime:
    """When it last had news: by first sight, and, of what stood there before we came, by the agency's dates."""
    began = poll.first or poll.at
    if poll.last_new is not None and poll.last_new - began > FIRST_HOUR:
        return max(poll.last_new, min(poll.newest or began, poll.at))
    return min(poll.newest or poll.last_new or began, poll.at)


def _interval(poll: Poll, least: timedelta, most: timedelta) -> timedelta:
    """Between two looks: a quarter of the usual pace, growing while it is silent, but not for long if it is busy."""
    began = poll.first or poll.at
    silent = poll.at - (poll.last_new or began)
    if poll.at - began < WATCHED or poll.pace is None:
        wish = max(silent / 4, poll.wishes.period or timedelta())
    else:
        wish = max(poll.pace / 4, min(silent / 4, 4 * poll.pace))
    return min(max(wish, least), most)


def _out_of(hours: tuple[int, ...], moment: datetime) -> datetime:
    if len(set(hours)) >= _HOURS:
        return moment  # always would be never
    while moment.hour in hours:
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _share(name: str) -> float:
    return zlib.crc32(name.encode()) / 2**32


def _blindness(poll: Poll) -> str:
    times = f"{poll.failures} looks in a row failed, " if poll.failures > 1 else ""
    seen = f"last seen {poll.last_success:%d %b %H:%M} UTC" if poll.last_success else "it was never seen"
    return f"{poll.reason} ({times}{seen})"


def _notes(poll: Poll) -> str:
    notes = ""
    if poll.reserved:
        notes += RESERVED
    if poll.moved:
        notes += f"; it says that it has moved to {poll.moved}, which is taken over if it says so again"
    return notes


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
