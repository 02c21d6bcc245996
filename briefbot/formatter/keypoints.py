"""Two to five lines that say what happened: whole sentences of the story, or sentences with a clause left out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from briefbot.formatter.brackets import Brackets
from briefbot.formatter.cuts import cuts, labels, openers
from briefbot.formatter.salience import salience, weighty
from briefbot.formatter.standalone import addresses, dangling, plain
from briefbot.formatter.text import Kind, Token, tokens
from briefbot.story import Bracket, KeyPoint, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefbot.formatter.names import Register
    from briefbot.formatter.people import Attribution
    from briefbot.formatter.reading import Reading

MOST_WORDS = 30  # of one key point
LEAD_WORDS = 40  # of the story's news, where nothing of it can be left out
COMFORTABLE = 25  # words; what is spare is cut from a longer one
BUDGET = 70  # words of all; a brief is read at a glance
MOST, LEAST = 5, 2
_LOOKED_AT = 30  # sentences; news stands at the top
_SHORTEST = 6  # words
_PROMISING = 12  # sentences beside the first few that may become lines
_READABLE = 120  # tokens; no cut makes a line of more
_HEAD = 4  # sentences, among which a lead stands
_HEADLINE = 400  # code points of a headline looked at
_MOSTLY = 0.5
_SAME = 0.5  # of the smaller one's weighty words in the other: they say the same
_LEAD_SHARE = 0.25  # of the headline's words in the first sentence: it is the news
_BREVITY = 0.5  # 0: the most words are best, 1: the densest are
_OVERHEAD = 4  # words, that a line costs beside its own
_TOLD = 0.5  # what a word is worth that another line has told
_QUOTED = 0.5  # what remains of the worth of a line that is mostly a quotation


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence that may become a key point."""

    number: int  # of the sentence
    point: KeyPoint
    words: int
    weighty: frozenset[str]
    quoted: float  # the share of its words that are a quotation's


def key_points(
    reading: Reading, known: Register, said: Sequence[Attribution | None], headline: str
) -> tuple[KeyPoint, ...]:
    """The key points in the story's order; its first sentence where none can stand alone, none where there is none."""
    told = list(sentences(reading))
    wanted = weighty(tokens(headline, 0, min(len(headline), _HEADLINE)))
    worth = salience(told, wanted)
    writer = _Writer(reading, known, Brackets(reading, known, said, told))
    lines = [
        line
        for number in _promising(told, worth)
        if (line := writer.line(number, told[number])) is not None and line.words <= LEAD_WORDS
    ]
    news = lines[0] if lines and _is_news(lines[0], wanted, dated=reading.furniture.place is not None) else None
    lines = [line for line in lines if line.words <= MOST_WORDS or line is news]
    if not lines:
        return lead(reading)
    chosen = _chosen(lines, worth, news)
    return tuple(line.point for line in sorted(chosen, key=lambda line: line.number))


def _promising(told: Sequence[Sequence[Token]], worth: Mapping[str, float]) -> list[int]:
    """The numbers of the first sentences and of those that hold most; not all need be made into lines."""

    def value(number: int) -> float:
        sentence = told[number]
        words = sum(worth[word] for word in weighty(sentence))
        return words / math.pow(min(len(sentence), COMFORTABLE) + _OVERHEAD, _BREVITY)

    rest = range(_HEAD, len(told))
    return [*range(min(_HEAD, len(told))), *sorted(nlargest(_PROMISING, rest, key=value))]


def lead(reading: Reading) -> tuple[KeyPoint, ...]:
    """The first sentence as the only key point, or the first that is more than a date or a heading."""
    first = reading.sentences[:_HEAD]
    told = [sentence for sentence in first if len(sentence.of(reading.body).split()) >= _SHORTEST]
    return tuple(KeyPoint((sentence,)) for sentence in (told or first)[:1])


def sentences(reading: Reading) -> Iterator[list[Token]]:
    """The first sentences as tokens, a quotation being one token."""
    number, sentence = 0, list[Token]()
    for token in reading.prose:
        if token.kind < Kind.END:
            sentence.append(_joined(sentence, token))
        elif sentence:
            yield sentence
            number, sentence = number + 1, []
            if number >= _LOOKED_AT:
                return


def _joined(before: list[Token], token: Token) -> Token:
    """The token, or one dash of the two hyphens that a wire writes for it."""
    if token.word == "-" and before and before[-1].word == "-" and before[-1].end == token.start:
        return before.pop()._replace(end=token.end, word="--", lower="--")
    return token


class _Writer:
    """Makes lines of the sentences of one reading."""

    def __init__(self, reading: Reading, known: Register, brackets: Brackets) -> None:
        self.reading, self.known, self.brackets = reading, known, brackets

    def line(self, number: int, sentence: list[Token]) -> _Line | None:
        """The sentence as a line, shortened where it must be; None where it cannot stand alone."""
        sentence = sentence[openers(sentence) :]
        if len(sentence) > _READABLE or addresses(sentence) or not plain(self.reading, sentence):
            return None
        left, size = _shortened(self.reading.body, sentence)
        if size < _SHORTEST:
            return None
        at = dangling(self.known, left)
        bracket = None if at is None else self.brackets.name(left[at], number)
        if at is not None and bracket is None:
            return None
        point = KeyPoint(tuple(_parts(sentence, left, None if at is None else left[at], bracket)))
        words = len(point.text(self.reading.body).split())
        quoted = sum(_size(self.reading.body, token) for token in left if token.kind is Kind.QUOTE) / words
        return _Line(number, point, words, weighty(left), quoted)


def _size(body: str, token: Token) -> int:
    if token.kind is not Kind.QUOTE:
        return int(token.kind is Kind.WORD)
    return len(body[token.start : token.end].split()) if token.end - token.start < 2000 else 400  # noqa: PLR2004


def _shortened(body: str, sentence: list[Token]) -> tuple[list[Token], int]:
    """The tokens left, and their words, after as few cuts as bring the sentence under the limit."""
    gone = {at for low, high, _ in labels(sentence) for at in range(low, high)}
    sizes = [_size(body, token) for token in sentence]
    size = sum(sizes) - sum(sizes[at] for at in gone)
    if size > COMFORTABLE:
        ways = list(cuts(sentence))
        for limit, asides in ((COMFORTABLE, True), (MOST_WORDS, False)):
            for low, high, aside in ways:
                if size > limit and aside >= asides:
                    more = set(range(low, high)) - gone
                    gone |= more
                    size -= sum(sizes[at] for at in more)
    return [token for at, token in enumerate(sentence) if at not in gone], size


def _parts(
    sentence: Sequence[Token], left: Sequence[Token], pronoun: Token | None, bracket: Bracket | None
) -> Iterator[Span | Bracket]:
    """The runs of tokens that are left, with the bracket where the pronoun stood."""
    kept = {token.start for token in left}
    run: list[Token] = []
    for token in [*sentence, None]:
        if token is not None and token.start in kept and token is not pronoun:
            run.append(token)
            continue
        if run and (len(run) > 1 or run[0].kind is not Kind.MARK):
            yield Span(run[0].start, run[-1].end)
        run = []
        if token is not None and token is pronoun and bracket is not None:
            yield bracket


def _chosen(lines: Sequence[_Line], worth: Mapping[str, float], news: _Line | None) -> list[_Line]:
    """The lines that together hold most of what an editor would tell, within the budget, and the news among them."""
    chosen: list[_Line] = []
    told: set[str] = set()
    words = 0
    left = list(lines)
    best = news
    while len(chosen) < MOST:
        if best is None:
            fit = [
                line
                for line in left
                if len(chosen) < LEAST or (words + line.words <= BUDGET and line.quoted <= _MOSTLY)
            ]
            best = max(fit, key=lambda line: _gain(line, worth, told), default=None)
        if best is None:
            break
        chosen.append(best)
        told |= best.weighty
        words += best.words
        left = [line for line in left if not _same(line, best)]
        best = None
    return chosen


def _is_news(first: _Line, wanted: frozenset[str], *, dated: bool) -> bool:
    """Whether it is the first sentence of a dispatch with a dateline, or says what the headline says."""
    return first.number == 0 and (dated or len(first.weighty & wanted) > _LEAD_SHARE * len(wanted))


def _gain(line: _Line, worth: Mapping[str, float], told: set[str]) -> float:
    value = sum(worth[word] * (_TOLD if word in told else 1.0) for word in line.weighty)
    return value * (_QUOTED if line.quoted > _MOSTLY else 1.0) / math.pow(line.words + _OVERHEAD, _BREVITY)


def _same(one: _Line, other: _Line) -> bool:
    both = len(one.weighty & other.weighty)
    return one.number == other.number or both > _SAME * min(len(one.weighty), len(other.weighty))
