"""What may be kept no longer is buried: its words go from every table, and a tombstone stays for each version.

A tombstone holds no words: the digest alone tells that the same dispatch is read again.
"""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from briefbot.archive import carriage
from briefbot.archive.database import stamp
from briefbot.source import Rights

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from briefbot.archive.database import Database

KILLED = timedelta(days=1)
"""How long the words of a killed story stay in the file, where nothing shows them: until it is surely known where they
were posted."""

_DAY = 86_400_000_000
"""In stamps."""

COMPARED = ("headline", "body", "status", "embargoed")
"""What makes a version: the same in all of these is the same dispatch read again."""


class Retention:
    """The part of the archive that keeps to what sources allow."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rights(self, ids: Iterable[str]) -> dict[str, Rights]:
        """See `Archive.rights`."""
        sql = "SELECT id, origin FROM stories WHERE id IN (SELECT value FROM json_each(?)) AND origin NOTNULL"
        with self._database.reading() as db:
            origins = db.execute(sql, (json.dumps(list(ids)),)).fetchall()
            known = licences(db, [row["origin"] for row in origins])
        return {row["id"]: known[row["origin"]] for row in origins if row["origin"] in known}

    def forget(self, now: datetime, limit: int = 500) -> int:
        """See `Archive.forget`."""
        with self._database.writing() as db:
            due = _due(db, now, limit)
            gone = sum(bury(db, id_, version, stamp(now)) for id_, version in due)
            bodiless = _drop_bodies(db, limit)
            if due or bodiless:
                db.execute("UPDATE grouping SET revision = revision + 1")  # who knows events by these words, read again
                _blank_posts(db, {id_ for id_, _ in [*due, *bodiless]})
        return gone + len(bodiless)


def digest(row: Mapping[str, Any] | sqlite3.Row) -> str:
    """Tells whether words are those of a version buried, and nothing else of them."""
    return hashlib.sha256(json.dumps([row[name] for name in COMPARED]).encode()).hexdigest()[:32]


def buried(db: sqlite3.Connection, id_: str) -> list[sqlite3.Row]:
    """The tombstones of a story, the highest version first."""
    return db.execute("SELECT * FROM tombstones WHERE id = ? ORDER BY version DESC", (id_,)).fetchall()


def remember_licence(db: sqlite3.Connection, source: str, rights: Mapping[str, Any]) -> None:
    """Keep what binds the stories of a source that is being removed."""
    db.execute("INSERT OR REPLACE INTO licences (source, rights) VALUES (?, ?)", (source, json.dumps(rights)))


def licences(
    db: sqlite3.Connection, sources: Iterable[str] | None = None, *, removed: bool = False
) -> dict[str, Rights]:
    """The rights of these sources or of all, of those removed too, or of those only."""
    sql = (
        "SELECT * FROM (SELECT id AS source, json_extract(source, '$.rights') AS rights FROM sources "
        "WHERE NOT :removed UNION ALL SELECT source, rights FROM licences "
        "WHERE source NOT IN (SELECT id FROM sources)) "
        "WHERE :asked IS NULL OR source IN (SELECT value FROM json_each(:asked))"
    )
    rows = db.execute(sql, {"removed": removed, "asked": None if sources is None else json.dumps(list(sources))})
    return {row["source"]: Rights(**json.loads(row["rights"])) for row in rows}


def _due(db: sqlite3.Connection, now: datetime, limit: int) -> list[tuple[str, int]]:
    """Versions whose time has come, `limit` at most for each reason."""
    killed = "SELECT id, version FROM stories WHERE status = 'canceled' AND seen < ? LIMIT ?"
    due = [tuple(row) for row in db.execute(killed, (stamp(now - KILLED), limit))]
    for source, rights in licences(db).items():
        if rights.keep_days is None:
            continue
        before = max(stamp(now) - rights.keep_days * _DAY, 0)
        for table in ("earlier", "stories"):
            older = f"SELECT id, version FROM {table} WHERE origin = ? AND seen < ? LIMIT ?"
            due += [tuple(row) for row in db.execute(older, (source, before, limit))]
    return due


def bury(db: sqlite3.Connection, id_: str, version: int, now: int) -> int:
    """Bury one version, and where it is the newest those before it, since a story without its newest is none.

    Gives how many; none where it was buried already, with its newest.
    """
    if db.execute("SELECT 1 FROM stories WHERE id = ? AND version = ?", (id_, version)).fetchone():
        which = "id = :id"
    else:
        which = "id = :id AND version = :version"
    asked = {"id": id_, "version": version}
    count = 0
    for table in ("earlier", "stories"):
        rows = db.execute(f"SELECT version, first_seen, {', '.join(COMPARED)} FROM {table} WHERE {which}", asked)
        for row in rows.fetchall():
            values = (id_, row["version"], row["status"], digest(row), row["first_seen"], now)
            db.execute("INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?, ?, ?)", values)
            count += 1
        db.execute(f"DELETE FROM {table} WHERE {which}", asked)
    db.execute(f"DELETE FROM briefs WHERE {which}", asked)
    if which == "id = :id":
        carriage.touch_unsent(db, id_)
    return count


def _drop_bodies(db: sqlite3.Connection, limit: int) -> list[tuple[str, int]]:
    """Take the bodies out that may be stored no more, since their source's rights were changed; headlines stay."""
    dropped: list[tuple[str, int]] = []
    for source in (source for source, rights in licences(db).items() if not rights.store_body):
        for table in ("earlier", "stories"):
            asked = (source, limit)
            full = f"SELECT id, version FROM {table} WHERE origin = ? AND body != '' LIMIT ?"
            for key in db.execute(full, asked).fetchall():
                db.execute(f"UPDATE {table} SET body = '' WHERE id = ? AND version = ?", tuple(key))
                db.execute("DELETE FROM briefs WHERE id = ? AND version = ?", tuple(key))
                dropped.append(tuple(key))
    return dropped


def _blank_posts(db: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take their words out of what was posted, too: which stories a message carried, and where it stands, is kept."""
    db.execute(
        "UPDATE posts SET text = '', blocks = '[]' WHERE state IN ('sent', 'failed') AND text != '' AND EXISTS ("
        "SELECT 1 FROM json_each(posts.stories) WHERE json_extract(value, '$[0]') IN (SELECT value FROM json_each(?)))",
        (json.dumps(list(ids)),),
    )
