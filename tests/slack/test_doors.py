"""Every door with the wrong workspace: nothing of another's is shown, changed, or posted."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest

from briefbot.messages import Post
from briefbot.slack import answers, asking, modals, showing, travel
from briefbot.slack.drafts import Draft
from briefbot.story import StoryKey
from briefbot.subscription import DAYS
from tests.slack.conftest import page
from tests.slack.test_alerts import QUAKE, ask
from tests.slack.town import FIRST, SECOND, street

__all__ = ["street"]  # a fixture

SECRET_TOPIC = "merger of the twin harbours"
"""What the first office is briefed on, and nobody else is to know."""


@pytest.fixture
async def offices(street):
    """The first office has a subscription and a message with a thread; the second, where it is tried from, has none."""
    street.installed()
    subscription = street.first.subscribe(SECRET_TOPIC, after=3600)
    with street.open() as archive:
        archive.change(dataclasses.replace(subscription, paused=True))
        archive.queue(
            [Post(key="told", workspace=FIRST, channel="C0WORLDNEWS", text=SECRET_TOPIC, stories=(StoryKey("a", 1),))]
        )
    async with street.bot():
        await street.first.until(street.first.shown)
        yield street


def kept(street):
    with street.open() as archive:
        return archive.subscriptions(FIRST)


async def press(office, action, value, channel="C1WORLDNEWS", user_team=SECOND):
    """Press a button that the office was never shown, and give what its person is told."""
    ana, room = office.workspace.user("ana"), office.workspace.channel("world-news")
    before = len(office.alone("ana"))
    payload = {
        "type": "block_actions",
        "team": {"id": office.team, "domain": office.workspace.domain},
        "user": {"id": ana.id, "team_id": user_team},
        "channel": {"id": channel},
        "trigger_id": office.playground.trigger(ana),
        "response_url": office.playground._response_url(room, ana, None),  # noqa: SLF001 - of a button that nobody was shown
        "actions": [{"action_id": action, "block_id": "b", "value": value, "action_ts": "1.0"}],
    }
    assert (await office.playground.interact(payload)).accepted
    await office.settled(0.3)
    return "\n".join(page(message) for message in office.alone("ana")[before:])


def assert_closed(street, before):
    """The first office's subscriptions are as they were, no call went to it, and no word of it reached the second."""
    assert kept(street) == before
    assert len(street.first.shown()) == 1
    assert {request.name for request in street.first.playground.requests if request.kind == "api"} <= {
        "chat.postMessage",
        "oauth.v2.access",
    }
    for request in street.second.playground.requests:
        told = json.dumps([request.sent, request.answer] if request.kind == "api" else request.answer, default=str)
        assert SECRET_TOPIC not in told
        assert "twin harbours" not in told


@pytest.mark.parametrize("verb", ["list", "pause", "resume", "unsubscribe", "mute", "unmute", "why"])
async def test_no_command_reaches_another_workspaces_subscriptions(offices, verb):
    """By its number, by its topic and alone: nothing is found, nothing changed."""
    before = kept(offices)
    for rest in (str(before[0].id), f"#{before[0].id}", SECRET_TOPIC[:6], ""):
        said = page(await offices.second.command(f"/brief {verb} {rest}"))
        assert "twin harbours" not in said
    assert_closed(offices, before)


async def test_another_workspaces_channel_cannot_be_subscribed(offices):
    """Named by its id, escaped or not, it is one that the bot does not see."""
    before = kept(offices)
    for name in ("<#C0WORLDNEWS|world-news>", "<#C0WORLDNEWS>"):
        said = page(await offices.second.command(f"/brief subscribe x 08:00 in {name}"))
        assert "sees no channel" in said
    assert_closed(offices, before)


@pytest.mark.parametrize("action", [showing.PAUSE, showing.RESUME, showing.END, showing.EDIT])
async def test_no_button_reaches_another_workspaces_subscription(offices, action):
    """Pressed with its id: told that there is none, or that it has ended; it stays as it was."""
    before = kept(offices)
    id_ = str(before[0].id)
    said = await press(offices.second, f"{action}/{id_}", id_)
    assert "no subscription" in said or "is ended" in said
    assert offices.second.playground.surfaces.modal("ana") is None
    assert_closed(offices, before)


@pytest.mark.parametrize("channel", ["C0WORLDNEWS", "C1WORLDNEWS", "D0ANABOT001"])
async def test_no_draft_reaches_another_workspaces_subscription_or_channel(offices, channel):
    """A saved draft and a submitted form with another's id and channel change nothing and make nothing there."""
    before = kept(offices)
    draft = Draft(channel, "x", "weekdays at 08:00, UTC", before[0].id, "C1WORLDNEWS", "")
    for each in (draft, dataclasses.replace(draft, id=0)) if channel != "C1WORLDNEWS" else (draft,):
        await press(offices.second, showing.SAVE, each.dumps())
        await press(offices.second, showing.SUBSCRIBE, each.dumps())
        for callback in (modals.CHECKED, modals.FORM):
            await _submit(offices.second, each, callback)
    await offices.second.settled(0.5)
    with offices.open() as archive:
        assert archive.subscriptions() == before
    assert_closed(offices, before)


async def _submit(office, draft, callback):
    ana = office.workspace.user("ana")
    values = {
        modals.TOPIC: {modals.TOPIC: {"value": "x"}},
        modals.DAYS_: {modals.DAYS_: {"selected_options": [{"value": day} for day in DAYS]}},
        modals.TIMES: {modals.TIMES: {"value": "08:00"}},
        modals.ZONE: {modals.ZONE: {"selected_option": {"value": "UTC"}}},
    }
    view = {"id": office.workspace.name_for("V"), "callback_id": callback, "type": "modal"}
    payload = {
        "type": "view_submission",
        "team": {"id": office.team, "domain": office.workspace.domain},
        "user": {"id": ana.id, "team_id": office.team},
        "view": {**view, "private_metadata": draft.dumps(), "state": {"values": values}},
    }
    await office.playground.interact(payload)


async def test_the_home_tab_shows_nothing_of_another_workspace(offices):
    """A person of the same name in the second office sees an empty one."""
    before = kept(offices)
    await offices.second.playground.surfaces.open_home("ana")
    home = await offices.second.until(lambda: offices.second.playground.surfaces.home("ana"))
    assert "Nothing yet" in json.dumps(home.content)
    assert_closed(offices, before)


async def test_a_question_in_another_workspaces_thread_finds_none(offices):
    """The thread's ts and even the channel's id, asked from the second office: answered nowhere in the first."""
    before = kept(offices)
    (message,) = offices.first.shown()
    for channel in ("C0WORLDNEWS", "C1WORLDNEWS"):
        event = {
            "type": "message",
            "channel": channel,
            "channel_type": "channel",
            "user": "U1ANAMORE1",
            "text": "What was said?",
            "ts": f"{float(message.ts) + 9:.6f}",
            "thread_ts": message.ts,
        }
        assert (await offices.second.playground.tell(event)).accepted
    await offices.second.settled(0.5)
    assert offices.second.shown() == []
    assert_closed(offices, before)


async def test_a_share_into_another_workspaces_channel_stands_nowhere(offices):
    """The first office's channel named from the second: refused there, with the second's token."""
    before = kept(offices)
    await press(offices.second, "share_brief", "x", channel="C0WORLDNEWS")
    await offices.second.until(lambda: offices.second.calls("chat.postMessage"))
    assert offices.second.shown("world-news")[-1].seen_by
    assert_closed(offices, before)


async def test_people_of_another_workspace_in_a_shared_channel_manage_nothing(offices):
    """A button pressed by somebody whose own workspace is another changes nothing, and says whose it is."""
    before = kept(offices)
    for action in (showing.PAUSE, showing.RESUME, showing.END):
        said = await press(offices.first, f"{action}/1", "1", channel="C0WORLDNEWS", user_team="T9STRANGER")
        assert "for people of the workspace" in said
    assert kept(offices) == before


async def test_what_happens_in_a_shared_channel_is_done_for_the_workspace_that_is_authorized(offices):
    """A stranger's question in the first office's thread is answered there and nowhere else."""
    (message,) = offices.first.shown()
    event = {
        "type": "app_mention",
        "channel": "C0WORLDNEWS",
        "user": "U9STRANGER",
        "user_team": SECOND,
        "team": SECOND,
        "source_team": SECOND,
        "text": "<@U0BRIEFBOT> what was said?",
        "ts": f"{datetime.now(UTC).timestamp():.6f}",
        "thread_ts": message.ts,
    }
    body = {
        "type": "event_callback",
        "team_id": SECOND,
        "event_id": "Ev9",
        "event": event,
        "authorizations": [{"team_id": FIRST, "user_id": "U0BRIEFBOT", "is_bot": True}],
    }
    assert (await offices.first.send(json.dumps(body))).status_code == 200
    await offices.first.until(lambda: len(offices.first.shown()) == 2)
    assert offices.second.calls("chat.postMessage") == []


@pytest.mark.parametrize("answer", [travel.MOVE, travel.KEEP])
async def test_no_traveller_reaches_another_workspaces_briefing(offices, answer):
    """The answer to a question that was asked in the first office, pressed in the second: there is no such briefing."""
    (made,) = kept(offices)
    creator = offices.second.workspace.user("ana").id
    own = dataclasses.replace(made, channel="D1OFANOTHER", creator=creator, follows=True)
    with offices.open() as archive:
        own = archive.subscribe(own)
    before = kept(offices)
    said = await press(offices.second, answer, json.dumps(["Asia/Kuwait", [made.id, own.id]]))
    assert "no such briefing of yours" in said
    assert_closed(offices, before)


async def test_no_thumb_reaches_an_answer_of_another_workspace(offices):
    """Pressed in the second office for an answer of the first: it is told that there is none, and nothing is kept."""
    (message,) = offices.first.shown()
    await offices.first.ask("@briefbot what was said?", message)
    with offices.open() as archive:
        (answered,) = archive.answers(workspace=FIRST, channel="C0WORLDNEWS", thread=message.ts)
        said = await press(offices.second, answers.RATE, f"{answers.GOOD} {answered.key}")
        assert said == asking.GONE
        assert archive.rated() == []


async def test_an_alert_goes_to_the_workspace_that_asked_alone(offices):
    """One office asks for alerts: an urgent story stands there, and the other gets none."""
    ask(offices.first, channel="syria-desk")
    offices.first.file("quake", QUAKE)
    await offices.first.briefing("syria-desk")
    await offices.first.settled(0.5)
    assert offices.second.calls("chat.postMessage") == []
