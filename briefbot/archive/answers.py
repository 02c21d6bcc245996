"""Questions, what they were answered with, and what people think of it; citations are places, never words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefbot.archive.database import moment, stamp
from briefbot.messages import Answered, Opinion
from briefbot.story import Citation, Span, StoryKey

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from briefbot.archive.database import Database


class Answers:
    """The part of the archive that holds what was asked and answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_answer(self, answered: Answered) -> None:
        """See `Archive.keep_answer`."""
        cited = [[_written(one) for one in those] for those in (answered.citations, answered.nearest)]
        with self._database.writing() as db:
            posted = db.execute("SELECT 1 FROM posts WHERE key = ?", (answered.key,)).fetchone()
            db.execute(
                f"INSERT OR {'IGNORE' if posted else 'REPLACE'} INTO answers "  # noqa: S608 - words of ours
                "(key, workspace, channel, thread, at, question, asked, line, cited) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    answered.key,
                    answered.workspace,
                    answered.channel,
                    answered.thread,
                    stamp(answered.at),
                    answered.question,
                    answered.asked,
                    answered.line,
                    json.dumps(cited),
                ),
            )

    def answers(self, *, workspace: str, channel: str, thread: str) -> list[Answered]:
        """See `Archive.answers`."""
        sql = "SELECT * FROM answers WHERE (workspace, channel, thread) = (?, ?, ?) ORDER BY number"
        with self._database.reading() as db:
            return _read(db, db.execute(sql, (workspace, channel, thread)))

    def rate(self, key: str, workspace: str, opinion: Opinion) -> bool:
        """See `Archive.rate`."""
        with self._database.writing() as db:
            written = db.execute(
                "INSERT OR REPLACE INTO opinions (answer, user, workspace, good, at) "
                "SELECT key, ?, workspace, ?, ? FROM answers WHERE key = ? AND workspace = ?",
                (opinion.user, opinion.good, stamp(opinion.at), key, workspace),
            )
            return written.rowcount == 1

    def rated(self, workspace: str | None = None, *, limit: int = 100) -> list[Answered]:
        """See `Archive.rated`."""
        sql = (
            "SELECT answers.* FROM answers JOIN (SELECT answer, max(at) AS last FROM opinions GROUP BY answer) AS said "
            "ON said.answer = answers.key WHERE :workspace IS NULL OR answers.workspace = :workspace "
            "ORDER BY said.last DESC, answers.number DESC LIMIT :limit"
        )
        with self._database.reading() as db:
            return _read(db, db.execute(sql, {"workspace": workspace, "limit": limit}))

    def forget_answers(self, before: datetime) -> int:
        """See `Archive.forget_answers`."""
        sql = "DELETE FROM answers WHERE at < ? AND key NOT IN (SELECT answer FROM opinions)"
        with self._database.writing() as db:
            return db.execute(sql, (stamp(before),)).rowcount


def _read(db: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> list[Answered]:
    found = list(rows)
    sql = "SELECT * FROM opinions WHERE answer IN (SELECT value FROM json_each(?)) ORDER BY at, user"
    opinions: dict[str, list[Opinion]] = {}
    for row in db.execute(sql, (json.dumps([row["key"] for row in found]),)):
        one = Opinion(user=row["user"], good=bool(row["good"]), at=moment(row["at"]))
        opinions.setdefault(row["answer"], []).append(one)
    return [_answered(row, opinions.get(row["key"], [])) for row in found]


def _answered(row: sqlite3.Row, opinions: Iterable[Opinion]) -> Answered:
    citations, nearest = (tuple(map(_cited, those)) for those in json.loads(row["cited"]))
    return Answered(
        key=row["key"],
        workspace=row["workspace"],
        channel=row["channel"],
        thread=row["thread"],
        at=moment(row["at"]),
        question=row["question"],
        asked=row["asked"],
        line=row["line"],
        citations=citations,
        nearest=nearest,
        opinions=tuple(opinions),
    )


def _written(one: Citation) -> list[Any]:
    return [*one.story, *([part.start, part.end] if part else None for part in (one.span, one.focus, one.speaker))]


def _cited(fields: list[Any]) -> Citation:
    id_, version, *parts = fields
    span, focus, speaker = (Span(*part) if part else None for part in parts)
    if span is None:
        raise ValueError(f"a citation of {id_} without a span")
    return Citation(story=StoryKey(id_, version), span=span, focus=focus, speaker=speaker)
