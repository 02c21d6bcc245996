"""`/brief` by signed HTTP to a running bot with a large archive: how soon it is acknowledged, and how soon answered.

The requests come at their own pace whether the ones before are answered or not; the answers go to a double of Slack's
response_url. The peer is a bare Bolt app in starlette that answers every command with one word, under the same load.
In environment variables: BENCH_STORIES (100000), BENCH_RATE, requests a second (50), and BENCH_SECONDS (20).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.serving import serve
from tests.bench._copy import Copy
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from starlette.requests import Request

STORIES = int(os.environ.get("BENCH_STORIES", "100000"))
RATE = float(os.environ.get("BENCH_RATE", "50"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "20"))

TOKEN, SECRET, TEAM = "xoxb-bench", "bench", "T0BENCH"
BATCH = 1000
ONE_IN = 50
"""So many stories have one that tells of Syria, from its headline on."""

WARMING = 3.0
"""Seconds of requests before those that count."""

PATIENCE = 30.0
"""Seconds that the last answers are waited for."""

PEER = """
import asyncio, sys
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route
from briefbot.serving import serve
app = AsyncApp(client=AsyncWebClient("xoxb-bench", base_url=sys.argv[1]), signing_secret="bench")
@app.command("/brief")
async def brief(ack, respond):
    await ack()
    await respond("Nothing.")
handler = AsyncSlackRequestHandler(app)
async def events(request):
    return await handler.handle(request)
async def main():
    async with serve(Starlette(routes=[Route("/slack/events", events, methods=["POST"])]), "127.0.0.1", 0) as address:
        print(f"listening on {address}/slack/events", file=sys.stderr, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


@dataclass
class Slack:
    """A double of the two ends of Slack that a command touches; it keeps when each answer came."""

    answered: dict[int, float] = field(default_factory=dict)
    address: str = ""

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve both while the context lasts."""
        routes = [
            Route("/api/auth.test", self._auth_test, methods=["GET", "POST"]),
            Route("/response/{number:int}", self._response, methods=["POST"]),
        ]
        async with serve(Starlette(routes=routes), "127.0.0.1", 0) as self.address:
            yield

    async def _auth_test(self, _: Request) -> Response:
        who = {"team": "Bench", "team_id": TEAM, "user": "briefbot", "user_id": "U0BOT", "bot_id": "B0BOT"}
        return JSONResponse({"ok": True, **who}, headers={"x-oauth-scopes": "chat:write,commands"})

    async def _response(self, request: Request) -> Response:
        await request.body()
        self.answered.setdefault(request.path_params["number"], time.perf_counter())
        return PlainTextResponse("ok")


@dataclass
class Times:
    """Milliseconds from sending each request to its acknowledgement and to its answer."""

    acks: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


def measure() -> Iterator[Figure]:
    """The figures that issue 7 names, then the same with many topics."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.sqlite"
        copy = fill(path)
        several = ["syria", *(copy.word(rank) for rank in range(1000, 1000 + 99))]
        _settle(path, several)
        peer = asyncio.run(_peer())
        for what, topics in (("/brief syria", ["syria"]), ("/brief of 100 topics in turn", several)):
            took = asyncio.run(_briefbot(path, topics))
            at = f"{what} at {RATE:g} a second, {STORIES:,} stories"
            target = what == "/brief syria"
            for end, ours, theirs, most in (
                ("ack", took.acks, peer.acks, 100),
                ("answer", took.answers, peer.answers, 300),
            ):
                yield Figure(f"{at}: {end} p50", _p(ours, 50), "ms", "a bare Bolt app", _p(theirs, 50))
                yield Figure(
                    f"{at}: {end} p99", _p(ours, 99), "ms", "a bare Bolt app", _p(theirs, 99), most if target else None
                )
    one, _, _ = os.getloadavg()
    yield Figure("the machine's load meanwhile", one, "processes", "its cores", os.cpu_count() or 1)


def fill(path: Path) -> Copy:
    """An archive of so many stories, some of them of Syria."""
    copy = Copy()
    with contextlib.closing(SQLiteArchive.open(path)) as archive:
        stories = copy.stories(0, STORIES)
        for number in range(0, STORIES, BATCH):
            several = [
                replace(story, headline=f"Syria {story.headline}", body=f"{story.body}\n\nSyria was named.")
                if place % ONE_IN == 0
                else story
                for place, story in enumerate(islice(stories, BATCH))
            ]
            archive.add_all(several, source="bench", seen=copy.seen(number))
    return copy


def _settle(path: Path, topics: Sequence[str]) -> None:
    """Condense and group what will be shown, as filing does it: `fill` leaves that out, for a day's work."""
    with contextlib.closing(SQLiteArchive.open(path)) as archive:
        desk = Desk(archive, RulesFormatter())
        for topic in topics:
            desk.briefing(topic, now=datetime.now(UTC))


async def _briefbot(path: Path, topics: Sequence[str]) -> Times:
    slack = Slack()
    async with slack.serving():
        environment = {
            "BRIEFBOT_SLACK_BOT_TOKEN": TOKEN,
            "BRIEFBOT_SLACK_SIGNING_SECRET": SECRET,
            "BRIEFBOT_SLACK_API_URL": f"{slack.address}/api/",
            "BRIEFBOT_ARCHIVE": str(path),
            "BRIEFBOT_PORT": "0",
            "BRIEFBOT_LOG_LEVEL": "WARNING",
        }
        async with _listening([sys.executable, "-m", "briefbot", "run"], environment) as url:
            return await _load(slack, url, topics)


async def _peer() -> Times:
    slack = Slack()
    async with slack.serving():
        command = [sys.executable, "-c", PEER, f"{slack.address}/api/"]
        async with _listening(command, {}) as url:
            return await _load(slack, url, ["syria"])


@contextlib.asynccontextmanager
async def _listening(command: list[str], environment: dict[str, str]) -> AsyncIterator[str]:
    """The process while the context lasts, and the address that it says it listens on."""
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | environment, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    reading = None
    try:
        while not (found := re.search(rb"listening on (\S+)", line := await process.stderr.readline())):
            assert line, "the process ended"
        reading = asyncio.create_task(process.stderr.read())
        yield found[1].decode()
    finally:
        process.terminate()
        await process.wait()
        if reading is not None:
            sys.stderr.write((await reading).decode())


async def _load(slack: Slack, url: str, topics: Sequence[str]) -> Times:
    """Type commands at the pace, and give what those after the warming took."""
    count, first = int((WARMING + SECONDS) * RATE), int(WARMING * RATE)
    sent: dict[int, float] = {}
    acknowledged: dict[int, float] = {}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as http:

        async def type_(number: int, topic: str) -> None:
            body = _command(number, topic, f"{slack.address}/response/{number}")
            headers = _signed(body)
            sent[number] = time.perf_counter()
            async with http.post(url, data=body, headers=headers) as answer:
                assert answer.status == 200, answer.status
            acknowledged[number] = time.perf_counter()

        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, topic in enumerate(islice(cycle(topics), count)):
                await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
                group.create_task(type_(number, topic))
        ended = time.perf_counter()
        while len(slack.answered) < count and time.perf_counter() - ended < PATIENCE:  # noqa: ASYNC110 - the answers come from another process
            await asyncio.sleep(0.05)
    counted = range(first, count)
    never = ended + PATIENCE  # what was not answered by then took that long at least
    return Times(
        [(acknowledged[number] - sent[number]) * 1000 for number in counted],
        [(slack.answered.get(number, never) - sent[number]) * 1000 for number in counted],
    )


def _command(number: int, topic: str, response_url: str) -> bytes:
    fields = {
        "team_id": TEAM,
        "channel_id": "C0BENCH",
        "user_id": f"U{number % 500:09d}",
        "command": "/brief",
        "text": topic,
        "response_url": response_url,
        "trigger_id": f"{time.time_ns()}.{number}",
    }
    return urlencode(fields).encode()


def _signed(body: bytes) -> dict[str, str]:
    stamp = str(int(datetime.now(UTC).timestamp()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    media = "application/x-www-form-urlencoded"
    return {"Content-Type": media, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}


def _p(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
