"""What drives the bot's own work, as a protocol; APScheduler does it in one process (`apscheduler_engine`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Engine(Protocol):
    """Runs coroutines now and every so often, never two of one name at a time.

    The engine holds no schedule of a subscription: those are rows, and the tick asks for them. What a run raises is
    logged with its name and does not stop later runs.
    """

    def every(self, seconds: float, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` at once and then every `seconds`; a run that would overlap its predecessor is left out.

        Called by `app` before `start`. The same name again: replaces the work of that name.
        """

    def soon(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run `work` once, as soon as no other run of that name is under way; asked again meanwhile: once more."""

    async def start(self) -> None:
        """Begin; needs a running event loop. Again: nothing happens."""

    async def stop(self, grace: float) -> None:
        """Begin nothing more, let runs under way finish for `grace` seconds, then cancel them. Again: nothing."""
