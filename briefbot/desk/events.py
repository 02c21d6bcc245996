"""Which stories report the same happening; each is compared with the events before it, as stories arrive.

Two happenings of one kind share most of their words; what tells them apart is who, where and how many. So names and
numbers are weighed apart from the other words and above them, and what stands in many events weighs little. Merging
tells a reader that newsrooms corroborate each other: two events that are one is the smaller mistake.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from briefbot.story import Story

SURE = 0.31
"""Likeness from which a story belongs to an event; the mean over the closer half of the event's stories."""

APART = timedelta(days=3)
"""Stories published further apart than this are on two happenings, or on what came of the first."""

_NAMES, _WORDS = 0.6, 0.4  # what each has of the likeness
_READ = 300  # words of a story looked at; background follows
_LEAD = 60  # words that count twice: the headline, and what happened first
_PRIOR = 100  # events that a word is taken to be missing from before any was seen

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_STEM = 4  # letters that an ending must leave
_COMMON_WORDS = """
a an the and or but of in on at to for from by with as is are was were be been has have had he she it they his her
its their that this which who will would said says not no after before over out up into than about also more new one
two
"""
_COMMON = frozenset(_COMMON_WORDS.split())

_Terms = Mapping[str, float]


@dataclass(slots=True)
class _Event:
    name: str
    members: list[tuple[_Terms, _Terms]] = field(default_factory=list)  # of each story: names, other words; unit length
    terms: set[str] = field(default_factory=set)
    newest: datetime | None = None


class Grouping:
    """Events as they grow; a story once named keeps its event."""

    def __init__(self) -> None:
        self._events: list[_Event] = []
        self._holding: Counter[str] = Counter()  # events that hold a term

    def add(self, story: Story) -> str:
        """The event that a story belongs to: the id of the first story that reported it."""
        counted = _counted(story)
        terms = tuple(map(self._weighed, counted))
        close = ((self._likeness(terms, event), event) for event in self._events if not _apart(story, event))
        likeness, event = max(close, key=lambda found: found[0], default=(0.0, None))
        if event is None or likeness < SURE:
            event = _Event(story.id)
            self._events.append(event)
        event.members.append((terms[0], terms[1]))
        fresh = {term for part in counted for term in part} - event.terms
        event.terms |= fresh
        self._holding.update(fresh)
        if story.published is not None:
            event.newest = max(story.published, event.newest or story.published)
        return event.name

    def _weighed(self, counted: Counter[str]) -> _Terms:
        """Square root of the count times the logarithm of the term's rarity among events, scaled to unit length."""
        known = len(self._events) + _PRIOR
        weights = {term: math.sqrt(n) * math.log(known / (self._holding[term] + 1)) for term, n in counted.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {term: weight / length for term, weight in weights.items()}

    @staticmethod
    def _likeness(terms: Sequence[_Terms], event: _Event) -> float:
        likenesses = sorted(
            _NAMES * _cosine(terms[0], names) + _WORDS * _cosine(terms[1], words) for names, words in event.members
        )
        closer = likenesses[len(likenesses) // 2 :]
        return sum(closer) / len(closer)


def group(stories: Iterable[Story]) -> list[str]:
    """The event of each story, in order: its first story's id, which no later story changes."""
    grouping = Grouping()
    return [grouping.add(story) for story in stories]


def _apart(story: Story, event: _Event) -> bool:
    return story.published is not None and event.newest is not None and abs(story.published - event.newest) > APART


def _cosine(one: _Terms, other: _Terms) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def _counted(story: Story) -> tuple[Counter[str], Counter[str]]:
    """Names and numbers, and the other words without their endings; what stands in the lead counts twice."""
    text = f"{story.headline} . {story.body}"
    words = [match.group() for _, match in zip(range(_READ), _WORD.finditer(text), strict=False)]
    small = {word for word in words if word[0].islower()}
    names: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for place, word in enumerate(words):
        term = word.casefold().replace("’", "'").removesuffix("'s")
        if term in _COMMON or (len(term) == 1 and not term.isdigit()):
            continue
        times = 2 if place < _LEAD else 1
        if term[0].isdigit() or (word[0].isupper() and word.lower() not in small):
            names[f"={term.removesuffix('s') if len(term) > _STEM else term}"] += times
        else:
            others[_stem(term)] += times
    return names, others


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
