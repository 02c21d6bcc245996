"""What people were asked and told of the bot's own accord, in SQLite: each with its post, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.archive.database import moment, stamp
from briefbot.archive.posts import write_post
from briefbot.source import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from briefbot.archive.database import Database
    from briefbot.messages import Post
    from briefbot.subscription import Subscription


class Notices:
    """The part of the archive that remembers what need not be said again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask_to_move(
        self,
        subscriptions: Sequence[Subscription],
        zone: str,
        at: datetime,
        question: Callable[[Sequence[Subscription]], Post],
    ) -> bool:
        """See `Archive.ask_to_move`."""
        sql = (
            "INSERT OR IGNORE INTO travels (subscription, zone, workspace, at) SELECT id, ?, workspace, ? "
            "FROM subscriptions WHERE id = ? AND zone = ? AND NOT paused"  # as it was when it was looked at
        )
        with self._database.writing() as db:
            rows = [(zone, stamp(at), s.id, s.schedule.zone) for s in subscriptions]
            new = [s for s, row in zip(subscriptions, rows, strict=True) if db.execute(sql, row).rowcount]
            if new:
                write_post(db, question(new))
            return bool(new)

    def outages_told(self, workspace: str) -> dict[str, Told]:
        """See `Archive.outages_told`."""
        with self._database.reading() as db:
            rows = db.execute("SELECT * FROM outages WHERE workspace = ?", (workspace,))
            return {row["source"]: Told(bool(row["fails"]), moment(row["at"])) for row in rows}

    def tell_outages(self, workspace: str, told: Mapping[str, Told], post: Post) -> None:
        """See `Archive.tell_outages`."""
        sql = "INSERT OR REPLACE INTO outages (workspace, source, fails, at) VALUES (?, ?, ?, ?)"
        with self._database.writing() as db:
            db.executemany(sql, [(workspace, source, each.fails, stamp(each.at)) for source, each in told.items()])
            write_post(db, post)
