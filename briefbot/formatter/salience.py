"""How likely an editor's summary uses a word of the story: a small model over where and how often the word stands.

Its weights are learnt from stories and their editors' highlights by `make train` (see training/keypoints.py) and stand
in weights/salience.json, one number a feature. No word of any story is in them.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import FUNCTION
from briefbot.formatter.text import Kind, Token, bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WEIGHTS = Path(__file__).with_name("weights") / "salience.json"
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


FEATURES = ("always", "in the lead", "early", "sentences", "once", "name", "number", "headline")


def features(use: Use, *, headline: bool) -> tuple[float, ...]:
    """What the model sees of a word, in the order of `FEATURES`."""
    return (
        1.0,
        use.first == 0,
        math.exp(-use.first / _FADING),
        math.log(use.sentences),
        use.sentences == 1,
        use.named,
        use.number,
        headline,
    )


def salience(sentences: Sequence[Sequence[Token]], headline: frozenset[str]) -> dict[str, float]:
    """The probability, 0 to 1, of each weighty word of the sentences that an editor's summary uses it."""
    return {
        word: 1 / (1 + math.exp(-sum(map(mul, _LEARNT, features(use, headline=word in headline)))))
        for word, use in uses(sentences).items()
    }


_LEARNT = tuple(json.loads(WEIGHTS.read_text("utf-8"))[name] for name in FEATURES)
