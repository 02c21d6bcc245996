"""What may be shown now, and what has come just now, in SQLite."""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.archive.database import stamp
from briefbot.archive.finding import SHOWABLE
from briefbot.archive.protocol import Availability
from briefbot.archive.stories import read_story
from briefbot.story import PubStatus

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.archive.database import Database
    from briefbot.story import Story

URGENT = 3
"""IPTC's urgency: 1 flash, 2 bulletin, 3 urgent; 4 is routine."""

_NEWS = (
    f"SELECT * FROM stories WHERE (seen >= :since OR embargoed >= :since) AND {SHOWABLE} {{}} "
    "ORDER BY max(seen, coalesce(embargoed, 0)), number"
)
_ONLY_NOW = f"""AND urgency <= {URGENT} AND NOT EXISTS (
    SELECT 1 FROM earlier WHERE earlier.id = stories.id AND earlier.urgency <= {URGENT} AND earlier.status = 'usable'
      AND max(earlier.seen, coalesce(earlier.embargoed, 0)) < :since)"""

_CLOSED = {PubStatus.CANCELED: Availability.KILLED, PubStatus.WITHHELD: Availability.WITHHELD}


class News:
    """The part of the archive that tells what is news."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def news(self, since: datetime, now: datetime) -> list[Story]:
        """See `Archive.news`."""
        return self._stories(_NEWS.format(""), since, now)

    def urgent(self, since: datetime, now: datetime) -> list[Story]:
        """See `Archive.urgent`."""
        return self._stories(_NEWS.format(_ONLY_NOW), since, now)

    def availability(self, story: str, now: datetime) -> Availability:
        """See `Archive.availability`."""
        with self._database.reading() as db:
            row = db.execute("SELECT status, embargoed FROM stories WHERE id = ?", (story,)).fetchone()
            gone = db.execute("SELECT status FROM tombstones WHERE id = ? ORDER BY version DESC", (story,)).fetchone()
        if row is None:
            row, other = gone, Availability.FORGOTTEN
        else:
            other = Availability.EMBARGOED if (row["embargoed"] or 0) > stamp(now) else Availability.SHOWN
        if row is None:
            return Availability.UNKNOWN
        return _CLOSED.get(row["status"], other)

    def _stories(self, sql: str, since: datetime, now: datetime) -> list[Story]:
        with self._database.reading() as db:
            return [read_story(row) for row in db.execute(sql, {"since": stamp(since), "now": stamp(now)})]
