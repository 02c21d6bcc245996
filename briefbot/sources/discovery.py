"""Finds the sources behind whatever address a person gives: a feed, a site, a sitemap, an endpoint, a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefbot.errors import DocumentError, SourceError
from briefbot.source import Source
from briefbot.sources import pages, text
from briefbot.sources.catalogue import slug
from briefbot.sources.network import checked
from briefbot.sources.rhythm import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from briefbot.sources.fetching import Answer
    from briefbot.sources.reader import Reader, Sample

SHOWN = 3
"""Stories of each source that are shown to somebody who thinks of taking it."""

MOST_TRIED = 12
"""Addresses that are asked for in one search."""

_OLD = timedelta(weeks=6)
_FEED = re.compile(r"rss|atom|feed|\.rdf\b", re.IGNORECASE)
_NAMED = re.compile(r"\W*(?:rss(?: ?2(?:\.0)?)?|atom|(?:rss |news )?feeds?|xml)\W*", re.IGNORECASE)
_TYPES = ("rss", "atom", "feed+json")
_COMMENTS = re.compile(r"comment|kommentar|commentaire", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:/\S*)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A source that can be taken."""

    source: Source
    what: str  # "a feed", "a news sitemap", "a folder of wire documents"
    sample: Sample


async def discover(reader: Reader, address: str, *, now: datetime) -> list[Found]:
    """The sources behind an address or in a folder, the best first.

    `SourceError`, `NotFoundError` or `InputError` say why there is none.
    """
    address = _whole(address)
    source = Source(id=slug(address), agency="", url=address)
    if not is_address(address):
        return [Found(source, "a folder of wire documents", await reader.sample(source, now=now, most=SHOWN))]
    try:
        return [Found(source, _kind(address), await reader.sample(source, now=now, most=SHOWN))]
    except DocumentError:
        answer = await reader.fetcher.get(source.url, reserved=True)
        if not pages.looks_like_html(answer.body, answer.media_type):
            raise
        found = await _behind(reader, source, answer, now)
        if not found:
            raise DocumentError(
                "it is a page, and neither it nor robots.txt names a feed that can be read: look for one on the site"
            ) from None
        return found


async def _behind(reader: Reader, page: Source, answer: Answer, now: datetime) -> list[Found]:
    """The sources that a page and its site's robots.txt name, the best first."""
    waiting = [*_links(answer.body, answer.url), *_sitemaps(reader, answer.url)]
    tried: set[str] = {page.url, answer.url}
    found: list[Found] = []
    while waiting and len(tried) < MOST_TRIED:
        address = waiting.pop(0)
        if address in tried:
            continue
        tried.add(address)
        source = replace(page, url=address)
        try:
            sample = await reader.sample(source, now=now, most=SHOWN)
        except DocumentError:
            # Many sites name their feeds on a page of their own.
            if _FEED.search(urlsplit(address).path) and len(tried) < MOST_TRIED:
                waiting.extend(await _further(reader, address))
        except SourceError:
            continue
        else:
            found.append(Found(source, _kind(address), sample))
    return sorted(found, key=lambda each: _rank(each, now))


async def _further(reader: Reader, address: str) -> list[str]:
    try:
        answer = await reader.fetcher.get(address, reserved=True)
    except SourceError:
        return []
    return list(_links(answer.body, answer.url)) if pages.looks_like_html(answer.body, answer.media_type) else []


def _links(document: bytes, address: str) -> Iterator[str]:
    """The feeds that a page names: in its head, then by links that look like it."""
    root = text.parse_html(text.decode(document[: pages.MAX_PAGE]))
    if root is None:
        return
    hrefs = [
        str(link.get("href"))
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and any(kind in (link.get("type") or "").lower() for kind in _TYPES)
    ]
    site = _site(address)
    for anchor in root.iter("a"):
        href = str(anchor.get("href") or "")
        words = " ".join("".join(anchor.itertext()).split())
        if _NAMED.fullmatch(words) or _FEED.search(_path(href)):
            target = text.address(href, address)
            if target is not None and (_site(target) == site or "feed" in (urlsplit(target).hostname or "")):
                hrefs.append(href)
    yield from dict.fromkeys(link for link in (text.address(href, address) for href in hrefs) if link)


def _sitemaps(reader: Reader, address: str) -> Iterator[str]:
    """The sitemaps that robots.txt names, news sitemaps only where there are any."""
    named = [link for link in map(text.address, reader.fetcher.manners.sitemaps(checked(address))) if link]
    yield from [link for link in named if "news" in link.lower()] or named[:2]


def _rank(found: Found, now: datetime) -> tuple[bool, ...]:
    """Less is better: those with stories, of articles and not of comments, with recent ones, feeds before sitemaps."""
    dates = [story.published for story in found.sample.stories if story.published]
    return (
        not found.sample.count,
        _COMMENTS.search(found.source.url) is not None,
        bool(dates) and now - max(dates) > _OLD,
        found.what == _SITEMAP,
    )


_SITEMAP = "a news sitemap"


def _kind(address: str) -> str:
    path = urlsplit(address).path.lower()
    if "sitemap" in path:
        return _SITEMAP
    return "a JSON endpoint" if path.endswith(".json") else "a feed"


def _whole(address: str) -> str:
    """The address as it was meant: a name without a scheme is a site's, unless there is a folder of that name.

    A folder's path is whole, because the bot may run elsewhere.
    """
    address = address.strip()
    if _HOST.fullmatch(address) and not Path(address).exists():
        return f"https://{address}"
    return address if is_address(address) else str(Path(address).expanduser().absolute())


def _site(address: str) -> str:
    """The last two labels of its host, which sites of one owner share."""
    return ".".join((urlsplit(address).hostname or "").split(".")[-2:])


def _path(href: str) -> str:
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}"
