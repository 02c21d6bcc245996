"""A story's body read once: paragraphs, quotations, sentences, and streams of tokens that see a quotation as one."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.formatter.quotations import Stretch, stretches
from briefbot.formatter.sentences import sentences
from briefbot.formatter.text import Kind, Token, paragraphs, tokens
from briefbot.furniture import Furniture, find

if TYPE_CHECKING:
    from briefbot.story import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules look at. `prose` is the stream outside all quotations; `inner[n]` is that inside stretch n."""

    body: str
    furniture: Furniture
    paragraphs: list[Span]
    stretches: list[Stretch]
    sentences: list[Span]
    prose: list[Token]
    inner: dict[int, list[Token]]  # only of stretches that hold another
    place: list[int]  # of stretch n in its stream

    def stream(self, number: int) -> list[Token]:
        """The stream that stretch `number` stands in."""
        parent = self.stretches[number].parent
        return self.prose if parent is None else self.inner[parent]

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds the code point, or of the one before it."""
        return max(0, bisect_right(self.sentences, offset, key=lambda one: one.start) - 1)


def read(body: str) -> Reading:
    """Read a body; linear in its length."""
    furniture = find(body)
    blocks = paragraphs(body, furniture.stretches)
    quoted = stretches(body, blocks)
    ends = sentences(body, blocks, quoted)
    place = [0] * len(quoted)
    children: dict[int | None, list[int]] = {}
    for number, one in enumerate(quoted):
        children.setdefault(one.parent, []).append(number)
    inner: dict[int, list[Token]] = {}
    for parent, inside in children.items():
        if parent is not None:
            inner[parent] = _tokens(body, quoted[parent].span, [quoted[one] for one in inside], inside)
            _note(place, inner[parent])
    prose = _prose(body, blocks, quoted, children.get(None, []), ends)
    _note(place, prose)
    return Reading(body, furniture, blocks, quoted, ends, prose, inner, place)


def _note(place: list[int], stream: list[Token]) -> None:
    for at, token in enumerate(stream):
        if token.kind is Kind.QUOTE:
            place[token.stretch] = at


def _prose(body: str, blocks: list[Span], quoted: list[Stretch], outermost: list[int], ends: list[Span]) -> list[Token]:
    """The tokens outside all quotations, with the ends of sentences and paragraphs."""
    stream: list[Token] = []
    limits = [one.end for one in ends]
    edge = begin = 0
    for number, block in enumerate(blocks):
        stop = begin
        while stop < len(outermost) and quoted[outermost[stop]].paragraph == number:
            stop += 1
        inside = outermost[begin:stop]
        begin = stop
        first = len(stream)
        for token in _tokens(body, block, [quoted[one] for one in inside], inside):
            if edge < len(limits) and limits[edge] <= token.start:
                while edge < len(limits) and limits[edge] <= token.start:
                    edge += 1
                if len(stream) > first:
                    stream.append(Token(Kind.END, limits[edge - 1], limits[edge - 1]))
            stream.append(token)
        stream.append(Token(Kind.PARAGRAPH, block.end, block.end))
    return stream


def _tokens(body: str, span: Span, inside: list[Stretch], numbers: list[int]) -> list[Token]:
    found: list[Token] = []
    start = span.start
    for one, number in zip(inside, numbers, strict=True):
        found += tokens(body, start, one.outer.start)
        found.append(Token(Kind.QUOTE, one.outer.start, one.outer.end, stretch=number))
        start = one.outer.end
    return found + tokens(body, start, span.end)
