"""Runs a scenario again and again in processes that die at their n-th statement; `test_dying` looks at what they left.

`python dying.py FOLDER`: FOLDER/N/archive.sqlite is what the one that died at its N-th statement left, FOLDER/N/done
has a line for each step that had returned. Processes are forked here, where there are no threads.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlite_utils  # noqa: F401 - once here, not in every process that makes tables

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.messages import Job, Post
from briefbot.source import Rights, Source
from briefbot.story import Brief, PubStatus, StoryKey
from briefbot.subscription import DeliveryState
from tests.archive import dumping
from tests.archive.contract.marks import MARK, REPORT
from tests.archive.contract.samples import NOW, SLOT, post, story, subscription

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = timedelta(days=1)
STRICT = Source(id="nw", agency="Northern Wire", url="/wire", rights=Rights(keep_days=3))
OTHER = SLOT._replace(subscription=8)
OLD = dumping.VERSIONS / "1.sql"

Step = tuple[str, "Callable[[SQLiteArchive], object]"]


def steps() -> list[Step]:
    """What is done, one verb after another, each atomic."""
    brief = Brief(story=StoryKey("n", 2), formatter="f/1", key_points=(), quotes=())
    twelve = [story("b"), story("c", status=PubStatus.CANCELED), story("b", "Revised.")]
    export = [
        ("line 1", {"record": "source", "id": "x", "agency": "X", "url": "/x", "rights": {}}),
        ("line 2", {"record": "licence", "source": "y", "rights": {"keep_days": 1}}),
        ("line 3", {"record": "event", "names": ["n", "m"], "stories": ["n", "s"]}),
    ]
    made: list[Step] = [
        ("put_source", lambda a: a.put_source(STRICT)),
        ("add", lambda a: a.add(story("n"), source="nw", seen=NOW)),
        ("revise", lambda a: a.add(story("n", "Second take."), source="nw", seen=NOW)),
        ("add_all", lambda a: a.add_all(twelve, source=None, seen=NOW)),
        ("keep_brief", lambda a: a.keep_brief(brief)),
        ("place", lambda a: a.place({"n": "n", "b": "b", "c": "n"}, {}, revision=0)),
        ("merge", lambda a: a.place({}, {"b": "n"}, revision=1)),
        ("part", lambda a: a.place({}, {}, {"b": ["b"]}, revision=2)),
        ("subscribe", lambda a: a.subscribe(subscription(channel="C9"))),
        ("claim", lambda a: a.claim({SLOT: NOW})),
        ("queue", lambda a: a.queue([_post("1"), _post("2", parent="1")])),
        ("take", lambda a: a.take(NOW)),
        ("sent", lambda a: a.sent("1", "1.1")),
        ("refused", lambda a: a.refused("2", "no")),
        ("accept", lambda a: a.accept(Job(key="k", kind="click", payload={}, at=NOW))),
        ("done", lambda a: a.done("k")),
        ("claim another", lambda a: a.claim({OTHER: NOW})),
        ("settle", lambda a: a.settle(OTHER, DeliveryState.FAILED, "no")),
        ("mark", lambda a: a.mark(MARK)),
        ("report", lambda a: a.report(REPORT)),
        ("unmark", lambda a: a.unmark("T1", "C1", MARK.kind, "a")),
        ("take_over", lambda a: a.take_over(export)),
        ("remove_source", lambda a: a.remove_source("nw")),
        ("touch", lambda a: a.add(story("n", "Third take."), source=None, seen=NOW)),
        ("amend", lambda a: a.amend(*_amended(a))),
        ("forget", lambda a: a.forget(NOW + 4 * DAY)),
    ]
    return made


def _post(key: str, parent: str | None = None) -> Post:
    made: Post = post(key, parent=parent, slot=SLOT.key, stories=(StoryKey("n", 2),))
    return made


def _amended(archive: SQLiteArchive) -> tuple[Post, dict[str, int], list[Post]]:
    (outdated, _), *_ = archive.outdated()
    return replace(outdated, text="amended", stories=(StoryKey("n", 3),)), {"n": 3}, [_post("note")]


def contents(path: Path) -> list[str]:
    """All that the file holds, row by row."""
    db = sqlite3.connect(path)
    try:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        kept = [name for name in names if not name.startswith(("stories_fts_", "sqlite_"))]
        return [
            row for name in kept for row in sorted(repr((name, row)) for row in db.execute(f"SELECT * FROM {name}"))
        ]
    finally:
        db.close()


def die_at(number: int, folder: Path) -> None:
    """In a child: open the archive and do the steps, until the statement of that number; does not return."""
    count = 0

    def look(_: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            os._exit(9)

    connect = sqlite3.connect

    def watched(*arguments: object, **more: object) -> sqlite3.Connection:
        connection = connect(*arguments, **more)  # type: ignore[call-overload]
        connection.set_trace_callback(look)
        return connection  # type: ignore[no-any-return]

    sqlite3.connect = watched  # type: ignore[assignment]
    done = (folder / "done").open("a", encoding="utf-8", buffering=1)
    archive = SQLiteArchive.open(folder / "archive.sqlite")
    for name, step in steps():
        step(archive)
        done.write(f"{name}\n")
    os._exit(0)


def main() -> None:
    """Until a process has come to the end: then every statement had its death."""
    folder, begin = Path(sys.argv[1]), sys.argv[2]
    number, status = 0, 9
    while status == 9:
        number += 1
        place = folder / str(number)
        place.mkdir()
        if begin == "old":
            dumping.load(OLD.read_text("utf-8"), place / "archive.sqlite")
        child = os.fork()
        if child == 0:
            die_at(number, place)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.exit(status)


if __name__ == "__main__":
    main()
