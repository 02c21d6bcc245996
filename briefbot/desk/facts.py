"""What a story is about, for telling it from others of its kind: names, figures and days, and no other words.

Two happenings of one kind share most of their words; who, where, how many and when tell them apart. Facts of several
stories are the sum of theirs, so that an event's never need to be counted again; they are plain numbers by word, fit
for storing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefbot.formatter.lexicon import FUNCTION, wordset
from briefbot.formatter.salience import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping

    from briefbot.story import Story

COMMON = Path(__file__).with_name("common_words.tsv")
"""Words and the share of stories that hold them; a name has a capital. Learnt by `make train`."""

RAREST = 0.01
"""Share of stories from which a word is in that list."""

READ = 400  # words of a story looked at; background follows
_LEAD = 60  # words that count twice: the headline, and what happened first
_HEAD = 300  # code points in which a story that came without a time may give its day
_ASKED = 16  # the names that tell most
_NOTHING = 1e-9  # what is left of a weight that was taken away
_MOST = 300  # words kept of a kind; an event of hundreds of stories is known by fewer

_PLAIN_NAME = 3.0  # the least weight of a name: "Jackson" is common, and the one who was hurt
_KEPT_LETTERS = 4  # a name that ends in s is taken for a plural if it is longer

_WORD = re.compile(r"(?:[^\W_]\.){2,}|\d+(?:[.,:-]\d+)*|[^\W_]+(?:[’'&-][^\W_]+)*|[.!?\n]")
_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {month: at for at, month in enumerate(_SHORT_MONTHS.split(), 1)}
_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = re.compile(r"(\d{1,2})(?:,.*)?")
_FULL_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?({_MONTH.pattern})\b\.?\s*(?:(\d{{1,2}})(?:st|nd|rd|th)?\s*)?,?\s*"
    r"((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(r"\b(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*((?:20)?\d\d)\b")
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]|20[0-4])\d(?!\d)")
_WEEKDAYS = wordset("monday tuesday wednesday thursday friday saturday sunday")
_TEENS = """
three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS = """
twenty thirty forty fifty sixty seventy eighty ninety
"""
_FIGURES = {word: str(at) for at, word in enumerate(_TEENS.split(), 3)}
_FIGURES |= {word: str(10 * at) for at, word in enumerate(_TENS.split(), 2)}
_WHERE = wordset("in at near outside from off")
"""Words after which a name is a place, more often than not."""

_LONGEST_FIGURE = 7  # characters; a longer one is an address or an account

Weights = dict[str, float]


@dataclass
class Facts:
    """Of `stories` stories together; a word's weight in each part is the sum of its weights in them.

    Names are words ("jackson"), full names pairs of them ("vincent jackson").
    """

    stories: int = 1
    names: Weights = field(default_factory=dict)  # unit length in a story: root of the count, by rarity
    focus: Weights = field(default_factory=dict)  # sum 1 in a story: count, by rarity
    full: Weights = field(default_factory=dict)  # sum 1 in a story: count, the surname alone counted with them
    figures: Weights = field(default_factory=dict)  # unit length in a story: root of the count, by rarity
    places: Weights = field(default_factory=dict)  # sum 1 in a story: count after "in" and the like, by rarity
    held: dict[str, int] = field(default_factory=dict)  # stories that hold the name, full name or figure
    units: dict[str, int] = field(default_factory=dict)  # stories with the figure beside the word: "magnitude_ 6.1"
    years: dict[str, int] = field(default_factory=dict)  # stories of which it is the latest year named
    weekdays: dict[str, int] = field(default_factory=dict)  # stories that name it in the lead
    first: int | None = None  # the earliest day that a story without a time gives as its own; ordinal
    last: int | None = None

    def add(self, other: Facts) -> None:
        """Take in the facts of other stories."""
        self.stories += other.stories
        for mine, theirs in zip(self._parts(), other._parts(), strict=True):
            for word, weight in theirs.items():
                mine[word] = mine.get(word, 0) + weight
            if len(mine) > 2 * _MOST:
                kept = sorted(mine.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
                mine.clear()
                mine.update(kept)
        days = [day for day in (self.first, self.last, other.first, other.last) if day is not None]
        self.first, self.last = min(days, default=None), max(days, default=None)
        for known in ("lengths", "leaders", "focused", "named", "telling", "telling_figures", "values"):
            self.__dict__.pop(known, None)

    def less(self, other: Facts) -> Facts:
        """These facts without those of some of the stories; the days stay, since no one can say whose they were."""
        rest = Facts(self.stories - other.stories, first=self.first, last=self.last)
        for left, mine, theirs in zip(rest._parts(), self._parts(), other._parts(), strict=True):
            left.update(
                (word, weight) for word, had in mine.items() if (weight := had - theirs.get(word, 0)) > _NOTHING
            )
        return rest

    def _parts(self) -> tuple[MutableMapping[str, float], ...]:
        counted = (self.held, self.units, self.years, self.weekdays)
        return (self.names, self.focus, self.full, self.figures, self.places, *counted)  # type: ignore[return-value]

    @cached_property
    def lengths(self) -> dict[str, float]:
        """The length of each part's vector; 1 where it is empty."""
        parts = {part: getattr(self, part) for part in ("names", "focus", "full", "figures")}
        return {part: math.sqrt(sum(w * w for w in weights.values())) or 1.0 for part, weights in parts.items()}

    def most(self, part: str) -> list[tuple[str, float]]:
        """The three words that weigh most in the part."""
        if part not in self.leaders:
            weights = getattr(self, part)
            self.leaders[part] = [
                (term, weights[term]) for term in nsmallest(3, weights, key=lambda term: (-weights[term], term))
            ]
        return self.leaders[part]

    @cached_property
    def leaders(self) -> dict[str, list[tuple[str, float]]]:
        """What `most` found."""
        return {}

    @cached_property
    def focused(self) -> float:
        """All that the names in focus weigh together."""
        return sum(self.focus.values())

    @cached_property
    def named(self) -> float:
        """All that the names tell together, each by the share of the stories that hold it."""
        return sum(rarity(name) * self.held.get(name, 0) for name in self.names) / self.stories

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """The names that the stories are most about, by which events are found."""
        weights = {term: w * self.held.get(term, 0) for part in (self.focus, self.full) for term, w in part.items()}
        return tuple(nsmallest(_ASKED, weights, key=lambda term: (-weights[term], term)))

    @cached_property
    def telling_figures(self) -> Weights:
        """The figures that stand in most stories and few others, with their weights."""
        shares = ((rarity(word) * self.held.get(word, 0) / self.stories, word) for word in self.figures)
        return {word: weight for weight, word in sorted(shares, reverse=True)[:4]}

    @cached_property
    def values(self) -> dict[str, set[str]]:
        """The figures that stand beside a word; of three stories and more, those that two of them have."""
        found: dict[str, set[str]] = {}
        for pair, count in self.units.items():
            if count > 1 or self.stories < 3:  # noqa: PLR2004 - as the docstring says
                unit, value = pair.split(" ")
                found.setdefault(unit, set()).add(value)
        return found


class Word(NamedTuple):
    """A word of the story as it stands."""

    written: str
    word: str  # without case, possessive and stops
    begins: bool  # a sentence
    start: int
    end: int


def read(story: Story) -> Facts:
    """The facts of one story; never raises, whatever the text."""
    seen = list(islice(words(f"{story.headline}\n{story.body}"), READ))
    counts = _named(seen, story.headline)
    day = _day(f"{story.headline}\n{story.body[:_HEAD]}"[:_HEAD]) if story.published is None else None
    own = story.published.date() if story.published else date.fromordinal(day) if day else None
    if own is not None:  # the dateline's day is that of every story of the day
        counts.pop(f"#{own.month}/{own.day}", None)
        counts.pop(f"#{own.year}", None)
    places = {f"={term[1:]}": counts.pop(term) for term in list(counts) if term[0] == "@"}
    facts = Facts(held=dict.fromkeys(counts, 1), first=day, last=day)
    names = {term: n for term, n in counts.items() if term[0] == "="}
    full = {term: n for term, n in counts.items() if " " in term}
    figures = {term: n for term, n in counts.items() if term[0] == "#"}
    facts.names = _unit({term: math.sqrt(n) * rarity(term) for term, n in names.items()})
    facts.figures = _unit({term: math.sqrt(n) * rarity(term) for term, n in figures.items()})
    facts.focus = _shares({term: n * rarity(term) for term, n in names.items()})
    facts.full = _shares({term: float(n) for term, n in full.items()})
    facts.places = _shares({term: n * rarity(term) for term, n in places.items()})
    facts.units = dict.fromkeys(_units(seen), 1)
    years = [year for one in seen if one.written[0].isdecimal() for year in _YEAR.findall(one.written)]
    facts.years = {max(years): 1} if years else {}
    facts.weekdays = dict.fromkeys((one.word for one in seen[:_LEAD] if one.word in _WEEKDAYS), 1)
    return facts


def together(group: Iterable[Facts]) -> Facts:
    """The facts of several stories."""
    whole = Facts(stories=0)
    for one in group:
        whole.add(one)
    return whole


def words(text: str) -> Iterator[Word]:
    """The words of a text, one after the other."""
    begins = True
    for match in _WORD.finditer(text):
        written = match.group()
        if written.islower() and written.isalpha() and written.isascii():  # most words are as they should be
            word = written
        elif written in ".!?\n":
            begins = True
            continue
        else:
            word = written.casefold().replace("’", "'").removesuffix("'s")
            word = word.replace(".", "") if written[0].isalpha() else word
        yield tuple.__new__(Word, (written, word, begins, *match.span()))  # in half the time of Word(…)
        begins = False


def _named(seen: list[Word], headline: str) -> Counter[str]:
    """How often each name "=jackson", full name "vincent jackson", place "@hamburg" and figure "#31-24" stands."""
    inside = {one.word for one in seen if one.written[0].isupper() and not one.begins and one.start > len(headline)}
    small = {one.word for one in seen if one.written[0].islower()}
    counts: Counter[str] = Counter()
    before: tuple[str, int] | None = None  # the name before, and where it ends
    for at, one in enumerate(seen):
        if one.written[0].islower() and one.word not in _FIGURES:  # as most are
            before = None
            continue
        times = 2 if at < _LEAD else 1
        term = _figure(seen, at)
        if term is not None:
            counts[term] += times
        name = None if term is not None or _month(one) else _name(one, inside, small)
        if name is None:
            before = None
            continue
        counts[f"={name}"] += times
        if at and seen[at - 1].word in _WHERE:
            counts[f"@{name}"] += times
        if before is not None and one.start - before[1] <= 2:  # noqa: PLR2004 - a blank, and an initial's stop
            counts[f"{before[0]} {name}"] += times
        before = name, one.end
    _count_surnames(counts)
    return counts


def _name(one: Word, inside: set[str], small: set[str]) -> str | None:
    """The name that the word is: it has its capital inside a sentence too, or is no word that starts one."""
    if not one.written[0].isupper() or one.word in FUNCTION or one.word in _WEEKDAYS or len(one.word) == 1:
        return None
    if one.word not in inside and (one.word in small or stem(one.word) in common() or one.word in common()):
        return None
    return singular(one.word)


def singular(name: str) -> str:
    """A name without a plural's ending, so that the Saints and a Saint meet."""
    return name[:-1] if name.endswith("s") and len(name) > _KEPT_LETTERS else name


def _figure(seen: list[Word], at: int) -> str | None:
    """The figure that stands here, a day of the year for a month with its day; none for that day itself."""
    one = seen[at]
    if month := _month(one):
        day = _day_of_month(seen, at + 1) or _day_of_month(seen, at - 1)
        return f"#{month}/{day}" if day else None
    if one.word in _FIGURES:
        return f"#{_FIGURES[one.word]}"
    if not one.written[0].isdecimal() or any(
        0 <= beside < len(seen) and _month(seen[beside]) for beside in (at - 1, at + 1)
    ):
        return None
    return f"#{one.word.replace(',', '')}"


def _month(one: Word) -> int | None:
    return _MONTHS[one.word[:3]] if one.written[0].isupper() and _MONTH.fullmatch(one.word) else None


def _day_of_month(seen: list[Word], at: int) -> int | None:
    match = _ORDINAL.fullmatch(seen[at].word.rstrip("stndrh")) if 0 <= at < len(seen) else None
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None  # noqa: PLR2004 - days


def _count_surnames(counts: Counter[str]) -> None:
    """A surname alone stands for the full name that has it most often."""
    fullest: dict[str, str] = {}
    for term, count in counts.items():
        if " " in term:
            surname = f"={term.split(' ')[1]}"
            if surname not in fullest or count > counts[fullest[surname]]:
                fullest[surname] = term
    for surname, term in fullest.items():
        counts[term] = max(counts[term], counts[surname])


def _units(seen: list[Word]) -> Iterator[str]:
    """Each figure with the word after it, "_point 23", and before it, "magnitude_ 6.1"."""
    for at, one in enumerate(seen):
        value = _FIGURES.get(one.word) or (one.word.replace(",", "") if one.written[0].isdecimal() else "")
        if not value or len(value) > _LONGEST_FIGURE or _figure(seen, at) is None:
            continue
        for beside, form in ((at + 1, "_{}"), (at - 1, "{}_")):
            if 0 <= beside < len(seen):
                word = stem(seen[beside].word)
                if len(word) > 1 and word[0].isalpha() and seen[beside].word not in FUNCTION:
                    yield f"{form.format(word)} {value}"


def _day(text: str) -> int | None:
    """The day that the text gives in full, ordinal."""
    if match := _FULL_DATE.search(text):
        return _ordinal(int(match[4]), _MONTHS[match[2][:3].lower()], int(match[1] or match[3] or 15))
    if match := _SHORT_DATE.search(text):
        year = int(match[3]) % 100 + 2000
        return _ordinal(year, int(match[1]), int(match[2])) or _ordinal(year, int(match[2]), int(match[1]))
    return None


def _ordinal(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


@lru_cache(maxsize=100_000)
def rarity(term: str) -> float:
    """How much a name or figure tells: the logarithm of how few stories hold it."""
    share = common().get(term.removeprefix("#"), RAREST / 3)
    return max(-math.log(share), _PLAIN_NAME if term[0] == "=" else 0.0)


@lru_cache(maxsize=1)
def common() -> Mapping[str, float]:
    """Share of stories by word; names as "=obama"."""
    rows = (line.split("\t") for line in COMMON.read_text("utf-8").splitlines())
    return {f"={word.casefold()}" if word[0].isupper() else word: float(share) for word, share in rows}


def _unit(weights: Weights) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def _shares(weights: Weights) -> Weights:
    total = sum(weights.values()) or 1.0
    return {term: weight / total for term, weight in weights.items()}
