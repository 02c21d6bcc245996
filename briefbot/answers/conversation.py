"""Answers a line of a talk about stories: a question, a follow-up, a request, or none of these.

Nothing raises, whatever the line and the stories; every word shown of a story is a span of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefbot.answers import amounts, dialogue, lists, manners, passages, reader, speech
from briefbot.answers.dialogue import Names, Turn, Understood
from briefbot.answers.question import Wanted, read
from briefbot.answers.reply import Line, Reply
from briefbot.answers.requests import Request
from briefbot.answers.words import words
from briefbot.story import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.story import Brief, Citation, Story

    Stories = Sequence[tuple[Story, Brief]]

_EMPTY = {
    Request.QUOTES: Line.NO_QUOTES,
    Request.SPEAKERS: Line.NO_QUOTES,
    Request.IN_FULL: Line.NO_QUOTES,
    Request.TIMELINE: Line.NO_TIMES,
    Request.NUMBERS: Line.NO_NUMBERS,
    Request.SUMMARY: Line.SILENT,
}
_LISTS = {
    Request.SPEAKERS: lists.speakers,
    Request.TIMELINE: lists.timeline,
    Request.NUMBERS: lists.numbers,
    Request.SUMMARY: lists.summary,
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A line as understood, before the stories are asked."""

    line: Line | None  # what to say to it, where it asks nothing of the stories
    understood: Understood


def understand(question: str, turns: Sequence[Turn], stories: Stories) -> Asking:
    """What a line means after these turns about these stories."""
    if (line := manners.unasked(question)) is not None:
        return Asking(line, Understood(text=question))
    return Asking(None, dialogue.understand(turns, question, names(stories) if turns else None))


def reply(asking: Asking, stories: Stories, *, doubt: float = reader.DOUBT) -> Reply:
    """What the stories say to it. Which stories there are is the desk's: see `requests.OF_THE_EVENT`."""
    asked = asking.understood
    if asking.line is not None:
        return Reply(asked=asked, line=asking.line)
    if asked.request is not None:
        return _requested(asked, asked.request, stories)
    if manners.outside(asked.text, (story.body for story, _ in stories)):
        return Reply(asked=asked, line=Line.OFF_TOPIC)
    without = asked.before if asked.further else ()
    found = _found(asked, stories, without, doubt)
    if found.abstained:
        return _unanswered(asked, found, stories)
    found = replace(found, citations=tuple(reader.beside(one, asked, stories) for one in found.citations))
    citations = found.citations
    question = read(asked.text)
    if question.wanted is Wanted.NUMBER and amounts.differ(citations, stories, question.counted):
        apart = tuple({one.story: one for one in reversed(citations)}.values())[::-1]
        return Reply(asked=asked, line=Line.DIFFER, answer=Answer(apart), listed=True)
    return Reply(asked=asked, answer=found)


def _found(asked: Understood, stories: Stories, without: Sequence[Citation], doubt: float) -> Answer:
    """What the story talked about last says, or any of them."""
    last = [one for one in stories if one[0].id == asked.story] if asked.follows else []
    for those, much in ((last, 0.0), (stories, doubt)):
        found = reader.answer(asked.text, those, without=without, last=asked.story, doubt=much)
        found = speech.mended(asked.text, found, those, without)
        if not found.abstained:
            break
    return found


def _unanswered(asked: Understood, found: Answer, stories: Stories) -> Reply:
    if manners.foreign(asked.text) and not _in_that_language(asked.text, stories):
        near = lists.quotes(stories, _named(asked.text, stories)) if _named(asked.text, stories) else []
        return Reply(asked=asked, line=Line.LANGUAGES, answer=Answer(nearest=tuple(near[:1])))
    if asked.further:
        return Reply(asked=asked, line=Line.NO_MORE)
    if not stories:
        return Reply(asked=asked, line=Line.NO_STORIES)
    return Reply(asked=asked, line=Line.NEAREST if found.nearest else Line.SILENT, answer=found)


def names(stories: Stories) -> Names:
    """How the stories write: which words are names, which of these are people's who speak, and "he" or "she"."""
    written: set[str] = set()
    people: dict[str, set[str]] = {"": set(), "he": set(), "she": set()}
    for story, brief in stories:
        written |= passages.read(story, brief).written
        for quote in brief.quotes:
            if quote.speaker is not None:
                name = {one.text.casefold() for one in words(story.body, quote.speaker.start, quote.speaker.end)}
                people[""] |= name
                mention = quote.mention.of(story.body).casefold() if quote.mention else ""
                people.get(mention, set()).update(name)
    return Names(frozenset(written), *(frozenset(those) for those in people.values()))


def _in_that_language(text: str, stories: Stories) -> bool:
    """Whether a story is written in the question's script and not in English."""
    return any(manners.foreign(story.body[:1_000]) for story, _ in stories) and manners.foreign(text)


def _named(text: str, stories: Stories) -> str:
    """A word of the question that is a speaker's name."""
    people = names(stories).people
    return next((one.text for one in words(text) if one.text.casefold() in people), "")


def _requested(asked: Understood, kind: Request, stories: Stories) -> Reply:
    if kind in (Request.WHO_SAID, Request.SOURCE):
        return _about_what_was_cited(asked, kind, stories)
    if not stories:
        return Reply(asked=asked, line=Line.NO_STORIES)
    if kind is Request.IN_FULL:
        found = _in_full(asked, stories)
    elif kind is Request.QUOTES:
        found = lists.quotes(stories, asked.whom)
    else:
        found = _LISTS[kind](stories) if kind in _LISTS else []
    if not found:
        return Reply(asked=asked, line=Line.NOBODY if asked.whom else _EMPTY.get(kind, Line.SILENT))
    return Reply(asked=asked, answer=Answer(tuple(found[: lists.MOST])), listed=True)


def _in_full(asked: Understood, stories: Stories) -> list[Citation]:
    """What a person says in the story that is talked about, or what was cited last, or everything."""
    if asked.whom:
        own = [one for one in stories if one[0].id == asked.story]
        return lists.quotes(own, asked.whom) or lists.quotes(stories, asked.whom)
    return (asked.quoting and lists.in_full(asked.quoting[0], stories)) or lists.quotes(stories)


def _about_what_was_cited(asked: Understood, kind: Request, stories: Stories) -> Reply:
    at_hand = {story.key for story, _ in stories}
    cited = [one for one in asked.quoting if one.story in at_hand]
    if not cited:
        return Reply(asked=asked, line=Line.NOT_CITED)
    if kind is Request.SOURCE:
        return Reply(asked=asked, answer=Answer(tuple(cited)), listed=True)
    if who := lists.said_by(cited[0], stories):
        return Reply(asked=asked, answer=Answer((who,)))
    line = Line.NOTHING if lists.attributed(cited[0], stories) else Line.OWN_WORDS
    return Reply(asked=asked, line=line, answer=Answer((replace(cited[0], focus=None),)), listed=True)
