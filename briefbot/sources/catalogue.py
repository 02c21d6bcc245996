"""Sources to begin with: the bundled catalogue of open agencies, and lists of feeds in OPML."""

from __future__ import annotations

import csv
import re
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefbot.errors import DocumentError, InputError
from briefbot.source import Source
from briefbot.sources import text

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 60
_COMMON = re.compile(r"\b(?:www|rss2?|feeds?|xml|aspx|php|html?|index|default|subscribe|scheme|http|https)\b")


def catalogue() -> list[Source]:
    """The open agencies that come with briefbot, in the order of `catalogue.tsv`; facts only, rights as by default."""
    lines = files("briefbot.sources").joinpath("catalogue.tsv").read_text("utf-8").splitlines()
    return [
        Source(
            id=row["id"],
            agency=row["agency"],
            url=row["url"],
            language=row["language"],
            country=row["country"] or None,
            state_owned={"yes": True, "no": False}.get(row["state_owned"]),
        )
        for row in csv.DictReader(lines, dialect="excel-tab")
    ]


def opml(document: bytes) -> list[Source]:
    """The feeds of an OPML document, each named by its outline; `InputError` where it is no OPML or names no feed."""
    try:
        root = text.xml(document)
    except DocumentError as fault:
        raise InputError(f"the OPML document {fault}") from None
    if str(root.tag).lower() != "opml":
        raise InputError(f"this is no OPML document, it begins with <{text.line(str(root.tag))[:40]}>")
    sources: dict[str, Source] = {}
    for outline in root.iter("outline"):
        url = text.address(outline.get("xmlUrl"))
        if url is None or url in {source.url for source in sources.values()}:
            continue
        agency = text.title(outline.get("title") or outline.get("text") or "") or slug(url)
        id_ = next(name for name in _numbered(slug(agency)) if name not in sources)
        sources[id_] = Source(id=id_, agency=agency, url=url, language=outline.get("language") or None)
    if not sources:
        raise InputError("the OPML document names no feed: its outlines need an xmlUrl that begins with http")
    return list(sources.values())


def slug(name: str) -> str:
    """A short name to type, of an agency's name, an address or a path: "un-news", "news-un-org-en-all"."""
    if "://" in name:
        parts = urlsplit(name)
        name = _COMMON.sub(" ", f"{parts.hostname or ''} {parts.path} {parts.query}".lower())
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-")
    return short or f"source-{sum(name.encode('utf-8', 'replace')) % 10_000}"


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
