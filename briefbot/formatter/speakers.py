"""Who says each quotation: the best candidate of its sentence, else whoever speaks around it.

No speaker is better than a wrong one: what the rules are not sure of stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.formatter.cues import Candidate, candidates, floor
from briefbot.formatter.people import Floor, Identity, Resolver
from briefbot.formatter.phrases import Mention, clause_subject
from briefbot.formatter.text import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.formatter.names import Register
    from briefbot.formatter.reading import Reading
    from briefbot.story import Span

UNSURE = 0.4  # a candidate below this is no better than the fallbacks


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a quotation, and how sure that is."""

    mention: Mention
    cue: Span | None
    identity: Identity | None
    confidence: float
    why: str


def attribute(reading: Reading, known: Register) -> list[Attribution | None]:
    """One attribution for each stretch of the reading, in order; None where nothing tells."""
    return _Attributor(reading, known).all()


class _Attributor:
    def __init__(self, reading: Reading, known: Register) -> None:
        self.reading, self.people, self.floor = reading, Resolver(reading, known), Floor()
        self.done: list[Attribution | None] = []
        self.last: Attribution | None = None  # who spoke last in the prose

    def all(self) -> list[Attribution | None]:
        for number in range(len(self.reading.stretches)):
            found = self._attribute(number)
            self.done.append(found)
            if found is not None and self.reading.stretches[number].parent is None:
                self.last = found
                if found.identity is not None:
                    self.floor.take(found.identity)
        return self.done

    def _attribute(self, number: int) -> Attribution | None:
        reading = self.reading
        one = reading.stretches[number]
        stream, at = reading.stream(number), reading.place[number]
        offered = candidates(stream, at, reading.body[one.span.start : one.span.end])
        best = max(offered, key=lambda candidate: candidate.score, default=None)
        if (
            number
            and one.parent is None
            and reading.stretches[number - 1].goes_on
            and self.done[number - 1] is not None
        ):
            return self.done[number - 1]
        if best is not None and best.score >= UNSURE:
            return self._resolved(best, stream)
        if one.parent is not None:
            return None
        return self._from_context(stream, at)

    def _from_context(self, stream: Sequence[Token], at: int) -> Attribution | None:
        """A quotation whose own sentence names no speaker."""
        low = floor(stream, at)
        alone = not any(stream[k].kind is Kind.WORD for k in range(low, at)) and _nothing_behind(stream, at)
        if not alone:
            label = _label(stream, low, at)
            mention = label or clause_subject(stream, low, at)
            if mention is None:
                return None
            return self._resolved(Candidate(mention, None, 0.9 if label else 0.55, "clause"), stream)
        same = _previous_quote(stream, at)
        if same is not None and (spoken := self.done[stream[same].stretch]) is not None:
            return Attribution(spoken.mention, None, spoken.identity, min(0.92, spoken.confidence), "goes on")
        return self._from_sentence_before(stream, low) or self._from_last()

    def _from_sentence_before(self, stream: Sequence[Token], low: int) -> Attribution | None:
        """The subject of the sentence before; surest where that one ends with a colon or has a verb of saying."""
        end = low - 1
        crossed = False
        while end >= 0 and stream[end].kind >= Kind.END:
            crossed = crossed or stream[end].kind is Kind.PARAGRAPH
            end -= 1
        if end < 0:
            return None
        colon = stream[end].word == ":"
        start = floor(stream, end + 1)
        offered = candidates(stream, end + 1, "") if end + 1 < len(stream) else []
        best = max(offered, key=lambda candidate: candidate.score, default=None)
        if colon and best is not None:
            return self._resolved(Candidate(best.mention, best.cue, 0.9, "colon"), stream)
        if crossed and not colon and self.last is not None:
            return None
        mention = clause_subject(stream, start, end + 1)
        if mention is None:
            return None
        return self._resolved(
            Candidate(mention, None, 0.8 if colon else 0.5 if crossed else 0.66, "sentence before"), stream
        )

    def _from_last(self) -> Attribution | None:
        last = self.last
        if last is None:
            return None
        return Attribution(last.mention, None, last.identity, min(0.5, last.confidence), "spoke last")

    def _resolved(self, candidate: Candidate, stream: Sequence[Token]) -> Attribution:
        identity = self.people.identity(candidate.mention, stream, self.floor)
        sure = identity.sure if identity is not None else 1.0
        return Attribution(
            candidate.mention, candidate.cue, identity, round(max(0.0, candidate.score * sure), 3), candidate.why
        )


def _nothing_behind(stream: Sequence[Token], at: int) -> bool:
    k = at + 1
    while k < len(stream) and k - at < 4 and stream[k].kind is Kind.MARK:  # noqa: PLR2004 - a stray mark or two
        k += 1
    return k >= len(stream) or stream[k].kind >= Kind.END


def _label(stream: Sequence[Token], low: int, at: int) -> Mention | None:
    """The speaker named before a colon: Ann Lee: “…”."""
    if at - 1 > low and stream[at - 1].word == ":" and at - low <= 7:  # noqa: PLR2004 - a name and an office
        found = clause_subject(stream, low, at - 1)
        if found is not None and found.high == at - 1:
            return found
    return None


def _previous_quote(stream: Sequence[Token], at: int) -> int | None:
    """The quotation before this one in the same paragraph."""
    for k in range(at - 1, max(-1, at - 60), -1):
        if stream[k].kind is Kind.QUOTE:
            return k
        if stream[k].kind is Kind.PARAGRAPH:
            return None
    return None
