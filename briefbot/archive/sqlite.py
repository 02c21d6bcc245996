"""The archive in one SQLite file. What each verb promises stands in `archive.protocol`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from briefbot.archive.amendments import Amendments
from briefbot.archive.backlog import Standing
from briefbot.archive.bookkeeping import Deliveries, Sources
from briefbot.archive.database import Database
from briefbot.archive.events import Events
from briefbot.archive.exchange import Exchange
from briefbot.archive.feedback import Answers
from briefbot.archive.installations import Installations
from briefbot.archive.mail import Inbox, Outbox
from briefbot.archive.marks import Marks
from briefbot.archive.notices import Notices
from briefbot.archive.retention import Retention
from briefbot.archive.stories import Stories
from briefbot.archive.upkeep import Upkeep
from briefbot.archive.watching import Watching

if TYPE_CHECKING:
    from pathlib import Path


class SQLiteArchive(
    Stories,
    Events,
    Retention,
    Sources,
    Deliveries,
    Outbox,
    Amendments,
    Inbox,
    Watching,
    Marks,
    Answers,
    Installations,
    Notices,
    Standing,
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
