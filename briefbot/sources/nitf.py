"""NITF 3.x, IPTC's older XML: one news item, its copy in `body.content`, what it says of itself in `docdata`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import damaged, forms, iptc, text, times
from briefbot.story import PubStatus, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from briefbot.sources.forms import Context
    from briefbot.story import Story

_ROOT = re.compile(rb"<(?:[\w-]{1,20}:)?nitf[\s>]")
_KILL = re.compile(r"(?:mandatory )?kill|withdrawn?", re.IGNORECASE)


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: the one story of a NITF document; None for what is no NITF."""
    if _ROOT.search(document[: damaged.HEAD].replace(b"\0", b"")) is None:
        return None
    root = text.xml(_without_doctype(document))
    if str(root.tag).rpartition("}")[2] != "nitf":
        return None
    return [_story(root, context)]


def copy(document: str) -> str:
    """The copy of a NITF document that stands in another; `DocumentError` where it cannot be read."""
    return _copy(text.xml(_without_doctype(document.encode("utf-8", "replace"))))


def _copy(root: _Element) -> str:
    return "\n\n".join(filter(None, map(text.of_element, root.iterfind(".//{*}body.content"))))


def _without_doctype(document: bytes) -> bytes:
    """NITF names its DTD, which nobody fetches; a document type with declarations of its own stays, to be refused."""
    return re.sub(rb"<!DOCTYPE\s+nitf[^>\[]{0,300}>", b"", document, count=1)


def _story(root: _Element, context: Context) -> Story:
    data = root.find("{*}head/{*}docdata")
    own = _attribute(data, "doc-id", "id-string")
    if not own:
        raise DocumentError("is NITF without a doc-id, which is its identity: ask the agency to send one")
    heading = "{*}body/{*}body.head"
    body = _copy(root)
    headline = _text(root, f"{heading}/{{*}}hedline/{{*}}hl1") or _text(root, "{*}head/{*}title") or forms.opening(body)
    release = _attribute(data, "date.release", "norm")
    corrected = _attribute(data, "correction", "info")
    return forms.story(
        context,
        id=own,
        headline=headline,
        body=body,
        version=iptc.version(_attribute(data, "du-key", "version")),
        status=_status(data, release),
        urgency=iptc.urgency(_attribute(data, "urgency", "ed-urg")),
        embargoed=forms.embargo(release),
        published=times.moment(_attribute(data, "date.issue", "norm") or release, now=context.now),
        agency=context.agency or _text(root, f"{heading}/{{*}}distributor") or None,
        byline=_byline(root, heading) or None,
        dateline=_text(root, f"{heading}/{{*}}dateline/{{*}}location") or None,
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang") or None,
        ednote=_attribute(data, "ed-msg", "info") or None,
        keywords=tuple(filter(None, (text.line(node.get("key", "")) for node in root.iterfind(".//{*}keyword")))),
        subjects=iptc.subjects(_codes(root)),
        genre=_genre(root) or None,
        rights=_rights(data) or None,
        advisory=corrected or None,
        signals=(Signal.CORRECTED,) if corrected else (),
    )


def _status(data: _Element | None, release: str) -> PubStatus:
    """Of `management-status`; "embargoed" is told by the time of its release, and is withheld where there is none."""
    written = (data.get("management-status", "") if data is not None else "").strip().lower() or "usable"
    if _KILL.fullmatch(_attribute(data, "ed-msg", "info")):
        return PubStatus.CANCELED
    if written == "embargoed":
        return PubStatus.USABLE if release else PubStatus.WITHHELD
    return iptc.status(written)


def _codes(root: _Element) -> Iterator[str]:
    for node in root.iterfind(".//{*}tobject.subject"):
        yield node.get("tobject.subject.refnum", "")
    for node in root.iterfind(".//{*}classifier"):
        yield f"{node.get('type', '')}:{node.get('value', '')}"
        yield node.get("value", "")


def _byline(root: _Element, heading: str) -> str:
    node = root.find(f"{heading}/{{*}}byline")
    if node is None:
        return ""
    person = node.find("{*}person")
    words = text.line("".join((node if person is None else person).itertext()))
    return re.sub(r"^by\b[:. ]*", "", words, flags=re.IGNORECASE)


def _genre(root: _Element) -> str:
    node = root.find(".//{*}tobject.property")
    return "" if node is None else text.line(node.get("tobject.property.type", ""))


def _rights(data: _Element | None) -> str:
    holder, year = _attribute(data, "doc.copyright", "holder"), _attribute(data, "doc.copyright", "year")
    return " ".join(filter(None, ("©" if holder else "", year if holder else "", holder)))


def _attribute(parent: _Element | None, child: str, name: str) -> str:
    node = None if parent is None else parent.find(f"{{*}}{child}")
    return "" if node is None else text.line(node.get(name, ""))


def _text(root: _Element, path: str) -> str:
    node = root.find(path)
    return "" if node is None else text.title(text.of_element(node))
