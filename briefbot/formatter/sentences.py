"""Where sentences end: abbreviations, initials and quotations do not fool it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import ABBREVIATIONS, SAYING, wordset
from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefbot.formatter.quotations import Stretch

_END = re.compile(r"[.!?…]+[”\"’'»)\]]*(?=\s)|[。！？｡]+[」』”»）]*|[؟۔।]+[”\"»)]*(?=\s|$)")
_LAST_WORD = re.compile(r"[\w.]+$")
_NEXT = re.compile(r"\s*[“\"‘'«„(\[]*(\S)")
_STARTERS = wordset(
    """
    The He She It In But And They We A An This That On At For If When As There I His Her
    """
)
_NEXT_WORD = re.compile(r"\s+(\w+)")
_TAIL = re.compile(r"\s+((?:[\w’'-]+\.?[ \u00a0]){0,5}[\w’'-]+)")
_GOING_ON = wordset("and or the of a an his her their")
"""What no sentence ends with: a stop behind it is damage."""
_LETTERED = re.compile(
    r"\b(?:hepatitis|vitamin|group|plan|grade|type|class|team|phase|option|block|section) $", re.IGNORECASE
)
_LOOKBACK = 24  # code points; longer than any abbreviation


def sentences(body: str, paragraphs: Sequence[Span], stretches: Sequence[Stretch]) -> list[Span]:
    """The sentences of the paragraphs, in order. A closed quotation is never split, nor from its “…?” he asked."""
    closed = [one.outer for one in stretches if one.closed and one.parent is None]
    found: list[Span] = []
    shut = 0
    for paragraph in paragraphs:
        start = paragraph.start
        for match in _END.finditer(body, paragraph.start, paragraph.end):
            at, end = match.span()
            while shut < len(closed) and closed[shut].end <= at:
                shut += 1
            inside = shut < len(closed) and closed[shut].start < at
            if inside and closed[shut].end > end:
                continue
            if end < paragraph.end and not _ends(body, at, end, paragraph.end, quoted=inside):
                continue
            found.extend(_trimmed(body, start, end))
            start = end
        found.extend(_trimmed(body, start, paragraph.end))
    return found


def _trimmed(body: str, start: int, end: int) -> Iterator[Span]:
    text = body[start:end]
    first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
    if first < last:
        yield Span(first, last)


def _ends(body: str, at: int, end: int, limit: int, *, quoted: bool) -> bool:
    following = _NEXT.match(body, end, min(limit, end + _LOOKBACK))
    if following is None:
        return True
    if following.group(1).islower():
        return False
    if body[at] == "." and end - at == 1:
        word = _LAST_WORD.search(body[max(0, at - _LOOKBACK) : at])
        if word is not None and word.group() in _GOING_ON:
            return False
        if word is not None and (word.group().lower() in ABBREVIATIONS or _initial(body, at, word.group())):
            after = _NEXT_WORD.match(body, end, end + _LOOKBACK)
            dotted = "." in word.group()
            return dotted and after is not None and after.group(1) in _STARTERS
    if quoted and body[at] in "?!":  # “Is it?” the minister asked.
        tail = _TAIL.match(body, end, end + 80)
        return tail is None or not SAYING.intersection(tail.group(1).lower().split())
    return True


def _initial(body: str, at: int, word: str) -> bool:
    """Whether the letters before the stop are those of a name: “J.J.” and “J.”, but not that of “hepatitis A.”."""
    if not all(len(letter) == 1 and letter.isupper() for letter in word.split(".")) or word == "I":
        return False
    return _LETTERED.search(body, max(0, at - _LOOKBACK), at - len(word)) is None
