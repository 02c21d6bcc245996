"""How a call of the Web API fails on the wire, as a fault has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from briefbot.playground.faults import Fault, Faults

_HALF = b'{"ok": tr'


def limited(seconds: int | None) -> Response:
    """The answer to who asks too fast."""
    return JSONResponse(LIMITED, 429, {} if seconds is None else {"Retry-After": str(seconds)})


LIMITED = {"ok": False, "error": "ratelimited"}


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


def with_transport(app: Starlette) -> ASGIApp:
    """`app`, with the transport of each request in its scope: uvicorn's `send` is a method of what holds it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        scope["playground.transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


async def before(faults: Faults, method: str, fault: Fault, request: Request) -> Response | None:
    """The answer of a fault that comes before the method is done; None of one that comes after it."""
    match fault.kind:
        case "hold_before":
            await faults.hold(method, fault, asyncio.create_task(_gone(request)))
            return _Dropped()
        case "drop_before":
            return _Dropped()
        case "error" | "status":
            return _failure(fault)
    return None


async def after(faults: Faults, method: str, fault: Fault, request: Request) -> Response:
    """The answer of a fault that comes when the method is done."""
    match fault.kind:
        case "hold_after":
            await faults.hold(method, fault, asyncio.create_task(_gone(request)))
        case "error_after" | "status_after":
            return _failure(fault)
        case "truncate":
            return _Dropped(_HALF)
        case "garble":
            return Response(_HALF, media_type="application/json")
    return _Dropped()


def _failure(fault: Fault) -> Response:
    """The answer that a fault names."""
    if fault.kind.startswith("error"):
        return JSONResponse({"ok": False, "error": fault.error})
    if fault.status == 429:  # noqa: PLR2004 - HTTP's own number
        return limited(fault.retry_after)
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return HTMLResponse("<html><body>Sorry, something went wrong.</body></html>", fault.status, headers)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
