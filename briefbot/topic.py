"""What a person asks for, read into parts: `syria`, `oil price`, `"global coalition" from:kuna -iran`.

`desk.topics` reads it from what was typed; the archive builds its own query from these parts, so that no character that
a person typed ever reaches a database as syntax.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand together, or one filter; `negated` where the story must not have it."""

    words: tuple[str, ...]  # casefolded; more than one: a phrase
    field: str | None = None  # None: anywhere in headline or body; "from", "by", "place", "lang"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """Alternatives, of which one must hold; each is the terms that must all hold. None: everything."""

    text: str  # as typed, for showing it back
    alternatives: tuple[tuple[Term, ...], ...] = ()
