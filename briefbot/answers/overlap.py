"""How much of a question a sentence says, in the same words or in others."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from briefbot.answers.kinship import FORM, kin
from briefbot.answers.meaning import meaning, nearness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefbot.answers.passages import Passage, Reading
    from briefbot.answers.question import Question

LIKELY = 0.6
"""So surely must a word be said to count as what was asked about."""

Said = dict[str, float]
"""How surely each telling stem of a question is said, 0 to 1; those that are not are left out."""


class Overlap:
    """A question held against one story."""

    sure = FORM
    """From here on two words are the same word; below, they may be."""

    def __init__(self, question: Question, reading: Reading) -> None:
        self.question = question
        self.reading = reading
        self.kin = {one: kin(one, reading.vocabulary, reading.namesakes) for one in question.telling}
        sure = {one: {other for other, much in those.items() if much >= self.sure} for one, those in self.kin.items()}
        self.seen = {one: sum(not those.isdisjoint(p.stems) for p in reading.passages) for one, those in sure.items()}
        count = len(reading.passages)
        self.weights = {one: math.log(1 + count / (seen + 0.5)) for one, seen in self.seen.items()}
        self.total = sum(self.weights.values()) or 1.0
        self.names = [one for one in self.kin if one in question.names or one in reading.names]
        self.plain = [one for one in self.kin if one not in self.names]
        self.answering = {other for those in self.kin.values() for other, much in those.items() if much >= LIKELY}
        self._beside: dict[int, Said] = {}

    @cached_property
    def senses(self) -> list[float]:
        """How near each passage's meaning is to the question's telling words."""
        sense = meaning(self.question.telling)
        return [nearness(sense, passage.sense) for passage in self.reading.passages]

    @cached_property
    def loose_senses(self) -> list[float]:
        """The same for all words of the question."""
        sense = meaning(self.question.words)
        return [nearness(sense, passage.sense) for passage in self.reading.passages]

    @cached_property
    def plain_senses(self) -> list[float]:
        """The same for its telling words that are no names."""
        sense = meaning(self.plain)
        return [nearness(sense, passage.sense) for passage in self.reading.passages]

    def said(self, stems: frozenset[str]) -> Said:
        """How surely these stems say each of the question's."""
        found = {}
        for one, those in self.kin.items():
            if one in stems:
                found[one] = 1.0
            elif best := max((much for other, much in those.items() if other in stems), default=0.0):
                found[one] = best
        return found

    def beside(self, passage: Passage, step: int) -> Said:
        """What the sentence so many steps before or after says."""
        at = passage.at + step
        if not 0 <= at < len(self.reading.passages):
            return {}
        if at not in self._beside:
            self._beside[at] = self.said(self.reading.passages[at].stems)
        return self._beside[at]

    def share(self, said: Said, beyond: Mapping[str, float] | None = None) -> float:
        """The share of the question's weight that is said, beyond what something else has said already."""
        known = beyond or {}
        return sum(self.weights[one] * max(0.0, much - known.get(one, 0.0)) for one, much in said.items()) / self.total
