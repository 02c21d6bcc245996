"""What people want of single stories, and the quotations that they doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.messages import Mark, MarkKind, Report


class Marks(Protocol):
    """Called by the slack room and the commands."""

    def mark(self, mark: Mark) -> bool:
        """Keep what a channel wants of a story; False, and nothing happens, where it wanted the same before."""

    def unmark(self, workspace: str, channel: str, kind: MarkKind, story: str) -> None:
        """Take it back. Again: nothing happens."""

    def marks(self, kind: MarkKind, since: datetime) -> list[Mark]:
        """Those made at or after `since`, oldest first."""

    def report(self, report: Report) -> bool:
        """Keep that a person doubts a quotation; False, and nothing happens, where they said so before."""

    def reports(self, workspace: str | None = None) -> list[Report]:
        """All of them, or one workspace's, newest first."""
