"""Finds the words of stories that answer a question, or decides that they don't say.

Of all stories those are asked that say most of the question. In each the sentences are ranked as answers, and it is
judged whether the best of them is one; among many stories it must be more surely so.
No model server, no network; linear in the stories.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from briefbot.answers import judging, passages
from briefbot.answers import question as asking
from briefbot.answers.evidence import SHAPED
from briefbot.answers.judging import Verdict, judge
from briefbot.answers.kinship import kin
from briefbot.answers.overlap import Overlap
from briefbot.answers.words import EMPTY, stem, words
from briefbot.story import Answer, Citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.answers.dialogue import Understood
    from briefbot.answers.features import Candidate
    from briefbot.answers.passages import Reading
    from briefbot.answers.question import Question
    from briefbot.story import Brief, Story, StoryKey

MOST_CITATIONS = 3
MOST_OF_ONE_STORY = 2
MOST_STORIES = 6
"""Stories that are asked closely, those that hold most of the question's words."""

SURE = 0.0
"""The log odds from which a story is taken to answer; training sets it there."""

DOUBT = 0.2
"""How much surer a story must be among others, for each time that they are e times as many."""

ARCHIVE_DOUBT = 0.4
"""The same for stories that nobody had before them when they asked."""

_LAST = 0.5
"""How much likelier the story that was talked about last is to be asked about, in log odds."""

_MUCH = 0.7
"""Of what the best story says of a question, another must say so much to be asked."""

_SECOND = 0.2
"""Of the best's chance: so likely must a second sentence of one story be to be cited too."""


class _Heard(NamedTuple):
    key: StoryKey
    verdict: Verdict
    sure: float  # how sure that this story answers, in log odds, among the others


def answer(
    question: str,
    stories: Sequence[tuple[Story, Brief]],
    *,
    abstain: bool = True,
    without: Sequence[Citation] = (),
    last: str | None = None,
    doubt: float = DOUBT,
) -> Answer:
    """What the stories say to a question, in their own words; any text is a question, and nothing raises.

    Without `abstain` the nearest words are cited even where they hardly answer: a measure of the search alone.
    `without` was cited before, and is no answer now; `last` is the id of the story that was talked about last, and
    asked more kindly; `doubt` grows with how little the stories have to do with what was asked about before.
    """
    read = asking.read(question)
    if abstain and (read.order or not read.telling):
        return Answer()
    readings = [(story.key, passages.read(story, brief)) for story, brief in stories]
    heard = []
    for key, reading in _worth_asking(read, readings):
        verdict = judging.without(judge(read, reading), [one.span for one in without if one.story == key])
        if verdict.candidates:
            heard.append(_Heard(key, verdict, verdict.log_odds + (_LAST if key.id == last else 0.0)))
    if not heard:
        return Answer()
    heard.sort(key=lambda one: -one.sure)
    # The best of many stories is right by chance more often than the only one.
    needed = -math.inf if not abstain else SURE + doubt * math.log(len(stories))
    if answering := [one for one in heard if one.sure >= needed]:
        return Answer(citations=tuple(_chosen(answering, _SECOND if abstain else 0.0)))
    best = heard[0]
    near = best.verdict.candidates[0]
    return Answer(nearest=(_citation(best.key, near),) if near.features["said"] else ())


def beside(cited: Citation, asked: Understood, stories: Sequence[tuple[Story, Brief]]) -> Citation:
    """The citation with what stands nearest to what a follow-up put in: after "and the farmers?" the farmers' price."""
    wanted = asking.read(asked.text).wanted
    telling = {one.stem for one in words(asked.instead)} - {stem(word) for word in EMPTY}
    if not telling or wanted not in SHAPED or cited.focus is None:
        return cited
    for story, brief in stories:
        for passage in passages.read(story, brief).passages if story.key == cited.story else ():
            at = [word.start for word in passage.words if word.stem in telling]
            offers = [one.span for one in passage.offers[wanted] if not one.stems & telling]
            if passage.span.overlaps(cited.focus) and at and offers:
                return replace(cited, focus=min(offers, key=lambda one: min(abs(one.start - start) for start in at)))
    return cited


def _worth_asking(
    question: Question, readings: Sequence[tuple[StoryKey, Reading]]
) -> Sequence[tuple[StoryKey, Reading]]:
    """The stories that say most of the question, counting what few of them say for more.

    What one story says nearly all of, others that say much less of it do not answer, however well a sentence fits.
    """
    if len(readings) == 1:
        return readings
    said = [
        {one: max(kin(one, reading.vocabulary, reading.namesakes).values(), default=0.0) for one in question.telling}
        for _, reading in readings
    ]
    worth = {
        one: math.log(1 + len(readings) / (0.5 + sum(those[one] >= Overlap.sure for those in said)))
        for one in question.telling
    }
    share = [sum(worth[one] * much for one, much in those.items()) for those in said]
    ranked = sorted(range(len(readings)), key=lambda at: -share[at])
    return [readings[at] for at in ranked[:MOST_STORIES] if share[at] >= _MUCH * share[ranked[0]]]


def _chosen(heard: Sequence[_Heard], least: float) -> list[Citation]:
    """The best of each story, the surest first; then, while there is room, the second best of each."""
    chosen: list[Citation] = []
    for at in range(MOST_OF_ONE_STORY):
        for key, verdict, _ in heard:
            likely = at < len(verdict.chances) and verdict.chances[at] >= least * verdict.chances[0]
            if likely and len(chosen) < MOST_CITATIONS:
                chosen.append(_citation(key, verdict.candidates[at]))
    return chosen


def _citation(key: StoryKey, one: Candidate) -> Citation:
    passage = one.passage
    whose = passage.quotes[0].speaker if passage.quoted >= 0.5 else None  # noqa: PLR2004 - mostly speech
    return Citation(story=key, span=one.span, focus=one.focus, speaker=whose)
