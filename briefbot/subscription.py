"""What is owed to whom and when: subscriptions, their slots, and the deliveries made of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Day names, Monday first as in `date.weekday()`. Names and not numbers: APScheduler's and cron's numbers differ."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local days and times in one time zone; without any, `AS_IT_HAPPENS`."""

    days: tuple[str, ...]  # of DAYS, in that order
    times: tuple[time, ...]  # naive, local, ascending
    zone: str  # IANA: "Asia/Kuwait"


AS_IT_HAPPENS = Schedule(days=(), times=(), zone="UTC")
"""No slot at all: an urgent story is told when it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A channel, a topic, a schedule and its limits."""

    id: int = 0  # given by the archive
    workspace: str  # Slack's team id
    channel: str  # Slack's channel id
    topic: str  # as typed; "" for everything
    schedule: Schedule
    limit: int = 5  # events a briefing holds at most
    created: datetime  # aware, UTC; no slot before it is due
    paused: bool = False
    quiet: bool = False  # nothing is posted where there is nothing new
    creator: str = ""  # Slack's user id; "" where the operator made it
    follows: bool = False  # its zone was that of its creator's Slack profile: they are asked when that is another one

    @property
    def alerts(self) -> bool:
        """Whether it is for urgent stories as they come, and not for briefings."""
        return self.schedule == AS_IT_HAPPENS


class Slot(NamedTuple):
    """One delivery that a subscription is owed, by its local date and time: the same in every retelling of the hour."""

    subscription: int
    day: date
    at: time

    @property
    def key(self) -> str:
        """Stable and readable: "3/2026-11-24/08:00:00"."""
        return f"{self.subscription}/{self.day.isoformat()}/{self.at.isoformat()}"


class DeliveryState(StrEnum):
    """How far a delivery has come; each state is left in one direction only."""

    CLAIMED = "claimed"  # this process owes it; nothing is composed or posted yet
    QUEUED = "queued"  # its messages stand in the outbox
    DELIVERED = "delivered"  # all of them stand in the channel
    EMPTY = "empty"  # nothing new to brief, and the subscription is quiet then
    FAILED = "failed"  # Slack refused it for good; `reason` says why
    MISSED = "missed"  # its time passed by more than the grace


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One briefing owed to one channel for one slot of one subscription."""

    slot: Slot
    due: datetime  # UTC
    state: DeliveryState
    reason: str | None = None
