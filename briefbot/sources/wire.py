"""Plain wire text, as agencies drop it into folders: a headline, a byline, a dateline, the copy, a sign-off."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import forms, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.sources.forms import Context
    from briefbot.story import Story

_LONGEST_HEADLINE = 300  # code points; a longer first line is copy
_LEAST_COPY = 20  # code points
_AGENCY = re.compile(r"\(([A-Z][A-Za-z &/-]{1,24})\)\s*(?:--?|[—–:])")  # "(KUNA) --"
_OTHER = re.compile(r"\s*(?:<|\{|\[\s*[{\[\"])")  # how markup and JSON begin
_BETWEEN = re.compile(
    r"^[ \t]*(?:N{4,}|ZCZC[^\n]{0,60})[ \t]*$|[\x03\x04\f]", re.MULTILINE
)  # NNNN, and the telex's own marks
_SIGNED_OFF = re.compile(
    r"^[^\n]*\(end\)[ \t]*(?:\n?[ \t]*[a-z]{2,4}(?:[./][a-z]{2,4}){0,3})?[ \t]*(\n[ \t]*\n)(?=\s*\S)",
    re.MULTILINE | re.IGNORECASE,
)
_HEAD = 600  # code points of a message that its dateline stands in
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: a dispatch, or several of one file; None for what is no text.

    The body is the copy as it came, byline, dateline and sign-off in it. The id is the file's name without its ending,
    because a file sent again under its name is a new version of the story; from the second dispatch on, with its
    number in the file.
    """
    if any(other in context.media_type for other in ("html", "xml", "json", "image", "audio", "video", "pdf", "zip")):
        return None
    if b"\0" in document[:1024] and not document.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    words = text.decode(document, context.charset)
    if _OTHER.match(words) or len(_CONTROLS.findall(words[:4096])) > len(words[:4096]) // 50:
        return None
    messages = list(_messages(words))
    name = context.address if text.address(context.address) else PurePath(context.address).stem
    named = [(f"{name}/{number}" if number > 1 else name, message) for number, message in enumerate(messages, 1)]
    return forms.good_ones(named, _story, context)


def _messages(words: str) -> Iterator[str]:
    """The dispatches of a file, one after the other; only what surely begins another is taken for another."""
    parts = [part for part in _BETWEEN.split(words.replace("\r\n", "\n")) if part.strip()]
    for part in parts or [""]:
        start = 0
        for match in _SIGNED_OFF.finditer(part):
            following = part[match.end() : match.end() + _HEAD].strip()
            if _AGENCY.search(following) is not None:
                yield part[start : match.end(1)]
                start = match.end(1)
        yield part[start:]


def _story(message: tuple[str, str], context: Context) -> Story:
    name, words = message
    headline, _, body = text.clean(words).partition("\n")
    if len(headline) > _LONGEST_HEADLINE:
        headline, body = forms.opening(headline), text.clean(words)
    if len(body.strip()) < _LEAST_COPY:
        raise DocumentError("is too short for a dispatch: expected a headline, and the copy on the lines after it")
    credit = _AGENCY.search(body[:400])
    agency = context.agency or (credit.group(1) if credit else "")
    return forms.story(context, id=name, headline=headline, body=body, agency=agency)
