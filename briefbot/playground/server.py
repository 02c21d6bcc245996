"""The playground: the Web API, what a person does in the workspace, and the page, behind one address."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from briefbot.playground import block_kit, web_api
from briefbot.playground.delivery import Courier, Delivered, Exchange
from briefbot.playground.faults import Faults
from briefbot.playground.page import routes
from briefbot.playground.rates import Rates
from briefbot.playground.surfaces import Surfaces
from briefbot.serving import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.websockets import WebSocket

    from briefbot.playground.faults import Fault
    from briefbot.playground.workspace import Channel, Message, User, Workspace

RESPONSE_USES, RESPONSE_LIFE = 5, 1800
"""How often, and for how many seconds, a response_url takes an answer."""


_LIMITED = {"ok": False, "error": "ratelimited"}


class _Dropped(Response):
    """An answer that never comes, or not to its end: the connection ends instead."""

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """End the connection; ASGI has no word for that, so `with_transport` left the way to it in the scope."""
        if self.body:
            headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": bytes(self.body), "more_body": True})
            scope["playground.transport"].close()
        else:
            scope["playground.transport"].abort()


def _failure(fault: Fault) -> Response:
    """The answer that a fault names."""
    if fault.kind.startswith("error"):
        return JSONResponse({"ok": False, "error": fault.error})
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.status == 429:  # noqa: PLR2004 - HTTP's own number
        return JSONResponse(_LIMITED, 429, headers)
    return HTMLResponse("<html><body>Sorry, something went wrong.</body></html>", fault.status, headers)


def with_transport(app: Starlette) -> ASGIApp:
    """`app`, with the transport of each request in its scope: uvicorn's `send` is a method of what holds it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        scope["playground.transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


class Playground:
    """A workspace that a bot can be connected to, and people can be played in."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        signing_secret: str,
        request_url: str | None = None,
        retries: tuple[float, ...] = (0.0, 1.0, 5.0),
        clock: Callable[[], float] = time.time,
        rates: Rates | None = None,
    ) -> None:
        """`retries`: seconds before an event is sent again (Slack's own are 0, 60 and 300); `clock`: Unix time."""
        self.workspace = workspace
        self.faults = Faults()
        self.rates = rates or Rates()
        self.requests: deque[Exchange] = deque(maxlen=1000)
        self.address = ""
        self.surfaces = Surfaces(self)
        self._courier = Courier(signing_secret, retries=retries, log=self.requests)
        self._courier.request_url = request_url
        self._clock = workspace.clock = clock
        self._responses: dict[str, dict[str, Any]] = {}  # of response_urls
        self._tasks: set[asyncio.Task[Any]] = set()  # the loop keeps no reference of its own
        self._changes = asyncio.Condition()
        self.version = 0  # of what the page shows
        self.is_over = False
        self.neighbours: list[Workspace] = [workspace]  # the workspaces between which the page can be switched
        self.install_url = ""  # where the app is added to a workspace that it is not in

    @property
    def request_url(self) -> str | None:
        """Where the bot takes requests over HTTP."""
        return self._courier.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._courier.request_url = url

    @property
    def sockets(self) -> int:
        """How many sockets the bot has open."""
        return self._courier.sockets

    async def refresh_socket(self, *, notice: float = 0.0) -> None:
        """Have one of the bot's sockets replaced, so many seconds after the warning."""
        await self._courier.refresh(notice=notice)

    @property
    def app(self) -> Starlette:
        """Everything as one ASGI app."""
        return Starlette(
            routes=[
                Route("/api/{method}", self._api, methods=["GET", "POST"]),
                Route("/response/{token}", self._response, methods=["POST"]),
                Route("/faults", self._told_faults, methods=["POST"]),
                WebSocketRoute("/socket", self._connect),
                *routes(self),
            ]
        )

    @contextlib.asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve it while the context lasts, and give its address: "http://127.0.0.1:8420"."""
        async with serve(with_transport(self.app), host, port) as self.address:
            try:
                yield self.address
            finally:
                await self.end()

    async def end(self) -> None:
        """Let go of what is under way, and of the pages that wait for changes."""
        self.is_over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.changed()

    async def changed(self) -> None:
        """Tell the pages that are open to look again."""
        self.version += 1
        async with self._changes:
            self._changes.notify_all()

    async def change_after(self, version: int, patience: float) -> int:
        """The version of what the page shows, once it is another than `version` or `patience` seconds are over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience), self._changes:
                await self._changes.wait_for(lambda: self.version != version)
        return self.version

    # What a person does.

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message | None:
        """Type something; a text that begins with "/" is a command, and no message comes of it."""
        person, room = self.workspace.user(user), self.workspace.channel(channel)
        if text.startswith("/"):
            name = web_api.escaped(text.split(maxsplit=1)[0])
            if not self.workspace.is_installed:
                await self._refuse(person, room, f"`{name}` is not a valid command: the app is not in this workspace.")
            elif thread_ts is None:
                await self.command(person, room, text)
            else:
                await self._refuse(person, room, f"{name} is not supported in threads. Sorry!", thread_ts)
            return None
        text = web_api.escaped(text).replace(f"@{self.workspace.bot.name}", f"<@{self.workspace.bot.id}>")
        message = self.workspace.post(room, person, text, thread_ts=thread_ts)
        await self.changed()
        for event in self._events(room, message):
            self._later(self._courier.event(event))
        return message

    async def command(self, user: User, channel: Channel, text: str) -> Delivered:
        """Type a slash command; where the bot does not answer in time, the one who typed is told, as by Slack."""
        command, _, rest = text.partition(" ")
        done = await self._courier.command(
            {
                "token": "unused",
                "team_id": self.workspace.team_id,
                "team_domain": self.workspace.domain,
                "channel_id": channel.id,
                "channel_name": channel.name,
                "user_id": user.id,
                "user_name": user.name,
                "command": command,
                "text": rest.strip(),
                "api_app_id": self.workspace.app_id,
                "is_enterprise_install": "false",
                "response_url": self._response_url(channel, user, None),
                "trigger_id": self.trigger(user),
            }
        )
        if not done.accepted:
            why = "with the error “dispatch_failed”" if done.status else "because the app did not respond"
            self.workspace.post(channel, self.workspace.user("slackbot"), f"{command} failed {why}", seen_by=user.id)
        elif done.body:
            self._answered(channel, user, json.loads(done.body) if done.body.startswith("{") else {"text": done.body})
        await self.changed()
        return done

    async def _refuse(self, user: User, channel: Channel, said: str, thread_ts: str | None = None) -> None:
        """Have Slack itself tell the one who typed a command that it is not taken."""
        self.workspace.post(channel, self.workspace.user("slackbot"), said, thread_ts=thread_ts, seen_by=user.id)
        await self.changed()

    async def click(self, user: str, channel: str, ts: str, action_id: str, option: str = "") -> Delivered:
        """Press a button of a message, or choose from its menu the option of that value."""
        person, room = self.workspace.user(user), self.workspace.channel(channel)
        message = self.workspace.find(room, ts)
        action = dict(_actions(message.blocks)).get(action_id) if message else None
        if message is None or action is None or message.seen_by not in (None, person.id):
            raise KeyError(action_id)
        if action["type"] == "overflow":
            chosen = next((each for each in action["options"] if each["value"] == option), None)
            if chosen is None:
                raise KeyError(option)
            action = {**{k: v for k, v in action.items() if k != "options"}, "selected_option": chosen}
        container: dict[str, Any] = {"type": "message", "message_ts": ts, "channel_id": room.id}
        container |= {"is_ephemeral": message.seen_by is not None}
        container |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
        return await self._courier.interaction(
            {
                "type": "block_actions",
                "team": {"id": self.workspace.team_id, "domain": self.workspace.domain},
                "user": {"id": person.id, "username": person.name, "team_id": self.workspace.team_id},
                "channel": {"id": room.id, "name": room.name},
                "api_app_id": self.workspace.app_id,
                "container": container,
                **({} if message.seen_by else {"message": web_api.shown(message)}),
                "trigger_id": self.trigger(person),
                "response_url": self._response_url(room, person, message),
                "actions": [{**action, "action_ts": f"{time.time():.6f}"}],
            }
        )

    # What the bot does.

    async def _api(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            arguments = await call_arguments(request)
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_json"})
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip() or arguments.pop("token", "")
        channel = str(arguments.get("channel", ""))
        fault = self.faults.next(method, channel)
        if fault is not None and (early := await self.before(fault, request)):
            self.requests.append(Exchange("api", method, arguments, f"told: {fault.kind}"))
            return early
        if seconds := self.rates.refuse(method, channel):
            self.requests.append(Exchange("api", method, arguments, _LIMITED))
            return JSONResponse(_LIMITED, 429, {"Retry-After": str(seconds)})
        answer = web_api.call(self.workspace, method, token, arguments)
        if method == "apps.connections.open" and answer["ok"]:
            answer["url"] = f"ws{self.address.removeprefix('http')}/socket?ticket={secrets.token_hex(8)}"
        self.requests.append(Exchange("api", method, arguments, answer))
        if method.startswith(("chat.", "views.", "assistant.")):
            await self.changed()
        if fault is not None:
            return await self.after(fault, request)
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))})

    async def before(self, fault: Fault, request: Request) -> Response | None:
        """The answer of a fault that comes before the method is done."""
        match fault.kind:
            case "hold_before":
                await self._hold(fault, request)
                return _Dropped()
            case "drop_before":
                return _Dropped()
            case "error" | "status":
                return _failure(fault)
        return None

    async def after(self, fault: Fault, request: Request) -> Response:
        """The answer of a fault that comes when the method is done."""
        match fault.kind:
            case "hold_after":
                await self._hold(fault, request)
            case "error_after" | "status_after":
                return _failure(fault)
            case "truncate":
                return _Dropped(b'{"ok": tr')
            case "garble":
                return Response(b'{"ok": tr', media_type="application/json")
        return _Dropped()

    async def _hold(self, fault: Fault, request: Request) -> None:
        fault.held.set()
        gone = asyncio.create_task(_gone(request))
        released = asyncio.create_task(fault.release.wait())
        _, pending = await asyncio.wait({gone, released}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()

    async def _told_faults(self, request: Request) -> Response:
        try:
            self.faults.tell(**await request.json())
        except (TypeError, ValueError) as wrong:
            return PlainTextResponse(f"That is no fault: {wrong}.", 400)
        return PlainTextResponse("told")

    async def _response(self, request: Request) -> Response:
        known = self._responses.get(request.path_params["token"])
        if known is None or self._clock() - known["at"] > RESPONSE_LIFE:
            return JSONResponse({"ok": False, "error": "expired_url"}, 404)
        if known["uses"] >= RESPONSE_USES:
            return JSONResponse({"ok": False, "error": "used_url"}, 404)
        known["uses"] += 1
        try:
            answer = await request.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            return JSONResponse({"ok": False, "error": "invalid_payload"}, 400)
        if not (answer.get("text") or answer.get("blocks") or answer.get("delete_original")):
            return JSONResponse({"ok": False, "error": "no_text"}, 400)
        wrong = block_kit.check_blocks(answer.get("blocks") or [], "message")
        self.requests.append(Exchange("api", "response_url", answer, wrong or "ok"))
        if wrong:
            return JSONResponse({"ok": False, "error": "invalid_blocks"}, 400)
        self._answered(known["channel"], known["user"], answer, known["message"])
        await self.changed()
        return PlainTextResponse("ok")

    async def _connect(self, socket: WebSocket) -> None:
        with contextlib.suppress(WebSocketDisconnect):
            await self._courier.hold_socket(socket)

    # How it hangs together.

    def _answered(self, channel: Channel, user: User, answer: dict[str, Any], message: Message | None = None) -> None:
        text, blocks = answer.get("text") or "", answer.get("blocks") or []
        if answer.get("delete_original") and message:
            channel.messages.remove(message)
        elif answer.get("replace_original") and message:
            message.text, message.blocks = text, blocks
        elif text or blocks:
            private = None if answer.get("response_type") == "in_channel" else user.id
            thread = answer.get("thread_ts")
            self.workspace.post(channel, self.workspace.bot, text, blocks=blocks, seen_by=private, thread_ts=thread)

    def _events(self, channel: Channel, message: Message) -> list[dict[str, Any]]:
        """What the app is told of a person's message: two events, where it is mentioned in it."""
        if self.workspace.bot.id not in channel.members or not self.workspace.is_installed:
            return []
        event = {**web_api.shown(message), "channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}
        events = [event]
        if f"<@{self.workspace.bot.id}>" in message.text and not channel.is_im:
            mention = {k: v for k, v in event.items() if k != "channel_type"}
            events.append({**mention, "type": "app_mention"})
        return [self._envelope(event) for event in events]

    def _envelope(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "token": "unused",
            "team_id": self.workspace.team_id,
            "api_app_id": self.workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.workspace.name_for("Ev"),
            "event_time": int(time.time()),
            "authorizations": [{"team_id": self.workspace.team_id, "user_id": self.workspace.bot.id, "is_bot": True}],
        }

    def _response_url(self, channel: Channel, user: User, message: Message | None) -> str:
        token = secrets.token_hex(12)
        self._responses[token] = {"channel": channel, "user": user, "message": message, "uses": 0, "at": self._clock()}
        return f"{self.address}/response/{token}"

    def knows(self, token: str) -> bool:
        """Whether that is one of its response_urls."""
        return token in self._responses

    def trigger(self, user: User) -> str:
        """A trigger_id, with which a modal may be opened on that person's screen."""
        id_ = f"{self.workspace.name_for('')}.{secrets.token_hex(8)}"
        return self.workspace.screens.trigger(id_, user.id, self._clock())

    async def tell(self, event: dict[str, Any]) -> Delivered:
        """Send the bot an event, again until it takes it."""
        return await self._courier.event(self._envelope(event))

    async def interact(self, payload: dict[str, Any], *, quiet: bool = False) -> Delivered:
        """Send the bot what a person did on one of its surfaces, once; `quiet` where nothing shown changes by it."""
        done = await self._courier.interaction(payload)
        if not quiet:
            await self.changed()
        return done

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def call_arguments(request: Request) -> dict[str, Any]:
    """A call's arguments, however they came: query, form or JSON; `ValueError` where that is no JSON object."""
    found: dict[str, Any] = dict(request.query_params)
    if request.method == "POST":
        if "json" in request.headers.get("content-type", ""):
            body = await request.json()
            if not isinstance(body, dict):
                raise ValueError("a call's arguments are an object")
            found |= body
        else:
            found |= {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return {name: value for name, value in found.items() if value is not None}


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _actions(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What can be pressed, by the name that the page gives it, as Slack tells the bot of it."""
    for block in blocks:
        for element in [*(block.get("elements") or []), *([block["accessory"]] if "accessory" in block else [])]:
            name = element.get("action_id", "")
            if element["type"] == "feedback_buttons":
                for which in ("positive", "negative"):
                    pressed = element[f"{which}_button"]
                    yield (
                        f"{name}/{which}",
                        {"type": "feedback_buttons", "action_id": name, "block_id": block.get("block_id", "")}
                        | {"text": pressed["text"], "value": pressed["value"]},
                    )
            elif name:
                yield name, element
