"""What is logged, as text for people or as one line of JSON a record: ids, and no story text, question or token."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_SECRET = re.compile(r"\b(?:xox[a-z]\.)?(?:xox[a-z]|xapp)-[\w-]+|(?<=[?&])(?:ticket|token|code|secret)=[^&\s'\"]+")
"""Slack's tokens, and what stands in an address in place of one: libraries put those into what they raise."""

_ids: ContextVar[dict[str, str]] = ContextVar("ids", default={})  # noqa: B039 - never changed in place


@contextlib.contextmanager
def about(**ids: str | None) -> Iterator[None]:
    """Every record of the block, and of tasks begun in it, carries these ids beside those of the blocks around it."""
    token = _ids.set({**_ids.get(), **{name: id_ for name, id_ in ids.items() if id_}})
    try:
        yield
    finally:
        _ids.reset(token)


class Text(logging.Formatter):
    """A line for people, and the traceback under it."""

    def __init__(self) -> None:
        super().__init__(_TEXT)

    def format(self, record: logging.LogRecord) -> str:
        """The record, its secrets left out."""
        return _SECRET.sub("…", super().format(record))


class Json(logging.Formatter):
    """{"at", "level", "logger", "message"} and the ids of `about`, in one line; "traceback" where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record, its secrets left out."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_ids.get(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: _SECRET.sub("…", value) for name, value in said.items()}, ensure_ascii=False)


def configure(level: str, form: str) -> None:
    """Log to stderr from `level` on as "text" or "json"; of the libraries, which may show what they carry, warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Text())
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler])
    logging.getLogger("briefbot").setLevel(level)
