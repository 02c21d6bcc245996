"""The outbox and the inbox in SQLite: each verb is one transaction, so a kill between two leaves a true state."""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefbot.archive.bookkeeping import post_of, settle
from briefbot.archive.database import moment, stamp
from briefbot.errors import NotFoundError
from briefbot.messages import Job, Post, PostState
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from briefbot.archive.database import Database

_PENDING = "('queued', 'sending', 'unsure')"
"""States that a post still leaves; SENT and FAILED are its end."""

_READY = f"""
    SELECT post.number, parent.ts AS thread FROM posts AS post LEFT JOIN posts AS parent ON parent.key = post.parent
    WHERE post.state = 'queued' AND post.not_before <= :now AND (post.parent IS NULL OR parent.state = 'sent')
      AND NOT EXISTS (
        SELECT 1 FROM posts AS before WHERE before.workspace = post.workspace AND before.channel = post.channel
          AND before.state IN {_PENDING} AND before.number < post.number)
    ORDER BY post.number LIMIT :limit"""


class Outbox:
    """The part of the archive that holds the posts owed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, posts: Sequence[Post]) -> None:
        """See `Archive.queue`.

        A post whose parent was refused before it came shares its fate; `NotFoundError` for one whose parent is neither
        in the outbox nor among `posts`, since it would wait for ever.
        """
        with self._database.writing() as db:
            for post in posts:
                _write(db, post)
            for post in posts:
                _follow(db, post)
            for slot in dict.fromkeys(post.slot for post in posts):
                db.execute("UPDATE deliveries SET state = 'queued' WHERE slot = ? AND state = 'claimed'", (slot,))

    def take(self, now: datetime, limit: int = 50) -> list[Post]:
        """See `Archive.take`."""
        with self._database.writing() as db:
            ready = db.execute(_READY, {"now": stamp(now), "limit": limit}).fetchall()
            for row in ready:
                db.execute(
                    "UPDATE posts SET state = 'sending', attempts = attempts + 1, thread = coalesce(:ts, thread), "
                    "first_tried = coalesce(first_tried, :now) WHERE number = :number",
                    {"ts": row["thread"], "now": stamp(now), "number": row["number"]},
                )
            numbers = json.dumps([row["number"] for row in ready])
            taken = "SELECT * FROM posts WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number"
            return [post_of(row) for row in db.execute(taken, (numbers,))]

    def sent(self, key: str, ts: str) -> None:
        """See `Archive.sent`."""
        with self._database.writing() as db:
            db.execute("UPDATE posts SET state = 'sent', ts = ?, reason = NULL WHERE key = ? AND ts IS NULL", (ts, key))
            slot = "(SELECT slot FROM posts WHERE key = ?)"
            left = db.execute(f"SELECT 1 FROM posts WHERE slot = {slot} AND state != 'sent'", (key,)).fetchone()
            if left is None:
                db.execute(
                    f"UPDATE deliveries SET state = 'delivered' WHERE slot = {slot} AND state = 'queued'", (key,)
                )

    def put_back(self, key: str, until: datetime) -> None:
        """See `Archive.put_back`."""
        self._wait(key, PostState.QUEUED, until)

    def unsure(self, key: str, until: datetime) -> None:
        """See `Archive.unsure`."""
        self._wait(key, PostState.UNSURE, until)

    def refused(self, key: str, reason: str) -> None:
        """See `Archive.refused`."""
        with self._database.writing() as db:
            _refuse(db, key, reason)

    def unsettled(self, now: datetime) -> list[Post]:
        """See `Archive.unsettled`."""
        sql = "SELECT * FROM posts WHERE state = 'unsure' AND not_before <= ? ORDER BY number"
        with self._database.reading() as db:
            return [post_of(row) for row in db.execute(sql, (stamp(now),))]

    def recover(self) -> None:
        """See `Archive.recover`."""
        with self._database.writing() as db:
            db.execute("UPDATE posts SET state = 'unsure', not_before = 0 WHERE state = 'sending'")

    def posts(self, *, workspace: str, channel: str, thread: str | None = None) -> list[Post]:
        """See `Archive.posts`."""
        sql = (
            "SELECT * FROM posts WHERE workspace = :workspace AND channel = :channel AND state = 'sent' "
            "AND (:thread IS NULL OR :thread IN (ts, thread)) ORDER BY number DESC"
        )
        with self._database.reading() as db:
            rows = db.execute(sql, {"workspace": workspace, "channel": channel, "thread": thread})
            return [post_of(row) for row in rows]

    def _wait(self, key: str, state: PostState, until: datetime) -> None:
        with self._database.writing() as db:
            db.execute(
                f"UPDATE posts SET state = ?, not_before = ? WHERE key = ? AND state IN {_PENDING}",
                (state.value, stamp(until), key),
            )


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


def _write(db: sqlite3.Connection, post: Post) -> None:
    db.execute(
        "INSERT OR IGNORE INTO posts "
        "(key, workspace, channel, text, blocks, thread, parent, slot, stories, state, attempts, not_before) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, 0)",
        (
            post.key,
            post.workspace,
            post.channel,
            post.text,
            json.dumps(post.blocks),
            post.thread,
            post.parent,
            post.slot,
            json.dumps(post.stories),
        ),
    )


def _follow(db: sqlite3.Connection, post: Post) -> None:
    """See to it that a post waits for a parent that can still come."""
    if post.parent is None:
        return
    parent = db.execute("SELECT state, reason FROM posts WHERE key = ?", (post.parent,)).fetchone()
    if parent is None:
        raise NotFoundError(f"the post {post.key} answers {post.parent}, which was never queued: queue both together")
    if parent["state"] == PostState.FAILED:
        _refuse(db, post.key, parent["reason"])


def _refuse(db: sqlite3.Connection, key: str, reason: str) -> None:
    """Fail the post, every part that waits for it, and their deliveries."""
    failed = db.execute(
        f"""WITH RECURSIVE waiting(key) AS (
                SELECT key FROM posts WHERE key = :key AND state IN {_PENDING}
                UNION SELECT posts.key FROM posts JOIN waiting ON posts.parent = waiting.key)
            UPDATE posts SET state = 'failed', reason = :reason
            WHERE state IN {_PENDING} AND key IN (SELECT key FROM waiting) RETURNING slot""",
        {"key": key, "reason": reason},
    ).fetchall()
    for slot in dict.fromkeys(row["slot"] for row in failed):
        settle(db, slot, DeliveryState.FAILED, reason)
