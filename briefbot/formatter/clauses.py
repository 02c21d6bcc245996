"""Telling a clause that is whole without its neighbours, by its words alone: its verb, its polarity, its open ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    FRONTED,
    PREPOSITIONS,
    SAYING,
    VERBS,
    wordset,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.formatter.text import Token

_NEGATIVE = wordset("not no never nor neither none nobody nothing without hardly barely cannot only")
UNREAL = wordset(
    "will would shall should may might could can must if unless whether plans plan planned expected likely"
)
"""Words of what has not happened: an “after” behind them is a condition."""
_ADJECTIVES = wordset("aged based named called born known titled entitled headed wounded injured used")
"""Participles that describe the noun before and begin no predicate."""
_ALSO_VERBS = wordset(
    """
    expect expects face faces remain remains seek seeks begin start starts open opens close closes hold holds live
    lives work works rise rises say show shows mean means help helps try call calls meet meets offer offers demand
    demands carry carries join joins follow follows hit beat beats cut shot struck fled stole swept sank tore burst
    shook gave led wrote spoke fought taught brought woke flew swam dug spread split shut set put quit cast cost hurt
    let threw rode rang hid chose sued
    """
)
_PAIRED = wordset("both either neither whether")
_SUPPOSING = wordset("if unless whether when once suppose")
_OPEN_ENDED = PREPOSITIONS | CONJUNCTIONS | DETERMINERS | AUXILIARIES
MAIN = 6  # tokens of the shortest clause before another one


def finite(token: Token) -> bool:
    """Whether a word looks like the verb of a clause."""
    word = token.lower
    return (
        word in AUXILIARIES
        or word in BE
        or word in VERBS
        or word in SAYING
        or word in _ALSO_VERBS
        or (
            word.endswith("ed")
            and ("-" not in word or word.startswith("re-"))
            and word not in _ADJECTIVES
            and not token.capital
        )
    )


def whole(clause: Sequence[Token]) -> bool:
    """Whether words are a sentence without what follows: a verb, no condition left open, no pair half done."""
    if len(clause) < MAIN or not any(finite(token) for token in clause[1:]):
        return False
    if clause[0].lower in FRONTED and not any(token.word == "," for token in clause):
        return False
    return not any(token.lower in _PAIRED for token in clause) and clause[-1].lower not in _OPEN_ENDED


def asserts(clause: Sequence[Token]) -> bool:
    """Whether a clause says that something is so: whole, and nothing denied, supposed or only one of two."""
    words = {token.lower for token in clause}
    return whole(clause) and not words & (_NEGATIVE | _PAIRED | _SUPPOSING) and not any(map(_denies, words))


def _denies(word: str) -> bool:
    return word.endswith(("n’t", "n't"))
