"""Plain wire text, as agencies drop it into folders: a headline, a byline, a dateline, the copy, a sign-off."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import forms, text

if TYPE_CHECKING:
    from briefbot.sources.forms import Context
    from briefbot.story import Story

_LONGEST_HEADLINE = 300  # code points; a longer first line is copy
_LEAST_COPY = 20  # code points
_AGENCY = re.compile(r"\(([A-Z][A-Za-z &/-]{1,24})\)\s*(?:--?|[—–:])")  # "(KUNA) --"
_OTHER = re.compile(r"\s*(?:<|\{|\[\s*[{\[\"])")  # how markup and JSON begin
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: one dispatch; None for what is no text.

    The body is the copy as it came, byline, dateline and sign-off in it. The id is the file's name without its ending,
    because a file sent again under its name is a new version of the story.
    """
    if any(other in context.media_type for other in ("html", "xml", "json", "image", "audio", "video", "pdf", "zip")):
        return None
    if b"\0" in document[:1024] and not document.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    words = text.decode(document, context.charset)
    if _OTHER.match(words) or len(_CONTROLS.findall(words[:4096])) > len(words[:4096]) // 50:
        return None
    headline, _, body = text.clean(words).partition("\n")
    if len(headline) > _LONGEST_HEADLINE:
        headline, body = forms.opening(headline), text.clean(words)
    if len(body.strip()) < _LEAST_COPY:
        raise DocumentError("is too short for a dispatch: expected a headline, and the copy on the lines after it")
    credit = _AGENCY.search(body[:400])
    name = context.address if text.address(context.address) else PurePath(context.address).stem
    agency = context.agency or (credit.group(1) if credit else "")
    return [forms.story(context, id=name, headline=headline, body=body, agency=agency)]
