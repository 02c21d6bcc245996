"""Which stories report one happening, in SQLite.

Names and numbers only: what an event is known by is read from its stories, so that nothing of a story's words stays
with an event once the story is forgotten, killed or withheld.
"""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from briefbot.archive import carriage, tables
from briefbot.archive.database import moment, stamp
from briefbot.archive.finding import SHOWABLE
from briefbot.archive.protocol import Member
from briefbot.archive.stories import read_story

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from briefbot.archive.database import Database

_MEMBERS = (
    f"SELECT {', '.join(f'stories.{name}' for name in tables.STORY)}, events.name AS event, events.number AS opened "
    "FROM stories JOIN members ON members.id = stories.id JOIN events ON events.number = members.event"
)


class Events:
    """The part of the archive that knows events."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(self, ids: Iterable[str]) -> dict[str, str]:
        """See `Archive.events`."""
        sql = (
            "SELECT members.id, events.name FROM members JOIN events ON events.number = members.event "
            "WHERE members.id IN (SELECT value FROM json_each(?))"
        )
        with self._database.reading() as db:
            return {row["id"]: row["name"] for row in db.execute(sql, (json.dumps(list(ids)),))}

    def together(self, ids: Iterable[str]) -> dict[str, str]:
        """See `Archive.together`."""
        sql = (
            "SELECT members.id, events.name FROM members JOIN events ON events.number = members.event "
            "WHERE members.event IN (SELECT event FROM members WHERE id IN (SELECT value FROM json_each(?)))"
        )
        with self._database.reading() as db:
            return {row["id"]: row["name"] for row in db.execute(sql, (json.dumps(list(ids)),))}

    def members(self, event: str, *, now: datetime) -> list[Member]:
        """See `Archive.members`."""
        sql = (
            f"{_MEMBERS} WHERE members.event = (SELECT coalesce(merged, number) FROM events WHERE name = :event) "
            f"AND {SHOWABLE} ORDER BY stories.first_seen, stories.number"
        )
        with self._database.reading() as db:
            return [_member(row) for row in db.execute(sql, {"event": event, "now": stamp(now)})]

    def grouped(self, *, since: datetime, now: datetime, limit: int) -> tuple[list[Member], int]:
        """See `Archive.grouped`."""
        sql = (
            f"{_MEMBERS} WHERE stories.first_seen >= :since AND {SHOWABLE} "
            "ORDER BY stories.first_seen DESC, stories.number DESC LIMIT :limit"
        )
        asked = {"since": stamp(since), "now": stamp(now), "limit": limit}
        with self._database.reading() as db:
            found = [_member(row) for row in db.execute(sql, asked)]
            return found[::-1], _revision(db)

    def place(
        self,
        placed: Mapping[str, str],
        merged: Mapping[str, str],
        parted: Mapping[str, Iterable[str]] = MappingProxyType({}),
        *,
        revision: int,
        wait: bool = True,
    ) -> bool:
        """See `Archive.place`."""
        with self._database.writing(wait=wait) as db:
            if _revision(db) != revision:
                return False
            db.execute("UPDATE grouping SET revision = revision + 1")
            for name, ids in parted.items():
                _part(db, name, list(ids))
            db.executemany("INSERT OR IGNORE INTO events (name) VALUES (?)", [(name,) for name in placed.values()])
            db.executemany(
                "INSERT OR IGNORE INTO members (id, event) SELECT ?, coalesce(merged, number) FROM events "
                "WHERE name = ?",
                placed.items(),
            )
            for gone, kept in merged.items():
                _merge(db, gone, kept)
        return True


def take_over(db: sqlite3.Connection, names: Sequence[str], ids: Sequence[str]) -> bool:
    """Take in an event of another archive, its own name first; whether any story or name of it was new here.

    A story that has an event here keeps it, and the others of the event go where the first of those is.
    """
    own, *_ = names
    here = "SELECT event FROM members WHERE id = ?"
    known = next((row["event"] for id_ in (own, *ids) if (row := db.execute(here, (id_,)).fetchone())), None)
    before = db.total_changes
    if known is None:
        db.execute("INSERT OR IGNORE INTO events (name) VALUES (?)", (own,))
        number = "SELECT coalesce(merged, number) AS event FROM events WHERE name = ?"
        known = db.execute(number, (own,)).fetchone()["event"]
    db.executemany("INSERT OR IGNORE INTO members (id, event) VALUES (?, ?)", [(id_, known) for id_ in ids])
    db.executemany("INSERT OR IGNORE INTO events (name, merged) VALUES (?, ?)", [(name, known) for name in names])
    if db.total_changes == before:
        return False
    db.execute("UPDATE grouping SET revision = revision + 1")
    return True


def _revision(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT revision FROM grouping").fetchone()[0])


def _merge(db: sqlite3.Connection, gone: str, kept: str) -> None:
    """The stories of the one go to the other, and all names that led to it lead there, by one step."""
    numbers = "SELECT number FROM events WHERE name = ?"
    old, new = (db.execute(numbers, (name,)).fetchone() for name in (gone, kept))
    if old is None:
        return  # it was opened and found to be another before anybody knew of it
    both = new["number"], old["number"]
    db.execute("UPDATE members SET event = ? WHERE event = ?", both)
    db.execute("UPDATE events SET merged = ? WHERE merged = ?", both)
    db.execute("UPDATE events SET merged = ? WHERE number = ?", both)


def _part(db: sqlite3.Connection, name: str, ids: Sequence[str]) -> None:
    """The stories become an event of that name; names after one of them lead there, though they led elsewhere."""
    db.execute("INSERT OR IGNORE INTO events (name) VALUES (?)", (name,))
    number = db.execute("SELECT number FROM events WHERE name = ?", (name,)).fetchone()["number"]
    db.executemany("UPDATE members SET event = ? WHERE id = ?", [(number, id_) for id_ in ids])
    db.executemany("UPDATE events SET merged = ? WHERE name = ? AND merged NOTNULL", [(number, id_) for id_ in ids])
    db.execute("UPDATE events SET merged = NULL WHERE number = ?", (number,))
    for id_ in ids:
        carriage.touch(db, id_)


def _member(row: sqlite3.Row) -> Member:
    return Member(read_story(row), moment(row["first_seen"]), row["event"], row["opened"])
