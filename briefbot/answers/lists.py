"""Lists of what stories say: their quotations, speakers, numbers, days, and key points. Each item is a citation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.answers import days, evidence, passages
from briefbot.answers.question import Wanted
from briefbot.story import Citation, QuoteKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from briefbot.story import Brief, Quote, Story

    Stories = Sequence[tuple[Story, Brief]]

MOST = 8
"""Items of a list; more is the story itself, which is linked."""

_POINTS = 3
"""Key points of one story in a summary."""

_TITLES = "the a an of and mr mrs ms dr"
_NOT_NAMES = frozenset(_TITLES.split())
_WORD = re.compile(r"[^\W_]+")
_AHEAD = re.compile(r"\b(?:will|would|to be|plans? to|expects?|until)\b")
_DIGIT = re.compile(r"\d")


def whole(body: str, sentences: Sequence[Span], parts: Sequence[Span]) -> Span | None:
    """The sentences that hold the parts, as one stretch; only the first where other words stand between them."""
    held = [one for one in sentences if any(one.overlaps(part) for part in parts)]
    if not held:
        return None
    end = held[0].end
    for one in held[1:]:
        if body[end : one.start].strip():
            break
        end = one.end
    return Span(held[0].start, end)


def quotes(stories: Stories, whom: str = "") -> list[Citation]:
    """What is quoted, or what this person is; in the stories' order."""
    named = _words(whom) - _NOT_NAMES
    if whom and not any(_speaks(quote, story.body, named) for story, brief in stories for quote in brief.quotes):
        named = next((name for story, brief in stories if (name := _holder(whom, story.body, brief))), named)
    found = []
    for story, brief in stories:
        for quote in brief.quotes:
            if quote.kind is QuoteKind.SPEECH and (not whom or _speaks(quote, story.body, named)):
                found += _cited(story, brief, quote)
    return _apart(found)


def speakers(stories: Stories) -> list[Citation]:
    """Who is quoted, each once, by their first quotation."""
    found: dict[str, Citation] = {}
    for story, brief in stories:
        for quote in brief.quotes:
            if quote.kind is QuoteKind.SPEECH and quote.speaker is not None:
                name = " ".join(quote.speaker.of(story.body).split())
                for one in _cited(story, brief, quote):
                    found.setdefault(name.casefold(), one)
    return list(found.values())


def numbers(stories: Stories) -> list[Citation]:
    """Sentences with figures in them; of several stories some of each, those that key points use first."""
    found: list[list[Citation]] = []
    for story, brief in stories:
        telling = [span for point in brief.key_points for span in point.spans]
        of_story = []
        for passage in passages.read(story, brief).passages:
            figures = [one.span for one in passage.offers[Wanted.NUMBER] if _DIGIT.search(one.span.of(story.body))]
            if figures and passage.number >= 0:
                key = any(passage.span.overlaps(span) for span in telling)
                of_story.append((not key, passage.at, Citation(story=story.key, span=passage.span, focus=figures[0])))
        found.append([one for *_, one in sorted(of_story, key=lambda each: each[:2])])
    return _of_each(found)


def timeline(stories: Stories) -> list[Citation]:
    """Sentences that say when, in the order of the days they mean; what names no day that can be told is left out."""
    found: list[tuple[date, int, int, Citation]] = []
    for at, (story, brief) in enumerate(stories):
        written = story.published.date() if story.published else None
        for passage in passages.read(story, brief).passages:
            for one in passage.offers[Wanted.TIME]:
                ahead = bool(_AHEAD.search(story.body, passage.span.start, passage.span.end))
                when = days.day(one.span.of(story.body), written, ahead=ahead)
                if when is not None and passage.number >= 0:
                    found.append((when, at, passage.at, Citation(story=story.key, span=passage.span, focus=one.span)))
                    break
    return _apart([one for *_, one in sorted(found, key=lambda each: each[:3])])


def summary(stories: Stories) -> list[Citation]:
    """The sentences that the stories' key points are made of."""
    found: list[list[Citation]] = []
    for story, brief in stories:
        spans = [whole(story.body, brief.sentences, point.spans[:1]) for point in brief.key_points]
        kept = [span for span in spans if span] or list(brief.sentences[:1])
        found.append(_apart(Citation(story=story.key, span=span) for span in kept)[:_POINTS])
    return _of_each(found)


def said_by(cited: Citation, stories: Stories) -> Citation | None:
    """What was cited, its shortest words being who said it; None where the story names nobody, or is not at hand."""
    for story, brief in stories:
        if story.key == cited.story:
            speaker = cited.speaker or next(
                (q.speaker for q in brief.quotes if q.speaker and any(p.overlaps(cited.span) for p in q.spans)), None
            )
            return Citation(story=cited.story, span=cited.span, focus=speaker, speaker=speaker) if speaker else None
    return None


def in_full(cited: Citation, stories: Stories) -> list[Citation]:
    """The whole quotations that a citation holds part of; the citation itself where it holds none."""
    for story, brief in stories:
        if story.key == cited.story:
            held = [
                one
                for quote in brief.quotes
                if quote.kind is QuoteKind.SPEECH and any(part.overlaps(cited.span) for part in quote.spans)
                for one in _cited(story, brief, quote)
            ]
            return _apart(held) or [cited]
    return []


def attributed(cited: Citation, stories: Stories) -> bool:
    """Whether what was cited says itself who says so: "the company said"."""
    return any(story.key == cited.story and evidence.says(story.body, cited.span) for story, _ in stories)


def _cited(story: Story, brief: Brief, quote: Quote) -> list[Citation]:
    """One citation for each stretch of a quotation: another's words may stand between."""
    found, left = [], list(quote.spans)
    while left:
        span = whole(story.body, brief.sentences, left)
        if span is None:
            break
        found.append(Citation(story=story.key, span=span, focus=left[0], speaker=quote.speaker))
        rest = [part for part in left if not span.overlaps(part)]
        if len(rest) == len(left):
            break
        left = rest
    return found


def _holder(office: str, body: str, brief: Brief) -> set[str]:
    """The name of the speaker who holds an office: of "Karsova's foreign minister, Viktor Hale", Hale's."""
    wanted = " ".join(office.split()).casefold().removeprefix("the ")
    for quote in brief.quotes:
        if quote.speaker is not None:
            name = " ".join(quote.speaker.of(body).split())
            beside = (
                rf"{re.escape(wanted)},? {re.escape(name)}|{re.escape(name)},? (?:the |its |an? )?{re.escape(wanted)}"
            )
            if re.search(beside, body, re.IGNORECASE):
                return _words(name)
    return set()


def _speaks(quote: Quote, body: str, named: set[str]) -> bool:
    known = set().union(*(_words(part.of(body)) for part in (quote.speaker, quote.role) if part))
    return bool(named) and named <= known


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _apart(citations: Iterable[Citation]) -> list[Citation]:
    """Without those that share words with one before."""
    kept: list[Citation] = []
    for one in citations:
        if not any(one.story == other.story and one.span.overlaps(other.span) for other in kept):
            kept.append(one)
    return kept


def _of_each(found: Sequence[Sequence[Citation]]) -> list[Citation]:
    """`MOST` in all, as many of each story as there is room for, story by story."""
    taken = [0] * len(found)
    for _ in range(MOST):
        for at, of_story in enumerate(found):
            if sum(taken) < MOST and taken[at] < len(of_story):
                taken[at] += 1
    return [one for count, of_story in zip(taken, found, strict=True) for one in of_story[:count]]
