"""Finds the words of stories that answer a question, or decides that they don't say.

Every sentence is held against the question: the words they share, alike or close by, and whether it offers the kind of
thing that was asked for. No model, no network; linear in the stories.
"""

from __future__ import annotations

from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from briefbot.answers import question as asked
from briefbot.answers.passages import SHAPED, Cover, Fit, Passage, Scale, fit, passages
from briefbot.answers.question import Wanted
from briefbot.story import Answer, Citation, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.answers.question import Question
    from briefbot.story import Brief, Story

MOST_CITATIONS = 3
MOST_OF_ONE_STORY = 2
_LOOKED_AT = 40  # passages, the best by words alone, whose finer fit is worth its time
_CLOSE = 0.8  # of the best score: so good must another citation be
_ENOUGH = 0.4  # of the question's weight must stand in or beside an answer

# The weights were set by hand and rounded; a fit to questions of other stories gave no better.
_SAME, _ALIKE, _AROUND, _ALIKE_AROUND = 2.0, 1.2, 0.9, 0.4
_PAIRS, _OFFERED, _NEAR, _REASON = 0.3, 0.7, 0.6, 0.5
_SPOKEN, _SPEAKER, _LONG, _ASKS = 0.5, 0.4, 0.3, -0.3


class _Candidate(NamedTuple):
    score: float
    cover: Cover
    fit: Fit
    passage: Passage


def answer(question: str, stories: Sequence[tuple[Story, Brief]], *, abstain: bool = True) -> Answer:
    """What the stories say to a question, in their own words; any text is a question, and nothing raises.

    Without `abstain` the nearest words are cited even where they hardly answer: a measure of the search alone.
    """
    read = asked.read(question)
    among = passages(stories)
    scale = Scale(read, among)
    covered = ((scale.cover(passage), passage) for passage in among)
    shortlist = nlargest(_LOOKED_AT, covered, key=lambda pair: _words(pair[0]))
    candidates = [_candidate(read, *pair) for pair in shortlist]
    candidates.sort(key=lambda candidate: -candidate.score)
    if not candidates:
        return Answer()
    answering = [one for one in candidates if not abstain or _answers(read, one)]
    if answering and (not abstain or answering[0].score >= _CLOSE * candidates[0].score):
        return Answer(citations=tuple(_citation(read, one) for one in _chosen(answering, _CLOSE if abstain else 0.0)))
    best = candidates[0]
    return Answer(nearest=(_citation(read, best),) if _words(best.cover) else ())


def _words(cover: Cover) -> float:
    return _SAME * cover.same + _ALIKE * cover.alike + _AROUND * cover.around + _ALIKE_AROUND * cover.alike_around


def _candidate(question: Question, cover: Cover, passage: Passage) -> _Candidate:
    fine = fit(question, cover, passage)
    score = (
        _words(cover)
        + _PAIRS * fine.pairs
        + _OFFERED * fine.offered
        + _NEAR * fine.near
        + _REASON * fine.reason
        + _SPOKEN * fine.spoken
        + _SPEAKER * fine.speaker
        + _LONG * fine.long
        + _ASKS * fine.asks
    )
    return _Candidate(score, cover, fine, passage)


def _answers(question: Question, one: _Candidate) -> bool:
    """Whether it says enough about what was asked, and offers what was asked for."""
    if question.wanted in SHAPED and not one.fit.offered:
        return False
    if question.wanted is Wanted.SPEECH and not one.passage.quotes:
        return False
    cover = one.cover
    return bool(cover.matched) and cover.same + cover.alike + 0.6 * (cover.around + cover.alike_around) >= _ENOUGH


def _chosen(candidates: Sequence[_Candidate], least: float) -> list[_Candidate]:
    """The best, then others whose score is `least` of its at least: of different stories first."""
    close = [one for one in candidates if one.score >= least * candidates[0].score]
    chosen: list[_Candidate] = []
    for most in range(1, MOST_OF_ONE_STORY + 1):
        for one in close:
            cited = sum(other.passage.story.key == one.passage.story.key for other in chosen)
            if one not in chosen and cited < most and len(chosen) < MOST_CITATIONS:
                chosen.append(one)
    return chosen


def _citation(question: Question, one: _Candidate) -> Citation:
    passage = one.passage
    quoted = [quote for quote in passage.quotes if any(quote_span.overlaps(passage.span) for quote_span in quote.spans)]
    focus = one.fit.focus
    if question.wanted is Wanted.SPEECH and quoted:
        focus = quoted[0].spans[0]
    whose = next((quote.speaker for quote in quoted if _mostly(passage.span, quote.spans)), None)
    return Citation(story=passage.story.key, span=passage.span, focus=focus, speaker=whose)


def _mostly(span: Span, parts: Sequence[Span]) -> bool:
    """Whether at least half of the sentence stands between the quotation's marks."""
    inside = sum(min(span.end, part.end) - max(span.start, part.start) for part in parts if part.overlaps(span))
    return 2 * inside >= span.end - span.start
