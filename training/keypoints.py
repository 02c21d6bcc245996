"""Learns which words of a story an editor's summary uses: briefbot/formatter/weights/salience.json.

Two teachers, each a list of words and of how far a summary uses them. Editors' highlights of single stories teach all
weights but that of the headline, which those stories lack; it is learnt from other newsrooms' first sentences about
the same event, which taught alone give much the same weights.

    python -m training.keypoints ../shared/data
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from itertools import islice
from operator import mul
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefbot.formatter.keypoints import sentences
from briefbot.formatter.reading import read
from briefbot.formatter.salience import FEATURES, WEIGHTS, features, uses, weighty
from briefbot.formatter.text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Sample = tuple[tuple[float, ...], float]  # a word's features; the share of the summaries that use it

_LEAD = 6  # sentences of another newsroom's story that tell what it holds for news
_STEPS = 20  # of Newton's method; it stands still after ten
_PRIOR = 1.0
_HEADLINE = 3  # words; a shorter one is a date


def main(data: Path, to: Path = WEIGHTS) -> None:
    """Learn from the data and write the weights."""
    editors = list(from_highlights(_rows(data / "highlights.jsonl")))
    newsrooms = list(from_events(_rows(data / "events.jsonl")))
    weights = dict(zip(FEATURES, fit(editors), strict=True))
    weights["headline"] = dict(zip(FEATURES, fit(newsrooms), strict=True))["headline"]
    to.write_text(json.dumps({name: round(weight, 3) for name, weight in weights.items()}, indent=2) + "\n", "utf-8")
    print(f"{to.name}: {len(weights)} weights from {len(editors)} and {len(newsrooms)} words")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def from_highlights(rows: Iterable[dict[str, Any]]) -> Iterator[Sample]:
    """The words of each story, and whether its editor's highlights use them."""
    for row in rows:
        wanted = _words("\n".join(row["highlights"]))
        for word, use in uses(list(sentences(read(row["body"])))).items():
            yield features(use, headline=False), float(word in wanted)


def from_events(rows: Iterable[dict[str, Any]]) -> Iterator[Sample]:
    """The words of each story, and in how many of the other newsrooms' first sentences they stand."""
    stories = [(row, list(sentences(read(row["body"])))) for row in rows]
    leads = [frozenset().union(*map(weighty, islice(told, _LEAD))) for _, told in stories]
    events = defaultdict(list)
    for number, (row, _) in enumerate(stories):
        events[row["event"]].append(number)
    for number, (row, told) in enumerate(stories):
        others = [leads[one] for one in events[row["event"]] if one != number]
        headline = _words(row["headline"])
        if not others:
            continue
        for word, use in uses(told).items():
            named = len(headline) >= _HEADLINE and word in headline
            yield features(use, headline=named), sum(word in one for one in others) / len(others)


def _words(text: str) -> frozenset[str]:
    return weighty(tokens(text, 0, len(text)))


def fit(samples: Sequence[Sample], prior: float = _PRIOR) -> list[float]:
    """Logistic regression by Newton's method; `prior` is the pull of each weight towards nought."""
    size = len(samples[0][0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [-prior * weight for weight in weights]
        curve = [[prior * (row == column) for column in range(size)] for row in range(size)]
        for seen, share in samples:
            p = 1 / (1 + math.exp(-sum(map(mul, weights, seen))))
            present = [at for at, value in enumerate(seen) if value]
            for at in present:
                slope[at] += (share - p) * seen[at]
                bent = p * (1 - p) * seen[at]
                for other in present:
                    curve[at][other] += bent * seen[other]
        weights = [weight + step for weight, step in zip(weights, _solved(curve, slope), strict=True)]
    return weights


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small, positive definite system, by Gauss."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        pivot = rows[at] = [value / rows[at][at] for value in rows[at]]
        for other, row in enumerate(rows):
            if other != at:
                rows[other] = [value - row[at] * own for value, own in zip(row, pivot, strict=True)]
    return [row[-1] for row in rows]


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "../shared/data"))
