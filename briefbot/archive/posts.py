"""How a post stands in SQLite, for the parts that read and write posts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefbot.archive import carriage
from briefbot.archive.database import moment
from briefbot.messages import Post, PostState
from briefbot.story import StoryKey

if TYPE_CHECKING:
    import sqlite3


def read_post(row: sqlite3.Row) -> Post:
    """A post as it was stored."""
    return Post(
        key=row["key"],
        workspace=row["workspace"],
        channel=row["channel"],
        text=row["text"],
        blocks=tuple(json.loads(row["blocks"])),
        thread=row["thread"],
        parent=row["parent"],
        slot=row["slot"],
        stories=tuple(StoryKey(*key) for key in json.loads(row["stories"])),
        frame=tuple(json.loads(row["frame"])),
        state=PostState(row["state"]),
        ts=row["ts"],
        attempts=row["attempts"],
        first_tried=None if row["first_tried"] is None else moment(row["first_tried"]),
        reason=row["reason"],
    )


def write_post(db: sqlite3.Connection, post: Post) -> None:
    """Write a post down within a transaction of the caller's; one whose key is known is left as it is."""
    written = db.execute(
        "INSERT OR IGNORE INTO posts "
        "(key, workspace, channel, text, blocks, thread, parent, slot, stories, frame, state, attempts, not_before) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, 0)",
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
            json.dumps(post.frame),
        ),
    )
    if written.rowcount:
        carriage.load(db, post)
