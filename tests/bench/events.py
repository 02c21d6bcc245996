"""What grouping takes for one more story, when few have come before and when many have.

The copy is synthetic: words as frequent as in a language (Zipf's law), names among them, and every few stories another
newsroom's word on one of the last happenings.
"""

from __future__ import annotations

import random
import time
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from briefbot.desk.events import BATCH, Grouping
from briefbot.story import Story
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW, MANY = 10_000, 100_000
TIMED = 2_000  # stories, after so many
WORDS = 120  # in a story
VOCABULARY = 50_000
NAMED = 6  # names that a happening has of its own
OLD = 200  # happenings that newsrooms still write on
SYLLABLES = "ba ko ri te mu lan dor vesh pil gar os ni qua tor el fen".split()  # noqa: SIM905 - easier to read


def copy(seed: int = 6) -> Iterator[Story]:
    """Stories without end."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(VOCABULARY)]
    names = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    happenings: list[list[str]] = []
    number = 0
    while True:
        if len(happenings) < OLD or chance.random() < 0.5:
            happenings.append(chance.choices(names, cum_weights=weights, k=NAMED))
            del happenings[:-OLD]
        named = chance.choice(happenings)
        told = chance.choices(words, cum_weights=weights, k=WORDS)
        for at in range(4, WORDS, 6):
            told[at] = chance.choice(named) if chance.random() < 0.7 else str(chance.randint(2, 5000))
        for at in range(0, WORDS, 20):
            told[at] = f". {told[at].capitalize()}"
        yield Story(id=f"s{number}", agency="A", headline=" ".join(told[1:9]), body=" ".join(told) + ".")
        number += 1


def measure() -> Iterator[Figure]:
    """The time of a story after many stories, beside that after few."""
    grouping = Grouping()
    stories = copy()
    times = {}
    placed = 0
    for before in (FEW, MANY):
        _take(grouping, islice(stories, before - placed))
        timed = list(islice(stories, TIMED))
        began = time.perf_counter()
        _take(grouping, timed)
        times[before] = (time.perf_counter() - began) / TIMED * 1000
        placed = before + TIMED
    few, many = times[FEW], times[MANY]
    yield Figure(f"a story after {MANY:,} others, grouped", many, "ms", f"after {FEW:,}", few, 2 * few)


def _take(grouping: Grouping, stories: Iterator[Story] | list[Story]) -> None:
    for count, story in enumerate(stories, 1):
        grouping.place(story)
        if count % BATCH == 0:
            grouping.settle()
    grouping.settle()
