"""The playground's page: rendered here, kept up to date by one small script that looks again when something changed."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from briefbot.playground.render import Renderer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from briefbot.playground.server import Playground
    from briefbot.playground.workspace import Channel, Message, User

HEARTBEAT = 15.0
"""Seconds; a change stream that is silent for longer might be taken for a dead one."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def routes(playground: Playground) -> list[BaseRoute]:
    """The routes of the page."""
    page = _Page(playground)
    return [
        Route("/", page.home),
        Route("/c/{channel}", page.channel),
        Route("/c/{channel}/say", page.say, methods=["POST"]),
        Route("/c/{channel}/click", page.click, methods=["POST"]),
        Route("/c/{channel}/home", page.open_home),
        Route("/c/{channel}/messages", page.open_messages),
        Route("/c/{channel}/view/{view}", page.act, methods=["POST"]),
        Route("/c/{channel}/view/{view}/options", page.options),
        Route("/changes", page.changes),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]


class _Page:
    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._workspace = playground.workspace
        self._read: dict[tuple[str, str], str] = {}  # (user, channel) → ts of the last message seen
        self._templates = Environment(
            loader=PackageLoader("briefbot.playground"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def home(self, _: Request) -> Response:
        """To the first channel."""
        return RedirectResponse(f"/c/{self._workspace.channels[0].name}", 303)

    async def channel(self, request: Request) -> Response:
        """A channel, with the thread that `thread` names beside it, as the user that `as` names sees it."""
        found = self._place(request)
        if found is None:
            return PlainTextResponse("There is no such channel here.", 404)
        user, channel = found
        renderer = Renderer(self._workspace, user)
        at_home = channel.is_im and request.query_params.get("tab") == "home"
        visible = _visible(channel, user)
        top = [m for m in visible if not m.is_reply]
        thread_ts = request.query_params.get("thread")
        thread = [m for m in visible if thread_ts in (m.ts, m.thread_ts)] if thread_ts else []
        if visible:
            self._read[user.id, channel.id] = visible[-1].ts
        view: dict[str, Any] = {
            "workspace": self._workspace,
            "neighbours": self._playground.neighbours,
            "install_url": "" if self._workspace.is_installed else self._playground.install_url,
            "is_briefed": self._workspace is self._playground.neighbours[0],
            "me": user,
            "people": self._workspace.people,
            "channel": channel,
            "title": self._title(channel, user),
            "channels": [c for c in self._workspace.channels if user.id in c.members and not c.is_im],
            "directs": [c for c in self._workspace.channels if user.id in c.members and c.is_im],
            "unread": self._unread(user),
            "messages": [self._shown(channel, m, visible, renderer) for m in top],
            "thread": [self._shown(channel, m, visible, renderer) for m in thread],
            "thread_ts": thread_ts if thread else None,
            "version": self._playground.version,
            "home": self._home(user, renderer) if at_home else None,
            "modal": self._modal(user, renderer),
            "offered": self._workspace.agent.offered.get(channel.id) if channel.is_im else None,
            "working": self._workspace.agent.status(channel, thread_ts or "", self._workspace.clock()),
        }
        html = self._templates.get_template("channel.html").render(view)
        return HTMLResponse(html, headers={**HEADERS, "Cache-Control": "no-store"})

    async def say(self, request: Request) -> Response:
        """What was typed in the box."""
        found = self._place(request)
        form = await request.form()
        text = str(form.get("text", "")).strip()
        if found is None:
            return PlainTextResponse("There is no such channel here.", 404)
        user, channel = found
        if channel.is_archived:
            return PlainTextResponse("nobody can write in an archived channel.", 409)
        if text:
            await self._playground.say(user.id, channel.id, text, str(form.get("thread") or "") or None)
        return RedirectResponse(f"/c/{channel.id if channel.is_im else channel.name}?{request.url.query}", 303)

    async def click(self, request: Request) -> Response:
        """A button of a message."""
        found = self._place(request)
        form = await request.form()
        if found is None:
            return PlainTextResponse("There is no such channel here.", 404)
        try:
            user, channel, option = found[0].id, found[1].id, str(form.get("option", ""))
            done = await self._playground.click(user, channel, str(form["ts"]), str(form["action"]), option)
        except KeyError:
            return PlainTextResponse("That button is gone.", 404)
        return PlainTextResponse("", 204 if done.accepted else 502)

    async def open_home(self, request: Request) -> Response:
        """Look at the Home tab: the bot is told, and publishes it."""
        if (found := self._place(request)) is None:
            return PlainTextResponse("There is no such channel here.", 404)
        user, channel = found
        await self._playground.surfaces.open_home(user.id)
        return RedirectResponse(f"/c/{channel.id}?as={user.name}&tab=home", 303)

    async def open_messages(self, request: Request) -> Response:
        """Look at the conversation with the app: the bot is told, and may offer what to ask."""
        if (found := self._place(request)) is None:
            return PlainTextResponse("There is no such channel here.", 404)
        user, channel = found
        await self._playground.surfaces.open_home(user.id, tab="messages")
        return RedirectResponse(f"/c/{channel.id}?as={user.name}", 303)

    async def act(self, request: Request) -> Response:
        """A button of a view that was pressed, or a modal that was submitted or closed."""
        if (found := self._place(request)) is None:
            return PlainTextResponse("There is no such channel here.", 404)
        user, form, id_ = found[0].id, await request.form(), request.path_params["view"]
        surfaces = self._playground.surfaces
        try:
            if action := str(form.get("action") or ""):
                await surfaces.press(user, id_, action)
            elif form.get("close"):
                await surfaces.close(user, id_)
            else:
                inputs = self._workspace.screens.view(id_).values
                values: dict[str, Any] = {
                    name: [str(each) for each in form.getlist(name)]
                    if "selected_options" in next(iter(kept.values()))
                    else str(form.get(name) or "")
                    for name, kept in inputs.items()
                }
                await surfaces.submit(user, id_, values)
        except KeyError:
            return PlainTextResponse("That is gone from the screen.", 404)
        return RedirectResponse(request.headers.get("referer") or "/", 303)

    async def options(self, request: Request) -> Response:
        """What the bot offers for what was typed so far."""
        if (found := self._place(request)) is None:
            return PlainTextResponse("There is no such channel here.", 404)
        block, typed = request.query_params.get("block", ""), request.query_params.get("q", "")
        try:
            offered = await self._playground.surfaces.suggest(found[0].id, request.path_params["view"], block, typed)
        except (KeyError, StopIteration):
            return PlainTextResponse("That is gone from the screen.", 404)
        return JSONResponse([{"value": o["value"], "label": o["text"]["text"]} for o in offered])

    def _home(self, user: User, renderer: Renderer) -> dict[str, Any]:
        view = self._playground.surfaces.home(user.id)
        return {"html": renderer.view(view) if view else ""}

    def _modal(self, user: User, renderer: Renderer) -> dict[str, Any] | None:
        view = self._playground.surfaces.modal(user.id)
        if view is None:
            return None
        content = view.content
        return {
            "id": view.id,
            "hash": view.hash,
            "title": content["title"]["text"],
            "submit": content.get("submit", {}).get("text"),
            "close": content.get("close", {}).get("text", "Close"),
            "trouble": view.errors.get("", ""),
            "html": renderer.view(view),
        }

    async def changes(self, request: Request) -> Response:
        """A line for each change after the version `since`, for as long as the page listens."""
        since = request.query_params.get("since", "")

        async def lines() -> AsyncIterator[str]:
            seen = int(since) if since.isdecimal() else self._playground.version
            while not self._playground.is_over:
                now = await self._playground.change_after(seen, HEARTBEAT)
                yield f"data: {now}\n\n" if now != seen else ": still here\n\n"
                seen = now

        return StreamingResponse(lines(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    def _place(self, request: Request) -> tuple[User, Channel] | None:
        with contextlib.suppress(KeyError):
            user = self._workspace.user(request.query_params.get("as", self._workspace.people[0].name))
            channel = self._workspace.channel(request.path_params["channel"])
            if user.id in channel.members:
                return user, channel
        return None

    def _title(self, channel: Channel, user: User) -> str:
        if not channel.is_im:
            return channel.name
        other = next(member for member in channel.members if member != user.id)
        return self._workspace.user(other).real_name

    def _unread(self, user: User) -> set[str]:
        return {
            channel.id
            for channel in self._workspace.channels
            for last in _visible(channel, user)[-1:]
            if last.user != user.id and last.ts > self._read.get((user.id, channel.id), "")
        }

    def _shown(self, channel: Channel, message: Message, visible: list[Message], renderer: Renderer) -> dict[str, Any]:
        replies = [m for m in visible if m.is_reply and m.thread_ts == message.ts]
        return {
            "message": message,
            "author": self._workspace.user(message.user),
            "html": renderer.message(message),
            "time": renderer.time(message.ts),
            "day": renderer.time(message.ts, "%A, %-d %B"),
            "full_time": renderer.time(message.ts, "%A, %-d %B %Y at %H:%M"),
            "replies": len(replies),
            "last_reply": renderer.time(replies[-1].ts) if replies else "",
            "working": self._workspace.agent.status(channel, message.ts, self._workspace.clock()),
        }


def _visible(channel: Channel, user: User) -> list[Message]:
    return [m for m in channel.messages if m.seen_by in (None, user.id)]
