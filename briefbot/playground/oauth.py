"""Several workspaces at one address, into which people install one app: authorize, codes, tokens, renewal, removal.

Source: docs.slack.dev, installing with OAuth (v2), token rotation, and the pages of oauth.v2.access, auth.revoke and
apps.uninstall. A rotated token holds twelve hours; two are good at a time; a refresh token is taken once.
"""

from __future__ import annotations

import base64
import contextlib
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from briefbot.playground import arguments as given
from briefbot.playground import consent, failing
from briefbot.playground.delivery import Exchange
from briefbot.playground.page import HEADERS
from briefbot.playground.refused import Refused
from briefbot.playground.server import Playground
from briefbot.playground.workspace import SCOPES, SLACKBOT, Channel, User, Workspace
from briefbot.serving import serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from briefbot.playground.faults import Fault, Faults

CODE_LIFE = 600
"""Seconds in which a code can be exchanged."""

TOKEN_LIFE = 12 * 3600
"""Seconds that a rotated token holds."""

MOST_ACTIVE = 2
"""Rotated tokens of one installation that are good at a time."""


@dataclass
class App:
    """The app, as its pages at Slack show it."""

    client_id: str
    client_secret: str
    redirect_urls: tuple[str, ...] = ()
    rotates: bool = True
    install_url: str = ""  # where people add it to their workspace


@dataclass
class _Code:
    """What Slack sent somebody back to the app with."""

    team: str
    by: str
    scopes: tuple[str, ...]
    redirect: str
    until: float
    is_used: bool = False


@dataclass
class _Installed:
    """The app in one workspace."""

    by: str
    scopes: tuple[str, ...]
    refresh: str = ""
    active: list[str] = field(default_factory=list)  # rotated tokens, the oldest first


class Town:
    """The workspaces, each a playground of its own, and Slack's doors that they share."""

    def __init__(
        self, workspaces: Sequence[Workspace], app: App, *, signing_secret: str, clock: Callable[[], float] = time.time
    ) -> None:
        """The app is installed nowhere yet; `clock` gives Unix time."""
        self.app = app
        self.playgrounds = {
            w.team_id: Playground(w, signing_secret=signing_secret, retries=(0.0, 0.1), clock=clock) for w in workspaces
        }
        for playground in self.playgrounds.values():
            playground.neighbours = list(workspaces)
            playground.install_url = app.install_url
            playground.workspace.bot_token = ""
        self.address = ""
        self.organisation = ""  # the id of one that installs the app in all of it, where it does
        self._first = next(iter(self.playgrounds.values()))
        self.faults = self._first.faults
        self.requests = self._first.requests
        self.clock = clock
        self._codes: dict[str, _Code] = {}
        self._installed: dict[str, _Installed] = {}
        self._spent: set[str] = set()  # refresh tokens
        self._apps = {team: playground.app for team, playground in self.playgrounds.items()}
        self._templates = Environment(
            loader=PackageLoader("briefbot.playground"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def __getitem__(self, team: str) -> Playground:
        return self.playgrounds[team]

    @contextlib.asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve all of it while the context lasts, and give its address."""
        routes = [
            Route("/oauth/v2/authorize", self._ask, methods=["GET"]),
            Route("/oauth/v2/authorize", self._answer, methods=["POST"]),
            Route("/api/oauth.v2.access", self._access, methods=["GET", "POST"]),
            Route("/api/auth.revoke", self._revoke, methods=["GET", "POST"]),
            Route("/api/apps.uninstall", self._uninstall, methods=["GET", "POST"]),
            Route("/switch/{team}", self._switch),
            Route("/app_redirect", self._open_app),
            Mount("/", self._pass_on),
        ]
        async with serve(failing.with_transport(Starlette(routes=routes)), host, port) as self.address:
            for playground in self.playgrounds.values():
                playground.address = self.address
            try:
                yield self.address
            finally:
                for playground in self.playgrounds.values():
                    await playground.end()

    def hear(self, url: str | None) -> None:
        """Where the app takes requests, for every workspace."""
        for playground in self.playgrounds.values():
            playground.request_url = url

    # What people and admins do.

    def approve(self, team: str, by: str, scopes: Sequence[str], redirect: str) -> str:
        """Let the app into a workspace; the code to exchange for its token."""
        code = f"{int(self.clock())}.{secrets.token_hex(16)}"
        self._codes[code] = _Code(team, by, tuple(scopes), redirect, self.clock() + CODE_LIFE)
        return code

    def grant(self, team: str, by: str = "", scopes: Sequence[str] = tuple(sorted(SCOPES))) -> dict[str, Any]:
        """Install the app in a workspace; what oauth.v2.access says of it."""
        workspace = self.playgrounds[team].workspace
        workspace.scopes = frozenset(scopes)
        self._installed[team] = _Installed(by or workspace.people[0].id, tuple(scopes))
        if self.app.rotates:
            return self._rotated(team)
        workspace.bot_token = workspace.bot_token or f"xoxb-{secrets.token_hex(12)}"
        return self._installation(team, workspace.bot_token)

    def expire(self, team: str) -> None:
        """Let twelve hours pass for the tokens of a workspace."""
        ends = self.playgrounds[team].workspace.ends
        ends.update(dict.fromkeys(ends, self.clock()))

    def tokens(self, team: str) -> list[str]:
        """The tokens with which the app may act in a workspace now."""
        workspace = self.playgrounds[team].workspace
        return [token for token in (workspace.bot_token, *workspace.ends) if token and not workspace.refuses(token)]

    # Slack's doors.

    async def _ask(self, request: Request) -> Response:
        asked = request.query_params
        if wrong := self._wrong(asked):
            return PlainTextResponse(f"Something went wrong when authorizing this app: {wrong}", 400)
        view = {
            "asked": asked,
            "scopes": consent.asked(asked["scope"].split(",")),
            "workspaces": [playground.workspace for playground in self.playgrounds.values()],
            "here": self._here(request).workspace.team_id,
        }
        # A form's answer leads to the app, which `form-action 'self'` would forbid.
        policy = HEADERS["Content-Security-Policy"].replace("; form-action 'self'", "")
        headers = {**HEADERS, "Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return HTMLResponse(self._templates.get_template("authorize.html").render(view), headers=headers)

    async def _answer(self, request: Request) -> Response:
        asked, form = request.query_params, await request.form()
        team = str(form.get("team", ""))
        if (wrong := self._wrong(asked)) or team not in self.playgrounds:
            return PlainTextResponse(f"Something went wrong when authorizing this app: {wrong or 'no_team'}", 400)
        redirect, back = asked["redirect_uri"], {"state": asked.get("state", "")}
        if form.get("answer") == "allow":
            by = self.playgrounds[team].workspace.people[0].id
            back["code"] = self.approve(team, by, asked["scope"].split(","), redirect)
        else:
            back["error"] = "access_denied"
        answer = RedirectResponse(f"{redirect}?{urlencode(back)}", 303)
        answer.set_cookie("workspace", team, httponly=True, samesite="lax")
        return answer

    def _wrong(self, asked: Any) -> str:
        if asked.get("client_id") != self.app.client_id:
            return "invalid_client_id"
        if asked.get("redirect_uri") not in self.app.redirect_urls:
            return "bad_redirect_uri"
        return "" if asked.get("scope") else "invalid_scope_requested"

    async def _access(self, request: Request) -> Response:
        return await self._called(request, "oauth.v2.access", self._grant)

    async def _revoke(self, request: Request) -> Response:
        return await self._called(request, "auth.revoke", self._revoked)

    async def _uninstall(self, request: Request) -> Response:
        return await self._called(request, "apps.uninstall", self._uninstalled)

    async def _called(
        self, request: Request, method: str, does: Callable[[Request, str, dict[str, Any]], Any]
    ) -> Response:
        """Answer a method as `Playground` answers its own, with the faults that were told of it."""
        try:
            token, arguments = await given.received(request)
        except Refused as refusal:
            return JSONResponse(refusal.answer)
        faults, fault = self._fault(method)
        if fault is not None and (early := await failing.before(faults, method, fault, request)):
            self.requests.append(Exchange("api", method, _hidden(arguments), f"told: {fault.kind}", fault.words))
            return early
        try:
            answer = {"ok": True, **await does(request, token, arguments)}
        except Refused as refusal:
            answer = refusal.answer
        note = fault.words if fault is not None else ""
        self.requests.append(Exchange("api", method, _hidden(arguments), _hidden(answer), note))
        return JSONResponse(answer) if fault is None else await failing.after(faults, method, fault, request)

    def _fault(self, method: str) -> tuple[Faults, Fault | None]:
        """What was told of a method that the workspaces share, in whichever of them, and where."""
        for playground in self.playgrounds.values():
            if (fault := playground.faults.next(method)) is not None:
                return playground.faults, fault
        return self.faults, None

    async def _grant(self, request: Request, _: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self._check_app(request, arguments)
        if arguments.get("grant_type") == "refresh_token":
            return self._renew(str(arguments.get("refresh_token", "")))
        code = self._codes.get(str(arguments.get("code", "")))
        if code is None or code.until <= self.clock():
            raise Refused("invalid_code")
        if code.is_used:
            raise Refused("code_already_used")
        if arguments.get("redirect_uri") != code.redirect:
            raise Refused("bad_redirect_uri")
        code.is_used = True
        return self.grant(code.team, code.by, code.scopes)

    def _renew(self, refresh: str) -> dict[str, Any]:
        if refresh in self._spent:
            raise Refused("invalid_refresh_token")
        for team, installed in self._installed.items():
            if installed.refresh == refresh != "" and self.playgrounds[team].workspace.is_installed:
                self._spent.add(refresh)
                return self._rotated(team)
        raise Refused("invalid_refresh_token")

    def _rotated(self, team: str) -> dict[str, Any]:
        workspace, installed = self.playgrounds[team].workspace, self._installed[team]
        token, installed.refresh = f"xoxe.xoxb-1-{secrets.token_hex(12)}", f"xoxe-1-{secrets.token_hex(12)}"
        workspace.ends[token] = self.clock() + TOKEN_LIFE
        installed.active.append(token)
        for old in installed.active[:-MOST_ACTIVE]:
            workspace.ends.pop(old, None)
            workspace.dead[old] = "token_revoked"
        installed.active = installed.active[-MOST_ACTIVE:]
        rotation = {"refresh_token": installed.refresh, "expires_in": TOKEN_LIFE}
        return {**self._installation(team, token), **rotation}

    def _installation(self, team: str, token: str) -> dict[str, Any]:
        workspace, installed = self.playgrounds[team].workspace, self._installed[team]
        enterprise = {"id": self.organisation, "name": "The Organisation"} if self.organisation else None
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(installed.scopes),
            "bot_user_id": workspace.bot.id,
            "app_id": workspace.app_id,
            "team": None if enterprise else {"id": team, "name": workspace.name},
            "enterprise": enterprise,
            "is_enterprise_install": enterprise is not None,
            "authed_user": {"id": installed.by},
        }

    async def _revoked(self, _: Request, token: str, __: dict[str, Any]) -> dict[str, Any]:
        playground = self._of_token(token)
        await playground.admin.revoke()
        bot = playground.workspace.bot.id
        await playground.tell({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}})
        return {"revoked": True}

    async def _uninstalled(self, request: Request, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        self._check_app(request, arguments)
        await self._of_token(token).admin.remove()
        return {}

    def _check_app(self, request: Request, arguments: dict[str, Any]) -> None:
        id_, secret = arguments.get("client_id"), arguments.get("client_secret")
        authorization = request.headers.get("authorization", "")
        if authorization.startswith("Basic "):
            with contextlib.suppress(ValueError):
                id_, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
        if id_ != self.app.client_id:
            raise Refused("invalid_client_id")
        if secret != self.app.client_secret:
            raise Refused("bad_client_secret")

    def _of_token(self, token: str) -> Playground:
        if not token:
            raise Refused("not_authed")
        for playground in self.playgrounds.values():
            if (word := playground.workspace.refuses(token)) != "invalid_auth":
                if word:
                    raise Refused(word)
                return playground
        raise Refused("invalid_auth")

    # To the workspace that is meant.

    async def _switch(self, request: Request) -> Response:
        team = request.path_params["team"]
        if team not in self.playgrounds:
            return PlainTextResponse("There is no such workspace here.", 404)
        answer = RedirectResponse("/", 303)
        answer.set_cookie("workspace", team, httponly=True, samesite="lax")
        return answer

    async def _open_app(self, request: Request) -> Response:
        """Where the app sends people after the installation: to its messages in that workspace."""
        playground = self.playgrounds.get(request.query_params.get("team", ""), self._here(request))
        workspace = playground.workspace
        answer = RedirectResponse(f"/c/{workspace.direct(workspace.people[0]).id}/messages", 303)
        answer.set_cookie("workspace", workspace.team_id, httponly=True, samesite="lax")
        return answer

    def _here(self, request: Request) -> Playground:
        return self.playgrounds.get(request.cookies.get("workspace", ""), self._first)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.requests import HTTPConnection  # noqa: PLC0415 - only where something is passed on

        asked = HTTPConnection(scope)
        path, token = scope["path"], asked.headers.get("authorization", "").removeprefix("Bearer ").strip()
        found = self.playgrounds.get(asked.cookies.get("workspace", ""), self._first)
        for playground in self.playgrounds.values():
            takes = path.startswith("/api/") and token and playground.workspace.refuses(token) != "invalid_auth"
            if takes or (path.startswith("/response/") and path.removeprefix("/response/") in playground.response_urls):
                found = playground
        await self._apps[found.workspace.team_id]({**scope, "root_path": ""}, receive, send)


def _hidden(fields: dict[str, Any]) -> dict[str, Any]:
    """The same without secrets, for the page of requests."""
    secret = {"client_secret", "refresh_token", "access_token", "code", "token"}
    return {name: "…" if name in secret else value for name, value in fields.items()}


def second_workspace() -> Workspace:
    """Another newsroom, whose people and channels have the names of the first one's: only ids tell them apart."""
    bot = User("U1BRIEFBOT", "briefbot", "briefbot", "UTC", bot_id="B1BRIEFBOT")
    ana, lev = User("U1ANAMORE1", "ana", "Ana Moreau", "Europe/Paris"), User("U1LEVADLER", "lev", "Lev Adler", "UTC")
    slackbot = User(SLACKBOT, "slackbot", "Slackbot", "UTC")
    both = {ana.id, lev.id}
    channels = [
        Channel("C1WORLDNEWS", "world-news", both | {bot.id}, "Scheduled briefings"),
        Channel("C1HARBOUR01", "harbour-desk", both | {bot.id}, "Ports and shipping"),
        Channel("C1PRIVATE01", "risk-room", set(both), "By invitation", is_private=True),
        Channel("D1ANABOT001", "ana", {ana.id, bot.id}, is_im=True),
        Channel("D1LEVBOT001", "lev", {lev.id, bot.id}, is_im=True),
    ]
    return Workspace("T1HARBOUR1", "Harbour Desk", "harbour", [bot, ana, lev, slackbot], channels, "")
