"""RSS, Atom, RDF and JSON Feed: items, each of them a story, whole or to be completed from its page."""

from __future__ import annotations

import io
import json
import logging
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefbot.errors import DocumentError
from briefbot.sources import forms, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefbot.sources.forms import Context
    from briefbot.story import Story

log = logging.getLogger(__name__)

MAX_ITEMS = 1_000
"""Read of one feed, in its order; agencies list 10 to 200."""

WHOLE_CONTENT, WHOLE_SUMMARY = 200, 800
"""Code points from which a `content` element, or a mere description, is taken to be the full text."""

_PARAGRAPHS = 2  # blank lines between them

_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(rb"</(?:[\w-]{1,20}:)?(?:rss|feed|rdf|channel)\s*>|/>\s*$", re.IGNORECASE)  # not cut short
_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)\s*<")
_CUT = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]"
    r"|(?:read (?:more|the (?:full|rest).{0,20})|continue reading.{0,40}|full story|more)\W*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One story of a feed; not `whole` where its body is a summary, and the page at its url has the rest."""

    story: Story
    whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds, in its order, and how many of its items could not be read."""

    items: tuple[Item, ...]
    unreadable: int = 0


@dataclass(slots=True, kw_only=True)
class _Entry:
    """An item as any of the parsers gives it, its texts still markup."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""
    author: str = ""
    tags: list[str] = field(default_factory=list)


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: a feed's stories as the feed gives them, None for what is no feed."""
    feed = parse(document, context)
    return None if feed is None else [item.story for item in feed.items]


def parse(document: bytes, context: Context) -> Feed | None:
    """A feed's items; None for what is no feed, `DocumentError` for a feed of which nothing can be read."""
    head = document[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head.startswith(b"{"):
        parsed = _json_feed(document, context)
    elif _ROOT.search(head) is not None:
        parsed = _xml_feed(document)
    else:
        return None
    return None if parsed is None else _feed(*parsed, context)


def _feed(name: str, language: str | None, entries: list[_Entry], context: Context) -> Feed:
    links = defaultdict(set)
    for entry in entries[:MAX_ITEMS]:
        links[entry.guid].add(entry.link)
    items: dict[str, Item] = {}
    unreadable = 0
    for entry in entries[:MAX_ITEMS]:
        if len(links[entry.guid]) > 1:
            entry.guid = ""  # shared by several stories, such as the site's address: no identity
        try:
            item = _item(entry, context, agency=context.agency or name, language=context.language or language)
        except DocumentError as fault:
            log.debug("an item of %s %s", context.address, fault)
            unreadable += 1
        else:
            items.setdefault(item.story.id, item)
    if unreadable and not items:
        raise DocumentError(
            "is a feed of which no item has a headline or a text: look at it in a browser, and ask the agency"
        )
    return Feed(tuple(items.values()), unreadable)


def _item(entry: _Entry, context: Context, *, agency: str, language: str | None) -> Item:
    content = text.paragraphs(entry.content) if entry.content != entry.summary else ""
    summary = text.paragraphs(entry.summary)
    body = content if len(content) >= len(summary) else summary
    several = body.count("\n\n") >= _PARAGRAPHS  # no summary has several paragraphs
    least = WHOLE_CONTENT if body == content or several else WHOLE_SUMMARY
    whole = len(body) >= least and _CUT.search(body[-60:]) is None
    headline = text.title(entry.title) or forms.opening(body)
    if not headline:
        raise DocumentError("has neither a headline nor a text")
    url = text.address(entry.link, context.address) or text.address(entry.guid)
    story = forms.story(
        context,
        id=entry.guid or url or forms.digest(headline, entry.published, summary if not entry.published else ""),
        headline=headline,
        body=body,
        agency=text.line(agency),
        url=url,
        published=text.moment(entry.published, now=context.now),
        byline=text.title(entry.author) or None,
        language=language,
        keywords=tuple(dict.fromkeys(filter(None, map(text.title, entry.tags[:20])))),
    )
    return Item(story, whole)


def _xml_feed(document: bytes) -> tuple[str, str | None, list[_Entry]]:
    """Title, language and entries: fastfeedparser's, or feedparser's where that finds more."""
    expected = min(len(_ITEM.findall(document)), MAX_ITEMS)
    best = _parsed(_fast, document)
    if best is None or len(best[2]) < expected:
        other = _parsed(_tolerant, document)
        if best is None or (other is not None and len(other[2]) > len(best[2])):
            best = other
    if best is None or not (best[2] or (expected == 0 and _CLOSED.search(document[-4096:]))):
        raise DocumentError("is a feed too damaged to read: look at it in a browser, and ask the agency to mend it")
    language = _LANGUAGE.search(document[:16_384])
    return best[0], best[1] or (language and language.group(1).decode("ascii").replace("_", "-")) or None, best[2]


def _parsed(parser: Any, document: bytes) -> tuple[str, str | None, list[_Entry]] | None:
    try:
        found: tuple[str, str | None, list[_Entry]] = parser(document)
    except Exception as fault:  # noqa: BLE001 - parsers of hostile bytes raise what they like
        log.debug("%s gave up: %r", parser.__name__, fault)
        return None
    return found


def _fast(document: bytes) -> tuple[str, str | None, list[_Entry]]:
    import fastfeedparser  # noqa: PLC0415 - it loads lxml's and dateutil's parts, which commands without news do not need

    parsed = fastfeedparser.parse(document, include_media=False, include_enclosures=False)
    entries = [
        _Entry(
            published=str(entry.get("published") or entry.get("updated") or ""),
            **_common(entry),
        )
        for entry in parsed.entries
    ]
    return text.title(str(parsed.feed.get("title") or "")), parsed.feed.get("language"), entries


def _tolerant(document: bytes) -> tuple[str, str | None, list[_Entry]]:
    import feedparser  # noqa: PLC0415 - seldom needed

    # A stream, because feedparser takes bytes for a file's name first.
    parsed = feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    entries = []
    for entry in parsed.entries:
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        published = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00".format(*when[:6]) if when else ""
        entries.append(_Entry(published=published, **_common(entry)))
    return text.title(str(parsed.feed.get("title") or "")), parsed.feed.get("language"), entries


def _common(entry: Any) -> dict[str, Any]:
    """What both parsers call by the same names."""
    contents = [str(part.get("value") or "") for part in entry.get("content") or ()]
    links = [
        entry.get("link"),
        *(a.get("href") for a in entry.get("links") or () if a.get("rel") in {None, "alternate"}),
    ]
    return {
        "guid": str(entry.get("id") or "").strip(),
        "link": str(next(filter(None, links), "")).strip(),
        "title": str(entry.get("title") or ""),
        "summary": str(entry.get("description") or entry.get("summary") or ""),
        "content": max(contents, key=len, default=""),
        "author": str(entry.get("author") or ""),
        "tags": [str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags") or ()],
    }


def _json_feed(document: bytes, context: Context) -> tuple[str, str | None, list[_Entry]] | None:
    if b"jsonfeed.org" not in document:
        return None
    try:
        feed = json.loads(text.decode(document, context.charset))
    except (ValueError, RecursionError) as fault:
        raise DocumentError(f"is no well-formed JSON Feed ({fault}): ask the agency to mend it") from None
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in _str(feed.get("version")):
        return None
    items = feed.get("items")
    entries = [_json_entry(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return text.title(_str(feed.get("title"))), _str(feed.get("language")) or None, entries


def _json_entry(item: dict[str, Any]) -> _Entry:
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    return _Entry(
        guid=_str(item.get("id")),
        link=_str(item.get("url")) or _str(item.get("external_url")),
        title=_str(item.get("title")),
        summary=_str(item.get("summary")),
        content=_str(item.get("content_html")) or _str(item.get("content_text")),
        published=_str(item.get("date_published")) or _str(item.get("date_modified")),
        author=", ".join(_names(authors)),
        tags=[_str(tag) for tag in item["tags"]] if isinstance(item.get("tags"), list) else [],
    )


def _names(authors: Any) -> Iterable[str]:
    return (_str(author.get("name")) for author in authors if isinstance(author, dict))


def _str(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""
