"""Finds the words of stories that answer a question, or decides that they don't say.

Each story is asked by itself: its sentences are ranked as answers, and it is judged whether the best of them is one.
No model server, no network; linear in the stories.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from briefbot.answers import passages
from briefbot.answers import question as asked
from briefbot.answers.judging import SURE_ENOUGH, Verdict, judge
from briefbot.answers.kinship import kin
from briefbot.story import Answer, Citation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.answers.features import Candidate
    from briefbot.answers.passages import Reading
    from briefbot.answers.question import Question
    from briefbot.story import Brief, Story, StoryKey

MOST_CITATIONS = 3
MOST_OF_ONE_STORY = 2
MOST_STORIES = 6
"""Stories that are asked closely, those that hold most of the question's words."""

_SECOND = 0.2
"""Of the best's chance: so likely must a second sentence of one story be to be cited too."""


class _Heard(NamedTuple):
    key: StoryKey
    verdict: Verdict


def answer(question: str, stories: Sequence[tuple[Story, Brief]], *, abstain: bool = True) -> Answer:
    """What the stories say to a question, in their own words; any text is a question, and nothing raises.

    Without `abstain` the nearest words are cited even where they hardly answer: a measure of the search alone.
    """
    read = asked.read(question)
    if abstain and (read.order or not read.telling):
        return Answer()
    readings = [(story.key, passages.read(story, brief)) for story, brief in stories]
    heard = [_Heard(key, judge(read, reading)) for key, reading in _worth_asking(read, readings)]
    heard = sorted((one for one in heard if one.verdict.candidates), key=lambda one: -one.verdict.confidence)
    if not heard:
        return Answer()
    answering = [one for one in heard if not abstain or one.verdict.confidence >= SURE_ENOUGH]
    if answering:
        return Answer(citations=tuple(_chosen(answering, 0.0 if not abstain else _SECOND)))
    best = heard[0]
    near = best.verdict.candidates[0]
    return Answer(nearest=(_citation(best.key, near),) if near.features["said"] else ())


def _worth_asking(
    question: Question, readings: Sequence[tuple[StoryKey, Reading]]
) -> Sequence[tuple[StoryKey, Reading]]:
    """The stories that say most of the question, counting what few of them say for more."""
    if len(readings) <= MOST_STORIES:
        return readings
    said = [
        {one for one in question.telling if kin(one, reading.vocabulary, reading.namesakes)} for _, reading in readings
    ]
    worth = {one: math.log(1 + len(readings) / (0.5 + sum(one in those for those in said))) for one in question.telling}
    ranked = sorted(range(len(readings)), key=lambda at: -sum(worth[one] for one in said[at]))
    return [readings[at] for at in ranked[:MOST_STORIES]]


def _chosen(heard: Sequence[_Heard], least: float) -> list[Citation]:
    """The best of each story, the surest first; then, while there is room, the second best of each."""
    chosen: list[Citation] = []
    for at in range(MOST_OF_ONE_STORY):
        for key, verdict in heard:
            likely = at < len(verdict.chances) and verdict.chances[at] >= least * verdict.chances[0]
            if likely and len(chosen) < MOST_CITATIONS:
                chosen.append(_citation(key, verdict.candidates[at]))
    return chosen


def _citation(key: StoryKey, one: Candidate) -> Citation:
    passage = one.passage
    whose = passage.quotes[0].speaker if passage.quoted >= 0.5 else None  # noqa: PLR2004 - mostly speech
    return Citation(story=key, span=one.span, focus=one.focus, speaker=whose)
