"""What is owed and not yet done, counted in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.archive.database import moment, stamp
from briefbot.archive.protocol import Backlog
from briefbot.messages import PostState
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.archive.database import Database


class Owed:
    """The part of the archive that tells what is owed and not yet done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def backlog(self, since: datetime) -> Backlog:
        """See `Archive.backlog`."""
        with self._database.reading() as db:
            deliveries = db.execute(
                "SELECT state, count(*) FROM deliveries WHERE due >= ? GROUP BY state", [stamp(since)]
            )
            states = {DeliveryState(state): count for state, count in deliveries}
            (owed,) = db.execute(
                "SELECT min(due) FROM deliveries WHERE due >= ? AND state IN ('claimed', 'queued')", [stamp(since)]
            ).fetchone()
            waiting = "SELECT state, count(*) FROM posts WHERE state IN ('queued', 'sending', 'unsure') GROUP BY state"
            posts = {PostState(state): count for state, count in db.execute(waiting)}
            jobs, asked = db.execute("SELECT count(*), min(at) FROM jobs WHERE done = 0").fetchone()
        return Backlog(
            deliveries=states,
            owed=None if owed is None else moment(owed),
            posts=posts,
            jobs=jobs,
            asked=None if asked is None else moment(asked),
        )
