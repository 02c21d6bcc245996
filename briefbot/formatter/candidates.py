"""Everyone who may be the speaker of a quotation: by a verb of saying, by place, or by what was said before.

A rule here only offers; what its offers are worth is learnt (`ranking`). A new way of attributing is one more rule in
`candidates`, with a trait of its own, and `make train`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from briefbot.formatter.cues import Candidate, before_it, by_verb, ceiling, floor, is_cue, steps
from briefbot.formatter.lexicon import (
    CUES,
    DETERMINERS,
    DOCUMENTS,
    EVERYONE,
    FUNCTION,
    ORGANISATIONS,
    PERSON_NOUNS,
    PLURAL_ROLES,
    PRONOUNS,
    ROLE_NOUNS,
    VERBS,
)
from briefbot.formatter.phrases import Mention, clause_subject, phrase_from
from briefbot.formatter.text import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefbot.formatter.names import Register
    from briefbot.formatter.people import Attribution
    from briefbot.formatter.reading import Reading

_LABEL = 7  # tokens of a name and an office before a colon
_STRAY = 3  # marks behind a quotation that stands alone
_PHRASES = 4  # looked at on each side
_SIGNATURE = 10  # tokens of “— Ann Lee, farmer” under a quotation
_SHORT, _LONG = 3, 12  # words of a quotation
_FAR = 60  # tokens from one quotation to the next of the same speaker
_SURE = 0.7  # of an earlier attribution
_HEADS = {
    "people": PLURAL_ROLES | EVERYONE,
    "role": ROLE_NOUNS | PERSON_NOUNS,
    "body": ORGANISATIONS,
    "document": DOCUMENTS,
}
_RULES = ("behind", "before", "clause", "label", "verb", "phrase", "goes on", "sentence before", "last", "signed")


@dataclass(frozen=True, slots=True)
class _Quotation:
    """A stretch to find the speaker of, and where it stands."""

    reading: Reading
    number: int
    stream: Sequence[Token]
    at: int  # its token in the stream
    low: int  # the first token of its sentence
    text: str
    alone: bool  # in its sentence

    @classmethod
    def of(cls, reading: Reading, number: int) -> _Quotation:
        stream, at = reading.stream(number), reading.place[number]
        low = floor(stream, at)
        alone = not any(stream[k].kind is Kind.WORD for k in range(low, at)) and _nothing_behind(stream, at)
        return cls(reading, number, stream, at, low, reading.stretches[number].span.of(reading.body), alone)

    @property
    def outer(self) -> bool:
        return self.reading.stretches[self.number].parent is None


def candidates(
    reading: Reading, known: Register, number: int, done: Sequence[Attribution | None], last: Attribution | None
) -> tuple[list[Candidate], list[str]]:
    """Who may say stretch `number`, and the traits of the quotation itself, which tell how likely it is nobody.

    `done` holds the attributions of the stretches before, `last` the one of the last outermost among them.
    """
    quotation = _Quotation.of(reading, number)
    found: dict[int, Candidate] = {}
    for offer in _offers(quotation, done, last):
        same = found.setdefault(offer.mention.span.start, offer)
        if same is not offer:
            same.traits += offer.traits
            same.cue = same.cue or offer.cue
    form = _form(quotation)
    offers = list(found.values())
    for one in offers:
        kind = _kind(one.mention, reading, known)
        rules = [trait for trait in one.traits if trait in _RULES]
        one.traits += [f"{rule} / {kind}" for rule in rules]
        one.traits += [f"{rule} / {form}" for rule in rules]
        one.traits += [kind, f"also {min(len(rules), 3)}", *_look(one.mention, quotation)]
        if one.cue is None:
            one.traits.append("no cue")
    size = len(quotation.text.split())
    length = "short" if size <= _SHORT else "long" if size >= _LONG else "middling"
    inner = "outer" if quotation.outer else "inner"
    return offers, ["nobody", f"nobody / {form}", f"nobody / {inner}", f"nobody / {length}"]


def _offers(quotation: _Quotation, done: Sequence[Attribution | None], last: Attribution | None) -> Iterator[Candidate]:
    yield from by_verb(quotation.stream, quotation.at, quotation.low, quotation.text)
    if not quotation.alone:
        yield from _in_sentence(quotation)
    if quotation.outer:
        if quotation.alone:
            yield from _signed(quotation.stream, quotation.at)
        yield from _before_in_paragraph(quotation, done)
        yield from _sentence_before(quotation.stream, quotation.low)
        if last is not None:
            behind = quotation.reading.stretches[quotation.number].paragraph - last.paragraph
            yield Candidate(last.mention, None, ["last", f"last {min(behind, 4)}", f"last {last.confidence >= _SURE}"])


def _in_sentence(quotation: _Quotation) -> Iterator[Candidate]:
    """The clause's subject, the name before a colon, the subject of a verb that is no cue, and other phrases."""
    stream, at, low = quotation.stream, quotation.at, quotation.low
    label = _label(stream, low, at)
    if label is not None:
        yield Candidate(label, None, ["label"])
    head = clause_subject(stream, low, at)
    if head is not None:
        yield Candidate(head, None, ["clause", f"clause {steps(at - head.high)}"])
    high = ceiling(stream, at)
    left = list(_phrases(stream, low, at))[-_PHRASES:][::-1]
    for place, mention in enumerate(left):
        yield Candidate(mention, None, _phrase(stream, mention, "left", place, at - mention.high))
    right = list(islice(_phrases(stream, at + 1, high), _PHRASES))
    for place, mention in enumerate(right):
        away = mention.low - at - 1
        traits = _phrase(stream, mention, "right", place, away)
        if place == 0 and away <= 1 and _acts(stream, mention.high):
            traits.append("verb")
        yield Candidate(mention, None, traits)
    inverted = at + 1 + (at + 1 < high and stream[at + 1].word == ",")
    if inverted < high and _acts(stream, inverted):
        holder = phrase_from(stream, inverted + 1, high)
        if holder is not None and (holder.pronoun or stream[holder.low].capital):
            yield Candidate(holder, None, ["verb", "verb inverted"])


def _phrase(stream: Sequence[Token], mention: Mention, side: str, place: int, away: int) -> list[str]:
    beside = [f"phrase {side} {near}" for near in _around(stream, mention)]
    return ["phrase", f"phrase {side} {place}", f"phrase {side} {steps(away)}", *beside]


def _phrases(stream: Sequence[Token], low: int, high: int) -> Iterator[Mention]:
    """The noun phrases of tokens `low` to `high`, as far as they can be told without a parser."""
    at = low
    while at < high:
        token = stream[at]
        word = token.lower
        passed = token.kind is not Kind.WORD or (
            not (token.capital and at > low)
            and word not in PRONOUNS
            and word not in DETERMINERS
            and (word in FUNCTION or word in VERBS or word.endswith("ly") or is_cue(stream, at))
        )
        found = None if passed else phrase_from(stream, at, high)
        if found is not None:
            yield found
        at = found.high if found is not None else at + 1


def _around(stream: Sequence[Token], mention: Mention) -> Iterator[str]:
    """What stands beside a phrase: a verb of saying, a preposition, a comma."""
    before = stream[mention.low - 1] if mention.low else None
    after = stream[mention.high] if mention.high < len(stream) else None
    if before is not None and before.kind < Kind.QUOTE:
        if before.lower in CUES:
            yield "after cue"
        elif before.lower in FUNCTION:
            yield "after function"
    else:
        yield "first"
    if after is None or after.kind >= Kind.END:
        yield "ends"
    elif after.lower in CUES:
        yield "before cue"
    elif after.word == ",":
        yield "before comma"
    elif after.kind is Kind.QUOTE:
        yield "before quote"
    elif _acts(stream, mention.high):
        yield "before verb"


def _acts(stream: Sequence[Token], at: int) -> bool:
    """Whether token `at` looks like a verb in the past or the third person: “barked”."""
    if at >= len(stream) or stream[at].kind is not Kind.WORD or stream[at].capital:
        return False
    word = stream[at].lower
    return word not in FUNCTION and (word.endswith("ed") or word in CUES or word in VERBS)


def _nothing_behind(stream: Sequence[Token], at: int) -> bool:
    """Whether the sentence ends with the quotation at token `at`."""
    k = at + 1
    while k < len(stream) and k - at <= _STRAY and stream[k].kind is Kind.MARK:
        k += 1
    return k >= len(stream) or stream[k].kind >= Kind.END


def _label(stream: Sequence[Token], low: int, at: int) -> Mention | None:
    """The speaker named before a colon: Ann Lee: “…”."""
    if at - 1 > low and stream[at - 1].word == ":" and at - low <= _LABEL:
        found = clause_subject(stream, low, at - 1)
        if found is not None and found.high == at - 1:
            return found
    return None


def _signed(stream: Sequence[Token], at: int) -> Iterator[Candidate]:
    """The name that stands by itself under a quotation: “…” / — Ann Lee, farmer."""
    first = at + 1
    while first < len(stream) and stream[first].kind is not Kind.WORD and first - at <= _STRAY + 2:
        first += 1
    end = first
    while end < len(stream) and end - first <= _SIGNATURE and stream[end].kind < Kind.QUOTE:
        end += 1
    if first == at + 1 or end == first or end - first > _SIGNATURE or not stream[first].capital:
        return
    if any(is_cue(stream, k) or stream[k].lower in VERBS for k in range(first, end)):
        return
    found = phrase_from(stream, first, end)
    if found is not None:
        dashed = stream[first - 1].word in ("—", "–", "-", "―")
        yield Candidate(found, None, ["signed", f"signed {'dash' if dashed else 'bare'}"])


def _before_in_paragraph(quotation: _Quotation, done: Sequence[Attribution | None]) -> Iterator[Candidate]:
    """Whoever says the quotation before this one in the same paragraph."""
    stream, at = quotation.stream, quotation.at
    for k in range(at - 1, max(-1, at - _FAR), -1):
        if stream[k].kind is Kind.PARAGRAPH:
            return
        if stream[k].kind is Kind.QUOTE:
            spoken = done[stream[k].stretch]
            if spoken is not None:
                ended = any(stream[j].kind is Kind.END for j in range(k, at))
                sure = f"goes on {'apart' if ended else 'together'} {spoken.confidence >= _SURE}"
                yield Candidate(spoken.mention, None, ["goes on", sure, f"goes on {steps(at - k)}"])
            return


def _sentence_before(stream: Sequence[Token], low: int) -> Iterator[Candidate]:
    """The subject of the sentence before, and who speaks in it; surest where it ends with a colon."""
    end, crossed = low - 1, False
    while end >= 0 and stream[end].kind >= Kind.END:
        crossed = crossed or stream[end].kind is Kind.PARAGRAPH
        end -= 1
    if end < 0:
        return
    how = f"{'colon' if stream[end].word == ':' else 'stop'} {'across' if crossed else 'beside'}"
    start = floor(stream, end + 1)
    mention = clause_subject(stream, start, end + 1)
    if mention is not None:
        yield Candidate(mention, None, ["sentence before", f"sentence before {how}"])
    if end + 1 < len(stream):
        spoken = next(before_it(stream, end + 1, start), None)
        if spoken is not None:
            yield Candidate(spoken.mention, spoken.cue, ["sentence before", f"sentence before verb {how}"])


def _form(quotation: _Quotation) -> str:
    """How the words quoted begin and end, and whether they stand alone."""
    text = quotation.text
    begins = "whole" if text[:1].isupper() or not text[:1].isalpha() else "part"
    ends = "comma" if text.endswith((",", "—", "–")) else "stop" if text.endswith((".", "!", "?", "…")) else "open"
    return f"{begins} {ends} {'alone' if quotation.alone else 'beside'}"


def _kind(mention: Mention, reading: Reading, known: Register) -> str:
    """What sort of words name the candidate."""
    if mention.pronoun:
        return {"she": "he", "we": "i"}.get(mention.head, mention.head)
    first = known.before(mention.span.start)
    for name in known.names[first : first + 2]:
        if name.span.end <= mention.span.end and not (name.possessive and name.span.end < mention.span.end):
            full, _ = known.fullest(name)
            return "body" if full.organisation else "person" if len(full.words) > 1 else "name"
    for kind, heads in _HEADS.items():
        if mention.head in heads:
            return kind
    determined = mention.span.of(reading.body).split(None, 1)[0].lower() in DETERMINERS
    return "determined" if determined else "bare"


def _look(mention: Mention, quotation: _Quotation) -> Iterator[str]:
    """What makes a phrase more or less like a speaker's."""
    words = quotation.stream[mention.low : mention.high]
    if not words:
        return
    if words[-1].word.endswith(("’s", "'s")):
        yield "possessive"
    if words[0].lower.endswith("ing") or (words[0].lower.endswith("ed") and not words[0].capital):
        yield "begins as a verb"
    if mention.low == quotation.low and len(words) == 1 and not mention.pronoun:
        yield "one word, first"
    if not mention.pronoun and not any(word.capital for word in words):
        yield "no capital"
    if len(words) > 1:
        yield f"words {min(len(words), 8)}"
