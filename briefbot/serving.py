"""An ASGI app on a port, inside the event loop that is already running."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

import uvicorn

from briefbot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


Serving = Callable[[Any, str, int], AbstractAsyncContextManager[str]]
"""Serves an app on an address and a port while the context lasts, and gives its address."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program that the server is a part of."""
        yield


@contextlib.asynccontextmanager
async def serve(app: Any, host: str, port: int, *, setting: str = "BRIEFBOT_PORT") -> AsyncIterator[str]:
    """Serve `app` while the context lasts, and give its address: "http://127.0.0.1:3000".

    With port 0 the system chooses one. `InputError` where the port cannot be had; it names the `setting`.
    """
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as fault:
        raise InputError(
            f"cannot listen on {host}:{port} ({fault.strerror}): choose another port, with --port for the demo "
            f"and {setting} for the bot"
        ) from None
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", ws="websockets-sansio", timeout_graceful_shutdown=1
    )
    server = _Server(config)
    with contextlib.closing(listening):
        serving = asyncio.create_task(server.serve([listening]))
        try:
            shown = f"[{host}]" if ":" in host else host
            yield f"http://{shown}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
