"""An archive as a file: what it holds and takes, made small, copied while a bot runs on it, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbot.archive import schema
from briefbot.archive.database import explained, hold, moment
from briefbot.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from briefbot.archive.database import Database

_SOURCES = """
    SELECT origin, count(*) AS stories, min(seen) AS oldest, max(seen) AS newest FROM stories
    GROUP BY origin ORDER BY origin"""

_BACKUP_ADVICE = {
    sqlite3.SQLITE_NOTADB: "is not a briefbot archive: name a file that `briefbot archive backup` wrote",
    sqlite3.SQLITE_CORRUPT: "is damaged: take an earlier one",
}


SEGMENTS = 6
"""Pieces of the index of words that are left as they are: of a million stories it is 1.3 GB to be written anew."""

_PAGES = 128
"""Of the index, some 4 KB each, that are written in one step, for which other writers wait: 0.1 seconds or less."""

_PAUSE = 0.02
"""Seconds between two steps, so that a writer that waits gets its turn."""


class Upkeep:
    """The part of the archive that looks after its file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stats(self) -> list[dict[str, Any]]:
        """What it holds, one record a part: the file, stories, each source, briefs, deliveries, posts; times in ISO."""
        path = self._database.path
        with self._database.reading() as db:

            def one(sql: str) -> Any:
                return db.execute(sql).fetchone()[0]

            free = one("PRAGMA freelist_count") * one("PRAGMA page_size")
            counts = [
                {"part": table, "count": one(f"SELECT count(*) FROM {table}")}  # noqa: S608 - names of ours
                for table in ("briefs", "sources", "subscriptions", "jobs")
            ]
            states = [
                {"part": part, "state": row["state"], "count": row["n"]}
                for part in ("deliveries", "posts")
                for row in db.execute(f"SELECT state, count(*) AS n FROM {part} GROUP BY state ORDER BY state")  # noqa: S608 - the same
            ]
            sources = [
                {
                    "part": "source",
                    "id": row["origin"],
                    "stories": row["stories"],
                    "oldest": _iso(row["oldest"]),
                    "newest": _iso(row["newest"]),
                }
                for row in db.execute(_SOURCES)
            ]
            stories = {
                "part": "stories",
                "count": one("SELECT count(*) FROM stories"),
                "earlier_versions": one("SELECT count(*) FROM earlier"),
                "killed": one("SELECT count(*) FROM stories WHERE status = 'canceled'"),
                "forgotten_versions": one("SELECT count(*) FROM tombstones"),
                "oldest": _iso(one("SELECT min(first_seen) FROM stories")),
                "newest": _iso(one("SELECT max(first_seen) FROM stories")),
            }
        file = {
            "part": "file",
            "path": str(path),
            "tables": schema.VERSION,
            "bytes": path.stat().st_size,
            "bytes_free_inside": free,
            "bytes_of_log": _size(Path(f"{path}-wal")),
        }
        return [file, stories, *sources, *counts, *states]

    def tidy(self) -> None:
        """See `Archive.tidy`.

        Pieces of a size are made one, which is next to no work; all of them only once there are too many sizes.
        """
        with self._database.writing() as db:
            db.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES ('usermerge', 2)")
        self._merge(_PAGES)
        with self._database.reading() as db:
            segments = db.execute("SELECT count(DISTINCT segid) FROM stories_fts_idx").fetchone()[0]
        if segments > SEGMENTS:
            self._merge(-_PAGES)

    def _merge(self, pages: int) -> None:
        """Merge until nothing is left to be done; see FTS5's "merge": where `pages` is negative, all into one."""
        while True:
            with self._database.writing() as db:
                before = db.total_changes
                db.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES ('merge', ?)", (pages,))
                if db.total_changes - before < 2:  # noqa: PLR2004 - the insertion itself counts as one
                    return
            pages = abs(pages)
            time.sleep(_PAUSE)

    def vacuum(self) -> tuple[int, int]:
        """Give the disk back what the file does not need, and wipe what was forgotten from it; bytes before and after.

        Nobody else can write meanwhile, so it wants the archive opened as a bot does, `exclusive`.
        """
        path = self._database.path
        before = path.stat().st_size + _size(Path(f"{path}-wal"))
        room = shutil.disk_usage(path.parent).free
        if room < 2 * before:  # the new copy, and the log that carries it into the file
            raise ArchiveError(
                f"the archive {path} needs {2 * before:,} bytes of room beside it to be made small, and there are "
                f"{room:,}: free some space"
            )
        with self._database.alone() as db:
            db.execute("INSERT INTO stories_fts (stories_fts) VALUES ('optimize')")  # drops the words of rows deleted
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before, path.stat().st_size

    def backup(self, target: Path) -> int:
        """Write the archive as it is now into a new file, while others read and write it; its bytes."""
        if target.exists():
            raise ArchiveError(f"{target} is there already: name a new file for the backup, or remove that one")
        with _new_file(target) as part, self._database.reading() as db, explained(target, "the backup"):
            _copy(db, part)
            shutil.copymode(self._database.path, part)
        return target.stat().st_size


def restore(path: Path, backup: Path, now: datetime) -> Path | None:
    """Put the archive in the file `backup` in the place of the one at `path`; where that one is kept, if there was one.

    `ArchiveInUseError` while a bot has the archive, `ArchiveError` while a command has, or where the backup is damaged
    or none: then nothing is changed. Killed in the middle it leaves the one or the other.
    """
    if not backup.is_file():
        raise ArchiveError(f"there is no file {backup}: name one that `briefbot archive backup` wrote")
    if path.exists() and backup.samefile(path):
        raise ArchiveError(f"{backup} is the archive itself: name a file that `briefbot archive backup` wrote")
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(hold(path)), _new_file(path) as part:
        with explained(backup, "the backup", _BACKUP_ADVICE), closing(_read_only(backup)) as db:
            if schema.version(db, backup) == 0:
                raise ArchiveError(f"{backup} holds nothing: name a file that `briefbot archive backup` wrote")
            _copy(db, part)
            with closing(_read_only(part)) as copied:
                faults = copied.execute("PRAGMA quick_check(1)").fetchone()[0]
        if faults != "ok":
            raise ArchiveError(f"the backup {backup} is damaged ({' '.join(faults.split())}): take an earlier one")
        return _set_aside(path, now) if path.exists() else None


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A file to write, which takes the target's place once the block has ended well, and is gone where it has not."""
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(0o600)  # it may hold tokens
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as fault:
        raise ArchiveError(
            f"{target} cannot be written ({fault.strerror}): look at its folder, and try again"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _copy(db: sqlite3.Connection, target: Path) -> None:
    """Copy a database in one step, which sees one state of it and keeps no writer waiting, into a single file."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _set_aside(path: Path, now: datetime) -> Path:
    """Keep the archive under another name as well, with all that was written; it is in nobody's use then."""
    aside = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}-{number}")
    if _is_database(path):
        try:
            with explained(path), closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
                db.execute("PRAGMA journal_mode = DELETE")  # moves the log into the file; refused while others have it
        except ArchiveError as fault:
            if getattr(fault.__cause__, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
    for ending in ("", "-wal", "-shm"):  # the last two only of a damaged archive, and never for the new one
        there = Path(f"{path}{ending}")
        if there.exists():
            try:
                os.link(there, f"{aside}{ending}")
            except OSError:  # a file system without links
                shutil.copy2(there, f"{aside}{ending}")
            if ending:
                there.unlink()
    return aside


def _is_database(path: Path) -> bool:
    """Whether SQLite would read it; beside any other file it takes a log for rubbish, and removes it."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _iso(stamp: int | None) -> str | None:
    return None if stamp is None else moment(stamp).isoformat()
