"""What a question wants to know, read from the way it is put."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from briefbot.answers.words import EMPTY, Word, words

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


_SAYING = (
    "say|says|said|saying|tell|tells|told|telling|comment|commented|statement|respond|responded|response|reply|replied|"
    "react|reacted|reaction|quote|quotes|words|argue|argued|claim|claims|claimed|describe|described|call|think|thinks"
)
_PLACES = "city|cities|country|countries|state|states|town|towns|county|place|places|venue|room|village|province|region"
_PEOPLE = "person|people|man|woman|officials?|minister|candidates?|party|senators?|governor|company|group|agency|paper"
_AMOUNTS = "number|numbers|percentage|percent|share|price|cost|toll|amount|total|age|size|score|rate|count|margin|tally"
_FORMS = (
    (Wanted.NUMBER, r"how (?:many|much|big|large|long|old|far|often|high|few|tall|fast|heavy|close|badly|bad)"),
    (Wanted.NUMBER, rf"what(?:'s| is| was| were| are)? (?:the )?(?:\w+ )?(?:{_AMOUNTS})"),
    (Wanted.NUMBER, r"death toll|by how much|(?:vote|final|head) count|sample size"),
    (
        Wanted.TIME,
        r"when|(?:what|which) (?:day|date|time|years?|months?|week)|how long ago|since when|how soon|last time",
    ),
    (Wanted.PLACE, rf"where|(?:what|which) (?:{_PLACES})"),
    (
        Wanted.REASON,
        r"why|how come|what for|for what reason|what(?:'s| is| was)? (?:the |their |his |her )?(?:reason|cause|motive)",
    ),
    (Wanted.REASON, r"what (?:caused|led|made|prompted)"),
    (Wanted.SPEECH, rf"(?:what|whats|what'd|how|anything|did|does|do|has)\b.*\b(?:{_SAYING})"),
    (Wanted.PERSON, rf"who|whom|whose|which (?:\w+ )?(?:{_PEOPLE})"),
)
_COUNTED = re.compile(r"\bhow many (?:(?:more|other|new|of the) )?([^\W\d_]+)", re.IGNORECASE)
_PATTERNS = tuple((wanted, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for wanted, pattern in _FORMS)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is matched with stories."""

    wanted: Wanted
    telling: tuple[Word, ...]  # the words that say what it is about, in order, each stem once
    pairs: frozenset[tuple[str, str]]  # stems of telling words that stand side by side
    stems: frozenset[str]  # of all its words
    counted: str | None = None  # the stem of what is counted: of "trucks" in "how many trucks"


def read(text: str) -> Question:
    """The question as read; any text is one."""
    text = text[:LONGEST].replace("’", "'")
    asked = words(text)
    telling: dict[str, Word] = {}
    for word in asked:
        if word.text.casefold() not in EMPTY and (len(word.text) > 1 or word.text.isdigit()):
            telling.setdefault(word.stem, word)
    near = [(a.stem, b.stem) for a, b in pairwise(word for word in asked if word.stem in telling)]
    counted = _COUNTED.search(text)
    return Question(
        wanted=_wanted(text),
        telling=tuple(telling.values()),
        pairs=frozenset(near),
        stems=frozenset(word.stem for word in asked),
        counted=words(counted[1])[0].stem if counted else None,
    )


def _wanted(text: str) -> Wanted:
    found = [
        (match.start(), rank, wanted)
        for rank, (wanted, pattern) in enumerate(_PATTERNS)
        if (match := pattern.search(text))
    ]
    if not found:
        return Wanted.THING
    # "How many people did he say were hurt" wants a number: what stands first decides, then the more telling form.
    return min(found)[2]
