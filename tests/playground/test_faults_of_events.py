"""Events that are told twice, out of order or by half, as a bot is told of them over HTTP and over a socket."""

import asyncio
import json

import pytest
from starlette.responses import JSONResponse, Response

from briefbot.playground import faults
from tests.playground.test_socket_mode import acknowledge, connected, envelope


def told(receiver):
    """The events that came, with how often Slack says that it has told each before."""
    return [
        (json.loads(each.body)["event"]["type"], each.headers.get("x-slack-retry-num", "0"))
        for each in receiver.received
    ]


def notes(office):
    return [request.note for request in office.playground.requests if request.kind == "event"]


async def test_an_event_is_told_twice(office, receiver):
    """Though the bot took it, the same event comes again, marked as a repeat; the next one comes once."""
    (fault,) = office.playground.faults.tell("events", "twice")
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 2)
    await office.playground.say("ana", "world-news", "hello again")
    await office.until(lambda: len(receiver.received) == 3)
    assert told(receiver) == [("message", "0"), ("message", "1"), ("message", "0")]
    first, again, _ = [json.loads(each.body) for each in receiver.received]
    assert first == again
    await office.until(lambda: len(notes(office)) == 3)
    assert notes(office) == [fault.words, f"{fault.words} (Told again, try 1: http_timeout)", ""]


async def test_an_event_is_told_out_of_order(office, receiver):
    """The two events of a mention change places: the later one comes first, and each once."""
    office.playground.faults.tell("events", "late")
    await office.playground.say("ana", "world-news", "@briefbot how many?")
    await office.until(lambda: len(receiver.received) == 2)
    assert told(receiver) == [("app_mention", "0"), ("message", "0")]


async def test_an_event_that_nothing_follows_is_told_all_the_same(office, receiver, monkeypatch):
    """What is kept back comes when its time is over, or at once when the fault is taken back."""
    office.playground.faults.tell("events", "late")
    await office.playground.say("ana", "world-news", "hello")
    ((_, kept_back),) = office.playground.faults.waiting
    await asyncio.wait_for(kept_back.held.wait(), 5)
    assert receiver.received == []
    office.playground.faults.forget()
    await office.until(lambda: len(receiver.received) == 1)
    monkeypatch.setattr("briefbot.playground.delivery.KEPT_BACK", 0.05)
    office.playground.faults.tell("events", "late")
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 2)


async def test_an_event_breaks_off_in_the_middle(office, receiver):
    """Half of it comes, which nobody could take for what Slack signed; refused, it comes again as a whole."""
    office.playground.faults.tell("events", "cut")
    receiver.answers.extend([Response(status_code=401), JSONResponse({})])
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 2)
    half, whole = receiver.received
    assert whole.body.startswith(half.body)
    assert (half.is_signed, whole.is_signed) == (False, True)
    assert whole.headers["x-slack-retry-num"] == "1"


async def test_half_an_envelope_on_a_socket_is_sent_again(office, monkeypatch):
    """What cannot be acknowledged comes in a new envelope."""
    monkeypatch.setattr("briefbot.playground.delivery.BUDGET", 0.2)
    office.playground.faults.tell("events", "cut")
    async with connected(office) as socket:
        await office.playground.say("ana", "world-news", "hello")
        half = await asyncio.wait_for(socket.recv(), 10)
        with pytest.raises(ValueError, match="column"):
            json.loads(half)
        received = await envelope(socket)
        await acknowledge(socket, received)
    assert (received["retry_attempt"], received["payload"]["event"]["text"]) == (1, "hello")


async def test_an_events_fault_can_wait_for_one_channel(office, receiver):
    """What is said elsewhere is told as ever."""
    office.playground.faults.tell(faults.EVENTS, "twice", channel=office.channel("syria-desk").id)
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 1)
    await office.playground.say("ana", "syria-desk", "hello")
    await office.until(lambda: len(receiver.received) == 3)
    assert told(receiver) == [("message", "0"), ("message", "0"), ("message", "1")]
