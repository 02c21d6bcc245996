"""Which version of the `tables` a file holds, and the steps that bring an older one up to date."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from briefbot.archive import tables
from briefbot.errors import ArchiveError, ArchiveVersionError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

VERSION = 12
"""Of the tables; raise it with every change, and bring older files up by a step in `STEPS`."""

APPLICATION = 0x62726662
"""SQLite's application_id of an archive: "brfb"."""


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables in a new file, bring an older briefbot's up to date, all or nothing.

    Raises where the file is another program's or a newer briefbot's.
    """
    found = version(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")  # a copy that was restored is not yet in it
    if found == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = version(connection, path)  # another process may have been quicker
        if found == 0:
            _create(connection)
        else:
            log.info(
                "brings the archive %s up to date (tables %d to %d): minutes, where it is large", path, found, VERSION
            )
            for number in range(found + 1, VERSION + 1):
                STEPS[number](connection)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    finally:
        connection.rollback()


def version(connection: sqlite3.Connection, path: Path) -> int:
    """Of the tables in that file, 0 where there are none; raises where they are another program's or too new."""

    def number(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    if number("PRAGMA application_id") == APPLICATION:
        found = number("PRAGMA user_version")
        if found > VERSION:
            raise ArchiveVersionError(
                f"the archive {path} was written by a newer briefbot (tables of version {found}, not {VERSION}): "
                "install that briefbot again, or name another file in BRIEFBOT_ARCHIVE"
            )
        return found
    if number("SELECT count(*) FROM sqlite_master"):
        raise ArchiveError(
            f"{path} is another program's database, not a briefbot archive: name another file in BRIEFBOT_ARCHIVE"
        )
    return 0


def _what_agencies_say(connection: sqlite3.Connection) -> None:
    """Version 2: what an agency says of a story beside its words."""
    for table in ("stories", "earlier"):
        for column in ("genre", "rights", "advisory", "evolved_from"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
        for column in ("subjects", "signals"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT '[]'")


def _read_documents(connection: sqlite3.Connection) -> None:
    """Version 3: which files of watched folders were read."""
    tables.create_documents(tables.through(connection))


def _retention(connection: sqlite3.Connection) -> None:
    """Version 4: what stays of a story whose words may be kept no longer, and of the licence of a source removed."""
    tables.create_retention(tables.through(connection))


def _coded(connection: sqlite3.Connection) -> None:
    """Version 5: subjects and keywords are searched, in any script; a thread's posts are found by themselves."""

    def readable(array: str) -> str:
        words = json.dumps(json.loads(array), ensure_ascii=False)
        return words.encode("utf-8", "replace").decode()  # a lone surrogate could be stored until now

    stories = tables.through(connection).table("stories")
    stories.disable_fts()
    connection.create_function("readable", 1, readable)
    connection.execute(r"UPDATE stories SET keywords = readable(keywords) WHERE keywords LIKE '%\u%'")
    stories.enable_fts(tables.SEARCHED, tokenize=tables.TOKENS, create_triggers=True)
    tables.index_threads(tables.through(connection))


def _events(connection: sqlite3.Connection) -> None:
    """Version 6: which stories report one happening; those stored before are placed when they are asked for."""
    tables.create_events(tables.through(connection))


def _what_posts_carry(connection: sqlite3.Connection) -> None:
    """Version 7: which posts carry a story, of those there are already too; one killed since then is withdrawn now."""
    connection.execute("ALTER TABLE posts ADD COLUMN frame TEXT NOT NULL DEFAULT '[]'")
    tables.create_carriage(tables.through(connection))
    connection.execute(
        "INSERT OR REPLACE INTO carriage (story, post, version, outdated) "
        "SELECT json_extract(value, '$[0]'), posts.key, json_extract(value, '$[1]'), EXISTS ("
        "SELECT 1 FROM stories WHERE id = json_extract(value, '$[0]') AND status != 'usable') "
        "FROM posts, json_each(posts.stories)"
    )


def _alerts_and_marks(connection: sqlite3.Connection) -> None:
    """Version 8: who made a subscription and when it is quiet, what is urgent, what people mark and report."""
    connection.execute("ALTER TABLE subscriptions ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE subscriptions ADD COLUMN creator TEXT NOT NULL DEFAULT ''")
    tables.create_marks(tables.through(connection))


def _installations(connection: sqlite3.Connection) -> None:
    """Version 9: where the bot is installed."""
    tables.create_installations(tables.through(connection))


def _merge_eagerly(connection: sqlite3.Connection) -> None:
    """Version 10: the index of words has fewer segments."""
    # A word is looked up in each segment of the index, and a topic may have hundreds of words: half of the segments
    # and of the time for a tenth more of filing; `Upkeep.tidy` does more each hour. FTS5 keeps this in the file.
    for name, segments in (("automerge", 2), ("crisismerge", 8)):
        connection.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES (?, ?)", (name, segments))


def _answers(connection: sqlite3.Connection) -> None:
    """Version 11: questions and what they were answered with, and what people think of it."""
    tables.create_answers(tables.through(connection))


def _notices(connection: sqlite3.Connection) -> None:
    """Version 12: which subscriptions follow their creator's zone, and what people were asked and told about that."""
    connection.execute("ALTER TABLE subscriptions ADD COLUMN follows INTEGER NOT NULL DEFAULT 0")
    tables.create_notices(tables.through(connection))


STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {
    2: _what_agencies_say,
    3: _read_documents,
    4: _retention,
    5: _coded,
    6: _events,
    7: _what_posts_carry,
    8: _alerts_and_marks,
    9: _installations,
    10: _merge_eagerly,
    11: _answers,
    12: _notices,
}
"""How the tables of the version before become those of the version named.

With each step store an archive of the version before, as `tests/archive/dumping.py` says; a step that is in use is
never changed.
"""


def _create(connection: sqlite3.Connection) -> None:
    made = tables.through(connection)
    tables.create_stories(made)
    _merge_eagerly(connection)
    tables.create_sources(made)
    tables.create_documents(made)
    tables.create_deliveries(made)
    tables.create_messages(made)
    tables.create_carriage(made)
    tables.create_retention(made)
    tables.create_events(made)
    tables.create_marks(made)
    tables.create_installations(made)
    tables.create_answers(made)
    tables.create_notices(made)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
