"""What is due, through clock changes and sleeps."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk.due import due, next_slot
from briefbot.subscription import DAYS, Schedule, Slot, Subscription

HOUR = timedelta(hours=1)
GRACE = 2 * HOUR


def utc(*parts: int):
    year, month, day, *clock = parts
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return datetime.combine(date(year, month, day), time(hour, minute, second), tzinfo=UTC)


EARLIEST, LATEST = (datetime.combine(date(year, 1, 2), time()) for year in (1990, 2037))
ZONES = [
    "UTC", "Europe/Vienna", "America/New_York", "America/St_Johns", "Asia/Kuwait", "Asia/Kathmandu", "Asia/Gaza",
    "Africa/Casablanca", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Antarctica/Troll",
    "America/Sao_Paulo", "America/Scoresbysund", "Europe/Dublin",
]  # fmt: skip


def subscription(*times, zone="Europe/Vienna", days=DAYS, created=datetime(1980, 1, 1, tzinfo=UTC), **more):
    schedule = Schedule(days=days, times=tuple(sorted(times)), zone=zone)
    fields = {"id": 1, "workspace": "T", "channel": "C", "topic": "", **more}
    return Subscription(schedule=schedule, created=created, **fields)


def at(now, *subscriptions, grace=GRACE, claimed=()):
    return due(subscriptions, now=now, grace=grace, claimed=claimed)


def test_a_slot_is_due_from_its_local_time_on():
    """At 08:00 in Vienna the slot of that day is due, and not a second before."""
    wanted = subscription(time(8))
    today = Slot(1, date(2026, 1, 5), time(8))
    assert today not in at(utc(2026, 1, 5, 6, 59, 59), wanted)
    assert at(utc(2026, 1, 5, 7), wanted)[today] == utc(2026, 1, 5, 7)


def test_a_time_that_spring_skips_is_due_when_the_clock_has_jumped():
    """02:30 on the night that skips it is due at the jump from 02:00 to 03:00, before what is due at 03:10."""
    found = at(utc(2026, 3, 29, 1, 20), subscription(time(2, 30), time(3, 10)), grace=HOUR / 2)
    assert [(slot.at, moment) for slot, moment in found.items() if slot.day == date(2026, 3, 29)] == [
        (time(2, 30), utc(2026, 3, 29, 1)),
        (time(3, 10), utc(2026, 3, 29, 1, 10)),
    ]


def test_an_hour_that_comes_twice_delivers_once_at_its_first_time():
    """02:30 on the night that has it twice is due at the first, and when claimed then, not at the second."""
    wanted = subscription(time(2, 30))
    tonight = Slot(1, date(2026, 10, 25), time(2, 30))
    assert at(utc(2026, 10, 25, 0, 30), wanted)[tonight] == utc(2026, 10, 25, 0, 30)
    assert tonight not in at(utc(2026, 10, 25, 1, 30), wanted, claimed={tonight})


def test_a_day_that_a_zone_skips_comes_at_the_jump():
    """When Samoa left out 30 December 2011, its slot was due as the clock jumped to the 31st."""
    wanted = subscription(time(8), zone="Pacific/Apia")
    found = at(utc(2011, 12, 30, 12), wanted)
    assert found[Slot(1, date(2011, 12, 30), time(8))] == utc(2011, 12, 30, 10)


def test_days_are_local_days():
    """A Monday 01:00 in Kuwait is due on Sunday evening in UTC; a Sunday slot is not."""
    wanted = subscription(time(1), zone="Asia/Kuwait", days=("mon",))
    assert at(utc(2026, 3, 1, 22), wanted) == {Slot(1, date(2026, 3, 2), time(1)): utc(2026, 3, 1, 22)}


def test_a_long_sleep_tells_its_last_day_and_not_every_day():
    """After a week asleep only slots of the grace and a day before are told."""
    found = at(utc(2026, 1, 12, 8), subscription(time(8), zone="UTC"))
    assert [slot.day for slot in found] == [date(2026, 1, 11), date(2026, 1, 12)]


def test_nothing_is_due_before_the_subscription_was_made_or_while_it_is_paused():
    """The first slot is the first at or after the subscription was made; a paused one has none."""
    eight = utc(2026, 1, 5, 8)
    for created, many in ((eight, 1), (eight + timedelta(seconds=1), 0)):
        assert len(at(eight + HOUR, subscription(time(8), zone="UTC", created=created))) == many
    assert at(eight, subscription(time(8), zone="UTC", paused=True)) == {}


def test_several_subscriptions_come_in_order_of_their_moments():
    """What is due comes oldest first, whoever it is for."""
    first = subscription(time(8), zone="Asia/Tokyo", id=1)
    second = subscription(time(8), zone="Europe/Vienna", id=2)
    found = at(utc(2026, 1, 5, 8), second, first, grace=24 * HOUR)
    assert list(found.values()) == sorted(found.values())
    assert {slot.subscription for slot in found} == {1, 2}


def test_the_next_slot_is_the_first_after_now():
    """The next slot skips today's that has come, and days that are not the schedule's."""
    wanted = subscription(time(8), time(18), zone="UTC", days=("mon", "fri"))
    assert next_slot(wanted, utc(2026, 1, 5, 7)) == (Slot(1, date(2026, 1, 5), time(8)), utc(2026, 1, 5, 8))
    assert next_slot(wanted, utc(2026, 1, 5, 8))[1] == utc(2026, 1, 5, 18)
    assert next_slot(wanted, utc(2026, 1, 5, 18))[1] == utc(2026, 1, 9, 8)


def test_the_next_slot_of_a_new_subscription_is_not_before_it_was_made():
    """A subscription made later than now has its first slot after that."""
    wanted = subscription(time(8), zone="UTC", created=utc(2026, 2, 1))
    assert next_slot(wanted, utc(2026, 1, 5))[1] == utc(2026, 2, 1, 8)


@given(
    st.sampled_from(ZONES),
    st.dates(date(1990, 1, 2), date(2037, 12, 1)),
    st.lists(st.times().map(lambda at: at.replace(microsecond=0)), min_size=1, max_size=3, unique=True),
    st.integers(1, 13),
)
def test_every_local_day_and_time_is_due_exactly_once(zone, day, times, hours):
    """Ticking every few hours for four days claims each local day and time once, at a moment the clock agrees with."""
    wanted = subscription(*times, zone=zone)
    now = datetime.combine(day, time(), tzinfo=UTC)
    end = now + timedelta(days=4)
    claimed: dict[Slot, datetime] = {}
    many: Counter[Slot] = Counter()
    while now <= end:
        fresh = due([wanted], now=now, grace=GRACE, claimed=claimed)
        claimed |= fresh
        many.update(fresh.keys())
        now += timedelta(hours=hours)
    assert set(many.values()) == {1}
    for n in (1, 2):
        for at_ in times:
            assert Slot(1, day + timedelta(days=n), at_) in claimed
    for slot, moment in claimed.items():
        shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        before = (moment - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        wall = datetime.combine(slot.day, slot.at)
        assert shown == wall or before < wall < shown


@given(st.sampled_from(ZONES), st.datetimes(EARLIEST, LATEST), st.sampled_from(DAYS))
def test_the_next_slot_is_due_at_its_moment_and_nothing_is_between(zone, now, day):
    """What `next_slot` tells is what `due` then gives, and no slot lies between."""
    now = now.replace(tzinfo=UTC)
    wanted = subscription(time(2, 30), zone=zone, days=(day,), created=now)
    slot, moment = next_slot(wanted, now)
    assert moment > now
    items = at(moment, wanted)
    assert [each for each, its in items.items() if its > now] == [slot]
    assert at(moment - timedelta(seconds=1), wanted, claimed=items) == {}


@pytest.mark.parametrize("zone", ZONES)
def test_a_leap_day_has_its_slot(zone):
    """29 February has a slot like any day."""
    wanted = subscription(time(12), zone=zone)
    assert date(2028, 2, 29) in [slot.day for slot in at(utc(2028, 3, 1), wanted)]
