"""The workspaces that the bot serves: a client of Slack's Web API for each, with that workspace's token and no other.

A token is asked for at each call, since it may have been replaced, or taken away, after the client was made.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from briefbot.slack import faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import aiohttp
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

log = logging.getLogger(__name__)

TIMEOUT = 15
"""Seconds that a call to Slack may take in all."""

EXPIRED = "token_expired"
DEAD = frozenset({EXPIRED, "token_revoked", "account_inactive", "invalid_auth", "not_authed", "org_login_required"})
"""Answers after which no call with the token can succeed, none of which did anything."""

_OF_ORGANISATION = frozenset({"conversations.list", "users.conversations", "users.list"})
"""Methods that an organisation's token asks of one workspace; a workspace's own token makes nothing of it."""


class Tokens(Protocol):
    """Where the workspaces' tokens are; called for each call to Slack."""

    async def token(self, team: str) -> str | None:
        """The workspace's bot token; None where the bot is not installed there.

        `TokenUnavailableError` where it has run out, and the next one cannot be had just now.
        """

    async def instead(self, team: str, spent: str, reason: str) -> str | None:
        """The token to take in the place of one that Slack does not take; None where there is no other.

        `reason` is Slack's word, of `DEAD`. Raises as `token` does.
        """

    async def bot_user(self, team: str) -> str | None:
        """The bot's own user id there; None where the bot is not installed there."""

    async def belongs(self, team: str, organisation: str) -> None:
        """The workspace is one of an organisation in all of which the bot is installed."""


@dataclass(frozen=True, slots=True)
class OneToken:
    """The token of the settings, which is one workspace's."""

    value: str
    team: str
    user: str  # the bot's own id

    async def token(self, team: str) -> str | None:
        """See `Tokens.token`."""
        return self.value if team == self.team else None

    async def instead(self, team: str, spent: str, reason: str) -> None:
        """See `Tokens.instead`."""

    async def bot_user(self, team: str) -> str | None:
        """See `Tokens.bot_user`."""
        return self.user if team == self.team else None

    async def belongs(self, team: str, organisation: str) -> None:
        """See `Tokens.belongs`: one token is one workspace's."""

    async def close(self) -> None:
        """Nothing is under way."""


class Workspaces:
    """Gives the client of each workspace, and knows those whose token Slack does not take any more."""

    def __init__(self, tokens: Tokens, api_url: str, *, timeout: int = TIMEOUT) -> None:
        self._tokens = tokens
        self.api_url = api_url
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, _Client] = {}
        self._shut: dict[str, str] = {}
        self._members: set[tuple[str, str]] = set()  # of organisations, as far as they were written down

    def client(self, team: str) -> AsyncWebClient:
        """The client of a workspace; where the bot is not installed, its calls raise `not_installed` as Slack would."""
        if team not in self._clients:
            self._clients[team] = _Client(team, self, base_url=self.api_url, timeout=self._timeout)
            self._clients[team].session = self._session
        return self._clients[team]

    def use(self, session: aiohttp.ClientSession) -> None:
        """Make every call over this session, instead of one a call."""
        self._session = session
        for client in self._clients.values():
            client.session = session

    async def token(self, team: str) -> str | None:
        """See `Tokens.token`."""
        return await self._tokens.token(team)

    async def bot_user(self, team: str) -> str | None:
        """See `Tokens.bot_user`."""
        return await self._tokens.bot_user(team)

    async def instead(self, team: str, spent: str, reason: str) -> str | None:
        """See `Tokens.instead`; without another, nothing more is sent there."""
        other = await self._tokens.instead(team, spent, reason)
        if other is None:
            self.shut_down(team, reason)
        return other

    async def belongs(self, team: str, organisation: str) -> None:
        """See `Tokens.belongs`."""
        if (team, organisation) not in self._members:
            await self._tokens.belongs(team, organisation)
            self._members.add((team, organisation))
            if await self.bot_user(team) is not None:
                self.open_up(team)

    @property
    def shut(self) -> Mapping[str, str]:
        """The workspaces in which no call can succeed, with Slack's word for why."""
        return self._shut

    def shut_down(self, team: str, reason: str) -> None:
        """Slack does not take that workspace's token: nothing more is sent there. Again: nothing happens."""
        self._members = {member for member in self._members if member[0] != team}
        if team not in self._shut:
            self._shut[team] = reason
            log.error(
                "no call can be made in the workspace %s (%s): install the app there again; where its token stands in "
                "BRIEFBOT_SLACK_BOT_TOKEN, put the new one there and start briefbot",
                team,
                reason,
            )

    def open_up(self, *teams: str) -> None:
        """The workspaces have a token again."""
        for team in teams:
            self._shut.pop(team, None)

    async def begin(self, teams: Iterable[str]) -> None:
        """Know from the start in which of these workspaces the bot is not installed: nothing is made for them."""
        for team in sorted(set(teams)):
            if await self.bot_user(team) is None:
                self.shut_down(team, faults.NOT_INSTALLED)


class _Client(AsyncWebClient):
    """Slack's Web API for one workspace, without the SDK's retries, which would post twice."""

    def __init__(self, team: str, workspaces: Workspaces, *, base_url: str, timeout: int) -> None:
        super().__init__(base_url=base_url, timeout=timeout, retry_handlers=[])
        self._team = team
        self._workspaces = workspaces

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """See `AsyncWebClient.api_call`."""
        if api_method in _OF_ORGANISATION:
            arguments["params"] = {**(arguments.get("params") or {}), "team_id": self._team}
        token = await self._workspaces.token(self._team)
        if token is None:
            raise faults.not_installed(self._team)
        try:
            return await self._call(token, api_method, arguments)
        except SlackApiError as fault:
            word = faults.code(fault)
            if word not in DEAD or (other := await self._workspaces.instead(self._team, token, word)) is None:
                raise
        try:
            return await self._call(other, api_method, arguments)
        except SlackApiError as fault:
            if (word := faults.code(fault)) in DEAD:
                self._workspaces.shut_down(self._team, word)
            raise

    async def _call(self, token: str, api_method: str, arguments: dict[str, Any]) -> AsyncSlackResponse:
        self.token = token  # read before anything else can run
        return await super().api_call(api_method, **arguments)
