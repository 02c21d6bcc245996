"""A topic as FTS5 queries, built from its parts: nothing that a person typed is read as syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.errors import TopicError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from briefbot.topic import Term, Topic

_COLUMNS = {
    None: "headline body keywords",
    "from": "agency origin",
    "by": "byline",
    "place": "dateline",
    "lang": "language",
    "topic": "headline keywords",
}
_CODES = "subjects keywords"
"""Where a Media Topic's code may stand."""

_UNCODED = 'NOT {subjects} : "medtop"'
"""Of stories without codes; "medtop" is a word of all the others."""

_CODE = re.compile(r"\d{8}")

_SEPARATORS = str.maketrans('"\0', "  ")
"""A quotation mark would end FTS5's string, NUL the query; its tokenizer takes both for blanks anyway."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of a topic."""

    match: str | None  # the MATCH expression; None where anything fits
    headlined: str | None  # the same with its words in the headline; None where it has only filters
    words: tuple[tuple[str, ...], ...]  # of each term that a story fits more or less: its spellings
    within: timedelta | None  # first seen no longer ago


def alternatives(topic: Topic) -> list[Alternative]:
    """What to look for, an alternative a query; one of anything where the topic has none."""
    return [_alternative(terms, topic.text) for terms in topic.alternatives or ((),)]


def _alternative(terms: tuple[Term, ...], text: str) -> Alternative:
    wanted = [term for term in terms if not term.negated and term.within is None]
    unwanted = [term for term in terms if term.negated]
    if unwanted and not wanted:
        raise TopicError("say what to look for beside what to leave out: sanctions -iran", topic=text, offset=0)
    ranked = [term for term in wanted if term.field is None]
    return Alternative(
        match=_match(wanted, unwanted, _COLUMNS) if wanted else None,
        headlined=_match(ranked, (), {None: "headline"}) if ranked else None,
        words=tuple(tuple(" ".join(spelling) for spelling in term.spellings) for term in ranked),
        within=min((term.within for term in terms if term.within is not None), default=None),
    )


def _match(wanted: Iterable[Term], unwanted: Iterable[Term], columns: dict[str | None, str]) -> str:
    kept = " AND ".join(_term(term, columns) for term in wanted)
    # All that is unwanted goes into one NOT: FTS5 reads a chain of them from the left, and takes 256 levels at most.
    left_out = " OR ".join(_term(term, columns) for term in unwanted)
    return f"({kept}) NOT ({left_out})" if left_out else kept


def _term(term: Term, columns: dict[str | None, str]) -> str:
    if term.field == "topic":
        return _subject(term, columns["topic"])
    return _any(columns[term.field], term.spellings, first="^" if term.field == "lang" else "")


def _subject(term: Term, columns: str) -> str:
    """A Media Topic: by its codes; of a story that has none, by its names."""
    codes: list[tuple[str, ...]] = []
    names: list[tuple[str, ...]] = []
    for spelling in term.spellings:
        (codes if _CODE.fullmatch(" ".join(spelling)) else names).append(spelling)
    coded = [_any(_CODES, codes)] if codes else []
    called = [f"({_any(columns, names)} {_UNCODED})"] if names else []
    return f"({' OR '.join(coded + called)})"


def _any(columns: str, spellings: Iterable[tuple[str, ...]], *, first: str = "") -> str:
    """Any of the spellings in any of the columns; "^" as `first`: at their beginning, so "ar" is ar-KW, "kw" is not."""
    phrases = (" ".join(words).translate(_SEPARATORS) for words in spellings)
    quoted = dict.fromkeys(f'{first}"{phrase}"' for phrase in phrases)
    return f"{{{columns}}} : ({' OR '.join(quoted)})"
