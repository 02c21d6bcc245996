"""Whom a mention stands for: surnames, offices and pronouns resolved to the fullest naming in the story."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import CUES, FUNCTION, PERSON_PRONOUNS, ROLE_NOUNS, SAYING
from briefbot.formatter.text import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.formatter.names import Name, Register
    from briefbot.formatter.phrases import Mention
    from briefbot.formatter.reading import Reading
    from briefbot.story import Span

_PLAIN = 3.0  # a score of this and more leaves little doubt whom a pronoun means
_OFFICE = 3  # words of “the foreign minister”
_TO_VERB = 8  # tokens from a name to its verb
_SPEAKS = 2.5  # points of who spoke last, or says something right there
_NO_NAME = 4.0  # points off a first word that may be no name at all
_LOOK_BACK = 14  # names that a pronoun may stand for


@dataclass(frozen=True, slots=True)
class Identity:
    """The fullest naming of whoever a mention stands for."""

    span: Span
    role: Span | None = None
    gender: str = ""
    person: bool = True
    sure: float = 1.0  # that the mention stands for this


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a quotation, and how sure that is."""

    mention: Mention
    cue: Span | None
    identity: Identity | None
    confidence: float  # 0 to 1, that the mention is right and stands for the identity
    paragraph: int  # of the quotation


@dataclass(slots=True)
class Floor:
    """Who spoke last: the person and the body that “he” and “it” are likely to be."""

    person: Identity | None = None
    body: Identity | None = None

    def take(self, identity: Identity) -> None:
        """Note that this one has just spoken."""
        if identity.person:
            self.person = identity
        else:
            self.body = identity


class Resolver:
    """Finds the fullest naming for mentions in one reading."""

    def __init__(self, reading: Reading, known: Register) -> None:
        self.reading, self.known = reading, known

    def identity(self, mention: Mention, stream: Sequence[Token], floor: Floor) -> Identity | None:
        """Whom a mention in a stream stands for, given who spoke before; None where a pronoun cannot be resolved."""
        if mention.pronoun:
            return self._pronoun(mention, floor)
        if stream is self.reading.prose:
            name = self._name_in(mention)
            if name is not None:
                return self._of_name(name)
            if not ROLE_NOUNS.isdisjoint(mention.head.split("-")) and (apposed := self._apposed(mention)) is not None:
                return self._of_name(apposed)
            if stream[mention.low].lower == "the" and mention.head in ROLE_NOUNS:
                holder = self.known.holder(mention.head, mention.span.start)
                if holder is not None and mention.size <= _OFFICE:
                    identity = self._of_name(holder)
                    return Identity(identity.span, identity.role, identity.gender, sure=0.85)
        person = mention.head in ROLE_NOUNS
        return Identity(mention.span, person=person)

    def _name_in(self, mention: Mention) -> Name | None:
        """The name that heads the mention: not the ministry's in “a spokesman for the Foreign Ministry”."""
        first = self.known.before(mention.span.start)
        inside = [one for one in self.known.names[first : first + 3] if one.span.start < mention.span.end]
        for name, following in zip_longest(inside, inside[1:]):
            if name.possessive or (following is not None and self._belongs_to(name, following)):
                continue
            if name.low <= mention.low + 1 or not _has_noun_before(self.reading.prose, mention.low, name.low):
                return name
            return None
        return None

    def _apposed(self, mention: Mention) -> Name | None:
        """The name that follows an office: “its director, Ann Lee, said”; in “its director, Ann Lee, 34, fell” none."""
        prose = self.reading.prose
        if mention.high >= len(prose) or prose[mention.high].word != ",":
            return None
        first = self.known.before(prose[mention.high].start)
        for name in self.known.names[first : first + 2]:  # of an “Austrian diplomat” first the nation, then the name
            begins = name.role.start if name.role else name.span.start
            office, behind = prose[mention.high + 1], prose[name.high : name.high + 2]
            if name.organisation or name.possessive or begins > office.start or not behind:
                continue
            speaks = behind[0].word == "," and behind[-1].lower in CUES
            if speaks or any(token.kind >= Kind.END for token in behind):
                return name
        return None

    def _belongs_to(self, name: Name, following: Name) -> bool:
        """Whether a name only says whose office the next one holds: “Aleppo council head” Rima Aziz."""
        prose = self.reading.prose
        between = prose[name.high : max(name.high, following.low)]
        office = following.low <= name.high or any(token.lower in ROLE_NOUNS for token in between)
        return office and all(token.kind is Kind.WORD and token.lower not in FUNCTION for token in between)

    def _of_name(self, name: Name) -> Identity:
        full, only = self.known.fullest(name)
        gender = full.gender or name.gender
        return Identity(
            full.span, self.known.role_of(full), gender, person=not full.organisation, sure=1.0 if only else 0.8
        )

    def _pronoun(self, mention: Mention, floor: Floor) -> Identity | None:
        if mention.head in PERSON_PRONOUNS:
            return self.person(mention.head, mention.span.start, floor)
        if mention.head in ("it", "they"):
            if floor.body is not None:
                return Identity(floor.body.span, floor.body.role, person=False, sure=0.8)
            return self._body(mention.span.start) if mention.head == "it" else None
        return None

    def _body(self, here: int) -> Identity | None:
        """The organisation that “it” at a code point stands for, where nothing else has spoken yet."""
        last = self.known.before(here)
        for name in reversed(self.known.names[max(0, last - _LOOK_BACK) : last]):
            if name.organisation and not name.possessive:
                return Identity(name.span, person=False, sure=0.7)
        return None

    def person(self, pronoun: str, here: int, floor: Floor) -> Identity | None:
        """Whom “he” or “she” at a code point stands for."""
        gender = "m" if pronoun == "he" else "f"
        sentence = self.reading.sentence_at(here)
        last = self.known.before(here)
        best, most = None, 0.0
        for name in reversed(self.known.names[max(0, last - _LOOK_BACK) : last]):
            if name.organisation:
                continue
            full, _ = self.known.fullest(name)
            if (full.gender or name.gender) not in ("", gender):
                continue
            away = sentence - self.reading.sentence_at(name.span.start)
            score = 4.0 - away + self._salience(name)
            if self._speaks(name) or (floor.person is not None and full.span == floor.person.span):
                score += _SPEAKS
            if (full.gender or name.gender) == gender:
                score += 0.5
            if len(full.words) == 1:
                score -= 1.0 if self._surely_named(name) else _NO_NAME
            if best is None or score > most:
                best, most = name, score
        if best is None:
            if floor.person is not None and floor.person.gender in ("", gender):
                return Identity(floor.person.span, floor.person.role, gender, sure=0.7)
            return None
        identity = self._of_name(best)
        return Identity(identity.span, identity.role, identity.gender or gender, sure=0.9 if most >= _PLAIN else 0.7)

    def _surely_named(self, name: Name) -> bool:
        """Whether a single word is a name, and no noun with the capital of a sentence's first word."""
        prose = self.reading.prose
        return bool(name.role) or (name.low > 0 and prose[name.low - 1].kind < Kind.END)

    def _speaks(self, name: Name) -> bool:
        """Whether the story says right there that this one speaks: “said Ann Lee”, “Ann Lee of the brokers said”."""
        prose = self.reading.prose
        if name.low and prose[name.low - 1].lower in SAYING:
            return True
        for token in prose[name.high : name.high + _TO_VERB]:
            if token.kind is not Kind.WORD:
                return False
            if token.lower in SAYING:
                return True
        return False

    def _salience(self, name: Name) -> float:
        """How much a name looks like the subject of its clause."""
        prose = self.reading.prose
        before = prose[name.low - 1] if name.low else None
        score = 0.0
        if name.possessive:
            score -= 2.0
        if before is None or before.kind >= Kind.END:
            score += 1.5
        elif before.lower in ("of", "with", "against", "for", "to", "on", "about", "from", "at", "in", "by", "than"):
            score -= 1.0
        elif before.word == "," or before.lower in FUNCTION:
            score += 0.5
        return score


def _has_noun_before(prose: Sequence[Token], low: int, high: int) -> bool:
    return any(prose[k].lower in ("of", "for", "at", "from", "with", "in") for k in range(low, high))
