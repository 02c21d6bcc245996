"""The `Engine` of one process: APScheduler ticks, and each name's runs follow one another."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class _Lane:
    """The runs of one name, one at a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.task: asyncio.Task[None] | None = None  # a strong reference: the loop keeps none
        self._next: Callable[[], Awaitable[None]] | None = None

    def begin(self, work: Callable[[], Awaitable[None]], *, again: bool) -> None:
        """Run `work` now; while another run is under way, after it if `again`, else not at all."""
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._run(work), name=self.name)
        elif again:
            self._next = work

    async def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        following: Callable[[], Awaitable[None]] | None = work
        while following is not None:
            try:
                await following()
            except Exception:
                log.exception("%s failed; its next run is not affected", self.name)
            following, self._next = self._next, None


class APSchedulerEngine:
    """`Engine` on APScheduler's asyncio scheduler."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._lanes: dict[str, _Lane] = {}
        self._stopping = False

    def every(self, seconds: float, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """See `Engine.every`."""
        lane = self._lane(name)

        async def tick() -> None:
            lane.begin(work, again=False)

        self._scheduler.add_job(
            tick,
            IntervalTrigger(seconds=seconds, timezone=UTC),
            id=name,
            replace_existing=True,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
        )

    def soon(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """See `Engine.soon`."""
        if not self._stopping:
            self._lane(name).begin(work, again=True)

    async def start(self) -> None:
        """See `Engine.start`."""
        if not self._scheduler.running:
            self._scheduler.start()

    async def stop(self, grace: float) -> None:
        """See `Engine.stop`."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        under_way = [lane.task for lane in self._lanes.values() if lane.task is not None and not lane.task.done()]
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=grace)
            for task in late:
                log.warning("%s was cut short: it took longer than %.0f s to stop", task.get_name(), grace)
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _lane(self, name: str) -> _Lane:
        return self._lanes.setdefault(name, _Lane(name))
