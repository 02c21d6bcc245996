"""The tokens of many workspaces, each as its installation in the archive has it; those that run out are renewed.

Slack takes a refresh token once. So one caller alone renews an installation, whatever process it is in: within this one
by a lock, beside others by a claim in the archive; and the new pair is in the archive before any call is made with it.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from briefbot.slack import faults
from briefbot.slack.faults import TokenUnavailableError
from briefbot.slack.workspaces import EXPIRED, TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefbot.archive.protocol import Archive
    from briefbot.installation import Installation
    from briefbot.settings import Settings

log = logging.getLogger(__name__)

EARLY = timedelta(hours=2)
"""How long before its end a token is renewed, of the twelve hours that it holds."""

AGAIN = timedelta(seconds=30)
"""How long a token that still holds is used before it is tried again to renew it."""

CLAIM = timedelta(seconds=60)
"""How long a claim to renew lasts where its process has died: longer than a call may take."""

PATIENCE = 20.0
"""Seconds that another process is waited for while it renews."""

GONE = frozenset({"token_revoked", "account_inactive"})
"""Slack's words for an installation that is there no more."""

SPENT = frozenset({"invalid_refresh_token", "token_expired", *GONE})
"""Slack's words for a refresh token that gives nothing any more."""

_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError)
"""The last two are the SDK's, on an answer that is none of Slack's."""


class Installed:
    """`workspaces.Tokens` from the archive."""

    def __init__(
        self,
        archive: Archive,
        client_id: str,
        client_secret: str,
        api_url: str,
        *,
        timeout: int = TIMEOUT,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`client_id` and `client_secret` are the app's own, which renew its tokens."""
        self._archive = archive
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._web = AsyncWebClient(base_url=api_url, retry_handlers=[], timeout=timeout)
        self._clock = clock
        self._clerk = ThreadPoolExecutor(
            1, "tokens"
        )  # looks tokens up, whatever the threads for all else are busy with
        self._turns: dict[str, asyncio.Lock] = {}  # by installation
        self._tried: dict[str, datetime] = {}  # when renewing last failed
        self._fetching: set[asyncio.Task[Installation | None]] = set()

    @classmethod
    def configured(cls, archive: Archive, settings: Settings) -> Self:
        """As the settings say."""
        secret = settings.slack_client_secret.get_secret_value()
        return cls(archive, settings.slack_client_id, secret, settings.slack_api_url)

    async def token(self, team: str) -> str | None:
        """See `Tokens.token`."""
        found, now = await self._found(team), self._clock()
        if found is None:
            return None
        if found.expires is None or found.expires - now > EARLY:
            return found.token
        holds = found.expires > now
        if holds and now - self._tried.get(found.workspace, now - AGAIN) < AGAIN:
            return found.token
        try:
            renewed = await self._renewed(found, wait=not holds)
        except TokenUnavailableError as fault:
            self._tried[found.workspace] = now
            if not holds:
                raise
            log.warning("the token of %s could not be renewed yet: %s", found.workspace, fault)
            return found.token
        return None if renewed is None else renewed.token

    async def instead(self, team: str, spent: str, reason: str) -> str | None:
        """See `Tokens.instead`; an installation that is gone is erased."""
        found = await self._found(team)
        if found is None:
            return None
        if found.token != spent:
            return found.token
        if reason == EXPIRED:
            renewed = await self._renewed(found, wait=True)
            return None if renewed is None else renewed.token
        if reason in GONE:
            await asyncio.to_thread(self._archive.uninstall, found.workspace, self._clock(), spent)
        return None

    async def bot_user(self, team: str) -> str | None:
        """See `Tokens.bot_user`."""
        found = await self._found(team)
        return None if found is None else found.bot_user

    async def belongs(self, team: str, organisation: str) -> None:
        """See `Tokens.belongs`."""
        await asyncio.to_thread(self._archive.belongs, team, organisation)

    async def close(self) -> None:
        """Wait for the tokens that are on their way: Slack gives each of them once."""
        if self._fetching:
            await asyncio.wait(self._fetching)

    async def _found(self, team: str) -> Installation | None:
        return await asyncio.get_running_loop().run_in_executor(self._clerk, self._archive.installation, team)

    async def _renewed(self, spent: Installation, *, wait: bool) -> Installation | None:
        """The installation with its next token, fetched here or by whoever was quicker; None where there is no next."""
        until = asyncio.get_running_loop().time() + PATIENCE
        async with self._turns.setdefault(spent.workspace, asyncio.Lock()):
            while True:
                kept, now = await self._found(spent.workspace), self._clock()
                if kept is None or kept.token != spent.token:
                    return kept
                if kept.refresh is None:
                    return None
                if await asyncio.to_thread(self._archive.claim_renewal, kept, now, now + CLAIM):
                    break
                if not wait or asyncio.get_running_loop().time() > until:
                    raise TokenUnavailableError("another process is renewing it")
                await asyncio.sleep(0.1)
            # In a task of its own: a caller that is cancelled must not lose the pair that Slack has given.
            task = asyncio.create_task(self._fetch(kept), name=f"renew {kept.workspace}")
            self._fetching.add(task)
            task.add_done_callback(self._ended)
            return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Installation | None]) -> None:
        self._fetching.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited was told, unless they were cancelled

    async def _fetch(self, spent: Installation) -> Installation | None:
        renewed = None
        try:
            asked = {**self._app, "grant_type": "refresh_token", "refresh_token": spent.refresh}
            answer = await self._web.api_call("oauth.v2.access", data=asked)
            expires = self._clock() + timedelta(seconds=int(answer["expires_in"]))
            renewed = replace(spent, token=answer["access_token"], refresh=answer["refresh_token"], expires=expires)
        except SlackApiError as fault:
            if (word := faults.code(fault)) in SPENT:
                log.warning("%s has to be installed again: its token cannot be renewed (%s)", spent.workspace, word)
                return None
            raise TokenUnavailableError(f"Slack refused ({faults.reason(fault)})") from None
        except _UNREACHABLE as fault:
            raise TokenUnavailableError(f"Slack could not be reached ({type(fault).__name__})") from None
        finally:
            await asyncio.to_thread(self._archive.renew, spent, renewed)
        log.info(
            "renewed the token of %s, which holds until %s", spent.workspace, expires.isoformat(timespec="minutes")
        )
        return renewed
