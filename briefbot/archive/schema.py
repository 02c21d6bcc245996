"""The tables of the SQLite archive, and which version of them a file holds."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from briefbot.errors import ArchiveError, ArchiveVersionError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from sqlite_utils import Database

log = logging.getLogger(__name__)

VERSION = 11
"""Of the tables; raise it with every change, and bring older files up by a step in `STEPS`."""

APPLICATION = 0x62726662
"""SQLite's application_id of an archive: "brfb"."""

STORY = {
    "id": str,
    "version": int,
    "agency": str,
    "headline": str,
    "body": str,
    "published": int,
    "dateline": str,
    "byline": str,
    "url": str,
    "source": str,
    "language": str,
    "urgency": int,
    "status": str,
    "embargoed": int,
    "ednote": str,
    "keywords": str,  # JSON
    "subjects": str,  # JSON
    "genre": str,
    "rights": str,
    "signals": str,  # JSON
    "advisory": str,
    "evolved_from": str,
    "origin": str,  # id of the source it was read from
    "seen": int,  # when this version was added
    "first_seen": int,  # when the first was
}
"""A version of a story; times are stamps, see `database.stamp`."""

SEARCHED = ("headline", "body", "agency", "origin", "byline", "dateline", "language", "subjects", "keywords")
TOKENS = "porter unicode61 remove_diacritics 2"
"""How FTS5 reads words. Changed together with these columns, in a step that makes `stories_fts` anew."""


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


def _tables(connection: sqlite3.Connection) -> Database:
    import sqlite_utils  # noqa: PLC0415 - 90 ms, and only a new file needs it

    return sqlite_utils.Database(connection, execute_plugins=False, recursive_triggers=False)


def _what_agencies_say(connection: sqlite3.Connection) -> None:
    """Version 2: what an agency says of a story beside its words."""
    for table in ("stories", "earlier"):
        for column in ("genre", "rights", "advisory", "evolved_from"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
        for column in ("subjects", "signals"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT '[]'")


def _read_documents(connection: sqlite3.Connection) -> None:
    """Version 3: which files of watched folders were read."""
    _create_documents(_tables(connection))


def _retention(connection: sqlite3.Connection) -> None:
    """Version 4: what stays of a story whose words may be kept no longer, and of the licence of a source removed."""
    _create_retention(_tables(connection))


def _coded(connection: sqlite3.Connection) -> None:
    """Version 5: subjects and keywords are searched, in any script; a thread's posts are found by themselves."""

    def readable(array: str) -> str:
        words = json.dumps(json.loads(array), ensure_ascii=False)
        return words.encode("utf-8", "replace").decode()  # a lone surrogate could be stored until now

    stories = _tables(connection).table("stories")
    stories.disable_fts()
    connection.create_function("readable", 1, readable)
    connection.execute(r"UPDATE stories SET keywords = readable(keywords) WHERE keywords LIKE '%\u%'")
    stories.enable_fts(SEARCHED, tokenize=TOKENS, create_triggers=True)
    _index_threads(_tables(connection))


def _events(connection: sqlite3.Connection) -> None:
    """Version 6: which stories report one happening; those stored before are placed when they are asked for."""
    _create_events(_tables(connection))


def _what_posts_carry(connection: sqlite3.Connection) -> None:
    """Version 7: which posts carry a story, of those there are already too; one killed since then is withdrawn now."""
    connection.execute("ALTER TABLE posts ADD COLUMN frame TEXT NOT NULL DEFAULT '[]'")
    _create_carriage(_tables(connection))
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
    _create_marks(_tables(connection))


def _installations(connection: sqlite3.Connection) -> None:
    """Version 9: where the bot is installed."""
    _create_installations(_tables(connection))


def _merge_eagerly(connection: sqlite3.Connection) -> None:
    """Version 10: the index of words has fewer segments."""
    # A word is looked up in each segment of the index, and a topic may have hundreds of words: half of the segments
    # and of the time for a tenth more of filing; `Upkeep.tidy` does more at night. FTS5 keeps this in the file.
    for name, segments in (("automerge", 2), ("crisismerge", 8)):
        connection.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES (?, ?)", (name, segments))


def _answers(connection: sqlite3.Connection) -> None:
    """Version 11: questions and what they were answered with, and what people think of it."""
    _create_answers(_tables(connection))


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
}
"""How the tables of the version before become those of the version named.

With each step store an archive of the version before, as `tests/archive/dumping.py` says; a step that is in use is
never changed.
"""


def _create(connection: sqlite3.Connection) -> None:
    made = _tables(connection)
    _create_stories(made)
    _merge_eagerly(connection)
    _create_sources(made)
    _create_documents(made)
    _create_deliveries(made)
    _create_messages(made)
    _create_carriage(made)
    _create_retention(made)
    _create_events(made)
    _create_marks(made)
    _create_installations(made)
    _create_answers(made)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _create_stories(made: Database) -> None:
    """Newest versions stand in `stories` and can be searched; the versions before them in `earlier`."""
    needed = {"id", "version", "agency", "headline", "body", "urgency", "status", "keywords", "seen", "first_seen"}
    needed |= {"subjects", "signals"}
    made.create_table("stories", {"number": int, **STORY}, pk="number", not_null=needed)
    made.table("stories").create_index(["id"], unique=True)
    made.table("stories").create_index(["first_seen"])
    made.table("stories").enable_fts(SEARCHED, tokenize=TOKENS, create_triggers=True)
    made.create_table("earlier", STORY, pk=("id", "version"), not_null=needed)
    made.create_table(
        "briefs",
        {"id": str, "version": int, "formatter": str, "brief": str},
        pk=("id", "version", "formatter"),
        not_null={"brief"},
    )


def _create_sources(made: Database) -> None:
    made.create_table("sources", {"id": str, "source": str}, pk="id", not_null={"source"})
    made.create_table("polls", {"source": str, "poll": str}, pk="source", not_null={"poll"})


def _create_documents(made: Database) -> None:
    """The files of watched folders that were read."""
    made.create_table(
        "documents",
        {"source": str, "name": str, "size": int, "modified": int, "digest": str},
        pk=("source", "name"),
        not_null={"size", "modified", "digest"},
    )


def _create_deliveries(made: Database) -> None:
    # AUTOINCREMENT, which sqlite-utils does not write: the id of a subscription that was removed is never given again,
    # or the new one would find its slots claimed.
    made.execute(
        """CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT NOT NULL, channel TEXT NOT NULL, topic TEXT NOT NULL,
            days TEXT NOT NULL, times TEXT NOT NULL, zone TEXT NOT NULL, event_limit INTEGER NOT NULL,
            created INTEGER NOT NULL, paused INTEGER NOT NULL, quiet INTEGER NOT NULL, creator TEXT NOT NULL)"""
    )
    made.table("subscriptions").create_index(["workspace", "channel", "topic", "days", "times", "zone"], unique=True)
    made.create_table(
        "deliveries",
        {"slot": str, "due": int, "state": str, "reason": str},
        pk="slot",
        not_null={"due", "state"},
    )
    made.table("deliveries").create_index(["due"])


def _create_messages(made: Database) -> None:
    made.create_table(
        "posts",
        {
            "number": int,  # their order
            "key": str,
            "workspace": str,
            "channel": str,
            "text": str,
            "blocks": str,  # JSON
            "thread": str,
            "parent": str,
            "slot": str,
            "stories": str,  # JSON
            "frame": str,  # JSON
            "state": str,
            "ts": str,
            "attempts": int,
            "first_tried": int,
            "not_before": int,
            "reason": str,
        },
        pk="number",
        not_null={
            "key",
            "workspace",
            "channel",
            "text",
            "blocks",
            "stories",
            "frame",
            "state",
            "attempts",
            "not_before",
        },
    )
    made.table("posts").create_index(["key"], unique=True)
    made.table("posts").create_index(["workspace", "channel", "state"])
    made.table("posts").create_index(["state"])
    made.table("posts").create_index(["slot"])
    made.table("posts").create_index(["parent"])
    _index_threads(made)
    made.create_table(
        "jobs",
        {"number": int, "key": str, "kind": str, "payload": str, "at": int, "done": int},
        pk="number",
        not_null={"key", "kind", "payload", "at", "done"},
    )
    made.table("jobs").create_index(["key"], unique=True)
    made.table("jobs").create_index(["done"])


def _index_threads(made: Database) -> None:
    made.table("posts").create_index(["ts"])
    made.table("posts").create_index(["thread"])


def _create_carriage(made: Database) -> None:
    """Which posts carry which version of a story, and whether the story has another one since."""
    made.execute(
        """CREATE TABLE carriage (
            story TEXT NOT NULL, post TEXT NOT NULL, version INTEGER NOT NULL, outdated INTEGER NOT NULL,
            PRIMARY KEY (story, post)) WITHOUT ROWID"""
    )
    made.execute("CREATE INDEX idx_carriage_outdated ON carriage (post) WHERE outdated")
    made.execute("CREATE INDEX idx_stories_embargoed ON stories (embargoed) WHERE embargoed NOTNULL")


def _create_retention(made: Database) -> None:
    made.create_table(
        "tombstones",
        {"id": str, "version": int, "status": str, "digest": str, "first_seen": int, "buried": int},
        pk=("id", "version"),
        not_null={"status", "digest", "first_seen", "buried"},
    )
    made.create_table("licences", {"source": str, "rights": str}, pk="source", not_null={"rights"})
    for table in ("stories", "earlier"):
        made.table(table).create_index(["origin", "seen"])
    made.execute("CREATE INDEX idx_stories_killed ON stories (seen) WHERE status = 'canceled'")


def _create_events(made: Database) -> None:
    """Ids, names and numbers alone: `members` keeps the event of a story that was forgotten, and none of its words."""
    made.create_table("events", {"number": int, "name": str, "merged": int}, pk="number", not_null={"name"})
    made.table("events").create_index(["name"], unique=True)
    made.execute("CREATE INDEX idx_events_merged ON events (merged) WHERE merged NOTNULL")
    made.execute("CREATE TABLE members (id TEXT NOT NULL PRIMARY KEY, event INTEGER NOT NULL) WITHOUT ROWID")
    made.table("members").create_index(["event"])
    made.create_table("grouping", {"revision": int}, not_null={"revision"})
    made.execute("INSERT INTO grouping (revision) VALUES (0)")


def _create_marks(made: Database) -> None:
    """What people want of one story, the quotations that they doubt, and what finds news by when it came."""
    made.create_table(
        "marks",
        {"workspace": str, "channel": str, "kind": str, "story": str, "user": str, "at": int},
        pk=("workspace", "channel", "kind", "story"),
        not_null={"user", "at"},
    )
    made.create_table(
        "reports",
        {
            "number": int,  # their order
            "workspace": str,
            "channel": str,
            "user": str,
            "story": str,
            "version": int,
            "spans": str,  # JSON
            "at": int,
        },
        pk="number",
        not_null={"workspace", "channel", "user", "story", "version", "spans", "at"},
    )
    made.table("reports").create_index(["workspace", "user", "story", "version", "spans"], unique=True)
    made.table("stories").create_index(["seen"])


def _create_installations(made: Database) -> None:
    """Tokens by workspace or organisation, which workspaces belong to one, and who left or is about to come."""
    made.create_table(
        "installations",
        {
            "workspace": str,
            "name": str,
            "enterprise": str,
            "token": str,
            "refresh": str,
            "expires": int,
            "bot_user": str,
            "scopes": str,  # JSON
            "installed_by": str,
            "at": int,
            "renewing": int,  # until when somebody fetches the next token
        },
        pk="workspace",
        not_null={"name", "token", "bot_user", "scopes", "installed_by", "at"},
    )
    made.create_table("organisations", {"workspace": str, "enterprise": str}, pk="workspace", not_null={"enterprise"})
    made.create_table("departures", {"workspace": str, "at": int}, pk="workspace", not_null={"at"})
    made.create_table(
        "installs_begun", {"number": int, "digest": str, "until": int}, pk="number", not_null={"digest", "until"}
    )
    made.table("installs_begun").create_index(["digest"], unique=True)


def _create_answers(made: Database) -> None:
    """What was asked and answered, without words of stories; and opinions, one of each person an answer."""
    made.create_table(
        "answers",
        {
            "number": int,  # their order
            "key": str,
            "workspace": str,
            "channel": str,
            "thread": str,
            "at": int,
            "question": str,
            "asked": str,
            "line": str,
            "cited": str,  # JSON
        },
        pk="number",
        not_null={"key", "workspace", "channel", "thread", "at", "question", "asked", "line", "cited"},
    )
    made.table("answers").create_index(["key"], unique=True)
    made.table("answers").create_index(["workspace", "channel", "thread"])
    made.create_table(
        "opinions",
        {"answer": str, "user": str, "workspace": str, "good": int, "at": int},
        pk=("answer", "user"),
        not_null={"workspace", "good", "at"},
    )
    made.table("opinions").create_index(["workspace"])
