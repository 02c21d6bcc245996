"""What reaches the bot over HTTP: only what Slack signed is acted on, and each of it once."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from briefbot.messages import Job
from tests.slack.conftest import STRIKE


@pytest.fixture
async def listening(newsroom):
    """A newsroom with one story and the bot listening."""
    newsroom.file("strike", STRIKE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        yield newsroom


def mention(newsroom, text="how much did wages rise?", event_id="Ev1", ts="1795530000.000100"):
    """The event of a message that mentions the bot, as JSON."""
    team, bot = newsroom.workspace.team_id, newsroom.workspace.bot.id
    event = {
        "type": "app_mention",
        "channel": newsroom.workspace.channel("world-news").id,
        "user": newsroom.workspace.user("ana").id,
        "text": f"<@{bot}> {text}",
        "ts": ts,
        "event_ts": ts,
    }
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": team,
            "event_id": event_id,
            "event": event,
            "authorizations": [{"team_id": team, "user_id": bot, "is_bot": True}],
        }
    )


def replies(newsroom):
    return [m for m in newsroom.shown() if m.is_reply]


async def test_a_signed_event_is_taken_and_acted_on(listening):
    """A mention signed with the secret is acknowledged with 200 and answered."""
    said = await listening.playground.say("ana", "world-news", "hello all")
    assert (await listening.send(mention(listening, ts=said.ts))).status_code == 200
    await listening.until(lambda: replies(listening))


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "v0=" + "0" * 64},
        {"signature": "v0"},
        {"stamp": str(int((datetime.now(UTC) - timedelta(minutes=6)).timestamp()))},
        {"stamp": "yesterday"},
        {"stamp": ""},
        {"stamp": "²"},
    ],
)
async def test_a_request_that_slack_did_not_sign_now_is_refused(listening, wrong):
    """A wrong signature, an old timestamp or one that is no number gets 401, and nothing comes of it."""
    answer = await listening.send(mention(listening), **wrong)
    assert answer.status_code == 401
    with listening.open() as archive:
        assert archive.jobs() == []
    assert replies(listening) == []


@pytest.mark.parametrize("body", ["{", "[1", "payload={", "\x00"])
async def test_a_signed_body_that_is_no_json_is_a_bad_request(listening, body):
    """Rubbish gets an answer below 500, and the bot lives on."""
    assert 400 <= (await listening.send(body)).status_code < 500
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(listening.request_url.replace("/slack/events", "/healthz"))).text == "ok"


@pytest.mark.parametrize("body", ["[]", "1", "null", '"event_callback"', '{"type": 1}'])
async def test_json_that_is_no_event_is_answered_without_an_error(listening, body):
    """JSON of another shape is not taken, and is no fault of the bot's either."""
    assert (await listening.send(body)).status_code < 500


async def test_a_huge_request_is_refused_unread(listening):
    """More than Slack ever sends gets 413."""
    assert (await listening.send("x" * 1_000_001)).status_code == 413


async def test_an_event_that_slack_sends_again_is_answered_once(listening):
    """The same event with retry headers, and the message's second event, lead to one answer."""
    said = await listening.playground.say("ana", "world-news", "hello all")
    body = mention(listening, ts=said.ts)
    for retry in (None, "1", "2"):
        headers = {"X-Slack-Retry-Num": retry, "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        assert (await listening.send(body, **headers)).status_code == 200
    await listening.send(mention(listening, event_id="Ev2", ts=said.ts))
    await listening.until(lambda: replies(listening))
    await listening.settled()
    assert len(replies(listening)) == 1


@pytest.mark.parametrize("kinds", [("app_mention", "message"), ("message", "app_mention")], ids=" first, then ".join)
async def test_a_mention_is_answered_once_whichever_of_its_events_comes_first(listening, kinds):
    """`app_mention` and `message` for one ts, each with an id of its own: one reply, in the thread."""
    said = await listening.playground.say("ana", "world-news", "hello all")
    for number, kind in enumerate(kinds):
        body = json.loads(mention(listening, event_id=f"Ev{number}", ts=said.ts))
        body["event"] |= {"type": kind, "channel_type": "channel"}
        assert (await listening.send(json.dumps(body))).status_code == 200
    await listening.until(lambda: replies(listening))
    await listening.settled()
    assert [reply.thread_ts for reply in replies(listening)] == [said.ts]


async def test_an_event_that_comes_only_as_a_retry_is_answered(listening):
    """The first never reached the bot: what says that it is a retry is new to it, and is done."""
    said = await listening.playground.say("ana", "world-news", "hello all")
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "connection_failed"}
    assert (await listening.send(mention(listening, ts=said.ts), **retry)).status_code == 200
    await listening.until(lambda: replies(listening))
    assert len(replies(listening)) == 1


async def test_slacks_check_of_the_request_url_is_passed(listening):
    """The challenge that Slack sends when the URL is entered comes back."""
    answer = await listening.send(json.dumps({"type": "url_verification", "challenge": "c0ffee"}))
    assert answer.status_code == 200
    assert "c0ffee" in answer.text


async def test_a_job_that_cannot_be_read_does_not_stop_the_others(listening):
    """What an older or newer version wrote down is put away, and the next question is answered."""
    with listening.open() as archive:
        archive.accept(Job(key="x/1", kind="question", payload={}, at=datetime.now(UTC)))
        archive.accept(Job(key="x/2", kind="telegram", payload={}, at=datetime.now(UTC)))
    answer = await listening.ask("@briefbot how much did the mills raise wages?")
    assert "seven per cent" in answer
    with listening.open() as archive:
        await listening.until(lambda: not archive.jobs())
