"""What a person types to say what they want to read about, read into a `Topic`.

    syria oil                    both words, or their inflections
    "global coalition"           a phrase; curly quotation marks will do
    syria OR iraq                either; OR binds less than words side by side
    sanctions -iran              without a word, a phrase or a filter
    from:kuna by:"jane roe"      from: agency or source, by: byline, place: dateline, lang: language

A new filter goes into `FILTERS` and into the archive's queries.
"""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING

from briefbot.errors import StoryError, TopicError
from briefbot.story import refuse_surrogates
from briefbot.topic import Term, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

FILTERS = {"from": "kuna", "by": "roe", "place": "vienna", "lang": "ar"}
"""Each with an example of its value."""

LONGEST = 300
"""Code points; a longer topic is a paste gone wrong."""

_PIECE = re.compile(
    r"""(?P<or>OR)(?!\S)
      | (?P<minus>-?)
        (?:(?P<field>[^\W\d_]+):(?!//))?
        (?: ["“”„‟«»](?P<phrase>[^"“”„‟«»]*)(?P<end>["“”„‟«»]?)
          | (?P<word>[^\s"“”„‟«»]*) )""",
    re.VERBOSE,
)


def parse(text: str) -> Topic:
    """Read a topic; blank text is the topic of everything.

    `TopicError` points at the word: a quotation mark that is not closed, a filter that is unknown or empty, brackets,
    an OR with nothing on one side, an alternative that says only what to leave out.
    """
    try:
        refuse_surrogates(text, "the topic")
    except StoryError as fault:
        raise TopicError(str(fault), topic=text, offset=0) from None
    if len(text) > LONGEST:
        raise TopicError(f"a topic has {LONGEST} characters at most: name what matters", topic=text, offset=LONGEST)
    alternatives: list[list[tuple[Term, int]]] = [[]]
    for term, offset in _pieces(text):
        if term is not None:
            alternatives[-1].append((term, offset))
        elif alternatives[-1]:
            alternatives.append([])
        else:
            raise TopicError("OR needs something before it: syria OR iraq", topic=text, offset=offset)
    if alternatives == [[]]:
        return Topic(text)
    if not alternatives[-1]:
        raise TopicError("OR needs something after it: syria OR iraq", topic=text, offset=text.rindex("OR"))
    for terms in alternatives:
        if all(term.negated for term, _ in terms):
            message = "say what to look for beside what to leave out: sanctions -iran"
            raise TopicError(message, topic=text, offset=terms[0][1])
    return Topic(text, tuple(tuple(term for term, _ in terms) for terms in alternatives))


def _pieces(text: str) -> Iterator[tuple[Term | None, int]]:
    """Each term with its offset; None for an OR. What has no letter or digit, such as a dash, says nothing."""
    offset = 0
    while offset < len(text):
        if text[offset].isspace():
            offset += 1
            continue
        piece = _PIECE.match(text, offset)
        assert piece is not None  # the last alternative takes anything, and something: a blank it would not
        if piece["or"]:
            yield None, offset
        elif words := _words(piece, text):
            field = piece["field"]
            yield Term(words, field.casefold() if field else None, bool(piece["minus"])), offset
        offset = piece.end()


def _words(piece: re.Match[str], text: str) -> tuple[str, ...]:
    """The casefolded words of a term."""

    def refuse(message: str, offset: int) -> TopicError:
        return TopicError(message, topic=text, offset=offset)

    field, phrase, word = piece["field"], piece["phrase"], piece["word"]
    if field and field.casefold() not in FILTERS:
        known = ", ".join(f"{name}:" for name in FILTERS)
        raise refuse(
            f'{field}: is no filter: use {known} or put it in quotation marks, "{field} …"', piece.start("field")
        )
    if phrase is not None and not piece["end"]:
        mark = piece.start("phrase") - 1
        raise refuse(f'the quotation mark before {_shown(phrase)} is never closed: write "oil price"', mark)
    if word and (bracket := re.search(r"[()]", word)):
        offset = piece.start("word") + bracket.start()
        raise refuse(f"brackets in {_shown(word)} are not read: write oil syria OR oil iraq", offset)
    words = tuple(w for w in (word if phrase is None else phrase).casefold().split() if any(map(str.isalnum, w)))
    if field and not words:
        raise refuse(
            f"{field}: needs a name after it, without a blank: {field}:{FILTERS[field.casefold()]}",
            piece.start("field"),
        )
    return words


def _shown(words: str) -> str:
    return repr(shorten(words, 40, placeholder="…")) if words.strip() else "the end"
