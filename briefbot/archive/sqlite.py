"""The archive in one SQLite file. What each verb promises stands in `archive.protocol`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from briefbot.archive.amendments import Amendments
from briefbot.archive.answers import Answers
from briefbot.archive.backlog import Owed
from briefbot.archive.database import Database
from briefbot.archive.deliveries import Deliveries
from briefbot.archive.events import Events
from briefbot.archive.exchange import Exchange
from briefbot.archive.inbox import Inbox
from briefbot.archive.installations import Installations
from briefbot.archive.marks import Marks
from briefbot.archive.news import News
from briefbot.archive.notices import Notices
from briefbot.archive.outbox import Outbox
from briefbot.archive.retention import Retention
from briefbot.archive.sources import Sources
from briefbot.archive.stories import Stories
from briefbot.archive.upkeep import Upkeep

if TYPE_CHECKING:
    from pathlib import Path


class SQLiteArchive(
    Stories,
    News,
    Events,
    Retention,
    Sources,
    Deliveries,
    Outbox,
    Amendments,
    Inbox,
    Marks,
    Answers,
    Installations,
    Notices,
    Owed,
    Upkeep,
    Exchange,
):
    """`archive.protocol.Archive` on SQLite, to be shared by every thread of a process."""

    @classmethod
    def open(cls, path: Path, *, exclusive: bool = False) -> Self:
        """Open the archive in that file, made with its folders where it is missing.

        `exclusive` is for `briefbot run`, of which an archive bears one: `ArchiveInUseError` where another has it. It
        keeps no command out that opens the archive without. `ArchiveVersionError` where a newer briefbot wrote it, and
        `ArchiveError`, with what to do, where the file cannot be used.
        """
        return cls(Database(path, exclusive=exclusive))

    def close(self) -> None:
        """See `Archive.close`."""
        self._database.close()
