"""What can be said for a sentence as the answer to a question, in numbers.

What each is worth is learnt by `training/answers.py`, and weighed in `judging`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from briefbot.answers import evidence
from briefbot.answers.evidence import SHAPED
from briefbot.answers.kinship import SYNONYM
from briefbot.answers.meaning import meaning, nearness
from briefbot.answers.question import Sort, Wanted
from briefbot.answers.words import EMPTY
from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefbot.answers.overlap import Overlap
    from briefbot.answers.passages import Offer, Passage
    from briefbot.answers.question import Question
    from briefbot.answers.words import Word

Features = dict[str, float]

_NEAR = 6.0
"""Words; so far from what was asked about, a number or name counts a third."""

_OTHER_COUNT = 0.5
"""What a number close by is worth where something was to be counted that does not follow it."""

_LONG = 40
"""Words of a long sentence."""

_EXPLAINED = re.compile(r"[’']?s?,? (?:a|an|the|who|former|whose|is)\b")
_LINKS = frozenset({"and", "to", "of", "that", "for", "with", "by", "in", "but", "as"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    passage: Passage
    span: Span  # the sentence, and where speech is wanted its quotation's sentences beside it
    features: Features
    focus: Span | None  # the shortest words in it that would


def candidate(question: Question, overlap: Overlap, passage: Passage) -> Candidate:
    """Look at one sentence closely."""
    wanted, body = question.wanted, overlap.reading.body
    new = {kind: _new(question, passage.offers[kind]) for kind in SHAPED}
    near, focus = _nearest(question, overlap, passage, new.get(wanted, ()))
    if question.who_is and overlap.names:
        focus = None  # it is the sentence that tells who somebody is
    elif wanted is Wanted.NUMBER and question.sort is Sort.DURATION:
        focus = evidence.first_of_sort(question.sort, body, passage.span) or focus
    elif wanted is Wanted.SPEECH and passage.quotes:
        focus = next(part for part in passage.quotes[0].spans if part.overlaps(passage.span))
    found = _said(question, overlap, passage)
    found |= _placed(overlap, passage)
    found |= {
        "sort": float(question.sort is not None and evidence.of_sort(question.sort, body, passage.span)),
        "defines": _defines(question, overlap, passage),
        "quoted": passage.quoted,
        "says": float(passage.says),
        "asks": float(body[passage.span.start : passage.span.end].rstrip("”\"'’ ").endswith("?")),
    }
    found["subject"] = _subject(question, overlap, passage, says=passage.says)
    found["counted"] = _counted(question, overlap, passage, new[Wanted.NUMBER])
    found |= {f"offers_{kind.value}": min(3.0, len(spans)) for kind, spans in new.items()}
    match wanted:
        case Wanted.REASON:
            found["reason"] = evidence.reasons(body, passage.span)
            found["because"] = float(evidence.because(body, passage.span))
            found["reason_before"] = evidence.reasons(body, overlap.reading.passages[max(0, passage.at - 1)].span)
        case Wanted.SPEECH:
            found["spoken"] = float(bool(passage.quotes))
            found["asked_speaker"] = float(bool(set(overlap.names) & overlap.said(passage.speakers).keys()))
        case _ if wanted in new:
            found |= {
                "offered": float(bool(new[wanted])),
                "offered_and_said": float(bool(new[wanted])) * found["said"],
                "near": near,
                "near_and_said": near * found["said"],
            }
            found |= {f"{name}_shaped": found[name] for name in ("early", "long", "quoted")}
    found |= {f"{name}_{wanted.value}": found[name] for name in ("early", "long")}
    return Candidate(passage, _cited(question, overlap, passage), found, focus)


def _cited(question: Question, overlap: Overlap, passage: Passage) -> Span:
    if question.wanted is not Wanted.SPEECH or not passage.quotes:
        return passage.span
    beside = overlap.reading.passages[max(0, passage.at - 1) : passage.at + 2]
    same = [one for one in beside if one is passage or one.quotes[:1] == passage.quotes[:1]]
    body, start, end = overlap.reading.body, passage.span.start, passage.span.end
    # What stands between two sentences and is none of them is furniture, or may not be shown.
    if same[0] is not passage and body[same[0].span.end : start].isspace():
        start = same[0].span.start
    if same[-1] is not passage and body[end : same[-1].span.start].isspace():
        end = same[-1].span.end
    return Span(start, end)


def compare(candidates: Sequence[Candidate]) -> None:
    """Add to each how it stands among the others: 1 for the best, then a half, a third …."""
    for name in ("strength", "sense"):
        best_first = sorted(candidates, key=lambda one: -one.features[name])
        for at, one in enumerate(best_first):
            one.features[f"{name}_standing"] = 1 / (1 + at)


def _said(question: Question, overlap: Overlap, passage: Passage) -> Features:
    """How much of the question it says, alone and with its neighbours."""
    own = overlap.said(passage.stems)
    speakers = overlap.said(passage.speakers)
    known = speakers | own
    one_before = overlap.beside(passage, -1)
    strength = sum(overlap.weights[one] * much for one, much in own.items())
    rarest = max(overlap.weights.values(), default=0.0)
    names = [one for one in overlap.names if overlap.seen[one]]
    at, senses = passage.at, overlap.senses
    plain, whole = overlap.plain, overlap.share(dict.fromkeys(overlap.plain, 1.0)) or 1.0
    return {
        "same": overlap.share({one: 1.0 for one, much in own.items() if much >= overlap.sure}),
        "said": overlap.share(own),
        "before": overlap.share(one_before, known),
        "further_before": overlap.share(overlap.beside(passage, -2), known | one_before),
        "after": overlap.share(overlap.beside(passage, 1), known),
        "speaker": overlap.share(speakers, own),
        "rarest": max((much for one, much in own.items() if overlap.weights[one] == rarest), default=0.0),
        "words": float(len(own)),
        "strength": strength,
        "density": 20 * strength / (8 + len(passage.words)),
        "pairs": _pairs(question, passage),
        "names": sum(own.get(one, 0.0) for one in names) / len(names) if names else 0.5,
        "names_or_speaker": sum(known.get(one, 0.0) for one in names) / len(names) if names else 0.5,
        "plain_same": overlap.share({one: 1.0 for one in plain if own.get(one, 0.0) >= overlap.sure}) / whole,
        "plain_said": overlap.share({one: own[one] for one in plain if one in own}) / whole,
        "plain_known": overlap.share({one: known[one] for one in plain if one in known}) / whole,
        "plain_sense": overlap.plain_senses[at],
        "sense": senses[at],
        "loose_sense": overlap.loose_senses[at],
        "sense_before": senses[at - 1] if at else 0.0,
        "sense_after": senses[at + 1] if at + 1 < len(senses) else 0.0,
        "sense_with_before": _together(overlap, at - 1) if at else senses[at],
        "sense_with_after": _together(overlap, at) if at + 1 < len(senses) else senses[at],
    }


def _subject(question: Question, overlap: Overlap, passage: Passage, *, says: bool) -> float:
    """How much of whoever was asked about speaks in it, or is said to say something."""
    if not question.subject:
        return 0.0
    speaks = overlap.said(passage.speakers)
    named = overlap.said(passage.stems) if says else {}
    known = (max(speaks.get(one, 0.0), 0.7 * named.get(one, 0.0)) for one in question.subject)
    return sum(known) / len(question.subject)


def _counted(question: Question, overlap: Overlap, passage: Passage, numbers: Iterable[Span]) -> float:
    """How near in meaning what is numbered is to what was to be counted."""
    if question.counted is None:
        return 0.0
    same = {other for other, much in overlap.kin.get(question.counted, {}).items() if much >= SYNONYM}
    asked, best = meaning([question.counted]), 0.0
    starts = [word.start for word in passage.words]
    for span in numbers:
        after = bisect_left(starts, span.end)
        for word in passage.words[after : after + 3]:
            best = max(best, 1.0 if word.stem in same else nearness(asked, meaning([word.stem])))
    return best


def _together(overlap: Overlap, at: int) -> float:
    """How near a sentence and the next one are, taken together."""
    both = overlap.senses[at] + overlap.senses[at + 1]
    return both / math.sqrt(2 + 2 * max(0.0, overlap.reading.links[at]))


def _placed(overlap: Overlap, passage: Passage) -> Features:
    return {
        "headline": float(passage.number < 0),
        "position": passage.at / len(overlap.reading.passages),
        "long": min(1.0, len(passage.words) / _LONG),
        "short": float(len(passage.words) < 6),  # noqa: PLR2004 - an outcry, a subheading
        "lead": float(passage.number == 0),
        "early": 1 / (1 + passage.number) if passage.number >= 0 else 0.0,
    }


def _new(question: Question, offers: Iterable[Offer]) -> list[Span]:
    """What is offered that the question does not hold itself."""
    return [one.span for one in offers if not one.stems <= question.stems]


def _nearest(question: Question, overlap: Overlap, passage: Passage, new: Iterable[Span]) -> tuple[float, Span | None]:
    """How near something new stands to what was asked about, and which stands nearest."""
    places = [n for n, word in enumerate(passage.words) if word.stem in overlap.answering]
    starts = [word.start for word in passage.words]
    best, nearest, focus, fits = 0.0, 0.0, None, False
    for span in new:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end) - 1
        at = bisect_left(places, first)
        gaps = [max(0, first - place, place - last) for place in places[max(0, at - 1) : at + 2]]
        following = passage.words[last + 1 : last + 3]
        near = math.exp(-min(gaps) / _NEAR) if gaps else 0.0
        if question.counted is not None:
            near = 1.0 if question.counted in {word.stem for word in following} else _OTHER_COUNT * near
        of_sort = _of_sort(question, overlap.reading.body, span, following)
        if focus is None or (of_sort, near) > (fits, nearest):
            fits, nearest, focus = of_sort, near, _with_its_noun(span, following, question)
        best = max(best, near)
    return best, focus


def _of_sort(question: Question, body: str, span: Span, following: Sequence[Word]) -> bool:
    """Whether what is offered is of the sort wanted: of "17 workers, nine days", the days where "how long"."""
    end = following[0].end if following else span.end
    return question.sort is not None and evidence.of_sort(question.sort, body, Span(span.start, max(span.end, end)))


def _with_its_noun(span: Span, following: Sequence[Word], question: Question) -> Span:
    """Where trucks were asked about, not "42" but "42 trucks"; where money, not "14" but "14 crowns"."""
    if question.wanted is not Wanted.NUMBER:
        return span
    ends = [word.end for word in following if word.stem == question.counted]
    if following and following[0].text.islower():
        unit = question.sort is Sort.DURATION and evidence.UNIT.fullmatch(following[0].text)
        if unit or (question.sort is Sort.MONEY and following[0].text not in EMPTY):
            ends = [following[0].end]
    return Span(span.start, ends[0]) if ends else span


def _pairs(question: Question, passage: Passage) -> float:
    """The share of the question's pairs of words that stand side by side here too."""
    if not question.pairs:
        return 0.0
    here = {(a.stem, b.stem) for a, b in pairwise(passage.words)}
    return len(question.pairs & here) / len(question.pairs)


def _defines(question: Question, overlap: Overlap, passage: Passage) -> float:
    """Whether it says who somebody is, where that is the question: "Lina Okafor, the harbour minister"."""
    if not question.who_is:
        return 0.0
    body, best = overlap.reading.body, 0.0
    asked = {other for one in overlap.names for other, much in overlap.kin[one].items() if much >= overlap.sure}
    for at, word in enumerate(passage.words):
        if word.stem in asked:
            if _EXPLAINED.match(body, word.end):
                return 1.0
            before = passage.words[at - 1].text if at else "The"
            if before.islower() and before not in _LINKS:
                best = 0.6
    return best
