"""Subscriptions, and what they are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from briefbot.messages import Post
    from briefbot.subscription import Delivery, DeliveryState, Slot, Subscription


class Deliveries(Protocol):
    """Called by the desk, the scheduler, the slack room and the commands."""

    def subscribe(self, subscription: Subscription) -> Subscription:
        """Add it, with an id of its own; the same channel, topic and schedule again: the one there is."""

    def subscriptions(self, workspace: str | None = None) -> list[Subscription]:
        """All of them, or one workspace's, by id."""

    def unsubscribe(self, subscription: int, workspace: str | None = None) -> None:
        """Remove it; `NotFoundError` where there is none, or none in that workspace."""

    def change(self, subscription: Subscription) -> None:
        """Give the subscription of that id and workspace all else that this one has: topic, schedule, limit and so on.

        `NotFoundError` where there is none in that workspace; `InputError` where another one of the channel has the
        same topic and schedule. Again: nothing happens. Called by the slack room; a resumed or rescheduled
        subscription is `created` anew, so that it is owed nothing of the time before.
        """

    def last_delivery(self, subscription: int) -> tuple[Delivery, Post | None] | None:
        """The delivery of its latest slot, with the message that it began with, where one was written; else None."""

    def claim(self, due: Mapping[Slot, datetime]) -> set[Slot]:
        """Make the slots' deliveries this caller's to do, CLAIMED; gives those that nobody had claimed before."""

    def briefed(self, since: datetime) -> dict[int, datetime]:
        """When the last DELIVERED delivery of each subscription was due; those due before `since` are left out."""

    def settle(self, slot: Slot, state: DeliveryState, reason: str | None = None) -> None:
        """Move a claimed delivery on; `NotFoundError` where the slot was never claimed."""

    def deliveries(self, *, since: datetime, state: DeliveryState | None = None) -> list[Delivery]:
        """Those due at or after `since`, oldest first."""
