"""Learns how likely each candidate for a quotation's speaker is: briefbot/formatter/weights/speakers.tsv.

The data is PolNeAR, as ../shared/data has it. A conditional logit: the probability of each candidate, and of nobody,
is a softmax of the sums of its traits' weights; where several mentions name the right speaker, any of them is right.
Deterministic: the same data gives the same weights.

    python -m training.speakers ../shared/data
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections import Counter
from importlib import import_module
from math import log, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from briefbot.formatter.names import register
from briefbot.formatter.ranking import chances, probabilities
from briefbot.formatter.reading import read
from briefbot.formatter.speakers import attribute

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from briefbot.formatter.cues import Candidate
    from briefbot.story import Span

WEIGHTS = Path(__file__).parent.parent / "briefbot" / "formatter" / "weights" / "speakers.tsv"

UNSEEN = 3  # one story in so many is kept apart to report on
ROUNDS = 3  # each learns from what the weights of the round before make of the story so far
EPOCHS = 12
RATE = 0.2
PULL = 2e-4  # of a weight towards nought, at each lesson that it takes part in
RAREST = 8  # lessons that a trait must occur in
SURE = 0.9  # a confidence that must be right as often
LEAST = 0.02  # a weight nearer to nought is not written down


class Lesson(NamedTuple):
    """One stretch: the traits of each candidate and of nobody, and which candidates are right."""

    offers: list[list[str]]
    nobody: list[str]
    right: list[bool]


def unseen(stem: str) -> bool:
    """Whether a story is in the part kept apart."""
    return int(hashlib.sha256(stem.encode()).hexdigest(), 16) % UNSEEN == UNSEEN - 1


def stories(data: Path) -> list[tuple[str, str, list[Any]]]:
    """PolNeAR's stories: name, text, and gold quotations, as the bench beside the data reads them."""
    bench = str(data.resolve().parent / "bench")
    if bench not in sys.path:
        sys.path.append(bench)
    return list(import_module("polnear").load(data / "polnear", ("train",)))


def lessons(text: str, golds: Sequence[Any], weighing: Mapping[str, float] | None) -> list[Lesson]:
    """What one story teaches; without weights, whoever is right counts as found so far."""
    right_speaker = import_module("quotes").right_speaker  # of ../shared/bench, see `stories`
    found: list[Lesson] = []
    reading = read(text)

    def weigh(number: int, offers: Sequence[Candidate], nobody: Sequence[str]) -> list[float]:
        gold = _gold(reading.stretches[number].span, golds)
        right = [False] * len(offers)
        if gold is not None and gold.sources:
            spans = [one.mention.span for one in offers]
            right = [right_speaker(text, gold, [span.start, span.end]) for span in spans]
        if gold is not None and (gold.sources or not gold.attributed):
            found.append(Lesson([one.traits for one in offers], list(nobody), right))
        return [float(one) for one in right] if weighing is None else probabilities(offers, nobody, weighing)

    attribute(reading, register(reading.prose), weigh)
    return found


def _gold(span: Span, golds: Iterable[Any]) -> Any | None:
    for gold in golds:
        shared = min(gold.end, span.end) - max(gold.start, span.start)
        if shared >= 0.8 * max(gold.end - gold.start, span.end - span.start):
            return gold
    return None


def learn(taught: Sequence[Lesson], start: Mapping[str, float]) -> dict[str, float]:
    """Weights that make the right candidates likely: AdaGrad on the log-likelihood, drawn towards nought."""
    seen = Counter(trait for one in taught for trait in {t for traits in (*one.offers, one.nobody) for t in traits})
    weights = {trait: start.get(trait, 0.0) for trait, count in sorted(seen.items()) if count >= RAREST}
    moved = dict.fromkeys(weights, 1.0)
    order = list(range(len(taught)))
    mixed = random.Random(0)  # noqa: S311 - the same order every time
    for _ in range(EPOCHS):
        mixed.shuffle(order)
        for at in order:
            _step(taught[at], weights, moved)
    return weights


def _step(lesson: Lesson, weights: dict[str, float], moved: dict[str, float]) -> None:
    likely = chances([*lesson.offers, lesson.nobody], weights)
    wanted = [chance * right for chance, right in zip(likely, [*lesson.right, not any(lesson.right)], strict=True)]
    whole = sum(wanted) or 1e-12
    slope: dict[str, float] = {}
    for traits, chance, want in zip((*lesson.offers, lesson.nobody), likely, wanted, strict=True):
        for trait in traits:
            if trait in weights:
                slope[trait] = slope.get(trait, 0.0) + want / whole - chance
    for trait, rise in slope.items():
        pulled = rise - PULL * weights[trait]
        moved[trait] += pulled * pulled
        weights[trait] += RATE * pulled / sqrt(moved[trait])


class Figures(NamedTuple):
    """How good weights are on lessons."""

    loss: float  # per stretch, in nats
    right: float  # of the stretches of which a candidate is right, the share whose likeliest is
    sure: float  # of all candidates given SURE or more, the share that is right
    surely: float  # the share of stretches with such a candidate

    def __str__(self) -> str:
        of_sure = f"of the {self.surely:.0%} given {SURE} or more {self.sure:.4f} right"
        return f"loss {self.loss:.4f}, right {self.right:.4f}; {of_sure}"


def figures(taught: Sequence[Lesson], weights: Mapping[str, float]) -> Figures:
    """How good the weights are on lessons."""
    loss = 0.0
    right: list[bool] = []
    sure: list[bool] = []
    for one in taught:
        likely = chances([*one.offers, one.nobody], weights)
        loss -= log(max(1e-12, sum(c for c, r in zip(likely, [*one.right, not any(one.right)], strict=True) if r)))
        best = max(range(len(one.offers)), key=likely.__getitem__, default=None)
        if best is not None and any(one.right):
            right.append(one.right[best])
        if best is not None and likely[best] >= SURE:
            sure.append(one.right[best])
    return Figures(loss / len(taught), sum(right) / len(right), sum(sure) / len(sure), len(sure) / len(taught))


def train(data: Sequence[tuple[str, str, list[Any]]]) -> dict[str, float]:
    """Weights from these stories."""
    weights: dict[str, float] = {}
    for turn in range(ROUNDS):
        taught = [one for _, text, golds in data for one in lessons(text, golds, weights or None)]
        weights = learn(taught, {})
        print(f"speakers, round {turn + 1}: {figures(taught, weights)}", flush=True)
    return {trait: weight for trait, weight in weights.items() if abs(weight) >= LEAST}


def main(where: Path, to: Path = WEIGHTS) -> Figures:
    """Train on all stories but the unseen part and report on that; then on all, and write the weights."""
    data = stories(where)
    weights = train([one for one in data if not unseen(one[0])])
    apart = [one for stem, text, golds in data if unseen(stem) for one in lessons(text, golds, weights)]
    result = figures(apart, weights)
    print(f"speakers, unseen: {result}; {len(weights)} weights")
    weights = train(data)
    lines = [f"{trait}\t{weight:.3f}\n" for trait, weight in sorted(weights.items())]
    to.write_text("".join(lines), "utf-8")
    return result


if __name__ == "__main__":
    main(Path(sys.argv[1]))
