"""A story as a question is held against it: its sentences, and what is known about each."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from briefbot.answers import evidence
from briefbot.answers.evidence import LONGEST, SHAPED
from briefbot.answers.kinship import by_first_letters
from briefbot.answers.meaning import Place, meaning, nearness
from briefbot.answers.words import Word, words
from briefbot.story import QuoteKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefbot.answers.question import Wanted
    from briefbot.story import Brief, Quote, Span, Story

_REMEMBERED = 40_000
"""Characters; the sentences of stories up to so long are remembered for the next question."""

_FULL_NAME = re.compile(r"\b[A-Z][\w’'-]{1,40}(?:\s[A-Z]\.)?(?:[ \u00a0][A-Z][\w’'-]{1,40}){1,2}\b")


class Offer(NamedTuple):
    """A name, number, time or place, and the stems of its words."""

    span: Span
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a story."""

    at: int  # among the story's sentences, from 0
    number: int  # the same without the headline, where the body begins with it: -1 is the headline
    span: Span
    words: tuple[Word, ...]
    stems: frozenset[str]
    sense: Place
    quotes: tuple[Quote, ...]  # speech that it holds part of
    quoted: float  # how much of it is speech, 0 to 1
    offers: dict[Wanted, tuple[Offer, ...]]  # of each kind that has a form
    says: bool  # it tells what somebody said
    speakers: frozenset[str]  # stems of the names and offices of whoever speaks in it


@dataclass(frozen=True, slots=True)
class Reading:
    """A story taken apart, the same for every question."""

    body: str
    passages: tuple[Passage, ...]
    links: tuple[float, ...]  # how near each sentence's meaning is to the next one's
    vocabulary: dict[str, set[str]]  # its stems by their first letters
    names: frozenset[str]  # stems of words written as names
    written: frozenset[str]  # the same words, folded
    namesakes: dict[str, set[str]]  # stems of first and last names: whoever names one means the other


def read(story: Story, brief: Brief) -> Reading:
    """The story's sentences; what a question is held against."""
    reader = _remembered if len(story.body) <= _REMEMBERED else _read
    return reader(story.headline, story.body, brief.sentences, brief.quotes)


def _read(headline: str, body: str, sentences: tuple[Span, ...], quotes: tuple[Quote, ...]) -> Reading:
    said = _said(sentences, quotes)
    headed = bool(headline and sentences) and sentences[0].of(body).strip(" .") in headline
    passages = tuple(_passage(body, at, at - headed, span, said.get(at, ())) for at, span in enumerate(sentences))
    stems = {one for passage in passages for one in passage.stems}
    named = [word for passage in passages for word in passage.words[1:] if word.capital]
    names, written = frozenset(w.stem for w in named), frozenset(w.text.casefold().removesuffix("'s") for w in named)
    links = tuple(nearness(one.sense, other.sense) for one, other in pairwise(passages))
    return Reading(body, passages, links, by_first_letters(stems), names, written, _namesakes(body))


_remembered = lru_cache(maxsize=128)(_read)


def _passage(body: str, at: int, number: int, span: Span, quotes: tuple[Quote, ...]) -> Passage:
    own = tuple(words(body, span.start, min(span.end, span.start + LONGEST)))
    inside = sum(_shared(span, part) for quote in quotes for part in quote.spans)
    return Passage(
        at=at,
        number=number,
        span=span,
        words=own,
        stems=frozenset(word.stem for word in own),
        sense=meaning(word.stem for word in own),
        quotes=quotes,
        quoted=min(1.0, inside / (span.end - span.start)),
        offers={kind: tuple(_offers(kind, body, span)) for kind in SHAPED},
        says=evidence.says(body, span),
        speakers=_stems_of(body, (part for quote in quotes for part in (quote.speaker, quote.role))),
    )


def _offers(kind: Wanted, body: str, span: Span) -> Iterator[Offer]:
    for one in evidence.offers(kind, body, span):
        yield Offer(one, frozenset(word.stem for word in words(body, one.start, one.end)))


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _stems_of(body: str, parts: Iterable[Span | None]) -> frozenset[str]:
    return frozenset(word.stem for part in set(parts) if part for word in words(body, part.start, part.end))


def _said(sentences: Sequence[Span], quotes: Iterable[Quote]) -> dict[int, tuple[Quote, ...]]:
    """By sentence: the speech that it holds part of. Both lists are in the story's order."""
    speech = (quote for quote in quotes if quote.kind is QuoteKind.SPEECH)
    parts = sorted(((span, quote) for quote in speech for span in quote.spans), key=lambda part: part[0])
    said: dict[int, list[Quote]] = {}
    at = 0
    for span, quote in parts:
        while at < len(sentences) and sentences[at].end <= span.start:
            at += 1
        if at < len(sentences) and sentences[at].overlaps(span):
            said.setdefault(at, []).append(quote)
    return {index: tuple(those) for index, those in said.items()}


def _namesakes(body: str) -> dict[str, set[str]]:
    namesakes: defaultdict[str, set[str]] = defaultdict(set)
    for match in _FULL_NAME.finditer(body):
        first, *_, last = words(body, *match.span())
        if first.stem != last.stem:
            namesakes[first.stem].add(last.stem)
            namesakes[last.stem].add(first.stem)
    return dict(namesakes)
