"""What may be shown now, and what has come just now."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.story import Story


class Availability(StrEnum):
    """Whether the newest version of a story may be shown, and if not, why."""

    SHOWN = "shown"  # it may be
    EMBARGOED = "embargoed"
    WITHHELD = "withheld"
    KILLED = "killed"
    FORGOTTEN = "forgotten"  # its words may be kept no longer
    UNKNOWN = "unknown"


class News(Protocol):
    """Called by the desk, the slack room and the commands."""

    def availability(self, story: str, now: datetime) -> Availability:
        """Whether the story of that id may be shown at `now`, and if not, why."""

    def news(self, since: datetime, now: datetime) -> list[Story]:
        """The newest versions that came, or came out of embargo, at or after `since`, oldest first.

        Only what may be shown at `now`.
        """

    def urgent(self, since: datetime, now: datetime) -> list[Story]:
        """Those of `news` that are urgent (urgency 3 or less) and were not before `since`."""
