"""Stories, their versions and their briefs in SQLite."""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from briefbot.archive import briefs, carriage, finding, retention, tables
from briefbot.archive.database import moment, stamp
from briefbot.archive.protocol import Added, Novelty, Version
from briefbot.errors import NotFoundError, StoryError
from briefbot.story import PubStatus, Signal, Story, StoryKey

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from briefbot.archive.database import Database
    from briefbot.story import Brief
    from briefbot.topic import Topic

_NAMES = ", ".join(tables.STORY)
_INSERT = f"INSERT INTO stories ({_NAMES}) VALUES ({', '.join(f':{name}' for name in tables.STORY)})"
_UPDATE = f"UPDATE stories SET {', '.join(f'{name} = :{name}' for name in tables.STORY)} WHERE id = :id"
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
        with self._database.writing() as db:
            return add(db, story, source, stamp(seen))

    def add_all(self, stories: Iterable[Story], *, source: str | None, seen: datetime) -> list[Added]:
        """See `Archive.add_all`."""
        with self._database.writing() as db:
            return [add(db, story, source, stamp(seen)) for story in stories]

    def story(self, key: StoryKey) -> Story:
        """See `Archive.story`."""
        with self._database.reading() as db:
            for table in ("stories", "earlier"):
                found = db.execute(f"SELECT {_NAMES} FROM {table} WHERE id = ? AND version = ?", key).fetchone()
                if found is not None:
                    return read_story(found)
            gone = db.execute("SELECT 1 FROM tombstones WHERE id = ? AND version = ?", key).fetchone()
        if gone:
            raise NotFoundError(f"version {key.version} of the story {key.id} was forgotten: its words may not be kept")
        raise NotFoundError(f"the archive has no version {key.version} of the story {key.id}: search for it again")

    def versions(self, id_: str) -> list[Version]:
        """See `Archive.versions`."""
        each = f"SELECT {_NAMES} FROM {{}} WHERE id = :id"
        sql = f"{each.format('earlier')} UNION ALL {each.format('stories')} ORDER BY version"
        with self._database.reading() as db:
            return [Version(read_story(row), moment(row["seen"])) for row in db.execute(sql, {"id": id_})]

    def find(self, topic: Topic, *, now: datetime, since: datetime | None = None, limit: int = 50) -> list[Story]:
        """See `Archive.find`."""
        sql = "SELECT stories.* FROM json_each(?) AS found JOIN stories ON number = found.value ORDER BY found.key"
        with self._database.reading() as db:
            found = finding.find(db, topic, now=now, since=since, limit=limit)
            return [read_story(row) for row in db.execute(sql, (json.dumps(found),))]

    def latest(self, ids: Iterable[str], *, now: datetime) -> list[Story]:
        """See `Archive.latest`."""
        asked = list(dict.fromkeys(ids))
        sql = f"SELECT {_NAMES} FROM stories WHERE id IN (SELECT value FROM json_each(:ids)) AND {finding.SHOWABLE}"
        with self._database.reading() as db:
            rows = db.execute(sql, {"ids": json.dumps(asked), "now": stamp(now)})
            found = {row["id"]: read_story(row) for row in rows}
        return [found[id_] for id_ in asked if id_ in found]

    def first_seen(self, ids: Iterable[str]) -> dict[str, datetime]:
        """See `Archive.first_seen`."""
        known = "SELECT id, first_seen FROM {} WHERE id IN (SELECT value FROM json_each(:ids))"
        sql = f"{known.format('stories')} UNION {known.format('tombstones')}"
        with self._database.reading() as db:
            return {row["id"]: moment(row["first_seen"]) for row in db.execute(sql, {"ids": json.dumps(list(ids))})}

    def keep_brief(self, *kept: Brief, wait: bool = True) -> None:
        """See `Archive.keep_brief`."""
        rows = [(*brief.story, brief.formatter, briefs.dumps(brief)) for brief in kept]
        with self._database.writing(wait=wait) as db:
            db.executemany("INSERT OR REPLACE INTO briefs (id, version, formatter, brief) VALUES (?, ?, ?, ?)", rows)

    def brief(self, key: StoryKey, formatter: str) -> Brief | None:
        """See `Archive.brief`."""
        sql = "SELECT brief FROM briefs WHERE id = ? AND version = ? AND formatter = ?"
        with self._database.reading() as db:
            found = db.execute(sql, (*key, formatter)).fetchone()
        return None if found is None else briefs.loads(found["brief"], key, formatter)


def _same(stored: sqlite3.Row, row: dict[str, Any]) -> bool:
    return all(stored[name] == row[name] for name in ("headline", "body", "status", "embargoed"))


def add(db: sqlite3.Connection, story: Story, source: str | None, seen: int) -> Added:
    """Add a story within a transaction of the caller's; see `Archive.add`."""
    row = _row(story, source, seen)
    with _encodable(story):
        newest = db.execute(f"SELECT {_NAMES} FROM stories WHERE id = ?", (story.id,)).fetchone()
        if newest is None:
            return _add_first(db, story, row)
        if _same(newest, row) or (story.version <= newest["version"] and _void(db, newest, row)):
            return Added(read_story(newest), Novelty.KNOWN)
        row |= {"version": max(story.version, newest["version"] + 1), "first_seen": newest["first_seen"]}
        db.execute(f"INSERT INTO earlier ({_NAMES}) SELECT {_NAMES} FROM stories WHERE id = ?", (story.id,))
        db.execute(_UPDATE, row)
        carriage.touch(db, story.id)
        return Added(replace(story, version=row["version"]), Novelty.REVISED)


def _add_first(db: sqlite3.Connection, story: Story, row: dict[str, Any]) -> Added:
    """Add a story of which no words are kept: one never seen, or one of which only tombstones stay."""
    tombstones = retention.buried(db, story.id)
    if not tombstones:
        db.execute(_INSERT, row)
        return Added(story, Novelty.NEW)
    last, digest = tombstones[0], retention.digest(row)
    read_before = story.version <= last["version"] and (
        last["status"] == PubStatus.CANCELED or any(digest == tombstone["digest"] for tombstone in tombstones)
    )
    if read_before or digest == last["digest"]:
        stone = {"version": last["version"], "status": PubStatus(last["status"]), "headline": "", "body": ""}
        return Added(replace(story, **stone), Novelty.KNOWN)
    row |= {"version": max(story.version, last["version"] + 1), "first_seen": last["first_seen"]}
    db.execute(_INSERT, row)
    carriage.touch(db, story.id)
    return Added(replace(story, version=row["version"]), Novelty.REVISED)


def _void(db: sqlite3.Connection, newest: sqlite3.Row, row: dict[str, Any]) -> bool:
    """Whether a story that is no higher version than the newest says nothing new: killed since, or read before."""
    if newest["status"] == PubStatus.CANCELED:
        return True
    if db.execute(f"SELECT 1 FROM earlier WHERE id = :id AND {_SAME}", row).fetchone() is not None:
        return True
    buried = retention.buried(db, row["id"])
    return bool(buried) and retention.digest(row) in {tombstone["digest"] for tombstone in buried}


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
        "keywords": json.dumps(story.keywords, ensure_ascii=False),  # searched, in any script
        "subjects": json.dumps(story.subjects),
        "genre": story.genre,
        "rights": story.rights,
        "signals": json.dumps(story.signals),
        "advisory": story.advisory,
        "evolved_from": story.evolved_from,
        "origin": origin,
        "seen": seen,
        "first_seen": seen,
    }


def read_story(row: sqlite3.Row) -> Story:
    """The version of a story that a row of either table holds."""
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
        keywords=_several(row["keywords"]),
        subjects=_several(row["subjects"]),
        genre=row["genre"],
        rights=row["rights"],
        signals=tuple(map(Signal, _several(row["signals"]))),
        advisory=row["advisory"],
        evolved_from=row["evolved_from"],
    )


def _several(array: str) -> tuple[str, ...]:
    return () if array == "[]" else tuple(json.loads(array))  # which most are, and json takes its time


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
