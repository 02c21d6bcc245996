"""What people want of single stories, and the quotations that they doubt, in SQLite."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefbot.archive.database import moment, stamp
from briefbot.messages import Mark, MarkKind, Report
from briefbot.story import Span, StoryKey

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.archive.database import Database


class Marks:
    """The part of the archive that keeps what people say of stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self, mark: Mark) -> bool:
        """See `Archive.mark`."""
        row = (mark.workspace, mark.channel, mark.kind.value, mark.story, mark.user, stamp(mark.at))
        sql = "INSERT OR IGNORE INTO marks (workspace, channel, kind, story, user, at) VALUES (?, ?, ?, ?, ?, ?)"
        with self._database.writing() as db:
            return db.execute(sql, row).rowcount == 1

    def unmark(self, workspace: str, channel: str, kind: MarkKind, story: str) -> None:
        """See `Archive.unmark`."""
        sql = "DELETE FROM marks WHERE (workspace, channel, kind, story) = (?, ?, ?, ?)"
        with self._database.writing() as db:
            db.execute(sql, (workspace, channel, kind.value, story))

    def marks(self, kind: MarkKind, since: datetime) -> list[Mark]:
        """See `Archive.marks`."""
        sql = "SELECT * FROM marks WHERE kind = ? AND at >= ? ORDER BY at, workspace, channel, story"
        with self._database.reading() as db:
            rows = [dict(row) for row in db.execute(sql, (kind.value, stamp(since)))]
        return [Mark(**{**row, "kind": kind, "at": moment(row["at"])}) for row in rows]

    def report(self, report: Report) -> bool:
        """See `Archive.report`."""
        row = (
            report.workspace,
            report.channel,
            report.user,
            *report.story,
            json.dumps([[span.start, span.end] for span in report.spans]),
            stamp(report.at),
        )
        sql = (
            "INSERT OR IGNORE INTO reports (workspace, channel, user, story, version, spans, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        with self._database.writing() as db:
            return db.execute(sql, row).rowcount == 1

    def reports(self, workspace: str | None = None) -> list[Report]:
        """See `Archive.reports`."""
        sql = "SELECT * FROM reports WHERE :workspace IS NULL OR workspace = :workspace ORDER BY number DESC"
        with self._database.reading() as db:
            return [
                Report(
                    workspace=row["workspace"],
                    channel=row["channel"],
                    user=row["user"],
                    story=StoryKey(row["story"], row["version"]),
                    spans=tuple(Span(*each) for each in json.loads(row["spans"])),
                    at=moment(row["at"]),
                )
                for row in db.execute(sql, {"workspace": workspace})
            ]
