"""What a question wants to know, read from the way it is put."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TypeVar

from briefbot.answers.phrases import plainly
from briefbot.answers.words import EMPTY, words

LONGEST = 1_000
"""Characters of a question that are read; a longer one is a paste, and its beginning says what it is about."""


class Wanted(Enum):
    """The kind of answer that would satisfy."""

    PERSON = "person"
    NUMBER = "number"
    TIME = "time"
    PLACE = "place"
    REASON = "reason"
    SPEECH = "speech"
    THING = "thing"  # anything else


class Sort(Enum):
    """What the answer must be like besides; most questions do not say."""

    PERCENT = "percent"
    MONEY = "money"
    DURATION = "duration"
    YEAR = "year"
    DAY = "day"
    VENUE = "venue"
    OUTLET = "outlet"
    TITLE = "title"


_Kind = TypeVar("_Kind")

_SAYING = (
    r"says?|said|saying|tells?|told|telling|comment(?:ed|s)?|statement|respon(?:d|ds|ded|se)|repl(?:y|ies|ied)|"
    r"reacts?|reacted|reaction|quotes?|words|argu(?:e|es|ed|ing|ment)|claims?|claimed|describ(?:e|es|ed)|calls?|called|"
    r"thinks?|thought|believes?|takes? on|(?:'s|s|his|her|their) take|comeback|clap back|hit back|feels?|"
    r"promis(?:e|es|ed)|excuse|explanation|explain(?:s|ed)?|defen[sc]e|defends?|defended|"
    r"predict(?:s|ed|ion)?|admit(?:s|ted)?|den(?:y|ies|ied)|accus(?:e|es|ed|ing)|criticis(?:m|ms|e|ed)|criticiz(?:e|es|ed)|warn(?:s|ed|ing)?|"
    r"apologiz(?:e|es|ed)|message|pitch|line|complain(?:s|ed|t)?|tweet(?:s|ed)?|joke(?:s|d)?|mad about|"
    r"blam(?:e|es|ed|ing)|mean(?:s|t)? by"
)
_PLACES = (
    "city|cities|country|countries|states?|towns?|county|places?|venue|room|village|province|region|hotel|school|"
    "university|college|arena|stadium|church|building|part of"
)
_PEOPLE = (
    "person|people|man|woman|officials?|minister|candidates?|party|senators?|governor|company|group|agency|paper|"
    "outlet|newspaper|network|show|channel|lawmakers?|pollsters?|reporter|republicans?|democrats?|union|team|groups|firm"
)
_AMOUNTS = (
    "number|numbers|percentage|percent|share|price|cost|toll|amount|total|age|size|score|rate|count|margin|tally|odds|"
    "portion|fraction|pct|%|salary|gap|lead|spread|split|turnout|figures?"
)
_FORMS = (
    (Wanted.NUMBER, r"how (?:many|much|big|large|long|old|far|often|high|few|tall|fast|heavy|close|wide|deep|strong)"),
    (Wanted.NUMBER, r"how (?:bad|badly|hot|cold)"),
    (Wanted.NUMBER, rf"what(?:'s|s| is| was| were| are)? (?:the |her |his |their )?(?:\w+ )?(?:{_AMOUNTS})"),
    (
        Wanted.NUMBER,
        r"what (?:do|does|did|will|would|is|are|was) .{1,60}\b(?:costs?|pay|paid|earn|charged?|worth|polling at)",
    ),
    (Wanted.NUMBER, r"death toll|by how much|(?:vote|final|head) count|sample size|margin of error|what %"),
    (Wanted.TIME, r"when(?:'s|s|'d)?|(?:what|which) (?:day|date|dates|time|years?|months?|week)|since when|last time"),
    (Wanted.TIME, r"how (?:long ago|soon|recently)"),
    (Wanted.PLACE, rf"where(?:'s|s|'d|abouts)?|(?:what|which) (?:{_PLACES})"),
    (Wanted.REASON, r"why(?:'s|s|'d)?|how come|what for|for what reason"),
    (Wanted.REASON, r"what(?:'s|s| is| was)? (?:the |their |his |her )?(?:reason\w*|cause|motive|rationale|point of)"),
    (Wanted.REASON, r"what (?:caused|led|made|prompted|drove|sparked|triggered)|what's behind|reasons?"),
    (
        Wanted.SPEECH,
        rf"(?:what|whats|what's|what'd|how|anything|did|does|do|has|would|is|are)\b.*(?:\b|(?='))(?:{_SAYING})",
    ),
    (Wanted.PERSON, rf"who|whom|whose|who(?:'s|s|'d|'ll)|(?:which|what) (?:\w+ )?(?:{_PEOPLE})"),
)
_SORTS = (
    (Sort.PERCENT, r"percent|percentage|share|portion|fraction|rate|pct|%|odds|polling|margin|how close|by how much"),
    (Sort.PERCENT, r"how (?:much|far) .{1,60}\b(?:ahead|behind|up|down|leading|trailing|lead|trail)"),
    (
        Sort.MONEY,
        r"money|cash|costs?|price|pays?|paid|salary|dollars|spen[dt]|raised?|donat\w+|worth|fine|bucks|earns?|owes?|budget",
    ),
    (Sort.DURATION, r"how (?:long|old|far back|soon)|age"),
    (Sort.YEAR, r"(?:what|which) years?"),
    (Sort.DAY, r"(?:what|which) (?:day|dates?|night)"),
    (Sort.VENUE, r"venue|hotel|arena|stadium|building|room|(?:what|which) (?:school|college|university|church)"),
    (Sort.OUTLET, r"paper|newspaper|outlet|network|show|channel|magazine|site|station|program"),
    (Sort.TITLE, r"title\w*|called|name of|named|slogan|nickname|label"),
)
_SORTS_OF = {
    Wanted.NUMBER: {Sort.PERCENT, Sort.MONEY, Sort.DURATION},
    Wanted.TIME: {Sort.YEAR, Sort.DAY},
    Wanted.PLACE: {Sort.VENUE},
    Wanted.PERSON: {Sort.OUTLET},
    Wanted.THING: {Sort.TITLE, Sort.OUTLET, Sort.MONEY, Sort.PERCENT},
    Wanted.SPEECH: {Sort.TITLE},
}
_COUNTED = re.compile(r"\bhow many (?:(?:more|other|new|of the) )?([^\W\d_]+)", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"\b(?:did|does|do|has|have|had|would|will|is|are|was|were)\s+(.{{1,60}}?)\s+(?:{_SAYING})\b", re.IGNORECASE
)
_ORDER = re.compile(
    r"\W*(?:please )?(?:write|compose|draw|paint|sing|translate|ignore|disregard|forget|pretend|generate|act as)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"\W*(?:(?:so|and|but|ok|wait),? )*"
    r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\b",
    re.IGNORECASE,
)
_WHO_IS = re.compile(
    r"\bwho(?:'s| is| was|s) (?:this |that )?[^\W\d_]+(?: [^\W\d_]+)?(?: (?:again|anyway))?\W*$", re.IGNORECASE
)
_AGE = re.compile(r"\bhow old\b|\bwhat age\b|'s age\b", re.IGNORECASE)


def _compiled(forms: tuple[tuple[_Kind, str], ...]) -> tuple[tuple[_Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf"(?<!\w)(?:{form})(?!\w)", re.IGNORECASE)) for kind, form in forms)


_WANTED_PATTERNS = _compiled(_FORMS)
_SORT_PATTERNS = _compiled(_SORTS)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is matched with stories."""

    wanted: Wanted
    sort: Sort | None
    telling: tuple[str, ...]  # stems of the words that say what it is about, in order
    words: tuple[str, ...]  # stems of all its words, in order
    stems: frozenset[str]  # the same
    pairs: frozenset[tuple[str, str]]  # telling stems that stand side by side
    names: frozenset[str]  # telling stems that are written as names
    counted: str | None  # the stem of what is counted: of "trucks" in "how many trucks"
    subject: frozenset[str]  # telling stems of whoever is to have said or done it: "did the harbour board comment?"
    order: bool  # no question at all: "write me a poem"
    yes_no: bool  # "did they …?"
    who_is: bool  # "who is Alhakim?"
    age: bool  # "how old is she?"


def read(text: str) -> Question:
    """The question as read; any text is one."""
    text = text[:LONGEST].replace("’", "'")
    asked = words(plainly(text))
    telling = [
        word for word in asked if word.text.casefold() not in EMPTY and (len(word.text) > 1 or word.text.isdigit())
    ]
    stems = frozenset(word.stem for word in asked)
    tells = {word.stem: None for word in telling}
    counted = _COUNTED.search(text)
    subject = _SUBJECT.search(text)
    wanted = _wanted(text)
    return Question(
        wanted=wanted,
        sort=next(
            (sort for sort, form in _SORT_PATTERNS if sort in _SORTS_OF.get(wanted, ()) and form.search(text)), None
        ),
        telling=tuple(tells),
        words=tuple(word.stem for word in asked),
        stems=stems,
        pairs=frozenset(pairwise(word.stem for word in asked if word.stem in tells)),
        names=frozenset(word.stem for word in telling if word.capital and word is not asked[0]),
        counted=words(counted[1])[0].stem if counted else None,
        subject=frozenset(word.stem for word in words(subject[1]) if word.stem in tells) if subject else frozenset(),
        order=bool(_ORDER.match(text)),
        yes_no=bool(_YES_NO.match(text)),
        who_is=bool(_WHO_IS.search(text)),
        age=bool(_AGE.search(text)),
    )


def _wanted(text: str) -> Wanted:
    found = [
        (match.start(), rank, wanted)
        for rank, (wanted, pattern) in enumerate(_WANTED_PATTERNS)
        if (match := pattern.search(text))
    ]
    if not found:
        return Wanted.THING
    # "How many people did he say were hurt" wants a number: what stands first decides, then the more telling form.
    return min(found)[2]
