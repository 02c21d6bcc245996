"""The name in an editor's bracket, `[Pompeo]` for “he”: shown only where the sentences before leave no doubt.

A wrong name in a bracket would be a misquote, so this asks for more than the resolver's word: the sentence before is
about that one person, whom it names first, and about nobody else.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import ORGANISATIONS, PERSON_NOUNS, wordset
from briefbot.formatter.people import Floor, Resolver
from briefbot.formatter.text import Token, bare
from briefbot.story import Bracket

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.formatter.names import Register
    from briefbot.formatter.people import Attribution, Identity
    from briefbot.formatter.reading import Reading

_PRONOUNS = ("he", "she")
_SURE = 0.9  # of whom the resolver thinks the pronoun means
_SPOKEN = 6  # quotations before a pronoun whose speakers it may mean
_BACK = 3  # sentences looked back through that say “he” alone
_SUBJECT = 8  # tokens to the name of the sentence before
_SHORTEST, _LONGEST = 2, 4  # words of a full name
_PLACES = wordset("city county state states island world street north south east west new united old young big")


class Brackets:
    """Resolves pronouns of one reading for its key points."""

    def __init__(
        self, reading: Reading, known: Register, said: Sequence[Attribution | None], told: Sequence[Sequence[Token]]
    ) -> None:
        self.reading, self.known, self.said, self.told = reading, known, said, told
        self.resolver = Resolver(reading, known)

    def name(self, pronoun: Token, number: int) -> Bracket | None:
        """The name for the pronoun in sentence `number`; None where there is the least doubt."""
        if pronoun.lower not in _PRONOUNS:
            return None
        spoken = Floor()
        behind = bisect_left(self.reading.stretches, pronoun.start, key=lambda one: one.span.start)
        for by in self.said[max(0, behind - _SPOKEN) : behind]:
            if by is not None and by.identity is not None:
                spoken.take(by.identity)
        identity = self.resolver.person(pronoun.lower, pronoun.start, spoken)
        if identity is None or identity.sure < _SURE:
            return None
        words = identity.span.of(self.reading.body).split()
        is_name = _SHORTEST <= len(words) <= _LONGEST and all(map(_is_name, words))
        return Bracket(identity.span) if is_name and self._alone(identity, pronoun.lower, number) else None

    def _alone(self, identity: Identity, pronoun: str, number: int) -> bool:
        """Whether the sentences before speak of this person and of nobody else."""
        surname = bare(identity.span.of(self.reading.body).lower()).split()[-1]
        for before in reversed(self.told[max(0, number - _BACK) : number]):
            low, high = self.known.before(before[0].start), self.known.before(before[-1].end)
            people = [name for name in self.known.names[low:high] if not name.organisation]
            if surname in {bare(token.lower) for token in self.told[number]}:
                return False  # “[Nixon] knew that Nixon …”
            if people:
                others = any(name.surname != surname for name in people) or _others(before)
                first = before[min(_SUBJECT, len(before) - 1)].start
                return not others and people[0].span.start <= first and not people[0].possessive
            if all(token.lower != pronoun for token in before) or _others(before):
                return False
        return False


def _others(sentence: Sequence[Token]) -> bool:
    """Whether a sentence speaks of somebody without a name."""
    return any(bare(token.lower) in PERSON_NOUNS for token in sentence)


def _is_name(word: str) -> bool:
    """Whether a word may be part of a person's name: no mere capitals, as “AM PDT” are, no place, no body."""
    lower = word.lower()
    return (word != word.upper() or word.endswith(".")) and lower not in _PLACES and lower not in ORGANISATIONS
