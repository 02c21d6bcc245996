"""People who travel: which of their briefings would come at another time by the clock there; how one is moved; pure.

A move keeps to one edition a local day and time. Those had by the old clock are not due again by the new one, and those
that the new clock has passed already, and the old one has not, come at once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from briefbot.desk.due import moment, moments
from briefbot.subscription import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from briefbot.subscription import Subscription

REACH = timedelta(days=2)
"""Further apart no two clocks are, nor does a slot stay open that was not served."""


class Move(NamedTuple):
    """A subscription by its new clock, and what is to be claimed before it is changed, as that changes what is due."""

    subscription: Subscription
    claims: dict[Slot, datetime]  # UTC; when each is due


def own(subscriptions: Iterable[Subscription], user: str = "") -> list[Subscription]:
    """The briefings in people's own messages, or this one's, that follow their Slack profile and are not paused."""
    return [
        s
        for s in subscriptions
        if s.follows and s.channel.startswith("D") and s.creator and not (s.paused or s.alerts)
        if user in {"", s.creator}
    ]


def elsewhere(subscriptions: Iterable[Subscription], zone: str, now: datetime) -> list[Subscription]:
    """Those that would come at another moment by the clock of that zone, as it is now."""
    there = now.astimezone(ZoneInfo(zone)).utcoffset()
    return [s for s in subscriptions if now.astimezone(ZoneInfo(s.schedule.zone)).utcoffset() != there]


def moved(subscription: Subscription, zone: str, last: Slot | None, now: datetime) -> Move:
    """The subscription by the clock of another zone; `last` is the latest of its slots that was claimed."""
    schedule = replace(subscription.schedule, zone=zone)
    there = ZoneInfo(zone)
    claims: dict[Slot, datetime] = {}
    for day, at, when in moments(subscription.schedule, max(now - REACH, subscription.created)):
        if when > now + REACH or subscription.paused:
            break
        slot = Slot(subscription.id, day, at)
        if last is not None and slot <= last:
            continue
        if when <= now:
            claims[slot] = when  # as the next tick would have
        elif moment(day, at, there) <= now:
            claims[slot] = now
    had = max([*claims, *([] if last is None else [last])], default=None)
    created = now
    if had is not None:
        begin = moment(had.day, had.at, there)
        coming = (when for day, at, when in moments(schedule, begin) if Slot(subscription.id, day, at) > had)
        created = max(now, next(coming))
    return Move(replace(subscription, schedule=schedule, created=created), claims)
