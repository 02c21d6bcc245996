"""A newsroom to play scenes in: a workspace, a folder of wire copy, and the bot, in this process or in its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from briefbot import app
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.demo.transcript import readable
from briefbot.desk import topics
from briefbot.playground.server import Playground
from briefbot.playground.workspace import demo_workspace
from briefbot.settings import Settings
from briefbot.source import Source
from briefbot.subscription import DAYS, Schedule, Subscription

if TYPE_CHECKING:
    from pathlib import Path

TOKEN, APP_TOKEN, SECRET = "xoxb-test", "xapp-test", "a signing secret"
PATIENCE = 15.0

BRIDGE = """\
Old river bridge at Halmeria reopens to trucks
By Dana Orlov
HALMERIA, Nov 24 (COAST) -- Trucks crossed the old river bridge at Halmeria on Tuesday for the first time since \
spring, after engineers replaced 18 of its beams.

"The bridge carries forty tonnes again," said Minister of Works Petra Lindqvist at the toll gate.

Some 260 trucks crossed before noon, the port authority said.
(end) do.rt
"""
STRIKE = """\
Bakers in Ostrava end strike after wage deal
By Milan Hrubec
OSTRAVA, Nov 24 (COAST) -- Bakers in Ostrava went back to work on Tuesday after the mills agreed to raise wages by \
seven per cent.

"Nobody wanted empty shelves," said union leader Jana Kolarova.
(end) mh.rt
"""


def page(message):
    """A message as a person reads it."""
    return readable(message.text, message.blocks)


class Newsroom:
    """Everything that a scene needs, with the paths and addresses it is at."""

    def __init__(self, folder: Path, playground: Playground, address: str) -> None:
        self.folder, self.playground, self.address = folder, playground, address
        self.archive = folder / "archive.sqlite"
        self.wire = folder / "wire"
        self.wire.mkdir()
        self.request_url = ""
        with self.open() as archive:
            archive.put_source(Source(id="coast", agency="Coast News", url=str(self.wire)))

    @property
    def workspace(self):
        return self.playground.workspace

    def open(self):
        return contextlib.closing(SQLiteArchive.open(self.archive))

    def file(self, name, copy, form="txt"):
        """Put a dispatch into the wire folder."""
        path = self.wire / f"{name}.{form}"
        path.write_text(copy)
        os.utime(path, (0, 0))  # a file just written is left for the next look

    def subscribe(self, topic="", channel="world-news", after=1.0):
        """A subscription that is due every day at a time a moment from now."""
        now = datetime.now(UTC)
        due = (now + timedelta(seconds=after)).time().replace(microsecond=0)
        with self.open() as archive:
            return archive.subscribe(
                Subscription(
                    workspace=self.workspace.team_id,
                    channel=self.workspace.channel(channel).id,
                    topic=topic,
                    schedule=Schedule(days=DAYS, times=(due,), zone="UTC"),
                    created=now - timedelta(seconds=2),
                )
            )

    def stories(self):
        """The headlines in the archive, embargoed ones left out."""
        with self.open() as archive:
            return [story.headline for story in archive.find(topics.parse(""), now=datetime.now(UTC))]

    @property
    def settings(self):
        return {
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "slack_api_url": f"{self.address}/api/",
            "archive": str(self.archive),
            "port": "0",
            "fetch_every": "1",
            "fetch_spacing": "0",
        }

    @contextlib.asynccontextmanager
    async def bot(self, **changed):
        """The bot, running in this process while the context lasts."""
        stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
        settings = Settings(_env_file=None, **(self.settings | changed))
        running = asyncio.create_task(app.run(settings, stop=stop, ready=ready.set_result))
        await asyncio.wait({running, ready}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        try:
            if running.done():
                running.result()
            self._listens(await ready)
            yield
        finally:
            stop.set()
            await running

    @contextlib.asynccontextmanager
    async def bot_process(self, **changed):
        """The bot as a process of its own; killed at the end if it still runs."""
        environment = {f"BRIEFBOT_{name.upper()}": value for name, value in (self.settings | changed).items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFBOT_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "briefbot", "run",
            env=kept | environment, cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        said = b""
        async with asyncio.timeout(PATIENCE):
            while b"is ready" not in said:
                line = await process.stderr.readline()
                assert line, said.decode()
                said = line
        self._listens(said.decode().strip())
        reading = self._log = asyncio.create_task(process.stderr.read())
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await reading

    async def log(self):
        """What the last process logged since it was ready, once it has ended."""
        return (await self._log).decode()

    def _listens(self, words):
        self.request_url = words.rpartition("listening on ")[2] if "listening on" in words else ""
        self.playground.request_url = self.request_url or None

    def shown(self, channel="world-news"):
        """What the bot has posted to a channel, oldest first."""
        return [m for m in self.workspace.channel(channel).messages if m.user == self.workspace.bot.id]

    async def until(self, there, patience=PATIENCE):
        """What `there` gives as soon as it gives something."""
        async with asyncio.timeout(patience):
            while not (found := there()):  # noqa: ASYNC110 - what is waited for may be in another process
                await asyncio.sleep(0.05)
            return found

    def briefings(self, channel="world-news"):
        """What stands in the channel itself, for everybody."""
        return [m for m in self.shown(channel) if not m.is_reply and m.seen_by is None]

    async def briefing(self, channel="world-news"):
        """The first of them, waited for."""
        return (await self.until(lambda: self.briefings(channel)))[0]

    async def ask(self, text, thread=None, who="ana", channel="world-news"):
        """Write a message as a person, and give the bot's answer to it, as text."""
        said = await self.playground.say(who, channel, text, thread_ts=thread.ts if thread else None)
        assert said is not None
        under = thread.ts if thread else said.ts
        answers = await self.until(
            lambda: [m for m in self.shown(channel) if m.is_reply and m.thread_ts == under and m.ts > said.ts]
        )
        return page(answers[0])

    async def command(self, text, who="ana", channel="world-news"):
        """Type a slash command, and give what the bot shows to that person alone."""
        before = len(self.alone(who, channel))
        await self.playground.say(who, channel, text)
        return (await self.until(lambda: self.alone(who, channel)[before:]))[-1]

    def alone(self, who, channel="world-news"):
        """What the bot shows to one person alone."""
        return [m for m in self.shown(channel) if m.seen_by == self.workspace.user(who).id]

    async def settled(self, seconds=1.5):
        """Time for something to happen that must not."""
        await asyncio.sleep(seconds)

    async def set(self, state):
        """Wait until a delivery of this state is on record, and give it."""

        def found():
            with self.open() as archive:
                return archive.deliveries(since=datetime.now(UTC) - timedelta(days=1), state=state)

        return (await self.until(found))[0]

    async def send(self, body, stamp=None, signature=None, **headers):
        """An HTTP request as Slack sends it, signed unless told otherwise."""
        now = str(int(datetime.now(UTC).timestamp())) if stamp is None else stamp
        signed = signature or SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body) or ""
        sent = {
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signed,
            "Content-Type": "application/json",
        }
        async with httpx.AsyncClient(trust_env=False) as client:
            encoded = [(name.encode(), value.encode()) for name, value in (sent | headers).items()]
            return await client.post(self.request_url, content=body, headers=encoded)


@pytest.fixture
async def newsroom(tmp_path):
    """A workspace on loopback, and everything for a bot that is not running yet."""
    playground = Playground(demo_workspace(TOKEN, APP_TOKEN), signing_secret=SECRET)
    async with playground.serve() as address:
        yield Newsroom(tmp_path, playground, address)
