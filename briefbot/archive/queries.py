"""A topic as an FTS5 query, built from its parts: nothing that a person typed is read as syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.errors import TopicError

if TYPE_CHECKING:
    from briefbot.topic import Term, Topic

_COLUMNS = {
    None: "{headline body}",
    "from": "{agency origin}",
    "by": "byline",
    "place": "dateline",
    "lang": "language",
}
_SEPARATORS = str.maketrans('"\0', "  ")
"""A quotation mark would end FTS5's string, NUL the query; its tokenizer takes both for blanks anyway."""


def match(topic: Topic) -> str:
    """The MATCH expression of a topic that has alternatives."""
    return " OR ".join(f"({_alternative(terms, topic.text)})" for terms in topic.alternatives)


def _alternative(terms: tuple[Term, ...], text: str) -> str:
    wanted = [_term(term) for term in terms if not term.negated]
    if not wanted:
        raise TopicError("say what to look for beside what to leave out: sanctions -iran", topic=text, offset=0)
    unwanted = [_term(term) for term in terms if term.negated]
    # All that is unwanted goes into one NOT: FTS5 reads a chain of them from the left, and takes 256 levels at most.
    kept = " AND ".join(wanted)
    return f"({kept}) NOT ({' OR '.join(unwanted)})" if unwanted else kept


def _term(term: Term) -> str:
    phrase = " ".join(term.words).translate(_SEPARATORS)
    first = "^" if term.field == "lang" else ""  # "ar" is ar-KW; "kw" is not
    return f'{_COLUMNS[term.field]} : {first} "{phrase}"'
