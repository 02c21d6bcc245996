"""The inbox in SQLite: what people asked for, until it is done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefbot.archive.database import moment, stamp
from briefbot.messages import Job

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.archive.database import Database


class Inbox:
    """The part of the archive that holds the jobs that people gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, job: Job) -> bool:
        """See `Archive.accept`."""
        with self._database.writing() as db:
            written = db.execute(
                "INSERT OR IGNORE INTO jobs (key, kind, payload, at, done) VALUES (?, ?, ?, ?, 0)",
                (job.key, job.kind, json.dumps(job.payload), stamp(job.at)),
            )
            return written.rowcount == 1

    def jobs(self) -> list[Job]:
        """See `Archive.jobs`."""
        with self._database.reading() as db:
            rows = db.execute("SELECT * FROM jobs WHERE done = 0 ORDER BY at, number")
            return [
                Job(key=row["key"], kind=row["kind"], payload=json.loads(row["payload"]), at=moment(row["at"]))
                for row in rows
            ]

    def done(self, key: str) -> None:
        """See `Archive.done`."""
        with self._database.writing() as db:
            db.execute("UPDATE jobs SET done = 1 WHERE key = ?", (key,))

    def forget_jobs(self, before: datetime) -> int:
        """See `Archive.forget_jobs`."""
        with self._database.writing() as db:
            return db.execute("DELETE FROM jobs WHERE done = 1 AND at < ?", (stamp(before),)).rowcount
