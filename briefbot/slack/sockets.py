"""Socket Mode: connections that the bot opens to Slack, over which Slack sends what it would send over HTTP.

Each event comes over one of them. Slack closes each now and then, and says so before: then another is opened before
the old one is let go, so that there is always one that listens. slack_sdk's client has one connection, which it closes
first, and takes a connection over which nothing comes for one that works.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from briefbot.errors import SlackError
from briefbot.operating import logs
from briefbot.slack import faults

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.response import BoltResponse
    from slack_sdk.web.async_client import AsyncWebClient
    from websockets.asyncio.client import ClientConnection

    from briefbot.operating.health import Signs

log = logging.getLogger(__name__)

PING = 10.0
"""Seconds between two pings, and within which each must be answered."""

FIRST = 15.0
"""Seconds that the first connection may take."""

SETTLED = 30.0
"""Seconds after which a connection that ends was a good one; the next is opened at once."""

LEAVING = 60.0
"""Seconds until a connection that Slack wanted replaced, and has not closed, is closed by us; Slack takes ten or so."""

LONGEST_WAIT = 60.0
"""Seconds between two tries to connect, at most; Slack lets an app open fifty a minute."""

DRAIN = 1.0
"""Seconds that what came may still take to be acknowledged when the bot stops; Slack sends the rest again."""

_TROUBLE = (SlackApiError, aiohttp.ClientError, WebSocketException, OSError, TimeoutError, ValueError)


class Sockets:
    """So many connections while the context lasts; `SlackError` where none can be had at its beginning."""

    def __init__(
        self, app: AsyncApp, web: AsyncWebClient, token: str, *, signs: Signs, count: int, silence: float
    ) -> None:
        """`token` is the app-level token; `silence`: seconds without a sign of life after which `watch` gives up."""
        self._app = app
        self._web = web
        self._token = token
        self._signs = signs
        self._count = count
        self._silence = silence
        self._ping = min(PING, silence / 4)
        self._heard = time.monotonic()
        self._connected = asyncio.Event()  # the first time
        self._holding: list[asyncio.Task[None]] = []
        self._reading: set[asyncio.Task[None]] = set()  # the loop keeps no reference of its own
        self._handling: set[asyncio.Task[None]] = set()
        signs.sockets = 0

    async def __aenter__(self) -> Self:
        """Open them; the first one is waited for."""
        self._holding = [asyncio.create_task(self._hold(), name=f"socket {number}") for number in range(self._count)]
        try:
            await asyncio.wait_for(self._connected.wait(), FIRST)
        except BaseException as fault:
            await self.__aexit__()
            if isinstance(fault, TimeoutError):
                raise SlackError("no socket to Slack could be connected: look at the network, try again") from None
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Acknowledge what has come, then close them."""
        if self._handling:
            await asyncio.wait(self._handling, timeout=DRAIN)
        # More than once: what a library was just about to give may swallow the first.
        while tasks := {task for task in (*self._holding, *self._reading, *self._handling) if not task.done()}:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=DRAIN)

    async def watch(self) -> SlackError:
        """Wait until nothing, not even a pong, has come over any of them for too long; what to say then."""
        while (silent := time.monotonic() - self._heard) <= self._silence:  # noqa: ASYNC110 - a matter of time
            await asyncio.sleep(min(1.0, self._silence / 4))
        return SlackError(
            f"nothing has come over the sockets to Slack for {silent:.0f} s, no pong either: briefbot ends, so that it "
            "is started anew; if that does not help, look at the network"
        )

    async def _hold(self) -> None:
        """Keep one connection up; the one before is read until Slack closes it."""
        tries = 0
        while True:
            try:
                socket = await self._connect()
            except _TROUBLE as fault:
                tries += 1
                wait = min(LONGEST_WAIT, 2.0**tries)
                log.warning("no socket to Slack (%s); trying again in %.0f s", faults.reason(fault), wait)
                await asyncio.sleep(wait)
                continue
            began, leave = time.monotonic(), asyncio.Event()
            reading = asyncio.create_task(self._read(socket, leave))
            self._reading.add(reading)
            reading.add_done_callback(self._reading.discard)
            await leave.wait()
            tries = 0 if time.monotonic() - began > SETTLED else tries + 1
            if tries > 2:  # noqa: PLR2004 - one may end early, and the next; a third time there is something about it
                await asyncio.sleep(min(LONGEST_WAIT, 2.0**tries))

    async def _connect(self) -> ClientConnection:
        """A connection that Slack has greeted."""
        opened = await self._web.apps_connections_open(app_token=self._token)
        socket = await connect(str(opened["url"]), ping_interval=None, close_timeout=1, max_size=2**22)
        try:
            async with asyncio.timeout(PING):
                hello = json.loads(await socket.recv())
        except BaseException:
            await socket.close()
            raise
        if not isinstance(hello, dict) or hello.get("type") != "hello":
            await socket.close()
            raise ValueError("what came first was no hello")
        return socket

    async def _read(self, socket: ClientConnection, leave: asyncio.Event) -> None:
        """Take what comes until it ends; `leave` is set as soon as another connection is wanted."""
        self._alive()
        self._signs.sockets = (self._signs.sockets or 0) + 1
        self._connected.set()
        pinging = asyncio.create_task(self._keep_pinging(socket, leave))
        try:
            async for message in socket:
                self._alive()
                if not self._take(socket, _read(message), leave):
                    break
        except ConnectionClosed:
            pass
        finally:
            pinging.cancel()
            self._signs.sockets -= 1
            leave.set()
            await socket.close()

    def _take(self, socket: ClientConnection, content: dict[str, Any], leave: asyncio.Event) -> bool:
        """Begin what a message asks for; whether the connection is still wanted."""
        if content.get("type") == "disconnect":
            reason = str(content.get("reason"))
            log.info("Slack asks for another socket (%s)", reason)
            if reason in {"warning", "refresh_requested"}:
                leave.set()
                return True
            if reason == "link_disabled":
                log.error("Socket Mode is turned off for the Slack app: turn it on under Socket Mode")
            return False  # one too many must go before another is opened
        request = SocketModeRequest.from_dict(content)
        if request is not None and request.envelope_id:
            self._signs.event = time.time()
            with logs.about(envelope=request.envelope_id):
                task = asyncio.create_task(self._handle(socket, request))
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)
        return True

    async def _handle(self, socket: ClientConnection, request: SocketModeRequest) -> None:
        """Have it written down and acknowledged; where that fails Slack sends it again."""
        try:
            answer = await run_async_bolt_app(self._app, request)
            if answer.status == 200:  # noqa: PLR2004 - HTTP's own number
                await socket.send(json.dumps({"envelope_id": request.envelope_id, **_payload(answer)}))
        except ConnectionClosed:
            log.info("the socket ended before the acknowledgement; Slack sends it again")
        except Exception:
            log.exception("what came over a socket could not be taken")

    async def _keep_pinging(self, socket: ClientConnection, leave: asyncio.Event) -> None:
        """Ping, and end the connection when no pong comes, or when Slack does not close one that it wants replaced."""
        left: float | None = None
        try:
            while left is None or time.monotonic() - left < LEAVING:
                await asyncio.sleep(self._ping)
                async with asyncio.timeout(self._ping):
                    await (await socket.ping())
                self._alive()
                left = left or (time.monotonic() if leave.is_set() else None)
            await socket.close()
        except TimeoutError:
            log.warning("a socket to Slack is silent; connecting anew")
            socket.transport.abort()
        except ConnectionClosed:
            pass

    def _alive(self) -> None:
        self._heard, self._signs.heard = time.monotonic(), time.time()


def _read(message: str | bytes) -> dict[str, Any]:
    try:
        content = json.loads(message)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _payload(answer: BoltResponse) -> dict[str, Any]:
    """What Slack takes of an answer with its acknowledgement: a view, errors, options, or a text."""
    if not answer.body:
        return {}
    is_json = "json" in answer.first_headers().get("content-type", "")
    return {"payload": json.loads(answer.body) if is_json else {"text": answer.body}}
