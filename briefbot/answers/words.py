"""The words of a text, and their stems."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_STEMMER = snowballstemmer.stemmer("english")
LONGEST = 64
"""Characters of a word that are looked at; longer is no word."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EMPTY = _words(
    """
    a an the this that these those it its he him his she her hers they them their theirs we us our you your i me my
    and or but nor so as if than then of in on at by to for from with about into over after before between through
    during against up down out off again is are was were be been being am do does did done doing have has had having
    will would shall should can could may might must not no yes there here what which who whom whose when where why how
    who's what's where's when's why's how's what'd why'd whats any some all both each more most other others such only
    own same too very just now ok okay please also even still really exactly else ever actually anyway again also
    get gets got go goes going went gone come comes came make makes made take takes took thing things stuff kind sort
    tell me many much long often old way got let lets well guy guys people person one ones
    """
)
"""Words of a question that tell nothing of what it is about."""


_IRREGULAR = """
buy bought; say said; win won; lose lost; hold held; tell told; rise rose risen; fall fell fallen; begin began begun;
speak spoke spoken; pay paid; send sent; build built; catch caught; teach taught; think thought; fight fought;
sell sold; meet met; lead led; flee fled; shoot shot; run ran; choose chose chosen; draw drew drawn; drive drove driven;
break broke broken; steal stole stolen; write wrote written; take took taken; give gave given; grow grew grown;
know knew known; throw threw thrown; strike struck; seek sought; swear swore sworn; stand stood; become became;
keep kept; sweep swept; deal dealt; mean meant; feel felt; hear heard; hide hid hidden; freeze froze frozen;
wear wore worn; sink sank sunk; spend spent; lend lent; bring brought; eat ate eaten; fly flew flown;
forget forgot forgotten; forbid forbade forbidden; withdraw withdrew withdrawn; overthrow overthrew overthrown;
undergo underwent; cut cuts; die died dying; lie lied lying; tie tied tying;
child children; woman women; man men; foot feet; life lives; wife wives; swing swung; hang hung; win winning;
shake shook shaken; ride rode ridden; sing sang sung; drink drank drunk
"""
_BASE = {form: line.split()[0] for line in _IRREGULAR.split(";") for form in line.split()[1:]}


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word's English stem; "Convoys'" → "convoy"."""
    plain = word[:LONGEST].casefold().replace("’", "'")
    for ending in ("'s", "'re", "'d", "'ll", "'ve"):
        plain = plain.removesuffix(ending)
    return str(_STEMMER.stemWord(_BASE.get(plain, plain)))


class Word(NamedTuple):
    """A word of a text: where it stands, as written, and its stem."""

    start: int
    end: int
    text: str
    stem: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of a stretch of a text, in order."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Word(*match.span(), match.group(), stem(match.group())) for match in found]
