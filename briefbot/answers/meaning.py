"""What words mean, as places in a space: words that are used alike stand close together.

`meanings.txt` holds the common words of news English; where they stand was learnt by `training/answers.py`.
"""

from __future__ import annotations

import base64
import math
from array import array
from functools import lru_cache
from importlib.resources import files
from operator import add, mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DIMENSIONS = 48

Place = tuple[float, ...]
NOWHERE: Place = (0.0,) * DIMENSIONS


@lru_cache(maxsize=1)
def _written() -> dict[str, str]:
    """Each stem with its line: how much it tells, and its place, `DIMENSIONS` signed bytes in base 85."""
    text = files("briefbot.answers").joinpath("meanings.txt").read_text("utf-8")
    return dict(line.split(" ", 1) for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=16_384)
def _place(stem: str) -> Place | None:
    line = _written().get(stem)
    if line is None:
        return None
    tells, place = line.split(" ")
    return tuple(float(tells) * step / 127 for step in array("b", base64.b85decode(place)))


def meaning(stems: Iterable[str]) -> Place:
    """Where a text of these stems stands, at distance 1 from the middle; `NOWHERE` if it knows none of them."""
    total = list(NOWHERE)
    for stem in stems:
        if place := _place(stem):
            total = list(map(add, total, place))
    length = math.sqrt(sum(map(mul, total, total)))
    return tuple(step / length for step in total) if length else NOWHERE


def nearness(one: Place, other: Place) -> float:
    """How alike two texts are, −1 to 1; 0 where nothing is known of one of them."""
    return float(sum(map(mul, one, other)))
