"""Sites without a feed, described in `listings.toml`: a page that lists headlines, and articles known by a number."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefbot.errors import DocumentError
from briefbot.sources import text
from briefbot.sources.entries import MAX_ITEMS, Entries, Entry

if TYPE_CHECKING:
    from lxml.etree import _Element

    from briefbot.sources.forms import Context

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|body)[\s>]", re.IGNORECASE)
_LEAST = 12  # code points of a headline; shorter link texts are "More" and page numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a site lists its stories; `headline` and the ones after it are XPaths, "" where the site needs none."""

    agency: str
    hosts: tuple[str, ...]  # of its addresses, listing and articles alike
    number: str  # finds an article's address, and in its first group the number that is its identity
    headline: str = "."  # from the link on
    published: str = ""  # from the link on
    body: str = ""  # on an article's page; without it the page is read as any other


@cache
def known() -> tuple[Listing, ...]:
    """The sites that are described."""
    described = tomllib.loads(files("briefbot.sources").joinpath("listings.toml").read_text("utf-8"))
    return tuple(Listing(**{**one, "hosts": tuple(one["hosts"])}) for one in described["listing"])


def at(address: str) -> Listing | None:
    """The description of the site that an address is of, if there is one."""
    try:
        host = urlsplit(address).netloc.lower()
    except ValueError:
        return None
    return next((listing for listing in known() if host in listing.hosts), None)


def read(document: bytes, context: Context) -> Entries | None:
    """The headlines of a described site's page; None for other sites and documents, and for the page of one article."""
    listing = at(context.address)
    if listing is None or re.search(listing.number, context.address) or _PAGE.search(document[:4096]) is None:
        return None
    root = text.parse_html(text.decode(document, context.charset))
    if root is None or not (entries := _entries(root, listing, context)):
        raise DocumentError(
            f"is a page of {listing.agency} that lists none of its articles: the site may have changed, "
            "so look at it in a browser, and report this"
        )
    return Entries(name=listing.agency, language=text.line(root.get("lang", "")), entries=entries)


def _entries(root: _Element, listing: Listing, context: Context) -> list[Entry]:
    found: dict[str, Entry] = {}
    for link in root.iter("a"):
        address = text.address(link.get("href"), context.address)
        match = re.search(listing.number, address) if address else None
        if address is None or match is None or len(found) == MAX_ITEMS:
            continue
        title = _words(link, listing.headline)
        entry = found.setdefault(match[1], Entry(guid=match[1], link=address))
        # The same article is linked from its picture, its headline and "More".
        if len(title) >= _LEAST and len(title) > len(entry.title):
            entry.title = title
        entry.published = entry.published or _words(link, listing.published)
    return [entry for entry in found.values() if entry.title]


def body(root: _Element, address: str) -> str:
    """The copy of an article's page of a described site, "" where it is not where it should be."""
    listing = at(address)
    if listing is None or not listing.body:
        return ""
    return max((text.clean(text.of_element(node)) for node in root.xpath(listing.body)), key=len, default="")


def _words(node: _Element, path: str) -> str:
    found = node.xpath(path) if path else []
    first = found[0] if isinstance(found, list) and found else ""
    return text.line(first if isinstance(first, str) else text.of_element(first))
