"""Stories, their versions and their briefs in SQLite."""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefbot.archive import briefs, finding, schema
from briefbot.archive.database import moment, stamp
from briefbot.archive.protocol import Added, Novelty
from briefbot.errors import NotFoundError, StoryError
from briefbot.story import PubStatus, Story, StoryKey

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from briefbot.archive.database import Database
    from briefbot.story import Brief
    from briefbot.topic import Topic

_NAMES = ", ".join(schema.STORY)
_INSERT = f"INSERT INTO stories ({_NAMES}) VALUES ({', '.join(f':{name}' for name in schema.STORY)})"
_UPDATE = f"UPDATE stories SET {', '.join(f'{name} = :{name}' for name in schema.STORY)} WHERE id = :id"
_SAME = "headline = :headline AND body = :body AND status = :status AND embargoed IS :embargoed"


class Stories:
    """The part of the archive that the desk files stories in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, story: Story, *, source: str | None, seen: datetime) -> Added:
        """See `Archive.add`.

        Words that stood in an earlier version are KNOWN too: a folder is read as a whole at every look, and a feed's
        mirrors do not agree, and neither must revise a story for ever. A kill voids every version, so after it nothing
        but a higher version of the agency's own is taken in.
        """
        row = _row(story, source, stamp(seen))
        with _encodable(story), self._database.writing() as db:
            newest = db.execute(f"SELECT {_NAMES} FROM stories WHERE id = ?", (story.id,)).fetchone()
            if newest is None:
                db.execute(_INSERT, row)
                return Added(story, Novelty.NEW)
            if _same(newest, row) or (story.version <= newest["version"] and _void(db, newest, row)):
                return Added(_story(newest), Novelty.KNOWN)
            row |= {"version": max(story.version, newest["version"] + 1), "first_seen": newest["first_seen"]}
            db.execute(f"INSERT INTO earlier ({_NAMES}) SELECT {_NAMES} FROM stories WHERE id = ?", (story.id,))
            db.execute(_UPDATE, row)
            return Added(replace(story, version=row["version"]), Novelty.REVISED)

    def story(self, key: StoryKey) -> Story:
        """See `Archive.story`."""
        with self._database.reading() as db:
            for table in ("stories", "earlier"):
                found = db.execute(f"SELECT {_NAMES} FROM {table} WHERE id = ? AND version = ?", key).fetchone()
                if found is not None:
                    return _story(found)
        raise NotFoundError(f"the archive has no version {key.version} of the story {key.id}: search for it again")

    def find(self, topic: Topic, *, now: datetime, since: datetime | None = None, limit: int = 50) -> list[Story]:
        """See `Archive.find`."""
        sql = "SELECT stories.* FROM json_each(?) AS found JOIN stories ON number = found.value ORDER BY found.key"
        with self._database.reading() as db:
            found = finding.find(db, topic, now=now, since=since, limit=limit)
            return [_story(row) for row in db.execute(sql, (json.dumps(found),))]

    def latest(self, ids: Iterable[str], *, now: datetime) -> list[Story]:
        """See `Archive.latest`."""
        asked = list(dict.fromkeys(ids))
        sql = f"SELECT {_NAMES} FROM stories WHERE id IN (SELECT value FROM json_each(:ids)) AND {finding.SHOWABLE}"
        with self._database.reading() as db:
            rows = db.execute(sql, {"ids": json.dumps(asked), "now": stamp(now)})
            found = {row["id"]: _story(row) for row in rows}
        return [found[id_] for id_ in asked if id_ in found]

    def first_seen(self, ids: Iterable[str]) -> dict[str, datetime]:
        """See `Archive.first_seen`."""
        sql = "SELECT id, first_seen FROM stories WHERE id IN (SELECT value FROM json_each(?))"
        with self._database.reading() as db:
            return {row["id"]: moment(row["first_seen"]) for row in db.execute(sql, (json.dumps(list(ids)),))}

    def keep_brief(self, brief: Brief) -> None:
        """See `Archive.keep_brief`."""
        with self._database.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO briefs (id, version, formatter, brief) VALUES (?, ?, ?, ?)",
                (*brief.story, brief.formatter, briefs.dumps(brief)),
            )

    def brief(self, key: StoryKey, formatter: str) -> Brief | None:
        """See `Archive.brief`."""
        sql = "SELECT brief FROM briefs WHERE id = ? AND version = ? AND formatter = ?"
        with self._database.reading() as db:
            found = db.execute(sql, (*key, formatter)).fetchone()
        return None if found is None else briefs.loads(found["brief"], key, formatter)


def _same(stored: sqlite3.Row, row: dict[str, Any]) -> bool:
    return all(stored[name] == row[name] for name in ("headline", "body", "status", "embargoed"))


def _void(db: sqlite3.Connection, newest: sqlite3.Row, row: dict[str, Any]) -> bool:
    """Whether a story that is no higher version than the newest says nothing new: killed since, or read before."""
    if newest["status"] == PubStatus.CANCELED:
        return True
    return db.execute(f"SELECT 1 FROM earlier WHERE id = :id AND {_SAME}", row).fetchone() is not None


def _row(story: Story, origin: str | None, seen: int) -> dict[str, Any]:
    return {
        "id": story.id,
        "version": story.version,
        "agency": story.agency,
        "headline": story.headline,
        "body": story.body,
        "published": None if story.published is None else stamp(story.published),
        "dateline": story.dateline,
        "byline": story.byline,
        "url": story.url,
        "source": story.source,
        "language": story.language,
        "urgency": story.urgency,
        "status": story.status.value,
        "embargoed": None if story.embargoed is None else stamp(story.embargoed),
        "ednote": story.ednote,
        "keywords": json.dumps(story.keywords),
        "origin": origin,
        "seen": seen,
        "first_seen": seen,
    }


def _story(row: sqlite3.Row) -> Story:
    return Story(
        id=row["id"],
        version=row["version"],
        agency=row["agency"],
        headline=row["headline"],
        body=row["body"],
        published=None if row["published"] is None else moment(row["published"]),
        dateline=row["dateline"],
        byline=row["byline"],
        url=row["url"],
        source=row["source"],
        language=row["language"],
        urgency=row["urgency"],
        status=PubStatus(row["status"]),
        embargoed=None if row["embargoed"] is None else moment(row["embargoed"]),
        ednote=row["ednote"],
        keywords=tuple(json.loads(row["keywords"])),
    )


@contextmanager
def _encodable(story: Story) -> Iterator[None]:
    """`Story` looks after its id, headline and body; the other fields are looked at only when they cannot be stored."""
    try:
        yield
    except UnicodeEncodeError:
        raise StoryError(
            f"a field of {story.id} holds a lone surrogate: "
            'decode the document with errors="replace", and hand it over again'
        ) from None
