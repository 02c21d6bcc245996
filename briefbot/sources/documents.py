"""A document to stories, by whichever form it has; how to write a form stands in `forms`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import feeds, newsmlg2, ninjs, nitf, pages, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from briefbot.sources.forms import Context
    from briefbot.story import Story

    Form = Callable[[bytes, Context], Iterable[Story] | None]

OWN = (feeds.read, ninjs.read, newsmlg2.read, nitf.read, pages.read, wire.read)
"""In the order they are asked; wire last, since any text is wire text."""


def stories(document: bytes, context: Context) -> list[Story]:
    """The stories of a document of any form; `DocumentError` where there is no form that reads it."""
    if not document.strip():
        raise DocumentError("is empty: look at it in a browser, and try again later")
    for form in (*added(), *OWN):
        found = form(document, context)
        if found is not None:
            return list(found)
    raise DocumentError(
        "has no form that briefbot reads: it takes feeds, pages, ninjs, NewsML-G2, NITF and plain wire text"
    )


@cache
def added() -> list[Form]:
    """The forms that other packages registered, by their names; they are asked before briefbot's own."""
    return [entry.load() for entry in sorted(entry_points(group="briefbot.forms"), key=lambda entry: entry.name)]
