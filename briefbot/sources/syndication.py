"""RSS of every version, Atom, RDF and CDF to their entries."""

from __future__ import annotations

import base64
import contextlib
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from briefbot.errors import DocumentError
from briefbot.sources import damaged, text
from briefbot.sources.entries import MAX_ITEMS, Entries, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from briefbot.sources.forms import Context

    Parts = dict[str, list[_Element]]

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_NEAR = re.compile(_ROOT.pattern.encode(), re.IGNORECASE)  # the same in bytes, so that other documents pass quickly
_ITEM = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:[\w.-]{1,20}:)?(?:rss|feed|rdf|channel)\s*>|/>\s*$", re.IGNORECASE)  # not cut short
_LONGEST = 5_000_000  # code points read of a feed; a thousand full texts have fewer
_LONGEST_TEXT = 1_000_000  # code points of one element; no dispatch has so many
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MAIL = re.compile(r"[(<\[]?\s*(?:mailto:)?[^\s()<>\[\]]+@[^\s()<>\[\]]+\s*[)>\]]?")
_MOST_AUTHORS = 10
_LONGEST_AUTHOR = 300  # code points; looking for addresses takes their square
_BRACKETED = re.compile(r"\(([^()@]+)\)")

_SPACES = {
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/pie": "",
    "http://purl.org/echo": "",
}
"""Namespaces by the prefix that their elements go by here; elements of others are not an item's own."""

_TITLE = ("title", "dc:title", "media:title", "itunes:title")
_SUMMARY = ("description", "summary", "dc:description", "abstract", "itunes:summary", "media:description")
_CONTENT = ("content:encoded", "content", "fullitem", "xhtml:body", "body", "xhtml:div")
_PUBLISHED = ("pubdate", "published", "issued", "dcterms:issued", "updated", "modified", "lastbuilddate", "dc:date",
              "dcterms:modified", "date", "created", "dcterms:created")  # fmt: skip
_ID, _RIGHTS, _LANGUAGE = ("id", "guid"), ("rights", "copyright", "dc:rights"), ("dc:language", "language")
_SPOKEN = (*_CONTENT, *_SUMMARY, *_TITLE)
_SUBJECT = ("category", "dc:subject", "keywords", "media:category", "itunes:category")
_AUTHOR = ("author", "dc:creator", "dc:author", "itunes:author", "creator")


def read(document: bytes, context: Context) -> Entries | None:
    """A feed's entries; None for what is no such feed, `DocumentError` for one of which nothing can be read."""
    if _NEAR.search(document[: 4 * damaged.HEAD].replace(b"\0", b"")) is None:
        return None
    words = text.decode(document, context.charset)
    if (start := damaged.start(words, _ROOT)) is None:
        return None
    words, expected = _cut(words, start)
    root = damaged.tree(words)
    items = [] if root is None else _items(root)
    if root is None or (not items and (expected or not _CLOSED.search(words[-4096:]))):
        raise DocumentError("is a feed too damaged to read: look at it in a browser, and ask the agency to mend it")
    channel = next((node for node in root.iter() if _local(node) in {"channel", "feed"}), root)
    parts = _parts(channel)
    return Entries(
        name=" ".join(_copy(_first(parts, _TITLE)).split()),
        language=_words(_first(parts, _LANGUAGE)) or channel.get(_LANG) or root.get(_LANG) or "",
        entries=[_entry(item) for item in items],
    )


def _cut(words: str, start: int) -> tuple[str, int]:
    """The feed without what stands before its root and behind its first items, and how many items it has."""
    number, end = 0, start + _LONGEST
    for number, match in enumerate(_ITEM.finditer(words, start, end), 1):
        if number > MAX_ITEMS:
            return words[start : match.start()], MAX_ITEMS
    return words[start:end], number


def _items(root: _Element) -> list[_Element]:
    found = [node for node in root.iter("{*}item", "{*}entry") if _name(node.tag) in {"item", "entry"}]
    # In capitals, and under a prefix that nothing declares, they are seldom enough to be looked for one by one.
    return found or [node for node in root.iter() if _local(node) in {"item", "entry"}]


def _entry(item: _Element) -> Entry:
    parts = _parts(item)
    for group in parts.get("media:group", ()):
        for name, nodes in _parts(group).items():
            parts.setdefault(name, []).extend(nodes)
    summaries = list(filter(None, map(_copy, _each(parts, _SUMMARY))))
    contents = list(filter(None, map(_copy, _each(parts, _CONTENT)))) + summaries[1:]
    titles = filter(None, map(_copy, _each(parts, _TITLE)))
    dates = filter(None, (_words(parts[name][-1]) for name in _PUBLISHED if name in parts))
    tags, codes = _subjects(parts)
    return Entry(
        guid=_words(_first(parts, _ID)) or _attribute(item, "about"),
        link=_link(item, parts),
        title=" ".join(next(titles, "").split()),
        summary=summaries[0] if summaries else "",
        content=max(contents, key=len, default=""),
        published=next(dates, "") or _attribute(item, "lastmod"),
        author=", ".join(dict.fromkeys(filter(None, map(_author, islice(_authors(parts), _MOST_AUTHORS))))),
        language=_language(item, parts),
        rights=" ".join(_copy(_first(parts, _RIGHTS)).split()),
        tags=tags,
        codes=codes,
    )


def _parts(element: _Element) -> Parts:
    parts: Parts = {}
    for child in element:
        if isinstance(tag := child.tag, str):
            parts.setdefault(_name(tag), []).append(child)
    return parts


@lru_cache(1024)
def _name(tag: str) -> str:
    """An element's name with the prefix that its namespace goes by; of an unknown one, the whole of it."""
    space, _, local = tag.rpartition("}") if tag.startswith("{") else ("", "", tag)
    if not space:
        return local.lower()  # a prefix that nothing declares is kept by the parser: "dc:creator"
    prefix = _SPACES.get(space[1:].lower().rstrip("/"))
    return f"{space}}}{local}" if prefix is None else f"{prefix}{local.lower()}"


def _local(node: _Element) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def _each(parts: Parts, names: Sequence[str]) -> list[_Element]:
    return [node for name in names if name in parts for node in parts[name]]


def _first(parts: Parts, names: Sequence[str]) -> _Element | None:
    """The first of these elements that says something."""
    for node in _each(parts, names):
        if len(node) or (node.text or "").strip():
            return node
    return None


def _words(node: _Element | None) -> str:
    if node is None:
        return ""
    return ("".join(node.itertext()) if len(node) else node.text or "").strip()


def _copy(node: _Element | None) -> str:
    """The text of an element that may hold markup, escaped, encoded or plain to see."""
    if node is None:
        return ""
    if len(node) and any(isinstance(child.tag, str) for child in node):
        return text.of_element(node)
    words = _words(node)
    if len(words) > _LONGEST_TEXT:
        return ""
    if node.attrib and _is_base64(node):
        with contextlib.suppress(ValueError):  # plain text of an unknown kind
            words = text.decode(base64.b64decode("".join(words.split()), validate=True))
    return text.paragraphs(words)


def _is_base64(node: _Element) -> bool:
    kind = (node.get("type") or "").lower()
    return (node.get("mode") or "").lower() == "base64" or ("/" in kind and "text" not in kind and "xml" not in kind)


def _link(item: _Element, parts: Parts) -> str:
    for node in parts.get("link", ()):
        href = _attribute(node, "href") or _attribute(node, "url")
        if href and (node.get("rel") or "alternate") != "alternate":
            continue
        if href and "html" not in (node.get("type") or "html"):
            continue
        if found := href or _words(node):
            return found if "://" in found else _joined(node.base, found)
    guid = next(iter(parts.get("guid", ())), None)
    if guid is not None and (guid.get("isPermaLink") or "true").lower() == "true":
        return _words(guid)
    parent = item.getparent()
    base = None if parent is None else _attribute(parent, "base")
    return _joined(base, _attribute(item, "href")) or _words(_first(parts, ("id",)))


def _joined(base: str | None, link: str) -> str:
    """The link made absolute where the feed itself says against what."""
    try:
        return urljoin(base, link) if base and link else link
    except ValueError:  # of an address that is none
        return link


def _authors(parts: Parts) -> Iterator[str]:
    for node in _each(parts, _AUTHOR):
        inner = _parts(node) if len(node) else {}
        yield from map(_words, inner["name"]) if "name" in inner else [_words(node)]


def _author(words: str) -> str:
    """The name of an author given as "Ana Prado (ana@coast.example)", the other way round, or alone."""
    words = text.title(words[:_LONGEST_AUTHOR])
    if "@" not in words:
        return words
    match = _BRACKETED.search(words)
    return (match[1] if match else _MAIL.sub("", words)).strip(" ,-")


def _subjects(parts: Parts) -> tuple[list[str], list[str]]:
    """An item's subjects in words, and as codes with what names their vocabulary."""
    tags, codes = [], []
    for node in _each(parts, _SUBJECT)[:60]:
        words = _words(node)
        if node.attrib:
            term = _attribute(node, "term")
            codes.append(f"{_attribute(node, 'domain') or _attribute(node, 'scheme')} {term or words}".strip())
            words = _attribute(node, "label") or words or term or _attribute(node, "text")
        tags.append(text.title(words))
    return list(filter(None, tags)), codes


def _language(item: _Element, parts: Parts) -> str:
    if told := _words(_first(parts, _LANGUAGE)):
        return told
    node = _first(parts, _SPOKEN)
    return (None if node is None else node.get(_LANG)) or item.get(_LANG) or ""


def _attribute(node: _Element, name: str) -> str:
    """An attribute by its local name, however that is written."""
    for key, value in node.items():
        if key.rpartition("}")[2].lower() == name:
            return str(value).strip()
    return ""
