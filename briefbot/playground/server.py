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
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from briefbot.playground import arguments as given
from briefbot.playground import failing, page, requests_page, shown, web_api
from briefbot.playground.admin import Admin
from briefbot.playground.delivery import Courier, Delivered, Exchange
from briefbot.playground.faults import Faults
from briefbot.playground.rates import Rates
from briefbot.playground.refused import Refused
from briefbot.playground.response_urls import ResponseUrls, show
from briefbot.playground.surfaces import Surfaces
from briefbot.serving import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from starlette.requests import Request
    from starlette.websockets import WebSocket

    from briefbot.playground.workspace import Channel, Message, User, Workspace


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
        self.admin = Admin(self)
        self.response_urls = ResponseUrls(workspace)
        self._courier = Courier(signing_secret, retries=retries, faults=self.faults, log=self.requests)
        self._courier.request_url = request_url
        self._clock = workspace.clock = clock
        self._tickets: set[str] = set()  # of sockets that may still be opened
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
                WebSocketRoute("/socket", self._connect),
                *requests_page.routes(self),
                *page.routes(self),
            ]
        )

    @contextlib.asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve it while the context lasts, and give its address: "http://127.0.0.1:8420"."""
        async with serve(failing.with_transport(self.app), host, port) as self.address:
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
        """Type something; a text that begins with "/" is a command, and no message comes of it.

        `ValueError` where nobody can type anything: in an archived channel.
        """
        person, room = self.workspace.user(user), self.workspace.channel(channel)
        if room.is_archived:
            raise ValueError(f"#{room.name} is archived")
        if text.startswith("/"):
            name = shown.escaped(text.split(maxsplit=1)[0])
            if not self.workspace.is_installed:
                await self._refuse(person, room, f"`{name}` is not a valid command: the app is not in this workspace.")
            elif thread_ts is None:
                await self.command(person, room, text)
            else:
                await self._refuse(person, room, f"{name} is not supported in threads. Sorry!", thread_ts)
            return None
        text = shown.escaped(text).replace(f"@{self.workspace.bot.name}", f"<@{self.workspace.bot.id}>")
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
        why = ""
        if not done.accepted:
            why = "with the error “dispatch_failed”" if done.status else "because the app did not respond"
        elif done.body:
            answer = json.loads(done.body) if done.body.startswith("{") else {"text": done.body}
            try:
                if answer.get("text") or answer.get("blocks"):
                    show(self.workspace, channel, user, answer)
            except Refused as refusal:
                why = f"with the error “{refusal}”"
        if why:
            self.workspace.post(channel, self.workspace.user("slackbot"), f"{command} failed {why}", seen_by=user.id)
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
                **({} if message.seen_by else {"message": shown.message(message)}),
                "trigger_id": self.trigger(person),
                "response_url": self._response_url(room, person, message),
                "actions": [{**action, "action_ts": f"{time.time():.6f}"}],
            }
        )

    # What the bot does.

    async def _api(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            token, arguments = await given.received(request)
        except Refused as refusal:
            return JSONResponse(refusal.answer)
        channel = str(arguments.get("channel", ""))
        fault = self.faults.next(method, channel)
        note = fault.words if fault is not None else ""
        if fault is not None and (early := await failing.before(self.faults, method, fault, request)):
            self.requests.append(Exchange("api", method, arguments, f"told: {fault.kind}", note))
            await self.changed()
            return early
        if seconds := self.rates.refuse(method, channel):
            self.requests.append(Exchange("api", method, arguments, failing.LIMITED))
            return failing.limited(seconds)
        answer = web_api.call(self.workspace, method, token, arguments)
        if method == web_api.OPEN_SOCKET and answer["ok"]:
            self._tickets.add(ticket := secrets.token_hex(8))
            answer["url"] = f"ws{self.address.removeprefix('http')}/socket?ticket={ticket}"
        self.requests.append(Exchange("api", method, arguments, answer, note))
        if method.startswith(("chat.", "views.", "assistant.")):
            await self.changed()
        if fault is not None:
            return await failing.after(self.faults, method, fault, request)
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))})

    async def _response(self, request: Request) -> Response:
        token = request.path_params["token"]
        try:
            self.response_urls.use(token)
        except Refused as refusal:
            return JSONResponse(refusal.answer, 404)
        said: Any = None
        with contextlib.suppress(ValueError):
            said = await request.json()
        try:
            self.response_urls.answer(token, said)
        except Refused as refusal:
            self.requests.append(Exchange("api", "response_url", said, refusal.answer))
            return JSONResponse(refusal.answer, 400)
        self.requests.append(Exchange("api", "response_url", said, "ok"))
        await self.changed()
        return PlainTextResponse("ok")

    async def _connect(self, socket: WebSocket) -> None:
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close()  # before it is accepted: HTTP 403
            return
        self._tickets.remove(ticket)
        with contextlib.suppress(WebSocketDisconnect):
            await self._courier.hold_socket(socket)

    # How it hangs together.

    def _events(self, channel: Channel, message: Message) -> list[dict[str, Any]]:
        """What the app is told of a person's message: two events, where it is mentioned in it."""
        if self.workspace.bot.id not in channel.members or not self.workspace.is_installed:
            return []
        event = {**shown.message(message), "channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}
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
        return f"{self.address}/response/{self.response_urls.give(channel, user, message)}"

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
