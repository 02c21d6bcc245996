"""Alerts in a workspace with the running bot: what is urgent, at once, once per happening, and who asked for it."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.desk import alerts
from briefbot.playground import block_kit
from briefbot.slack import alerting, modals
from briefbot.story import Story
from briefbot.subscription import AS_IT_HAPPENS, DeliveryState, Subscription
from tests.slack.conftest import BRIDGE, STRIKE, page
from tests.slack.test_buttons import told

QUAKE = """\
URGENT: Quake of magnitude 6.4 shakes Vellmar coast
By Rui Santos
VELLMAR, Nov 24 (COAST) -- An earthquake of magnitude 6.4 shook the coast near Vellmar early on Tuesday, the seismic \
institute said.

"People ran into the streets," said mayor Carla Nunes.
(end) rs.rt
"""
AGAIN = """\
URGENT: Earthquake of magnitude 6.4 hits Vellmar, seismic institute says
By Ole Berg
VELLMAR, Nov 24 (TIDE) -- A magnitude 6.4 earthquake hit the coast at Vellmar on Tuesday, the seismic institute said, \
and mayor Carla Nunes said people ran into the streets.
(end) ob.rt
"""


def ask(newsroom, topic="", channel="world-news", **more):
    """A subscription of alerts."""
    fields = {"created": datetime.now(UTC) - timedelta(hours=2), "schedule": AS_IT_HAPPENS, **more}
    with newsroom.open() as archive:
        return archive.subscribe(
            Subscription(
                workspace=newsroom.workspace.team_id, channel=newsroom.workspace.channel(channel).id, topic=topic,
                **fields,
            )
        )  # fmt: skip


def urgent(n, **more):
    """The n-th of many happenings that have nothing in common."""
    names = ("Ardal", "Belcastro", "Corvin", "Dunmora", "Elvas", "Farrow", "Gorlitza", "Halden", "Ibarra", "Jorvik")
    things = (
        "ferry",
        "dam",
        "election",
        "cyclone",
        "strike",
        "wildfire",
        "airport",
        "parliament",
        "pipeline",
        "museum",
    )
    headline = f"{names[n]} {things[n]} alarm {n + 11}"
    body = f"The {things[n]} of {names[n]} raised alarm {n + 11}, said officer {names[n]}sson of the {things[n]} board."
    return Story(**{"id": f"s{n}", "agency": "Tide", "headline": headline, "body": body, "urgency": 2, **more})


def add(newsroom, *stories, seen=None):
    with newsroom.open() as archive:
        for story in stories:
            archive.add(story, source=None, seen=seen or datetime.now(UTC))


async def test_an_urgent_story_is_told_at_once_shortly_and_without_a_mention(newsroom):
    """As soon as it is read it stands in the channel that asked, with its first point and its buttons."""
    ask(newsroom)
    async with newsroom.bot():
        newsroom.file("strike", STRIKE)
        newsroom.file("quake", QUAKE)
        alert = await newsroom.briefing()
        await newsroom.settled()
        assert newsroom.briefings() == [alert]
        assert newsroom.briefings("syria-desk") == []
        assert (
            "You follow"
            in (
                await told(newsroom, alert, "Follow this story", headline="Quake of magnitude 6.4 shakes Vellmar coast")
            ).text
        )
    assert alert.text == "Urgent: 1 story\n1. Quake of magnitude 6.4 shakes Vellmar coast (Coast News)"
    assert page(alert).count("•") == 1
    assert "People ran" not in page(alert)
    assert "<!" not in re.sub(r"<!date\^", "", json.dumps([alert.text, alert.blocks]))


async def test_an_alert_and_a_follow_up_of_a_killed_story_lose_every_word_of_it(newsroom):
    """Both are edited in place and say who withdrew it; the button to stop following stays."""
    ask(newsroom)
    async with newsroom.bot():
        newsroom.file("quake", QUAKE)
        alert = await newsroom.briefing()
        await told(newsroom, alert, "Follow this story", headline="Quake of magnitude 6.4 shakes Vellmar coast")
        newsroom.file("quake", QUAKE.replace("6.4", "6.85"))
        follow_up = await newsroom.briefing("D0ANABOT001")
        assert "6.85" in page(follow_up)
        newsroom.file("quake", QUAKE.replace("URGENT:", "KILL:"))
        for message in (alert, follow_up):
            await newsroom.until(lambda message=message: "Withdrawn by Coast News" in page(message))
            assert "Vellmar" not in json.dumps([message.text, message.blocks])
        told_so = "Coast News has withdrawn a story that this message carried."
        await newsroom.until(lambda: [m for m in newsroom.shown() if m.is_reply and page(m) == told_so])
    assert "Stop following" in page(follow_up)


async def test_a_happening_is_told_once_whoever_reports_it(newsroom):
    """A second agency's urgent story of it, and a new version of the first, are no second alert; another event is."""
    ask(newsroom)
    async with newsroom.bot():
        newsroom.file("quake", QUAKE)
        await newsroom.briefing()
        newsroom.file("again", AGAIN)
        newsroom.file("quake", QUAKE.replace("streets", "streets and squares"))
        newsroom.file("bridge", BRIDGE.replace("Old river", "FLASH: Old river"))
        await newsroom.until(lambda: len(newsroom.briefings()) == 2)
        await newsroom.settled(2)
    first, second = newsroom.briefings()
    assert "Vellmar" in page(first)
    assert "Halmeria" in page(second)


async def test_only_what_is_on_the_topic_and_not_muted_is_told(newsroom):
    """A channel that asked for one topic, or muted a word, gets no alert to others."""
    ask(newsroom, "vellmar")
    ask(newsroom, "-quake", "syria-desk")
    async with newsroom.bot():
        newsroom.file("quake", QUAKE)
        newsroom.file("bridge", BRIDGE.replace("Old river", "FLASH: Old river"))
        assert "Vellmar" in page(await newsroom.briefing())
        assert "Halmeria" in page(await newsroom.briefing("syria-desk"))
        await newsroom.settled()
    assert len(newsroom.briefings()) == len(newsroom.briefings("syria-desk")) == 1


async def test_a_briefing_does_not_repeat_an_alert_and_an_alert_no_briefing(newsroom):
    """What was told by either is left out by the other."""
    newsroom.file("bridge", BRIDGE.replace("Old river", "FLASH: Old river"))
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        newsroom.subscribe("halmeria")
        await newsroom.briefing()
        ask(newsroom)
        newsroom.file("quake", QUAKE)
        await newsroom.until(lambda: len(newsroom.briefings()) == 2)
        newsroom.file("strike", STRIKE)
        await newsroom.until(lambda: len(newsroom.stories()) == 3)
        newsroom.subscribe()
        await newsroom.until(lambda: len(newsroom.briefings()) == 3)
    briefing, alert, later = map(page, newsroom.briefings())
    assert "Halmeria" in briefing
    assert "Vellmar" in alert
    assert "Ostrava" in later
    assert "Vellmar" not in later
    assert "Halmeria" not in later


async def test_what_comes_out_of_embargo_is_told_then(newsroom):
    """Nothing stands in the channel before; the moment it may be shown, an urgent story does."""
    ask(newsroom)
    free = datetime.now(UTC) + timedelta(seconds=4)
    add(newsroom, urgent(1, embargoed=free), seen=datetime.now(UTC) - timedelta(hours=5))
    async with newsroom.bot():
        await newsroom.briefing()
    assert datetime.now(UTC) >= free
    assert "Belcastro" in page(newsroom.briefings()[0])


async def test_what_is_older_than_an_hour_is_no_alert(newsroom):
    """After an outage, of a source that brings old stories, or before there was a subscription: a briefing tells it."""
    now = datetime.now(UTC)
    ask(newsroom)
    ask(newsroom, channel="syria-desk", created=now - timedelta(minutes=5))
    add(newsroom, urgent(1), seen=now - timedelta(minutes=70))
    add(newsroom, urgent(2, published=now - timedelta(days=3)), seen=now)
    add(newsroom, urgent(3), seen=now - timedelta(minutes=50))
    add(newsroom, urgent(4), seen=now)
    async with newsroom.bot():
        await newsroom.until(lambda: len(newsroom.briefings()) == 2 and newsroom.briefings("syria-desk"))
        await newsroom.settled()
    assert ["Dunmora" in page(newsroom.briefings()[0]), "Elvas" in page(newsroom.briefings()[1])] == [True, True]
    (only,) = newsroom.briefings("syria-desk")
    assert "Elvas" in page(only)


async def test_a_channel_gets_six_messages_an_hour_and_what_waits_together(newsroom):
    """Ten at once are told in one message; after six messages in the hour, the next waits."""
    ask(newsroom)
    async with newsroom.bot():
        add(newsroom, *(urgent(n) for n in range(7)))
        (message,) = await newsroom.until(newsroom.briefings)
        assert message.text.startswith("Urgent: 7 stories\n1. Ardal")
        for n in (7, 8, 9):
            add(newsroom, urgent(n))
            await newsroom.until(lambda n=n: len(newsroom.briefings()) == n - 5)
        for n in (1, 2, 3):
            add(
                newsroom,
                urgent(n, id=f"later{n}", headline=f"Other {'xyz'[n - 1] * 6} {n}", body=f"{'pqr'[n - 1] * 9} {n}."),
            )
        await newsroom.until(lambda: len(newsroom.briefings()) == 5)
        await newsroom.settled()
        assert "2 stories" not in newsroom.briefings()[-1].text


async def test_an_alert_whose_posting_was_cut_off_by_a_kill_stands_there_once(newsroom):
    """Killed while Slack has the alert and the bot does not know it yet; started again, it is not repeated."""
    ask(newsroom)
    async with newsroom.bot_process() as process:
        (held,) = newsroom.playground.faults.tell("chat.postMessage", "hold_after")
        newsroom.file("quake", QUAKE)
        await asyncio.wait_for(held.held.wait(), 10)
        process.kill()
        await process.wait()
    async with newsroom.bot():
        await newsroom.settled(6)
    assert len(newsroom.briefings()) == 1


async def test_an_alert_is_lost_by_no_kill_before_it_is_posted(newsroom):
    """Killed when the story is filed and the alert not posted yet; started again, it is told, once."""
    ask(newsroom)
    async with newsroom.bot_process() as process:
        (held,) = newsroom.playground.faults.tell("chat.postMessage", "hold_before")
        newsroom.file("quake", QUAKE)
        await asyncio.wait_for(held.held.wait(), 10)
        process.kill()
        await process.wait()
    assert newsroom.briefings() == []
    async with newsroom.bot():
        await newsroom.briefing()
        await newsroom.settled(3)
    assert len(newsroom.briefings()) == 1


@pytest.mark.parametrize("words", ["vellmar alerts", "vellmar urgent", "vellmar as it happens", "vellmar, alert me"])
async def test_alerts_are_asked_for_in_words_and_known_to_every_command(newsroom, words):
    """Read back, saved, listed, explained, paused and resumed; the one who asked is kept as its creator."""
    async with newsroom.bot():
        asked = await newsroom.command(f"/brief subscribe {words}")
        assert "Alert <#C0WORLDNEWS> to urgent stories on *vellmar*, as they come" in asked.text
        assert "at most 6 messages an hour" in asked.text
        await newsroom.playground.click("ana", "world-news", asked.ts, "save")
        await newsroom.until(lambda: "Saved" in asked.text)
        assert "is alerted to urgent stories on *vellmar*" in asked.text
        with newsroom.open() as archive:
            (made,) = archive.subscriptions()
        assert (made.topic, made.alerts, made.creator) == ("vellmar", True, "U0ANARUIZ1")
        assert "1. vellmar, as it happens · alerts to what is urgent" in page(await newsroom.command("/brief list"))
        newsroom.file("quake", QUAKE)
        await newsroom.briefing()
        with newsroom.open() as archive:  # Slack has it before the archive knows
            place = {"workspace": newsroom.workspace.team_id, "channel": newsroom.workspace.channel("world-news").id}
            await newsroom.until(lambda: [post for post in archive.posts(**place) if post.ts])
        why = page(await newsroom.command("/brief why"))
        assert "is alerted to urgent stories on vellmar (number 1" in why
        assert "no alerts on vellmar" in page(await newsroom.command("/brief pause vellmar"))
        newsroom.file("again", AGAIN.replace("Vellmar", "Vellmar and Ostmar").replace("6.4", "7.1"))
        await newsroom.settled(2)
        assert len(newsroom.briefings()) == 1
        assert "Resumed" in page(await newsroom.command("/brief resume vellmar"))
        assert "no more alerts on vellmar" in page(await newsroom.command("/brief unsubscribe vellmar"))
        why = page(await newsroom.command("/brief why"))
    assert "of a subscription that was ended since" in why


async def test_alerts_are_asked_for_by_the_form_and_changed_by_it(newsroom):
    """As it happens is a choice of the form, days and times do not count then; changed, it is a briefing again."""
    async with newsroom.bot():
        surfaces = newsroom.playground.surfaces
        await newsroom.playground.say("ana", "world-news", "/brief subscribe vellmar")
        view = await newsroom.until(lambda: surfaces.modal("ana"))
        checked = await surfaces.submit("ana", view.id, {modals.KIND: modals.ALERTS, modals.TIMES: "whenever"})
        assert "as they come" in json.dumps(checked.content["blocks"])
        await surfaces.submit("ana", checked.id)
        saved = (await newsroom.until(lambda: newsroom.alone("ana")))[-1]
        await newsroom.playground.click("ana", "world-news", saved.ts, "edit/1")
        view = await newsroom.until(lambda: surfaces.modal("ana"))
        assert view.values[modals.KIND][modals.KIND]["selected_option"]["value"] == modals.ALERTS
        values = {modals.KIND: modals.BRIEFINGS, modals.TIMES: "9:00", modals.NEW: modals.QUIET}
        checked = await surfaces.submit("ana", view.id, values)
        assert "at 09:00, Europe/Vienna, quiet if nothing is new" in json.dumps(checked.content["blocks"])
        await surfaces.submit("ana", checked.id)

        def kept():
            with newsroom.open() as archive:
                (made,) = archive.subscriptions()
            return made if not made.alerts else None

        made = await newsroom.until(kept)
    assert (made.id, made.quiet) == (1, True)


async def test_the_home_tab_shows_alerts_with_the_last_one(newsroom):
    """Its row says that it waits for what is urgent, and links to what it told."""
    ask(newsroom, "vellmar")
    async with newsroom.bot():
        newsroom.file("quake", QUAKE)
        await newsroom.briefing()

        async def home():
            await newsroom.playground.surfaces.open_home("ana")
            return await newsroom.until(lambda: newsroom.playground.surfaces.home("ana"))

        shown = json.dumps((await home()).content)
    assert "as it happens" in shown
    assert "Alerts to what is urgent" in shown
    assert re.search(r"Last: <!date.*\|open>", shown)


async def test_a_quiet_subscription_posts_nothing_where_nothing_is_new(newsroom):
    """Where the words say so nothing is posted, and the delivery is on record as empty; else it is said."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        soon = (datetime.now(UTC) + timedelta(seconds=4)).strftime("%H:%M:%S")
        for words in (f"volcano {soon} in UTC, quiet if nothing new", f"glacier {soon} in UTC"):
            asked = await newsroom.command(f"/brief subscribe {words}")
            await newsroom.playground.click("ana", "world-news", asked.ts, "save")
        await newsroom.set(DeliveryState.EMPTY)
        await newsroom.set(DeliveryState.DELIVERED)
    (message,) = newsroom.briefings()
    assert "glacier" in page(message)


async def test_an_owner_is_told_once_that_a_channel_takes_no_posts(newsroom):
    """Its subscriptions are paused; each owner gets one direct message that names them, and can resume them there."""
    for n, creator in enumerate(("U0ANARUIZ1", "U0ANARUIZ1", "U0SAMIHADD", "")):
        ask(newsroom, ("", "vellmar", "quake", "coast")[n], creator=creator)
    newsroom.playground.faults.tell("chat.postMessage", "error", error="is_archived", channel="C0WORLDNEWS")
    newsroom.file("quake", QUAKE)
    async with newsroom.bot():
        (ana,) = await newsroom.until(lambda: newsroom.briefings("D0ANABOT001"))
        (sami,) = await newsroom.until(lambda: newsroom.briefings("D0SAMIBOT01"))
        assert "takes no messages from me any more (is_archived)" in ana.text
        assert "everything" in ana.text
        assert "vellmar" in ana.text
        assert "quake" not in ana.text
        assert "quake" in sami.text
        await newsroom.playground.click("ana", "D0ANABOT001", ana.ts, "resume/2")
        await newsroom.until(lambda: newsroom.alone("ana", "D0ANABOT001"))
        await newsroom.settled()
    assert len(newsroom.briefings("D0ANABOT001")) == len(newsroom.briefings("D0SAMIBOT01")) == 1
    with newsroom.open() as archive:
        assert [s.paused for s in archive.subscriptions()] == [True, False, True, True]


def test_an_alert_of_many_long_stories_is_one_that_slack_takes():
    """Twelve happenings with the longest headlines make a message within every limit."""
    from briefbot.desk.briefing import EventBrief  # noqa: PLC0415
    from briefbot.story import Brief  # noqa: PLC0415

    stories = [Story(id=f"{n}" * 100, agency="<b>" * 20, headline="& " * 200, body="x") for n in range(alerts.TOGETHER)]
    events = [EventBrief(s, Brief(story=s.key, formatter="f", key_points=(), quotes=()), ()) for s in stories]
    made = alerting.post(
        Subscription(id=1, workspace="T", channel="C", topic="", schedule=AS_IT_HAPPENS, created=datetime.now(UTC)),
        events,
    )
    assert block_kit.check_blocks(list(made.blocks), "message") == []
    assert len(made.text) <= 3000
