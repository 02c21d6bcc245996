"""The demo: pretend agencies, the playground and the bot, as one program that ends as a whole.

The bot is a process of its own, configured as in production except for addresses and secrets. It is in the first of two
workspaces; into the second it can be installed from the page.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
import tempfile
import textwrap
import webbrowser
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.demo.agencies import Agencies
from briefbot.demo.transcript import readable
from briefbot.errors import BriefbotError
from briefbot.installation import Installation
from briefbot.playground.oauth import App, Town, second_workspace
from briefbot.playground.workspace import demo_workspace
from briefbot.subscription import AS_IT_HAPPENS, DAYS, Schedule, Subscription

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from briefbot.playground.server import Playground
    from briefbot.playground.workspace import Channel, Message

CLIENT_ID = "0.1"
CLIENT_SECRET = "demo-client-secret"  # noqa: S105 - of the playground, which is nobody's secret
SIGNING_SECRET = "demo-signing-secret"  # noqa: S105 - the same

BRIEFINGS = (0, 2, 4, 8, 15, 30)
"""Minutes: the first is due at once, and waits for the first look at the agencies; the others bring what is new."""

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a supervisor's request, and the terminal that was closed."""

PATIENCE = 20.0
"""Seconds that `--once` waits for each of the three things it wants to see."""

CHANNEL = "world-news"
COMMAND = "/brief syria"
QUESTION = "how many trucks crossed?"


@dataclass
class Stage:
    """What is running while the demo runs."""

    town: Town
    playground: Playground  # the workspace that the bot is in
    address: str  # of the playground's page
    install: str  # the address at which the bot is added to another workspace
    bot: asyncio.subprocess.Process
    log: Path

    def said(self) -> str:
        """What the bot has written to its log."""
        return self.log.read_text("utf-8", errors="replace")


@contextlib.asynccontextmanager
async def stage(port: int) -> AsyncIterator[Stage]:
    """Everything running, the bot ready; all of it ends with the context, and its files go."""
    with tempfile.TemporaryDirectory(prefix="briefbot-demo-") as folder:
        wire, archive = Path(folder) / "wire", Path(folder) / "archive.sqlite"
        wire.mkdir()
        now = datetime.now(UTC)
        agencies = Agencies(wire, started=now)
        own = f"http://127.0.0.1:{_free_port()}"
        app = App(CLIENT_ID, CLIENT_SECRET, (f"{own}/slack/oauth_redirect",), install_url=f"{own}/slack/install")
        town = Town([demo_workspace(""), second_workspace()], app, signing_secret=SIGNING_SECRET)
        playground = next(iter(town.playgrounds.values()))
        async with agencies.serve() as news, town.serve(port=port) as address:
            _furnish(archive, agencies, news, town, now)
            log = Path(folder) / "bot.log"
            bot = await _start_bot(archive, log, news, address, own)
            running = Stage(town, playground, address, app.install_url, bot, log)
            try:
                town.hear(await _request_url(running))
                yield running
            finally:
                await _end(bot)


def _free_port() -> int:
    """One for the bot, whose own address must be known before it runs: people come back to it from Slack."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
        return port


def _furnish(archive: Path, agencies: Agencies, news: str, town: Town, now: datetime) -> None:
    """What people set up in the bot's pages and with `briefbot sources add` and `briefbot subscribe`."""
    team, playground = next(iter(town.playgrounds.items()))
    kept = SQLiteArchive.open(archive)
    try:
        kept.install(_installation(town.grant(team), now))
        for source in agencies.sources(news):
            kept.put_source(source)
        first = now.replace(second=0, microsecond=0)  # a whole minute, as people write them
        zone = playground.workspace.people[0].tz
        moments = sorted((first + timedelta(minutes=m)).astimezone(ZoneInfo(zone)).time() for m in BRIEFINGS)
        scheduled = Schedule(days=DAYS, times=tuple(moments), zone=zone)
        for name, topic, schedule in (
            (CHANNEL, "", scheduled),
            ("syria-desk", "syria", scheduled),
            ("syria-desk", "syria OR damascus", AS_IT_HAPPENS),
        ):
            channel = playground.workspace.channel(name).id
            kept.subscribe(Subscription(workspace=team, channel=channel, topic=topic, schedule=schedule, created=first))
    finally:
        kept.close()


def _installation(granted: dict[str, Any], now: datetime) -> Installation:
    """What Slack gave, as the bot keeps it."""
    return Installation(
        workspace=granted["team"]["id"],
        name=granted["team"]["name"],
        token=granted["access_token"],
        refresh=granted["refresh_token"],
        expires=now + timedelta(seconds=granted["expires_in"]),
        bot_user=granted["bot_user_id"],
        scopes=tuple(granted["scope"].split(",")),
        by=granted["authed_user"]["id"],
        at=now,
    )


async def _start_bot(archive: Path, log: Path, news: str, playground: str, own: str) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BRIEFBOT_", "SLACK_"))}
    settings = {
        "BRIEFBOT_SLACK_CLIENT_ID": CLIENT_ID,
        "BRIEFBOT_SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "BRIEFBOT_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "BRIEFBOT_PUBLIC_URL": own,
        "BRIEFBOT_SLACK_API_URL": f"{playground}/api/",
        "BRIEFBOT_ARCHIVE": str(archive),
        "BRIEFBOT_PORT": own.rpartition(":")[2],
        "BRIEFBOT_FETCH_EVERY": "5",
        "BRIEFBOT_FETCH_AT_LEAST_EVERY": "5",  # the pretend agencies mind neither
        "BRIEFBOT_FETCH_SPACING": "0",
        "BRIEFBOT_CONTACT": "the briefbot demo",
        "BRIEFBOT_PRIVATE_ADDRESSES": urlsplit(news).netloc,
    }
    with log.open("wb") as said:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "briefbot.demo.bot",
            env={**kept, **settings},
            cwd=archive.parent,
            stdin=asyncio.subprocess.PIPE,  # never written to: that it ends tells the bot that the demo has
            stdout=said,
            stderr=said,
        )


async def _request_url(running: Stage) -> str:
    """Where the bot listens, by its own word."""
    async with asyncio.timeout(PATIENCE):
        while True:
            said = running.said()
            if ready := re.search(r"listening on (\S+)", said):
                return ready[1]
            if running.bot.returncode is not None:
                raise BriefbotError(f"the bot ended with status {running.bot.returncode}:\n{said}")
            await asyncio.sleep(0.05)


async def _end(bot: asyncio.subprocess.Process) -> None:
    if bot.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            bot.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(bot.wait(), 2.0)
        except TimeoutError:
            bot.kill()
            await bot.wait()


async def play(port: int) -> int:
    """Run until Ctrl-C, with the page opened where there is a browser: 0, or 1 where the bot ended by itself."""
    try:
        with _ended_by_signals():
            async with stage(port) as running:
                print(f"\n  The playground: {running.address}\n")
                print(f"  A briefing comes to #{CHANNEL} in a few seconds. Type {COMMAND}, or ask")
                print(f"  in the briefing's thread: {QUESTION}")
                print("  Within two minutes an agency corrects one of its stories, and another withdraws one.")
                print("  Under “briefbot” are its Home tab and its messages; in “Harbour Desk” it can be installed.")
                print("\n  Ctrl-C ends it.", flush=True)
                _open_browser(running.address)
                await running.bot.wait()
                print(f"The bot ended by itself:\n{running.said()}", file=sys.stderr)
                return 1
    except asyncio.CancelledError:
        print("\nThe demo has ended; nothing is left behind.")
        return 0


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C and its like cancel the task that this is in; only the first, so that it can tidy up in peace."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end() -> None:
        for number in _ENDING:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in _ENDING:
        loop.add_signal_handler(number, end)
    yield


def _open_browser(address: str) -> None:
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)


async def play_once() -> int:
    """Play the scene by itself and print its transcript: 0 only if the briefing and both answers came."""
    try:
        with _ended_by_signals():
            async with stage(port=0) as running:
                return 0 if await _played(running) else 1
    except asyncio.CancelledError:
        print("\nThe demo was ended before its scene was.", file=sys.stderr)
        return 1


async def _played(running: Stage) -> bool:
    """Whether the briefing, the answer to the command and the answer to the question came."""
    playground = running.playground
    person, channel = playground.workspace.people[0], playground.workspace.channel(CHANNEL)
    briefing = await _shown(running, channel, lambda message: _part_of(message) == "delivery" and not message.is_reply)
    if briefing is None:
        return False
    _print(f"{person.real_name}, in #{CHANNEL}:", COMMAND)
    await playground.say(person.id, channel.id, COMMAND)
    brief = await _shown(running, channel, lambda message: message.seen_by == person.id)
    _print(f"{person.real_name}, in the briefing's thread:", QUESTION)
    await playground.say(person.id, channel.id, QUESTION, thread_ts=briefing.ts)
    # The rest of a long briefing stands in its thread too; only its metadata tells an answer from it.
    answer = await _shown(
        running, channel, lambda message: _part_of(message) == "answer" and message.thread_ts == briefing.ts
    )
    return brief is not None and answer is not None


def _part_of(message: Message) -> str:
    """What the bot says that a post is a part of: "delivery", "answer", …; nothing of an answer to a command."""
    key: str = ((message.metadata or {}).get("event_payload") or {}).get("key", "")
    return key.partition("/")[0]


async def _shown(running: Stage, channel: Channel, is_it: Callable[[Message], bool]) -> Message | None:
    """Wait for a message of the bot, print it, and give it; say what the bot said where none comes."""
    playground = running.playground
    bot = playground.workspace.bot
    began = asyncio.get_running_loop().time()
    while (passed := asyncio.get_running_loop().time() - began) < PATIENCE and running.bot.returncode is None:
        version = playground.version
        if found := next((m for m in channel.messages if m.user == bot.id and is_it(m)), None):
            alone = playground.workspace.user(found.seen_by).real_name if found.seen_by else ""
            where = f"to {alone} alone" if alone else "in the briefing's thread" if found.is_reply else f"in #{CHANNEL}"
            _print(f"{bot.real_name}, {where}:", readable(found.text, found.blocks))
            return found
        await playground.change_after(version, 1.0)
    print(f"Nothing came in {passed:.0f} seconds. The bot said:\n{running.said()}", file=sys.stderr)
    return None


def _print(who: str, words: str) -> None:
    print(f"--- {who}\n\n{textwrap.indent(words.rstrip(), '    ')}\n", flush=True)
