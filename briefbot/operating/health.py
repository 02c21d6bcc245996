"""Whether the bot lives, whether it is ready, in words, and its figures: /healthz, /readyz and /metrics."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from briefbot.errors import ArchiveError
from briefbot.operating.metrics import REGISTRY
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from prometheus_client import Metric
    from starlette.requests import Request

    from briefbot.archive.protocol import Archive, Backlog

TICKS = "deliveries"
"""The work whose rounds show that the scheduler ticks."""

OVERDUE = 120.0
"""Seconds without a round of it; composing some thousands of briefings takes less."""

ASKED_AGAIN = 30.0
"""Seconds for which Slack's answer to whether it can be reached is good."""

DAY = timedelta(days=1)


@dataclass
class Signs:
    """When each part of the bot last gave a sign of life, in Unix time."""

    started: float = field(default_factory=time.time)
    rounds: dict[str, float] = field(default_factory=dict)  # the end of the last round of each work, without a fault
    heard: float | None = None  # a pong or a message came over a socket
    event: float | None = None  # Slack told of something that a person did
    sockets: int | None = None  # that are connected; None with HTTP

    def round(self, name: str, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """`work`, with the end of each of its rounds written down."""

        async def noted() -> None:
            await work()
            self.rounds[name] = time.time()

        return noted


class Health:
    """What the pages show; `reach` asks Slack for something, and gives in words why that failed, else ""."""

    def __init__(self, archive: Archive, signs: Signs, reach: Callable[[], Awaitable[str]]) -> None:
        self._archive = archive
        self._signs = signs
        self._reach = reach
        self._reached, self._trouble = 0.0, ""  # when Slack was asked last, on the monotonic clock, and what it said
        self._registry = CollectorRegistry()
        self._registry.register(_Standing(archive, signs))

    async def troubles(self) -> list[str]:
        """What is not ready, a line each; none where all is."""
        found = []
        try:
            await asyncio.to_thread(self._archive.backlog, datetime.now(UTC) - DAY)
        except ArchiveError as fault:
            found.append(str(fault))
        signs = self._signs
        if signs.sockets == 0:
            found.append("no socket to Slack is connected: look at the log for why, and at the network")
        if time.monotonic() - self._reached > ASKED_AGAIN:
            self._trouble = await self._reach()
            self._reached = time.monotonic()
        if self._trouble:
            found.append(self._trouble)
        since = time.time() - signs.rounds.get(TICKS, signs.started)
        if since > OVERDUE:
            found.append(f"the scheduler's last round was {since:.0f} s ago: look at the log for why, or restart")
        return found

    def pages(self, *, figures: bool) -> list[Route]:
        """The routes; /metrics where `figures`, which are not for everybody who reaches the port."""

        async def healthz(_: Request) -> Response:
            return PlainTextResponse("ok")

        async def readyz(_: Request) -> Response:
            troubles = await self.troubles()
            return PlainTextResponse("\n".join(troubles) or "ready", 503 if troubles else 200)

        async def metrics(_: Request) -> Response:
            counted = generate_latest(REGISTRY)
            standing = await asyncio.to_thread(generate_latest, self._registry)
            return Response(counted + standing, media_type=CONTENT_TYPE_PLAIN_0_0_4)

        made = [Route("/healthz", healthz), Route("/readyz", readyz)]
        return [*made, Route("/metrics", metrics)] if figures else made


class _Standing(Collector):
    """What the archive and the signs of life say at the moment of a scrape."""

    def __init__(self, archive: Archive, signs: Signs) -> None:
        self._archive = archive
        self._signs = signs

    def describe(self) -> list[Metric]:
        """Nothing: to register it must not read the archive."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The families; without those of the archive where it cannot be read."""
        signs = self._signs
        rounds = GaugeMetricFamily(
            "briefbot_last_round_timestamp_seconds", "When the last round of each regular work ended.", labels=["work"]
        )
        for name, at in signs.rounds.items():
            rounds.add_metric([name], at)
        yield rounds
        if signs.event is not None:
            yield GaugeMetricFamily(
                "briefbot_slack_last_event_timestamp_seconds", "When Slack last told of something.", signs.event
            )
        if signs.heard is not None:
            yield GaugeMetricFamily(
                "briefbot_socket_last_heard_timestamp_seconds",
                "When a pong or a message last came over a socket.",
                signs.heard,
            )
        if signs.sockets is not None:
            yield GaugeMetricFamily("briefbot_sockets", "Sockets to Slack that are connected.", signs.sockets)
        now = datetime.now(UTC)
        try:
            backlog = self._archive.backlog(now - DAY)
        except ArchiveError:
            yield GaugeMetricFamily("briefbot_archive_up", "Whether the archive can be read.", 0)
            return
        yield GaugeMetricFamily("briefbot_archive_up", "Whether the archive can be read.", 1)
        yield from _backlog(backlog, now)


def _backlog(backlog: Backlog, now: datetime) -> Iterator[Metric]:
    deliveries = GaugeMetricFamily(
        "briefbot_deliveries", "Briefings due within the last 24 hours, by how far they have come.", labels=["state"]
    )
    for state in DeliveryState:
        deliveries.add_metric([state], backlog.deliveries.get(state, 0))
    yield deliveries
    posts = GaugeMetricFamily("briefbot_posts_waiting", "Messages that are owed, by state.", labels=["state"])
    for waiting, count in sorted(backlog.posts.items()):
        posts.add_metric([waiting], count)
    yield posts

    def age(since: datetime | None) -> float:
        return max(0.0, (now - since).total_seconds()) if since else 0.0

    yield GaugeMetricFamily(
        "briefbot_queue_age_seconds", "How late the oldest briefing is that is still owed; 0: none.", age(backlog.owed)
    )
    yield GaugeMetricFamily("briefbot_jobs_waiting", "Commands, clicks and questions not done yet.", backlog.jobs)
    yield GaugeMetricFamily(
        "briefbot_jobs_age_seconds", "How long the oldest of them has waited; 0: none.", age(backlog.asked)
    )
