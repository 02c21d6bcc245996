"""Whether two stories are one dispatch: republished elsewhere, or sent again with nothing changed that matters."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefbot.story import Story

REPRINT = 0.8
"""Of the runs of five words of the shorter text, so many must stand in the other. Two newsrooms that write on one
event from one press release share far fewer; an outlet that republishes a dispatch adds a line and cuts the end."""

SHORTEST = 25
"""Words; shorter texts are alike by chance."""

_RUN = 5
_MARGIN = 200  # code points
_WORD = re.compile(r"\w+")
_NEGATIONS = frozenset(
    {"no", "not", "never", "nor", "none", "nobody", "nothing", "without", "cannot", "t", "denied", "denies", "deny"}
)


def reprint(one: Story, other: Story) -> bool:
    """Whether the two are the same dispatch, whoever carries it, so that together they corroborate nothing."""
    return alike(_words(one.body), _words(other.body)) >= REPRINT


def written_by(one: Story, other: Story) -> bool:
    """Whether of two that are one dispatch the other's agency wrote it: the one names that agency as its source."""
    return _names(one, other.agency) and not _names(other, one.agency)


def stands_without(one: Story, gone: Story) -> bool:
    """Whether a story still reports its happening where `gone` is withdrawn: another newsroom's, on its own word."""
    return (
        one.agency != gone.agency and not _named(f"{one.headline}\n{one.body}", gone.agency) and not reprint(one, gone)
    )


def unchanged(before: Story, after: Story) -> bool:
    """Whether a new version says what the one before said: the same figures and negations in nearly the same words."""
    was, is_ = (_words(f"{story.headline}\n{story.body}") for story in (before, after))
    return was == is_ or (alike(was, is_) >= REPRINT and telling(was) == telling(is_))


def alike(one: list[str], other: list[str]) -> float:
    """The share of the shorter text's runs of words that stand in the other, 0 to 1; 0 for texts too short to tell."""
    if min(len(one), len(other)) < SHORTEST:
        return 0.0
    first, second = _runs(one), _runs(other)
    return len(first & second) / min(len(first), len(second))


def _names(story: Story, agency: str) -> bool:
    """Whether the story names the agency where a dispatch names its source: at its beginning, or at its end."""
    where = f"{story.headline}\n{story.byline or ''}\n{story.body[:_MARGIN]}\n{story.body[-_MARGIN:]}"
    return _named(where, agency)


def _named(text: str, agency: str) -> bool:
    return re.search(rf"\b{re.escape(agency)}\b", text) is not None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[n:] for n in range(_RUN)), strict=False))


def telling(words: list[str]) -> Counter[str]:
    """The figures and negations among casefolded words, each as often as it stands there."""
    return Counter(word for word in words if word[0].isdigit() or word in _NEGATIONS)
