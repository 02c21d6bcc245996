"""Which deliveries are owed at a moment, and when the next one is; pure.

A slot is a local date and time, so the hour that happens twice in autumn delivers once, at its first time, and a time
that spring skips delivers when the clock has jumped past it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from briefbot.subscription import DAYS, Slot

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import date, time

    from briefbot.subscription import Schedule, Subscription

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def due(
    subscriptions: Iterable[Subscription], *, now: datetime, grace: timedelta, claimed: Container[Slot]
) -> dict[Slot, datetime]:
    """Every slot of a subscription that is not paused whose moment has come and that is not `claimed`.

    With their moments, in UTC, the oldest first. No slot before the subscription was made, and none that is older than
    the grace and a day: of a long sleep only the end is told.
    """
    found: dict[Slot, datetime] = {}
    begin = now - grace - _DAY
    past: dict[Schedule, list[tuple[date, time, datetime]]] = {}  # many subscriptions have the same
    for subscription in subscriptions:
        if subscription.paused or subscription.alerts:
            continue
        schedule = subscription.schedule
        if schedule not in past:
            past[schedule] = list(takewhile(lambda each: each[2] <= now, moments(schedule, begin)))
        for day, at, when in past[schedule]:
            slot = Slot(subscription.id, day, at)
            if when >= subscription.created and slot not in claimed:
                found[slot] = when
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def next_slot(subscription: Subscription, now: datetime) -> tuple[Slot, datetime]:
    """The first slot after `now`, paused or not, and its moment in UTC; a subscription of alerts has none."""
    begin = max(subscription.created, now)
    day, at, when = next(each for each in moments(subscription.schedule, begin) if each[2] > now)
    return Slot(subscription.id, day, at), when


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When a clock in the zone first shows that date and time or, where it jumps over it, when it has jumped; UTC."""
    local = datetime.combine(day, at.replace(fold=0), tzinfo=zone)  # the first of two
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    # Skipped: the jump lies between the readings of that time by the clock before it and by the clock after it.
    before, after = local.replace(fold=1).astimezone(UTC), found
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def moments(schedule: Schedule, begin: datetime) -> Iterator[tuple[date, time, datetime]]:
    """The schedule's local dates and times from `begin` on, in order of their moments, without end."""
    zone = ZoneInfo(schedule.zone)
    first = begin.astimezone(zone).date() - _DAY  # a skipped time's moment may lie on the next date
    for days in count():
        day = first + timedelta(days=days)
        if DAYS[day.weekday()] in schedule.days:
            for at in schedule.times:
                when = moment(day, at, zone)
                if when >= begin:
                    yield day, at, when
