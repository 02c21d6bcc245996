"""The outbox in SQLite: each verb is one transaction, so a kill between two leaves a true state."""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from itertools import takewhile
from typing import TYPE_CHECKING

from briefbot.archive.database import moment, stamp
from briefbot.archive.deliveries import read_subscription, settle
from briefbot.archive.posts import read_post, write_post
from briefbot.errors import NotFoundError
from briefbot.messages import Post, PostState
from briefbot.story import StoryKey
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from briefbot.archive.database import Database
    from briefbot.subscription import Subscription

_PENDING = "('queued', 'sending', 'unsure')"
"""States that a post still leaves; SENT and FAILED are its end."""

_READY = f"""
    SELECT post.number, parent.ts AS thread FROM posts AS post LEFT JOIN posts AS parent ON parent.key = post.parent
    WHERE post.state = 'queued' AND post.not_before <= :now AND (post.parent IS NULL OR parent.state = 'sent')
      AND post.workspace NOT IN (SELECT value FROM json_each(:besides))
      AND post.workspace || '/' || post.channel NOT IN (SELECT value FROM json_each(:besides))
      AND (NOT :asked OR post.slot IS NULL)
      AND NOT EXISTS (SELECT 1 FROM carriage WHERE outdated AND carriage.post = post.key)
      AND NOT EXISTS (
        SELECT 1 FROM posts AS before WHERE before.workspace = post.workspace AND before.channel = post.channel
          AND before.state IN {_PENDING} AND before.number != post.number
          AND (before.state != 'queued' OR before.number < post.number AND (before.slot IS NULL OR NOT :asked)))
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
            begun = {slot for slot in {post.slot for post in posts} - {None} if _begun(db, slot)}
            posts = [post for post in posts if post.slot not in begun]
            for post in posts:
                write_post(db, post)
            for post in posts:
                _follow(db, post)
            for slot in dict.fromkeys(post.slot for post in posts):
                db.execute("UPDATE deliveries SET state = 'queued' WHERE slot = ? AND state = 'claimed'", (slot,))

    def split(self, key: str, parts: Sequence[Post]) -> None:
        """See `Archive.split`."""
        first, *rest = parts
        with self._database.writing() as db:
            db.execute("UPDATE posts SET blocks = ? WHERE key = ?", (json.dumps(first.blocks), key))
            for post in rest:
                write_post(db, post)
            # What waits behind the post in the same thread goes on doing so, behind its parts.
            behind = db.execute(
                """SELECT number FROM posts WHERE state = 'queued' AND parent IN (:key, :parent)
                   AND key NOT IN (SELECT value FROM json_each(:rest))
                   AND number > (SELECT number FROM posts WHERE key = :key) ORDER BY number""",
                {"key": key, "parent": first.parent, "rest": json.dumps([post.key for post in rest])},
            )
            for row in behind.fetchall():
                db.execute(
                    "UPDATE posts SET number = (SELECT max(number) + 1 FROM posts) WHERE number = ?", (row["number"],)
                )

    def take(self, now: datetime, limit: int = 50, besides: Iterable[str] = (), *, asked: bool = False) -> list[Post]:
        """See `Archive.take`."""
        with self._database.writing() as db:
            wanted = {"now": stamp(now), "limit": limit, "besides": json.dumps(list(besides)), "asked": asked}
            ready = db.execute(_READY, wanted).fetchall()
            for row in ready:
                db.execute(
                    "UPDATE posts SET state = 'sending', attempts = attempts + 1, thread = coalesce(:ts, thread), "
                    "first_tried = coalesce(first_tried, :now) WHERE number = :number",
                    {"ts": row["thread"], "now": stamp(now), "number": row["number"]},
                )
            numbers = json.dumps([row["number"] for row in ready])
            taken = "SELECT * FROM posts WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number"
            return [read_post(row) for row in db.execute(taken, (numbers,))]

    def sent(self, key: str, ts: str) -> datetime | None:
        """See `Archive.sent`."""
        with self._database.writing() as db:
            db.execute("UPDATE posts SET state = 'sent', ts = ?, reason = NULL WHERE key = ? AND ts IS NULL", (ts, key))
            slot = "(SELECT slot FROM posts WHERE key = ?)"
            left = db.execute(f"SELECT 1 FROM posts WHERE slot = {slot} AND state != 'sent'", (key,)).fetchone()
            if left is not None:
                return None
            settled = (
                f"UPDATE deliveries SET state = 'delivered' WHERE slot = {slot} AND state = 'queued' RETURNING due"
            )
            due = db.execute(settled, (key,)).fetchone()
            return None if due is None else moment(due["due"])

    def put_back(self, key: str, until: datetime, *, counts: bool = True) -> None:
        """See `Archive.put_back`."""
        self._wait(key, PostState.QUEUED, until, uncounted=not counts)

    def unsure(self, key: str, until: datetime) -> None:
        """See `Archive.unsure`."""
        self._wait(key, PostState.UNSURE, until)

    def refused(self, key: str, reason: str) -> None:
        """See `Archive.refused`."""
        with self._database.writing() as db:
            _refuse(db, [key], reason)

    def abandon(self, key: str, reason: str) -> None:
        """See `Archive.abandon`."""
        with self._database.writing() as db:
            sql = (
                "SELECT other.key FROM posts AS post JOIN posts AS other ON other.parent = post.parent "
                "AND other.state = 'queued' WHERE post.key = ?"
            )
            _refuse(db, [key, *(row["key"] for row in db.execute(sql, (key,)))], reason)

    def close_channel(
        self, workspace: str, channel: str, reason: str, notices: Callable[[list[Subscription]], list[Post]]
    ) -> int:
        """See `Archive.close_channel`."""
        place = (workspace, channel)
        with self._database.writing() as db:
            owed = db.execute("SELECT key FROM posts WHERE (workspace, channel) = (?, ?) AND state = 'queued'", place)
            _refuse(db, [row["key"] for row in owed], reason)
            sql = "SELECT * FROM subscriptions WHERE (workspace, channel) = (?, ?) AND NOT paused ORDER BY id"
            paused = [read_subscription(row) for row in db.execute(sql, place)]
            db.execute("UPDATE subscriptions SET paused = 1 WHERE (workspace, channel) = (?, ?)", place)
            for post in notices(paused):
                write_post(db, post)
            return len(paused)

    def unsettled(self, now: datetime) -> list[Post]:
        """See `Archive.unsettled`."""
        sql = "SELECT * FROM posts WHERE state = 'unsure' AND not_before <= ? ORDER BY number"
        with self._database.reading() as db:
            return [read_post(row) for row in db.execute(sql, (stamp(now),))]

    def recover(self) -> None:
        """See `Archive.recover`."""
        with self._database.writing() as db:
            db.execute("UPDATE posts SET state = 'unsure', not_before = 0 WHERE state = 'sending'")

    def posts(
        self,
        *,
        workspace: str,
        channel: str,
        thread: str | None = None,
        scheduled: bool = False,
        limit: int | None = None,
    ) -> list[Post]:
        """See `Archive.posts`."""
        if thread is None:
            where = "workspace = :workspace AND channel = :channel AND state = 'sent'"
        else:  # the + has the thread's index used, not all of the channel read
            where = (
                "+workspace = :workspace AND +channel = :channel AND +state = 'sent' "
                "AND (ts = :thread OR thread = :thread)"
            )
        if scheduled:
            where += " AND slot NOTNULL AND parent IS NULL"
        sql = f"SELECT * FROM posts WHERE {where} ORDER BY number DESC LIMIT :limit"
        asked = {"workspace": workspace, "channel": channel, "thread": thread, "limit": -1 if limit is None else limit}
        with self._database.reading() as db:
            return [read_post(row) for row in db.execute(sql, asked)]

    def carried(self, workspace: str, channel: str, since: datetime) -> set[StoryKey]:
        """See `Archive.carried`."""
        found = set()
        place = "SELECT stories, first_tried FROM posts WHERE (workspace, channel) = (?, ?)"
        with self._database.reading() as db:
            pending = db.execute(f"{place} AND state IN {_PENDING}", (workspace, channel)).fetchall()
            # Newest first, and no further than asked: a channel's posts are as many as its days.
            sent = db.execute(f"{place} AND state = 'sent' ORDER BY number DESC", (workspace, channel))
            for row in (*pending, *takewhile(lambda row: row["first_tried"] >= stamp(since), sent)):
                found |= {StoryKey(*key) for key in json.loads(row["stories"])}
        return found

    def alerts(self, workspace: str, channel: str, since: datetime) -> list[Post]:
        """See `Archive.alerts`."""
        sql = (
            "SELECT * FROM posts WHERE (workspace, channel) = (?, ?) AND key >= 'alert/' AND key < 'alert0' "
            "AND coalesce(first_tried, ?) >= ? ORDER BY number"
        )
        with self._database.reading() as db:
            return [read_post(row) for row in db.execute(sql, (workspace, channel, stamp(since), stamp(since)))]

    def _wait(self, key: str, state: PostState, until: datetime, *, uncounted: bool = False) -> None:
        with self._database.writing() as db:
            db.execute(
                f"UPDATE posts SET state = ?, not_before = ?, attempts = attempts - ? WHERE key = ? "
                f"AND state IN {_PENDING}",
                (state.value, stamp(until), uncounted, key),
            )


def _begun(db: sqlite3.Connection, slot: str | None) -> bool:
    """Whether the delivery's posts were written before, maybe by another process, or it was settled without any."""
    found = db.execute("SELECT state FROM deliveries WHERE slot = ?", (slot,)).fetchone()
    return found is not None and found["state"] != DeliveryState.CLAIMED


def _follow(db: sqlite3.Connection, post: Post) -> None:
    """See to it that a post waits for a parent that can still come."""
    if post.parent is None:
        return
    parent = db.execute("SELECT state, reason FROM posts WHERE key = ?", (post.parent,)).fetchone()
    if parent is None:
        raise NotFoundError(f"the post {post.key} answers {post.parent}, which was never queued: queue both together")
    if parent["state"] == PostState.FAILED:
        _refuse(db, [post.key], parent["reason"])


def _refuse(db: sqlite3.Connection, keys: Sequence[str], reason: str) -> None:
    """Fail the posts, every part that waits for one of them, and their deliveries."""
    failed = db.execute(
        f"""WITH RECURSIVE waiting(key) AS (
                SELECT key FROM posts WHERE key IN (SELECT value FROM json_each(:keys)) AND state IN {_PENDING}
                UNION SELECT posts.key FROM posts JOIN waiting ON posts.parent = waiting.key)
            UPDATE posts SET state = 'failed', reason = :reason
            WHERE state IN {_PENDING} AND key IN (SELECT key FROM waiting) RETURNING slot""",
        {"keys": json.dumps(keys), "reason": reason},
    ).fetchall()
    for slot in dict.fromkeys(row["slot"] for row in failed):
        settle(db, slot, DeliveryState.FAILED, reason)
