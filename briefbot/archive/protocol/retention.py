"""What licences ask for: what may be shown, and what must be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from briefbot.source import Rights


class Retention(Protocol):
    """Called by the desk."""

    def rights(self, ids: Iterable[str]) -> dict[str, Rights]:
        """What the source of each story's newest version lets be done with it, a source removed since too.

        Left out are stories that are unknown, or of a source that never was in the archive.
        """

    def forget(self, now: datetime, limit: int = 500) -> int:
        """Take the words away that may be kept no longer, of some `limit` versions; how many, 0 once there are none.

        A version's time has come `keep_days` of its source after it was seen, and with the newest version's that of
        all before it; a killed story's a day after it was killed. Gone are words, briefs, notes and the text of posts
        that carried it; what stays tells that it was known, so that it is not taken in again. Bodies of a source that
        does not let them be stored any more go too; headlines stay.
        """
