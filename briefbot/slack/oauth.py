"""The pages on which people add the bot to their workspace: what it does and asks for, the way to Slack, and back.

What is begun here ends here, in the same browser, once and within ten minutes: the state that goes to Slack and comes
back must be the cookie's, and known to the archive. Source: docs.slack.dev, installing with OAuth (v2).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

import aiohttp
from jinja2 import Environment, PackageLoader, StrictUndefined
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from briefbot.installation import Installation
from briefbot.slack import faults
from briefbot.slack.workspaces import TIMEOUT

if TYPE_CHECKING:
    from starlette.requests import Request

    from briefbot.archive.protocol import Archive
    from briefbot.settings import Settings
    from briefbot.slack.workspaces import Workspaces

log = logging.getLogger(__name__)

INSTALL, GO, BACK = "/slack/install", "/slack/install/go", "/slack/oauth_redirect"
"""The page, the way to Slack, and the way back, which the app's settings in Slack name as its redirect URL."""

LIFE = timedelta(minutes=10)
"""How long an installation may take, from the page to the end: as long as Slack's own code holds."""

COOKIE = "briefbot-install"

SCOPES = {
    "app_mentions:read": "hear questions in which it is mentioned",
    "assistant:write": "offer questions in its messages; every app that is an agent has it",
    "channels:history": "hear follow-up questions in its threads, and find its own briefings again",
    "channels:join": "join the public channels that it briefs",
    "channels:read": "find channels by name, and see whether a person is in one",
    "chat:write": "post briefings and answers",
    "commands": "answer /brief",
    "groups:history": "hear those questions, and find those briefings, in private channels that it was invited to",
    "groups:read": "find the private channels that it was invited to, and see whether a person is in one",
    "im:history": "hear questions in direct messages with it",
    "im:write": "send personal briefings in direct messages",
    "users:read": "know a person's time zone, for their own briefings",
}
"""What the bot asks for and why; `deploy/slack-manifest.json` asks for the same."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError)


class Door:
    """The pages, as routes for `bot.web`."""

    def __init__(self, archive: Archive, workspaces: Workspaces, settings: Settings) -> None:
        self._archive = archive
        self._workspaces = workspaces
        self._id = settings.slack_client_id
        self._secret = settings.slack_client_secret
        self._public = settings.public_url
        self._authorize = urljoin(settings.slack_api_url, "/oauth/v2/authorize")
        self._web = AsyncWebClient(base_url=settings.slack_api_url, retry_handlers=[], timeout=TIMEOUT)
        self._pages = Environment(
            loader=PackageLoader("briefbot.slack"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self.routes = [Route(INSTALL, self.page), Route(GO, self.go), Route(BACK, self.back)]

    async def page(self, _: Request) -> Response:
        """What the bot does, what it asks for and why, and the button."""
        return self._shown("install.html", scopes=SCOPES, go=f"{self._public}{GO}")

    async def go(self, _: Request) -> Response:
        """To Slack, with a state that is this browser's."""
        state, now = secrets.token_urlsafe(32), datetime.now(UTC)
        await asyncio.to_thread(self._archive.expect_install, _digest(state), now, now + LIFE)
        asked = {"client_id": self._id, "scope": ",".join(SCOPES), "redirect_uri": self._redirect, "state": state}
        answer = RedirectResponse(f"{self._authorize}?{urlencode(asked)}", 302, headers=_HEADERS)
        answer.set_cookie(
            COOKIE, state, max_age=int(LIFE.total_seconds()), httponly=True, samesite="lax", secure=self._is_safe
        )
        return answer

    async def back(self, request: Request) -> Response:
        """Back from Slack: exchange its code for a token, and keep that before anything is said."""
        asked = request.query_params
        state, cookie = asked.get("state", ""), request.cookies.get(COOKIE, "")
        ours = bool(state) and secrets.compare_digest(state.encode(), cookie.encode())
        if not ours or not await asyncio.to_thread(self._archive.take_install, _digest(state), datetime.now(UTC)):
            return self._failed(
                "This link has been used already, is more than ten minutes old, or was begun in another browser.",
                "If briefbot is in your workspace, all is well. Otherwise begin again.",
            )
        if asked.get("error"):
            return self._failed(
                "Nothing was installed.", "Slack was told not to: it may be that an admin has to approve."
            )
        try:
            given = {"code": asked.get("code", ""), "redirect_uri": self._redirect}
            app = {"client_id": self._id, "client_secret": self._secret.get_secret_value()}
            answer: Any = await self._web.api_call("oauth.v2.access", data={**app, **given})
            installation = _installation(answer, datetime.now(UTC))
        except SlackApiError as fault:
            log.warning("an installation failed: %s", faults.reason(fault))
            return self._failed(f"Slack did not give a token ({faults.reason(fault)}).", "Please begin again.")
        except (KeyError, TypeError):
            log.warning("an installation failed: Slack gave no bot token")
            return self._failed("Slack gave no bot token.", "Please begin again.")
        except _UNREACHABLE as fault:
            log.warning("an installation failed: Slack could not be reached (%s)", type(fault).__name__)
            return self._failed("Slack could not be reached.", "Please begin again in a minute.", 503)
        teams = await asyncio.to_thread(self._archive.install, installation)
        self._workspaces.open_up(*teams)
        log.info("installed in %s by %s", installation.workspace, installation.by)
        missing = sorted(SCOPES.keys() - set(installation.scopes))
        team = "" if installation.workspace.startswith("E") else f"&team={installation.workspace}"
        there = urljoin(self._authorize, f"/app_redirect?app={answer.get('app_id', '')}{team}")
        return self._shown("installed.html", name=installation.name, missing=missing, there=there, done=True)

    @property
    def _redirect(self) -> str:
        return f"{self._public}{BACK}"

    @property
    def _is_safe(self) -> bool:
        return self._public.startswith("https:")

    def _failed(self, what: str, advice: str, status: int = 400) -> Response:
        return self._shown("not_installed.html", status, what=what, advice=advice, again=f"{self._public}{INSTALL}")

    def _shown(self, template: str, status: int = 200, *, done: bool = False, **fields: Any) -> Response:
        answer = HTMLResponse(self._pages.get_template(template).render(fields), status, headers=_HEADERS)
        if done:
            answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._is_safe)
        return answer


def _digest(state: str) -> str:
    """What the archive keeps of a state, so that nobody who reads it can end another's installation."""
    return hashlib.sha256(state.encode()).hexdigest()


def _installation(answer: Any, now: datetime) -> Installation:
    """What oauth.v2.access says; `KeyError` and `TypeError` where it is no installation of a bot."""
    team, enterprise = answer.get("team") or {}, answer.get("enterprise") or {}
    where = enterprise if answer.get("is_enterprise_install") else team
    expires = answer.get("expires_in")
    return Installation(
        workspace=where["id"],
        name=where.get("name") or where["id"],
        enterprise=enterprise.get("id"),
        token=answer["access_token"],
        refresh=answer.get("refresh_token"),
        expires=None if expires is None else now + timedelta(seconds=int(expires)),
        bot_user=answer["bot_user_id"],
        scopes=tuple((answer.get("scope") or "").split(",")),
        by=(answer.get("authed_user") or {}).get("id", ""),
        at=now,
    )
