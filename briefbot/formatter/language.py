"""Whether the rules can read a story: they know English, and say so where a story is something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.formatter.lexicon import wordset

if TYPE_CHECKING:
    from briefbot.story import Story

NOT_READ = "briefbot reads English only: this is the first sentence, and quotations come without their speakers"

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 3000  # code points of the body looked at
_FEW = 8  # words that say nothing of a language
_COMMON = wordset(
    """
    the of and to in a an is was that for on with said he she it its from by at as be been has have had not are were
    will would who they this his her their after but or which there we you i
    """
)
_SHARE = 0.12  # of the words; English copy has about 0.35, its neighbours less than 0.08


def reads(story: Story) -> bool:
    """Whether a story is in a language that the rules know, by its own word or by its commonest words."""
    if story.language is not None and not story.language.lower().startswith("en"):
        return False
    found = _WORD.findall(story.body[:_SAMPLE])
    if len(found) < _FEW:
        return story.body[:_SAMPLE].isascii() or not found or all(word[0] < "\u0250" for word in found)
    return sum(word.lower() in _COMMON for word in found) >= _SHARE * len(found)
