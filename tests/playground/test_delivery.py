"""How the workspace delivers to a bot: signed, with what Slack sends, and again where Slack would."""

import asyncio
import json
from urllib.parse import parse_qs, parse_qsl

import pytest
from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier
from starlette.responses import JSONResponse, PlainTextResponse, Response

from briefbot.playground import delivery
from tests.playground.conftest import SECRET, button


class Slow(Response):
    """An answer that comes too late."""

    async def __call__(self, scope, receive, send):
        await asyncio.sleep(delivery.BUDGET + 0.3)
        await super().__call__(scope, receive, send)


def events(receiver):
    return [json.loads(received.body)["event"] for received in receiver.received]


def only_one(receiver):
    (received,) = receiver.received
    return received


# Events


async def test_an_event_is_signed_as_slack_signs(office, receiver):
    """slack_sdk's check passes the event as it came, and neither an altered body nor another secret."""
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: receiver.received)
    received = only_one(receiver)
    assert received.is_signed
    assert not SignatureVerifier(SECRET).is_valid_request(received.body + b" ", received.headers)
    assert not SignatureVerifier("another").is_valid_request(received.body, received.headers)


async def test_an_old_event_no_longer_passes(office, receiver):
    """The timestamp is the time of sending: ten minutes on, the signature is refused."""

    class Later(SlackClock):
        def now(self):
            return super().now() + 600

    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: receiver.received)
    received = only_one(receiver)
    assert not SignatureVerifier(SECRET, Later()).is_valid_request(received.body, received.headers)


async def test_what_a_person_writes_is_a_message_event(office, receiver):
    """The envelope has an id and an authorization, the event channel, author and text with &, < and > escaped."""
    said = await office.playground.say("ana", "world-news", "A&B <!channel>")
    await office.until(lambda: receiver.received)
    envelope = json.loads(only_one(receiver).body)
    assert envelope["type"] == "event_callback"
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == office.workspace.bot.id
    assert envelope["event"] == {
        "type": "message",
        "channel": "C0WORLDNEWS",
        "channel_type": "channel",
        "user": "U0ANARUIZ1",
        "text": "A&amp;B &lt;!channel&gt;",
        "ts": said.ts,
        "event_ts": said.ts,
    }


async def test_a_mention_is_delivered_twice(office, receiver):
    """A message with the bot's name comes as `message` and as `app_mention`, of one ts and with two event ids."""
    await office.playground.say("ana", "world-news", "@briefbot how many?")
    await office.until(lambda: len(receiver.received) == 2)
    assert {event["type"] for event in events(receiver)} == {"message", "app_mention"}
    assert len({event["ts"] for event in events(receiver)}) == 1
    assert len({json.loads(received.body)["event_id"] for received in receiver.received}) == 2
    assert all("<@U0BRIEFBOT> how many?" in event["text"] for event in events(receiver))


async def test_a_direct_message_is_one_event_of_type_im(office, receiver):
    """In the conversation with the bot even a mention is one event."""
    await office.playground.say("ana", "D0ANABOT001", "@briefbot how many?")
    await office.until(lambda: receiver.received)
    assert [(event["type"], event["channel_type"]) for event in events(receiver)] == [("message", "im")]


async def test_a_channel_that_the_bot_is_not_in_stays_among_people(office, receiver):
    """Nothing is delivered from #general or from the private channel."""
    await office.playground.say("ana", "general", "@briefbot hello")
    await office.playground.say("ana", "risk-room", "hello")
    await office.playground.say("ana", "world-news", "hello")  # what comes after shows that nothing came before
    await office.until(lambda: receiver.received)
    assert [event["channel"] for event in events(receiver)] == ["C0WORLDNEWS"]


async def test_an_event_that_is_not_taken_is_sent_again(office, receiver):
    """Three more times with the same event id, numbered and with the reason, each signed anew; then it is given up."""
    receiver.answers.extend(PlainTextResponse("", 500) for _ in range(9))
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 4)
    first, *again = receiver.received
    assert "x-slack-retry-num" not in first.headers
    assert [received.headers["x-slack-retry-num"] for received in again] == ["1", "2", "3"]
    assert {received.headers["x-slack-retry-reason"] for received in again} == {"http_error"}
    assert len({received.body for received in receiver.received}) == 1
    assert all(received.is_signed for received in receiver.received)
    await asyncio.sleep(0.3)
    assert len(receiver.received) == 4


async def test_an_event_is_sent_until_it_is_taken(office, receiver):
    """After one failure and a success there is no third time."""
    receiver.answers.append(PlainTextResponse("", 404))
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 2)
    await asyncio.sleep(0.3)
    assert len(receiver.received) == 2


async def test_a_bot_can_ask_not_to_be_sent_it_again(office, receiver):
    """X-Slack-No-Retry: 1 on a refusal ends it."""
    receiver.answers.append(PlainTextResponse("", 500, headers={"X-Slack-No-Retry": "1"}))
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: receiver.received)
    await asyncio.sleep(0.3)
    assert len(receiver.received) == 1


async def test_an_answer_after_three_seconds_is_too_late(office, receiver):
    """A bot that is slow is sent the event again, with http_timeout as the reason."""
    receiver.answers.append(Slow(""))
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 2)
    assert receiver.received[1].headers["x-slack-retry-reason"] == "http_timeout"


async def test_a_bot_that_is_not_there_gets_the_event_when_it_is_back(office, receiver):
    """A refused connection is connection_failed, and the retry reaches the bot."""
    there, office.playground.request_url = office.playground.request_url, "http://127.0.0.1:9/slack/events"
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: [r for r in office.playground.requests if r.kind == "event"])
    office.playground.request_url = there
    await office.until(lambda: receiver.received)
    assert only_one(receiver).headers["x-slack-retry-reason"] == "connection_failed"


# Commands


async def test_a_command_is_a_signed_form(office, receiver):
    """/brief comes with what was typed after it, who typed it where, a trigger and a response_url."""
    assert await office.playground.say("ana", "world-news", "/brief  oil & gas ") is None
    received = only_one(receiver)
    sent = dict(parse_qsl(received.body.decode()))
    assert received.is_signed
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    shown = {"command": "/brief", "text": "oil & gas", "user_id": "U0ANARUIZ1", "channel_id": "C0WORLDNEWS"}
    assert shown.items() <= sent.items()
    assert sent["response_url"].startswith(office.address)
    assert sent["trigger_id"]


@pytest.mark.parametrize(
    ("answer", "text", "private"),
    [
        (PlainTextResponse("Seen."), "Seen.", True),
        (JSONResponse({"text": "Seen."}), "Seen.", True),
        (JSONResponse({"text": "Seen.", "response_type": "in_channel"}), "Seen.", False),
    ],
)
async def test_what_a_command_is_answered_with_is_shown(office, receiver, answer, text, private):
    """Text or JSON in the acknowledgement is shown to the one who typed, or to the channel if it says so."""
    receiver.answers.append(answer)
    await office.playground.say("ana", "world-news", "/brief syria")
    (message,) = office.channel().messages
    assert (message.text, message.seen_by) == (text, "U0ANARUIZ1" if private else None)


@pytest.mark.parametrize(
    ("answer", "why"), [(PlainTextResponse("", 500), "dispatch_failed"), (Slow(""), "did not respond")]
)
async def test_a_command_that_fails_is_told_once(office, receiver, answer, why):
    """Slackbot says to the one who typed that the command failed, and why; it is not sent again."""
    receiver.answers.append(answer)
    await office.playground.say("ana", "world-news", "/brief syria")
    (message,) = office.channel().messages
    assert (message.user, message.seen_by) == ("USLACKBOT", "U0ANARUIZ1")
    assert why in message.text
    assert len(receiver.received) == 1


async def test_there_are_no_commands_in_threads(office, receiver):
    """/brief in a thread is refused there, as Slack does, and reaches no bot."""
    parent = await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: receiver.received)
    await office.playground.say("ana", "world-news", "/brief syria", thread_ts=parent.ts)
    told = office.channel().messages[-1]
    assert (told.text, told.seen_by) == ("/brief is not supported in threads. Sorry!", "U0ANARUIZ1")
    assert len(receiver.received) == 1


# Interactions


async def test_a_click_is_a_signed_payload(office, receiver):
    """A button's press comes with its value, the message it is on, and who pressed it."""
    channel = office.channel().id
    posted = await office.client.chat_postMessage(channel=channel, text="x", blocks=button(value="syria"))
    done = await office.playground.click("sami", channel, posted["ts"], "share")
    payload = json.loads(parse_qs(only_one(receiver).body.decode())["payload"][0])
    assert done.accepted
    assert only_one(receiver).is_signed
    assert (payload["type"], payload["user"]["id"]) == ("block_actions", "U0SAMIHADD")
    assert payload["container"]["message_ts"] == payload["message"]["ts"] == posted["ts"]
    assert {"action_id": "share", "value": "syria"}.items() <= payload["actions"][0].items()


async def test_a_button_that_is_not_there_cannot_be_pressed(office, receiver):
    """An unknown action or message is a KeyError, and nothing is sent."""
    posted = await office.client.chat_postMessage(channel=office.channel().id, text="x", blocks=button())
    for ts, action in ((posted["ts"], "delete"), ("1.000001", "share")):
        with pytest.raises(KeyError):
            await office.playground.click("ana", office.channel().id, ts, action)
    assert receiver.received == []
