"""What a sentence has to offer to each kind of question: the names, numbers, times, places and reasons in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.answers.question import Sort, Wanted
from briefbot.story import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 2_000
"""Characters of a sentence that are looked at; longer is a list or a transcript without full stops."""

SHAPED = (Wanted.PERSON, Wanted.NUMBER, Wanted.TIME, Wanted.PLACE)
"""What can be recognised by its form."""

_MONTHS = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|April|May|June|July|Aug(?:ust|\.)?|Sept(?:ember|\.)?|Oct(?:ober|\.)?|"
    r"Nov(?:ember|\.)?|Dec(?:ember|\.)?"
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_COUNT = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|"
    "dozen|half|third|quarter|twice|once"
)
_UNIT = r"(?:second|minute|hour|day|night|week|weekend|month|year|decade|centur(?:y|ies))s?"
UNIT = re.compile(_UNIT)
_SEASON = "summer|spring|autumn|fall|winter|morning|afternoon|evening"
_ADJECTIVE = (
    "northern|southern|eastern|western|central|northeastern|northwestern|southeastern|southwestern|nearby|downtown|"
    "city|town|state|province|region|village"
)
_NO_NAME = (
    "I|The|A|An|But|And|He|She|It|They|We|You|In|On|At|For|As|That|This|These|Those|If|When|While|After|Before|His|Her|"
    "Their|Our|My|Your|There|What|Who|How|Why|So|Not|No|Yes|Also|Some|Many|Most|Such|To|From|With|By|Then|Now|Mr|Mrs|Ms|Dr|Its|However|Although|Since|Both|One|Two|Three|Last|More|Another"
)

_TIME = re.compile(
    r"(?:\b(?:last|next|this|late|early|mid|since|by|until|on|in|of) )?\b(?:"
    rf"(?:{_DAYS})\b(?:,? (?:{_MONTHS}) \d{{1,2}})?(?: (?:morning|afternoon|evening|night))?"
    rf"|(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}}(?:[–-]\d{{1,2}})?\b)?(?:,? \d{{4}}\b)?(?![a-z])"
    r"|\d{1,2}(?::\d\d)? ?[ap]\.?m\b\.?|(?:1[5-9]|20)\d\ds?\b"
    r"|(?:today|yesterday|tomorrow|tonight|overnight|noon|midnight)\b"
    rf"|(?:last|next|this|past|coming|previous|earlier this|later this|the same) (?:{_UNIT}|{_SEASON})\b"
    rf"|(?:a|an|few|several|\d+|{_COUNT}) {_UNIT} (?:ago|later|earlier|before|after)\b"
    rf"|(?:for|within) (?:\w{{1,20}} ){{1,3}}{_UNIT}\b)"
)
_NUMBER = re.compile(
    r"[$€£]\s?\d[\d,.]*(?:[- ](?:thousand|million|billion|trillion|bn|m)\b)?"
    r"|\b\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?"
    r"(?:\s?%|[- ](?:percent|per cent|points?|thousand|million|billion|trillion)\b)*"
    rf"|\b(?:{_COUNT})(?:[- ](?:{_COUNT}))*\b(?: percent| per cent)?"
    r"|\b(?:tens of thousands|dozens|hundreds|thousands|millions|billions|majority|most of|none|no one|nobody)\b",
    re.IGNORECASE,
)
_CAPITALISED = r"(?:[A-Z][\w’'-]{0,40}|[A-Z]\.)"
_NAME = re.compile(rf"\b{_CAPITALISED}(?:\s(?:(?:of|the|for|and|de|al|bin|van|von)\s){{0,2}}{_CAPITALISED}){{0,8}}")
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|across|outside|inside|around|into|off|through|of|throughout|between)\s"
    rf"(?:the\s|a\s|an\s)?(?:(?:{_ADJECTIVE})\s(?:of\s)?){{0,3}}"
    r"[A-Z][\w’'.-]{0,40}(?:,?\s(?:of\s|the\s)?[A-Z][\w’'.-]{0,40}){0,5}"
)
_REASON = re.compile(r"\b(?:after|amid|over|given|so|means|to)\b", re.IGNORECASE)
_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|as a result|in order to|so that|citing|in response to|for fear|prompted|"
    r"caused|blam\w{1,4}|reasons?|therefore|which is why|credit(?:s|ed)|led to|drove|driven by|stems? from)\b",
    re.IGNORECASE,
)
_STRONG_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|as a result|in order to|so that|citing|in response to|for fear|prompted|"
    r"caused|blam\w{1,4}|reasons?|aimed at|in an effort to|in protest|in an attempt to|therefore|which is why|"
    r"concerns?|worr(?:y|ied|ies)|fears?|accus\w{1,4}|since|if)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:said|says?|told|tells|tweet(?:ed)?|wrote|writes|add(?:ed|s)|argue[ds]|claim(?:ed|s)|asked|replied|responded|"
    r"explained|insisted|call(?:ed|s)|according|stated|declared|warned|noted|suggested|believes?|thinks?|accused|"
    r"criticized|blasted|slammed|denied|acknowledged|admitted|vowed|promised|predicted|described|statement|announced)\b"
)
_OF_SORT = {
    Sort.PERCENT: re.compile(r"\b(?:percent|per cent|percentage|points?)\b|\d\s?%", re.IGNORECASE),
    Sort.MONEY: re.compile(
        r"[$€£]\s?\d|\b(?:dollars?|cents?|euros?|pounds?|dinars?|riyals?|dirhams?|lira|rupees?|yen|yuan|rou?bles?|pesos?|"
        r"francs?|crowns?|million|billion)\b",
        re.IGNORECASE,
    ),
    Sort.DURATION: re.compile(
        rf"\b(?!a second\b)(?:\d+|a|several|few|many|{_COUNT})[- ](?:\w{{1,20}} )?{_UNIT}\b"
        r"|\b\d\d-year-old|, \d\d,|in a row",
        re.IGNORECASE,
    ),
    Sort.YEAR: re.compile(r"\b(?:1[5-9]|20)\d\d\b"),
    Sort.DAY: re.compile(rf"\b(?:{_DAYS})\b|\b(?:{_MONTHS}) \d"),
    Sort.VENUE: re.compile(
        r"\b(?:Hall|Center|Centre|Coliseum|Arena|Stadium|Park|Hotel|School|University|College|Church|Theat(?:er|re)|Club|"
        r"Airport|Auditorium|Building|Tower|House|Plaza|Garden|Ballroom|Fairgrounds|Library|Museum|Resort|Pavilion)\b"
    ),
    Sort.OUTLET: re.compile(
        r"\b(?:Times|Post|Journal|News|CNN|Fox|NBC|MSNBC|CBS|ABC|NPR|BBC|AP|AFP|Press|Reuters|Politico|Globe|Tribune|Herald|"
        r"Today|Bloomberg|Twitter|Facebook|Register|Review|Guardian|Telegraph|[Mm]agazine|newspaper|network|radio|program)\b"
    ),
    Sort.TITLE: re.compile(
        r"\b(?:called|titled|entitled|named|dubbed|nicknamed|known as|slogan|headlined)\b|“[A-Z][^”]{2,60}”"
    ),
}
_AGED = re.compile(
    rf"\b(?:\d+|{_COUNT})(?:[- ]\w{{1,20}})?[- ](?:years?|months?|weeks?|days?|centur(?:y|ies))[- ]old\b"
    r"|, \d{1,3}[,.;)]|\(\d{1,3}\)|\baged? \d|\bborn\b|\bbirthday\b"
    r"|\bturn(?:s|ed|ing)? \d|\bcentur(?:y|ies)\b|\bsince\b|\b1[5-9]\d\d\b",
    re.IGNORECASE,
)
_FOLK = (
    r"[A-Z][a-z]{2,12}(?:ish|ese|ians?|icans?)|Dutch|French|Greek|Swiss|German|Iraqi|Israeli|Saudi|Kuwaiti|Pakistani|"
    "Republicans?|Democrats?|Democratic|GOP"
)
_NOT_A_NAME = re.compile(rf"(?:{_DAYS}|{_MONTHS}|{_NO_NAME}|{_FOLK})\.?")


def _names(body: str, start: int, end: int) -> Iterator[Span]:
    """Runs of capitalised words that are no day, month or first word of a sentence."""
    for match in _NAME.finditer(body, start, end):
        first, _, rest = match.group().partition(" ")
        if not _NOT_A_NAME.fullmatch(first):
            yield Span(*match.span())
        elif rest and not _NOT_A_NAME.fullmatch(rest):
            yield Span(match.start() + len(first) + 1, match.end())


def _counts(body: str, start: int, end: int) -> Iterator[Span]:
    """Numbers that are no part of a date."""
    dates = {at for date in _found(_TIME, body, start, end) for at in range(date.start, date.end)}
    return (span for span in _found(_NUMBER, body, start, end) if span.start not in dates)


def _found(pattern: re.Pattern[str], body: str, start: int, end: int) -> Iterator[Span]:
    return (Span(*match.span()) for match in pattern.finditer(body, start, end))


def offers(kind: Wanted, body: str, span: Span) -> list[Span]:
    """The stretches of a sentence that are of a kind that has a form."""
    start, end = span.start, min(span.end, span.start + LONGEST)
    match kind:
        case Wanted.PERSON:
            return list(_names(body, start, end))
        case Wanted.NUMBER:
            return list(_counts(body, start, end))
        case Wanted.TIME:
            return list(_found(_TIME, body, start, end))
        case _:
            return [_without_stop(body, span) for span in _found(_PLACE, body, start, end)]


def _without_stop(body: str, span: Span) -> Span:
    """A place at a sentence's end without its full stop."""
    return Span(span.start, span.end - 1) if body[span.end - 1] == "." and span.end - span.start > 1 else span


def reasons(body: str, span: Span) -> float:
    """How much a sentence looks like one that gives a reason, 0 to 1."""
    start, end = span.start, min(span.end, span.start + LONGEST)
    if _STRONG_REASON.search(body, start, end):
        return 1.0
    return 0.4 if _REASON.search(body, start, end) else 0.0


def because(body: str, span: Span) -> bool:
    """Whether a sentence gives a reason in so many words."""
    return bool(_BECAUSE.search(body, span.start, min(span.end, span.start + LONGEST)))


def says(body: str, span: Span) -> bool:
    """Whether a sentence tells what somebody said."""
    return bool(_SAYS.search(body, span.start, min(span.end, span.start + LONGEST)))


def gives_age(body: str, span: Span) -> bool:
    """Whether a sentence says how old somebody or something is."""
    return bool(_AGED.search(body, span.start, min(span.end, span.start + LONGEST)))


def first_of_sort(sort: Sort, body: str, span: Span) -> Span | None:
    """The first words of this sort in a sentence."""
    found = _OF_SORT[sort].search(body, span.start, min(span.end, span.start + LONGEST))
    if found is None:
        return None
    words = found.group()
    start, end = (
        found.start() + len(words) - len(words.lstrip(" ,")),
        found.end() - len(words) + len(words.rstrip(" ,")),
    )
    return Span(start, end) if start < end else None


def of_sort(sort: Sort, body: str, span: Span) -> bool:
    """Whether a sentence holds something of this sort."""
    return bool(_OF_SORT[sort].search(body, span.start, min(span.end, span.start + LONGEST)))
