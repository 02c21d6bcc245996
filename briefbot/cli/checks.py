"""What `briefbot check` looks at, in the order in which a person would set things up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from briefbot.errors import BriefbotError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from briefbot.settings import Settings
    from briefbot.source import Source
    from briefbot.sources.reader import Reading

NEEDED = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "im:history",
    "im:write",
    "users:read",
)
"""Scopes without which some of what the README promises does not work; the manifest asks for them."""


AT_ONCE = 8
"""Sources that are looked at side by side."""


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    fault: str | None = None  # what is wrong with it and what to do; None where it is in order
    serious: bool = True  # whether the fault stops anything


async def checks() -> AsyncIterator[Finding]:
    """Look at everything in turn."""
    from briefbot import settings

    try:
        chosen = settings.load()
    except BriefbotError as fault:
        yield Finding("settings", str(fault))
        return
    yield Finding("settings")
    if not chosen.contact:
        yield Finding("contact", "set BRIEFBOT_CONTACT, so that agencies can reach you", serious=False)
    sources: list[Source] = []
    try:
        from briefbot.cli.common import archive

        with archive(chosen) as kept:
            sources = kept.sources()
            subscriptions = kept.subscriptions()
        yield Finding(f"archive {chosen.archive}")
    except BriefbotError as fault:
        subscriptions = []
        yield Finding(f"archive {chosen.archive}", str(fault))
    async for finding in _slack(chosen):
        yield finding
    if not sources:
        yield Finding("sources", "there is none: `briefbot sources import --catalogue`, or `briefbot sources add URL`")
    try:
        async for finding in _sources(chosen, sources):
            yield finding
    except BriefbotError as fault:
        yield Finding("sources", str(fault))
    yield Finding(
        "subscriptions", None if subscriptions else "there is none yet: `briefbot subscribe --help`", serious=False
    )


async def _slack(chosen: Settings) -> AsyncIterator[Finding]:
    from briefbot import app

    try:
        if chosen.serves_many:
            async for finding in _workspaces(chosen):
                yield finding
            return
        web = app.client(chosen)
        me = await app.identity(web)
    except BriefbotError as fault:
        yield Finding("bot token", str(fault))
        return
    yield Finding(f"bot token of @{me.get('user')} in {me.get('team')}")
    header = next((v for k, v in me.headers.items() if k.lower() == "x-oauth-scopes"), "")
    granted = {scope.strip() for scope in str(header).split(",")}
    missing = [scope for scope in NEEDED if scope not in granted]
    advice = f"missing {', '.join(missing)}: add them under OAuth & Permissions and install the app again"
    yield Finding("scopes", advice if missing else None)
    if token := chosen.slack_app_token.get_secret_value():
        try:
            with app.asking(web, "BRIEFBOT_SLACK_APP_TOKEN", app.APP_TOKEN_ADVICE):
                await web.apps_connections_open(app_token=token)
        except BriefbotError as fault:
            yield Finding("app-level token", str(fault))
        else:
            yield Finding("app-level token, for Socket Mode")
    elif chosen.slack_signing_secret.get_secret_value():
        yield Finding(f"signing secret, for HTTP on {chosen.host}:{chosen.port}")
    else:
        yield Finding(
            "connection", "set BRIEFBOT_SLACK_APP_TOKEN for Socket Mode, or BRIEFBOT_SLACK_SIGNING_SECRET for HTTP"
        )


async def _workspaces(chosen: Settings) -> AsyncIterator[Finding]:
    """Each installation's token; one that has run out is renewed on the way."""
    from briefbot import app
    from briefbot.cli.common import archive
    from briefbot.slack.oauth import BACK, INSTALL, SCOPES
    from briefbot.slack.workspaces import Workspaces

    yield Finding(f"signing secret, for HTTP on {chosen.host}:{chosen.port}")
    with archive(chosen) as kept:
        workspaces = Workspaces((await app.tokens_of(chosen, kept))[0], chosen.slack_api_url)
        every = kept.installations()
        for each in every:
            missing = sorted(SCOPES.keys() - set(each.scopes))
            fault = f"missing {', '.join(missing)}: install it there again" if missing else None
            try:
                web = workspaces.client(each.workspace)
                with app.asking(web, "the token of that workspace", "install the app there again"):
                    await web.auth_test()
            except BriefbotError as refused:
                fault = str(refused)
            yield Finding(f"workspace {each.workspace} ({each.name})", fault)
    if not every:
        advice = f"none yet: open {chosen.public_url}{INSTALL}; Slack's redirect URL is {chosen.public_url}{BACK}"
        yield Finding("workspaces", advice, serious=False)


async def _sources(chosen: Settings, sources: list[Source]) -> AsyncIterator[Finding]:
    from briefbot.sources.reader import Reader

    turn = asyncio.Semaphore(AT_ONCE)
    async with Reader.configured(chosen) as reader:

        async def look(source: Source) -> Reading:
            async with turn:
                return await reader.read(source, None, now=datetime.now(UTC), most_pages=0)

        for source in sources:
            if source.paused:
                yield Finding(f"source {source.id}", f"is paused: {source.paused}", serious=False)
        watched = [source for source in sources if not source.paused]
        for source, looking in [(source, asyncio.create_task(look(source))) for source in watched]:
            poll = (await looking).poll
            yield Finding(f"source {source.id}", None if poll.ok else poll.reason)
