"""Who says each quotation: the likeliest of its candidates, and the fullest name that the story gives for that mention.

No speaker is better than a wrong one: what is not likelier than not stays unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.formatter.candidates import candidates
from briefbot.formatter.people import Attribution, Floor, Resolver
from briefbot.formatter.ranking import probabilities

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefbot.formatter.cues import Candidate
    from briefbot.formatter.names import Register
    from briefbot.formatter.reading import Reading

    Weigh = Callable[[int, Sequence[Candidate], Sequence[str]], list[float]]

MOST = 3000
"""Stretches of one story that are attributed; a transcript has a few hundred, and more is no copy."""

GUESS = 0.2
"""Below this a mention is not even a guess."""

LIKELY = 0.5
"""Below this a mention is shown, but nobody is named as the speaker."""


def _learnt(_: int, offers: Sequence[Candidate], nobody: Sequence[str]) -> list[float]:
    return probabilities(offers, nobody)


def attribute(reading: Reading, known: Register, weigh: Weigh = _learnt) -> list[Attribution | None]:
    """One attribution for each stretch of the reading, in order; None where nothing tells.

    `weigh` is given the number of a stretch, its candidates and the traits of it being nobody's, and returns the
    probability of each candidate: by the learnt weights, unless somebody wants to look on (`--explain`) or to teach.
    """
    people, floor = Resolver(reading, known), Floor()
    done: list[Attribution | None] = []
    last: Attribution | None = None
    for number, one in enumerate(reading.stretches):
        if number and one.parent is None and reading.stretches[number - 1].goes_on and done[number - 1] is not None:
            done.append(done[number - 1])
            continue
        if number >= MOST:
            done.append(None)
            continue
        offers, nobody = candidates(reading, known, number, done, last)
        chances = weigh(number, offers, nobody)
        best = max(range(len(offers)), key=chances.__getitem__, default=None)
        found = None
        if best is not None and chances[best] >= GUESS:
            identity = None
            if chances[best] >= LIKELY:
                identity = people.identity(offers[best].mention, reading.stream(number), floor)
            sure = chances[best] * (identity.sure if identity is not None else 1.0)
            found = Attribution(offers[best].mention, offers[best].cue, identity, round(sure, 3), one.paragraph)
        done.append(found)
        if found is not None and one.parent is None:
            last = found
            if found.identity is not None:
                floor.take(found.identity)
    return done
