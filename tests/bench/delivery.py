"""10,000 briefings due at once, at Slack's rates in scaled time; and smaller mornings with a kill -9 in the middle.

What is lost or repeated is counted in the workspace, by the key that each message carries. The archives lie in TMPDIR,
and are removed. In environment variables:
BRIEFBOT_BENCH_DELIVERIES (10000), BRIEFBOT_BENCH_SCALE, how many of Slack's seconds pass in one (10),
BRIEFBOT_BENCH_KILLS (20) and BRIEFBOT_BENCH_SEED (7).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from typing import TYPE_CHECKING

from briefbot.playground import rates
from tests.bench._delivering import Rehearsal, copied, morning
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from pathlib import Path

DELIVERIES = int(os.environ.get("BRIEFBOT_BENCH_DELIVERIES", "10000"))
SCALE = float(os.environ.get("BRIEFBOT_BENCH_SCALE", "10"))
KILLS = int(os.environ.get("BRIEFBOT_BENCH_KILLS", "20"))
SEED = int(os.environ.get("BRIEFBOT_BENCH_SEED", "7"))

FEW, ROOMS = 120, 60
QUICK = 30.0
SPAN = 1.2
"""Seconds within which a bot that has few to deliver is killed; it would need about one."""

PATIENCE = 60.0
"""Seconds without a message after which no more is waited for."""


def measure() -> Iterator[Figure]:
    """The figures that issue 7 names."""
    with morning(DELIVERIES, DELIVERIES // 2) as archive, copied(archive) as copy:
        took, posted = asyncio.run(_whole(copy))
    a_minute, burst = rates.A_MINUTE[rates.POST]
    bound = (DELIVERIES - burst) * 60 / a_minute
    what = f"{DELIVERIES} briefings delivered"
    yield Figure(what, took, "s of Slack's", "the bound of its limits", bound, 1.1 * bound)
    yield from _counted(f"of {DELIVERIES} briefings", posted, DELIVERIES)
    if not KILLS:
        return
    with morning(FEW, ROOMS) as archive:
        chance = random.Random(SEED)
        lost = repeated = standing = 0
        for _ in range(KILLS):
            with copied(archive) as copy:
                before, posted = asyncio.run(_killed(copy, chance.uniform(0, SPAN)))
            lost += FEW - len(posted)
            repeated += posted.total() - len(posted)
            standing += 0 < before < FEW
    what = f"of {KILLS} × {FEW} briefings, each time with a kill -9 ({standing} in the middle of sending),"
    yield Figure(f"{what} lost", lost, "briefings", "those owed", KILLS * FEW, 0)
    yield Figure(f"{what} repeated", repeated, "briefings", "those owed", KILLS * FEW, 0)


def _counted(what: str, posted: Counter[str], owed: int) -> Iterator[Figure]:
    yield Figure(f"{what} lost", owed - len(posted), "briefings", "those owed", owed, 0)
    yield Figure(f"{what} repeated", posted.total() - len(posted), "briefings", "those owed", owed, 0)


async def _whole(archive: Path) -> tuple[float, Counter[str]]:
    """Slack's seconds from the bot's start until the last message, and what then stands in the workspace."""
    rehearsal = Rehearsal(archive, DELIVERIES // 2, SCALE)
    async with rehearsal.serving():
        bot = await rehearsal.start()
        began = time.time()
        last = await _all_of(rehearsal, DELIVERIES)
        await asyncio.sleep(3)  # for what would come too much
        bot.kill()
        await asyncio.to_thread(bot.join)
    return (last - began) * SCALE, rehearsal.posted()


async def _killed(archive: Path, after: float) -> tuple[int, Counter[str]]:
    """How many messages stood when the bot was killed, and what stands after it was started again and was done."""
    rehearsal = Rehearsal(archive, ROOMS, QUICK)
    async with rehearsal.serving():
        bot = await rehearsal.start()
        await asyncio.sleep(after)
        bot.kill()
        await asyncio.to_thread(bot.join)
        before = rehearsal.posted().total()
        bot = await rehearsal.start()
        await _all_of(rehearsal, FEW)
        await asyncio.sleep(1.5)
        bot.kill()
        await asyncio.to_thread(bot.join)
    return before, rehearsal.posted()


async def _all_of(rehearsal: Rehearsal, count: int) -> float:
    """When the last of so many messages came, or the last of those that came."""
    seen, since = 0, time.time()
    while seen < count and time.time() - since < PATIENCE:
        await asyncio.sleep(0.2)
        there = rehearsal.posted().total()
        if there > seen:
            seen, since = there, time.time()
    stamps = [float(m.ts) for c in rehearsal.workspace.channels for m in c.messages]
    return max(stamps, default=since)
