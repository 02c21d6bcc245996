"""Quotations from stretches: which belong together, what kind each is, and whose words they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import CUES, FUNCTION, WORKS
from briefbot.formatter.text import Kind, Token, tokens
from briefbot.story import Quote, QuoteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.formatter.people import Attribution
    from briefbot.formatter.reading import Reading

_INTERRUPTION = 25  # tokens of “…,” she told reporters in Doha, “…”
_SCARE = 3  # words; no more than these, and nobody likely to have said them, is a scare quote
_SOMEBODYS = 0.6  # how likely a mention must be the speaker of so few words
_TITLE = 12  # words of a title at most
_TITLE_LONGEST = 120  # code points
_NEAR_WORK = 4  # tokens between a title and the word that says what it is of


def quotes(reading: Reading, said: Sequence[Attribution | None]) -> list[Quote]:
    """Every quotation of a reading, in order of its first word; `said` has one entry for each stretch."""
    found: list[Quote] = []
    for group in _groups(reading, said):
        by = max((said[one] for one in group), key=lambda one: one.confidence if one else 0.0)
        identity = by.identity if by else None
        kinds = {_kind(reading, number, said[number]) for number in group}
        found.append(
            Quote(
                spans=tuple(reading.stretches[number].span for number in group),
                kind=QuoteKind.SPEECH if QuoteKind.SPEECH in kinds else kinds.pop(),
                mention=by.mention.span if by else None,
                speaker=identity.span if identity else None,
                role=identity.role if identity else None,
                cue=by.cue if by else None,
                confidence=by.confidence if by and identity else 0.0,
            )
        )
    return found


def _groups(reading: Reading, said: Sequence[Attribution | None]) -> list[list[int]]:
    groups: list[list[int]] = []
    latest: dict[int | None, list[int]] = {}  # the group last opened among the stretches of one parent
    for number, one in enumerate(reading.stretches):
        group = latest.get(one.parent)
        if group is not None and (
            reading.stretches[group[-1]].goes_on or _interrupted(reading, group[-1], number, said[group[-1]])
        ):
            group.append(number)
        else:
            group = [number]
            groups.append(group)
            latest[one.parent] = group
    return groups


def _interrupted(reading: Reading, first: int, second: int, by: Attribution | None) -> bool:
    """Whether only an attribution stands between: “…,” he said, “…”."""
    stream = reading.stream(first)
    low, high = reading.place[first] + 1, reading.place[second]
    if by is None or by.cue is None or not 0 < high - low <= _INTERRUPTION:
        return False
    if reading.body[reading.stretches[first].span.end - 1] != "," and stream[low].word != ",":
        return False
    between = stream[low:high]
    verbs = [token for token in between if token.lower in CUES]
    return (
        between[-1].word == ","
        and len(verbs) == 1
        and all(token.kind < Kind.QUOTE for token in between)
        and between[0].start <= by.cue.start < between[-1].end
    )


def _kind(reading: Reading, number: int, by: Attribution | None) -> QuoteKind:
    one = reading.stretches[number]
    stream, at = reading.stream(number), reading.place[number]
    if one.span.end - one.span.start > _TITLE_LONGEST:
        return QuoteKind.SPEECH
    words = [token for token in tokens(reading.body, one.span.start, one.span.end) if token.kind is Kind.WORD]
    ends = reading.body[one.span.end - 1]
    before = stream[at - 1] if at else None
    if before is not None and before.lower in ("so-called", "self-styled", "self-proclaimed"):
        return QuoteKind.SCARE
    if one.mark in ("《", "『") or _is_title(stream, at, words, ends):
        return QuoteKind.TITLE
    if len(words) > _SCARE or (ends in ".!?" and words and words[0].capital):
        return QuoteKind.SPEECH
    return QuoteKind.SPEECH if by is not None and by.confidence >= _SOMEBODYS else QuoteKind.SCARE


def _is_title(stream: Sequence[Token], at: int, words: Sequence[Token], ends: str) -> bool:
    if not words or len(words) > _TITLE or ends in "!?—":
        return False
    weighty = [word for word in words if word.lower not in FUNCTION]
    capitals = bool(weighty) and all(word.capital or word.word[0].isdigit() for word in weighty)
    around = [*stream[max(0, at - _NEAR_WORK) : at], *stream[at + 1 : at + 3]]
    if any(token.lower in WORKS for token in around) or _is_nickname(stream, at):
        return capitals
    return capitals and len(weighty) > 1 and ends not in ".…"


def _is_nickname(stream: Sequence[Token], at: int) -> bool:
    """Whether a name stands close on both sides: Omar “The Crane” Haddad."""
    return 0 < at < len(stream) - 1 and stream[at - 1].capital and stream[at + 1].capital
