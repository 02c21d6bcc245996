"""Ticks, as `run` has them: what is due is claimed, and composed by the newsroom into posts."""

import contextlib
import os
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.newsroom import Newsroom
from briefbot.scheduler.tick import Tick
from briefbot.source import Source
from briefbot.sources.reader import Reader
from briefbot.subscription import DAYS, DeliveryState, Schedule, Subscription

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

BAKERS = """\
Bakers in Ostrava end strike after wage deal
OSTRAVA, Nov 24 (COAST) -- Bakers in Ostrava went back to work on Tuesday after the mills agreed to raise wages by \
seven per cent.

"Nobody wanted empty shelves," said union leader Jana Kolarova.
"""
LIGHTHOUSE = """\
Lighthouse of Cape Dorrin to shine again
SELLEN, Nov 24 (COAST) -- The lighthouse of Cape Dorrin will be lit in May after eleven dark years, the harbour master \
of Sellen said on Tuesday.
"""


@pytest.fixture
def archive(tmp_path):
    with contextlib.closing(SQLiteArchive.open(tmp_path / "archive.sqlite")) as opened:
        yield opened


@pytest.fixture
async def newsroom(archive):
    async with Reader(contact="tests") as reader:
        yield Newsroom(archive, reader)


@pytest.fixture
def wire(archive, tmp_path):
    """A source that is a folder; gives a function that drops a dispatch into it."""
    folder = tmp_path / "wire"
    folder.mkdir()
    archive.put_source(Source(id="coast", agency="Coast News", url=str(folder)))

    def drop(name, copy):
        path = folder / f"{name}.txt"
        path.write_text(copy)
        os.utime(path, (0, 0))  # a file just written is left for the next look

    return drop


def subscribed(archive, *, topic="", channel="C0NEWS", since=HOUR):
    """A subscription with a slot that was due a moment ago."""
    now = datetime.now(UTC)
    at = (now - timedelta(seconds=2)).time().replace(microsecond=0)
    schedule = Schedule(days=DAYS, times=(at,), zone="UTC")
    return archive.subscribe(
        Subscription(workspace="T0", channel=channel, topic=topic, schedule=schedule, created=now - since)
    )


async def delivered(archive, newsroom):
    """Do what is due, and give the posts as if Slack had taken each."""
    await Tick(archive, newsroom.compose, grace=HOUR).work()
    posts = archive.take(datetime.now(UTC))
    for number, post in enumerate(posts):
        archive.sent(post.key, f"1795530000.{number:06d}")
    return posts


def states(archive):
    found = archive.deliveries(since=datetime.now(UTC) - timedelta(days=1))
    return {delivery.slot.subscription: (delivery.state, delivery.reason) for delivery in found}


async def test_a_channel_is_not_given_a_story_twice(archive, newsroom, wire):
    """A second subscription of a channel brings only what the channel has not had yet."""
    wire("bakers", BAKERS)
    await newsroom.look()
    subscribed(archive)
    (first,) = await delivered(archive, newsroom)
    assert "Bakers in Ostrava" in first.text
    wire("lighthouse", LIGHTHOUSE)
    await newsroom.look()
    subscribed(archive, topic="bakers OR lighthouse")
    (second,) = await delivered(archive, newsroom)
    assert "Lighthouse of Cape Dorrin" in second.text
    assert "Bakers in Ostrava" not in second.text


@pytest.mark.parametrize(("beyond", "state"), [(-MINUTE, DeliveryState.QUEUED), (MINUTE, DeliveryState.MISSED)])
async def test_what_is_later_than_the_grace_is_missed_and_not_posted(archive, newsroom, wire, beyond, state):
    """After an outage a briefing is posted up to the grace late; a later one is on record as missed, with why."""
    wire("bakers", BAKERS)
    await newsroom.look()
    subscription = subscribed(archive)
    await Tick(archive, newsroom.compose, grace=HOUR, clock=lambda: datetime.now(UTC) + HOUR + beyond).work()
    assert len(archive.take(datetime.now(UTC))) == (state is DeliveryState.QUEUED)
    found, reason = states(archive)[subscription.id]
    assert (found, bool(reason)) == (state, state is DeliveryState.MISSED)


async def test_a_subscription_whose_topic_cannot_be_read_fails_alone(archive, newsroom, wire):
    """A topic that this version does not understand fails with the reason; the other channels get their briefings."""
    wire("bakers", BAKERS)
    await newsroom.look()
    bad, good = subscribed(archive, topic='"bakers'), subscribed(archive, channel="C0MORE")
    (post,) = await delivered(archive, newsroom)
    assert post.channel == "C0MORE"
    assert states(archive)[good.id] == (DeliveryState.DELIVERED, None)
    state, reason = states(archive)[bad.id]
    assert state is DeliveryState.FAILED
    assert "quotation mark" in reason
