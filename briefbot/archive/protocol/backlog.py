"""What is owed and not yet done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from briefbot.messages import PostState
    from briefbot.subscription import DeliveryState


class Backlog(NamedTuple):
    """How things stand: what is owed and not yet done."""

    deliveries: Mapping[DeliveryState, int]  # how many of those asked about are in each state; absent: none
    owed: datetime | None  # since when the oldest of them is due that is CLAIMED or QUEUED
    posts: Mapping[PostState, int]  # how many posts are QUEUED, SENDING and UNSURE; absent: none
    jobs: int  # not done
    asked: datetime | None  # when the oldest of those came


class Owed(Protocol):
    """Called by the operating room, for the person who runs the bot."""

    def backlog(self, since: datetime) -> Backlog:
        """What is owed and not yet done, counted; of the deliveries those due at or after `since`."""
