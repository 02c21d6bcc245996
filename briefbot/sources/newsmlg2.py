"""NewsML-G2: a newsItem, or a newsMessage with several of them, with the text inside as XHTML, NITF or plain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import forms, iptc, text, times
from briefbot.sources.entries import Entries, Entry
from briefbot.story import PubStatus, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from briefbot.sources.forms import Context
    from briefbot.story import Story

_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(?:newsMessage|newsItem|packageItem)[\s>]")
_PACKAGE = re.compile(rb"<(?:[\w-]{1,20}:)?packageItem[\s>]")
_SIGNALS = {"correction": Signal.CORRECTED, "update": Signal.UPDATE, "refile": Signal.REFILE}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: the text items of a NewsML-G2 document; None for what is no NewsML-G2."""
    if _ROOT.search(document[:4096].replace(b"\0", b"")) is None:
        return None
    root = text.xml(document)
    # Of a package the message's own items are read: what it names beyond them comes by itself, or from its address.
    items = [root] if _name(root) == "newsItem" else root.iterfind(".//{*}newsItem")
    texts = [item for item in items if _is_text(item)]
    if not texts:
        raise DocumentError(
            "holds no news item with text, only pictures or a package that names others' items: briefbot reads text"
        )
    return forms.good_ones(texts, _story, context)


def package(document: bytes, context: Context) -> Entries | None:
    """The items that a package names and does not hold, as a list to be completed from their addresses."""
    if _PACKAGE.search(document[:4096].replace(b"\0", b"")) is None or b"newsItem" in document:
        return None
    root = text.xml(document)
    packages = [root] if _name(root) == "packageItem" else root.findall(".//{*}packageItem")
    for one in packages:
        _refuse_held_back(one, context)
    refs = (ref for one in packages for ref in one.iterfind(".//{*}itemRef") if _is_text(ref, "{*}itemClass"))
    entries = [
        Entry(
            guid=ref.get("residref") or "",
            link=ref.get("href") or ref.get("residref") or "",
            title=_text(ref, "headline") or _text(ref, "title"),
            summary="\n\n".join(filter(None, _each(ref, "description"))),
            published=_text(ref, "versionCreated"),
        )
        for ref in refs
    ]
    return Entries(entries=[entry for entry in entries if text.address(entry.link, context.address)])


def _refuse_held_back(package: _Element, context: Context) -> None:
    """A package says nothing of what it names while the agency holds the package itself back."""
    kind = package.find("{*}itemMeta/{*}pubStatus")
    if kind is not None and iptc.status(_code(kind) or "usable") is not PubStatus.USABLE:
        raise DocumentError("is a package that the agency withheld or cancelled: nothing of it may be shown")
    until = forms.embargo(_text(package, "itemMeta/embargoed"))
    if until is not None and until > context.now:
        raise DocumentError(
            f"is a package under embargo until {until:%d %b %H:%M} UTC: nothing of it may be shown before"
        )


def _is_text(item: _Element, path: str = "{*}itemMeta/{*}itemClass") -> bool:
    kind = item.find(path)
    return kind is None or _code(kind).rpartition(":")[2].rpartition("/")[2] in {"", "text", "composite"}


def _story(item: _Element, context: Context) -> Story:
    guid = item.get("guid", "").strip()
    if not guid:
        raise DocumentError("has a news item without a guid, which is its identity: ask the agency to send one")
    kind = item.find("{*}itemMeta/{*}pubStatus")
    headline = _text(item, "contentMeta/headline") or _text(item, "itemMeta/title")
    body = _body(item)
    return forms.story(
        context,
        id=guid,
        headline=text.title(headline) or forms.opening(body),
        body=body,
        version=iptc.version(item.get("version")),
        status=iptc.status("usable" if kind is None else _code(kind) or "usable"),
        urgency=iptc.urgency(_text(item, "contentMeta/urgency")),
        embargoed=forms.embargo(_text(item, "itemMeta/embargoed")),
        published=times.moment(_text(item, "itemMeta/versionCreated"), now=context.now),
        agency=context.agency or _text(item, "itemMeta/provider/name") or _text(item, "contentMeta/creditline") or None,
        byline=_text(item, "contentMeta/by") or None,
        dateline=_text(item, "contentMeta/dateline") or None,
        language=_language(item),
        url=text.address(guid),
        ednote=_text(item, "itemMeta/edNote") or None,
        keywords=tuple(filter(None, _each(item, "contentMeta/keyword"))),
        subjects=iptc.subjects(filter(None, map(_code, item.iterfind("{*}contentMeta/{*}subject")))),
        genre=next(_genres(item), None),
        rights=" ".join(filter(None, _each(item, "rightsInfo/copyrightNotice", "rightsInfo/usageTerms"))) or None,
        signals=_signals(item),
        evolved_from=next(_evolved_from(item), None),
    )


def _body(item: _Element) -> str:
    for holder in item.iterfind("{*}contentSet/{*}inlineXML"):
        # NITF keeps headline and byline in body.head, XHTML keeps the title in head: neither is the copy.
        parts = holder.findall(".//{*}body.content") or holder.findall(".//{*}body") or [holder]
        if found := "\n\n".join(filter(None, map(text.of_element, parts))):
            return found
    for holder in item.iterfind("{*}contentSet/{*}inlineData"):
        if found := text.paragraphs("".join(holder.itertext())):
            return found
    return ""


def _language(item: _Element) -> str | None:
    tag = item.find("{*}contentMeta/{*}language")
    return str((tag.get("tag") if tag is not None else "") or item.get(_LANG, "")) or None


def _genres(item: _Element) -> Iterator[str]:
    for genre in item.iterfind("{*}contentMeta/{*}genre"):
        if word := _text(genre, "name") or _code(genre).rpartition(":")[2].rpartition("/")[2]:
            yield word


def _signals(item: _Element) -> tuple[Signal, ...]:
    """IPTC's signals that are ours; the others speak of how an item is delivered."""
    codes = (_code(node).rpartition(":")[2].rpartition("/")[2] for node in item.iterfind("{*}itemMeta/{*}signal"))
    return tuple(_SIGNALS[code] for code in codes if code in _SIGNALS)


def _evolved_from(item: _Element) -> Iterator[str]:
    for link in item.iterfind("{*}itemMeta/{*}link"):
        if link.get("rel", "").rpartition(":")[2].lower() == "evolvedfrom" and (told := link.get("residref")):
            yield told.strip()


def _each(item: _Element, *paths: str) -> Iterator[str]:
    for path in paths:
        for node in item.iterfind("/".join(f"{{*}}{step}" for step in path.split("/"))):
            yield text.line("".join(node.itertext()))


def _text(item: _Element, path: str) -> str:
    found = item.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return "" if found is None else text.line("".join(found.itertext()))


def _code(element: _Element) -> str:
    return str(element.get("qcode") or element.get("uri") or "")


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
