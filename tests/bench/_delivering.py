"""A newsroom's morning to be delivered, and the bot as a process that can be killed: for the bench `delivery`."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot import app
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.playground.rates import Rates
from briefbot.playground.server import Playground
from briefbot.playground.workspace import SCOPES, Channel, User, Workspace
from briefbot.settings import Settings
from briefbot.slack.pacing import Pacing
from briefbot.story import Story
from briefbot.subscription import DAYS, Schedule, Subscription

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from multiprocessing.connection import Connection

TOKEN, TEAM = "xoxb-bench", "T0BENCH"
_BEGINNINGS, _ENDINGS = ("Hal", "Sel", "Dor", "Mar", "Ost"), ("meria", "lenau", "rin", "ava")
PLACES = [beginning + ending for beginning in _BEGINNINGS for ending in _ENDINGS]
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.bench._delivering"])


def stories(now: datetime) -> Iterator[Story]:
    """Three dispatches from each place."""
    for place in PLACES:
        for number, what in enumerate(("harbour", "hospital", "railway")):
            body = (
                f"{place.upper()} (COAST) -- The {what} of {place} will open again in May, the council said.\n\n"
                f'"We have waited {number + 2} years for the {what}," said Mayor Petra Lind of {place}.\n\n'
                f"Some {number + 3}00 people work there, the council said."
            )
            yield Story(
                id=f"{place}-{what}",
                version=1,
                agency="Coast News",
                headline=f"{what.title()} of {place} to open again",
                body=body,
                published=now,
            )


@contextlib.contextmanager
def morning(count: int, channels: int) -> Iterator[Path]:
    """An archive with so many subscriptions that are due, each for one story of a place, in so many channels."""
    now = datetime.now(UTC)
    schedule = Schedule(days=DAYS, times=(now.time().replace(microsecond=0),), zone="UTC")
    memory = Path("/dev/shm")  # where a write is quick; the bot then works on the disk
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "archive.sqlite"
        with contextlib.closing(SQLiteArchive.open(path)) as archive:
            Desk(archive, RulesFormatter()).file(stories(now), None, now)
            for number in range(count):
                archive.subscribe(
                    Subscription(
                        workspace=TEAM,
                        channel=f"C{number % channels:09d}",
                        topic=PLACES[(number + number // channels) % len(PLACES)],
                        schedule=schedule,
                        limit=1,
                        created=now - timedelta(hours=1),
                    )
                )
        yield path


class Rehearsal:
    """A workspace at Slack's rates in scaled time, and one archive to deliver from."""

    def __init__(self, archive: Path, channels: int, scale: float) -> None:
        bot = User("U0BOT", "briefbot", "briefbot", "UTC", bot_id="B0BOT")
        rooms = [Channel(f"C{number:09d}", f"room-{number}", {bot.id}) for number in range(channels)]
        self.workspace = Workspace(TEAM, "Bench", "bench", [bot], rooms, TOKEN, "", SCOPES)
        self.playground = Playground(self.workspace, signing_secret="bench", rates=Rates(scale=scale))
        self.archive = archive
        self._scale = scale
        self._address = ""

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve the workspace while the context lasts."""
        async with self.playground.serve() as self._address:
            yield

    async def start(self) -> multiprocessing.Process:
        """Start the bot as a process of its own; it is ready then."""
        ours, theirs = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(
            target=_run, args=(self._address, str(self.archive), self._scale, theirs), daemon=True
        )
        process.start()
        theirs.close()
        await asyncio.to_thread(ours.recv)
        ours.close()
        return process  # type: ignore[return-value]

    def posted(self) -> Counter[str]:
        """How often each delivery's message stands in the workspace, by its key."""
        return Counter(
            message.metadata["event_payload"]["key"]
            for channel in self.workspace.channels
            for message in channel.messages
            if message.metadata
        )


def _run(address: str, archive: str, scale: float, ready: Connection) -> None:
    settings = Settings(
        _env_file=None,
        slack_bot_token=TOKEN,
        slack_signing_secret="bench",
        slack_api_url=f"{address}/api/",
        archive=archive,
        port=0,
    )
    asyncio.run(app.run(settings, stop=asyncio.Event(), ready=ready.send, pace=Pacing(scale=scale)))


@contextlib.contextmanager
def copied(archive: Path) -> Iterator[Path]:
    """A copy of the archive in TMPDIR, which should be on a disk, as a bot's archive is."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copy(archive, folder))
