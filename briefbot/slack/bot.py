"""The Bolt app: verifies what Slack sends, writes it down as a job, and only then acknowledges it.

Bolt acknowledges an event before its listener runs, and Slack never sends it again after. So nothing is done in
listeners: a middleware, which runs before any acknowledgement, writes the job down, and `work.Worker` does it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from briefbot.slack import intake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient
    from starlette.requests import Request

    from briefbot.archive.protocol import Archive

log = logging.getLogger(__name__)

MOST_BODY = 1_000_000
"""Bytes of a request; Slack's largest, a view submission, has a quarter of that."""


def bolt(client: AsyncWebClient, archive: Archive, arrived: Callable[[], None], *, signing_secret: str) -> AsyncApp:
    """The app that turns Slack's requests into jobs and calls `arrived` for each new one.

    `signing_secret` is empty for Socket Mode, where Slack signs nothing.
    """
    app = AsyncApp(
        client=client,
        token=client.token,
        signing_secret=signing_secret or "unused: Socket Mode",
        request_verification_enabled=bool(signing_secret),
    )

    @app.use
    async def write_down(
        body: dict[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> None:
        job = intake.job(body, bot_user=context.bot_user_id, now=datetime.now(UTC))
        if job is not None and await asyncio.to_thread(archive.accept, job):
            log.info("took %s", job.key)
            arrived()
        await next()

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    async def heard() -> None:
        """Bolt acknowledges events itself."""

    app.command("/brief")(acknowledge)
    app.action(re.compile(""))(acknowledge)
    for event in ("message", "app_mention"):
        app.event(event)(heard)
    return app


def web(app: AsyncApp) -> Starlette:
    """The app behind HTTP: Slack posts everything to /slack/events; /healthz answers that the process lives."""
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        if int(request.headers.get("content-length") or 0) > MOST_BODY:
            return PlainTextResponse("too large", status_code=413)
        if not request.headers.get("x-slack-request-timestamp", "").isdigit():
            return PlainTextResponse("not signed by Slack", status_code=401)
        try:
            return await handler.handle(request)
        except (UnicodeDecodeError, json.JSONDecodeError):
            return PlainTextResponse("neither a form nor JSON", status_code=400)

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/healthz", healthz)])
