"""What changed between two versions of a story, in the few words that a reader needs, old and new; pure.

Only the news counts: dateline, byline, sign-off, the agency's note of what it changed, case, blanks and punctuation may
differ and nothing changed. A hunk holds places in the two versions, never text, as everything that quotes a story does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from briefbot import furniture
from briefbot.desk import copies
from briefbot.sources import signals
from briefbot.story import Signal, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefbot.story import Story

MOST = 3
"""Hunks that a reader is told of; the others are counted."""

_NEAR = 2
"""Words between two hunks that make them one: "12 of 30" became "15 of 31"."""

_CONTEXT, _TELLS = 3, 4
"""Words after a figure at most, up to one of so many letters: "9" became "9 per cent"."""

_LITTLE = 0.2
"""Of all words, so many may have changed in a version that is still the same dispatch, mended without a word."""

_SMALL = 2_500
"""Pairs of words that are compared one by one; what is larger and has no word in common but common ones is replaced."""

_DEEPEST = 12
"""Levels of a comparison; each is linear."""

_WORD = re.compile(r"[^\W_]+(?:[.,:’'/-][^\W_]+)*|(?<![^\W_])[-−](?=\d)|[$€£¥₹%‰°]")
_STOP = re.compile(r"[.!?;:\n\r…]")
_HEAD_LINES = re.compile(r"[^\n]*\n?")
_HEAD = 12  # lines that the agency's note of what it changed may stand in
_PLAIN = {Signal.UPDATE, Signal.WRAPUP, Signal.REFILE}
_MENDED = re.compile(
    r"^\W*(?:correction|clarification)\b\W|\ban earlier version of this (?:story|article|report)\b"
    r"|\bthis (?:story|article|report) (?:has been|was) corrected\b",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words that became other words; None on one side where a whole sentence was added or taken out."""

    was: Span | None  # in the version before
    now: Span | None  # in the version after
    headline: bool = False  # whether the places are the headline's, else the body's

    def words(self, before: Story, after: Story) -> tuple[str, str]:
        """The old words and the new ones, on one line each, as they stand in the versions; "" for none."""
        return _words(self.was, before, self.headline), _words(self.now, after, self.headline)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a version that a reader has."""

    hunks: tuple[Hunk, ...]  # those to tell, in the story's order
    more: int  # hunks that are not told
    announced: bool  # the agency says that it corrected a mistake; else it mended one without a word


class _Token(NamedTuple):
    word: str  # casefolded
    start: int
    end: int


class _Side(NamedTuple):
    """The words of one version's headline or body that carry its meaning."""

    text: str
    tokens: list[_Token]

    @property
    def words(self) -> list[str]:
        """The words alone."""
        return [token.word for token in self.tokens]

    def said(self, start: int, end: int) -> str:
        """Words `start` to `end`, side by side."""
        return "".join(token.word for token in self.tokens[start:end])

    def stops(self, number: int) -> bool:
        """Whether a sentence ends before the word of that number."""
        if not 0 < number < len(self.tokens):
            return True
        return _STOP.search(self.text, self.tokens[number - 1].end, self.tokens[number].start) is not None

    def runs(self, start: int, end: int) -> bool:
        """Whether no sentence ends before any of the words `start` to `end`, the last one left out."""
        return not any(self.stops(number) for number in range(start, min(end, len(self.tokens))))


class _Range(NamedTuple):
    """Words a0 to a1 of the version before, which became words b0 to b1 of the version after."""

    a0: int
    a1: int
    b0: int
    b1: int


def change(shown: Story, later: Sequence[Story]) -> Change | None:
    """What a reader of `shown` must be told after these versions, the newest last; None where it is nothing.

    It is something where the newest says something else and one of them corrects: by its signals, by a note of the
    agency's, or by other figures or negations in a dispatch that is otherwise the same and claims to be no update.
    """
    found = hunks(shown, later[-1])
    if not found:
        return None
    announced = quiet = False
    for before, after in zip((shown, *later), later, strict=False):
        if Signal.CORRECTED in after.signals or _notes(after) > _notes(before):
            announced = announced or bool(hunks(before, after))
        elif not _PLAIN & set(after.signals) and not after.advisory:
            quiet = quiet or _mended(before, after)
    if not announced and not quiet:
        return None
    told = _telling(found, shown, later[-1])
    return Change(told, len(found) - len(told), announced)


def hunks(before: Story, after: Story) -> tuple[Hunk, ...]:
    """All that differs in the news, in order: of the headline, then of the body; time grows with their length."""
    return tuple(
        Hunk(_span(was.tokens, part.a0, part.a1), _span(now.tokens, part.b0, part.b1), headline)
        for headline in (True, False)
        for was, now in [(_side(before, headline=headline), _side(after, headline=headline))]
        for part in _readable(was, now)
    )


def _side(story: Story, *, headline: bool) -> _Side:
    return _Side(story.headline if headline else story.body, news(story, headline=headline))


def news(story: Story, *, headline: bool) -> list[_Token]:
    """The words of the headline or the body that carry its meaning, with their places."""
    if headline:
        start = signals.news_of(story.headline)
        return [_Token(m[0].casefold(), *m.span()) for m in _WORD.finditer(story.headline, start)]
    left_out = sorted([*furniture.find(story.body).stretches, *_notes_above(story.body)])
    found: list[_Token] = []
    at = 0
    for stretch in left_out:
        if stretch.start > at:
            found += _tokens(story.body, at, stretch.start)
        at = max(at, stretch.end)
    return [*found, *_tokens(story.body, at, len(story.body))]


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    return [_Token(m[0].casefold(), *m.span()) for m in _WORD.finditer(text, start, end)]


def _notes_above(body: str) -> Iterator[Span]:
    """Lines above the copy in which the agency says what it changed."""
    at = 0
    for _ in range(_HEAD):
        line = _HEAD_LINES.match(body, at)
        if line is None or line.end() == at:
            return
        if signals.advisory(line[0][:500]) is not None:
            yield Span(*line.span())
        at = line.end()


def _notes(story: Story) -> int:
    """How many notes of a mistake that was mended the story has."""
    return len(_MENDED.findall(story.body))


def _mended(before: Story, after: Story) -> bool:
    """Whether nothing but a little was changed, and figures or negations in it."""
    changed = total = 0
    telling = False
    for headline in (True, False):
        was, now = news(before, headline=headline), news(after, headline=headline)
        total += len(was) + len(now)
        for part in _differences([t.word for t in was], [t.word for t in now]):
            old, new = ([t.word for t in side] for side in (was[part.a0 : part.a1], now[part.b0 : part.b1]))
            changed += len(old) + len(new)
            # What is only added is news, but for a "not".
            telling = telling or (copies.telling(old) != copies.telling(new) and (bool(old) or len(new) == 1))
    return telling and changed <= _LITTLE * total


def _telling(found: Sequence[Hunk], before: Story, after: Story) -> tuple[Hunk, ...]:
    """The hunks that a reader needs most, `MOST` of them, each wording once."""
    once: dict[tuple[str, str], Hunk] = {}
    for hunk in found:
        was, now = hunk.words(before, after)
        once.setdefault((was.casefold(), now.casefold()), hunk)

    def rank(words: tuple[str, str], hunk: Hunk) -> tuple[bool, bool, bool]:
        was, now = (_WORD.findall(side) for side in words)
        return (
            copies.telling(was) == copies.telling(now),
            hunk.was is None or hunk.now is None,
            hunk.was is None,
        )

    best = sorted(once, key=lambda words: rank(words, once[words]))[:MOST]
    return tuple(hunk for words, hunk in once.items() if words in best)


def _readable(was: _Side, now: _Side) -> list[_Range]:
    """The differences, those that are near to each other as one, each with a word around where it says too little."""
    joined: list[_Range] = []
    for part in _differences(was.words, now.words):
        last = joined[-1] if joined else None
        if last and part.a0 - last.a1 <= _NEAR and was.runs(last.a1, part.a0 + 1) and now.runs(last.b1, part.b0 + 1):
            joined[-1] = _Range(last.a0, part.a1, last.b0, part.b1)
        else:
            joined.append(part)
    made: list[_Range] = []
    for number, part in enumerate(joined):
        room = joined[number + 1].a0 if number + 1 < len(joined) else len(was.tokens)
        made.append(_with_context(part, made[-1].a1 if made else 0, room, was, now))
    return made


def _with_context(part: _Range, first: int, room: int, was: _Side, now: _Side) -> _Range:
    """The range with a word after it, or around, where a side has none or figures alone; both are unchanged."""
    a0, a1, b0, b1 = part
    sides = [(side, start, end) for side, start, end in ((was, a0, a1), (now, b0, b1)) if start < end]
    if len(sides) == 1 and all(side.stops(start) and side.stops(end) for side, start, end in sides):
        return part  # a whole sentence
    if len(sides) == 2 and all(any(map(str.isalpha, side.said(start, end))) for side, start, end in sides):  # noqa: PLR2004
        return part
    for added in range(_CONTEXT):
        if a1 == room or any(side.stops(end + added) for side, _, end in sides):
            break
        a1, b1 = a1 + 1, b1 + 1
        if len(was.tokens[a1 - 1].word) >= _TELLS:
            break
    enough = len(sides) == 2 and a1 > part.a1  # noqa: PLR2004 - sides
    if not enough and a0 > first and not any(side.stops(start) for side, start, _ in sides):
        a0, b0 = a0 - 1, b0 - 1
    return _Range(a0, a1, b0, b1)


def _differences(was: Sequence[str], now: Sequence[str]) -> list[_Range]:
    """What differs, in order, between words that occur once in both: patience diff; linear at each of a few levels."""
    found: list[_Range] = []
    todo = [(_Range(0, len(was), 0, len(now)), 0)]
    while todo:
        (a0, a1, b0, b1), depth = todo.pop()
        while a0 < a1 and b0 < b1 and was[a0] == now[b0]:
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and was[a1 - 1] == now[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
        part = _Range(a0, a1, b0, b1)
        if a0 == a1 or b0 == b1:
            if a0 < a1 or b0 < b1:
                found.append(part)
        elif depth < _DEEPEST and (anchors := _anchors(was, now, part)):
            ends = [*anchors, (a1, b1)]
            begins = [(a0, b0), *((a + 1, b + 1) for a, b in anchors)]
            todo += [(_Range(x0, x1, y0, y1), depth + 1) for (x0, y0), (x1, y1) in zip(begins, ends, strict=True)]
        elif (a1 - a0) * (b1 - b0) <= _SMALL:
            matcher = SequenceMatcher(None, was[a0:a1], now[b0:b1], autojunk=False)
            found += [
                _Range(a0 + i0, a0 + i1, b0 + j0, b0 + j1)
                for kind, i0, i1, j0, j1 in matcher.get_opcodes()
                if kind != "equal"
            ]
        else:
            found.append(part)
    return sorted(found)


def _anchors(was: Sequence[str], now: Sequence[str], part: _Range) -> list[tuple[int, int]]:
    """Places of words that stand once in each range: the longest run of them that is in order in both."""
    a0, a1, b0, b1 = part
    count, other = Counter(was[a0:a1]), Counter(now[b0:b1])
    there = {word: n for n, word in enumerate(now[b0:b1], b0) if other[word] == 1}
    pairs = [(n, there[word]) for n, word in enumerate(was[a0:a1], a0) if count[word] == 1 and word in there]
    tails: list[int] = []  # the least place in `now` that a run of each length ends with
    ends: list[int] = []  # the pair that it is
    links: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        links.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [number]
    run = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = links[at]
    return run[::-1]


def _span(tokens: Sequence[_Token], start: int, end: int) -> Span | None:
    return Span(tokens[start].start, tokens[end - 1].end) if start < end else None


def _words(span: Span | None, story: Story, headline: bool) -> str:  # noqa: FBT001 - a hunk's own field
    return "" if span is None else " ".join(span.of(story.headline if headline else story.body).split())
