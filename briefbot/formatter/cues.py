"""Candidates for who says a quotation, from the sentence that it stands in, each with how sure that place makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import BE, CUES, DETERMINERS, NEVER_INVERTED, SAYING, wordset
from briefbot.formatter.phrases import Mention, clause_subject, is_noun, phrase_ending, phrase_from, subject
from briefbot.formatter.text import Kind, Token
from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LEFT = 60  # tokens looked at before a quotation
_RIGHT = 40  # and behind it
_DASHES = frozenset("—–-")
_CLOSING = frozenset("),—–")  # marks that end what stands between a subject and its verb
_BETWEEN = 4  # tokens of “…” and “…,” he said
_CUES = 3  # verbs tried on each side
_LINK = DETERMINERS | wordset("that to of how : , — – - as")
"""Tokens between a verb and the quotation that is its object."""
_PASSIVE = wordset(
    """
    asked told accused called described quoted dubbed labeled labelled reported believed thought said
    """
)


@dataclass(slots=True)
class Candidate:
    """A mention that may be the speaker, and the traits of where it stands, by which it is ranked."""

    mention: Mention
    cue: Span | None
    traits: list[str]  # the rule that found it first: "behind", "behind inverted", "cue say"


def by_verb(stream: Sequence[Token], at: int, low: int, text: str) -> Iterator[Candidate]:
    """Who a verb of saying gives in the sentence from token `low` on, around the QUOTE token `at` with these words."""
    yield from _behind(stream, at, low, text)
    yield from before_it(stream, at, low)


def floor(stream: Sequence[Token], at: int) -> int:
    """The first token of the sentence around token `at`, or as far back as is looked."""
    low = at
    while low > 0 and at - low < _LEFT and stream[low - 1].kind < Kind.END:
        low -= 1
    return low


def ceiling(stream: Sequence[Token], at: int) -> int:
    """One past the last token of the sentence or clause around token `at`, or as far as is looked."""
    high = at + 1
    while high < len(stream) and high - at < _RIGHT and stream[high].kind < Kind.END and stream[high].word != ";":
        high += 1
    return high


def is_cue(stream: Sequence[Token], at: int) -> bool:
    """Whether token `at` is a verb of saying, or “according to”."""
    token = stream[at]
    if token.kind is not Kind.WORD:
        return False
    if token.lower in CUES:
        return not (token.capital and at > 0 and stream[at - 1].kind < Kind.END) and not is_noun(stream, at)
    return _according(stream, at)


def _according(stream: Sequence[Token], at: int) -> bool:
    return stream[at].lower == "according" and at + 1 < len(stream) and stream[at + 1].lower == "to"


def _span(stream: Sequence[Token], at: int) -> Span:
    return Span(stream[at].start, stream[at + 1 if _according(stream, at) else at].end)


def _behind(stream: Sequence[Token], at: int, low: int, text: str) -> Iterator[Candidate]:
    """“…,” he said; “…,” said Ann Lee, a farmer; “…,” according to the ministry."""
    high = ceiling(stream, at)
    first, crossed = at + 1, False
    comma = first < high and stream[first].word == ","
    ends_open = comma or text.endswith((",", "?", "!", "—", "–", "-"))
    first += comma or (first < high and stream[first].word in _DASHES)
    for k in range(first, high):
        token = stream[k]
        if token.kind is Kind.QUOTE:
            if crossed or k - first > _BETWEEN:
                return
            ends_open = crossed = True
            first = k + 1 + (k + 1 < high and stream[k + 1].word == ",")
        elif is_cue(stream, k) and (_according(stream, k) or not token.lower.endswith("ing")):
            mention, away = _subject_behind(stream, k, first, high)
            if mention is None and k == first and token.lower in SAYING and not crossed:
                mention = clause_subject(stream, low, at)  # The minister, “…,” said.
            if mention is not None:
                traits = ["behind", f"behind {'open' if ends_open else 'closed'} {steps(away)}", *_verb(stream, k)]
                if mention.low > k:
                    traits.append(f"behind inverted {stream[k].lower in SAYING}")
                if crossed:
                    traits.append("behind another")
                yield Candidate(mention, _span(stream, k), traits)
                return


def _verb(stream: Sequence[Token], k: int) -> Iterator[str]:
    """What the verb at `k` tells: which it is, how sure it is, and whether it is in the passive."""
    word = stream[k].lower
    yield f"cue {word}"
    if word not in SAYING and not _according(stream, k):
        yield "cue weak"
    if k > 0 and stream[k - 1].lower in BE and word in _PASSIVE:
        yield "cue passive"
    if word.endswith("ing"):
        yield "cue participle"


def steps(distance: int) -> str:
    """A distance in tokens, coarsely: "0", "1", "2", "4", "8", "16"."""
    return str(0 if distance <= 0 else min(16, 1 << (distance.bit_length() - 1)))


def _subject_behind(stream: Sequence[Token], k: int, first: int, high: int) -> tuple[Mention | None, int]:
    """The subject of the verb at `k`, and how many tokens stand between the quotation and both of them."""
    if _according(stream, k):
        return phrase_from(stream, k + 2, high), 0
    mention = subject(stream, k, first)
    if mention is not None:
        return mention, mention.low - first
    if stream[k].lower in NEVER_INVERTED:
        return None, 0
    after = k + 1
    while after < high and stream[after].lower in ("and", "then", "also"):
        after += 1
    return phrase_from(stream, after, high), 0


def before_it(stream: Sequence[Token], at: int, low: int) -> Iterator[Candidate]:
    """He said “…”; the ministry affirmed that the “…”; in a letter, she called it “…”."""
    found = crossed = commas = 0
    linked = True
    for k in range(at - 1, low - 1, -1):
        token = stream[k]
        if token.kind is Kind.QUOTE:
            crossed += 1
            linked = False
            continue
        if not is_cue(stream, k):
            linked = linked and (token.lower in _LINK or token.word in _LINK)
            commas += token.word in (",", ";")
            continue
        mention = _subject_before(stream, k, low, at)
        if mention is not None:
            traits = ["before", f"before {'linked' if linked else steps(at - k)}", f"before verb {found}"]
            traits += [f"before commas {min(commas, 3)}", f"before another {min(crossed, 2)}", *_verb(stream, k)]
            yield Candidate(mention, _span(stream, k), traits)
            found += 1
            if found >= _CUES:
                return
        linked = False


def _subject_before(stream: Sequence[Token], k: int, low: int, at: int) -> Mention | None:
    """The subject of the verb at `k`, which stands before the quotation at `at`."""
    if _according(stream, k):
        return phrase_from(stream, k + 2, at)
    before = stream[k - 1] if k > low else None
    if before is not None and before.kind is Kind.QUOTE and stream[k].lower not in NEVER_INVERTED:
        inverted = phrase_from(stream, k + 1, at)  # “…” said Ann Lee, “…”
        if inverted is not None:
            return inverted
    if before is None or (before.kind is not Kind.WORD and before.word not in _CLOSING):
        return clause_subject(stream, low, k)
    if stream[k].lower.endswith("ing") and before.lower not in BE:
        return _before_participle(stream, k, low)
    if before.lower in ("to", "and", "but", "or", "then", "by"):
        return clause_subject(stream, low, k)
    return subject(stream, k, low) or clause_subject(stream, low, k)


def _before_participle(stream: Sequence[Token], k: int, low: int) -> Mention | None:
    """Who is adding, saying, calling: the noun before “for saying”, else the subject of the clause."""
    if stream[k - 1].lower in ("for", "of"):
        for back in range(k - 2, max(low, k - 12) - 1, -1):
            token = stream[back]
            if token.capital or token.lower in ("him", "her", "them"):
                found = phrase_ending(stream, back, low)
                if found is not None:
                    return found
    return clause_subject(stream, low, k)
