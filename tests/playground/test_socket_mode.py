"""Socket Mode: what the workspace delivers over a socket, and what it makes of the acknowledgements."""

import asyncio
import contextlib
import json

import pytest
import websockets
from slack_sdk.web.async_client import AsyncWebClient

from tests.playground.conftest import APP_TOKEN


@contextlib.asynccontextmanager
async def connected(office):
    """A socket, opened as slack_sdk opens one, after Slack's hello."""
    client = AsyncWebClient(base_url=f"{office.address}/api/", retry_handlers=[])
    opened = await client.apps_connections_open(app_token=APP_TOKEN)
    async with websockets.connect(opened["url"], proxy=None) as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
        yield socket


async def envelope(socket):
    return json.loads(await asyncio.wait_for(socket.recv(), 10))


async def acknowledge(socket, received, **payload):
    await socket.send(json.dumps({"envelope_id": received["envelope_id"], **({"payload": payload} if payload else {})}))


async def test_an_event_comes_in_an_envelope_and_is_acknowledged_once(office):
    """The payload is what HTTP would carry; after the acknowledgement nothing comes again."""
    async with connected(office) as socket:
        said = await office.playground.say("ana", "world-news", "hello")
        received = await envelope(socket)
        await acknowledge(socket, received)
        assert (received["type"], received["payload"]["event"]["ts"]) == ("events_api", said.ts)
        assert "retry_attempt" not in received
        await office.until(lambda: [r for r in office.playground.requests if r.kind == "event"])
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(socket.recv(), 0.3)


async def test_an_event_that_is_not_acknowledged_comes_again(office):
    """After three seconds the same event comes in a new envelope that counts the attempts."""
    async with connected(office) as socket:
        await office.playground.say("ana", "world-news", "hello")
        first, again = await envelope(socket), await envelope(socket)
        await acknowledge(socket, again)
    assert again["payload"] == first["payload"]
    assert again["envelope_id"] != first["envelope_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "http_timeout")


async def test_a_command_is_answered_in_its_acknowledgement(office):
    """The payload of the acknowledgement is shown to the one who typed."""
    async with connected(office) as socket:
        typing = asyncio.create_task(office.playground.say("ana", "world-news", "/brief syria"))
        received = await envelope(socket)
        assert (received["type"], received["accepts_response_payload"]) == ("slash_commands", True)
        await acknowledge(socket, received, text="Nothing new.")
        await typing
    (message,) = office.channel().messages
    assert (message.text, message.seen_by) == ("Nothing new.", "U0ANARUIZ1")


async def test_what_is_no_acknowledgement_is_passed_over(office):
    """Rubbish on the socket and acknowledgements of nothing leave it open."""
    async with connected(office) as socket:
        for rubbish in ("{", "[]", "{}", '{"envelope_id": "other"}', '{"envelope_id": []}'):
            await socket.send(rubbish)
        await office.playground.say("ana", "world-news", "hello")
        await acknowledge(socket, await envelope(socket))
        await office.until(lambda: [r for r in office.playground.requests if r.went_well and r.kind == "event"])


async def test_a_command_without_a_bot_is_told_to_have_failed(office):
    """Once the socket is closed, Slackbot says that the app did not respond."""
    async with connected(office):
        pass
    await asyncio.sleep(0.1)
    await office.playground.say("ana", "world-news", "/brief syria")
    assert "did not respond" in office.channel().messages[0].text


async def test_a_socket_is_opened_with_the_address_that_was_given_once(office):
    """An address with a made-up ticket, or one that was used, opens nothing."""
    client = AsyncWebClient(base_url=f"{office.address}/api/", retry_handlers=[])
    url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
    async with websockets.connect(url, proxy=None):
        for other in (url, url.partition("?")[0], f"{url}0"):
            with pytest.raises(websockets.InvalidStatus, match="403"):
                async with websockets.connect(other, proxy=None):
                    pass
