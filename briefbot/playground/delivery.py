"""Delivers to the bot as Slack does: events, commands and interactions, as signed HTTP requests or over a socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier
from starlette.websockets import WebSocketDisconnect

from briefbot.playground.faults import EVENTS, KEPT_BACK

if TYPE_CHECKING:
    from collections import deque

    from starlette.websockets import WebSocket

    from briefbot.playground.faults import Faults

MOST_SOCKETS = 10
"""That Slack keeps open for one app."""

BUDGET = 3.0
"""Seconds in which Slack wants an acknowledgement."""


@dataclass
class Delivered:
    """How one delivery went: an HTTP status, or why there was none."""

    status: int | None
    reason: str = ""
    body: str = ""
    again: bool = True  # unless the bot said X-Slack-No-Retry

    @property
    def accepted(self) -> bool:
        """Whether the bot took it."""
        return self.status == 200  # noqa: PLR2004 - HTTP's own number


@dataclass
class Exchange:
    """One request that went either way, for the page of requests and for tests."""

    kind: str  # "api", "event", "command", "interaction"; "admin" for what happened in the workspace
    name: str  # the method, or what was delivered
    sent: Any
    answer: Any
    note: str = ""  # what went wrong with it because it was told to, or why it was sent again
    at: float = field(default_factory=time.time)

    @property
    def went_well(self) -> bool:
        """Whether it was answered as hoped."""
        return self.outcome in {"ok", "200", "done"}

    @property
    def outcome(self) -> str:
        """How it went, in a word: "ok", an error of Slack's, an HTTP status, or why there was none."""
        if self.kind == "api" and self.note:
            return "made to fail"
        if not isinstance(self.answer, dict):
            return str(self.answer) if isinstance(self.answer, str) else "refused"
        if "ok" in self.answer:
            return "ok" if self.answer["ok"] else str(self.answer["error"])
        return str(self.answer.get("status") or self.answer.get("reason"))


class Courier:
    """Takes what happens in the workspace to the bot."""

    def __init__(
        self, signing_secret: str, *, retries: tuple[float, ...], faults: Faults, log: deque[Exchange]
    ) -> None:
        self.request_url: str | None = None
        self._faults = faults
        self._verifier = SignatureVerifier(signing_secret)
        self._retries = retries
        self._log = log
        self._sockets: list[WebSocket] = []  # the next one to deliver over comes first
        self._acks: dict[str, tuple[WebSocket, asyncio.Future[dict[str, Any]]]] = {}
        self._envelopes = 0
        self._told = asyncio.Event()  # set when an event has been delivered, and then another one

    async def event(self, envelope: dict[str, Any]) -> Delivered:
        """Deliver an event; again after each of the retries' seconds while the bot does not take it."""
        fault = self._faults.next(EVENTS, str(envelope["event"].get("channel", "")))
        kind, note = (fault.kind, fault.words) if fault is not None else ("", "")
        if fault is not None and kind == "late":
            await self._faults.hold(EVENTS, fault, asyncio.create_task(self._another()))
        done = await self._deliver("event", "events_api", envelope, {}, note, cut=kind == "cut")
        self._told.set()
        self._told = asyncio.Event()
        again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
        if kind == "twice" and done.accepted:
            return await self._deliver("event", "events_api", envelope, again, note)
        for number, wait in enumerate(self._retries, 1):
            if done.accepted or not done.again:
                break
            await asyncio.sleep(wait)
            again = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": done.reason or "http_error"}
            done = await self._deliver("event", "events_api", envelope, again)
        return done

    async def _another(self) -> None:
        """Wait until some other event has been delivered, for so long and no longer."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._told.wait(), KEPT_BACK)

    async def command(self, fields: dict[str, str]) -> Delivered:
        """Deliver a slash command, once."""
        return await self._deliver("command", "slash_commands", fields, {})

    async def interaction(self, payload: dict[str, Any]) -> Delivered:
        """Deliver a click or a submitted view, once."""
        return await self._deliver("interaction", "interactive", payload, {})

    async def hold_socket(self, socket: WebSocket) -> None:
        """Deliver over this socket, among others, until it closes."""
        await socket.accept()
        if len(self._sockets) >= MOST_SOCKETS:
            await self._dismiss(socket, "too_many_websockets")
            return
        self._sockets.append(socket)
        connected = {"num_connections": len(self._sockets), "connection_info": {"app_id": "A0BRIEFBOT"}}
        await socket.send_json({"type": "hello", **connected})
        try:
            while True:
                with contextlib.suppress(ValueError, TypeError, AttributeError):  # what is no acknowledgement
                    answer = json.loads(await socket.receive_text())
                    _, waiting = self._acks.pop(answer.get("envelope_id"), (None, None))
                    if waiting is not None and not waiting.done():
                        waiting.set_result(answer)
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)

    @property
    def sockets(self) -> int:
        """How many sockets are connected."""
        return len(self._sockets)

    async def refresh(self, *, notice: float = 0.0) -> None:
        """Close the next socket as Slack does every few hours: it warns, sends over others, and closes it."""
        socket = self._sockets[0]
        await socket.send_json({"type": "disconnect", "reason": "warning", "debug_info": {"host": "playground"}})
        await asyncio.sleep(notice)
        if socket in self._sockets:
            self._sockets.remove(socket)
            if under_way := [waiting for over, waiting in self._acks.values() if over is socket]:
                await asyncio.wait(under_way, timeout=BUDGET)
            await self._dismiss(socket, "refresh_requested")

    @staticmethod
    async def _dismiss(socket: WebSocket, reason: str) -> None:
        with contextlib.suppress(RuntimeError, OSError, WebSocketDisconnect):  # it has gone by itself
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})
            await socket.close()

    async def _deliver(
        self,
        kind: str,
        type_: str,
        content: dict[str, Any],
        headers: dict[str, str],
        note: str = "",
        *,
        cut: bool = False,
    ) -> Delivered:
        """Send something once; with `cut`, the first half of it."""
        if self._sockets:
            done = await self._by_socket(type_, content, headers, cut=cut)
        elif self.request_url is not None:
            done = await self._by_http(kind, content, headers, cut=cut)
        else:
            done = Delivered(None, "the bot is not connected")
        name = content.get("command") or (content.get("event") or content).get("type", "")
        if headers:
            again = f"Told again, try {headers['X-Slack-Retry-Num']}: {headers['X-Slack-Retry-Reason']}"
            note = f"{note} ({again})" if note else again
        self._log.append(Exchange(kind, str(name), content, {"status": done.status, "reason": done.reason}, note))
        return done

    async def _by_http(self, kind: str, content: dict[str, Any], headers: dict[str, str], *, cut: bool) -> Delivered:
        if kind == "event":
            body, media = json.dumps(content), "application/json"
        else:
            form = content if kind == "command" else {"payload": json.dumps(content)}
            body, media = urlencode(form), "application/x-www-form-urlencoded"
        stamp = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=stamp, body=body) or ""
        signed = {"Content-Type": media, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, **headers}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(BUDGET)) as client,
                client.post(
                    str(self.request_url), data=_part(body, cut=cut).encode(), headers=signed, allow_redirects=False
                ) as answer,
            ):
                text = await answer.text()
        except TimeoutError:
            return Delivered(None, "http_timeout")
        except aiohttp.ClientError:
            return Delivered(None, "connection_failed")
        again = answer.headers.get("x-slack-no-retry") != "1"
        return Delivered(answer.status, "" if answer.status in range(200, 300) else "http_error", text, again)

    async def _by_socket(self, type_: str, content: dict[str, Any], headers: dict[str, str], *, cut: bool) -> Delivered:
        socket = self._sockets.pop(0)
        self._sockets.append(socket)  # each in turn
        self._envelopes += 1
        envelope: dict[str, Any] = {
            "envelope_id": f"envelope-{self._envelopes}",
            "type": type_,
            "payload": content,
            "accepts_response_payload": type_ != "events_api",
        }
        if headers:
            envelope["retry_attempt"] = int(headers["X-Slack-Retry-Num"])
            envelope["retry_reason"] = headers["X-Slack-Retry-Reason"]
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._acks[envelope["envelope_id"]] = socket, waiting
        try:
            await socket.send_text(_part(json.dumps(envelope), cut=cut))
            answer = await asyncio.wait_for(waiting, BUDGET)
        except (TimeoutError, RuntimeError, OSError, WebSocketDisconnect):
            self._acks.pop(envelope["envelope_id"], None)
            return Delivered(None, "http_timeout")
        payload = answer.get("payload")
        return Delivered(200, body=json.dumps(payload) if payload else "")


def _part(body: str, *, cut: bool) -> str:
    return body[: len(body) // 2] if cut else body
