"""The bot behind an ASGI server of one's own, in one process: `uvicorn --factory briefbot.asgi:create`."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.routing import Mount

from briefbot import app, settings
from briefbot.errors import SettingsError
from briefbot.operating import logs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send


def create() -> Starlette:
    """The app of the settings; the bot runs from the server's start-up until its shutdown.

    Raises `SettingsError` for what is wrong in them, as where they ask for Socket Mode, which needs no server.
    """
    chosen = settings.load()
    if chosen.slack_app_token.get_secret_value():
        raise SettingsError("BRIEFBOT_SLACK_APP_TOKEN is set, which is for Socket Mode: leave it empty behind a server")
    logs.configure(chosen.log_level, chosen.log)
    hosted: list[ASGIApp] = []

    @contextlib.asynccontextmanager
    async def serve(web: Any, _host: str, _port: int) -> AsyncIterator[str]:
        hosted.append(web)
        yield "the server's own address"

    async def forward(scope: Scope, receive: Receive, send: Send) -> None:
        await hosted[0](scope, receive, send)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
        running = asyncio.create_task(app.run(chosen, stop=stop, ready=ready.set_result, serving=serve))
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        try:
            if not running.done():
                yield
        finally:
            stop.set()
            await running  # raises what it could not start for

    return Starlette(routes=[Mount("/", forward)], lifespan=lifespan)
