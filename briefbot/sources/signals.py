"""What agencies say of a version in its headline and in the lines above its copy; the words stay where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.sources import text
from briefbot.story import Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

_DASH = r"\s*[-–—:/|]+\s*"
# A kill voids the story, so in a headline all in capitals the bare word may be the news: "WITHDRAWN: TROOPS LEAVE".
_SIGNALS = {
    Signal.CORRECTED: re.compile(
        rf"(?:CORRECT(?:ED|ION|S)|Correct(?:ed|ion))(?:\s?\([^()]{{1,40}}\)| \d{{1,2}})?{_DASH}"
    ),
    Signal.REFILE: re.compile(rf"REFILE[DS]?(?: \d{{1,2}})?{_DASH}"),
    Signal.UPDATE: re.compile(rf"(?:UPDATED?|Update)(?:[ -]?\d{{1,2}})?{_DASH}"),
    Signal.WRAPUP: re.compile(rf"WRAP-?UP(?:[ -]?\d{{1,2}})?{_DASH}"),
    Signal.WITHDRAWN: re.compile(
        rf"(?:(?:STORY|ARTICLE|DISPATCH|ITEM|HEADLINE|ALERT) (?:IS )?(?:WITHDRAWN|KILLED|RETRACTED)(?!\w)"
        rf"|(?:(?:MANDATORY )?KILL|WITHDRAWN|RETRACTED){_DASH}(?=.*[a-z])|(?:MANDATORY )?KILL\Z)"
    ),
}
_PASSED_OVER = re.compile(rf"(?:RPT|REPEAT|ADVISORY|FLASH|BULLETIN|URGENT|BREAKING|EXCLUSIVE)(?: \d{{1,2}})?{_DASH}")
_URGENCY = re.compile(rf"(?:(?P<flash>FLASH)|(?P<bulletin>BULLETIN)|URGENT|BREAKING(?: NEWS)?){_DASH}")
_BEGINS = re.compile(r"(?:[A-Z][A-Z]|Correct|Update)")  # as all of the above do, so that most headlines are done with
_MOST = 4  # signals before the news

_HEAD = 6  # lines above the copy that an advisory may stand in
_CHANGES = r"(?:adds?|recasts?|corrects?|updates?|refiles?|removes?|deletes?|clarifies|fixes|changes)\b"
_PLACES = r"(?:paragraphs?|paras?|graphs?|grafs?|headline|lede?|byline|dateline)"
_ADVISORY = re.compile(
    rf"\((?P<bracketed>{_CHANGES}[^()\n]{{3,300}}"
    r"|this .{0,60}\b(?:story|article|item|version) (?:has been )?(?:correct|refil)[^()\n]{3,300})\)\s*"
    rf"|(?P<bare>{_CHANGES} .{{2,120}}\b{_PLACES}\b.{{0,60}})",
    re.IGNORECASE,
)
_CHANGED = re.compile(rf"\s*(?:\((?:{_CHANGES}|this )|{_CHANGES})", re.IGNORECASE)  # so that most lines are done with
_CORRECTS = re.compile(r"corrects?\b|this .{0,60}\bcorrect", re.IGNORECASE)


def of_headline(headline: str) -> tuple[Signal, ...]:
    """The signals that a headline begins with, in their order."""
    return tuple(dict.fromkeys(signal for signal, _ in _signals(headline) if signal))


def news_of(headline: str) -> int:
    """Where the news begins in a headline, behind its signals."""
    return max((end for _, end in _signals(headline)), default=0)


def _signals(headline: str) -> Iterator[tuple[Signal | None, int]]:
    """What a headline begins with, and where each ends; None for what says nothing of this version."""
    if not _BEGINS.match(headline):
        return
    at = 0
    for _ in range(_MOST):
        for signal, pattern in _SIGNALS.items():
            if (match := pattern.match(headline, at)) is not None:
                yield signal, match.end()
                break
        else:
            if (match := _PASSED_OVER.match(headline, at)) is None:
                return
            yield None, match.end()
        at = match.end()


def urgency(headline: str) -> int | None:
    """The urgency that a headline cries out, for agencies that give none: 1 a flash, 2 a bulletin, 3 urgent."""
    match = _URGENCY.match(headline)
    if match is None:
        return None
    return 1 if match["flash"] else 2 if match["bulletin"] else 3


def advisory(body: str) -> str | None:
    """The line above the copy that says what this version changed, without its brackets."""
    for line in body.split("\n", 2 * _HEAD)[: 2 * _HEAD]:
        if _CHANGED.match(line) is not None and (match := _ADVISORY.fullmatch(line.strip()[:400])) is not None:
            return text.line(match["bracketed"] or match["bare"])
    return None


def corrects(advisory: str) -> bool:
    """Whether an advisory says that a mistake was mended."""
    return _CORRECTS.match(advisory) is not None
