"""Folders that agencies drop wire documents into."""

from __future__ import annotations

import stat
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError, InputError, NotFoundError, SourceError
from briefbot.sources import forms

if TYPE_CHECKING:
    from pathlib import Path

    from briefbot.sources.forms import Context
    from briefbot.story import Story

MAX_FILE = 10_000_000
"""Bytes of one document."""

SETTLED = 1.0
"""Seconds since a file was last written to, after which it is taken to be whole."""

_UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload", "~")


def read(folder: Path, context: Context, *, settled: float = SETTLED) -> tuple[list[Story], list[str]]:
    """The stories of a folder's documents, by name, and what is wrong with each that cannot be read.

    Hidden files, unfinished ones and those written to within `settled` seconds are left for the next time; so are
    folders inside it, and links, which could lead anywhere. `NotFoundError`, `InputError` for the folder itself.
    """
    try:
        names = sorted(path for path in folder.iterdir() if _is_document(path))
    except FileNotFoundError:
        raise NotFoundError(f"there is no folder {folder}: make it, or mend the path") from None
    except OSError as fault:
        raise InputError(f"the folder {folder} cannot be opened: {fault.strerror}") from None
    stories: list[Story] = []
    faults = []
    for path in names:
        try:
            stories.extend(read_file(path, context, settled=settled))
        except (SourceError, InputError) as fault:
            faults.append(f"{path.name} {fault}")
        except NotFoundError:
            continue  # taken away meanwhile
    return stories, faults


def read_file(path: Path, context: Context, *, settled: float = 0.0) -> list[Story]:
    """The stories of one document; none where it was written to within `settled` seconds."""
    try:
        before = path.stat()
        if stat.S_ISDIR(before.st_mode) or not stat.S_ISREG(before.st_mode):
            raise InputError("is no file: give the path of a document or a folder")
        if before.st_size > MAX_FILE:
            raise DocumentError(f"is longer than {MAX_FILE // 1_000_000} MB, which no dispatch is: take it away")
        if time.time() - before.st_mtime < settled:
            return []
        document = path.read_bytes()
        if len(document) != path.stat().st_size:
            return []  # it grew while it was read
    except FileNotFoundError:
        raise NotFoundError(f"there is no file {path}: mend the path") from None
    except OSError as fault:
        raise InputError(f"cannot be opened: {fault.strerror}") from None
    return forms.stories(document, replace(context, address=str(path)))


def _is_document(path: Path) -> bool:
    name = path.name.lower()
    return not name.startswith(".") and not name.endswith(_UNFINISHED) and stat.S_ISREG(path.lstat().st_mode)
