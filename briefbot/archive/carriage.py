"""Which posts carry which stories in SQLite, and which of them have to follow what became of a story.

A post is marked as outdated in the transaction that adds the version, or in the one that writes the post down too late:
so nothing can be filed and then forgotten by a crash, and nothing is sent that was withdrawn before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from briefbot.messages import Post

_LATER = "EXISTS (SELECT 1 FROM stories WHERE id = :story AND (version > :version OR status != 'usable'))"
_GONE = "NOT EXISTS (SELECT 1 FROM stories WHERE id = :story) AND EXISTS (SELECT 1 FROM tombstones WHERE id = :story)"


def load(db: sqlite3.Connection, post: Post) -> None:
    """Keep what a post carries, within the transaction that writes it down."""
    for story, version in post.stories:
        db.execute(
            f"INSERT OR IGNORE INTO carriage VALUES (:story, :post, :version, {_LATER} OR {_GONE})",  # noqa: S608 - our own
            {"story": story, "version": version, "post": post.key},
        )


def touch(db: sqlite3.Connection, story: str) -> None:
    """Mark the posts that carry a story, within the transaction that adds a version of it."""
    db.execute("UPDATE carriage SET outdated = 1 WHERE story = ?", (story,))


def touch_unsent(db: sqlite3.Connection, story: str) -> None:
    """Mark those of them that are not sent yet: what may be kept no longer may not be said any more either."""
    db.execute(
        "UPDATE carriage SET outdated = 1 WHERE story = ? "
        "AND post IN (SELECT key FROM posts WHERE state IN ('queued', 'sending', 'unsure'))",
        (story,),
    )
