"""Which quotations a brief shows: two to four, whole, newsworthy, by different speakers, not in a key point already."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import FUNCTION
from briefbot.story import KeyPoint, Quote, QuoteKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 4
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
_SHORTEST, _LONGEST = 6, 60  # words
_COMFORTABLE = 40
_SURE = 0.6  # that the speaker is right
_REPEATED = 0.5  # of a quotation's weighty words already in a key point or another quotation


def feature(
    body: str, quotes: Sequence[Quote], points: Sequence[KeyPoint], whole: frozenset[Span]
) -> tuple[Quote, ...]:
    """The same quotations, those that a brief shows marked; only those of `whole` stretches may be."""
    shown = [_weighty(point.text(body)) for point in points]
    ranked = sorted(
        (-_worth(body, quote, place / max(1, len(quotes))), place)
        for place, quote in enumerate(quotes)
        if whole.issuperset(quote.spans) and _fit(body, quote)
    )
    chosen: list[int] = []
    heard: dict[str, int] = {}
    for most_by_one in (1, 2):
        for _, place in ranked:
            quote = quotes[place]
            who = quote.speaker.of(body) if quote.speaker else ""
            words = _weighty(quote.text(body))
            if place in chosen or heard.get(who, 0) >= most_by_one or len(chosen) >= (MOST if most_by_one == 1 else 2):
                continue
            if any(len(words & one) >= _REPEATED * len(words) for one in shown):
                continue
            chosen.append(place)
            shown.append(words)
            heard[who] = heard.get(who, 0) + 1
    return tuple(replace(quote, featured=place in chosen) for place, quote in enumerate(quotes))


def _weighty(text: str) -> frozenset[str]:
    return frozenset(word for word in map(str.lower, _WORD.findall(text)) if word not in FUNCTION and len(word) > 2)  # noqa: PLR2004 - "US" and "to" alike


def _fit(body: str, quote: Quote) -> bool:
    """Whether it can stand alone: somebody's words, known whose, neither a scrap nor a speech."""
    if quote.kind is not QuoteKind.SPEECH or quote.speaker is None or quote.confidence < _SURE:
        return False
    size = sum(span.end - span.start for span in quote.spans)
    if size > 12 * _LONGEST:
        return False
    words = _WORD.findall(quote.text(body))
    return _SHORTEST <= len(words) <= _LONGEST and bool(_weighty(quote.text(body)))


def _worth(body: str, quote: Quote, place: float) -> float:
    text = quote.text(body)
    words = len(_WORD.findall(text))
    worth = 1.0 - 0.6 * place + quote.confidence
    first = next((char for char in text if char.isalpha()), "a")
    last = body[quote.spans[-1].end - 1]
    if first.isupper():
        worth += 0.6
    elif (
        quote.cue is not None
        and quote.cue.end <= quote.spans[0].start
        and quote.spans[0].start - quote.cue.end <= len(": that “")
    ):
        worth += 0.3  # he said “we will …”: a clause of its own
    else:
        worth -= 0.5
    worth += 0.3 if last in ".!?," else -0.3
    worth -= 0.03 * max(0, words - _COMFORTABLE) + 0.05 * max(0, 10 - words)
    worth += 0.3 if quote.role is not None else 0.0
    return worth - (0.8 if last == "?" else 0.0)
