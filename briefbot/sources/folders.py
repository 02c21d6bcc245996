"""Folders that agencies drop wire documents into: each document is read once, whole; a bad one is put aside."""

from __future__ import annotations

import hashlib
import itertools
import os
import signal
import stat
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError, InputError, NotFoundError, SourceError
from briefbot.source import Document
from briefbot.sources import documents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

    from briefbot.sources.forms import Context
    from briefbot.story import Story

MAX_FILE = 10_000_000
"""Bytes of one document."""

SETTLED = 1.0
"""Seconds since a file was last written to, after which it is taken to be whole, unless somebody has it open to write.
"""

GIVEN_UP = 10.0
"""Seconds since it was last written to, after which a file that cannot be read is bad, and not only half there."""

AT_A_LOOK = 500
"""Documents read in one look at a folder; the others wait for the next."""

REJECTED = ".briefbot-rejected"
"""The folder, inside the watched one, that bad documents are put into, each with its reason beside it."""

_WRONG_CLOCK = 3600.0  # seconds ahead of us; what is further ahead was dated wrong, and is not being written
_REASON = ".reason.txt"
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", "~")


@dataclass(slots=True)
class Collected:
    """What a look at a watched folder gave."""

    stories: list[Story] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)  # of the documents put aside, or that should be
    documents: list[Document] = field(default_factory=list)  # read now, to be remembered once the stories are kept
    gone: list[str] = field(default_factory=list)  # names that were remembered and are there no more
    left: int = 0  # documents for the next look
    rejected: int = 0  # documents that lie in REJECTED, now and from before


def read(folder: Path, context: Context) -> tuple[list[Story], list[str]]:
    """The stories of all of a folder's documents, oldest first, and what is wrong with each that cannot be read.

    Nothing is remembered or put aside. Hidden and unfinished files are left out; so are folders inside it, and links,
    which could lead anywhere. `NotFoundError`, `InputError` for the folder itself.
    """
    stories: list[Story] = []
    faults = []
    for path in _documents(folder):
        try:
            stories.extend(read_file(path, context))
        except (SourceError, InputError) as fault:
            faults.append(f"{path.name} {fault}")
        except NotFoundError:
            continue  # taken away meanwhile
    return stories, faults


def read_file(path: Path, context: Context) -> list[Story]:
    """The stories of one document, as it stands."""
    try:
        with _opened(path) as file:
            document = file.read(MAX_FILE)
    except FileNotFoundError:
        raise NotFoundError(f"there is no file {path}: mend the path") from None
    except OSError as fault:
        raise InputError(f"cannot be opened: {fault.strerror}") from None
    return documents.stories(document, replace(context, address=str(path)))


def collect(folder: Path, context: Context, known: Mapping[str, Document]) -> Collected:
    """The stories of the documents that are new or changed since they were read, by `known`; bad ones are put aside.

    Those still being written are left for the next look. Nothing is lost in a crash: until `documents` is kept, the
    same documents are given again. `NotFoundError`, `InputError` for the folder itself.
    """
    found = Collected()
    there = _documents(folder)
    found.gone = sorted(known.keys() - {path.name for path in there})
    for path in there:
        try:
            before = path.stat()
            kept = known.get(path.name)
            if kept is not None and (kept.size, kept.modified) == (before.st_size, before.st_mtime_ns):
                continue
            if len(found.documents) >= AT_A_LOOK:
                found.left += 1
            else:
                _take(path, context, kept, found)
        except FileNotFoundError:
            continue  # taken away meanwhile
        except OSError as fault:
            found.faults.append(f"{path.name} cannot be opened: {fault.strerror}")
    found.rejected = sum(not each.name.endswith(_REASON) for each in (folder / REJECTED).glob("*"))
    return found


def _take(path: Path, context: Context, kept: Document | None, found: Collected) -> None:
    """Read one document, if it is whole, into `found`; put it aside if it is bad."""
    untouched = GIVEN_UP
    try:
        with _opened(path) as file:
            before = os.fstat(file.fileno())
            untouched = time.time() - before.st_mtime
            if -_WRONG_CLOCK < untouched < SETTLED or _being_written(file):
                return
            contents = file.read(MAX_FILE)
            after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            return  # it was written to while it was read
        if not _speakable(path.name):
            raise DocumentError("has a name that is no UTF-8: give it another")
        document = Document(
            name=path.name,
            size=after.st_size,
            modified=after.st_mtime_ns,
            digest=hashlib.sha256(contents).hexdigest()[:32],
        )
        if kept is None or kept.digest != document.digest:  # else somebody only touched it
            found.stories.extend(documents.stories(contents, replace(context, address=str(path))))
        found.documents.append(document)
    except (SourceError, InputError) as fault:
        if -_WRONG_CLOCK < untouched < GIVEN_UP:
            return
        name = path.name.encode("utf-8", "replace").decode()
        found.faults.append(f"{name} {fault}; {_put_aside(path, str(fault))}")


def _put_aside(path: Path, reason: str) -> str:
    """Move a bad document out of the way, its reason beside it; says where it is."""
    folder = path.parent / REJECTED
    try:
        folder.mkdir(exist_ok=True)
        names = itertools.chain([path.name], (f"{path.stem}-{n}{path.suffix}" for n in itertools.count(2)))
        target = next(folder / name for name in names if not _beside(folder / name).exists())
        # The reason first: after a crash between the two the document is still in the way, and is put aside again.
        _beside(target).write_text(f"{path.name} {reason}\n", encoding="utf-8", errors="replace")
        path.rename(target)
    except OSError as fault:
        return f"it cannot be moved to {REJECTED} ({fault.strerror}): let briefbot write to the folder"
    return f"it is in {REJECTED} now: mend it, and drop it again"


def _beside(document: Path) -> Path:
    return document.with_name(f"{document.name}{_REASON}")


def _documents(folder: Path) -> list[Path]:
    """A folder's documents, oldest first."""
    try:
        found = [(path.lstat(), path) for path in folder.iterdir() if _is_document(path.name)]
    except FileNotFoundError:
        if folder.is_dir():
            return _documents(folder)  # only a file went away meanwhile
        raise NotFoundError(f"there is no folder {folder}: make it, or mend the path") from None
    except OSError as fault:
        raise InputError(f"the folder {folder} cannot be opened: {fault.strerror}") from None
    regular = [(info.st_mtime_ns, path.name, path) for info, path in found if stat.S_ISREG(info.st_mode)]
    return [path for _, _, path in sorted(regular)]


def _opened(path: Path) -> BinaryIO:
    """A regular file of a bearable size, to read; never waits, as opening a pipe would."""
    file = open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb")  # noqa: PTH123, SIM115 - of a descriptor
    info = os.fstat(file.fileno())
    fault: Exception | None = None
    if not stat.S_ISREG(info.st_mode):
        fault = InputError("is no file: give the path of a document or a folder")
    elif info.st_size > MAX_FILE:
        fault = DocumentError(f"is longer than {MAX_FILE // 1_000_000} MB, which no dispatch is: take it away")
    if fault is not None:
        file.close()
        raise fault
    return file


def _speakable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_document(name: str) -> bool:
    return not name.startswith(".") and not name.lower().endswith(_UNFINISHED)


if sys.platform == "linux":
    import errno
    import fcntl

    def _being_written(file: BinaryIO) -> bool:
        """Whether any process has the file open to write it: Linux gives a read lease on no such file."""
        try:
            # The signal that a lease is asked back with must be one that ends no process.
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except OSError as fault:
            return fault.errno == errno.EAGAIN  # others: another user's file, or a file system without leases
        return False

else:

    def _being_written(file: BinaryIO) -> bool:  # noqa: ARG001 - elsewhere nobody tells
        """Whether any process has the file open to write it, as far as the system tells."""
        return False
