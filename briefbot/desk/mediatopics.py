"""IPTC's Media Topics, the subjects that agencies give their stories: found by code or name, with all that is narrower.

The vocabulary stands in `mediatopics.tsv`: © IPTC, CC BY 4.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from briefbot.desk import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CODE = re.compile(r"(?:medtop:)?(\d{8})")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class MediaTopic:
    """One concept of the vocabulary."""

    code: str  # "16000000", of "medtop:16000000"
    names: tuple[str, ...]  # in English, Arabic and French; a name that a language lacks is left out
    broader: str  # code; "" at the top
    narrower: list[MediaTopic] = field(default_factory=list, compare=False)

    def all(self) -> Iterator[MediaTopic]:
        """The concept itself, then what is narrower, at every depth."""
        yield self
        for concept in self.narrower:
            yield from concept.all()


def find(text: str) -> MediaTopic | None:
    """The concept of a code or a name in any of the languages; else the broadest whose name has all the words."""
    if code := _CODE.fullmatch(text.strip().casefold()):
        return concepts().get(code[1])
    wanted = names.fold(text)
    if found := _by_name().get(wanted):
        return found
    words = set(_WORD.findall(wanted))
    having = [each for name, each in _by_name().items() if words and words <= set(_WORD.findall(name))]
    return min(having, key=_depth, default=None)


def near(text: str, count: int = 3) -> list[str]:
    """Names that are written like `text`, nearest first, for a person who mistyped one."""
    return get_close_matches(names.fold(text), _by_name(), count, 0.6)


def _depth(concept: MediaTopic) -> int:
    return 0 if not concept.broader else 1 + _depth(concepts()[concept.broader])


@cache
def concepts() -> Mapping[str, MediaTopic]:
    """By code, those in use before those retired."""
    made = {}
    for line in files("briefbot.desk").joinpath("mediatopics.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, broader, *called = line.split("\t")
            made[code] = MediaTopic(code, tuple(filter(None, called)), broader)
    for concept in made.values():
        if concept.broader:
            made[concept.broader].narrower.append(concept)
    return made


@cache
def _by_name() -> Mapping[str, MediaTopic]:
    """By name, folded; the broadest concept where several have it, one in use before one retired."""
    made: dict[str, MediaTopic] = {}
    for concept in sorted(concepts().values(), key=_depth):
        for name in concept.names:
            made.setdefault(names.fold(name), concept)
    return made
