"""Joins the parts for `briefbot run`: the only place that knows them all."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk import retention
from briefbot.errors import SettingsError, SlackError
from briefbot.newsroom import Newsroom
from briefbot.operating.health import TICKS, Health, Signs
from briefbot.scheduler.apscheduler_engine import APSchedulerEngine
from briefbot.scheduler.tick import Tick
from briefbot.serving import Serving, serve
from briefbot.slack import bot, faults
from briefbot.slack.alerting import Alarm, Following
from briefbot.slack.amending import Amender
from briefbot.slack.installed import Installed
from briefbot.slack.intake import FORM
from briefbot.slack.oauth import INSTALL, Door
from briefbot.slack.outages import Outages
from briefbot.slack.outbox import Outbox
from briefbot.slack.pacing import Pacing
from briefbot.slack.sockets import Sockets
from briefbot.slack.work import Worker
from briefbot.slack.workspaces import TIMEOUT, OneToken, Workspaces
from briefbot.sources.reader import Reader
from briefbot.sources.rhythm import Bounds

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_slack_response import AsyncSlackResponse
    from starlette.routing import BaseRoute

    from briefbot.archive.protocol import Archive
    from briefbot.messages import Job
    from briefbot.scheduler.protocol import Engine
    from briefbot.settings import Settings

log = logging.getLogger(__name__)

TICK_EVERY = 1.0
"""Seconds; also how soon what was put back, or left by a crash, is looked at again."""

FIRST_LOOK = 20.0
"""Seconds that the first briefing waits for the first look at the sources; a slow source must not hold it up."""

TIDY_EVERY = 3600.0
"""Seconds; the archive's index of words is in a dozen pieces by then, and a search looks into each."""

NOTICE_EVERY = 60.0
"""Seconds between two looks at whether somebody is elsewhere, or is to be told that sources fail."""

STOP_GRACE = 1.0
"""Seconds that work under way may take to end when the bot is stopped; what is cut short is done after a restart."""

LOOK_EVERY = 2.0
"""Seconds between two looks at which sources are due; folders always are."""

APP_TOKEN_ADVICE = "make an app-level token with connections:write, under Basic Information"  # noqa: S105 - advice

_BAD_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type"}
)


def client(settings: Settings) -> AsyncWebClient:
    """Slack's Web API with the bot's token, without the SDK's retries, which would post twice."""
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        raise SettingsError(
            "BRIEFBOT_SLACK_BOT_TOKEN is not set: put the bot token (xoxb-…) in .env, as in .env.example"
        )
    return AsyncWebClient(token=token, base_url=settings.slack_api_url, retry_handlers=[], timeout=TIMEOUT)


@contextlib.contextmanager
def asking(
    web: AsyncWebClient,
    token: str = "BRIEFBOT_SLACK_BOT_TOKEN",  # noqa: S107 - the setting's name
    advice: str = "copy it again from OAuth & Permissions",
) -> Iterator[None]:
    """Turn what the SDK raises in here into a `SlackError` that says what to do; `advice` is on a bad token."""
    try:
        yield
    except SlackApiError as fault:
        word = faults.code(fault)
        if word in _BAD_TOKEN:
            message = f"Slack does not accept {token} ({word}): {advice}"
        elif word == "missing_scope":
            needed = fault.response.get("needed")
            message = f"{token} lacks the scope {needed}: add it under OAuth & Permissions and install the app again"
        elif word:
            message = f"Slack refused ({word}): try again in a minute"
        else:
            message = f"{web.base_url} does not answer as Slack does: look at BRIEFBOT_SLACK_API_URL and at proxies"
        raise SlackError(message, code=word) from None
    except (aiohttp.ClientError, OSError, TimeoutError) as fault:
        why = str(fault) or type(fault).__name__
        raise SlackError(f"Slack cannot be reached at {web.base_url} ({why}): check the network, try again") from None
    except AttributeError:
        # The SDK fails so on an answer of plain text, such as a proxy's.
        raise SlackError(
            f"{web.base_url} does not answer as Slack does: look at BRIEFBOT_SLACK_API_URL and at proxies"
        ) from None


async def identity(web: AsyncWebClient) -> AsyncSlackResponse:
    """What auth.test says of the token: team_id, user_id, …; `SlackError` says what is wrong with it."""
    with asking(web):
        return await web.auth_test()


async def run(
    settings: Settings,
    *,
    stop: asyncio.Event,
    ready: Callable[[str], None],
    pace: Pacing | None = None,
    serving: Serving = serve,
) -> None:
    """Run the bot until `stop` is set; `ready` is told once, in words, how Slack reaches it.

    `pace` is for rehearsals, in which Slack's seconds are shorter; `serving` serves the app for HTTP.

    Raises `SettingsError` for a missing token or secret, `ArchiveError` where the archive cannot be opened or another
    bot has it, `SlackError` where Slack refuses the token, or where nothing comes over its sockets for too long.
    """
    socket_token = settings.slack_app_token.get_secret_value()
    secret = settings.slack_signing_secret.get_secret_value()
    if not settings.serves_many and not socket_token and not secret:
        raise SettingsError(
            "set BRIEFBOT_SLACK_APP_TOKEN (xapp-…) for Socket Mode, or BRIEFBOT_SLACK_SIGNING_SECRET for HTTP, "
            "as in .env.example"
        )
    if not settings.serves_many:
        client(settings)  # says at once where the token is missing
    archive = SQLiteArchive.open(settings.archive, exclusive=True)
    try:
        archive.recover()
        tokens, name = await tokens_of(settings, archive)
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session,  # else one a call
            Reader.configured(settings) as reader,
        ):
            workspaces = Workspaces(tokens, settings.slack_api_url)
            workspaces.use(session)
            await workspaces.begin(s.workspace for s in await asyncio.to_thread(archive.subscriptions))
            doors = [*Door(archive, workspaces, settings).routes] if settings.serves_many else []
            newsroom = Newsroom(archive, reader, Bounds.configured(settings))
            engine, signs = APSchedulerEngine(), Signs()
            app = _employ(engine, newsroom, workspaces, archive, settings=settings, signs=signs, pace=pace or Pacing())
            health = Health(archive, signs, functools.partial(_reach, settings, workspaces))
            try:
                async with (
                    _monitored(health, settings),
                    _socket(app, settings, stop, signs)
                    if socket_token
                    else _http(app, settings, [*doors, *health.pages(figures=False)], serving) as where,
                ):
                    await engine.start()
                    ready(f"{name}, {where}")
                    await stop.wait()
                    log.info("stopping")
            finally:
                await engine.stop(STOP_GRACE)
                await newsroom.close()
                await tokens.close()
    finally:
        archive.close()


async def tokens_of(settings: Settings, archive: Archive) -> tuple[OneToken | Installed, str]:
    """Where the workspaces' tokens are, and in words where the bot is; raises as `run` does."""
    if settings.serves_many:
        found = await asyncio.to_thread(archive.installations)
        where = f"{len(found)} workspace{'s' * (len(found) != 1)}" if found else "no workspace yet"
        name = f"briefbot is in {where}, add it at {settings.public_url}{INSTALL}"
        return Installed.configured(archive, settings), name
    web = client(settings)
    me = await identity(web)
    await asyncio.to_thread(archive.stay, me["team_id"])
    name = f"@{me.get('user', 'briefbot')} is in the workspace {me.get('team', '?')}"
    return OneToken(str(web.token), me["team_id"], me["user_id"]), name


def _employ(
    engine: Engine,
    newsroom: Newsroom,
    workspaces: Workspaces,
    archive: Archive,
    *,
    settings: Settings,
    signs: Signs,
    pace: Pacing,
) -> AsyncApp:
    """Give the engine all its work, and make the app through which Slack reaches it."""
    outbox = Outbox(archive, workspaces, pace)

    def posted() -> None:
        outbox.nudge()
        engine.soon("outbox", outbox.work)

    worker = Worker(
        archive, newsroom.desk, workspaces, posted=posted, zone=settings.timezone, managers=settings.managers
    )
    amender = Amender(archive, newsroom.desk, workspaces, pace, queued=posted)
    tick = Tick(archive, newsroom.compose, grace=settings.late)

    async def deliver() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(newsroom.looked.wait(), FIRST_LOOK)
        newsroom.looked.set()
        await tick.work(workspaces.shut)
        engine.soon("outbox", outbox.work)

    watched = functools.partial(_watched, workspaces=workspaces, posted=posted)
    alert = watched(Alarm(archive, newsroom.desk), Following(archive, newsroom.desk))

    async def forget() -> None:
        await asyncio.to_thread(retention.work, archive, datetime.now(UTC))
        await asyncio.to_thread(newsroom.desk.recall, now=datetime.now(UTC))  # events are known by what is kept
        await asyncio.to_thread(archive.erase_departed, datetime.now(UTC))

    async def tidy() -> None:
        await asyncio.to_thread(archive.tidy)

    engine.every(min(settings.fetch_every, LOOK_EVERY), "sources", signs.round("sources", newsroom.look))
    engine.every(TICK_EVERY, TICKS, signs.round(TICKS, deliver))
    engine.every(TICK_EVERY, "alerts", alert)
    engine.every(NOTICE_EVERY, "outages", watched(Outages(archive, "" if settings.serves_many else settings.owner)))
    engine.every(NOTICE_EVERY, "travellers", worker.look_for_travellers)
    engine.every(TICK_EVERY, "inbox", worker.work)
    engine.every(TICK_EVERY, "forms", worker.open_forms)
    engine.every(TICK_EVERY, "amendments", amender.work)
    engine.every(TICK_EVERY, "outbox", outbox.work)
    engine.every(retention.NIGHTLY, "retention", signs.round("retention", forget))
    engine.every(TIDY_EVERY, "tidying", tidy)

    def arrived(job: Job) -> None:
        signs.event = time.time()
        worker.nudge()
        if job.kind == FORM:  # waits for nothing else, since Slack waits three seconds for it
            engine.soon("forms", worker.open_forms)
        else:
            engine.soon("inbox", worker.work)

    return bot.bolt(workspaces, archive, arrived=arrived, objection=worker.objection)


def _watched(
    *watches: Alarm | Following | Outages, workspaces: Workspaces, posted: Callable[[], None]
) -> Callable[[], Awaitable[None]]:
    """Have each of them queue what it finds to be owed, in the workspaces that can be reached."""

    async def work() -> None:
        for watch in watches:
            if await asyncio.to_thread(watch.work, datetime.now(UTC), workspaces.shut):
                posted()

    return work


@contextlib.asynccontextmanager
async def _socket(app: AsyncApp, settings: Settings, stop: asyncio.Event, signs: Signs) -> AsyncIterator[str]:
    """Connected by Socket Mode; sets `stop`, and raises at the end, where the sockets fell silent."""
    token = settings.slack_app_token.get_secret_value()
    # Asked here first, because the sockets go on trying with a token that Slack does not accept.
    with asking(app.client, "BRIEFBOT_SLACK_APP_TOKEN", APP_TOKEN_ADVICE):
        await app.client.apps_connections_open(app_token=token)
    async with Sockets(
        app, app.client, token, signs=signs, count=settings.sockets, silence=settings.socket_silence
    ) as sockets:
        watching = asyncio.create_task(sockets.watch())
        watching.add_done_callback(lambda _: stop.set())
        yield "connected by Socket Mode"
        if watching.done():
            raise watching.result()
        watching.cancel()


@contextlib.asynccontextmanager
async def _http(app: AsyncApp, settings: Settings, more: Sequence[BaseRoute], serving: Serving) -> AsyncIterator[str]:
    web = bot.web(app, settings.slack_signing_secret.get_secret_value(), more)
    async with serving(web, settings.host, settings.port) as address:
        yield f"listening on {address}/slack/events"


@contextlib.asynccontextmanager
async def _monitored(health: Health, settings: Settings) -> AsyncIterator[None]:
    """The operator's pages on a port of their own, where the settings name one."""
    if settings.monitor_port is None:
        yield
        return
    pages: Any = Starlette(routes=health.pages(figures=True))
    async with serve(pages, settings.monitor_host, settings.monitor_port, setting="BRIEFBOT_MONITOR_PORT") as address:
        log.info("/healthz, /readyz and /metrics are at %s", address)
        yield


async def _reach(settings: Settings, workspaces: Workspaces) -> str:
    """Why nothing can be said to Slack, "" where it can."""
    dead = [reason for reason in workspaces.shut.values() if reason != faults.NOT_INSTALLED]
    if not settings.serves_many and dead:
        reason = dead[0]
        return f"Slack does not take BRIEFBOT_SLACK_BOT_TOKEN any more ({reason}): see the log"
    web = AsyncWebClient(base_url=settings.slack_api_url, retry_handlers=[], timeout=TIMEOUT)
    try:
        with asking(web):
            await web.api_test()  # asks for no token
    except SlackError as fault:
        return str(fault)
    return ""
