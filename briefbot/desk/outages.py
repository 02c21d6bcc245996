"""When the owner of a workspace is told that sources fail, and that they are well again; pure.

Each outage is told once, several together, and a source that comes and goes is no news: every briefing says so anyway.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from briefbot.source import Told
from briefbot.sources import rhythm
from briefbot.sources.rhythm import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from briefbot.source import Poll, Source

LONG = timedelta(hours=6)
"""How long a source fails before that is told: for less, what the briefings say of it is enough."""

TOGETHER = timedelta(hours=3)
"""How long one fails that is told along with another: what fails at one time is found failing one by one."""

LOOKS = 3
"""In a row that failed, at least: after a night without power one is not enough to say anything."""

STEADY = timedelta(minutes=30)
"""How long a source was seen at every look before it is told that it is well again."""

APART = timedelta(hours=3)
"""Between two messages to one owner."""

AGAIN = timedelta(days=1)
"""How long a source that was well again is not told of if it fails anew."""


class Failing(NamedTuple):
    """A source that fails."""

    source: Source
    blind: bool  # it cannot be seen; otherwise it has no news
    since: datetime  # last seen, or last news; where it was never seen, the first look
    why: str  # or, without news, what to do


class Back(NamedTuple):
    """A source that is well again."""

    source: Source
    since: datetime


class Notice(NamedTuple):
    """What an owner is to be told."""

    failing: list[Failing]
    back: list[Back]

    def told(self, now: datetime) -> dict[str, Told]:
        """What is kept of it, by source."""
        fails = {each.source.id: Told(fails=True, at=now) for each in self.failing}
        return fails | {each.source.id: Told(fails=False, at=now) for each in self.back}


def notice(
    sources: Iterable[Source], polls: Mapping[str, Poll], told: Mapping[str, Told], now: datetime
) -> Notice | None:
    """What is to be told now to an owner who was told that before; None where it is nothing, or waits."""
    if any(now - each.at < APART for each in told.values()):
        return None
    failing, back, long = [], [], False
    for source in sources:
        poll, before = polls.get(source.id), told.get(source.id)
        if poll is None or poll.since is None:
            continue
        state = rhythm.condition(source, poll, now=now).state
        if state in {State.OK, State.QUIET} and before and before.fails and poll.at - poll.since >= STEADY:
            back.append(Back(source, poll.since))
        lasts = _lasts(state, poll, now)
        if lasts >= TOGETHER and (before is None or (not before.fails and now - before.at >= AGAIN)):
            long = long or lasts >= LONG
            blind = state is State.BLIND
            since = (poll.last_success or poll.first or poll.since) if blind else rhythm.latest(poll)
            failing.append(Failing(source, blind, since, poll.reason if blind else rhythm.ELSEWHERE))
    if not (back or long):
        return None
    return Notice(failing if long else [], back)


def _lasts(state: State, poll: Poll, now: datetime) -> timedelta:
    """For how long a source has failed under our eyes."""
    if state is State.BLIND and poll.since and poll.failures >= LOOKS:
        return now - poll.since
    if state is State.STALE and poll.first:
        return now - poll.first
    return timedelta()
