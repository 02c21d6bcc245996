"""The Bolt app: verifies what Slack sends, writes it down as a job, and only then acknowledges it.

Bolt acknowledges an event before its listener runs, and Slack never sends it again after. So nothing is done in
listeners: a middleware, which runs before any acknowledgement, writes the job down, and `work.Worker` does it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from briefbot.operating import logs
from briefbot.slack import intake, modals
from briefbot.slack.workspaces import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_bolt.context.ack.async_ack import AsyncAck
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from briefbot.archive.protocol import Archive
    from briefbot.messages import Job
    from briefbot.slack.drafts import Draft
    from briefbot.slack.workspaces import Workspaces

log = logging.getLogger(__name__)

MOST_BODY = 1_000_000
"""Bytes of a request; Slack's largest, a view submission, has a quarter of that."""


OBJECTION_TIME = 1.5
"""Seconds that a submitted form is looked over before it is taken as it is: Slack waits for three."""

Objection = Callable[[str, str, "Draft"], Awaitable[str]]
"""(workspace, user, draft) → why the person may not subscribe that channel, "" where they may."""


def bolt(workspaces: Workspaces, archive: Archive, arrived: Callable[[Job], None], objection: Objection) -> AsyncApp:
    """The app that turns Slack's requests into jobs and calls `arrived` for each new one.

    It takes whatever it is given: `web` verifies what comes over HTTP, and Socket Mode's requests are not signed.
    """
    clerk = ThreadPoolExecutor(1, "clerk")  # writes jobs down, whatever the threads for all else are busy with

    async def write_down(
        body: dict[str, Any],
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> None:
        team, organisation = intake.team(body), intake.organisation(body)
        if team and organisation:
            await workspaces.belongs(team, organisation)
        bot_user = await workspaces.bot_user(team) if team else None
        job = intake.job(body, bot_user=bot_user, now=datetime.now(UTC))
        if job is not None and await asyncio.get_running_loop().run_in_executor(clerk, archive.accept, job):
            with logs.about(job=job.key, event=body.get("event_id")):
                log.info("took %s", job.key)
                arrived(job)
        await next()

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Let everything pass: listeners only acknowledge, and need no token.

        Bolt's own would ask Slack at every request, and lose an event to any trouble while it does.
        """
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    app = AsyncApp(
        client=AsyncWebClient(base_url=workspaces.api_url, retry_handlers=[], timeout=TIMEOUT),
        signing_secret="",
        request_verification_enabled=False,
        before_authorize=write_down,
        authorize=authorize,
    )

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    async def heard() -> None:
        """Bolt acknowledges events itself; one that nobody listens to would be refused, and come again."""

    app.command("/brief")(acknowledge)
    app.action(re.compile(""))(acknowledge)
    _forms(app, objection)
    app.event(re.compile(""))(heard)
    return app


def _forms(app: AsyncApp, objection: Objection) -> None:
    """Answer what Slack waits for while a form is filled in."""

    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Say what is wrong under the form's fields, or read it back; the second page is a job, and done with."""
        if view["callback_id"] != modals.FORM:
            await ack(response_action="clear")
            return
        draft, wrong = modals.filled(view)
        if not wrong:
            with contextlib.suppress(TimeoutError):  # looked at again when it is saved
                async with asyncio.timeout(OBJECTION_TIME):
                    if why := await objection(str(intake.team(body)), body["user"]["id"], draft):
                        wrong[modals.CHANNEL if modals.CHANNEL in view["state"]["values"] else modals.TOPIC] = why
        if wrong:
            await ack(response_action="errors", errors=wrong)
        else:
            await ack(response_action="push", view=modals.checked(draft, datetime.now(UTC)))

    async def suggested(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=modals.suggestions(str(body.get("value") or "")))

    app.view(re.compile(""))(submitted)
    app.options(re.compile(""))(suggested)


def web(app: AsyncApp, signing_secret: str, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The app behind HTTP: Slack posts everything to /slack/events.

    `more` are routes beside those.

    Nothing is parsed before its signature is verified: Bolt would do it the other way round.
    """
    verifier = SignatureVerifier(signing_secret)

    async def events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", status_code=413)
        if not _signed(verifier, request, body):
            return PlainTextResponse("not signed by Slack, or not now", status_code=401)
        try:
            asked = to_async_bolt_request(request, body)
        except (ValueError, AttributeError, TypeError):
            return PlainTextResponse("neither a form nor an event", status_code=400)
        return to_starlette_response(await app.async_dispatch(asked))

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), *more])


async def _body(request: Request) -> bytes | None:
    """The request's body; None where it is longer than any of Slack's."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return None
    return bytes(body)


def _signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    """Whether Slack signed the request within the last five minutes."""
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except ValueError:  # a timestamp that is no number, a body that is no UTF-8
        return False
