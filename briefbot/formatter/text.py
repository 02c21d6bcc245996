"""A body read into paragraphs and tokens, once, for all the rules that follow."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_DOTTED = "Mr Mrs Ms Dr Sen Sens Rep Reps Gov Gen Lt Col Sgt St Jr Sr Prof Rev Hon Maj Capt Cmdr Adm".replace(" ", "|")
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|(?=[A-Z])(?:[A-Z]|{_DOTTED})\.(?=\s)|\w+(?:[-’'&/]\w+)*|\S")
_ARTICLE = re.compile(r"(?:a[dlnrstz]|ash?|e[lnrs]|u[lr]|ibn|bin|[dl])[-’'](?=[A-ZÀ-Þ])")
_ARABIC = re.compile(r"^(?:a[dlnrstz]|ash|el)-(?=\w)")
_TERMINAL = tuple(".!?:;…\"”’'»)")
WRAP_WIDTH = 50  # a line shorter than this was not broken for width


class Kind(IntEnum):
    """What a token is."""

    WORD = 0
    MARK = 1  # punctuation
    QUOTE = 2  # a whole stretch between quotation marks, seen from outside
    END = 3  # of a sentence
    PARAGRAPH = 4  # the end of one


class Token(NamedTuple):
    """A word or mark of the body at `start`:`end`; for a QUOTE, `stretch` is its number."""

    kind: Kind
    start: int
    end: int
    word: str = ""
    lower: str = ""
    stretch: int = -1
    capital: bool = False  # a word with a first capital, or a name with an article before it: "al-Ali", "d’Arc"


def paragraphs(body: str, without: Iterable[Span] = ()) -> list[Span]:
    """The paragraphs, blank edges off and `without` left out, in order.

    A line is a paragraph, unless the body was broken at a width, as wires do: then a blank line ends one.
    """
    lines = [match.span() for match in _LINE.finditer(body)]
    blocks: list[tuple[int, int]] = []
    wrapped = _wrapped(body, lines)
    width = 0  # of the line before
    for start, end in lines:
        if wrapped and blocks and width >= WRAP_WIDTH and _goes_on(body, blocks[-1][1], start):
            blocks[-1] = (blocks[-1][0], end)
        else:
            blocks.append((start, end))
        width = end - start
    return list(_cut(body, blocks, sorted(without)))


def _wrapped(body: str, lines: list[tuple[int, int]]) -> bool:
    joined = [
        (start, end)
        for (start, end), (after, _) in pairwise(lines)
        if "\n" in body[end:after] and body.count("\n", end, after) == 1
    ]
    broken = sum(
        end - start >= WRAP_WIDTH and not body[start:end].rstrip().endswith(_TERMINAL) for start, end in joined
    )
    return broken >= 2 and 2 * broken > len(joined)  # noqa: PLR2004 - one long line may be a headline


def _goes_on(body: str, end: int, after: int) -> bool:
    """Whether the line from `after` continues the block: a wrapped one is only left at a blank line or an indent."""
    return body.count("\n", end, after) == 1 and not body[after].isspace()


def _cut(body: str, blocks: list[tuple[int, int]], without: list[Span]) -> Iterator[Span]:
    holes = iter(without)
    hole = next(holes, None)
    for begin, end in blocks:
        start = begin
        while hole is not None and hole.end <= start:
            hole = next(holes, None)
        while hole is not None and hole.start < end:
            yield from _trimmed(body, start, hole.start)
            start = min(hole.end, end)
            if hole.end > end:
                break
            hole = next(holes, None)
        yield from _trimmed(body, start, end)


def _trimmed(body: str, start: int, end: int) -> Iterator[Span]:
    if start < end:
        text = body[start:end]
        start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        if start < end:
            yield Span(start, end)


def tokens(body: str, start: int, end: int) -> list[Token]:
    """The words and marks of a stretch of the body; a possessive 's stays with its word."""
    found = []
    for match in _TOKEN.finditer(body, start, end):
        word = match.group()
        kind, lower, capital = _look(word)
        found.append(Token(kind, match.start(), match.end(), word, lower, -1, capital))
    return found


@lru_cache(maxsize=20_000)
def _look(word: str) -> tuple[Kind, str, bool]:
    """What is the same of a word wherever it stands: its kind, its small letters, whether it has a capital."""
    if not word[0].isalnum():
        return Kind.MARK, word, False
    capital = word[0].isupper() or (not word.isalnum() and _ARTICLE.match(word) is not None)
    return Kind.WORD, word.lower().rstrip("."), capital


def bare(word: str) -> str:
    """A word without its possessive: `Trump’s` → `Trump`."""
    for ending in ("’s", "'s"):
        if word.endswith(ending):
            return word[:-2]
    return word.rstrip("’'")


def without_article(word: str) -> str:
    """A name, in small letters, without the Arabic article, which later mentions often drop: `al-rowaished`."""
    return _ARABIC.sub("", word)
