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
class Worth:
    """How much an event deserves its place, by what its points are given for."""

    urgency: int  # of its most urgent story
    place: int  # of its best story among those found, from 0; 0 for all where the topic has no words to fit
    newsrooms: int  # that report it
    age: timedelta
    above: int  # events above it that the same agency leads

    @property
    def fit(self) -> float:
        """Points for how well it fits the topic's words."""
        return _FIT * _HALF_FIT / (_HALF_FIT + self.place)

    @property
    def corroboration(self) -> float:
        """Points for each newsroom that reports it beside the first."""
        return _NEWSROOM * min(self.newsrooms - 1, _MOST_NEWSROOMS)

    @property
    def freshness(self) -> float:
        """Points for being new."""
        return float(_FRESH * 0.5 ** max(0.0, self.age / _HALF_LIFE))

    @property
    def crowding(self) -> float:
        """Points off for what the same agency leads already."""
        return -_SAME_AGENCY * self.above

    @property
    def points(self) -> float:
        """All of them."""
        return self.fit + self.corroboration + self.freshness + self.crowding


@dataclass(frozen=True, slots=True)
class EventBrief:
    """One event: the story that leads, its brief, and the others that report it."""

    lead: Story
    brief: Brief
    others: tuple[Story, ...]  # reprints of a dispatch left out
    worth: Worth | None = None  # why it stands where it does in its briefing

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
    nearest: tuple[str, ...] | None = None  # topics that have news, where the archive has nothing at all on this one


def compose(
    topic: Topic,
    stories: Sequence[Story],
    *,
    events: Mapping[str, str],
    seen: Mapping[str, datetime],
    had: Callable[[Story], bool],
    brief: Callable[[Story], Brief],
    polls: Mapping[str, Poll],
    nearest: tuple[str, ...] | None,
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
    places = {story.id: place * topic.ranked for place, story in enumerate(stories)}
    open_ = [event for found in members.values() if (event := _event(found, places, had))]
    chosen: list[tuple[list[Story], Worth]] = []
    while open_ and len(chosen) < limit:
        leading = [event[0].agency for event, _ in chosen]
        each = [(event, _worth(event, leading, places, seen, now)) for event in open_]
        best = max(each, key=lambda one: (-min(ROUTINE, one[1].urgency), one[1].points))
        open_.remove(best[0])
        chosen.append(best)
    return Briefing(
        topic=topic,
        events=tuple(EventBrief(lead, brief(lead), tuple(others), worth) for (lead, *others), worth in chosen),
        at=now,
        read=sum(poll.ok for poll in polls.values()),
        blind=tuple(poll for _, poll in sorted(polls.items()) if not poll.ok),
        nearest=nearest,
    )


def _event(stories: Sequence[Story], places: Mapping[str, int], had: Callable[[Story], bool]) -> list[Story]:
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
    lead = min(new, key=lambda story: (min(story.urgency, ROUTINE), len(story.body) < FULL, places[story.id]))
    return [lead, *sorted((s for s in kept if s is not lead), key=lambda story: places[story.id])]


def _worth(
    event: Sequence[Story],
    leading: Sequence[str],
    places: Mapping[str, int],
    seen: Mapping[str, datetime],
    now: datetime,
) -> Worth:
    """How much an event deserves the next place, below events that these agencies lead."""
    return Worth(
        urgency=min(story.urgency for story in event),
        place=min(places[story.id] for story in event),
        newsrooms=len({story.agency for story in event}),
        age=now - max(min(seen[story.id], story.published or now) for story in event),
        above=leading.count(event[0].agency),
    )
