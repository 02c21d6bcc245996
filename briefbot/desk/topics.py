"""What a person types to say what they want to read about, read into a `Topic`.

    syria oil                    both words, or their inflections
    "global coalition"           a phrase; curly quotation marks will do
    syria OR iraq                either; OR binds less than words side by side
    sanctions -iran              without a word, a phrase or a filter
    from:kuna by:"jane roe"      from: agency or source, by: byline, place: dateline, lang: language
    topic:"armed conflict"       a Media Topic of IPTC, by name or as medtop:20000056, and what is narrower
    since:24h                    first seen no longer ago: 30m, 24h, 3d, 1w

A name is found however it is written, see `names.txt`. A new filter goes into `FILTERS` and into the archive's queries.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import takewhile
from textwrap import shorten
from typing import TYPE_CHECKING, NamedTuple

from briefbot.desk import falsefriends, mediatopics, names
from briefbot.errors import StoryError, TopicError
from briefbot.story import refuse_surrogates
from briefbot.topic import Term, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILTERS = {"from": "kuna", "by": "roe", "place": "vienna", "lang": "ar", "topic": "sport", "since": "24h"}
"""Each with an example of its value."""

LONGEST = 300
"""Code points; a longer topic is a paste gone wrong."""

_NAMED = {None, "by", "place"}
"""Where names stand, so that all their spellings are looked for."""

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SINCE = re.compile(r"([1-9]\d{0,3})([mhdw])")

_PIECE = re.compile(
    r"""(?P<or>OR)(?!\S)
      | (?P<minus>-?)
        (?:(?P<field>[^\W\d_]+):(?!//))?
        (?: ["“”„‟«»](?P<phrase>[^"“”„‟«»]*)(?P<end>["“”„‟«»]?)
          | (?P<word>[^\s"“”„‟«»]*) )""",
    re.VERBOSE,
)


class _Piece(NamedTuple):
    """A term as it was typed, or an OR, which has no words."""

    words: tuple[str, ...]
    field: str | None
    negated: bool
    offset: int
    plain: bool = False  # a word that may belong together with the next: "ivory coast"


def parse(text: str) -> Topic:
    """Read a topic; blank text is the topic of everything.

    `TopicError` points at the word: a quotation mark that is not closed, a filter that is unknown or empty, a time or a
    Media Topic that cannot be read, brackets, an OR with nothing on one side, an alternative that says only what to
    leave out.
    """
    try:
        refuse_surrogates(text, "the topic")
    except StoryError as fault:
        raise TopicError(str(fault), topic=text, offset=0) from None
    if len(text) > LONGEST:
        raise TopicError(f"a topic has {LONGEST} characters at most: name what matters", topic=text, offset=LONGEST)
    alternatives: list[list[_Piece]] = [[]]
    for piece in _pieces(text):
        if piece.words:
            alternatives[-1].append(piece)
        elif alternatives[-1]:
            alternatives.append([])
        else:
            raise TopicError("OR needs something before it: syria OR iraq", topic=text, offset=piece.offset)
    if alternatives == [[]]:
        return Topic(text)
    if not alternatives[-1]:
        raise TopicError("OR needs something after it: syria OR iraq", topic=text, offset=text.rindex("OR"))
    for pieces in alternatives:
        unwanted = [piece for piece in pieces if piece.negated]
        if unwanted and not any(piece.field != "since" for piece in pieces if not piece.negated):
            message = "say what to look for beside what to leave out: sanctions -iran"
            raise TopicError(message, topic=text, offset=unwanted[0].offset)
    return Topic(text, tuple(tuple(_term(piece, text) for piece in _joined(pieces)) for pieces in alternatives))


def _pieces(text: str) -> Iterator[_Piece]:
    """Each term and OR in order. What has no letter or digit, such as a dash, says nothing."""
    offset = 0
    while offset < len(text):
        if text[offset].isspace():
            offset += 1
            continue
        piece = _PIECE.match(text, offset)
        assert piece is not None  # the last alternative takes anything, and something: a blank it would not
        if piece["or"]:
            yield _Piece((), None, negated=False, offset=offset)
        elif words := _words(piece, text):
            field = piece["field"] and piece["field"].casefold()
            plain = not field and not piece["minus"] and piece["phrase"] is None
            yield _Piece(words, field, bool(piece["minus"]), offset, plain)
        offset = piece.end()


def _words(piece: re.Match[str], text: str) -> tuple[str, ...]:
    """The words of a term, as typed."""

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
    words = tuple(w for w in (word if phrase is None else phrase).split() if any(map(str.isalnum, w)))
    if field and not words:
        raise refuse(
            f"{field}: needs a name after it, without a blank: {field}:{FILTERS[field.casefold()]}",
            piece.start("field"),
        )
    return words


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The pieces, words typed side by side put together where they are one name."""
    rest = list(pieces)
    while rest:
        first = rest[0]
        run = [word for piece in takewhile(lambda piece: piece.plain, rest) for word in piece.words]
        count = names.together(run) if run else 1
        yield first if count == 1 else first._replace(words=tuple(run[:count]))
        del rest[:count]


def _term(piece: _Piece, text: str) -> Term:
    words, field, negated, offset, _ = piece
    if field == "since":
        return Term(_folded(words), field, within=_within(piece, text))
    if field == "topic":
        asked = _media_topic(" ".join(words), text, offset)
        code, *codes = (each.code for each in asked.all())
        # A story without codes is known by its headline and keywords. Of what is narrower, names of one word: they are
        # the telling ones, and a phrase takes long to look for. "fine (penalty)" is in brackets: "fine" tells nothing.
        called = [spelling for name in asked.names for spelling in names.spellings(name.split())]
        one_word = (spelling for each in asked.all() for name in each.telling for spelling in names.articled(name))
        also = [(each,) for each in codes] + called + [(spelling,) for spelling in one_word]
        return Term((code,), field, negated, also=tuple(dict.fromkeys(also)))
    first, *also = names.spellings(words) if field in _NAMED else [_folded(words)]
    written = tuple(map(falsefriends.meant, words)) if field is None and not also else ()
    return Term(first, field, negated, tuple(also), written if any(written) else ())


def _within(piece: _Piece, text: str) -> timedelta:
    typed = " ".join(piece.words)
    if piece.negated:
        raise TopicError("since: cannot be left out: write since:24h", topic=text, offset=piece.offset)
    if not (read := _SINCE.fullmatch(typed.casefold())):
        message = f"{_shown(typed)} is no time to look back: write since:30m, since:24h, since:3d or since:1w"
        raise TopicError(message, topic=text, offset=piece.offset)
    return timedelta(**{_UNITS[read[2]]: int(read[1])})


def _media_topic(typed: str, text: str, offset: int) -> mediatopics.MediaTopic:
    found = mediatopics.find(typed)
    if found is None:
        near = mediatopics.near(typed)
        advice = f"did you mean {' or '.join(near)}?" if near else "write topic:sport, or without topic: for the word"
        raise TopicError(f"{_shown(typed)} is no Media Topic: {advice}", topic=text, offset=offset)
    return found


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)


def _shown(words: str) -> str:
    return repr(shorten(words, 40, placeholder="…")) if words.strip() else "the end"
