"""The Home tab, looked at and pressed in a workspace with the running bot."""

import json
from datetime import UTC, datetime, time

import pytest

from briefbot.playground import block_kit
from briefbot.slack import home, showing
from briefbot.slack.home import Row
from briefbot.source import Poll, Source
from briefbot.subscription import DAYS, DeliveryState, Schedule, Subscription
from tests.slack.conftest import BRIDGE


@pytest.fixture
async def running(newsroom):
    """A newsroom with the bot running."""
    async with newsroom.bot():
        yield newsroom


def words(view):
    return json.dumps(view.content["blocks"], ensure_ascii=False) if view else ""


async def opened(newsroom, who="ana"):
    """Open the Home tab, and give it once it is published anew."""
    before = newsroom.playground.surfaces.home(who)
    hash_ = before.hash if before else ""
    await newsroom.playground.surfaces.open_home(who)
    return await newsroom.until(lambda: (now := newsroom.playground.surfaces.home(who)) and now.hash != hash_ and now)


def subscription(newsroom, channel="C0WORLDNEWS", topic="bakers"):
    with newsroom.open() as archive:
        return archive.subscribe(
            Subscription(
                workspace="T0NEWSROOM", channel=channel, topic=topic, created=datetime.now(UTC),
                schedule=Schedule(DAYS, (time(8),), "Europe/Vienna"),
            )
        )  # fmt: skip


def kept(newsroom):
    with newsroom.open() as archive:
        return archive.subscriptions()


async def test_an_empty_home_teaches_how_to_begin(running):
    """Without a subscription it says what a briefing is, what to type, and has a button for the form."""
    view = await opened(running)
    assert "/brief syria" in words(view)
    assert "New briefing…" in words(view)
    assert "1 sources can be seen" in words(view) or "not looked at yet" in words(view)


async def test_home_shows_the_subscriptions_of_ones_own_channels(running):
    """Those of channels that one is in are there; those of other channels and other people's messages are not."""
    subscription(running)
    subscription(running, "C0PRIVATE01", "secret")
    subscription(running, "D0SAMIBOT01", "private matters")
    subscription(running, "D0ANABOT001", "own matters")
    view = await opened(running)
    assert "bakers" in words(view)
    assert "own matters" in words(view)
    assert "secret" not in words(view)
    assert "private matters" not in words(view)
    assert "every day at 08:00, Europe/Vienna" in words(view)
    assert "Next: <!date^" in words(view)


async def test_the_messages_tab_does_not_publish_home(running):
    """Only the Home tab's own event publishes it."""
    await running.playground.surfaces.open_home("ana", tab="messages")
    await running.settled(0.5)
    assert running.playground.surfaces.home("ana") is None


async def test_the_last_delivery_is_linked_and_a_deleted_one_is_not(newsroom):
    """After a briefing its message's address stands there; deleted, that is said instead."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    async with newsroom.bot():
        briefing = await newsroom.briefing()
        await newsroom.set(DeliveryState.DELIVERED)
        assert f"archives/C0WORLDNEWS/p{briefing.ts.replace('.', '')}|open" in words(await opened(newsroom))
        newsroom.workspace.channel("world-news").messages.remove(briefing)
        view = await opened(newsroom)
        assert "deleted since" in words(view)
        assert "archives" not in words(view)


async def test_pausing_resuming_and_ending_from_home(running):
    """Each button does what it says, and the tab then shows it with what was done."""
    made = subscription(running)
    view = await opened(running)
    for verb, said in (("pause", "Paused"), ("resume", "Resumed"), ("unsubscribe", "Ended")):
        await running.playground.surfaces.press("ana", view.id, f"{verb}/{made.id}")
        await running.until(lambda said=said: said in words(running.playground.surfaces.home("ana")))
        assert [s.paused for s in kept(running)] == {"pause": [True], "resume": [False], "unsubscribe": []}[verb]


async def test_a_new_briefing_from_home_is_saved_and_shown(running):
    """The form from Home asks for the channel; once saved, Home shows the subscription."""
    view = await opened(running)
    await running.playground.surfaces.press("ana", view.id, "subscribe")
    form = await running.until(lambda: running.playground.surfaces.modal("ana"))
    checked = await running.playground.surfaces.submit("ana", form.id, {"topic": "bakers", "channel": "C0SYRIADESK"})
    await running.playground.surfaces.submit("ana", checked.id)
    await running.until(lambda: "Saved" in words(running.playground.surfaces.home("ana")))
    assert [(s.channel, s.topic) for s in kept(running)] == [("C0SYRIADESK", "bakers")]


async def test_a_personal_briefing_from_home(running):
    """Brief me opens the form for one's own messages, and nothing is to be chosen but what and when."""
    view = await opened(running)
    await running.playground.surfaces.press("ana", view.id, "subscribe/me")
    form = await running.until(lambda: running.playground.surfaces.modal("ana"))
    assert "channel" not in form.values
    checked = await running.playground.surfaces.submit("ana", form.id, {"topic": "bakers"})
    await running.playground.surfaces.submit("ana", checked.id)
    await running.until(lambda: kept(running))
    assert [s.channel for s in kept(running)] == ["D0ANABOT001"]


async def test_a_home_that_changed_meanwhile_is_published_as_it_is_now(running):
    """A conflict of hashes is answered by reading anew and publishing what is so."""
    await opened(running)
    made = subscription(running)
    running.playground.faults.tell("views.publish", "error", error="hash_conflict")
    view = await opened(running)
    assert f"pause/{made.id}" in words(view)


def test_the_fullest_home_is_within_slacks_limits():
    """As many subscriptions and sources as are shown, with the longest topics, make a view that Slack takes."""
    now = datetime.now(UTC)
    rows = [
        Row(
            Subscription(
                id=n, workspace="T1", channel="C1", topic="<" * 300, created=now,
                schedule=Schedule(DAYS, (time(8),), "Europe/Vienna"),
            ),
            "last",
            "https://a.example/",
        )
        for n in range(home.MOST)
    ]  # fmt: skip
    sources = [Source(id=f"s{n}", agency="A" * 60, url="https://a.example/") for n in range(200)]
    polls = {s.id: Poll(source=s.id, at=now, ok=False, reason="x" * 500) for s in sources}
    view = home.page(rows, 500, showing.health(sources, polls), now, "n" * 4000)
    assert block_kit.check_view(view) == []
