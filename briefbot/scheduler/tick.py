"""The tick: reads from the archive what is due and has it composed. Schedules are rows; nothing here remembers any."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from briefbot.desk.due import due
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.subscription import Delivery, Slot, Subscription

log = logging.getLogger(__name__)


class Tick:
    """Claims slots that are due and hands the deliveries to `compose`, which writes their posts into the outbox.

    A delivery that is CLAIMED when a tick begins was left so by a process that died before it wrote any post, so
    composing it again repeats nothing.
    """

    def __init__(
        self,
        archive: Archive,
        compose: Callable[[Sequence[tuple[Subscription, Delivery]], datetime], None],
        *,
        grace: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._archive = archive
        self._compose = compose
        self._grace = grace
        self._clock = clock
        self._claimed: set[Slot] = set()  # known to be, by this process or another: a claim is never undone

    async def work(self, besides: Collection[str] = ()) -> None:
        """Do what is due now, but in the workspaces `besides`; called by the engine every second or so.

        What falls due there is late, or missed, once they are served again.
        """
        await asyncio.to_thread(self._work, self._clock(), besides)

    def _work(self, now: datetime, besides: Collection[str]) -> None:
        subscriptions = {s.id: s for s in self._archive.subscriptions()}
        served = [s for s in subscriptions.values() if s.workspace not in besides]
        since = now - self._grace - timedelta(days=2)
        fresh = due(served, now=now, grace=self._grace, claimed=self._claimed)
        if fresh:
            self._archive.claim(fresh)
            self._claimed = {slot for slot in self._claimed if slot.day >= since.date()} | fresh.keys()
        owed = []
        for delivery in self._archive.deliveries(since=since, state=DeliveryState.CLAIMED):
            subscription = subscriptions.get(delivery.slot.subscription)
            if subscription is None:
                self._archive.settle(delivery.slot, DeliveryState.FAILED, "its subscription was removed")
            elif now - delivery.due > self._grace:
                self._archive.settle(delivery.slot, DeliveryState.MISSED, "the bot was not running at its time")
                log.warning("missed the briefing %s: the bot was not running at its time", delivery.slot.key)
            elif subscription.workspace not in besides:
                owed.append((subscription, delivery))
        if owed:
            owed.sort(key=lambda each: (each[1].due, each[1].slot))
            self._compose(owed, now)
