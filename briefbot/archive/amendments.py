"""Posts that have to follow what became of their stories, in SQLite; `archive.carriage` marks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefbot.archive.posts import read_post, write_post
from briefbot.story import StoryKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefbot.archive.database import Database
    from briefbot.messages import Post

# Begun with what is outdated, as the CROSS has it: that is little, and posts are as many as a newsroom's years.
_OUTDATED = """
    SELECT posts.*, json_group_array(json_array(carriage.story, carriage.version)) AS which
    FROM carriage CROSS JOIN posts ON posts.key = carriage.post LEFT JOIN stories ON stories.id = carriage.story
    WHERE carriage.outdated AND posts.key NOT IN (SELECT value FROM json_each(:besides)) AND (posts.state = 'queued'
      OR posts.state = 'sent' AND posts.workspace NOT IN (SELECT value FROM json_each(:besides)))
    GROUP BY posts.key
    ORDER BY posts.state = 'sent', min(stories.status IS 'usable'), posts.number LIMIT :limit"""


class Amendments:
    """The part of the archive that has posts follow the life of their stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def outdated(self, limit: int = 50, besides: Iterable[str] = ()) -> list[tuple[Post, tuple[StoryKey, ...]]]:
        """See `Archive.outdated`."""
        with self._database.reading() as db:
            rows = db.execute(_OUTDATED, {"limit": limit, "besides": json.dumps(list(besides))})
            return [(read_post(row), tuple(StoryKey(*key) for key in json.loads(row["which"]))) for row in rows]

    def amend(self, post: Post, known: Mapping[str, int], notes: Sequence[Post] = ()) -> bool:
        """See `Archive.amend`."""
        with self._database.writing() as db:
            changed = db.execute(
                "UPDATE posts SET text = ?, blocks = ?, stories = ?, frame = ? WHERE key = ? AND state = ?",
                (
                    post.text,
                    json.dumps(post.blocks),
                    json.dumps(post.stories),
                    json.dumps(post.frame),
                    post.key,
                    post.state.value,
                ),
            )
            if not changed.rowcount:
                return False
            carried = dict(post.stories)
            for story, version in known.items():
                db.execute(
                    "UPDATE carriage SET version = coalesce(:carried, version), outdated = EXISTS ("
                    "SELECT 1 FROM stories WHERE id = :story AND version > :version) "
                    "WHERE story = :story AND post = :post",
                    {"story": story, "version": version, "carried": carried.get(story), "post": post.key},
                )
            for note in notes:
                write_post(db, note)
            return True

    def pieces(self, key: str) -> list[Post]:
        """See `Archive.pieces`."""
        sql = "SELECT * FROM posts WHERE key = :key OR key > :key || '/' AND key < :key || '0' ORDER BY number"
        with self._database.reading() as db:
            return [read_post(row) for row in db.execute(sql, {"key": key})]
