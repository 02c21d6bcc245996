"""Archives as SQL: how `versions/N.sql` were made, and how they become files again.

Before the tables change: `python -m tests.archive.dumping > tests/archive/versions/N.sql`, with the version they had.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.messages import Job, Post
from briefbot.source import Poll, Rights, Source
from briefbot.story import Brief, KeyPoint, PubStatus, Span, Story, StoryKey
from briefbot.subscription import DAYS, Schedule, Slot, Subscription

VERSIONS = Path(__file__).parent / "versions"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HARBOUR = Story(
    id="a",
    agency="Northern Wire",
    headline="Harbour reopens",
    body="The harbour of Port Sellen reopened on Monday.",
    ednote="call the desk",
    keywords=("harbour",),
)
SHUT = Story(
    id="a",
    agency="Northern Wire",
    headline="Harbour reopens",
    body="The harbour of Port Sellen stays shut.",
    keywords=("harbour",),
    version=2,
)
SUBSCRIPTION = Subscription(
    id=1,
    workspace="T1",
    channel="C1",
    topic="harbour",
    schedule=Schedule(days=DAYS, times=(time(8),), zone="Asia/Kuwait"),
    created=NOW,
)
SLOT = Slot(1, date(2026, 3, 2), time(8))


def fill(archive: SQLiteArchive) -> None:
    """Something in every table, by verbs that every version had."""
    archive.put_source(
        Source(id="nw", agency="Northern Wire", url="https://example.org/feed", rights=Rights(keep_days=30))
    )
    archive.put_poll(Poll(source="nw", at=NOW, ok=True, reason="4 stories, 4 new", etag='"x"'))
    for story in (HARBOUR, SHUT):
        archive.add(story, source="nw", seen=NOW)
        archive.keep_brief(
            Brief(story=story.key, formatter="rules/1", key_points=(KeyPoint((Span(0, 11),)),), quotes=())
        )
    for id_, more in (
        ("killed", {"status": PubStatus.CANCELED}),
        ("withheld", {"status": PubStatus.WITHHELD}),
        ("embargoed", {"embargoed": NOW + timedelta(hours=1)}),
    ):
        archive.add(
            Story(id=id_, agency="Coast", headline="Quay opens", body="The quay opened.", **more), source=None, seen=NOW
        )
    archive.subscribe(SUBSCRIPTION)
    archive.claim({SLOT: NOW})
    archive.queue(
        [Post(key="p", workspace="T1", channel="C1", text="Harbour", slot=SLOT.key, stories=(StoryKey("a", 2),))]
    )
    archive.take(NOW)
    archive.sent("p", "1.1")
    archive.accept(Job(key="j", kind="question", payload={"text": "why?"}, at=NOW))


def dump(path: Path) -> str:
    """The file as SQL; what FTS5 derives from the stories is left to its triggers."""
    with closing(sqlite3.connect(path)) as db:
        made = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql NOTNULL ORDER BY rowid")]
        shadows = {name for (name,) in db.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'")}
        tables = [
            name
            for (name,) in db.execute("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
            if not name.startswith("sqlite_")
        ]
        lines = [
            f"PRAGMA {name} = {db.execute(f'PRAGMA {name}').fetchone()[0]};"
            for name in ("application_id", "user_version")
        ]
        lines += [
            f"{sql};"
            for sql in made
            if not any(f"'{name}'" in sql for name in shadows) and "sqlite_sequence" not in sql
        ]
        for table in sorted(tables):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            quoted = " || ', ' || ".join(f"quote({name})" for name in columns)
            for (values,) in db.execute(f"SELECT {quoted} FROM {table} ORDER BY 1"):
                lines.append(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values});")
    return "\n".join(lines) + "\n"


def load(sql: str, path: Path) -> None:
    """Make the file that was dumped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(f"BEGIN;{sql}COMMIT;")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.sqlite"
        archive = SQLiteArchive.open(file)
        fill(archive)
        archive.close()
        sys.stdout.write(dump(file))
