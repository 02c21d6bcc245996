"""The page of requests and faults: what went to and fro, what is to go wrong next, and what an admin can do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from briefbot.playground import web_api
from briefbot.playground.faults import CALLS, EVENTS, TOLD
from briefbot.playground.page import HEADERS

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from briefbot.playground.delivery import Exchange
    from briefbot.playground.faults import Fault
    from briefbot.playground.server import Playground

WANTED = {
    "chat.postMessage": "Post a message",
    "chat.update": "Change a message",
    "chat.postEphemeral": "Show something to one person alone",
    "views.publish": "Show its Home tab",
    "views.open": "Open a window",
    "assistant.threads.setStatus": "Say what it is doing",
    "conversations.replies": "Read a thread",
    "conversations.history": "Read a channel",
    "conversations.list": "Look for a channel",
    "conversations.info": "Ask about a channel",
    "users.info": "Ask for a person's time zone",
    "auth.test": "Try its token",
    "oauth.v2.access": "Get a token",
}
"""What the bot wants of the methods that it calls most."""

LIMIT = "limit"
"""What the page calls a status of 429 with the seconds to wait: more than a status to whoever reads it."""

_LIMIT = (
    "Slack says: too many calls, come again later",
    "Slack does nothing, and says after how many seconds it may be asked again.",
)
MOST = 100
"""Times that one fault may be told for."""


def routes(playground: Playground) -> list[BaseRoute]:
    """The routes of the page."""
    page = _RequestsPage(playground)
    return [
        Route("/requests", page.show),
        Route("/requests", page.tell, methods=["POST"]),
        Route("/requests/back", page.take_back, methods=["POST"]),
        Route("/requests/admin", page.act, methods=["POST"]),
    ]


class _RequestsPage:
    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._workspace = playground.workspace
        self._templates = Environment(
            loader=PackageLoader("briefbot.playground"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def show(self, _: Request) -> Response:
        """The page, with the newest request first."""
        view: dict[str, Any] = {
            "workspace": self._workspace,
            "install_url": self._playground.install_url,
            "rows": [_row(exchange) for exchange in reversed(self._playground.requests)],
            "version": self._playground.version,
            "calls": {LIMIT: _LIMIT, **CALLS},
            "told": TOLD,
            "wanted": WANTED,
            "others": sorted(web_api.METHODS.keys() - WANTED.keys()),
            "most": MOST,
            "waiting": [self._waiting(of, fault) for of, fault in self._playground.faults.waiting],
            "channels": [channel for channel in self._workspace.channels if not channel.is_im],
        }
        html = self._templates.get_template("requests.html").render(view)
        return HTMLResponse(html, headers={**HEADERS, "Cache-Control": "no-store"})

    async def tell(self, request: Request) -> Response:
        """What is to go wrong next."""
        form = await request.form()
        try:
            told = _told(form)
            if told["channel"] not in {"", *(channel.id for channel in self._workspace.channels)}:
                raise ValueError(f"there is no channel {told['channel']}")  # noqa: TRY301 - the same as another fault
            self._playground.faults.tell(**told)
        except ValueError as wrong:
            return PlainTextResponse(f"That is no fault: {wrong}.", 400)
        return await self._again("next")

    async def take_back(self, request: Request) -> Response:
        """One fault, or all of them, is not to happen any more."""
        number = str((await request.form()).get("number", ""))
        self._playground.faults.forget(int(number) if number.isdecimal() else None)
        return await self._again("next")

    async def act(self, request: Request) -> Response:
        """What an admin does."""
        form, admin = await request.form(), self._playground.admin
        channel = str(form.get("channel", ""))
        try:
            match form.get("act"):
                case "archive":
                    await admin.archive(channel)
                case "unarchive":
                    await admin.unarchive(channel)
                case "revoke":
                    await admin.revoke()
                case "give back":
                    await admin.give_back()
                case "remove":
                    await admin.remove()
                case _:
                    return PlainTextResponse("There is no such act.", 400)
        except KeyError:
            return PlainTextResponse("There is no such channel here.", 404)
        return await self._again("admin")

    async def _again(self, part: str) -> Response:
        await self._playground.changed()
        return RedirectResponse(f"/requests#{part}", 303)

    def _waiting(self, method: str, fault: Fault) -> dict[str, Any]:
        when = "The next event" if method == EVENTS else WANTED.get(method, method)
        if fault.channel:
            when += f" in #{self._workspace.channel(fault.channel).name}"
        return {"number": fault.number, "when": when, "what": fault.words, "is_held": fault.held.is_set()}


def _told(form: FormData) -> dict[str, Any]:
    """The arguments of `Faults.tell` out of the form; `ValueError` where they are none."""
    field = {name: str(value).strip() for name, value in form.items()}
    method, kind = field.get("method", ""), field.get("kind", "")
    told: dict[str, Any] = {"method": method, "kind": kind, "times": _number(field, "times", 1, MOST, "1")}
    if kind == LIMIT:
        told |= {"kind": "status", "status": 429, "retry_after": _number(field, "seconds", 1, 3600, "30")}
    elif kind.startswith("status"):
        told["status"] = _number(field, "status", 400, 599, "503")
    elif kind.startswith("error"):
        told["error"] = field.get("error") or "internal_error"
    if not method:
        raise ValueError("no method is named")
    return told | {"channel": field.get("channel", "")}


def _number(field: dict[str, str], name: str, least: int, most: int, otherwise: str) -> int:
    value = field.get(name) or otherwise
    if not value.isdecimal() or not least <= int(value) <= most:
        raise ValueError(f"{name} is a number from {least} to {most}")
    return int(value)


def _row(exchange: Exchange) -> dict[str, Any]:
    """A request as the page shows it."""
    return {
        "id": f"r{exchange.at:.6f}",
        "exchange": exchange,
        "way": {"api": "from the bot", "admin": "in the workspace"}.get(exchange.kind, "to the bot"),
        "sent": json.dumps(exchange.sent, indent=1, ensure_ascii=False, default=str),
        "answer": json.dumps(exchange.answer, indent=1, ensure_ascii=False, default=str),
        "time": datetime.fromtimestamp(exchange.at, UTC).strftime("%H:%M:%S"),
    }
