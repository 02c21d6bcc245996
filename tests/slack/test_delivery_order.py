"""Many briefings at one time: within Slack's limits, in the order of their slots, each topic looked into once."""

import asyncio
import contextlib
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.messages import Post
from briefbot.playground.rates import Rates
from briefbot.playground.server import Playground
from briefbot.playground.workspace import Channel, demo_workspace
from briefbot.scheduler.tick import Tick
from briefbot.slack.composing import Composer
from briefbot.slack.outbox import AT_ONCE
from briefbot.story import Story
from briefbot.subscription import DAYS, Schedule, Subscription
from tests.slack.conftest import BRIDGE, SECRET, STRIKE, TOKEN
from tests.slack.mailroom import SCALE, Mailroom

HOUR = timedelta(hours=1)
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)


class CountingArchive(SQLiteArchive):
    """An archive that remembers what was searched for."""

    def __init__(self, database):
        super().__init__(database)
        self.searches: Counter[str] = Counter()

    def find(self, topic, **how):
        self.searches[topic.text] += 1
        return super().find(topic, **how)


class Town(Mailroom):
    """A mailroom with a desk that has two stories, and as many channels as are asked for."""

    def __init__(self, path, playground, address):
        super().__init__(path, playground, address, CountingArchive)

    def file(self, now):
        """Two stories, first seen at `now`."""
        desk = Desk(self.archive, RulesFormatter())
        for copy in (BRIDGE, STRIKE):
            headline, _, body = copy.partition("\n")
            desk.file([Story(id=headline, version=1, agency="Coast News", headline=headline, body=body)], None, now)

    def channel(self, number):
        made = Channel(f"C{number:09d}", f"room-{number}", {self.workspace.bot.id})
        self.workspace.channels.append(made)
        return made

    def want(self, topic, channel, at=time(8), zone="UTC", created=MORNING - HOUR):
        schedule = Schedule(days=DAYS, times=(at,), zone=zone)
        return self.archive.subscribe(
            Subscription(
                workspace=self.workspace.team_id, channel=channel.id, topic=topic, schedule=schedule, created=created
            )
        )

    def tick(self, clock, archive=None):
        archive = archive or self.archive
        composer = Composer(archive, Desk(archive, RulesFormatter()))
        return Tick(archive, composer.compose, grace=2 * HOUR, clock=clock)

    def sent(self):
        """The ids of the subscriptions whose briefings were posted, in the order of the calls that Slack took."""
        keys = [self.key(call) for call in self.calls() if isinstance(call.answer, dict) and call.answer["ok"]]
        return [int(key.split("/")[1]) for key in keys]


@contextlib.asynccontextmanager
async def founded(path, rates):
    playground = Playground(demo_workspace(TOKEN), signing_secret=SECRET, rates=rates)
    async with playground.serve() as address:
        made = Town(path, playground, address)
        with contextlib.closing(made.archive):
            yield made


@pytest.fixture
async def town(tmp_path):
    async with founded(tmp_path / "archive.sqlite", Rates(scale=SCALE)) as made:
        made.file(MORNING - HOUR)
        yield made


async def test_a_topic_that_many_channels_wait_for_is_looked_into_once(town):
    """Twelve channels with two topics each at one time: two searches, and each channel has both, in order."""
    channels = [town.channel(number) for number in range(12)]
    for topic in ("bridge", "bakers"):
        for channel in channels:
            town.want(topic, channel)
    await town.tick(lambda: MORNING).work()
    assert town.archive.searches == {"bridge": 1, "bakers": 1}
    await town.deliver(count=24)
    for channel in channels:
        first, second = channel.messages
        assert "Old river bridge" in first.text
        assert "Bakers in Ostrava" in second.text


async def test_a_story_is_told_once_to_a_channel_with_two_briefings_at_one_time(town):
    """What the first briefing of the moment carries is left out of the second, though it is not posted yet."""
    channel = town.channel(1)
    town.want("bridge", channel)
    town.want("trucks OR bakers", channel)
    await town.tick(lambda: MORNING).work()
    await town.deliver(count=2)
    first, second = channel.messages
    assert "Old river bridge" in first.text
    assert "Old river bridge" not in second.text
    assert "Bakers in Ostrava" in second.text


async def test_a_story_is_briefed_on_after_its_embargo_though_it_was_seen_before(town):
    """Seen at seven and held until nine: the briefing at eight has nothing of it, that of the next day has it."""
    desk = Desk(town.archive, RulesFormatter())
    held = Story(id="fares", agency="Coast News", headline="Ferry fares rise", body="Ferry fares rise by a tenth.",
                 embargoed=MORNING + HOUR)  # fmt: skip
    desk.file([held], None, MORNING - HOUR)
    channel = town.channel(1)
    town.want("ferry", channel)
    for days in range(3):
        await town.tick(lambda days=days: MORNING + timedelta(days=days)).work()
        await town.deliver(count=days + 1)
    assert ["Ferry fares rise" in message.text for message in channel.messages] == [False, True, False]


async def test_briefings_go_out_in_the_order_of_their_slots(town):
    """Forty briefings, made in no order: the earlier slots come first, but for those under way side by side."""
    times = [time(7, (number * 7) % 40) for number in range(40)]
    wanted = [town.want("bridge", town.channel(number), at) for number, at in enumerate(times)]
    await town.tick(lambda: MORNING).work()
    await town.deliver(count=40)
    slots = {each.id: each.schedule.times[0] for each in wanted}
    order = sorted(slots, key=slots.__getitem__)
    assert sorted(town.sent()) == sorted(order)
    assert all(abs(place - order.index(each)) < AT_ONCE for place, each in enumerate(town.sent()))


async def test_a_channel_gets_no_more_than_a_post_a_second_while_others_go_on(town):
    """Six posts for one channel take five seconds or more; those for other channels do not wait for them."""
    for day in range(1, 7):
        town.owe(day=day)
    town.owe(channel="syria-desk")
    await town.deliver(count=7)
    room = town.room("world-news")
    times = [call.at * SCALE for call in town.calls() if call.sent["channel"] == room]
    assert len(times) == 6
    assert all(after - before >= 1 for before, after in pairwise(times))
    (other,) = [call.at * SCALE for call in town.calls() if call.sent["channel"] != room]
    assert other < times[2]


async def test_an_answer_does_not_wait_for_the_briefings_before_it(town):
    """A post of no delivery, queued behind a hundred briefings, one for its own channel, goes out first."""
    for number in range(100):
        town.want("bridge", town.channel(number))
    await town.tick(lambda: MORNING).work()
    last = town.workspace.channels[-1]
    town.archive.queue([Post(key="answer/0", workspace=town.workspace.team_id, channel=last.id, text="Yes.")])
    await town.deliver(count=100)
    assert [town.key(call) for call in town.calls()].index("answer/0") < AT_ONCE
    assert town.standing(last.id) == ["answer/0", "delivery/100/2026-11-24/08:00:00/0"]


async def test_slacks_limits_are_kept_without_being_told(town):
    """Eighty posts, four times the burst that the bot allows itself: none comes too soon for the workspace."""
    for number in range(80):
        town.want("bridge", town.channel(number))
    await town.tick(lambda: MORNING).work()
    await town.deliver(count=80)
    assert len(town.calls()) == 80
    assert sorted(set(town.sent())) == sorted(town.sent())


async def test_a_workspace_that_bears_less_than_expected_still_gets_everything_once(tmp_path):
    """At half of the rate that the bot goes by, it is told to wait again and again, and loses and repeats nothing."""
    async with founded(tmp_path / "archive.sqlite", Rates(scale=SCALE / 2)) as town:
        town.file(MORNING - HOUR)
        for number in range(120):
            town.want("bridge", town.channel(number))
        await town.tick(lambda: MORNING).work()
        await town.deliver(count=120)
        assert len(town.calls()) > 120
        assert len(set(town.sent())) == len(town.sent()) == 120


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)], ids=["gap", "repeat"])
async def test_two_schedulers_with_jumping_clocks_make_one_edition_a_local_day(town, change):
    """Two on one archive, an hour apart, through a change of clocks at the very time, back and forth: one a day."""
    start = datetime.combine(change, time(), UTC) - timedelta(days=1)
    town.file(start)
    channel = town.channel(1)
    town.want("bridge", channel, time(2, 30), "Europe/Vienna", created=start)
    now = start
    with contextlib.closing(CountingArchive.open(town.path)) as other:
        ticks = [town.tick(lambda: now), town.tick(lambda: now + HOUR, other)]
        steps = [30] * 60 + [-180, 200, -90, 60] + [30] * 80
        for minutes in steps:
            now += timedelta(minutes=minutes)
            await asyncio.gather(*(tick.work() for tick in ticks))
    days = [change + timedelta(days=n) for n in (-1, 0, 1)]
    assert [delivery.slot.day for delivery in town.deliveries()] == days
    await town.deliver(count=3)
    assert [message.metadata["event_payload"]["key"].split("/")[2] for message in channel.messages] == [
        day.isoformat() for day in days
    ]
