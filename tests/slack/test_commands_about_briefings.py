"""Subscribing and what comes after, typed and pressed in a workspace with the running bot."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from briefbot.messages import Job
from briefbot.slack.drafts import Draft
from briefbot.source import Poll, Source
from briefbot.subscription import DAYS
from tests.slack.conftest import BRIDGE, STRIKE, page

WEEKDAYS = DAYS[:5]


@pytest.fixture
async def running(newsroom):
    """A newsroom with two stories and the bot running; nothing is subscribed to."""
    newsroom.file("bridge", BRIDGE)
    newsroom.file("strike", STRIKE)
    async with newsroom.bot():
        await newsroom.until(lambda: len(newsroom.stories()) == 2)
        yield newsroom


def kept(newsroom):
    """The subscriptions in the archive."""
    with newsroom.open() as archive:
        return archive.subscriptions()


def buttons(message):
    """The labels of a message's buttons, each with its action_id."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {element["text"]["text"]: element["action_id"] for row in rows for element in row}


async def press(newsroom, message, label, who="ana", channel="world-news"):
    """Press a button, and give the message as it then is."""
    before = message.text
    await newsroom.playground.click(who, channel, message.ts, buttons(message)[label])
    await newsroom.until(lambda: message.text != before)
    return message


async def subscribed(newsroom, text="bakers weekdays 08:00"):
    """Subscribe, and give the subscription."""
    await press(newsroom, await newsroom.command(f"/brief subscribe {text}"), "Subscribe")
    return kept(newsroom)[-1]


async def test_subscribing_is_read_back_and_saved_by_a_button(running):
    """Topic, days, times, the zone of the person's profile and the next time are said; nothing is saved before."""
    asked = await running.command("/brief subscribe bakers weekdays 08:00")
    assert "#C0WORLDNEWS" in asked.text
    assert "*bakers*, weekdays at 08:00, Europe/Vienna" in asked.text
    assert "<!date^" in asked.text
    assert "Europe/Vienna is the time zone of your Slack profile" in page(asked)
    assert kept(running) == []
    await press(running, asked, "Subscribe")
    (made,) = kept(running)
    assert (made.channel, made.topic) == ("C0WORLDNEWS", "bakers")
    assert (made.schedule.days, made.schedule.times, made.schedule.zone) == (WEEKDAYS, (time(8),), "Europe/Vienna")
    assert asked.text.startswith("Saved: <#C0WORLDNEWS> is briefed on *bakers*")


@pytest.mark.parametrize(
    ("typed", "days", "times", "zone"),
    [
        ("syria every day at 7 and 18", DAYS, (time(7), time(18)), "Asia/Kuwait"),
        ("syria mondays 9am", ("mon",), (time(9),), "Asia/Kuwait"),
        ("syria weekdays 08:00 in Kuwait time", WEEKDAYS, (time(8),), "Asia/Kuwait"),
        ("syria weekdays 08:00 in Europe/Vienna", WEEKDAYS, (time(8),), "Europe/Vienna"),
    ],
)
async def test_days_times_and_zones_are_typed_as_people_write_them(running, typed, days, times, zone):
    """Each way to say when is understood, in the zone of the one who types unless another is named."""
    asked = await running.command(f"/brief subscribe {typed}", who="sami")
    await press(running, asked, "Subscribe", who="sami")
    (made,) = kept(running)
    assert (made.topic, made.schedule.days, made.schedule.times, made.schedule.zone) == ("syria", days, times, zone)


async def test_a_zone_that_slack_does_not_tell_is_the_settings(running):
    """Where the profile cannot be read, BRIEFBOT_TIMEZONE holds, and no profile is spoken of."""
    running.playground.faults.tell("users.info", "error", error="internal_error")
    asked = await running.command("/brief subscribe bakers weekdays 08:00")
    assert "weekdays at 08:00, UTC" in asked.text
    assert "profile" not in page(asked)


async def test_what_is_wrong_with_a_schedule_is_said(running):
    """A time that is none is quoted with what to write, and the channel stays as it is."""
    assert "'25:00' is no time of day" in page(await running.command("/brief subscribe bakers 25:00"))
    assert "quotation mark" in page(await running.command('/brief subscribe "bakers 8:00 8:00'))
    assert kept(running) == []


async def test_what_a_channel_has_already_is_said_to_be_there(running):
    """The same topic and times again are read back as the briefing there is, with its buttons; nothing is saved."""
    made = await subscribed(running)
    again = await running.command("/brief subscribe bakers weekdays 08:00")
    assert again.text.startswith(f"<#C0WORLDNEWS> has this already:\n{made.id}. *bakers*, weekdays at 08:00")
    assert f"pause/{made.id}" in json.dumps(again.blocks)
    assert kept(running) == [made]


async def test_a_briefing_is_made_quiet_by_subscribing_so_again(running):
    """The one that the channel has is changed, and keeps its number."""
    made = await subscribed(running)
    await subscribed(running, "bakers weekdays 08:00 quiet if nothing new")
    assert kept(running) == [replace(made, quiet=True)]


async def test_a_button_pressed_after_another_saved_the_same_says_so(running):
    """Of two confirmations of the same briefing the first saves it, and the second tells that it is there."""
    first = await running.command("/brief subscribe bakers weekdays 08:00")
    second = await running.command("/brief subscribe bakers weekdays 08:00")
    await press(running, first, "Subscribe")
    await press(running, second, "Subscribe")
    assert second.text.startswith("<#C0WORLDNEWS> has this already")
    assert len(kept(running)) == 1


async def test_saving_again_after_a_crash_makes_one_subscription(running):
    """The job of a button that was pressed, done a second time, leaves one subscription."""
    await subscribed(running)
    (made,) = kept(running)
    with running.open() as archive:
        sent = next(r.sent for r in reversed(running.playground.requests) if r.kind == "interaction")
        payload = {
            "team_id": "T0NEWSROOM", "channel_id": "C0WORLDNEWS", "user_id": sent["user"]["id"], "action": "save",
            "value": sent["actions"][0]["value"], "response_url": "", "trigger_id": "", "hash": "",
        }  # fmt: skip
        archive.accept(Job(key="again", kind="click", payload=payload, at=datetime.now(UTC)))
        await running.until(lambda: not archive.jobs())
    assert kept(running) == [made]


async def test_a_button_pressed_before_a_kill_is_done_after_it_once(newsroom):
    """The bot is killed as soon as it has acknowledged; started again, the channel has one subscription."""
    async with newsroom.bot_process() as process:
        asked = await newsroom.command("/brief subscribe bakers weekdays 08:00")
        newsroom.playground.faults.tell("conversations.info", "hold_before")
        assert (await newsroom.playground.click("ana", "world-news", asked.ts, "save")).accepted
        process.kill()
        await process.wait()
    assert kept(newsroom) == []
    async with newsroom.bot():
        await newsroom.until(lambda: kept(newsroom))
        await newsroom.until(lambda: asked.text.startswith("Saved"))
    assert len(kept(newsroom)) == 1


async def test_cancelling_leaves_nothing(running):
    """The read-back disappears, and nothing is saved."""
    asked = await running.command("/brief subscribe bakers weekdays 08:00")
    await running.playground.click("ana", "world-news", asked.ts, "cancel")
    await running.until(lambda: asked not in running.alone("ana"))
    assert kept(running) == []


async def test_another_channel_is_for_its_members(running):
    """A member subscribes a channel by name from elsewhere; who is none is told so, and nothing is saved."""
    asked = await running.command("/brief subscribe bakers 8:00 #syria-desk")
    await press(running, asked, "Subscribe")
    assert [s.channel for s in kept(running)] == ["C0SYRIADESK"]
    running.workspace.channel("syria-desk").members.discard("U0SAMIHADD")
    refused = await running.command("/brief subscribe bakers 9:00 #syria-desk", who="sami")
    assert "for its members to say" in page(refused)
    assert len(kept(running)) == 1


async def test_only_those_whom_the_setting_names_may_where_it_names_any(newsroom):
    """With BRIEFBOT_MANAGERS a member who is not named may read, and not subscribe."""
    async with newsroom.bot(managers="U0SAMIHADD"):
        assert "whom the person who runs me has named" in page(await newsroom.command("/brief subscribe x 8:00"))
        asked = await newsroom.command("/brief subscribe x 8:00", who="sami")
        assert "Subscribe" in buttons(asked)


async def test_a_private_channel_without_the_bot_says_how_to_invite_it(running):
    """Saving where the bot is not and may not go says to invite it, and saves nothing."""
    asked = await running.command("/brief subscribe bakers 8:00", channel="risk-room")
    await press(running, asked, "Subscribe", channel="risk-room")
    assert "/invite" in page(asked) or "invite @briefbot" in page(asked)
    assert kept(running) == []


async def test_a_personal_briefing_comes_to_the_direct_messages(running):
    """Subscribing in the conversation with the bot briefs that person there."""
    asked = await running.command("/brief subscribe bakers 8:00", channel="D0ANABOT001")
    await press(running, asked, "Subscribe", channel="D0ANABOT001")
    assert [s.channel for s in kept(running)] == ["D0ANABOT001"]


async def test_the_list_shows_each_briefing_with_its_buttons(running):
    """Number, topic, schedule and the next time of each; without any, how to begin."""
    assert "no briefings yet" in page(await running.command("/brief list"))
    made = await subscribed(running)
    shown = await running.command("/brief list")
    assert f"{made.id}. bakers, weekdays at 08:00, Europe/Vienna · next " in page(shown)
    assert set(buttons(shown)) == {"Pause", "Change…", "Unsubscribe"}
    assert "bakers" not in page(await running.command("/brief list", channel="syria-desk"))


@pytest.mark.parametrize("name", ["bakers", "BAKERS", "#1", "1", ""])
async def test_a_briefing_is_paused_resumed_and_ended_by_name_number_or_alone(running, name):
    """Each does what it says and says so; a resumed one is owed nothing of the time before."""
    made = await subscribed(running)
    assert "Paused" in page(await running.command(f"/brief pause {name}"))
    assert [s.paused for s in kept(running)] == [True]
    assert "paused" in page(await running.command("/brief list"))
    assert "Resumed" in page(await running.command(f"/brief resume {name}"))
    (resumed,) = kept(running)
    assert not resumed.paused
    assert resumed.created > made.created
    ended = await running.command(f"/brief unsubscribe {name}")
    assert "Ended" in page(ended)
    assert kept(running) == []
    await press(running, ended, "Subscribe again")
    assert [(s.topic, s.schedule) for s in kept(running)] == [(made.topic, made.schedule)]


async def test_where_it_is_not_clear_which_buttons_ask(running):
    """With two briefings and no name, or a name of none, each has a button; the one pressed is it."""
    first, second = await subscribed(running), await subscribed(running, "bridge 9:00")
    for typed in ("pause", "pause in the fighting"):
        asked = await running.command(f"/brief {typed}")
        assert {f"pause/{first.id}", f"pause/{second.id}"} <= set(buttons(asked).values())
    assert "None: show me “pause in the fighting”" in buttons(asked)
    label = next(label for label, action in buttons(asked).items() if action == f"pause/{second.id}")
    await press(running, asked, label)
    assert [s.paused for s in kept(running)] == [False, True]


async def test_what_is_muted_is_left_out_and_comes_back(running):
    """A muted topic is in no briefing of the channel until it is unmuted; others are; what changes nothing says so."""
    await subscribed(running, "8:00")
    muted = await running.command("/brief mute bakers")
    assert "leave out *bakers*" in muted.text
    assert "leave *bakers* out already" in (await running.command("/brief mute bakers")).text
    assert "do not leave *cricket* out" in (await running.command("/brief unmute cricket")).text
    shown = page(await running.command("/brief"))
    assert "Halmeria" in shown
    assert "Ostrava" not in shown
    await press(running, muted, "Undo")
    assert "Ostrava" in page(await running.command("/brief"))
    assert [s.topic for s in kept(running)] == [""]


async def test_sources_says_what_is_read_and_what_is_not(running):
    """Sources that cannot be seen come first, with why; the others say when they were seen."""
    with running.open() as archive:
        archive.put_source(Source(id="tide", agency="Tide <!channel>", url=str(running.folder / "nowhere")))
        archive.put_poll(Poll(source="tide", at=datetime.now(UTC), ok=False, reason="answered 403 Forbidden"))
    shown = await running.command("/brief sources")
    assert "of 2 sources can be seen" in page(shown)
    assert "<!channel>" not in shown.text
    assert page(shown).index("Tide") < page(shown).index("Coast News")


async def test_why_tells_topic_schedule_slot_and_what_was_read(newsroom):
    """After a briefing, why it came; before any, that none has come."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot():
        assert "No scheduled briefing has come" in page(await newsroom.command("/brief why"))
        made = newsroom.subscribe("bridge")
        await newsroom.briefing()
        why = page(await newsroom.command("/brief why"))
    assert "briefed on bridge, every day at" in why
    assert f"number {made.id} of" in why
    assert "made from 1 story. Read 1 source." in why


async def test_a_near_miss_is_asked_about(running):
    """A misspelt command is neither done nor searched for: one button is the command, the other the topic."""
    asked = await running.command("/brief subscibe bakers weekdays 08:00")
    assert asked.text == "Did you mean `/brief subscribe`?"
    shown = await press(running, asked, "Yes: subscribe bakers weekdays 08:00")
    assert "Subscribe" in buttons(shown)
    other = await running.command("/brief lists")
    assert "Briefing: lists" in page(await press(running, other, "No, show me “lists”"))


async def test_a_topic_of_markup_rings_nobody(running):
    """What a person types is escaped wherever it is shown back."""
    for typed in ("subscribe <!channel> 8:00", "pause <!channel>", "mute <!channel>", "subscibe <!channel>"):
        shown = await running.command(f"/brief {typed}")
        mrkdwn = json.dumps(shown.blocks).split('"type": "mrkdwn"')[1:]
        assert "<!channel>" not in shown.text
        assert not any("<!channel>" in part.split("}")[0] for part in mrkdwn)


async def test_another_workspaces_subscription_is_out_of_reach(running):
    """A button that names a subscription of another workspace changes nothing."""
    made = await subscribed(running)
    with running.open() as archive:
        payload = {
            "team_id": "T9", "channel_id": "C0WORLDNEWS", "user_id": "U0ANARUIZ1", "action": "unsubscribe",
            "value": str(made.id), "response_url": "", "trigger_id": "", "hash": "",
        }  # fmt: skip
        archive.accept(Job(key="foreign", kind="click", payload=payload, at=datetime.now(UTC)))
        await running.until(lambda: not archive.jobs())
    assert kept(running) == [made]


async def test_each_command_says_what_is_missing(running):
    """Nothing to mute in, nothing said to mute, nothing paused, and a reason for a briefing that was ended since."""
    assert "no briefings yet" in page(await running.command("/brief mute bakers"))
    assert "no briefings yet" in page(await running.command("/brief pause bakers"))
    made = running.subscribe("bakers")
    await running.briefing()
    assert "Say what to leave out" in page(await running.command("/brief mute"))
    assert "Nothing to resume" in page(await running.command("/brief resume"))
    assert "Ended" in page(await running.command(f"/brief unsubscribe {made.id}"))
    assert "ended since" in page(await running.command("/brief why"))


async def test_a_button_of_a_subscription_that_is_gone_says_so(running):
    """Pressed late, Pause says that there is none any more, and Unsubscribe that it is ended."""
    made = await subscribed(running)
    first, second = await running.command("/brief list"), await running.command("/brief list")
    with running.open() as archive:
        archive.unsubscribe(made.id)
    assert "no subscription" in page(await press(running, first, "Pause"))
    assert "is ended" in page(await press(running, second, "Unsubscribe"))


async def test_a_channel_of_very_many_briefings_is_listed(running):
    """Thirty subscriptions with the longest topics are shown within Slack's limits, and the others are counted."""
    with running.open() as archive:
        for n in range(30):
            made = Draft("C0WORLDNEWS", f"{'<' * 290} t{n}", "weekdays at 08:00, UTC")
            archive.subscribe(made.subscription("T0NEWSROOM", datetime.now(UTC)))
    listed = await running.command("/brief list")
    assert len(buttons(listed)) == 3
    shown = [block for block in listed.blocks if block["type"] == "actions"]
    last = listed.blocks[-1]["text"]["text"]
    *lines, more = last.splitlines()
    assert more == f"and {30 - len(shown) - len(lines)} more"
    assert "Which briefing" in page(await running.command("/brief pause"))
