"""How likely an editor's summary uses a word of the story: a small model over where and how often the word stands.

Its weights are learnt from stories and their editors' highlights by `make train` (see training/keypoints.py) and stand
in salience.json, one number a feature. No word of any story is in them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import FUNCTION
from briefbot.formatter.text import Kind, Token, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WEIGHTS = Path(__file__).with_name("salience.json")
_FADING = 10.0  # sentences, after which a first mention counts for e times less
_KEPT_LETTERS = 3  # "bus" keeps its s


@dataclass(slots=True)
class Use:
    """How a story uses one word."""

    first: int  # the number of the first sentence that has it
    last: int
    sentences: int = 1  # that have it
    named: bool = False  # with a capital inside a sentence
    number: bool = False


def weighty(words: Iterable[Token]) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem(token.lower) for token in words if token.kind is Kind.WORD and token.lower not in FUNCTION)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its possessive and its commonest endings."""
    word = bare(word)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > _KEPT_LETTERS:
            return word[: -len(ending)]
    return word


def uses(sentences: Sequence[Sequence[Token]]) -> dict[str, Use]:
    """How the sentences use each weighty word, by stem."""
    found: dict[str, Use] = {}
    for number, sentence in enumerate(sentences):
        for at, token in enumerate(sentence):
            if token.kind is not Kind.WORD or token.lower in FUNCTION:
                continue
            word = stem(token.lower)
            use = found.get(word)
            if use is None:
                use = found[word] = Use(number, number, number=token.word[0].isdigit())
            elif use.last != number:
                use.last, use.sentences = number, use.sentences + 1
            if at and not use.named and token.word[0].isupper():
                use.named = True
    return found


def features(use: Use, *, headline: bool) -> dict[str, float]:
    """What the model sees of a word."""
    return {
        "always": 1.0,
        "in the lead": float(use.first == 0),
        "early": math.exp(-use.first / _FADING),
        "sentences": math.log(use.sentences),
        "once": float(use.sentences == 1),
        "name": float(use.named),
        "number": float(use.number),
        "headline": float(headline),
    }


_LEARNT: dict[str, float] = json.loads(WEIGHTS.read_text("utf-8"))


def salience(
    sentences: Sequence[Sequence[Token]], headline: frozenset[str], weights: Mapping[str, float] = _LEARNT
) -> dict[str, float]:
    """The probability, 0 to 1, of each weighty word of the sentences that an editor's summary uses it."""
    worth = {}
    for word, use in uses(sentences).items():
        seen = features(use, headline=word in headline)
        worth[word] = 1 / (1 + math.exp(-sum(weights[name] * value for name, value in seen.items())))
    return worth
