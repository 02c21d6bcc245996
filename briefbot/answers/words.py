"""What makes two words the same to a question: their stem, and a short table of everyday synonyms."""

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

_SAME = """
kill die death dead fatal murder slay casualty toll perish
injure wound hurt
say tell state comment remark speak talk mention
think believe opinion view reckon
pay cost price spend expense bill
money fund cash dollar
give donate contribute donation contribution donor
meet meeting talk summit conference session
law legislation act statute
leave exit withdraw withdrawal pull depart departure quit
attack strike assault bomb bombing raid
shoot shooting gunman gun fire
job work employment post position employer
buy purchase acquire
vote ballot election elect poll primary caucus
police cop officer authorities law-enforcement
child kid children son daughter youngster
boss chief head leader chair chairman chairwoman
company firm business corporation
begin start open launch kick
end finish stop halt close cease
help aid assist relief support
win victory beat defeat won
lose lost defeat loss
arrest detain custody jail prison
sack dismiss oust
resign quit
rise increase grow climb jump surge up
fall drop decline decrease slump plunge down
warn caution alert
agree deal agreement accord pact
reject refuse decline turn deny
plan propose proposal intend
back support endorse endorsement
blame accuse fault accusation
want seek demand hope
fight battle clash combat
country nation state
city town
president leader
candidate contender rival nominee runner opponent
vote-count result tally
wife husband spouse married marry
born birth age old
rich wealth billionaire
storm hurricane cyclone typhoon
quake earthquake tremor
flood flooding
fire blaze
truck lorry convoy
road highway route
plane aircraft jet
ship vessel boat ferry
soldier troop force army military
hospital clinic
school university college student
house home
survey poll
paper newspaper
tv television
ad advertisement commercial spot
women woman female
men man male
join participate attend
worry concern fear afraid scared
angry anger mad outrage furious
happy glad pleased
try attempt effort
build construct construction
break violate breach
ban prohibit bar block
rule decide decision ruling verdict
judge court
lawsuit sue suit
review inspect inspection check
send dispatch deliver
reopen open
delay postpone
"""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word's English stem; "Convoys'" → "convoy"."""
    plain = word[:LONGEST].casefold().replace("’", "'")
    for ending in ("'s", "'re", "'d", "'ll", "'ve"):
        plain = plain.removesuffix(ending)
    return str(_STEMMER.stemWord(plain))


def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(_SAME.strip().splitlines()):
        for word in line.split():
            groups.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in groups.items()}


_GROUPS = _groups()
_NONE: frozenset[int] = frozenset()


def groups(stemmed: str) -> frozenset[int]:
    """The synonym groups that a stem is in."""
    return _GROUPS.get(stemmed, _NONE)


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
