"""Lists of sources in OPML, as feed readers exchange them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from lxml import etree

from briefbot.errors import DocumentError, InputError
from briefbot.source import Source
from briefbot.sources import text
from briefbot.sources.catalogue import slug
from briefbot.sources.rhythm import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable

_OURS = "urn:briefbot:source"
"""The namespace of what OPML has no words for; other readers pass over it, as OPML 2.0 allows."""

_OWNED = {"yes": True, "no": False}
_TOLD = {True: "yes", False: "no", None: None}


def read(document: bytes) -> list[Source]:
    """The feeds of an OPML document, each named by its outline; `InputError` where it is no OPML or names no feed."""
    try:
        root = text.xml(document)
    except DocumentError as fault:
        raise InputError(f"the OPML document {fault}") from None
    if str(root.tag).lower() != "opml":
        raise InputError(f"this is no OPML document, it begins with <{text.line(str(root.tag))[:40]}>")
    sources: dict[str, Source] = {}
    addresses: set[str] = set()
    for outline in root.iter("outline"):
        url = text.address(outline.get("xmlUrl"))
        if url is None or url in addresses:
            continue
        addresses.add(url)
        agency = text.title(outline.get("title") or outline.get("text") or "") or slug(url)
        own = slug(outline.get(f"{{{_OURS}}}id") or agency)
        numbered = (f"{own}-{number}" for number in itertools.count(2))
        id_ = next(name for name in itertools.chain([own], numbered) if name not in sources)
        sources[id_] = Source(
            id=id_,
            agency=agency,
            url=url,
            language=text.line(outline.get("language") or "") or None,
            country=text.line(outline.get(f"{{{_OURS}}}country") or "") or None,
            state_owned=_OWNED.get(outline.get(f"{{{_OURS}}}stateOwned") or ""),
        )
    if not sources:
        raise InputError("the OPML document names no feed: its outlines need an xmlUrl that begins with http")
    return list(sources.values())


def write(sources: Iterable[Source]) -> bytes:
    """An OPML 2.0 document of the sources that are behind addresses; it has no words for folders."""
    root = etree.Element("opml", version="2.0", nsmap={"briefbot": _OURS})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources of briefbot"
    body = etree.SubElement(root, "body")
    for source in sources:
        if not is_address(source.url):
            continue
        outline = etree.SubElement(body, "outline", type="rss", text=source.agency, xmlUrl=source.url)
        said = {
            "language": source.language,
            f"{{{_OURS}}}id": source.id,
            f"{{{_OURS}}}country": source.country,
            f"{{{_OURS}}}stateOwned": {True: "yes", False: "no"}.get(source.state_owned)
            if source.state_owned is not None
            else None,
        }
        for name, value in said.items():
            if value is not None:
                outline.set(name, value)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
