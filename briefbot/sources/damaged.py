"""XML as agencies' sites send it: strictly read where it is well-formed, otherwise with its damage understood."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import text

if TYPE_CHECKING:
    from lxml.etree import _Element

HEAD = 16_384
"""Code points that may stand before the root: warnings of a server's, declarations, comments."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#(?P<number>x[0-9a-f]{1,6}|\d{1,7});|(?P<name>[a-z]\w{1,30});)?", re.IGNORECASE)
_BARE = re.compile(r"<(?![/!?a-z_])", re.IGNORECASE)  # a "less than" that nobody escaped
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # for XML 1.0
_PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}


def start(words: str, root: re.Pattern[str]) -> int | None:
    """Where the root begins that the pattern finds; None where it is not near the beginning, or only in a comment."""
    head = words[:HEAD]
    hidden = [match.span() for match in _COMMENT.finditer(head)]
    for match in root.finditer(head):
        if not any(begin < match.start() < end for begin, end in hidden):
            return match.start()
    return None


def tree(words: str) -> _Element | None:
    """The root of XML that begins with it, None where nothing can be read; `DocumentError` for a giant one."""
    text.refuse_giant(words, "<=")
    try:
        return text.tree(words, strict=True)
    except DocumentError:
        return text.tree(_mended(words), strict=False)


def _mended(words: str) -> str:
    """The document with what XML does not allow written as it was meant: bare ampersands, HTML's entities, controls."""
    parts = _CDATA.split(_UNFIT.sub("", words))
    parts[::2] = [_BARE.sub("&lt;", _REFERENCE.sub(_reference, part)) for part in parts[::2]]
    if parts[1:] and not parts[-2].endswith("]]>"):
        parts[-2] += "]]>"
    return "".join(parts)


def _reference(match: re.Match[str]) -> str:
    if match["number"]:
        number = int(match["number"][1:], 16) if match["number"][0] in "xX" else int(match["number"])
        known = number < 0x110000 and _UNFIT.match(chr(number)) is None  # noqa: PLR2004 - Unicode's end
        return f"&#{number};" if known else ""
    if match["name"] is None:
        return "&amp;"
    if match["name"] in _PREDEFINED:
        return match.group()
    meant = html.unescape(match.group())
    return f"&amp;{match.group()[1:]}" if meant == match.group() else meant
