"""What somebody said, where the question names them and the stories quote them: their words, and no other's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefbot.answers import lists, passages
from briefbot.answers import question as asking
from briefbot.answers.overlap import LIKELY, Overlap
from briefbot.answers.words import words
from briefbot.story import Answer, Citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefbot.answers.passages import Reading
    from briefbot.story import Brief, Story

    Stories = Sequence[tuple[Story, Brief]]

MOST = 3

_SAID = re.compile(
    r"\W*what(?: else)?(?:'d)? (?:did|does|do|has|have|is|was)? ?(?P<whom>[^?!.,;:]{1,60}?) "
    r"(?:says?|said|saying|tells?|told|telling|add|added|comment(?:ed)?|think|thinks|claim(?:ed|s)?|warn(?:ed|s)?)"
    r"(?: (?:reporters|them|parliament|us))?(?: (?:about|on|of|regarding|concerning) (?P<matter>[^?!]{1,120}?))?"
    r"(?: (?:then|today|yesterday|exactly|now))?\W*",
    re.IGNORECASE,
)


def mended(question: str, found: Answer, stories: Stories, without: Sequence[Citation] = ()) -> Answer:
    """The answer found to "what did Hale say about taxes?", held against all that the stories have Hale say.

    Without a matter it is all that. With one, it is what Hale says on it; where no word of the matter is in the
    stories they do not say, and Hale's first words are offered as nearest. Any other question: the answer as it is.
    """
    asked = _SAID.fullmatch(" ".join(question.split()))
    every = _sayings(stories, asked["whom"]) if asked else []
    if asked is None or not every:
        return found
    left = [one for one in every if not any(_same(one, other) for other in without)]
    matter = asking.read(asked["matter"] or "")
    if without or not matter.telling:  # "what else?" asks for other matters, too
        return Answer(citations=tuple(left[:MOST]))
    if not any(_said(matter, passages.read(story, brief)) for story, brief in stories):
        return Answer(nearest=tuple(left[:1]))
    fits = [one for one in left if _fits(matter, one, stories)]
    if not fits or any(_same(one, other) for one in fits for other in found.citations):
        return found
    return Answer(citations=tuple(fits[:MOST]))


def _same(one: Citation, other: Citation) -> bool:
    return one.story == other.story and one.span.overlaps(other.span)


def _sayings(stories: Stories, whom: str) -> list[Citation]:
    """Their quotations, then the sentences that report what they said without quoting it."""
    quoted = lists.quotes(stories, whom)
    if not quoted:
        return []
    names = {word.casefold() for one in quoted for word in _name(one, stories)}
    told = [
        Citation(story=story.key, span=passage.span)
        for story, brief in stories
        for passage in passages.read(story, brief).passages
        if passage.says
        and not passage.quotes
        and passage.number >= 0
        and names & {word.text.casefold() for word in passage.words if word.capital}
    ]
    return [*quoted, *told]


def _name(cited: Citation, stories: Stories) -> Iterable[str]:
    body = next(story.body for story, _ in stories if story.key == cited.story)
    return [word.text for word in words(body, cited.speaker.start, cited.speaker.end)] if cited.speaker else []


def _said(matter: asking.Question, reading: Reading, cited: Citation | None = None) -> bool:
    """Whether a word of the matter is said in a story, or in what is cited of it."""
    overlap = Overlap(matter, reading)
    stems = (
        frozenset(one for each in reading.passages for one in each.stems) if cited is None else _stems(reading, cited)
    )
    return any(much >= LIKELY for much in overlap.said(stems).values())


def _fits(matter: asking.Question, cited: Citation, stories: Stories) -> bool:
    return any(_said(matter, passages.read(*one), cited) for one in stories if one[0].key == cited.story)


def _stems(reading: Reading, cited: Citation) -> frozenset[str]:
    return frozenset(stem for one in reading.passages if one.span.overlaps(cited.span) for stem in one.stems)
