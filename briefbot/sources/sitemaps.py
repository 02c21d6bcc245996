"""News sitemaps and the indexes that list them: addresses of articles, to be completed from their pages."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import damaged, text, times
from briefbot.sources.entries import MAX_ITEMS, Entries, Entry

if TYPE_CHECKING:
    from lxml.etree import _Element

    from briefbot.sources.forms import Context

RECENT = timedelta(days=2)
"""What a news sitemap lists, by its standard; of an ordinary one, which lists a site's every page, no older is read."""

MAX_FURTHER = 10
"""Sitemaps taken of an index, the newest first."""

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(?:urlset|sitemapindex)[\s>]")
_NEAR = re.compile(_ROOT.pattern.encode())
_ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:url|sitemap)(?=[\s>])")
_ENTRIES_READ = 2_000  # from each end: news stands first or last, and the standard allows 50,000
_GZIP = b"\x1f\x8b"
_UNPACKED = 10_000_000  # bytes


def read(document: bytes, context: Context) -> Entries | None:
    """A sitemap's recent entries, or the sitemaps of an index; None for what is neither, packed by gzip or not."""
    if document.startswith(_GZIP):
        document = _unpacked(document)
    if _NEAR.search(document[: damaged.HEAD]) is None:
        return None
    words = text.decode(document, context.charset)
    if (start := damaged.start(words, _ROOT)) is None:
        return None
    root = damaged.tree(_cut(words, start))
    if root is None:
        raise DocumentError("is a sitemap too damaged to read: look at it in a browser, and ask the agency to mend it")
    if _local(root) == "sitemapindex":
        return Entries(further=_further(root, context))
    entries = [entry for entry in map(_entry, root.iterchildren("{*}url")) if _is_recent(entry, context)]
    # Sites that add to the end keep their oldest entries first.
    entries.sort(key=lambda entry: _moment(entry.published, context), reverse=True)
    name = next((_words(node) for node in root.iterfind("{*}url/{*}news/{*}publication/{*}name")), "")
    return Entries(name=name, entries=entries[:MAX_ITEMS])


def _unpacked(document: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(document, _UNPACKED)
    except zlib.error:
        return b""


def _cut(words: str, start: int) -> str:
    """The sitemap without the entries in the middle of a long one."""
    starts = [match.start() for match in _ENTRY.finditer(words, start)]
    if len(starts) <= 2 * _ENTRIES_READ:
        return words[start:]
    return words[start : starts[_ENTRIES_READ]] + words[starts[-_ENTRIES_READ] :]


def _entry(url: _Element) -> Entry:
    loc = _words(url.find("{*}loc"))
    news = url.find("{*}news")
    if news is None:
        return Entry(guid=loc, link=loc, published=_words(url.find("{*}lastmod")))
    return Entry(
        guid=loc,
        link=loc,
        title=text.title(_words(news.find("{*}title"))),
        published=_words(news.find("{*}publication_date")) or _words(url.find("{*}lastmod")),
        language=_words(news.find("{*}publication/{*}language")),
        tags=[tag for tag in map(text.line, _words(news.find("{*}keywords")).split(",")) if tag],
    )


def _further(root: _Element, context: Context) -> tuple[str, ...]:
    found = []
    for node in root.iterchildren("{*}sitemap"):
        changed = _words(node.find("{*}lastmod"))
        moment = times.moment(changed)
        link = text.address(_words(node.find("{*}loc")), context.address)
        if link is not None and (moment is None or moment >= context.now - RECENT):
            # News first, then what changed last; sites date their indexes by the day, or not at all.
            found.append(("news" not in link.lower(), -(moment.timestamp() if moment else 0), link))
    return tuple(dict.fromkeys(link for _, _, link in sorted(found)[:MAX_FURTHER]))


def _is_recent(entry: Entry, context: Context) -> bool:
    if entry.title:
        return bool(entry.link)
    moment = times.moment(entry.published)
    return bool(entry.link) and moment is not None and moment >= context.now - RECENT


def _moment(written: str, context: Context) -> float:
    moment = times.moment(written, now=context.now)
    return moment.timestamp() if moment else 0.0


def _words(node: _Element | None) -> str:
    return "" if node is None else text.line("".join(node.itertext()))


def _local(node: _Element) -> str:
    return str(node.tag).rpartition("}")[2]
