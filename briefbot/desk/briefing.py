"""What a channel gets at one time: which events, in which order, and who leads each; pure.

Order: flashes, bulletins and urgent stories first, as the wire marks them. Then by points: how well the event fits the
topic's words (2 for the best, half of that ten places on), how many newsrooms report it (½ for each further one, up to
three), how fresh it is (1 when new, half of that every 12 hours, from first sight, or from the agency's own time where
that is earlier); and ½ less for every event above it that the same agency leads, so that none drowns the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from briefbot.desk import copies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from briefbot.source import Poll
    from briefbot.story import Brief, Story
    from briefbot.topic import Topic

ROUTINE = 4
"""IPTC's urgency of a story that waits for its turn."""

FULL = 400
"""Code points of a body; a shorter one is a summary or a first take, and leads only where there is nothing fuller."""

_FIT, _NEWSROOM, _FRESH, _SAME_AGENCY = 2.0, 0.5, 1.0, 0.5
_MOST_NEWSROOMS = 3
_HALF_FIT = 10  # places
_HALF_LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class EventBrief:
    """One event: the story that leads, its brief, and the others that report it."""

    lead: Story
    brief: Brief
    others: tuple[Story, ...]  # reprints of a dispatch left out

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who reports it, each once, the lead's first."""
        return tuple(dict.fromkeys(story.agency for story in (self.lead, *self.others)))


@dataclass(frozen=True, slots=True)
class Briefing:
    """The events to brief on, in order, and what they were chosen from."""

    topic: Topic
    events: tuple[EventBrief, ...]
    at: datetime  # UTC
    read: int  # sources that could be seen at the last look
    blind: tuple[Poll, ...]  # the last looks that failed, by source


def compose(
    topic: Topic,
    stories: Sequence[Story],
    *,
    events: Mapping[str, str],
    seen: Mapping[str, datetime],
    had: Callable[[Story], bool],
    brief: Callable[[Story], Brief],
    polls: Mapping[str, Poll],
    now: datetime,
    limit: int,
) -> Briefing:
    """Choose `limit` events at most from stories on the topic, the most relevant first where the topic has words.

    `events` and `seen` give each story's event and when it was first seen, by the story's id; `had` says whether the
    reader had a story already: an event of which all were had is left out. `brief` is called for leads only.
    """
    members: dict[str, list[Story]] = {}
    for story in sorted(stories, key=lambda story: seen[story.id]):
        members.setdefault(events[story.id], []).append(story)
    ranked = any(term.field is None and not term.negated for terms in topic.alternatives for term in terms)
    fit = {story.id: _HALF_FIT / (_HALF_FIT + place * ranked) for place, story in enumerate(stories)}
    open_ = [event for found in members.values() if (event := _event(found, fit, had))]
    chosen: list[list[Story]] = []
    while open_ and len(chosen) < limit:
        best = max(open_, key=lambda event: _worth(event, chosen, fit, seen, now))
        open_.remove(best)
        chosen.append(best)
    return Briefing(
        topic=topic,
        events=tuple(EventBrief(lead, brief(lead), tuple(others)) for lead, *others in chosen),
        at=now,
        read=sum(poll.ok for poll in polls.values()),
        blind=tuple(poll for _, poll in sorted(polls.items()) if not poll.ok),
    )


def _event(stories: Sequence[Story], fit: Mapping[str, float], had: Callable[[Story], bool]) -> list[Story]:
    """The event's stories, the one that leads first, without reprints; none where the reader had them all."""
    kept: list[Story] = []
    old: list[Story] = []  # of those kept, the ones the reader had, as themselves or as a reprint
    for story in stories:  # in the order of first sight: the dispatch comes before its reprints
        first = next((one for one in kept if copies.reprint(one, story)), None)
        if first is None:
            kept.append(story)
        if had(story):
            old.append(story if first is None else first)
    new = [story for story in kept if story not in old]
    if not new:
        return []
    lead = min(new, key=lambda story: (min(story.urgency, ROUTINE), len(story.body) < FULL, -fit[story.id]))
    return [lead, *sorted((s for s in kept if s is not lead), key=lambda story: -fit[story.id])]


def _worth(
    event: Sequence[Story],
    chosen: Sequence[Sequence[Story]],
    fit: Mapping[str, float],
    seen: Mapping[str, datetime],
    now: datetime,
) -> tuple[int, float]:
    """How much an event deserves the next place; the greatest gets it."""
    newsrooms = min(len({story.agency for story in event}) - 1, _MOST_NEWSROOMS)
    age = now - max(min(seen[story.id], story.published or now) for story in event)
    points = (
        _FIT * max(fit[story.id] for story in event)
        + _NEWSROOM * newsrooms
        + _FRESH * 0.5 ** max(0.0, age / _HALF_LIFE)
        - _SAME_AGENCY * sum(above[0].agency == event[0].agency for above in chosen)
    )
    return -min(ROUTINE, *(story.urgency for story in event)), points
