"""The sentences of stories as a question is held against them, and how well each fits."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from briefbot.answers import evidence
from briefbot.answers.question import Wanted
from briefbot.answers.words import Word, groups, words
from briefbot.story import QuoteKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefbot.answers.question import Question
    from briefbot.story import Brief, Quote, Span, Story

_NEAR = 6.0
"""Words; so far from what was asked about, a number or name counts a third."""

_OTHER_COUNT = 0.5
"""What a number close by is worth where something was to be counted that does not follow it."""

SHAPED = frozenset({Wanted.PERSON, Wanted.NUMBER, Wanted.TIME, Wanted.PLACE})
"""What can be recognised by its form."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of one story, with what is known about it."""

    story: Story
    span: Span
    words: tuple[Word, ...]
    quotes: tuple[Quote, ...]  # speech that it holds part of
    stems: frozenset[str]
    groups: frozenset[int]  # of synonyms
    around: frozenset[str]  # stems of its speakers' names and of the sentences beside it
    around_groups: frozenset[int]


class Cover(NamedTuple):
    """The shares of a question's weight that a passage has: as the same words, as synonyms, or only around it."""

    same: float
    alike: float
    around: float
    alike_around: float
    matched: frozenset[str]  # stems of the question found in the passage itself


@dataclass(frozen=True, slots=True)
class Fit:
    """How a passage fits beyond the words that it shares; each part is 0 to 1."""

    pairs: float  # words that stand side by side in both
    offered: float  # something new of the wanted kind
    near: float  # that stands close to the words asked about
    reason: float
    spoken: float  # speech, where that is wanted
    speaker: float  # whose speaker is asked about
    long: float
    asks: float  # it is a question itself
    focus: Span | None  # the something new that stands closest


def passages(stories: Sequence[tuple[Story, Brief]]) -> list[Passage]:
    """Every sentence of the stories, in order."""
    return [passage for story, brief in stories for passage in _of(story, brief)]


def _of(story: Story, brief: Brief) -> list[Passage]:
    body = story.body
    read = [tuple(words(body, span.start, min(span.end, span.start + evidence.LONGEST))) for span in brief.sentences]
    stems = [frozenset(word.stem for word in sentence) for sentence in read]
    said = _said(brief)
    made = []
    for index, span in enumerate(brief.sentences):
        spoken = said.get(index, ())
        named = _stems_of(body, (part for quote in spoken for part in (quote.speaker, quote.role)))
        around = named.union(*stems[max(0, index - 1) : index], *stems[index + 1 : index + 2])
        own = stems[index]
        made.append(Passage(story, span, read[index], spoken, own, _groups(own), around, _groups(around)))
    return made


def _stems_of(body: str, parts: Iterable[Span | None]) -> frozenset[str]:
    return frozenset(word.stem for part in set(parts) if part for word in words(body, part.start, part.end))


def _groups(stems: Iterable[str]) -> frozenset[int]:
    return frozenset(number for one in stems for number in groups(one))


def _said(brief: Brief) -> dict[int, tuple[Quote, ...]]:
    """By sentence: the speech that it holds part of. Both lists are in the story's order."""
    speech = (quote for quote in brief.quotes if quote.kind is QuoteKind.SPEECH)
    parts = sorted(((span, quote) for quote in speech for span in quote.spans), key=lambda part: part[0])
    said: dict[int, list[Quote]] = {}
    at = 0
    for span, quote in parts:
        while at < len(brief.sentences) and brief.sentences[at].end <= span.start:
            at += 1
        if at < len(brief.sentences) and brief.sentences[at].overlaps(span):
            said.setdefault(at, []).append(quote)
    return {index: tuple(quotes) for index, quotes in said.items()}


class Scale:
    """How much each word of a question tells, among these passages."""

    def __init__(self, question: Question, among: Sequence[Passage]) -> None:
        seen = Counter(one for passage in among for one in question.stems & passage.stems)
        self.weights = {word.stem: math.log(1 + len(among) / (seen[word.stem] + 0.5)) for word in question.telling}
        self._total = sum(self.weights.values()) or 1.0
        self._groups = {one: groups(one) for one in self.weights}

    def cover(self, passage: Passage) -> Cover:
        """How much of the question the passage has."""
        asked = self.weights.keys()
        same = asked & passage.stems
        alike = {one for one in asked - same if self._groups[one] & passage.groups}
        rest = asked - same - alike
        around = rest & passage.around
        alike_around = {one for one in rest - around if self._groups[one] & passage.around_groups}
        return Cover(
            self._share(same),
            self._share(alike),
            self._share(around),
            self._share(alike_around),
            frozenset(same | alike),
        )

    def _share(self, stems: Iterable[str]) -> float:
        return sum(self.weights[one] for one in stems) / self._total


def fit(question: Question, cover: Cover, passage: Passage) -> Fit:
    """How well the passage fits; costs more than `Scale.cover`, and is worth it for the best only."""
    body, span = passage.story.body, passage.span
    found = evidence.offers(question.wanted, body, span) if question.wanted in SHAPED else []
    new = [one for one in found if not {word.stem for word in words(body, one.start, one.end)} <= question.stems]
    near, focus = _nearest(passage, new, cover.matched, question)
    speech = question.wanted is Wanted.SPEECH and bool(passage.quotes)
    return Fit(
        pairs=_pairs(question, passage),
        offered=float(bool(new)),
        near=near,
        reason=evidence.reasons(body, span) if question.wanted is Wanted.REASON else 0.0,
        spoken=float(speech),
        speaker=float(speech and _asked_about(question, passage)),
        long=min(1.0, len(passage.words) / 40),
        asks=float(body[span.start : span.end].rstrip("”\"'’ ").endswith("?")),
        focus=focus,
    )


def _nearest(
    passage: Passage, new: Sequence[Span], matched: frozenset[str], question: Question
) -> tuple[float, Span | None]:
    places = [n for n, word in enumerate(passage.words) if word.stem in matched]
    starts = [word.start for word in passage.words]
    best, focus = 0.0, None
    for span in new:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end) - 1
        at = bisect_left(places, first)
        gaps = [max(0, first - place, place - last) for place in places[max(0, at - 1) : at + 2]]
        following = passage.words[last + 1 : last + 3]
        if question.counted is None:
            near = math.exp(-min(gaps) / _NEAR) if gaps else 0.0
        elif question.counted in {word.stem for word in following}:
            near = 1.0
        else:
            near = _OTHER_COUNT * math.exp(-min(gaps) / _NEAR) if gaps else 0.0
        if focus is None or near > best:
            best, focus = near, _with_its_noun(span, following, question)
    return best, focus


def _with_its_noun(span: Span, following: Sequence[Word], question: Question) -> Span:
    """Where trucks were asked about, not "42" but "42 trucks"."""
    if question.wanted is not Wanted.NUMBER:
        return span
    ends = [word.end for word in following if word.stem in question.stems]
    return type(span)(span.start, ends[-1]) if ends else span


def _pairs(question: Question, passage: Passage) -> float:
    if not question.pairs:
        return 0.0
    here = {(a.stem, b.stem) for a, b in pairwise(passage.words)}
    return len(question.pairs & here) / len(question.pairs)


def _asked_about(question: Question, passage: Passage) -> bool:
    told = {word.stem for word in question.telling}
    whose = (part for quote in passage.quotes for part in (quote.speaker, quote.mention, quote.role))
    return bool(told & _stems_of(passage.story.body, whose))
