"""A question in a thread, answered: from the thread's stories, else from the archive, which is then said.

What stories there are is decided here, by the desk's doors alone, which show nothing killed, withheld or under embargo;
what they say is found in `answers`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefbot.answers import conversation, dialogue, reader, requests
from briefbot.answers.reply import Line, Reply
from briefbot.answers.requests import Request
from briefbot.desk import copies
from briefbot.story import Answer, Citation, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from briefbot.answers.conversation import Asking
    from briefbot.desk.desk import Desk
    from briefbot.messages import Answered
    from briefbot.story import Brief, Story, StoryKey

    Stories = list[tuple[Story, Brief]]

MOST_REPORTS = 10
"""Other agencies' stories named."""

_MOST_CHANGES = 6
"""New sentences cited."""

_UNANSWERED = frozenset({Line.SILENT, Line.NEAREST, Line.NOBODY})
"""After these the archive is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What was posted and asked before where a question is asked."""

    carried: tuple[StoryKey, ...] = ()  # the stories that its posts carried, as they were then, oldest first
    since: datetime | None = None  # when its first message was posted
    turns: tuple[Answered, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A reply, with what it takes to show it."""

    reply: Reply
    stories: dict[StoryKey, tuple[Story, Brief]]  # all that it cites or names
    altered: dict[StoryKey, bool]  # of these, what has changed since it was posted: True where that was a correction


def answer(desk: Desk, question: str, thread: Thread, *, now: datetime, elsewhere: bool = True) -> Found:
    """What is said to a question at `now`; any text is one. Raises `ArchiveError` where the archive does.

    Without `elsewhere` the thread's stories alone are asked.
    """
    stories = desk.stories(_newest_once(thread.carried), now=now)
    asking = conversation.understand(question, _turns(thread.turns, stories), stories)
    asked = asking.understood
    if asking.line is not None:
        reply = conversation.reply(asking, stories)
    elif asked.request in requests.OF_THE_EVENT and stories:
        reply, stories = _of_the_event(desk, asking, stories, thread, now)
    elif stories:
        reply = conversation.reply(asking, stories)
        if elsewhere and reply.line in _UNANSWERED:
            reply, stories = _elsewhere(desk, asking, reply, stories, now)
    else:
        # A request that names nobody is about a thread's stories, and there are none.
        searched = elsewhere and (asked.request is None or asked.whom)
        stories = desk.related(asked.whom or asked.text, now=now) if searched else []
        reply = conversation.reply(asking, stories, doubt=reader.ARCHIVE_DOUBT)
    at_hand = {story.key: (story, brief) for story, brief in stories}
    shown = {key: at_hand[key] for key in reply.stories}
    return Found(reply=reply, stories=shown, altered=_altered(desk, thread, shown))


def _newest_once(carried: Iterable[StoryKey]) -> list[StoryKey]:
    return list({key.id: key for key in carried}.values())


def _turns(answered: Iterable[Answered], stories: Stories) -> list[dialogue.Turn]:
    at_hand = [story for story, _ in stories]
    return [dialogue.turn(one.asked, one.citations, at_hand) for one in answered]


def _elsewhere(desk: Desk, asking: Asking, reply: Reply, stories: Stories, now: datetime) -> tuple[Reply, Stories]:
    """What the archive's other stories say, if they do; else the reply as it is."""
    asked, known = asking.understood, {story.id for story, _ in stories}
    others = [one for one in desk.related(asked.whom or asked.text, now=now) if one[0].id not in known]
    alone = replace(asking, understood=replace(asked, follows=False, story=None))
    found = conversation.reply(alone, others, doubt=reader.ARCHIVE_DOUBT)
    if found.answer.abstained:
        return reply, stories
    return replace(found, line=Line.ELSEWHERE, asked=asked), others


def _of_the_event(desk: Desk, asking: Asking, stories: Stories, thread: Thread, now: datetime) -> tuple[Reply, Stories]:
    asked = asking.understood
    about = next((story for story, _ in stories if story.id == asked.story), stories[0][0])
    event = desk.reports(about, now=now)
    if asked.request is Request.CHANGED:
        return _changed(desk, asking, stories, event, thread)
    own: list[Story] = []  # reports in words of their own, one of each agency
    for story, _ in event:
        if not any(story.agency == one.agency or copies.reprint(story, one) for one in own):
            own.append(story)
    if asked.request is Request.CONFIRMED:
        line = Line.REPORTED if len(own) > 1 else Line.REPORTED_ONCE
        return Reply(asked=asked, line=line, count=len(own), reports=_keys(own)), event
    others = [story for story in own if story.agency != about.agency]
    return Reply(asked=asked, line=Line.OTHERS if others else Line.NO_OTHERS, reports=_keys(others)), event


def _keys(stories: Sequence[Story]) -> tuple[StoryKey, ...]:
    return tuple(story.key for story in stories[:MOST_REPORTS])


def _changed(desk: Desk, asking: Asking, stories: Stories, event: Stories, thread: Thread) -> tuple[Reply, Stories]:
    """Sentences of the thread's stories that are new, and other reports on the event that came later."""
    first = {key.id: key for key in reversed(thread.carried)}
    citations: list[Citation] = []
    for story, brief in stories:
        before = desk.earlier(first[story.id]) if first[story.id] != story.key else None
        if before is not None:
            old = " ".join(before.body.split())
            fresh = [span for span in brief.sentences if " ".join(span.of(story.body).split()) not in old]
            citations += [Citation(story=story.key, span=span) for span in fresh]
    known = {story.id for story, _ in stories}
    seen = desk.first_seen(story.id for story, _ in event)
    later = [
        story
        for story, _ in event
        if story.id not in known and thread.since is not None and seen.get(story.id, thread.since) > thread.since
    ]
    reply = Reply(
        asked=asking.understood,
        line=Line.CHANGED if citations or later else Line.UNCHANGED,
        answer=Answer(tuple(citations[:_MOST_CHANGES])),
        listed=True,
        reports=_keys(later),
    )
    return reply, [*event, *stories]


def _altered(desk: Desk, thread: Thread, shown: dict[StoryKey, tuple[Story, Brief]]) -> dict[StoryKey, bool]:
    last = {key.id: key for key in thread.carried}
    return {
        key: Signal.CORRECTED in story.signals
        for key, (story, _) in shown.items()
        if key.id in last and last[key.id] != key and desk.changed(last[key.id], story)
    }
