"""Two to five lines that say what happened: whole sentences of the story, or sentences with a clause left out."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from briefbot.formatter.cuts import Cut, cuts, openers
from briefbot.formatter.lexicon import CONJUNCTIONS, FUNCTION, PERSON_NOUNS, PREPOSITIONS, ROLE_NOUNS, wordset
from briefbot.formatter.people import Floor, Resolver
from briefbot.formatter.text import Kind, Token, bare, tokens
from briefbot.story import Bracket, KeyPoint, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefbot.formatter.names import Register
    from briefbot.formatter.reading import Reading
    from briefbot.formatter.speakers import Attribution

MOST_WORDS = 30  # of one key point
BUDGET = 66  # words of all; a brief is read at a glance
MOST, LEAST = 5, 2
_LOOKED_AT = 24  # sentences; news stands at the top
_SHORTEST, _SHORT = 6, 10  # words
_LEAST_WORDS = 2  # outside quotation marks: “…,” he said
_HEADLINE = 400  # code points of a headline looked at
_SPOKEN = 6  # quotations before a pronoun whose speakers it may mean
_SURE = 0.9  # of whom a pronoun means, for a bracket
_NAME = 60  # code points; longer is no name for a bracket
_MOSTLY = 0.5
_SAME = 0.5  # of the smaller one's weighty words in the other: they say the same
_WEIGHTS = {
    "place": 1.8,
    "headline": 1.2,
    "centre": 1.4,
    "quoted": -1.5,
    "pronoun": -0.5,
    "short": -0.4,
    "writer": -1.0,
}
"""What makes a sentence a key point; every feature lies between 0 and 1."""
_DANGLING = wordset(
    """
    this that these those such both another it its they their them here there
    """
)
_TIMES = wordset(
    """
    week month year morning afternoon evening season summer winter spring autumn fall weekend time days weeks
    months years
    """
)
_POINTING = wordset(
    """
    move decision announcement statement incident attack latter former man woman pair couple two group
    """
)
_PERSONAL = wordset("he she his her him hers")
_WRITER = wordset("i we you our my your us me")


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence that may become a key point."""

    number: int  # of the sentence
    point: KeyPoint
    words: int
    weighty: frozenset[str]
    score: float
    quoted: float  # the share of its words that are a quotation's


def key_points(
    reading: Reading, known: Register, said: Sequence[Attribution | None], headline: str
) -> tuple[KeyPoint, ...]:
    """The key points in the story's order; its first sentence where none can stand alone, none where there is none."""
    sentences = list(_sentences(reading))
    writer = _Writer(reading, Resolver(reading, known), said, sentences, headline)
    lines = [line for number, sentence in enumerate(sentences) if (line := writer.line(number, sentence)) is not None]
    if lines:
        return tuple(line.point for line in sorted(_chosen(lines), key=lambda line: line.number))
    return lead(reading)


def lead(reading: Reading) -> tuple[KeyPoint, ...]:
    """The first sentence as the only key point."""
    return tuple(KeyPoint((sentence,)) for sentence in reading.sentences[:1])


def _sentences(reading: Reading) -> Iterator[list[Token]]:
    """The first sentences as tokens, a quotation being one token."""
    number, sentence = 0, list[Token]()
    for token in reading.prose:
        if token.kind < Kind.END:
            sentence.append(token)
        elif sentence:
            yield sentence
            number, sentence = number + 1, []
            if number >= _LOOKED_AT:
                return


def _weighty(words: Sequence[Token] | Iterator[Token]) -> frozenset[str]:
    return frozenset(_stem(token.lower) for token in words if token.kind is Kind.WORD and token.lower not in FUNCTION)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    word = bare(word)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:  # noqa: PLR2004 - "bus" keeps its s
            return word[: -len(ending)]
    return word


def _centre(sentences: Sequence[list[Token]]) -> dict[str, float]:
    """How much of the story each word is about, 0 to 1."""
    counts = Counter(word for sentence in sentences for word in _weighty(sentence))
    most = max(counts.values(), default=1)
    return {word: math.log(count) / math.log(most + 1) for word, count in counts.items() if count > 1}


class _Writer:
    """Makes lines of the sentences of one reading."""

    def __init__(
        self,
        reading: Reading,
        resolver: Resolver,
        said: Sequence[Attribution | None],
        sentences: Sequence[list[Token]],
        headline: str,
    ) -> None:
        self.reading, self.resolver, self.said = reading, resolver, said
        self.centre = _centre(sentences)
        self.wanted = _weighty(tokens(headline, 0, min(len(headline), _HEADLINE)))

    def line(self, number: int, sentence: list[Token]) -> _Line | None:
        """The sentence as a line, shortened where it must be; None where it cannot stand alone."""
        sentence = sentence[openers(sentence) :]
        if not _plain(self.reading, sentence):
            return None
        left, size = _shortened(self.reading.body, sentence, list(_offices(self.resolver.known, sentence)))
        if not _SHORTEST <= size <= MOST_WORDS:
            return None
        dangling = _dangling(self.resolver, left)
        bracket = None if dangling is None else self._bracket(left[dangling])
        if dangling is not None and bracket is None:
            return None
        point = KeyPoint(tuple(_parts(sentence, left, None if dangling is None else left[dangling], bracket)))
        words = len(point.text(self.reading.body).split())
        if words > MOST_WORDS:
            return None
        return self._scored(number, point, words, left)

    def _scored(self, number: int, point: KeyPoint, words: int, left: Sequence[Token]) -> _Line:
        body, weighty = self.reading.body, _weighty(left)
        features = {
            "place": math.exp(-number / 5),
            "headline": len(weighty & self.wanted) / max(1, len(self.wanted)),
            "centre": sum(self.centre.get(word, 0.0) for word in weighty) / (len(weighty) + 3),
            "quoted": sum(_size(body, token) for token in left if token.kind is Kind.QUOTE) / words,
            "pronoun": float(len(point.spans) < len(point.parts)),
            "short": float(words < _SHORT),
            "writer": float(any(token.lower in _WRITER for token in left)),
        }
        score = sum(_WEIGHTS[name] * value for name, value in features.items())
        return _Line(number, point, words, weighty, score, features["quoted"])

    def _bracket(self, pronoun: Token) -> Bracket | None:
        """The name that “he” or “she” stands for, where the rules are sure of it."""
        if pronoun.lower not in ("he", "she"):
            return None
        spoken = Floor()
        behind = bisect_left(self.reading.stretches, pronoun.start, key=lambda one: one.span.start)
        for by in self.said[max(0, behind - _SPOKEN) : behind]:
            if by is not None and by.identity is not None:
                spoken.take(by.identity)
        identity = self.resolver.person(pronoun.lower, pronoun.start, spoken)
        if identity is None or identity.sure < _SURE or identity.span.end - identity.span.start > _NAME:
            return None
        return Bracket(identity.span)


def _plain(reading: Reading, sentence: Sequence[Token]) -> bool:
    """Whether the sentence can be read by itself: attributed words only, no stray mark, no label."""
    outside = sum(token.kind is Kind.WORD for token in sentence)
    if outside < _LEAST_WORDS or reading.body[sentence[-1].end - 1] in "?:":
        return False
    for token in sentence:
        if token.kind is Kind.QUOTE:
            one = reading.stretches[token.stretch]
            if not one.closed:
                return False
    text = reading.body[sentence[0].start : sentence[-1].end]
    if sum(token.word in '"“”«»|' for token in sentence if token.kind is Kind.MARK):
        return False
    return text[-1] in ".!…”\"’'»)" or text[-1].isalnum()


def _dangling(resolver: Resolver, sentence: Sequence[Token]) -> int | None:
    """The first word that points out of the sentence, if any."""
    known, end = resolver.known, sentence[-1].end
    start = sentence[0].start
    first = known.before(start)
    names = [
        name.span.start for name in known.names[first : first + 12] if name.span.start < end and not name.organisation
    ]
    named = names[0] if names else end
    person = False
    for at, token in enumerate(sentence):
        if token.kind is not Kind.WORD:
            continue
        if token.lower in _PERSONAL and token.start < named and not person:
            if token.lower in ("his", "her") and named < end and sentence[0].lower in PREPOSITIONS:
                continue  # With a sweep of his pen, Mr. Putin …
            return at
        person = person or token.lower in PERSON_NOUNS or token.lower in ROLE_NOUNS
        if at == 0 and token.lower in _DANGLING:
            following = sentence[1].lower if len(sentence) > 1 else ""
            if following not in _TIMES and token.lower not in ("here", "there", "both"):
                return at
        if (
            at == 1
            and sentence[0].lower == "the"
            and token.lower in ("latter", "former", "pair", "couple", "two", "duo")
        ):
            return 0
    return None


def _size(body: str, token: Token) -> int:
    if token.kind is Kind.QUOTE:
        return len(body[token.start : token.end].split()) if token.end - token.start < 2000 else 400  # noqa: PLR2004
    return int(token.kind is Kind.WORD)


def _offices(known: Register, sentence: Sequence[Token]) -> Iterator[Cut]:
    """The offices before full names: “US Secretary of State” Mike Pompeo, “the mayor” Ann Lee."""
    low, high = known.before(sentence[0].start), known.before(sentence[-1].end)
    places = {token.start: at for at, token in enumerate(sentence)}
    for name in known.names[low:high]:
        role = name.role
        if role is None or role.start > name.span.start or len(name.words) < 2 or role.start not in places:  # noqa: PLR2004
            continue
        begin, end = places[role.start], places.get(name.span.start)
        before = sentence[begin - 1] if begin else None
        if end is None:
            continue
        if before is not None and before.lower == "the":
            yield begin - 1, end
        elif (
            before is None
            or before.kind is not Kind.WORD
            or before.lower in PREPOSITIONS
            or before.lower in CONJUNCTIONS
        ):
            yield begin, end


def _shortened(body: str, sentence: list[Token], offices: Sequence[Cut]) -> tuple[list[Token], int]:
    """The tokens left, and their words, after as few cuts as bring the sentence under the limit."""
    size = sum(_size(body, token) for token in sentence)
    gone: set[int] = set()
    for low, high in cuts(sentence, offices):
        if (size <= MOST_WORDS and sentence[low].word != "(") or not gone.isdisjoint(range(low, high)):
            continue
        gone.update(range(low, high))
        size -= sum(_size(body, token) for token in sentence[low:high])
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


def _chosen(lines: Sequence[_Line]) -> list[_Line]:
    chosen: list[_Line] = []
    words = 0
    for line in sorted(lines, key=lambda line: (line.quoted > _MOSTLY, -line.score, line.number)):
        if len(chosen) >= LEAST and line.quoted > _MOSTLY:
            break  # what is mostly a quotation is better shown as one
        if len(chosen) >= LEAST and (words + line.words > BUDGET or len(chosen) >= MOST):
            continue
        if any(len(line.weighty & one.weighty) > _SAME * min(len(line.weighty), len(one.weighty)) for one in chosen):
            continue
        chosen.append(line)
        words += line.words
        if words >= BUDGET and len(chosen) >= LEAST:
            break
    return chosen
