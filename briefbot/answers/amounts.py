"""Whether two agencies give different numbers: "12" and "twelve" are one, "12" and "15" are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.answers.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.story import Brief, Citation, Span, Story

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: number for number, word in enumerate(_ONES.split())}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS.split(), 2)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
_NEAR, _AFTER = 40, 5
"""Characters and words in which what is numbered follows."""

_PART = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+")


def value(said: str) -> float | None:
    """The first number in words or digits: "3.4 million" is 3,400,000; None where there is none."""
    total: float | None = None
    for part in _PART.findall(said.casefold()):
        if part[0].isdecimal():
            if total is not None:
                break
            total = float(part.replace(",", ""))
        elif part in _WORDS:
            total = (total or 0.0) + _WORDS[part]
        elif part in _SCALES:
            total = (1.0 if total is None else total) * _SCALES[part]
        elif total is not None:
            break
    return total


def differ(citations: Sequence[Citation], stories: Sequence[tuple[Story, Brief]], counted: str | None) -> bool:
    """Whether the best citations of two agencies answer with different numbers.

    Where something was to be counted, of which `counted` is the stem, "60 houses" does not differ from "12 people".
    """
    of_key = {story.key: story for story, _ in stories}
    first: dict[str, float] = {}
    for one in citations:
        story = of_key[one.story]
        amount = value(one.focus.of(story.body)) if one.focus else None
        if amount is not None and one.focus and (counted is None or counted in _following(story.body, one.focus)):
            first.setdefault(story.agency, amount)
    return len(set(first.values())) > 1


def _following(body: str, number: Span) -> set[str]:
    """The stems of the number's words and of the few that follow."""
    return {word.stem for word in words(body, number.start, number.end + _NEAR)[:_AFTER]}
