"""How likely two groups of stories report one happening: a small model over what their facts share and deny.

Its weights are learnt from newsrooms' stories about happenings of the same kind by `make train` (see
training/events.py) and stand in likeness.json, one number a feature. No word of any story is in them.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from operator import mul
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.desk.facts import rarity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefbot.desk.facts import Facts

WEIGHTS = Path(__file__).with_name("likeness.json")

FEATURES = (
    "always",
    "names",  # cosines, and means over all pairs of stories
    "focus",
    "full names",
    "figures",
    "names of the smaller known to the larger",
    "names of the larger known to the smaller",
    "telling figures",
    "other names in focus",
    "other full names in focus",
    "same day",
    "other weekday",
    "other year",
    "other figures beside a word",
    "other places",
    "names in as many stories",
    "stories of the smaller",  # the more tell of an event, the more two parts of it share
    "stories of the larger",
)

_SAME_DAY = 3  # days
_KNOWN = 0.5  # share of stories that must hold a name for it to count in full
_UNIT = 6.0  # rarity of a word beside a figure that counts in full


def features(one: Facts, other: Facts, days: Callable[[int], float]) -> tuple[float, ...]:
    """What the model sees of two groups of stories, in the order of `FEATURES`; of equals `one` counts as the smaller.

    `days` tells how much a day in common tells, 0 to 1: nothing where every story is of that day.
    """
    small, large = sorted((one, other), key=lambda facts: facts.stories)
    return (
        1.0,
        _dot(small.names, large.names) / (small.stories * large.stories),
        _cosine("focus", small, large),
        _cosine("full", small, large),
        _cosine("figures", small, large),
        _known(small, large),
        _known(large, small),
        _held(large.telling_figures, small),
        min(_missed("focus", small, large), _missed("focus", large, small)),
        min(_missed("full", small, large), _missed("full", large, small)),
        _same_day(small, large, days),
        max(0.0, 1 - 2 * _shared(small.weekdays, large.weekdays)),  # a day of the follow-up beside that of the event
        1 - _shared(small.years, large.years),
        _other_figures(small, large),
        min(_missed("places", small, large), _missed("places", large, small)),
        _as_often_named(small, large),
        math.log(small.stories),
        math.log(large.stories),
    )


def likeness(one: Facts, other: Facts, days: Callable[[int], float]) -> float:
    """The logarithm of the odds that two groups of stories report one happening."""
    return float(sum(map(mul, _learnt(), features(one, other, days))))


def _cosine(part: str, one: Facts, other: Facts) -> float:
    return _dot(getattr(one, part), getattr(other, part)) / (one.lengths[part] * other.lengths[part])


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    # Few of the terms are shared, and in no certain order, which `fsum` does not mind.
    return math.fsum(one[term] * other[term] for term in one.keys() & other.keys())


def _known(one: Facts, other: Facts) -> float:
    """The share of the one's focus that lies on names which the other's stories hold; a half where there is none."""
    enough, held, focus = _KNOWN * other.stories, other.held, one.focus
    found = math.fsum(focus[term] * min(1.0, held[term] / enough) for term in focus.keys() & held.keys())
    return found / one.focused if focus else 0.5


def _held(weights: Mapping[str, float], other: Facts) -> float:
    total = sum(weights.values())
    found = sum(weight * min(1.0, other.held.get(term, 0) / other.stories) for term, weight in weights.items())
    return found / total if total else 0.5


def _missed(part: str, one: Facts, other: Facts) -> float:
    """How far a name that the one is most about fails to be what the other is about, 0 to 1."""
    theirs = getattr(other, part)
    top = one.most(part)
    return max(
        (
            weight / top[0][1] * (1 - min(1.0, theirs.get(term, 0.0) * one.stories / (weight * other.stories)))
            for term, weight in top
        ),
        default=0.0,
    )


def _same_day(one: Facts, other: Facts, days: Callable[[int], float]) -> float:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return 0.0
    apart = max(one.first - other.last, other.first - one.last)
    return days(min(one.last, other.last)) if apart <= _SAME_DAY else 0.0


def _shared(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """How far two counts agree, 0 to 1; in full where one is empty and denies nothing."""
    if not one or not other:
        return 1.0
    ones, others = sum(one.values()), sum(other.values())
    return sum(min(count / ones, other.get(value, 0) / others) for value, count in one.items())


def _other_figures(one: Facts, other: Facts) -> float:
    """How many words stand beside other figures in the one than in the other, the rarer the more."""
    mine, theirs = sorted((one.values, other.values), key=len)
    denied = sum(
        max(1.0, rarity(unit.strip("_"))) / _UNIT
        for unit, values in mine.items()
        if unit in theirs and values.isdisjoint(theirs[unit])
    )
    return math.log1p(denied)


def _as_often_named(one: Facts, other: Facts) -> float:
    """How far as large a share of the one's stories holds each name as of the other's, by what the names tell."""
    both = math.fsum(
        rarity(name) * min(one.held.get(name, 0) / one.stories, other.held.get(name, 0) / other.stories)
        for name in one.names.keys() & other.names.keys()
    )
    return both / ((one.named + other.named - both) or 1.0)


@lru_cache(maxsize=1)
def _learnt() -> tuple[float, ...]:
    learnt = json.loads(WEIGHTS.read_text("utf-8"))
    return tuple(float(learnt[name]) for name in FEATURES)
