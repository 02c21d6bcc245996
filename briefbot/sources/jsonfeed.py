"""JSON Feed, 1 and 1.1, to its entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefbot.errors import DocumentError
from briefbot.sources import text
from briefbot.sources.entries import MAX_ITEMS, Entries, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.sources.forms import Context


def read(document: bytes, context: Context) -> Entries | None:
    """A feed's entries; None for what is no JSON Feed, `DocumentError` for one that is not well-formed."""
    if not document[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b"jsonfeed.org" not in document:
        return None
    text.refuse_giant(document, "{[,")
    try:
        feed = json.loads(text.decode(document, context.charset))
    except (ValueError, RecursionError) as fault:
        raise DocumentError(f"is no well-formed JSON Feed ({fault}): ask the agency to mend it") from None
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in _str(feed.get("version")):
        return None
    return Entries(
        name=text.title(_str(feed.get("title"))),
        language=_str(feed.get("language")),
        entries=[_entry(item) for item in _list(feed.get("items"))[:MAX_ITEMS] if isinstance(item, dict)],
    )


def _entry(item: dict[str, Any]) -> Entry:
    return Entry(
        guid=_str(item.get("id")),
        link=_str(item.get("url")) or _str(item.get("external_url")),
        title=text.title(_str(item.get("title"))),
        summary=text.paragraphs(_str(item.get("summary"))),
        content=text.paragraphs(_str(item.get("content_html"))) or text.clean(_str(item.get("content_text"))),
        published=_str(item.get("date_published")) or _str(item.get("date_modified")),
        author=", ".join(filter(None, _names(_list(item.get("authors")) or [item.get("author")]))),
        language=_str(item.get("language")),
        tags=list(filter(None, (text.title(_str(tag)) for tag in _list(item.get("tags"))))),
    )


def _names(authors: list[Any]) -> Iterator[str]:
    return (text.title(_str(author.get("name"))) for author in authors if isinstance(author, dict))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _str(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
