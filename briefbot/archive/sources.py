"""Sources, how they were read last, and the files read of them, in SQLite."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from briefbot.archive.database import moment, stamp
from briefbot.archive.retention import remember_licence
from briefbot.errors import NotFoundError
from briefbot.source import Document, Poll, Rights, Source, Wishes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from briefbot.archive.database import Database


class Sources:
    """The part of the archive that knows where news comes from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_source(self, source: Source) -> None:
        """See `Archive.put_source`."""
        with self._database.writing() as db:
            put_source(db, source)

    def sources(self) -> list[Source]:
        """See `Archive.sources`."""
        with self._database.reading() as db:
            return [read_source(row) for row in db.execute("SELECT source FROM sources ORDER BY id")]

    def change_source(self, source: Source) -> bool:
        """See `Archive.change_source`."""
        with self._database.writing() as db:
            row = (json.dumps(asdict(source)), source.id)
            return db.execute("UPDATE sources SET source = ? WHERE id = ?", row).rowcount == 1

    def remove_source(self, source: str) -> None:
        """See `Archive.remove_source`."""
        with self._database.writing() as db:
            removed = db.execute("DELETE FROM sources WHERE id = ? RETURNING source", (source,)).fetchall()
            if not removed:
                raise NotFoundError(f"there is no source {source}: `briefbot sources list` shows those there are")
            db.execute("DELETE FROM polls WHERE source = ?", (source,))
            db.execute("DELETE FROM documents WHERE source = ?", (source,))
            db.execute("DELETE FROM outages WHERE source = ?", (source,))
            remember_licence(db, source, json.loads(removed[0]["source"])["rights"])

    def put_poll(self, *polls: Poll) -> None:
        """See `Archive.put_poll`."""
        rows = [(poll.source, json.dumps(poll, default=_stored)) for poll in polls]
        with self._database.writing() as db:
            db.executemany("INSERT OR REPLACE INTO polls (source, poll) VALUES (?, ?)", rows)

    def polls(self) -> dict[str, Poll]:
        """See `Archive.polls`."""
        with self._database.reading() as db:
            rows = [json.loads(row["poll"]) for row in db.execute("SELECT poll FROM polls ORDER BY source")]
        return {fields["source"]: _poll(fields) for fields in rows}

    def keep_documents(self, source: str, documents: Iterable[Document], gone: Iterable[str] = ()) -> None:
        """See `Archive.keep_documents`."""
        with self._database.writing() as db:
            db.executemany("DELETE FROM documents WHERE source = ? AND name = ?", [(source, name) for name in gone])
            db.executemany(
                "INSERT OR REPLACE INTO documents (source, name, size, modified, digest) VALUES (?, ?, ?, ?, ?)",
                [(source, each.name, each.size, each.modified, each.digest) for each in documents],
            )

    def documents(self, source: str) -> dict[str, Document]:
        """See `Archive.documents`."""
        sql = "SELECT name, size, modified, digest FROM documents WHERE source = ?"
        with self._database.reading() as db:
            return {row["name"]: Document(**dict(row)) for row in db.execute(sql, (source,))}


def put_source(db: sqlite3.Connection, source: Source, *, anew: bool = True) -> bool:
    """Add a source within a transaction of the caller's, and replace the one there is only `anew`; whether it did."""
    conflict = "REPLACE" if anew else "IGNORE"
    row = (source.id, json.dumps(asdict(source)))
    sql = f"INSERT OR {conflict} INTO sources (id, source) VALUES (?, ?)"  # noqa: S608 - words of ours
    return db.execute(sql, row).rowcount == 1


def read_source(row: sqlite3.Row) -> Source:
    """The source that `put_source` wrote."""
    fields = json.loads(row["source"])
    return Source(**{**fields, "rights": Rights(**fields["rights"])})


_MOMENTS = ("at", "first", "since", "last_success", "last_new", "newest", "fresh_until", "not_before")


def _stored(value: object) -> float | dict[str, Any]:
    """A poll, a time or a duration as it stands in JSON; not by `asdict`, which would copy every value."""
    if isinstance(value, Poll | Wishes):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, datetime):
        return stamp(value)
    assert isinstance(value, timedelta)
    return value.total_seconds()


def _poll(fields: dict[str, Any]) -> Poll:
    """A poll as it was kept, maybe by an earlier briefbot, which knew fewer fields."""
    wishes = fields.pop("wishes", {})
    for name in _MOMENTS:
        if fields.get(name) is not None:
            fields[name] = moment(fields[name])
    for durations, names in ((fields, ("pace",)), (wishes, ("ttl", "period"))):
        for name in names:
            if durations.get(name) is not None:
                durations[name] = timedelta(seconds=durations[name])
    if "skip_hours" in wishes:
        wishes["skip_hours"] = tuple(wishes["skip_hours"])
    return Poll(**fields, wishes=Wishes(**wishes))
