"""What a move to another zone does to what is due: one edition a local day and time, on the day of the move too."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk import travel
from briefbot.desk.due import due, moments, next_slot
from briefbot.subscription import DAYS, Schedule, Slot, Subscription

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
GRACE = 2 * HOUR
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WEDNESDAY = date(2026, 3, 4)
ZONES = [
    "Europe/Vienna", "Asia/Kuwait", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Honolulu",
    "Pacific/Pago_Pago", "Pacific/Auckland", "Pacific/Chatham", "Asia/Kathmandu", "Africa/Casablanca", "UTC",
    "Australia/Lord_Howe", "Antarctica/Troll", "America/St_Johns",
]  # fmt: skip


def local(hour, minute=0, day=WEDNESDAY, zone="Europe/Vienna"):
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def subscription(*times, zone="Europe/Vienna", created=LONG_AGO, days=DAYS, **more):
    schedule = Schedule(days=days, times=tuple(sorted(times or (time(8),))), zone=zone)
    fields = {"id": 1, "workspace": "T", "channel": "D1", "topic": "", "creator": "U1", "follows": True, **more}
    return Subscription(schedule=schedule, created=created, **fields)


class Desk:
    """Claims what is due as the tick does, and moves the subscription as a click does."""

    def __init__(self, wanted):
        self.wanted = wanted
        self.claimed = {}  # slot: when it was due
        self.missed = []

    def tick(self, now):
        found = due([self.wanted], now=now, grace=GRACE, claimed=self.claimed)
        self.missed += [slot for slot, when in found.items() if now - when > GRACE]
        self.claim(found)

    def move(self, zone, now):
        """Move it; the slots that this claimed."""
        move = travel.moved(self.wanted, zone, max(self.claimed, default=None), now)
        fresh = move.claims.keys() - self.claimed.keys()
        self.missed += [slot for slot in fresh if now - move.claims[slot] > GRACE]
        self.claim(move.claims)
        self.wanted = move.subscription
        return sorted(fresh)

    def claim(self, fresh):
        self.claimed = fresh | self.claimed


def wednesday(at=time(8)):
    return Slot(1, WEDNESDAY, at)


def started(*times, **more):
    """A desk that has claimed all up to Tuesday's end."""
    desk = Desk(subscription(*times, **more))
    desk.tick(local(23, 30, WEDNESDAY - timedelta(days=1)))
    return desk


def test_after_a_move_west_the_edition_that_was_had_does_not_come_again():
    """Had at 08:00 in Vienna, moved at 09:00: not at 08:00 in New York that day, and the next day there."""
    desk = started()
    desk.tick(local(8))
    assert wednesday() in desk.claimed
    assert desk.move("America/New_York", local(9)) == []
    slot, when = next_slot(desk.wanted, local(9))
    assert (slot.day, when) == (date(2026, 3, 5), local(8, day=date(2026, 3, 5), zone="America/New_York"))
    assert due([desk.wanted], now=local(20), grace=GRACE, claimed=()) == {}


def test_after_a_move_east_the_edition_that_the_new_clock_has_passed_comes_at_once():
    """Moved at 06:45 in Vienna, 08:45 in Kuwait: Wednesday's is due now, and Thursday's at 08:00 there."""
    desk, now = started(), local(6, 45)
    assert desk.move("Asia/Kuwait", now) == [wednesday()]
    assert desk.claimed[wednesday()] == now
    assert next_slot(desk.wanted, now)[0] == Slot(1, date(2026, 3, 5), time(8))


def test_after_a_move_far_east_the_edition_is_not_missed():
    """Moved at 06:00 in Vienna, 14:00 in Tokyo: though six hours late by the new clock, it comes."""
    desk, now = started(), local(6)
    assert desk.move("Asia/Tokyo", now) == [wednesday()]
    assert desk.claimed[wednesday()] == now


def test_across_the_date_line_the_day_that_is_skipped_comes_and_the_one_that_is_repeated_does_not():
    """Honolulu to Kiritimati: Thursday's at once; back: no Thursday a second time."""
    thursday, friday = date(2026, 3, 5), date(2026, 3, 6)
    desk = Desk(subscription(zone="Pacific/Honolulu"))
    desk.tick(local(8, zone="Pacific/Honolulu"))
    now = local(9, zone="Pacific/Honolulu")
    assert desk.move("Pacific/Kiritimati", now) == [Slot(1, thursday, time(8))]
    assert desk.move("Pacific/Honolulu", now + HOUR) == []
    assert next_slot(desk.wanted, now + HOUR)[0].day == friday


def test_what_was_due_a_moment_ago_and_not_claimed_yet_is_not_lost():
    """A click in the same second as the slot: it is claimed as the tick would have done."""
    desk = started()
    assert desk.move("Asia/Kuwait", local(8)) == [wednesday()]
    assert desk.claimed[wednesday()] == local(8)


def test_nothing_of_the_time_before_it_was_made_comes_by_a_move():
    """Made at 09:00 in Vienna: a move east owes no edition of 08:00 that day."""
    desk = Desk(subscription(created=local(9)))
    assert desk.move("Asia/Kuwait", local(10)) == []
    assert next_slot(desk.wanted, local(10))[0].day == date(2026, 3, 5)


def test_a_paused_briefing_that_is_moved_owes_nothing():
    """It is moved, and what would have come at once does not."""
    desk = Desk(subscription(paused=True))
    assert desk.move("Asia/Kuwait", local(6, 45)) == []
    assert desk.wanted.schedule.zone == "Asia/Kuwait"


@given(
    days=st.sampled_from([DAYS, DAYS[:5], ("sun",), ("wed", "sat")]),
    times=st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)), min_size=1, max_size=3),
    begin=st.integers(0, 365 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * MINUTE),
    steps=st.lists(
        st.tuples(st.integers(1, 60 * 40).map(lambda n: n * MINUTE), st.sampled_from(ZONES)), min_size=1, max_size=8
    ),
    first=st.sampled_from(ZONES),
)
def test_however_a_person_travels_no_edition_is_lost_or_comes_twice(days, times, begin, steps, first):
    """Ticks every quarter of an hour, moves between them: the slots claimed have no gap, the next one is the next."""
    desk = Desk(subscription(*set(times), zone=first, days=days, created=begin))
    now = begin
    for wait, zone in steps:
        until = now + wait
        while now + 15 * MINUTE < until:
            now += 15 * MINUTE
            desk.tick(now)
        now = until
        desk.move(zone, now)
        had = sorted(desk.claimed)
        if had:
            assert next_slot(desk.wanted, now)[0] > had[-1]
    for _ in range(4 * 24 * 10):
        now += 15 * MINUTE
        desk.tick(now)
    calendar = replace(desk.wanted.schedule, zone="UTC")
    every = [Slot(1, day, at) for day, at, when in _until(calendar, begin - 3 * 24 * HOUR, now + 3 * 24 * HOUR)]
    places = [every.index(slot) for slot in sorted(desk.claimed)]
    assert all(after == before + 1 for before, after in pairwise(places))
    assert due([desk.wanted], now=now, grace=GRACE, claimed=desk.claimed) == {}
    assert desk.missed == []
    if days == DAYS:
        assert places
    assert all(begin <= when <= now for when in desk.claimed.values())


def _until(schedule, begin, end):
    for each in moments(schedule, begin):
        if each[2] > end:
            return
        yield each


@pytest.mark.parametrize(
    ("there", "asked"),
    [("Asia/Kuwait", True), ("Europe/Vienna", False), ("Africa/Algiers", False), ("Europe/London", True)],
)
def test_a_zone_by_whose_clock_nothing_changes_is_no_other(there, asked):
    """In winter Algiers shows the time of Vienna: nobody needs to be asked."""
    assert bool(travel.elsewhere([subscription()], there, local(9))) == asked


def test_only_what_follows_in_ones_own_messages_is_asked_about():
    """Channels, named zones, paused ones, alerts, the operator's, and other people's are left out."""
    mine = subscription(id=1)
    others = [
        subscription(id=2, channel="C1"),
        subscription(id=3, follows=False),
        subscription(id=4, paused=True),
        subscription(id=5, creator=""),
        replace(subscription(id=6), schedule=Schedule((), (), "UTC")),
    ]
    theirs = subscription(id=7, creator="U2")
    assert travel.own([mine, *others, theirs], "U1") == [mine]
    assert travel.own([mine, *others, theirs]) == [mine, theirs]
