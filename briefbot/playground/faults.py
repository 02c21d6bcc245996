"""What the playground can be told to do wrong, for the next calls of a method."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

KINDS = {
    "status": "answer with an HTTP status, not done",
    "status_after": "answer with an HTTP status, though it is done",
    "error": "answer with an error of Slack's, not done",
    "error_after": "answer with an error of Slack's, though it is done",
    "drop_before": "end the connection, not done",
    "drop_after": "end the connection, though it is done",
    "hold_before": "wait for ever, not done",
    "hold_after": "wait for ever, though it is done",
    "truncate": "break the answer off in the middle",
    "garble": "answer with what is no JSON",
}
"""Each in the words of the page."""


@dataclass
class Fault:
    """One thing to do wrong.

    `kind`: "hold_before" and "hold_after" wait, before or after the method is done, until released or the client
    has gone; "drop_before" and "drop_after" end the connection without an answer; "status" answers `status`, with
    `retry_after` if given; "error" answers 200 with `error`; both also as "…_after", once the method is done.
    "truncate" breaks the connection in the middle of the answer, "garble" answers 200 with what is no JSON, both once
    the method is done. With `channel` it waits for a call that names that channel.
    """

    kind: str
    error: str = ""
    status: int = 503
    retry_after: int | None = None
    channel: str = ""
    held: asyncio.Event = field(default_factory=asyncio.Event)  # set once a call is held
    release: asyncio.Event = field(default_factory=asyncio.Event)


class Faults:
    """Faults waiting for their calls, in the order in which they were told."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, list[Fault]] = defaultdict(list)

    def tell(self, method: str, kind: str, times: int = 1, **details: str | int) -> list[Fault]:
        """Do this wrong for the next `times` calls of `method`: "chat.postMessage"; `ValueError` for another kind."""
        if kind not in KINDS:
            raise ValueError(f"{kind} is none of {', '.join(KINDS)}")
        told = [Fault(kind, **details) for _ in range(times)]  # type: ignore[arg-type]
        self._waiting[method].extend(told)
        return told

    @property
    def waiting(self) -> list[tuple[str, Fault]]:
        """Each fault whose call has not come yet, with its method."""
        return [(method, fault) for method, faults in self._waiting.items() for fault in faults]

    def forget(self) -> None:
        """Do nothing wrong any more."""
        self._waiting.clear()

    def next(self, method: str, channel: str = "") -> Fault | None:
        """The fault of this call, if one waits for it."""
        waiting = self._waiting[method]
        fault = next((each for each in waiting if each.channel in {"", channel}), None)
        if fault is not None:
            waiting.remove(fault)
        return fault
