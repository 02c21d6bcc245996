"""NewsML-G2: a newsItem, or a newsMessage with several of them, with the text inside as XHTML, NITF or plain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import forms, text
from briefbot.sources.ninjs import status, urgency, version

if TYPE_CHECKING:
    from lxml.etree import _Element

    from briefbot.sources.forms import Context
    from briefbot.story import Story

_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?(?:newsMessage|newsItem|packageItem)[\s>]")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: the text items of a NewsML-G2 document; None for what is no NewsML-G2."""
    if _ROOT.search(document[:4096].replace(b"\0", b"")) is None:
        return None
    root = text.xml(document)
    items = [root] if _name(root) == "newsItem" else root.iterfind(".//{*}newsItem")
    texts = [item for item in items if _is_text(item)]
    if not texts:
        raise DocumentError("holds no news item with text: briefbot reads text, not packages or pictures")
    return forms.good_ones(texts, _story, context)


def _is_text(item: _Element) -> bool:
    kind = item.find("{*}itemMeta/{*}itemClass")
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
        version=version(item.get("version")),
        status=status("usable" if kind is None else _code(kind) or "usable"),
        urgency=urgency(_text(item, "contentMeta/urgency")),
        embargoed=forms.embargo(_text(item, "itemMeta/embargoed")),
        published=text.moment(_text(item, "itemMeta/versionCreated"), now=context.now),
        agency=context.agency or _text(item, "itemMeta/provider/name") or _text(item, "contentMeta/creditline") or None,
        byline=_text(item, "contentMeta/by") or None,
        dateline=_text(item, "contentMeta/dateline") or None,
        language=_language(item),
        url=text.address(guid),
        ednote=_text(item, "itemMeta/edNote") or None,
        keywords=tuple(
            filter(None, (text.line("".join(k.itertext())) for k in item.iterfind("{*}contentMeta/{*}keyword")))
        ),
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


def _text(item: _Element, path: str) -> str:
    found = item.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return "" if found is None else text.line("".join(found.itertext()))


def _code(element: _Element) -> str:
    return str(element.get("qcode") or element.get("uri") or "")


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
