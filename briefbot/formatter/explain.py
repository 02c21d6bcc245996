"""Why each quotation has the speaker that it has: its candidates, how likely each is, and what speaks for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.formatter.names import register
from briefbot.formatter.ranking import probabilities, weights
from briefbot.formatter.reading import read
from briefbot.formatter.speakers import attribute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.formatter.cues import Candidate
    from briefbot.story import Story

_SHOWN = 60  # code points of a quotation
_CANDIDATES = 5
_TRAITS = 6  # the weightiest of a candidate


def explain(story: Story) -> str:
    """One paragraph for each stretch between marks, as `condense --explain` prints it; for engineers, not readers."""
    body = story.body
    reading = read(body)
    considered: list[str] = []

    def weigh(number: int, offers: Sequence[Candidate], nobody: Sequence[str]) -> list[float]:
        chances = probabilities(offers, nobody)
        span = reading.stretches[number].span
        lines = [f"{span.start}:{span.end} “{_short(span.of(body))}”"]
        ranked = sorted(zip(chances, offers, strict=True), key=lambda one: -one[0])
        for chance, one in ranked[:_CANDIDATES]:
            lines.append(f"  {chance:.3f} {_short(one.mention.span.of(body))}: {_traits(one.traits)}")
        lines.append(f"  {max(0.0, 1 - sum(chances)):.3f} nobody: {_traits(nobody)}")
        considered.append("\n".join(lines))
        return chances

    attribute(reading, register(reading.prose), weigh)
    return "\n\n".join(considered) + "\n" if considered else "no quotation\n"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _traits(traits: Sequence[str]) -> str:
    learnt = weights()
    weighty = sorted(
        {trait: learnt[trait] for trait in traits if trait in learnt}.items(), key=lambda one: -abs(one[1])
    )
    return ", ".join(f"{trait} {weight:+.2f}" for trait, weight in weighty[:_TRAITS])
