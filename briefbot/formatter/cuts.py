"""Shortening a sentence by leaving words out, never its sense: what is cut is a span, and no cut holds a hedge.

A cut that would drop a “not”, “alleged”, “if”, “according to”, a quotation or half of one is not made.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import HEDGES, wordset
from briefbot.formatter.text import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Cut = tuple[int, int]  # tokens low to high of the sentence

_NEGATIONS = wordset(
    """
    nor neither none nobody nothing nowhere hardly barely scarcely cannot only except despite until because but
    however fail fails failed refuse refuses refused lacks lacked would-be so-called whether suspects suspect
    say says tells told claiming claim claims alleging alleges insist insists insisted deny denying report
    reports promised plans
    """
)
_KEPT = HEDGES | _NEGATIONS
_OPENERS = wordset(
    """
    but and so yet also meanwhile however moreover furthermore still then nevertheless nonetheless separately
    """
)
_RELATIVES = wordset("who which whose where")
_TRAILERS = _RELATIVES | wordset(
    """
    with after as while following making leaving bringing adding including amid before when
    """
)
_ARTICLES = wordset("a an the")
_FRONTS = wordset(
    """
    as during after while in on at with from following amid since standing speaking
    """
)
_VENUES = wordset("in during at on")
_LEFT_OVER = 10  # tokens that must remain behind a fronted phrase
_DAYS = wordset("monday tuesday wednesday thursday friday saturday sunday")
_ABBREVIATION = re.compile(
    r"[A-Z][A-Z.&]{1,7}|[A-Z]-?[A-Z][a-z]+\.?|pictured|file photo|left|right|above|centre|center"
)
_CLAUSE_LONGEST = 25  # tokens


def openers(sentence: Sequence[Token]) -> int:
    """How many tokens of “But”, “Meanwhile,” stand before the sentence itself."""
    at = 0
    while at < len(sentence) and sentence[at].lower in _OPENERS:
        at += 1
        if at < len(sentence) and sentence[at].word == ",":
            at += 1
    return at if at < len(sentence) else 0


def cuts(sentence: Sequence[Token], offices: Sequence[Cut]) -> Iterator[Cut]:
    """Cuts that keep the sense, the least missed first; each may be made with or without the others.

    `offices` are those before full names in the sentence; a line shows them where it has the room.
    """
    yield from _brackets(sentence)
    commas = [at for at, token in enumerate(sentence) if token.word in (",", "—", "–", "--")]
    yield from _inserted(sentence, commas)
    yield from _trailing(sentence, commas)
    yield from _days(sentence)
    yield from _venue(sentence)
    yield from _fronted(sentence, commas)
    yield from (cut for cut in offices if safe(sentence[slice(*cut)]))


def safe(cut: Sequence[Token]) -> bool:
    """Whether words may be left out: no hedge, no negation, no quotation among them."""
    return all(
        token.kind is not Kind.QUOTE and token.lower not in _KEPT and not token.lower.endswith(("n’t", "n't"))
        for token in cut
    )


def _brackets(sentence: Sequence[Token]) -> Iterator[Cut]:
    low = None
    for at, token in enumerate(sentence):
        if token.word == "(":
            low = at
        elif token.word == ")" and low is not None:
            inside = " ".join(one.word for one in sentence[low + 1 : at])
            named = low > 0 and sentence[low - 1].capital
            if _ABBREVIATION.fullmatch(inside) is not None and (named or not inside.isupper()):
                yield low, at + 1
            low = None


def _inserted(sentence: Sequence[Token], commas: Sequence[int]) -> Iterator[Cut]:
    """Clauses between two commas that say more of the noun before: “, who is 54 and lives in Doha,”."""
    for low, high in pairwise(commas):
        first = sentence[low + 1]
        dash = sentence[low].word != "," and sentence[high].word != ","
        adds = first.lower in _RELATIVES or _describes(sentence, low, high)
        if (
            ((adds and sentence[low].word == sentence[high].word) or dash)
            and 1 < high - low <= _CLAUSE_LONGEST
            and safe(sentence[low:high])
        ):
            yield low, high + 1


def _describes(sentence: Sequence[Token], low: int, high: int) -> bool:
    """Whether “, a former mayor of Doha,” stands behind a name and is no item of a list."""
    if (
        not low
        or not sentence[low - 1].capital
        or sentence[low + 1].lower not in _ARTICLES
        or high + 1 >= len(sentence)
    ):
        return False
    after = sentence[high + 1]
    listed = any(token.lower in ("and", "or") for token in (after, *sentence[low + 1 : high]))
    return not listed and after.kind is Kind.WORD and not after.capital and high - low > 2  # noqa: PLR2004 - “, a mayor,”


def _fronted(sentence: Sequence[Token], commas: Sequence[int]) -> Iterator[Cut]:
    """“As the ship waited in the ice, ” before a sentence that is whole without it."""
    if not commas or sentence[0].lower not in _FRONTS:
        return
    comma = commas[0]
    if comma + _LEFT_OVER < len(sentence) and sentence[comma + 1].lower not in ("and", "or") and safe(sentence[:comma]):
        yield 0, comma + 1


def _venue(sentence: Sequence[Token]) -> Iterator[Cut]:
    """Where it was said: “…, the board said “in a detailed report on the flight”.”."""
    end = _prose_end(sentence)
    for at in range(end - 1, max(0, end - _CLAUSE_LONGEST), -1):
        token = sentence[at]
        if token.kind is not Kind.WORD:
            return
        if token.lower in ("said", "told", "announced"):
            venue = next((one for one in range(at + 1, end) if sentence[one].lower in _VENUES), None)
            if venue is not None and safe(sentence[venue:end]):
                yield venue, end
            return


def _prose_end(sentence: Sequence[Token]) -> int:
    end = len(sentence)
    while end and sentence[end - 1].kind is Kind.MARK and sentence[end - 1].word in ".!?":
        end -= 1
    return end


def _trailing(sentence: Sequence[Token], commas: Sequence[int]) -> Iterator[Cut]:
    """Clauses behind the last comma that add to a sentence already whole."""
    end = _prose_end(sentence)
    for low in reversed(commas):
        if low + 1 < end and _trails(sentence[low + 1]) and safe(sentence[low:end]):
            yield low, end
            return


def _trails(token: Token) -> bool:
    return token.lower in _TRAILERS or (token.lower.endswith("ing") and not token.capital)


def _days(sentence: Sequence[Token]) -> Iterator[Cut]:
    for at in range(1, len(sentence)):
        if sentence[at].lower in _DAYS and not sentence[at].word.endswith(("’s", "'s")):
            before, after = sentence[at - 1], sentence[at + 1] if at + 1 < len(sentence) else None
            if (
                after is not None
                and after.kind is Kind.WORD
                and after.lower in ("night", "morning", "evening", "afternoon", "and", "to")
            ):
                continue
            if before.lower == "on":
                yield at - 1, at + 1
            elif (
                before.kind is Kind.WORD
                and not before.capital
                and before.lower
                not in (
                    "last",
                    "next",
                    "this",
                    "the",
                    "a",
                    "by",
                    "until",
                    "since",
                    "from",
                    "every",
                    "and",
                    "of",
                    "for",
                    "before",
                    "after",
                )
            ):
                yield at, at + 1
