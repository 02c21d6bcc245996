"""How fast the playground lets itself be asked, as Slack does: calls of a method a minute, and posts to a channel.

Slack bears bursts and does not say how long; here a burst is what a minute allows, for posts a sixth of it, and for
posts to one channel 25, as was once measured (RamblingCookieMonster/PSSlack#52).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

POST = "chat.postMessage"

TIER_2, TIER_3, TIER_4 = (20, 20), (50, 50), (100, 100)
A_MINUTE: dict[str, tuple[int, int]] = {
    POST: (300, 50),  # "several hundred messages per minute" a workspace
    "apps.connections.open": TIER_3,
    "assistant.threads.setSuggestedPrompts": TIER_4,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.join": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
"""Calls of each method a minute, and how many of them may come at once. Others are not counted."""


@dataclass(slots=True)
class _Bucket:
    fill: float = 0.0
    at: float = 0.0


class Rates:
    """What was asked lately. Its seconds are Slack's, of which `scale` pass in one of ours."""

    def __init__(self, *, scale: float = 1.0, channel_burst: int = 25) -> None:
        """`channel_burst`: posts to one channel that may come at once; after them one a second."""
        self._scale = scale
        self._channel_burst = channel_burst
        self._buckets: dict[str, _Bucket] = {}

    def refuse(self, method: str, channel: str = "") -> int | None:
        """Count a call: the seconds of Retry-After where it comes too soon, None where it may be made."""
        if method not in A_MINUTE:
            return None
        a_minute, burst = A_MINUTE[method]
        counted = [(self._bucket(method), a_minute / 60, burst)]
        if method == POST:
            counted.append((self._bucket(f"{method} {channel}"), 1.0, self._channel_burst))
        now = time.monotonic() * self._scale
        wait = 0.0
        for bucket, rate, most in counted:
            bucket.fill = max(0.0, bucket.fill - (now - bucket.at) * rate)
            bucket.at = now
            wait = max(wait, (bucket.fill + 1 - most) / rate)
        if wait > 0:
            return math.ceil(wait)
        for bucket, _, _ in counted:
            bucket.fill += 1
        return None

    def _bucket(self, name: str) -> _Bucket:
        return self._buckets.setdefault(name, _Bucket())
