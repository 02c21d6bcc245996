"""What a channel gets at one time: which events, in which order, and who leads each; pure.

Order: flashes, bulletins and urgent stories first, as the wire marks them. Then by points: how well the event fits the
topic's words (2 for the best, half of that ten places on), how many newsrooms report it (½ for each further one, up to
three), how fresh it is (1 when new, half of that every 12 hours, from first sight, or from the agency's own time where
that is earlier); and ½ less for every event above it that the same agency leads, so that none drowns the others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from briefbot.desk import copies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from briefbot.source import Poll
    from briefbot.story import Brief, Quote, Story
    from briefbot.topic import Topic

ROUTINE = 4
"""IPTC's urgency of a story that waits for its turn."""

FULL = 400
"""Code points of a body; a shorter one is a summary or a first take, and leads only where there is nothing fuller."""

ADDED = 2
"""Quotations that other agencies' stories may add to an event's brief."""

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
        return _crowding(self.above)

    @property
    def points(self) -> float:
        """All of them."""
        return self.fit + self.corroboration + self.freshness + self.crowding


class Newness(Enum):
    """What a story is to one reader."""

    UNTOLD = auto()
    TOLD = auto()  # as it stands, or in other words that say the same
    REVISED = auto()  # an earlier version that says something else
    CORRECTED = auto()  # the same, and the agency calls a version since then a correction


@dataclass(frozen=True, slots=True)
class History:
    """What one reader had of the events on a topic."""

    told: Mapping[str, Sequence[Story]]  # by event, the newest versions of what they had of it that may be shown
    newness_of: Mapping[str, Newness]  # by id; of other stories they had no version

    def newness(self, story: Story) -> Newness:
        """What the story is to that reader."""
        return self.newness_of.get(story.id, Newness.UNTOLD)


@dataclass(frozen=True, slots=True)
class Update:
    """What is new in an event that the reader had before."""

    newness: Newness  # of the story that leads
    also: tuple[str, ...]  # agencies that report it since then and did not before
    agency: str  # of the story that leads
    at: datetime | None  # when that came; None where it says nothing

    @property
    def words(self) -> str:
        """It in a few words of ours, which the time follows, in the reader's zone."""
        if self.newness is Newness.CORRECTED:
            return f"Corrected since: {self.agency}"
        if self.newness is Newness.REVISED:
            return f"Updated since: {self.agency}"
        return f"Update: now also {', '.join(self.also)}" if self.also else f"Update: new story by {self.agency}"


@dataclass(frozen=True, slots=True)
class EventBrief:
    """One event: the story that leads, its brief, and the others that report it."""

    lead: Story
    brief: Brief
    others: tuple[Story, ...]  # reprints of a dispatch left out
    worth: Worth | None = None  # why it stands where it does in its briefing
    reprints: tuple[Story, ...] = ()  # dispatches of these, republished by others
    added: tuple[tuple[Story, Quote], ...] = ()  # quotations of others, by speakers that the lead does not quote
    update: Update | None = None  # what is new, where the reader had the event before

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who reports it, each once, the lead's first."""
        return tuple(dict.fromkeys(story.agency for story in (self.lead, *self.others)))

    @property
    def carriers(self) -> str:
        """Who else republished a dispatch of theirs, counted, in words that follow the agencies; "" for nobody."""
        count = len({story.agency for story in self.reprints} - set(self.agencies))
        return f"; also carried by {count} other{'s' * (count > 1)}" if count else ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """The events to brief on, in order, and what they were chosen from."""

    topic: Topic
    events: tuple[EventBrief, ...]
    at: datetime  # UTC
    read: int  # sources that could be seen at the last look
    blind: tuple[Poll, ...]  # the last looks that failed, by source
    nearest: tuple[str, ...] | None = None  # topics that have news, where the archive has nothing at all on this one


def fair(stories: Sequence[Story], most: int) -> list[Story]:
    """The best `most` of ranked stories, a quarter of them from one agency at most while others have some."""
    kept: list[Story] = []
    over: list[Story] = []
    count: Counter[str] = Counter()
    for story in stories:
        count[story.agency] += 1
        (over if count[story.agency] > most / 4 else kept).append(story)
    chosen = {story.id for story in (*kept, *over)[:most]}
    return [story for story in stories if story.id in chosen]


def compose(
    topic: Topic,
    stories: Sequence[Story],
    *,
    events: Mapping[str, str],
    seen: Mapping[str, datetime],
    history: History,
    brief: Callable[[Story], Brief],
    polls: Mapping[str, Poll],
    nearest: tuple[str, ...] | None,
    now: datetime,
    limit: int,
) -> Briefing:
    """Choose `limit` events at most from stories on the topic, the most relevant first where the topic has words.

    `events` and `seen` give each story's event and when it was first seen, by the story's id. An event of which
    `history` has all is left out. `brief` is called for the stories of events that were chosen.
    """
    members: dict[str, list[Story]] = {}
    for story in sorted(stories, key=lambda story: (seen[story.id], story.published or seen[story.id])):
        members.setdefault(events[story.id], []).append(story)
    places = {story.id: place * topic.ranked for place, story in enumerate(stories)}
    found = (_event(each, history.told.get(name), places, history) for name, each in members.items())
    worths = {event: _worth(event.stories, places, seen, now) for event in found if event is not None}
    points = {event: worth.points for event, worth in worths.items()}
    chosen: list[EventBrief] = []
    leading: Counter[str] = Counter()

    def deserves(event: _Event) -> tuple[int, float]:
        above = leading[event.stories[0].agency]
        return -min(ROUTINE, worths[event].urgency), points[event] + _crowding(above)

    while worths and len(chosen) < limit:
        best = max(worths, key=deserves)
        lead, *others = best.stories
        worth = replace(worths.pop(best), above=leading[lead.agency])
        leading[lead.agency] += 1
        update = None if best.told is None else _update(best, history, seen)
        chosen.append(replace(gathered(lead, others, best.reprints, brief), worth=worth, update=update))
    return Briefing(
        topic=topic,
        events=tuple(chosen),
        at=now,
        read=sum(poll.ok for poll in polls.values()),
        blind=tuple(poll for _, poll in sorted(polls.items()) if not poll.ok),
        nearest=nearest,
    )


def gathered(
    lead: Story, others: Sequence[Story], reprints: Sequence[Story], brief: Callable[[Story], Brief]
) -> EventBrief:
    """The event that these stories report, as the lead has it, with what others add."""
    told = brief(lead)
    added = _added(lead, told, others, brief)
    return EventBrief(lead, told, tuple(others), reprints=tuple(reprints), added=added)


@dataclass(slots=True, eq=False)
class _Event:
    stories: list[Story]  # the one that leads first, without reprints
    reprints: list[Story]
    new: set[str]  # ids of those that the reader did not have
    told: Sequence[Story] | None  # what the reader had of it; None: never heard of it


def _event(
    stories: Sequence[Story],
    told: Sequence[Story] | None,
    places: Mapping[str, int],
    history: History,
) -> _Event | None:
    """The event of stories in the order of first sight; None where the reader has all that they say."""
    event = _Event([], [], set(), told)
    ids = {story.id for story in stories}
    elsewhere = [story for story in told or () if story.id not in ids]
    for story in stories:
        had = history.newness(story) is Newness.TOLD
        first = next((one for one in (*event.stories, *elsewhere) if copies.reprint(one, story)), None)
        if first is None:
            event.stories.append(story)
            new = not had
        elif first in event.stories and copies.written_by(first, story):  # the copy was quicker
            event.stories.remove(first)
            event.stories.append(story)
            event.reprints.append(first)
            new = not had and first.id in event.new
        elif first.agency == story.agency and len(first.body) <= len(story.body):  # its own later take
            if first in event.stories:
                event.stories.remove(first)
            event.stories.append(story)
            new = not had and (first.id in event.new or not copies.unchanged(first, story))
        else:
            event.reprints.append(story)
            event.new -= {first.id} if had else set()
            continue
        event.new |= {story.id} if new else set()
    if not (new_ := [story for story in event.stories if story.id in event.new]):
        return None
    lead = min(
        new_,
        key=lambda story: (history.newness(story) is not Newness.CORRECTED, *leads(story), places[story.id]),
    )
    others = sorted((story for story in event.stories if story is not lead), key=lambda story: places[story.id])
    event.stories = [lead, *others]
    return event


def leads(story: Story) -> tuple[int, bool]:
    """What makes a story lead an event, the least first."""
    return min(story.urgency, ROUTINE), len(story.body) < FULL


def _update(event: _Event, history: History, seen: Mapping[str, datetime]) -> Update:
    lead = event.stories[0]
    before = {story.agency for story in event.told or ()}
    new = (story.agency for story in event.stories if story.id in event.new)
    also = tuple(dict.fromkeys(agency for agency in new if before and agency not in before))
    newness = history.newness(lead)
    at = None if also and newness is Newness.UNTOLD else lead.published or seen[lead.id]
    return Update(newness, also, lead.agency, at)


def _added(
    lead: Story, told: Brief, others: Sequence[Story], brief: Callable[[Story], Brief]
) -> tuple[tuple[Story, Quote], ...]:
    """At most `ADDED` quotations of other agencies' stories, each of somebody whom nothing before it quotes."""
    speakers = {_surname(quote, lead) for quote in told.quotes}
    words = [_letters(quote, lead) for quote in told.quotes]
    added: list[tuple[Story, Quote]] = []
    for story in others:
        for quote in brief(story).featured if story.agency != lead.agency else ():
            said = _letters(quote, story)
            again = any(said in before or before in said for before in words)  # the name may be written otherwise
            if again or not _surname(quote, story) or _surname(quote, story) in speakers or len(added) == ADDED:
                continue
            added.append((story, quote))
            speakers.add(_surname(quote, story))
            words.append(said)
    return tuple(added)


def _surname(quote: Quote, story: Story) -> str:
    name = quote.speaker.of(story.body).casefold().split() if quote.speaker else []
    return name[-1] if name else ""


def _letters(quote: Quote, story: Story) -> str:
    return "".join(letter for letter in quote.text(story.body).casefold() if letter.isalnum())


def _worth(
    event: Sequence[Story],
    places: Mapping[str, int],
    seen: Mapping[str, datetime],
    now: datetime,
) -> Worth:
    """How much an event deserves the first place, below no other."""
    return Worth(
        urgency=min(story.urgency for story in event),
        place=min(places[story.id] for story in event),
        newsrooms=len({story.agency for story in event}),
        age=now - max(min(seen[story.id], story.published or now) for story in event),
        above=0,
    )


def _crowding(above: int) -> float:
    return -_SAME_AGENCY * above
