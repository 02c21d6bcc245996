"""A bot that was not running at a briefing's time: what comes late says so, what never came is told with the next."""

from dataclasses import replace
from datetime import time, timedelta

from briefbot.subscription import DAYS, DeliveryState, Schedule
from tests.slack.conftest import page
from tests.slack.test_delivery_order import HOUR, MORNING, town

__all__ = ["town"]  # a fixture

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def briefed(town, *moments):
    """What the channel was told, by a tick at each of these moments."""
    channel = town.channel(1)
    town.want("bridge OR bakers", channel, created=moments[0] - HOUR)
    for number, moment in enumerate(moments, 1):
        await town.tick(lambda moment=moment: moment).work()
        await town.deliver(count=number)
    return [" ".join(page(message).split()) for message in channel.messages]


async def test_a_briefing_within_the_grace_is_labelled_late_and_one_on_time_is_not(town):
    """Later than five minutes it says when it was due."""
    on_time, late = await briefed(town, MORNING + 5 * MINUTE, MORNING + DAY + 6 * MINUTE)
    assert "Late" not in on_time
    assert "Late: it was due 25 Nov 2026 08:00 UTC." in late


async def test_a_briefing_that_never_came_is_told_of_by_the_next_and_by_no_other(town):
    """It is settled as missed, and the channel reads once which one it was."""
    channel_had = await briefed(town, MORNING - 2 * DAY, MORNING + HOUR, MORNING + DAY)
    assert ["I was not running" in shown for shown in channel_had] == [False, True, False]
    assert "Left out, since I was not running: what was due 23 Nov 2026 08:00 UTC." in channel_had[1]
    missed = town.archive.deliveries(since=MORNING - 9 * DAY, state=DeliveryState.MISSED)
    assert [each.due for each in missed] == [MORNING - DAY]


async def test_after_a_long_sleep_a_few_are_named_and_the_others_counted(town):
    """A subscription of many times a day does not fill its next briefing with what it missed."""
    channel = town.channel(1)
    hourly = tuple(time(hour) for hour in range(8))
    schedule = Schedule(days=DAYS, times=hourly, zone="UTC")
    town.archive.change(
        replace(town.want("bridge", channel, created=MORNING - 9 * DAY), schedule=schedule, created=MORNING - 9 * DAY)
    )
    await town.tick(lambda: MORNING + DAY - HOUR + 6 * MINUTE).work()
    await town.deliver(count=2)
    first, last = (" ".join(page(message).split()) for message in channel.messages)
    assert "due 24 Nov 2026 06:00 UTC, 24 Nov 2026 07:00 UTC, 25 Nov 2026 00:00 UTC and 5 more." in first
    assert "I was not running" not in last
