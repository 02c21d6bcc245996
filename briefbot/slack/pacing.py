"""How fast Slack may be asked: by method and workspace, and one post a second to a channel.

Slack counts calls per method, workspace and app, and says in Retry-After how long one of these has to rest; it holds
for no other method and no other workspace. Source: docs.slack.dev, rate limits and the methods' pages; for
chat.postMessage "several hundred messages per minute" a workspace, above the second a channel.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

POST = "chat.postMessage"
UPDATE = "chat.update"
HISTORY = "conversations.history"
REPLIES = "conversations.replies"

SPACING = 1.0
"""Seconds between two posts to one channel."""

LONGEST_BACKOFF = 300.0
"""Seconds; for where Slack names none."""


@dataclass(frozen=True, slots=True)
class Tier:
    """So many calls a minute, of which a burst may come at once."""

    a_minute: float
    burst: int


TIER_3 = Tier(a_minute=50, burst=10)
TIERS: Mapping[str, Tier] = {POST: Tier(a_minute=300, burst=30), UPDATE: TIER_3, HISTORY: TIER_3, REPLIES: TIER_3}
"""Of the methods that are called of the bot's own accord. The bursts are less than Slack bears."""


@dataclass(slots=True)
class _Gate:
    """One method in one workspace."""

    spent_until: float = 0.0  # when its calls would have come to an end, one interval apart
    shut_until: float = 0.0
    refusals: int = 0  # in a row


class Pacing:
    """Gives turns. Its seconds are Slack's, of which `scale` pass in one of ours: 1, but in rehearsals more."""

    def __init__(self, *, scale: float = 1.0, tiers: Mapping[str, Tier] = TIERS, spacing: float = SPACING) -> None:
        self._scale = scale
        self._tiers = tiers
        self._spacing = spacing
        self._gates: dict[tuple[str, str], _Gate] = {}  # by workspace and method
        self._rests: dict[str, float] = {}  # until when, by "workspace/channel"; in that order

    def wait(self, workspace: str, method: str) -> float:
        """Seconds until the method may be called there; 0 for now."""
        gate, tier = self._gate(workspace, method), self._tiers[method]
        free = gate.spent_until - (tier.burst - 1) * 60 / tier.a_minute
        return max(0.0, free - self._now(), gate.shut_until - self._now())

    def room(self, workspace: str, method: str) -> int:
        """How many calls of the method may be made there now."""
        gate, tier = self._gate(workspace, method), self._tiers[method]
        if gate.shut_until > self._now():
            return 0
        ahead = max(0.0, gate.spent_until - self._now()) * tier.a_minute / 60
        return max(0, int(tier.burst - ahead))

    async def turn(self, workspace: str, method: str) -> None:
        """Wait until the method may be called there, and count the call."""
        while wait := self.wait(workspace, method):
            await self.sleep(wait)
        gate = self._gate(workspace, method)
        gate.spent_until = max(gate.spent_until, self._now()) + 60 / self._tiers[method].a_minute

    def refused(self, workspace: str, method: str, seconds: float | None) -> float:
        """Slack asked to wait that long, or did not say how long; gives the seconds that are waited."""
        gate = self._gate(workspace, method)
        gate.refusals += 1
        if seconds is None:
            # Longer each time, and not all at the same moment.
            seconds = min(LONGEST_BACKOFF, 2.0 ** (gate.refusals - 1)) * random.uniform(1, 1.5)  # noqa: S311 - no secret
        gate.shut_until = max(gate.shut_until, self._now() + seconds)
        return seconds

    def answered(self, workspace: str, method: str) -> None:
        """Slack took a call of the method."""
        self._gate(workspace, method).refusals = 0

    def rest(self, workspace: str, channel: str) -> None:
        """The channel was just posted to."""
        place = f"{workspace}/{channel}"
        self._rests.pop(place, None)
        self._rests[place] = self._now() + self._spacing

    def resting(self) -> dict[str, float]:
        """The channels, as "workspace/channel", that must not be posted to yet, and for how many seconds more."""
        now = self._now()
        while self._rests and next(iter(self._rests.values())) <= now:
            del self._rests[next(iter(self._rests))]
        return {place: until - now for place, until in self._rests.items()}

    def shut(self, workspaces: Iterable[str], method: str) -> dict[str, float]:
        """Those of the workspaces where the method must not be called yet, and for how many seconds more."""
        waits = {workspace: self.wait(workspace, method) for workspace in workspaces}
        return {workspace: wait for workspace, wait in waits.items() if wait}

    def ours(self, seconds: float) -> timedelta:
        """So many of Slack's seconds, by our clock."""
        return timedelta(seconds=seconds / self._scale)

    async def sleep(self, seconds: float) -> None:
        """Let so many of Slack's seconds pass."""
        await asyncio.sleep(seconds / self._scale)

    def _gate(self, workspace: str, method: str) -> _Gate:
        return self._gates.setdefault((workspace, method), _Gate())

    def _now(self) -> float:
        return time.monotonic() * self._scale
