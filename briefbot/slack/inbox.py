"""Does the jobs that the archive holds as they come, side by side: none waits for another to end."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from briefbot.operating import logs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from briefbot.archive.protocol import Archive
    from briefbot.messages import Job

log = logging.getLogger(__name__)


class Inbox:
    """The jobs that are `wanted`, each done by `do`; `work` is called again and again, never twice at a time.

    A job that is still not done when `do` has ended is done again at once: `do` waits before it gives one up for now.
    """

    def __init__(self, archive: Archive, wanted: Callable[[Job], bool], do: Callable[[Job], Awaitable[None]]) -> None:
        self._archive = archive
        self._wanted = wanted
        self._do = do
        self._under_way: dict[str, asyncio.Task[None]] = {}  # by key
        self._ended: set[str] = set()  # keys of those that ended while the archive was being read
        self._news = asyncio.Event()  # a job came or ended

    def nudge(self) -> None:
        """A job came: what is under way in `work` looks for it."""
        self._news.set()

    async def work(self) -> None:
        """Do every job that is not done, and those that come meanwhile, until none is left."""
        try:
            while True:
                self._news.clear()
                self._ended.clear()
                for job in await asyncio.to_thread(self._archive.jobs):
                    # What ended since may stand in what was read before as not done.
                    if self._wanted(job) and job.key not in self._under_way and job.key not in self._ended:
                        self._begin(job)
                if not self._under_way and not self._news.is_set():
                    return
                await self._news.wait()
        finally:
            late = list(self._under_way.values())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, job: Job) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            del self._under_way[job.key]
            self._ended.add(job.key)
            self._news.set()
            if not task.cancelled() and (fault := task.exception()):
                log.error("%s stays as it is until the bot starts again", job.key, exc_info=fault)

        with logs.about(job=job.key):
            task = self._under_way[job.key] = asyncio.ensure_future(self._do(job))
        task.add_done_callback(ended)
