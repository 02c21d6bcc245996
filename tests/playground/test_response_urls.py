"""What a bot may say later, by the response_url of a command or a click."""

import json
from urllib.parse import parse_qs, parse_qsl

import pytest
from starlette.responses import JSONResponse

from tests.playground.conftest import button


async def response_url(office, receiver):
    """The response_url of a command that was typed just now."""
    await office.playground.say("ana", "world-news", "/brief syria")
    return dict(parse_qsl(receiver.received[-1].body.decode()))["response_url"]


async def test_a_response_url_takes_five_answers(office, receiver):
    """Five answers are shown to the one who typed, the sixth is refused."""
    url = await response_url(office, receiver)
    statuses = [(await office.http.post(url, json={"text": str(n)})).status_code for n in range(6)]
    assert statuses == [200] * 5 + [404]
    assert [(m.text, m.seen_by) for m in office.channel().messages] == [(str(n), "U0ANARUIZ1") for n in range(5)]


async def test_a_response_url_lasts_thirty_minutes(office, receiver):
    """An answer after 30 minutes is taken, one a second later is not."""
    url = await response_url(office, receiver)
    office.clock.now += 30 * 60
    assert (await office.http.post(url, json={"text": "in time"})).status_code == 200
    office.clock.now += 1
    late = await office.http.post(url, json={"text": "too late"})
    assert (late.status_code, late.json()["error"]) == (404, "expired_url")
    assert [m.text for m in office.channel().messages] == ["in time"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("{", "invalid_payload"),
        ("[]", "invalid_payload"),
        ("{}", "no_text"),
        ('{"text": " "}', "no_text"),
        ('{"blocks": [{"type": "section"}]}', "invalid_blocks"),
    ],
)
async def test_an_answer_that_is_none_is_refused(office, receiver, body, error):
    """What is no JSON object, says nothing or has blocks that Slack refuses gets 400 and is not shown."""
    url = await response_url(office, receiver)
    answer = await office.http.post(url, content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert office.channel().messages == []


async def test_a_response_url_that_was_never_given_is_refused(office):
    """A made-up token gets 404."""
    assert (await office.http.post("/response/c0ffee", json={"text": "x"})).status_code == 404


async def test_the_answer_to_a_click_can_replace_or_delete_its_message(office, receiver):
    """`replace_original` changes the message with the button, `delete_original` removes it."""
    channel = office.channel()
    posted = await office.client.chat_postMessage(channel=channel.id, text="before", blocks=button())
    await office.playground.click("ana", channel.id, posted["ts"], "share")
    url = json.loads(parse_qs(receiver.received[0].body.decode())["payload"][0])["response_url"]
    await office.http.post(url, json={"text": "after", "replace_original": True})
    assert [(m.text, m.blocks) for m in channel.messages] == [("after", [])]
    await office.http.post(url, json={"delete_original": True})
    assert channel.messages == []


async def test_an_answer_to_a_command_that_slack_refuses_is_a_failure(office, receiver):
    """Blocks that Slack does not take, in the acknowledgement itself, are not shown: Slackbot says what went wrong."""
    receiver.answers.append(JSONResponse({"blocks": [{"type": "section"}]}))
    await office.playground.say("ana", "world-news", "/brief syria")
    (message,) = office.channel().messages
    assert (message.user, message.text) == ("USLACKBOT", "/brief failed with the error “invalid_blocks”")
