"""Which sentence answers best, and whether the story answers at all.

What each sign is worth was learnt by `training/answers.py`, and stands in `weights.txt`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from briefbot.answers import evidence
from briefbot.answers.evidence import SHAPED
from briefbot.answers.features import Candidate, Features, candidate, compare
from briefbot.answers.overlap import LIKELY, Overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.answers.passages import Reading
    from briefbot.answers.question import Question
    from briefbot.story import Span

_LOOKED_AT = 40
"""Passages, the best by their words and sense alone, whose closer look is worth its time."""

_BEST = (
    "same",
    "said",
    "before",
    "after",
    "speaker",
    "rarest",
    "names",
    "names_or_speaker",
    "offered",
    "near",
    "sort",
    "strength",
    "words",
    "reason",
    "defines",
    "asked_speaker",
    "pairs",
    "sense",
    "loose_sense",
    "subject",
    "counted",
    "plain_same",
    "plain_said",
    "plain_known",
    "plain_sense",
)
_OF_TWO = ("said", "near", "same", "offered", "sort", "rarest")
_PER_KIND = ("said", "near", "plain_known")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one story has to say to a question."""

    candidates: tuple[Candidate, ...]  # best first; none where the story has no prose
    chances: tuple[float, ...]  # that each is the one that answers, if one does
    log_odds: float  # that the story answers; training puts nought where it is taken to


def judge(question: Question, reading: Reading) -> Verdict:
    """Rank a story's sentences as answers, and say how sure it is that the first answers."""
    overlap = Overlap(question, reading)
    close = shortlist(overlap)
    if not close:
        return Verdict((), (), -math.inf)
    scores, ranked = rank(close, [_weigh("sentence", one.features) for one in close])
    signs = signs_of_an_answer(question, overlap, ranked, scores)
    if question.age and not any(evidence.gives_age(reading.body, one.span) for one in ranked[:2]):
        return Verdict(tuple(ranked), tuple(chances(scores)), -math.inf)
    # A story that is about something else answers by chance only, however well a sentence of it fits.
    sure = min(_weigh("answer", signs), _weigh("matter", signs))
    return Verdict(tuple(ranked), tuple(chances(scores)), sure)


def without(verdict: Verdict, spans: Sequence[Span]) -> Verdict:
    """The verdict without candidates that hold any of these words."""
    if not spans:
        return verdict
    left = [at for at, one in enumerate(verdict.candidates) if not any(one.span.overlaps(span) for span in spans)]
    return Verdict(
        tuple(verdict.candidates[at] for at in left), tuple(verdict.chances[at] for at in left), verdict.log_odds
    )


def shortlist(overlap: Overlap) -> list[Candidate]:
    """The story's sentences that are looked at closely, in order."""
    passages = overlap.reading.passages
    if len(passages) > _LOOKED_AT:
        first = [overlap.share(overlap.said(one.stems)) + overlap.senses[one.at] for one in passages]
        best = sorted(range(len(passages)), key=lambda at: -first[at])[:_LOOKED_AT]
        passages = tuple(passages[at] for at in sorted(best))
    found = [candidate(overlap.question, overlap, one) for one in passages]
    compare(found)
    return found


def rank(candidates: Sequence[Candidate], scores: Sequence[float]) -> tuple[list[float], list[Candidate]]:
    """Best first, without those that a better one's citation holds already."""
    ranked: list[Candidate] = []
    kept: list[float] = []
    for score, one in sorted(zip(scores, candidates, strict=True), key=lambda pair: -pair[0]):
        if not any(better.span.overlaps(one.span) for better in ranked[:2]):
            ranked.append(one)
            kept.append(score)
    return kept, ranked


def chances(scores: Sequence[float]) -> list[float]:
    """Scores as chances that add up to 1."""
    best = max(scores)
    parts = [math.exp(score - best) for score in scores]
    return [part / sum(parts) for part in parts]


def signs_of_an_answer(
    question: Question, overlap: Overlap, ranked: Sequence[Candidate], scores: Sequence[float]
) -> Features:
    """What tells a story that answers from one that does not: how well its best fit, and what is said at all."""
    best = ranked[0].features
    second = ranked[min(1, len(ranked) - 1)].features
    kind = question.wanted.value
    signs: Features = {f"best_{name}": best.get(name, 0.0) for name in _BEST}
    signs |= {f"two_{name}": max(best.get(name, 0.0), second.get(name, 0.0)) for name in _OF_TWO}
    signs |= {f"best_{name}_{kind}": best.get(name, 0.0) for name in _PER_KIND}
    chance = chances(scores)
    mean = sum(scores) / len(scores)
    spread = math.sqrt(sum((score - mean) ** 2 for score in scores) / len(scores))
    said = {one: max(those.values(), default=0.0) for one, those in overlap.kin.items()}
    unsaid = sum(much < LIKELY for much in said.values())
    signs |= {
        "chance": chance[0],
        "chance_of_two": sum(chance[:2]),
        "score": scores[0],
        "margin": scores[0] - scores[min(1, len(scores) - 1)],
        "stands_out": (scores[0] - mean) / (spread + 1e-6),
        "sense_above_mean": best["sense"] - sum(overlap.senses) / len(overlap.senses),
        "story_says": overlap.share(said),
        "story_says_surely": overlap.share({one: 1.0 for one, much in said.items() if much >= overlap.sure}),
        "unsaid": float(unsaid),
        "unsaid_share": unsaid / max(1, len(said)),
        "not_surely_said": float(sum(much < overlap.sure for much in said.values())),
        f"unsaid_share_{kind}": unsaid / max(1, len(said)),
        "telling": float(len(said)),
        "subject_speaks": max(one.features["subject"] for one in ranked) if question.subject else 0.5,
        "counted_anywhere": max(one.features["counted"] for one in ranked) if question.counted else 0.5,
        "plain_unsaid": float(sum(said[one] < LIKELY for one in overlap.plain)),
        "plain": float(len(overlap.plain)),
        "length": float(len(question.words)),
        "named": float(bool(question.names)),
        "unknown_names": float(sum(not overlap.seen[one] for one in question.names)),
        "yes_no": float(question.yes_no),
        "counts": float(question.counted is not None),
        "counts_unknown": float(overlap.seen.get(question.counted or "", 1) == 0),
        f"wants_{kind}": 1.0,
        "unshaped": float(question.wanted in SHAPED and not best.get("offered")),
        "always": 1.0,
    }
    if question.sort:
        signs[f"sort_{question.sort.value}"] = 1.0
    return signs


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    text = files("briefbot.answers").joinpath("weights.txt").read_text("utf-8")
    weights: dict[str, dict[str, float]] = {"sentence": {}, "answer": {}, "matter": {}}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            of, name, worth = line.split()
            weights[of][name] = float(worth)
    return weights


def _weigh(of: str, features: Features) -> float:
    weights = _weights()[of]
    return sum(weights.get(name, 0.0) * much for name, much in features.items())
