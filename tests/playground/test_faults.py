"""What the workspace can be told to do wrong, as a client sees it."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from briefbot.playground.faults import Faults

BROKEN = r"disconnected|closed|reset"


async def test_a_dropped_call_may_or_may_not_have_been_done(office):
    """After drop_before nothing was posted, after drop_after it was; the client sees a broken connection both times."""
    for kind, posted in (("drop_before", 0), ("drop_after", 1)):
        office.playground.faults.tell("chat.postMessage", kind)
        with pytest.raises(Exception, match=BROKEN):
            await office.client.chat_postMessage(channel=office.channel().id, text=kind)
        assert len(office.channel().messages) == posted


@pytest.mark.parametrize(("kind", "posted"), [("hold_before", 0), ("hold_after", 1)])
async def test_a_held_call_ends_when_the_client_gives_up(office, kind, posted):
    """A call can stall before or after it was done, until the client's patience is over."""
    office.playground.faults.tell("chat.postMessage", kind)
    office.client.timeout = 1
    with pytest.raises(TimeoutError):
        await office.client.chat_postMessage(channel=office.channel().id, text="x")
    assert len(office.channel().messages) == posted


async def test_a_held_call_can_be_let_go(office):
    """Once released, the connection ends."""
    (fault,) = office.playground.faults.tell("chat.postMessage", "hold_before")
    call = asyncio.create_task(office.client.chat_postMessage(channel=office.channel().id, text="x"))
    await asyncio.wait_for(fault.held.wait(), 5)
    fault.release.set()
    with pytest.raises(Exception, match=BROKEN):
        await call


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_broken_server_answers_with_a_page(office, status):
    """A 5xx comes as HTML, and nothing was done."""
    office.playground.faults.tell("chat.postMessage", "status", status=status)
    answer = await office.http.post("/api/chat.postMessage", data={"channel": "world-news", "text": "x"})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, "text/html")
    assert office.channel().messages == []


async def test_a_limit_says_when_to_come_again(office):
    """429 comes with Retry-After and the error ratelimited."""
    office.playground.faults.tell("chat.postMessage", "status", status=429, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await office.client.chat_postMessage(channel=office.channel().id, text="x")
    answer = caught.value.response
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "7")


async def test_a_fault_holds_for_so_many_calls_of_its_method(office):
    """Told twice for one method, two calls of it fail and no others."""
    office.playground.faults.tell("auth.test", "error", times=2, error="internal_error")
    await office.client.api_test()
    assert [await office.refusal("auth.test") for _ in range(2)] == ["internal_error"] * 2
    await office.client.auth_test()


@pytest.mark.parametrize(("method", "kind"), [("auth.test", "explode"), ("auth.test", "twice"), ("events", "status")])
def test_what_cannot_go_wrong_is_said_so(method, kind):
    """A kind that there is not, or not of calls or of events, is named with those that there are."""
    with pytest.raises(ValueError, match=f"{kind} is none of "):
        Faults().tell(method, kind)


async def test_a_fault_can_be_taken_back(office):
    """One by its number, or all: what is held by them is let go, and calls are done as ever."""
    faults = office.playground.faults
    (first,) = faults.tell("chat.postMessage", "error", error="fatal_error")
    (held,) = faults.tell("auth.test", "hold_before")
    faults.forget(first.number)
    assert [fault for _, fault in faults.waiting] == [held]
    await office.post()
    call = asyncio.create_task(office.client.auth_test())
    await asyncio.wait_for(held.held.wait(), 5)
    assert faults.waiting == [("auth.test", held)]
    faults.forget()
    with pytest.raises(Exception, match=BROKEN):
        await call
    assert faults.waiting == []
    await office.client.auth_test()


@pytest.mark.parametrize("kind", ["truncate", "garble"])
async def test_an_answer_can_be_unreadable_though_the_call_was_done(office, kind):
    """The body ends too soon, or is no JSON, and the message stands."""
    office.playground.faults.tell("chat.postMessage", kind)
    with pytest.raises((aiohttp.ClientError, SlackApiError)):
        await office.client.chat_postMessage(channel=office.channel().id, text="x")
    assert len(office.channel().messages) == 1


async def test_a_failure_can_come_after_the_call_was_done(office):
    """`error_after` and `status_after` answer as `error` and `status` do, and the messages stand."""
    office.playground.faults.tell("chat.postMessage", "error_after", error="fatal_error")
    office.playground.faults.tell("chat.postMessage", "status_after", status=502)
    assert await office.refusal("chat.postMessage", channel=office.channel().id, text="x") == "fatal_error"
    answer = await office.http.post(
        "/api/chat.postMessage", data={"channel": office.channel().id, "text": "x", "token": office.client.token}
    )
    assert answer.status_code == 502
    assert len(office.channel().messages) == 2


async def test_a_fault_can_wait_for_one_channel(office):
    """Told for a channel, it leaves the calls that name others alone."""
    desk = office.channel("syria-desk").id
    office.playground.faults.tell("chat.postMessage", "error", error="is_archived", channel=desk)
    await office.client.chat_postMessage(channel=office.channel().id, text="x")
    assert await office.refusal("chat.postMessage", channel=desk, text="x") == "is_archived"


@pytest.mark.parametrize("kind", ["drop_after", "error", "status_after", "truncate"])
async def test_what_was_made_to_fail_says_so_among_the_requests(office, kind):
    """The request stands there with what was to go wrong with it, whether it was done or not."""
    (fault,) = office.playground.faults.tell("chat.postMessage", kind, error="fatal_error")
    with pytest.raises(Exception):  # noqa: B017 - which one is a matter of the fault
        await office.post()
    (request,) = office.playground.requests
    assert (request.note, request.outcome, request.went_well) == (fault.words, "made to fail", False)
