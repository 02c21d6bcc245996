"""What a person asks for, read into parts: `syria`, `oil price`, `"global coalition" from:kuna -iran since:24h`.

`desk.topics` reads it from what was typed; the archive builds its own query from these parts, so that no character that
a person typed ever reaches a database as syntax.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand together, or one filter; `negated` where the story must not have it."""

    words: tuple[str, ...]  # casefolded; more than one: a phrase
    field: str | None = None  # None: anywhere in headline or body; "from", "by", "place", "lang", "topic", "since"
    negated: bool = False
    also: tuple[tuple[str, ...], ...] = ()  # other ways to write it, any of which will do; of "topic": codes and names
    written: tuple[
        tuple[str, ...], ...
    ] = ()  # where words have false friends, of each word: the forms meant, () for any
    within: timedelta | None = None  # of "since": first seen no longer ago than this

    @property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """All the ways to write it, the one that was typed first."""
        return (self.words, *self.also)


@dataclass(frozen=True, slots=True)
class Topic:
    """Alternatives, of which one must hold; each is the terms that must all hold. None: everything."""

    text: str  # as typed, for showing it back
    alternatives: tuple[tuple[Term, ...], ...] = ()

    @property
    def ranked(self) -> bool:
        """Whether it has words that a story can fit more or less; filters alone only fit or do not."""
        return any(term.field is None and not term.negated for terms in self.alternatives for term in terms)
