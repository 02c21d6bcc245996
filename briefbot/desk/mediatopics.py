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
_MANY_MEANINGS = """
accomplishment actions adoption animal animals appel bar bonds boules casting communities conservation country coq
culture cultures design discipline essence exercise family fire folk foil formation game gens history huit influencers
language law lifestyle metal mode musical nature notation orthodoxy party peines people peste plant pool pop prices
profession record reformed régime relais résultats rock roller sculpture series série services skeleton society sommet
standards succès territory toy transfer trend trial values valeurs vol water anneaux arrachée ballon brasse cerceau
corde dos fleuret légers lourds marche massues mouches moyens papillon plumes poutre ruban sol tir vitesse voile lutte
اطار السيف الشريط الحبل الحلق القيادة المتوازي انجاز امن ادارة ادب بحث تحريك تنظيم تسليم جري حرة خطف خماسي خيال رباعي
رسم رمي زوجي سباعي سلة شعر صولجان عارضة عشاري عقلة عمل غرب غطس فحص فراشة فردي قدم قوس قيم كرة لعب مضرب مضمار موانع نتر
نزاع نوادي نقل واقعي
"""
_MEANS_MORE = frozenset(_MANY_MEANINGS.split())
"""Names of one word that mostly mean something else in a headline: "trial" of motorcycling, "pop", "اطار"."""


@dataclass(frozen=True, slots=True)
class MediaTopic:
    """One concept of the vocabulary."""

    code: str  # "16000000", of "medtop:16000000"
    names: tuple[str, ...]  # in English, Arabic and French; a name that a language lacks is left out
    broader: str  # code; "" at the top
    narrower: list[MediaTopic] = field(default_factory=list, compare=False)

    @property
    def telling(self) -> Iterator[str]:
        """The names of one word that, in a headline, tell what a story is about."""
        return (name for name in self.names if name.isalpha() and name.casefold() not in _MEANS_MORE)

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
