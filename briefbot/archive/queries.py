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

_ANY_WORD = r"\w+(?:[-.’']\w+)*"

_SEPARATORS = str.maketrans('"\0', "  ")
"""A quotation mark would end FTS5's string, NUL the query; its tokenizer takes both for blanks anyway."""


@dataclass(frozen=True, slots=True)
class Written:
    """Words of which not only the stem must be in a story."""

    forms: tuple[str, ...]  # one of them is among the words, and quicker to look for
    together: re.Pattern[str]

    def stands_in(self, text: str) -> bool:
        """Whether the text, in small letters, has the words."""
        return any(form in text for form in self.forms) and self.together.search(text) is not None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of a topic."""

    match: str | None  # the MATCH expression; None where anything fits
    headlined: str | None  # the same with its words in the headline; None where it has only filters
    words: tuple[tuple[str, ...], ...]  # of each term that a story fits more or less: its spellings
    within: timedelta | None  # first seen no longer ago
    written: tuple[Written, ...]  # each of which a story's words must have, beside what FTS5 finds
    unwritten: tuple[Written, ...]  # none of which they may have

    def has(self, text: str) -> bool:
        """Whether a story that FTS5 found, in small letters, has the words as they are written."""
        return all(each.stands_in(text) for each in self.written) and not any(
            each.stands_in(text) for each in self.unwritten
        )


def alternatives(topic: Topic) -> list[Alternative]:
    """What to look for, an alternative a query; one of anything where the topic has none."""
    return [_alternative(terms, topic.text) for terms in topic.alternatives or ((),)]


def _alternative(terms: tuple[Term, ...], text: str) -> Alternative:
    wanted = [term for term in terms if not term.negated and term.within is None]
    unwanted = [term for term in terms if term.negated]
    if unwanted and not wanted:
        raise TopicError("say what to look for beside what to leave out: sanctions -iran", topic=text, offset=0)
    friends = [term for term in unwanted if term.written]  # FTS5 would leave out their false friends too
    unwanted = [term for term in unwanted if not term.written]
    ranked = [term for term in wanted if term.field is None]
    return Alternative(
        match=_match(wanted, unwanted, _COLUMNS) if wanted else None,
        headlined=_match(ranked, (), {None: "headline"}) if ranked else None,
        words=tuple(tuple(" ".join(spelling) for spelling in term.spellings) for term in ranked),
        within=min((term.within for term in terms if term.within is not None), default=None),
        written=tuple(_written(term) for term in wanted if term.written),
        unwritten=tuple(map(_written, friends)),
    )


def _written(term: Term) -> Written:
    """The term's words as they must be written."""
    words = ("|".join(map(re.escape, forms)) or _ANY_WORD for forms in term.written)
    together = r"\W+".join(f"(?:{each})" for each in words)
    return Written(next(filter(None, term.written)), re.compile(rf"\b{together}\b"))


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
