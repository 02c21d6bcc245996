"""What the playground can be told to do wrong: with the next calls of a method, or with the next events."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from dataclasses import dataclass, field

EVENTS = "events"
"""What is told of instead of a method, where it is events that are to go wrong."""

CALLS = {
    "drop_after": (
        "The connection breaks, though it is done",
        "Slack does what it was asked, and the bot never hears of it. People should still see the message once.",
    ),
    "drop_before": (
        "The connection breaks, nothing done",
        "Slack does nothing, and the bot never hears of it: to the bot it looks like the case above.",
    ),
    "hold_after": (
        "Slack never answers, though it is done",
        "Slack does what it was asked, then says nothing until the bot is tired of waiting.",
    ),
    "hold_before": (
        "Slack never answers, nothing done",
        "Slack does nothing, and says nothing until the bot is tired of waiting.",
    ),
    "status": (
        "Slack is down, nothing done",
        "An error page of the web server comes instead of an answer, with the status chosen here.",
    ),
    "status_after": (
        "Slack is down, though it is done",
        "Slack does what it was asked, but an error page comes instead of the answer, with the status chosen here.",
    ),
    "error": (
        "Slack refuses it",
        "Slack does nothing and answers with an error: internal_error is trouble at Slack, others name what is wrong.",
    ),
    "error_after": (
        "Slack says that it failed, though it is done",
        "Slack does what it was asked, but answers with an error. It warns of this for fatal_error and internal_error.",
    ),
    "truncate": (
        "The answer breaks off in the middle, though it is done",
        "Slack does what it was asked, but only half of the answer arrives.",
    ),
    "garble": (
        "The answer makes no sense, though it is done",
        "Slack does what it was asked, but the answer cannot be read.",
    ),
}
"""What may go wrong with a call: in a few words, and what it means."""

TOLD = {
    "twice": (
        "It is told twice",
        "Slack tells it again, as if the bot had not heard. People should get one answer.",
    ),
    "late": (
        "It is told out of order",
        "It waits until something else has been told, ten seconds at most. A mention makes two events: they swap.",
    ),
    "cut": (
        "Only half of it arrives",
        "The bot gets half of it and cannot read it; then Slack tells it again. People should get one answer.",
    ),
}
"""What may go wrong with an event, in the same way."""

KEPT_BACK = 10.0
"""Seconds that an event is kept back at most, for another to come before it."""


@dataclass
class Fault:
    """One thing to do wrong.

    `kind`, for a call: "hold_before" and "hold_after" wait, before or after the method is done, until released or the
    client has gone; "drop_before" and "drop_after" end the connection without an answer; "status" answers `status`,
    with `retry_after` if given; "error" answers 200 with `error`; both also as "…_after", once the method is done.
    "truncate" breaks the connection in the middle of the answer, "garble" answers 200 with what is no JSON, both once
    the method is done. For an event: "twice", "late", "cut". With `channel` it waits for one that names that channel.
    """

    kind: str
    error: str = ""
    status: int = 503
    retry_after: int | None = None
    channel: str = ""
    number: int = 0  # by which it is taken back
    held: asyncio.Event = field(default_factory=asyncio.Event)  # set once a call or an event is held
    release: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def words(self) -> str:
        """What goes wrong, in a few words."""
        if self.retry_after is not None:
            return f"Slack says: too many calls, come again in {self.retry_after} s"
        what, _ = (CALLS | TOLD)[self.kind]
        detail = {"error": self.error, "status": str(self.status)}.get(self.kind.removesuffix("_after"), "")
        return f"{what} ({detail})" if detail else what


class Faults:
    """Faults waiting for their calls and events, in the order in which they were told."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, list[Fault]] = defaultdict(list)
        self._held: list[tuple[str, Fault]] = []
        self._numbers = itertools.count(1)

    def tell(self, method: str, kind: str, times: int = 1, **details: str | int) -> list[Fault]:
        """Do this wrong for the next `times` calls of a method, "chat.postMessage", or for the next `EVENTS`.

        `ValueError` where no such thing can go wrong with it.
        """
        kinds = TOLD if method == EVENTS else CALLS
        if kind not in kinds:
            raise ValueError(f"{kind} is none of {', '.join(kinds)}")
        told = [Fault(kind, number=next(self._numbers), **details) for _ in range(times)]  # type: ignore[arg-type]
        self._waiting[method].extend(told)
        return told

    @property
    def waiting(self) -> list[tuple[str, Fault]]:
        """Each fault whose call or event has not come yet, or is being held by it, with the method."""
        return self._held + [(method, fault) for method, faults in self._waiting.items() for fault in faults]

    def forget(self, number: int | None = None) -> None:
        """Do nothing wrong any more, or leave that one fault out; what is held by it is let go."""
        for _, fault in [each for each in self._held if number in {None, each[1].number}]:
            fault.release.set()
        for faults in self._waiting.values():
            faults[:] = [fault for fault in faults if number not in {None, fault.number}]

    def next(self, method: str, channel: str = "") -> Fault | None:
        """The fault of this call or event, if one waits for it."""
        waiting = self._waiting[method]
        fault = next((each for each in waiting if each.channel in {"", channel}), None)
        if fault is not None:
            waiting.remove(fault)
        return fault

    async def hold(self, method: str, fault: Fault, until: asyncio.Task[None]) -> None:
        """Wait until the fault is released or that task has ended, which is cancelled then."""
        self._held.append((method, fault))
        fault.held.set()
        released = asyncio.create_task(fault.release.wait())
        try:
            await asyncio.wait({until, released}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._held.remove((method, fault))
            for task in (until, released):
                task.cancel()
