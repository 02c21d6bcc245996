"""Words that the search takes for one another, because it cuts endings off, and that mean different things.

`falsefriends.txt` is the table, for people to edit.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def meant(word: str) -> tuple[str, ...]:
    """What a story must have as it is written, where a word is asked for that has false friends; else nothing."""
    return table().get(word.casefold(), ())


@cache
def table() -> Mapping[str, tuple[str, ...]]:
    """By each word of `falsefriends.txt`, it and its inflections."""
    made = {}
    for line in files("briefbot.desk").joinpath("falsefriends.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            for group in line.split("|"):
                words = tuple(group.split())
                made.update(dict.fromkeys(words, words))
    return made
