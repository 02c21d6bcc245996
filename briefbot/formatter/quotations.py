"""Stretches between quotation marks, as reporters and their damaged copy write them.

Straight and curly marks, «…», „…“, 「…」, ‘…’ and '…' are read; apostrophes are not marks. A mark that is never closed
ends at its paragraph; one that the next paragraph opens again goes on there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import wordset
from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MARKS = re.compile(r"[“”„‟\"«»‹›「」『』《》‘’'＂]|``")
_PAIRS = {"«": "»", "‹": "›", "「": "」", "『": "』", "《": "》"}
_OPENERS = {"»": "«", "›": "‹"}  # as German and Danish papers use them
_DOUBLE = frozenset('“”„‟"＂') | {"``", "''"}
_SINGLE = frozenset("‘’'")
_ELISIONS = wordset("em til tis twas cause n round bout cuz tude neath")
_BEFORE_OPENER = frozenset("([{—–-―/“„\"«‹‘'¡¿:=…")
_AFTER_CLOSER = frozenset(".,;:!?)]}—–-―/”»’'\"…")
_FIRST_WORD = re.compile(r"\w+")
DEPTH = 12  # of quotations inside quotations; deeper is no copy
_SEARCHED = 4  # open marks looked through for the one that a closing mark closes
FAR = 80  # code points from one single mark to another that hardly closes the same words
UNCLOSED_LIMIT = 1500  # code points; an unclosed mark with more after it in its paragraph is a stray


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words between two marks: `span` without the marks, `outer` with them."""

    span: Span
    outer: Span
    mark: str  # the opening mark
    closed: bool
    paragraph: int  # the number of its paragraph
    goes_on: bool = False  # the next paragraph opens the same quotation again
    parent: int | None = None  # the number of the stretch that it stands in


@dataclass(slots=True)
class _Open:
    mark: str
    at: int
    start: int
    holds: bool = False  # a closed stretch
    fallback: int | None = None  # of a single mark: a sign that may be its end or an apostrophe


def stretches(body: str, paragraphs: Sequence[Span]) -> list[Stretch]:
    """Every stretch in order of its first word; one inside another follows it and names it as `parent`."""
    found: list[Stretch] = []
    for number, paragraph in enumerate(paragraphs):
        after = paragraphs[number + 1].start if number + 1 < len(paragraphs) else None
        reopens = after is not None and body[after] in '“"„«‘「'
        found.extend(_Reader(body, paragraph, number, reopens=reopens).read())
    found.sort(key=lambda one: (one.span.start, -one.span.end))
    return list(_with_parents(found))


def _with_parents(found: Iterable[Stretch]) -> Iterable[Stretch]:
    around: list[tuple[int, int]] = []
    for number, one in enumerate(found):
        while around and around[-1][1] < one.span.end:
            around.pop()
        yield replace(one, parent=around[-1][0]) if around else one
        around.append((number, one.span.end))


class _Reader:
    """Reads one paragraph's marks from left to right."""

    def __init__(self, body: str, paragraph: Span, number: int, *, reopens: bool) -> None:
        self.body, self.paragraph, self.number, self.reopens = body, paragraph, number, reopens
        self.open: list[_Open] = []
        self.found: list[Stretch] = []

    def read(self) -> list[Stretch]:
        for match in _MARKS.finditer(self.body, self.paragraph.start, self.paragraph.end):
            mark, at = match.group(), match.start()
            if mark in _SINGLE:
                if not (self.body[at - 1 : at + 1] == "''" and self._closes_latex(at)):
                    self._single(mark, at)
            elif mark in _DOUBLE:
                self._double(mark, at, match.end())
            elif mark in _PAIRS:
                if mark in ("«", "‹") and self._innermost(_PAIRS[mark]) is not None:
                    self._close(self._innermost(_PAIRS[mark]), at, at + 1)
                else:
                    self._push(mark, at, at + 1)
            else:
                self._pair_end(mark, at)
        self._finish()
        return self.found

    def _looks(self, at: int, end: int) -> tuple[bool, bool]:
        """Whether the mark at `at` stands as an opening and as a closing one does."""
        before = self.body[at - 1] if at > self.paragraph.start else " "
        after = self.body[end] if end < self.paragraph.end else " "
        left = before.isspace() or before in _BEFORE_OPENER
        right = after.isspace() or after in _AFTER_CLOSER
        return left and not after.isspace(), right and not before.isspace()

    def _innermost(self, *marks: str) -> int | None:
        for depth in range(len(self.open) - 1, max(-1, len(self.open) - 1 - _SEARCHED), -1):
            if self.open[depth].mark in marks:
                return depth
        return None

    def _push(self, mark: str, at: int, end: int) -> None:
        if len(self.open) < DEPTH:
            self.open.append(_Open(mark, at, end))

    def _close(self, depth: int | None, at: int, end: int) -> None:
        if depth is None:
            return
        while len(self.open) - 1 > depth:
            self._drop(self.open.pop())
        opened = self.open.pop()
        self._add(opened, at, end, closed=True)

    def _drop(self, opened: _Open) -> None:
        """Give up a mark that was not closed; a single one may have ended at what looked like an apostrophe."""
        if opened.fallback is not None:
            self._add(opened, opened.fallback, opened.fallback + 1, closed=True)

    def _add(self, opened: _Open, end: int, outer_end: int, *, closed: bool, goes_on: bool = False) -> None:
        text = self.body[opened.start : end]
        start = opened.start + len(text) - len(text.lstrip())
        stop = opened.start + len(text.rstrip())
        if start < stop:
            outer = Span(opened.at, outer_end)
            self.found.append(Stretch(Span(start, stop), outer, opened.mark, closed, self.number, goes_on))
            if self.open:
                self.open[-1].holds = True

    def _double(self, mark: str, at: int, end: int) -> None:
        depth = self._innermost(*_DOUBLE)
        opening, closing = self._looks(at, end)
        if depth is None:
            if mark in "“„‟``" or opening or (mark in '"＂' and not closing):
                self._push(mark, at, end)
        elif mark in "„‟``":
            self._push(mark, at, end)
        elif mark == "“":
            if closing and not opening:
                self._close(depth, at, end)
            else:
                self._push(mark, at, end)
        elif mark in '"＂' and opening and not closing:
            if self.open[depth].mark == mark:  # the mark before was never closed
                while len(self.open) > depth:
                    self._drop(self.open.pop())
            self._push(mark, at, end)
        else:
            self._close(depth, at, end)

    def _closes_latex(self, at: int) -> bool:
        depth = self._innermost("``")
        if depth is None:
            return False
        self._close(depth, at - 1, at + 1)
        return True

    def _pair_end(self, mark: str, at: int) -> None:
        opener = next(first for first, last in _PAIRS.items() if last == mark)
        depth = self._innermost(opener)
        if depth is not None:
            self._close(depth, at, at + 1)
        elif mark in _OPENERS and self._looks(at, at + 1)[0]:
            self._push(mark, at, at + 1)

    def _single(self, mark: str, at: int) -> None:
        body, end = self.body, at + 1
        depth = self._innermost(*_SINGLE)
        opening, _ = self._looks(at, end)
        after = body[end] if end < self.paragraph.end else " "
        if opening and depth is None and mark != "’":
            word = _FIRST_WORD.match(body, end, end + 8)
            if word is not None and not word.group()[0].isdigit() and word.group().lower() not in _ELISIONS:
                self._push(mark, at, end)
        elif depth is not None and mark != "’" and opening and (mark == "‘" or self.open[depth].fallback is not None):
            while len(self.open) > depth:
                self._drop(self.open.pop())
            self._push(mark, at, end)
        elif depth is not None and mark != "‘" and not after.isalnum():
            if self._may_be_apostrophe(at, end):
                self.open[depth].fallback = at
            elif not body[at - 1].isspace():
                self._close_single(depth, at, end)

    def _close_single(self, depth: int, at: int, end: int) -> None:
        """Close here, or where an earlier sign may have been the end already and this one is far from it."""
        earlier = self.open[depth].fallback
        if earlier is not None and at - earlier > FAR and self.body[at - 1].isalpha():
            while len(self.open) > depth:
                self._drop(self.open.pop())
        else:
            self._close(depth, at, end)

    def _may_be_apostrophe(self, at: int, end: int) -> bool:
        """The ministers’ plan, goin’ home: before a blank and a small letter."""
        before, after = self.body[at - 2 : at], self.body[end : end + 2]
        return (before.endswith("s") or before == "in") and after[:1] == " " and after[1:].islower()

    def _finish(self) -> None:
        end = self.paragraph.end
        last = None
        while self.open:
            opened = self.open.pop()
            if opened.mark in _SINGLE:
                self._drop(opened)
            elif last is None and (self.reopens or (not opened.holds and end - opened.start <= UNCLOSED_LIMIT)):
                last = opened
                self._add(opened, end, end, closed=False, goes_on=self.reopens)
