"""How likely each candidate is the speaker, by weights learnt from annotated news (`make train`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import repeat
from math import exp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefbot.formatter.cues import Candidate

_NOUGHT = repeat(0.0)  # what a trait weighs that is not listed


@cache
def weights() -> Mapping[str, float]:
    """The weight of each trait; what is not listed weighs nothing."""
    lines = (files("briefbot.formatter") / "weights" / "speakers.tsv").read_text("utf-8").splitlines()
    return {trait: float(weight) for trait, _, weight in (line.partition("\t") for line in lines)}


def probabilities(
    offers: Sequence[Candidate], nobody: Sequence[str], weighing: Mapping[str, float] | None = None
) -> list[float]:
    """The probability of each candidate, in order; what is missing to 1 is that of none of them."""
    return chances([*(one.traits for one in offers), nobody], weights() if weighing is None else weighing)[:-1]


def chances(offers: Sequence[Sequence[str]], weighing: Mapping[str, float]) -> list[float]:
    """The probability of each, by the traits that speak for it: a softmax of the sums of their weights."""
    scores = [sum(map(weighing.get, traits, _NOUGHT)) for traits in offers]
    most = max(scores)
    odds = [exp(score - most) for score in scores]
    whole = sum(odds)
    return [one / whole for one in odds]
