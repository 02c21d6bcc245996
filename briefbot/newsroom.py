"""The newsroom at work: looks at sources as they fall due, files what is new, composes the briefings that are due."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.operating import metrics
from briefbot.slack.composing import Composer
from briefbot.sources import rhythm
from briefbot.sources.rhythm import Bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.source import Poll, Source
    from briefbot.sources.reader import Reader, Reading
    from briefbot.subscription import Delivery, Subscription

log = logging.getLogger(__name__)

SOURCES_AT_ONCE = 32
"""At a first look most of their time goes into waiting: a second before each of a host's three requests."""

WRITTEN_DOWN = timedelta(minutes=1)
"""How often it is written down that nothing came into a folder."""

TOGETHER = 100
"""Looks without news that are written down at once."""

ROUND = 30.0
"""Seconds that the next look at which sources are due waits for those under way."""


class Newsroom:
    """Looks at the sources, and has briefings composed."""

    def __init__(self, archive: Archive, reader: Reader, bounds: Bounds = Bounds()) -> None:  # noqa: B008 - frozen
        self._archive = archive
        self._reader = reader
        self._bounds = bounds
        self._due: deque[tuple[Source, Poll | None]] = deque()  # what waits for its look
        self._looking: set[str] = set()  # the sources that are looked at
        self._lookers: set[asyncio.Task[None]] = set()  # each looks at one source after the other
        self._uneventful: list[Reading] = []  # looks that brought nothing, to be written down together
        self.desk = Desk(archive, RulesFormatter())
        self._composer = Composer(archive, self.desk)
        self.looked = asyncio.Event()  # set after the first round of looks

    async def look(self) -> None:
        """Look at every source that is due, and file what is new.

        A slow one is waited for no longer than `ROUND`; it goes on beside the rounds that follow.
        """
        await self._write_down()  # what ended since the last round is not due again
        sources, polls = await asyncio.to_thread(self._archive.sources), await asyncio.to_thread(self._archive.polls)
        due = rhythm.due(sources, polls, now=datetime.now(UTC), bounds=self._bounds)
        self._due = deque((source, polls.get(source.id)) for source in due if source.id not in self._looking)
        for _ in range(min(SOURCES_AT_ONCE - len(self._lookers), len(self._due))):
            looker = asyncio.create_task(self._look_at_each(), name="looks at sources")
            self._lookers.add(looker)
            looker.add_done_callback(self._lookers.discard)
        if self._lookers:
            await asyncio.wait(self._lookers, timeout=ROUND)
        await self._write_down()
        self.looked.set()

    async def close(self) -> None:
        """End the looks under way; what they read is read again the next time."""
        lookers = list(self._lookers)
        for looker in lookers:
            looker.cancel()
        await asyncio.gather(*lookers, return_exceptions=True)
        await self._write_down()

    async def _look_at_each(self) -> None:
        """Look at what is due until nothing is."""
        while self._due:
            source, poll = self._due.popleft()
            self._looking.add(source.id)
            try:
                await self._look_at(source, poll)
            except Exception:
                log.exception("the stories of %s could not be filed", source.id)
            finally:
                self._looking.remove(source.id)

    async def _look_at(self, source: Source, poll: Poll | None) -> None:
        now = datetime.now(UTC)
        documents = None
        if not rhythm.is_address(source.url):
            documents = await asyncio.to_thread(self._archive.documents, source.id)
        reading = await self._reader.read(source, poll, now=now, known=self._known, documents=documents)
        outcome = "news" if reading.stories else "nothing" if reading.poll.ok else "failed"
        metrics.FETCHES.labels(outcome).inc()
        if reading.brings:
            await asyncio.to_thread(self._file, source, reading, now)
        elif poll is None or documents is None or poll.ok != reading.poll.ok or now - poll.at >= WRITTEN_DOWN:
            self._uneventful.append(reading)
            if len(self._uneventful) >= TOGETHER:
                await self._write_down()

    async def _write_down(self) -> None:
        """Keep the looks that brought nothing, many at once: each by itself would wait for the disk."""
        readings, self._uneventful = self._uneventful, []
        if readings:
            await asyncio.to_thread(self._archive.put_poll, *(reading.poll for reading in readings))

    def _file(self, source: Source, reading: Reading, now: datetime) -> None:
        # In this order: after a crash in between, the source is read again, and its stories are known.
        self.desk.take_in(source, reading.stories, reading.poll, now=now)
        if reading.documents or reading.gone:
            self._archive.keep_documents(source.id, reading.documents, reading.gone)
        if reading.changed:
            self._archive.change_source(reading.source)

    def _known(self, story: str) -> bool:
        return bool(self._archive.first_seen([story]))

    def compose(self, owed: Sequence[tuple[Subscription, Delivery]], now: datetime) -> None:
        """See `Composer.compose`."""
        self._composer.compose(owed, now)
