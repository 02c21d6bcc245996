"""IPTC ninjs 1.x to 3.x: news as JSON, one item or a list of them.

The versions differ in how they spell names ("pubstatus", "pubStatus") and in whether texts are members
("body_xhtml", 1.x) or lists of objects with a role ("bodies", 2.x and 3.x); both are read by the same words.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from briefbot.errors import DocumentError
from briefbot.sources import forms, iptc, nitf, text, times
from briefbot.story import PubStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.sources.forms import Context
    from briefbot.story import Story

_PACKETS = ("items", "_items", "newsitems")
_COPY = {"", "main", "body", "html", "xhtml", "text", "nitf"}  # roles of a body that is the copy, and no caption
_HINTS = re.compile("headlines?|bodies|body_x?html|body_text|pubstatus|versioncreated|firstcreated")


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: the text items of a ninjs document; None for what is no JSON, or no ninjs."""
    if document[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["}:
        return None
    text.refuse_giant(document, "{[,")
    try:
        parsed = json.loads(text.decode(document, context.charset))
    except (ValueError, RecursionError) as fault:
        if not re.match(r'[{\[]\s*["{\[]', text.decode(document[:64]).lstrip()):
            return None  # text that happens to begin with a bracket
        raise DocumentError(f"is no well-formed JSON ({fault}): ask the agency to send it again") from None
    items = [{name.lower(): value for name, value in item.items()} for item in _items(parsed)]
    items = [item for item in items if any(map(_HINTS.fullmatch, item))]
    if not items:
        return None
    texts = [item for item in items if item.get("type", "text") in {"text", "composite"}]
    if not texts:
        raise DocumentError("holds no text, only pictures or the like: briefbot reads items of type text")
    return forms.good_ones(texts, _story, context)


def _items(parsed: Any) -> Iterator[dict[str, Any]]:
    if isinstance(parsed, dict):
        packet = next((parsed[name] for name in _PACKETS if isinstance(parsed.get(name), list)), [parsed])
    else:
        packet = parsed if isinstance(parsed, list) else []
    return (item for item in packet if isinstance(item, dict))


def _story(item: dict[str, Any], context: Context) -> Story:
    uri = _word(item.get("uri")) or _word(item.get("guid"))
    if not uri:
        raise DocumentError("has an item without a uri, which is its identity: ask the agency to send one")
    headline = _text(item, "headline", "headlines") or _text(item, "title", "titles")
    body = _body(item)
    status = iptc.status(_word(item.get("pubstatus")) or PubStatus.USABLE)
    if not headline and not body and status is not PubStatus.CANCELED:
        raise DocumentError(f"has neither headline nor body in {text.line(uri)[:80]}: ask the agency to send it again")
    if not body and status is PubStatus.USABLE and _word(item.get("representationtype")) == "partial":
        raise DocumentError(f"has only a part of {text.line(uri)[:80]}, without its text: ask the agency for the whole")
    return forms.story(
        context,
        id=uri,
        headline=text.title(headline) or forms.opening(body),
        body=body,
        version=iptc.version(item.get("version")),
        status=status,
        urgency=iptc.urgency(item.get("urgency")),
        embargoed=forms.embargo(item.get("embargoed") or item.get("embargoeduntil")),
        published=times.moment(_word(item.get("versioncreated")) or _word(item.get("firstcreated")), now=context.now),
        agency=context.agency or _word(item.get("copyrightholder")) or None,
        byline=text.title(_word(item.get("byline")) or _word(item.get("by"))) or None,
        dateline=_word(item.get("located")) or None,
        language=_word(item.get("language")) or None,
        url=text.address(_word(item.get("canonicalurl"))) or text.address(uri),
        ednote=_word(item.get("ednote")) or None,
        keywords=tuple(_keywords(item)),
        subjects=iptc.subjects(_codes(item)),
        genre=next(_names(item, "genres", "genre"), None),
        rights=" ".join(filter(None, (_word(item.get("copyrightnotice")), _word(item.get("usageterms"))))) or None,
        evolved_from=_word(item.get("evolvedfrom")) or None,
    )


def _body(item: dict[str, Any]) -> str:
    """The copy; where there is none, what describes it, as agencies send that have not written it yet."""
    listed = [part for part in _list(item, "bodies") if isinstance(part, dict) and _word(part.get("value"))]
    # Markup keeps the paragraphs, and NITF is markup with a head of its own.
    listed.sort(key=lambda part: (_role(part) not in _COPY, "html" not in _kind(part), "nitf" in _kind(part)))
    if listed:
        value = _word(listed[0]["value"])
        return nitf.copy(value) if "nitf" in _kind(listed[0]) else text.paragraphs(value)
    return text.paragraphs(_text(item, "body", "bodies") or _text(item, "description", "descriptions"))


def _role(part: dict[str, Any]) -> str:
    return _word(part.get("role")).lower()


def _kind(part: dict[str, Any]) -> str:
    return f"{_word(part.get('contentType') or part.get('contenttype'))} {_role(part)}".lower()


def _text(item: dict[str, Any], one: str, many: str) -> str:
    """A text by its plain name, by a name that goes on ("body_xhtml"), or from a list; markup first, for paragraphs."""
    listed = item.get(many)
    if isinstance(listed, list):
        parts = [part for part in listed if isinstance(part, dict) and _word(part.get("value"))]
        main = [part for part in parts if _role(part) in {"", "main"}] or parts
        if main:
            return _word(main[0]["value"])
    names = [name for name in item if name == one or name.startswith(f"{one}_")]
    best = sorted(names, key=lambda name: (not name.endswith("html"), name != one, name))
    return next(filter(None, (_word(item[name]) for name in best)), "")


def _keywords(item: dict[str, Any]) -> Iterator[str]:
    for entry in [*_list(item, "keywords"), *_list(item, "subjects"), *_list(item, "subject")][:60]:
        word = text.title(_word(entry.get("name")) if isinstance(entry, dict) else _word(entry))
        if word:
            yield word


def _names(item: dict[str, Any], *fields: str) -> Iterator[str]:
    for entry in (entry for field in fields for entry in _list(item, field)):
        if isinstance(entry, dict):
            codes = (_word(entry.get(name)) for name in ("code", "literal", "uri"))
            word = _word(entry.get("name")) or next(filter(None, codes), "").rpartition(":")[2].rpartition("/")[2]
            if word:
                yield text.line(word)


def _codes(item: dict[str, Any]) -> Iterator[str]:
    for entry in [*_list(item, "subjects"), *_list(item, "subject")]:
        if isinstance(entry, dict):
            for name in ("code", "uri", "qcode", "literal"):
                yield _word(entry.get(name))
            yield f"{_word(entry.get('scheme'))}:{_word(entry.get('code'))}"


def _list(item: dict[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _word(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
