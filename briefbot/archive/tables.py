"""The tables of the SQLite archive, as a new file gets them; `schema` brings the older ones up to these."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

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


def through(connection: sqlite3.Connection) -> Database:
    """The same file by way of sqlite-utils."""
    import sqlite_utils  # noqa: PLC0415 - 90 ms, and only a new file needs it

    return sqlite_utils.Database(connection, execute_plugins=False, recursive_triggers=False)


def create_stories(made: Database) -> None:
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


def create_sources(made: Database) -> None:
    """Where stories are read from, and how the last look at each went."""
    made.create_table("sources", {"id": str, "source": str}, pk="id", not_null={"source"})
    made.create_table("polls", {"source": str, "poll": str}, pk="source", not_null={"poll"})


def create_documents(made: Database) -> None:
    """The files of watched folders that were read."""
    made.create_table(
        "documents",
        {"source": str, "name": str, "size": int, "modified": int, "digest": str},
        pk=("source", "name"),
        not_null={"size", "modified", "digest"},
    )


def create_deliveries(made: Database) -> None:
    """Who is briefed on what and when, and which slots were served."""
    # AUTOINCREMENT, which sqlite-utils does not write: the id of a subscription that was removed is never given again,
    # or the new one would find its slots claimed.
    made.execute(
        """CREATE TABLE subscriptions (
            id INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT NOT NULL, channel TEXT NOT NULL, topic TEXT NOT NULL,
            days TEXT NOT NULL, times TEXT NOT NULL, zone TEXT NOT NULL, event_limit INTEGER NOT NULL,
            created INTEGER NOT NULL, paused INTEGER NOT NULL, quiet INTEGER NOT NULL, creator TEXT NOT NULL,
            follows INTEGER NOT NULL)"""
    )
    made.table("subscriptions").create_index(["workspace", "channel", "topic", "days", "times", "zone"], unique=True)
    made.create_table(
        "deliveries",
        {"slot": str, "due": int, "state": str, "reason": str},
        pk="slot",
        not_null={"due", "state"},
    )
    made.table("deliveries").create_index(["due"])


def create_messages(made: Database) -> None:
    """What Slack asked, and what is owed to it and was posted."""
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
    index_threads(made)
    made.create_table(
        "jobs",
        {"number": int, "key": str, "kind": str, "payload": str, "at": int, "done": int},
        pk="number",
        not_null={"key", "kind", "payload", "at", "done"},
    )
    made.table("jobs").create_index(["key"], unique=True)
    made.table("jobs").create_index(["done"])


def index_threads(made: Database) -> None:
    """Find the posts of one thread without looking at those of others."""
    made.table("posts").create_index(["ts"])
    made.table("posts").create_index(["thread"])


def create_carriage(made: Database) -> None:
    """Which posts carry which version of a story, and whether the story has another one since."""
    made.execute(
        """CREATE TABLE carriage (
            story TEXT NOT NULL, post TEXT NOT NULL, version INTEGER NOT NULL, outdated INTEGER NOT NULL,
            PRIMARY KEY (story, post)) WITHOUT ROWID"""
    )
    made.execute("CREATE INDEX idx_carriage_outdated ON carriage (post) WHERE outdated")
    made.execute("CREATE INDEX idx_stories_embargoed ON stories (embargoed) WHERE embargoed NOTNULL")


def create_retention(made: Database) -> None:
    """What stays of a story whose words may be kept no longer, and of a source removed."""
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


def create_events(made: Database) -> None:
    """Ids, names and numbers alone: `members` keeps the event of a story that was forgotten, and none of its words."""
    made.create_table("events", {"number": int, "name": str, "merged": int}, pk="number", not_null={"name"})
    made.table("events").create_index(["name"], unique=True)
    made.execute("CREATE INDEX idx_events_merged ON events (merged) WHERE merged NOTNULL")
    made.execute("CREATE TABLE members (id TEXT NOT NULL PRIMARY KEY, event INTEGER NOT NULL) WITHOUT ROWID")
    made.table("members").create_index(["event"])
    made.create_table("grouping", {"revision": int}, not_null={"revision"})
    made.execute("INSERT INTO grouping (revision) VALUES (0)")


def create_marks(made: Database) -> None:
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


def create_installations(made: Database) -> None:
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


def create_answers(made: Database) -> None:
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


def create_notices(made: Database) -> None:
    """What people were asked and told of the bot's own accord, so that it is not said again."""
    made.create_table(
        "travels",  # whether to move a subscription to a zone
        {"subscription": int, "zone": str, "workspace": str, "at": int},
        pk=("subscription", "zone"),
        not_null={"workspace", "at"},
    )
    made.create_table(
        "outages",  # of sources, told to the owner of a workspace, or of an organisation
        {"workspace": str, "source": str, "fails": int, "at": int},
        pk=("workspace", "source"),
        not_null={"fails", "at"},
    )
