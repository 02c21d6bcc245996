"""The briefing on a topic, for whoever asks for it just now: `/brief`, a share, or a topic in a direct message."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefbot.desk.briefing import Briefing
    from briefbot.desk.desk import Desk

AT_ONCE = 2
"""Briefings composed at most; more threads would only take turns, and hold up what must be quick."""


class Latest:
    """Composes what is asked for; those who ask while a topic is being composed get the same briefing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._composing: dict[str, asyncio.Task[Briefing]] = {}  # by topic
        self._composers = asyncio.Semaphore(AT_ONCE)

    async def briefing(self, topic: str) -> Briefing:
        """The latest on a topic, as typed; `TopicError` where it cannot be read."""
        if topic not in self._composing:
            self._composing[topic] = asyncio.create_task(self._compose(topic))
        return await asyncio.shield(self._composing[topic])

    async def _compose(self, topic: str) -> Briefing:
        try:
            async with self._composers:
                return await asyncio.to_thread(self._desk.briefing, topic, now=datetime.now(UTC))
        finally:
            del self._composing[topic]
