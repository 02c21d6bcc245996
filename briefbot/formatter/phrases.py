"""Noun phrases around a verb, found without a parser: its subject before it, after it, or at the head of the clause.

All functions look at a bounded number of tokens, so that reading a body stays linear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    CUES,
    DETERMINERS,
    EVERYONE,
    FRONTED,
    FUNCTION,
    NAME_PARTICLES,
    NOUN_CUES,
    NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_NOUNS,
    VERBS,
    wordset,
)
from briefbot.formatter.text import Kind, Token
from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_BRIDGES = wordset("of for at from in with on to near behind inside")
_JOINTS = wordset("of for at from with")
_PLURALS = wordset("all both each this that many some most")
_LONGEST = 16  # tokens of a noun phrase
_PARENTHESIS = 30  # tokens between two commas or brackets
_CLAUSE = 60  # tokens looked through for a clause's subject
_RELATIVE = 8  # tokens between “who” and the end of its clause


@dataclass(frozen=True, slots=True)
class Mention:
    """Who is named at tokens `low` to `high` of a stream."""

    low: int
    high: int
    span: Span
    head: str  # its last word before any “of” or “for”, lower case
    pronoun: bool = False

    @property
    def size(self) -> int:
        """In tokens."""
        return self.high - self.low


def _mention(stream: Sequence[Token], low: int, high: int) -> Mention:
    head = stream[low].lower
    for at in range(low, high):
        if stream[at].lower in _BRIDGES and at > low:
            break
        head = stream[at].lower
    pronoun = high - low == 1 and head in PRONOUNS
    return Mention(low, high, Span(stream[low].start, stream[high - 1].end), head, pronoun)


def is_noun(stream: Sequence[Token], at: int) -> bool:
    """Whether a word that could be a verb of saying is a noun here: “the report”, “Trump’s claim”, “a bold promise”."""
    if at == 0 or stream[at].lower not in NOUN_CUES:
        return False
    before = stream[at - 1]
    if before.lower in DETERMINERS or before.word.endswith(("’s", "'s", "s’")):
        return before.lower not in _PLURALS
    if before.lower in ("of", "in", "for", "with", "on", "at"):
        return True
    described = at > 1 and stream[at - 2].lower in ("a", "an", "the", "his", "her", "their")
    return described and not before.capital and before.lower not in NOUNS


def subject(stream: Sequence[Token], verb: int, floor: int) -> Mention | None:
    """The subject before a finite verb, looking no further back than token `floor`; None where none is plain."""
    at = verb - 1
    while (
        at >= floor
        and stream[at].kind is Kind.WORD
        and (stream[at].lower in ADVERBS or stream[at].lower in AUXILIARIES or stream[at].lower.endswith("ly"))
    ):
        at -= 1
    if at < floor:
        return None
    token = stream[at]
    if token.word in (",", ")", "—", "–", "-", "]"):
        return _before_parenthesis(stream, at, floor)
    if token.lower in ("who", "which", "that"):
        return antecedent(stream, at, floor)
    return phrase_ending(stream, at, floor)


def _before_parenthesis(stream: Sequence[Token], at: int, floor: int) -> Mention | None:
    opening = {")": "(", "]": "["}.get(stream[at].word, stream[at].word)
    back = at - 1
    while back > floor and at - back <= _PARENTHESIS:
        if stream[back].word == opening:
            before = back - 1
            if stream[before].word in (")", ","):
                return _before_parenthesis(stream, before, floor) if before > floor else None
            return phrase_ending(stream, before, floor)
        back -= 1
    return None


def antecedent(stream: Sequence[Token], relative: int, floor: int) -> Mention | None:
    """The phrase that “who” refers to."""
    at = relative - 1
    if at >= floor and stream[at].word == ",":
        at -= 1
    return phrase_ending(stream, at, floor) if at >= floor else None


def phrase_ending(stream: Sequence[Token], last: int, floor: int) -> Mention | None:
    """The noun phrase whose last token is `last`."""
    if stream[last].word == ")":
        return _before_parenthesis(stream, last, floor)
    token = stream[last]
    if token.kind is not Kind.WORD:
        return None
    if token.lower in PRONOUNS or token.lower in EVERYONE:
        return _mention(stream, last, last + 1)
    if token.lower in FUNCTION:
        return None
    low = last
    while low > floor and last - low < _LONGEST and stream[low].lower not in DETERMINERS:
        reached = _reach(stream, low, floor)
        if reached == low:
            break
        low = reached
    relative = _relative_before(stream, low, floor)
    if relative is not None:
        return antecedent(stream, relative, floor)
    return _mention(stream, low, last + 1)


def _reach(stream: Sequence[Token], low: int, floor: int) -> int:
    """Where the phrase from `low` on begins when one word more is taken in; `low` where it is complete."""
    before = stream[low - 1]
    if before.kind is not Kind.WORD:
        return low
    if before.lower in DETERMINERS:
        return low - 3 if _bridged(stream, low - 1, floor) else low - 1
    if before.lower in _BRIDGES:
        return low - 2 if _bridged(stream, low, floor) else low
    return low if _ends_phrase(stream, low - 1) else low - 1


def _bridged(stream: Sequence[Token], low: int, floor: int) -> bool:
    """Whether a preposition joins the phrase from `low` to a noun before: “a spokesman for” the ministry."""
    if low - 2 < floor or stream[low - 1].lower not in _BRIDGES:
        return False
    noun = stream[low - 2]
    return noun.kind is Kind.WORD and noun.lower not in FUNCTION and not _ends_phrase(stream, low - 2)


def _ends_phrase(stream: Sequence[Token], at: int) -> bool:
    word = stream[at].lower
    if word in FUNCTION:
        return True
    if stream[at].capital:
        return False
    if word in VERBS or word.endswith("ly"):
        return True
    return word in CUES and not is_noun(stream, at) and word not in NOUNS


def _relative_before(stream: Sequence[Token], low: int, floor: int) -> int | None:
    """The “who” of “supporters who attended” the rally, which makes the rally no subject."""
    verb = low - 1
    if verb <= floor or stream[verb].kind is not Kind.WORD or stream[verb].capital:
        return None
    if not (stream[verb].lower.endswith("ed") or stream[verb].lower in VERBS or stream[verb].lower in AUXILIARIES):
        return None
    for at in range(verb - 1, max(floor, verb - _RELATIVE), -1):
        if stream[at].lower == "who":
            return at
        if stream[at].kind is not Kind.WORD:
            return None
    return None


def phrase_from(stream: Sequence[Token], first: int, ceiling: int) -> Mention | None:
    """The noun phrase that starts at token `first`."""
    if first >= ceiling or stream[first].kind is not Kind.WORD:
        return None
    token = stream[first]
    if token.lower in PRONOUNS or (token.lower in EVERYONE and not token.capital):
        return _mention(stream, first, first + 1)
    begun = first
    while begun < ceiling and stream[begun].lower in DETERMINERS:
        begun += 1
    at = begun
    while at < ceiling and at - first < _LONGEST and _continues(stream, at, begun, ceiling):
        at += 1
    if at == begun or stream[begun].lower in FUNCTION:
        return None
    return _mention(stream, first, _with_holder(stream, begun, at, ceiling))


def _with_holder(stream: Sequence[Token], begun: int, end: int, ceiling: int) -> int:
    """Where the phrase ends with the name that is set beside an office: the city’s disaster chief, “Ann Lee”."""
    if stream[end - 1].lower not in ROLE_NOUNS or stream[end - 1].capital or end >= ceiling or stream[end].word != ",":
        return end
    at = end + 1
    while at < ceiling and at - begun < _LONGEST and stream[at].capital:
        at += 1
    named = at - end > 2  # noqa: PLR2004 - the comma, a first name and a last name
    return at if named and (at >= ceiling or stream[at].kind is not Kind.WORD) else end


def _continues(stream: Sequence[Token], at: int, begun: int, ceiling: int) -> bool:
    """Whether token `at` still belongs to the phrase whose first word after its article is `begun`."""
    token, word = stream[at], stream[at].lower
    if token.kind is not Kind.WORD or token.capital:
        return token.kind is Kind.WORD and (word not in FUNCTION or at == begun)
    if word in _JOINTS or word in NAME_PARTICLES:
        return _joins(stream, at, begun, ceiling)
    if word in DETERMINERS:
        return at > begun and stream[at - 1].lower in _JOINTS
    if word in NOUNS:
        return True
    before = stream[at - 1]
    named = at > begun and before.capital and not before.word.endswith(("’s", "'s"))
    ended = word in FUNCTION or word in VERBS or word.endswith("ly") or named
    return not ended and (at == begun or not (word in CUES or word.endswith("ed")))


def _joins(stream: Sequence[Token], at: int, begun: int, ceiling: int) -> bool:
    """Whether the “of” or “bin” at `at` has a noun or name of the same phrase on either side."""
    word = stream[at].lower
    if at + 1 >= ceiling or (word in _JOINTS and at == begun):
        return False
    after = stream[at + 1]
    return after.capital or (word in _JOINTS and not stream[at - 1].capital and _nominal(after))


def _nominal(token: Token) -> bool:
    return token.kind is Kind.WORD and (token.lower in DETERMINERS or token.lower not in FUNCTION)


def clause_subject(stream: Sequence[Token], low: int, high: int) -> Mention | None:
    """The subject at the head of the clause from token `low` on, fronted phrases (“In Ohio on Monday,”) passed over."""
    at, limit = low, min(high, low + _CLAUSE)
    while at < limit:
        token = stream[at]
        word = token.lower
        if (
            token.kind is not Kind.WORD
            or word in ADVERBS
            or (word in CONJUNCTIONS and word != "who")
            or (word.endswith("ly") and not token.capital)
        ):
            at += 1
        elif word in FRONTED or (word.endswith("ing") and word not in DETERMINERS and at == low):
            comma = next((one for one in range(at, limit) if stream[one].word == ","), None)
            if comma is None:
                return _first_name(stream, at, limit)
            at = comma + 1
        elif word in PREPOSITIONS:
            at += 1
        else:
            found = phrase_from(stream, at, high)
            if found is not None:
                return found
            at += 1
    return None


def _first_name(stream: Sequence[Token], low: int, high: int) -> Mention | None:
    for at in range(low, high):
        token = stream[at]
        if token.lower in PRONOUNS and at > low:
            return _mention(stream, at, at + 1)
        if token.capital and token.lower not in FUNCTION and not token.word.endswith(("’s", "'s")):
            return phrase_from(stream, at, high)
    return None
