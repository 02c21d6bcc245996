"""One SQLite file: a writer that takes turns, readers that never wait, and errors that say what to do.

WAL lets readers go on while a write is under way. Two writers of one process would only meet `database is locked`, so
there is one, behind a lock; the command beside a running bot waits for it for `BUSY` seconds.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from briefbot.archive import schema
from briefbot.errors import ArchiveError, ArchiveInUseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BUSY = 5.0
"""Seconds that a write waits for another process's."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def stamp(moment: datetime) -> int:
    """An aware time as it is stored: microseconds since 1970 in UTC, so that order in time is order in numbers."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(stamp: int) -> datetime:
    """The time that was stored, in UTC."""
    return _EPOCH + stamp * _MICROSECOND


class Database:
    """The file's connections; `ArchiveError` from every door where the file cannot be used."""

    def __init__(self, path: Path, *, exclusive: bool) -> None:
        self.path = path
        self._turn = threading.Lock()  # held by the one that writes
        self._idle: list[sqlite3.Connection] = []  # readers that nobody uses just now
        self._closed = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise ArchiveError(
                f"cannot make the folder {path.parent} for the archive ({fault.strerror}): "
                "make it yourself, or name another file in BRIEFBOT_ARCHIVE"
            ) from None
        with contextlib.suppress(OSError):  # said below, of the same file
            path.touch(0o600, exist_ok=False)  # for its owner alone, and so are the files that SQLite makes beside it
        self._holder = hold(path) if exclusive else None
        try:
            with explained(self.path):
                self._writer = self._connect()
                try:
                    schema.prepare(self._writer, path)
                except BaseException:
                    self._writer.close()
                    raise
        except BaseException:
            if self._holder is not None:
                self._holder.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the archive as it is now; every statement of the block sees the same."""
        with explained(self.path):
            self._refuse_closed()
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connect()
                connection.execute("PRAGMA query_only = 1")
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.rollback()
                if self._closed:
                    connection.close()
                else:
                    self._idle.append(connection)

    @contextmanager
    def writing(self, *, wait: bool = True) -> Iterator[sqlite3.Connection]:
        """The writer, in a transaction of its own: all of the block is kept, or, if it raises, none of it.

        Without `wait` it raises at once where another thread or process writes just now.
        """
        if not self._turn.acquire(blocking=wait):
            raise ArchiveError(f"the archive {self.path} {_WRITTEN}")
        try:
            with explained(self.path, advice={} if wait else {sqlite3.SQLITE_BUSY: _WRITTEN}):
                self._refuse_closed()
                self._writer.execute(f"PRAGMA busy_timeout = {BUSY * 1000 if wait else 0:.0f}")
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield self._writer
                    self._writer.execute("COMMIT")
                finally:
                    self._writer.rollback()  # nothing, where it was committed
        finally:
            self._turn.release()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The writer without a transaction, for what cannot be done in one."""
        with self._turn, explained(self.path):
            self._refuse_closed()
            self._writer.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")
            yield self._writer

    def close(self) -> None:
        """Wait for the write under way, then let go; again: nothing happens."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self._writer.close()
            if self._holder is not None:
                self._holder.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        # A post lost to a power cut would be sent again, so every commit reaches the disk.
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _refuse_closed(self) -> None:
        if self._closed:
            raise ArchiveError(f"the archive {self.path} was closed: briefbot is stopping")


@contextmanager
def explained(
    path: Path, what: str = "the archive", advice: Mapping[int, str] = MappingProxyType({})
) -> Iterator[None]:
    """What SQLite raises on that file becomes an `ArchiveError` that names it and says what to do.

    `advice`, by SQLite's primary codes, goes before the usual one.
    """
    try:
        yield
    except sqlite3.Error as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF  # the primary code; the rest says where it arose
        unknown = f"failed: {fault}; start again, and report this if it stays"
        raise ArchiveError(f"{what} {path} {advice.get(code) or _ADVICE.get(code, unknown)}") from fault


def hold(path: Path) -> sqlite3.Connection:
    """Take a lock beside the archive that the kernel releases however this process ends, or when it is closed.

    It is SQLite's own lock on an empty file: the same on every system, and commands that read or write the archive
    itself never meet it. `ArchiveInUseError` where another process has it.
    """
    holder = sqlite3.connect(f"{path}.lock", timeout=0, isolation_level=None, check_same_thread=False)
    try:
        with explained(path):
            holder.execute("BEGIN EXCLUSIVE")
    except ArchiveError as fault:
        holder.close()
        cause = fault.__cause__
        if isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise ArchiveInUseError(
                f"another `briefbot run` has the archive {path}: "
                "stop it first, or name another file in BRIEFBOT_ARCHIVE"
            ) from None
        raise
    return holder


_WRITTEN = "is being written just now"
_ADVICE = {
    sqlite3.SQLITE_BUSY: f"was locked by another program for {BUSY:.0f} seconds: end that program, and try again",
    sqlite3.SQLITE_READONLY: (
        "cannot be written: give this user the right to write it, the files beside it (-wal, -shm) and its folder"
    ),
    sqlite3.SQLITE_PERM: "cannot be opened: give this user the right to read and write it",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: it must be a file, in a folder that this user may write",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: free some space; nothing that was stored is lost",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk does not answer: look at the disk, and start again",
    sqlite3.SQLITE_NOTADB: "is not a briefbot archive: move that file away, or name another in BRIEFBOT_ARCHIVE",
    sqlite3.SQLITE_CORRUPT: "is damaged: put a copy of it in its place, or move it away to begin a new one",
}
