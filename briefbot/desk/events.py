"""Which stories report the same happening, as they arrive.

Each story opens an event. Then events are settled: of those that may be one the likest are put together first, because
what several stories share tells more than what one says; at last each new story is looked at again, since one that
joined early may fit another event better by now. Once settled no story leaves its event again, unless only one that
was withdrawn held it there. Merging tells a reader that newsrooms corroborate each other: two events that are one is
the smaller mistake.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from briefbot.desk.facts import Facts, rarity, read, together
from briefbot.desk.likeness import likeness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from briefbot.story import Story

SURE = -2.0
"""Log odds from which two events are put together; negative, since the model was taught more twins than it meets."""

FEW, PAIR = 2.0, 1.25
"""What more it takes where no other story is new, and of two single stories then.

Of `MANY` each finds its likest first, and is looked at again; of one nothing but what it says itself can be known.
"""

MANY = 100
"""New stories among which nothing more is needed; the fewer they are the more it is."""

SURER = 0.75
"""What more it takes for each e times the stories of the smaller: if they are two, all of its pairs are wrong."""

APART = timedelta(days=3)
"""Stories published further apart than this are on two happenings, or on what came of the first."""

OPEN = 5000
"""Events that a story may still join; where there are more, those that have had no story for longest are closed."""

BATCH = 1000
"""New stories after which events are settled unasked, so that none is closed before."""

_LISTED = 32  # events found by one name, the latest; a name of more events tells nothing
_SHARED = 0.1  # of what the names tell by which an event is looked up; who shares less is not compared with it
_COMPARED = 8  # events that an event is compared with
_LOOKS = 1  # at each new story, once the events stand
_CLEAR = 3.0  # log odds from which a story stays in its event without another look
_DAYS = 1000  # stories that gave their day last; a day that most of them share tells nothing
_SAME_DAY = 3  # days


_Pair = tuple[int, int, int, int]
"""Two events as they were when they were compared: the older's number, the younger's, and how many stories each had."""


@dataclass(slots=True, eq=False)
class Event:
    """Stories of one happening. All that has to be stored of it; `telling` can be found again from the facts."""

    name: str  # the id of its first story
    number: int  # in the order of opening
    facts: Facts
    first: datetime | None = None  # when its earliest story was published
    last: datetime | None = None

    def take_in(self, other: Event) -> None:
        """Make the stories of another event this one's; what was known of a single story stays as it is."""
        if self.facts.stories == 1:
            self.facts = together([self.facts])
        self.facts.add(other.facts)
        times = [time for time in (self.first, self.last, other.first, other.last) if time is not None]
        self.first, self.last = min(times, default=None), max(times, default=None)


@dataclass(slots=True, eq=False)
class _New:
    """A story that came since events were settled, and which may still change its event."""

    story: str  # its id
    published: datetime | None
    facts: Facts
    event: Event


class Grouping:
    """Events as they grow: `place` each story as it arrives, then `settle` them to learn their events."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Go on from events stored before."""
        self.merged: dict[str, str] = {}  # an event that was found to be another, and which; may be cleared once kept
        self._open: OrderedDict[int, Event] = OrderedDict()  # by number, the one that had a story last at the end
        self._found: dict[str, dict[int, None]] = {}  # by name, the numbers of the events that it tells most about
        self._names: dict[int, set[str]] = {}  # by number, the names that it is found by
        self._new: list[_New] = []
        self._new_of: dict[int, list[_New]] = {}  # the same, by the number of their event
        self._settled: list[str] = []  # the events of stories whose event nobody has asked for yet
        self._loose: set[int] = set()  # events that had a story since they were settled last
        self._odds: dict[_Pair, float] = {}  # of events compared since then
        self._days: deque[int] = deque()
        self._stories_of: Counter[int] = Counter()  # by day, of those
        self._next = count()
        for event in sorted(events, key=lambda event: event.number):
            self._next = count(event.number + 1)
            self._opened(event)
        self._close_oldest()

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that stories may still join, the one that had a story last at the end."""
        return tuple(self._open.values())

    def place(self, story: Story) -> None:
        """Take in a story; `settle` tells its event."""
        facts = read(story)
        event = Event(story.id, next(self._next), facts, story.published, story.published)
        new = _New(story.id, story.published, facts, event)
        self._new.append(new)
        self._new_of[event.number] = [new]
        self._opened(event)
        self._loose.add(event.number)
        if facts.first is not None:
            self._count_day(facts.first)
        if len(self._new) >= BATCH:
            self._settle()

    def recount(self, parts: Mapping[str, Iterable[Story]]) -> None:
        """Know an open event by these stories alone, by its name: one of it was revised, or is gone.

        Others than the first are events that parted from it.
        """
        name = next(iter(parts))
        number = next((event.number for event in self._open.values() if event.name == name), None)
        if number is None:
            return
        self._closed(number)
        for part, stories in parts.items():
            self._know(part, number if part == name else next(self._next), stories)

    def _know(self, name: str, number: int, stories: Iterable[Story]) -> None:
        told = [Event(name, number, read(story), story.published, story.published) for story in stories]
        if told:
            self._opened(told[0])
            for other in told[1:]:
                self._join(told[0], other)
            self._loose.add(number)

    def settle(self) -> list[str]:
        """The events of the stories placed since it was called last, in order.

        Events that are one are put together; the older gives its name, `merged` keeps the other's.
        """
        self._settle()
        settled, self._settled = self._settled, []
        return [self.name(event) for event in settled]

    def _settle(self) -> None:
        self._put_together()
        for _ in range(_LOOKS):
            if not sum(self._fits_better(new) for new in self._new):
                break
        self._name_new()
        self._settled += [new.event.name for new in self._new]
        for known in (self._new, self._new_of, self._loose, self._odds):
            known.clear()
        self._close_oldest()

    def _put_together(self) -> None:
        """Make one of the events that are, likest first."""
        heap = [each for number in sorted(self._loose & self._open.keys()) for each in self._likely(self._open[number])]
        heapq.heapify(heap)
        while heap:
            _, (older, younger, *stories) = heapq.heappop(heap)
            both = [self._open.get(older), self._open.get(younger)]
            if [event and event.facts.stories for event in both] != stories:
                continue  # one of them has grown since, and was proposed again, or is gone
            event, gone = self._open[older], self._closed(younger)
            moved = self._new_of.pop(younger, [])
            # An event of new stories alone was never told; two stories of one id may have opened events of one name.
            if gone.facts.stories > len(moved) and self.name(event.name) != gone.name:
                self.merged[gone.name] = event.name
            self._join(event, gone)
            for one in moved:
                one.event = event
            self._new_of.setdefault(older, []).extend(moved)
            for each in self._likely(event):
                heapq.heappush(heap, each)

    def _fits_better(self, new: _New) -> bool:
        """Move a new story to another event that it is liker to than to the rest of its own."""
        event = new.event
        if event.facts.stories == 1 or event.number not in self._open:
            return False
        alone = Event(new.story, event.number, new.facts, new.published, new.published)
        rest = replace(event, facts=event.facts.less(new.facts))
        own = self._compared(alone, rest)
        if own >= _CLEAR:
            return False
        near = [(self._compared(alone, other), other) for other in self._near(alone)]
        likest, other = max(near, key=lambda found: (found[0], -found[1].number), default=(own, event))
        if likest <= own or likest < self._needed(alone, other):
            return False
        event.facts = rest.facts
        self._join(other, alone)
        self._new_of[event.number].remove(new)
        self._new_of.setdefault(other.number, []).append(new)
        new.event = other
        return True

    def _name_new(self) -> None:
        """Name events of new stories alone by the first of them, which may be another than opened it."""
        named: set[int] = set()
        for new in self._new:
            if new.event.number not in named and not self._is_told(new.event):
                new.event.name = new.story
                named.add(new.event.number)

    def name(self, event: str) -> str:
        """The name that an event goes by now."""
        while event in self.merged:
            event = self.merged[event]
        return event

    def _likely(self, event: Event) -> Iterator[tuple[float, _Pair]]:
        """Against how likely other events are one with it, of those that may be."""
        for other in self._near(event):
            odds = self._likeness(event, other)
            if odds >= self._needed(event, other):
                yield -odds, _pair(event, other)

    def _needed(self, one: Event, other: Event) -> float:
        """The log odds from which the two are put together."""
        single = one.facts.stories == other.facts.stories == 1
        few = max(0.0, 1 - len(self._new) / MANY) * (FEW + PAIR * single)
        return SURE + few + SURER * math.log(min(one.facts.stories, other.facts.stories))

    def _is_told(self, event: Event) -> bool:
        """Whether it has stories that were settled before."""
        return event.facts.stories > len(self._new_of.get(event.number, ()))

    def _near(self, event: Event) -> list[Event]:
        """The open events that share most with it of what tells most, itself left out."""
        shared: dict[int, float] = {}
        for term in event.facts.telling:
            tells = rarity(term)
            for number in self._found.get(term, ()):
                shared[number] = shared.get(number, 0.0) + tells
        shared.pop(event.number, None)
        least = _SHARED * sum(map(rarity, event.facts.telling))
        shared = {number: tells for number, tells in shared.items() if tells >= least}
        close = heapq.nsmallest(_COMPARED, shared, key=lambda number: (-shared[number], -number))
        return [other for number in close if not _apart(event, other := self._open[number])]

    def _likeness(self, one: Event, other: Event) -> float:
        pair = _pair(one, other)
        if pair not in self._odds:
            self._odds[pair] = self._compared(one, other)
        return self._odds[pair]

    def _compared(self, one: Event, other: Event) -> float:
        small, large = sorted((one, other), key=lambda event: (event.facts.stories, -event.number))
        return likeness(small.facts, large.facts, self._tells)

    def _opened(self, event: Event) -> None:
        self._open[event.number] = event
        self._list(event.number, event.facts)

    def _close_oldest(self) -> None:
        while len(self._open) > OPEN:
            self._closed(next(iter(self._open)))

    def _closed(self, number: int) -> Event:
        for term in self._names.pop(number, ()):
            self._found[term].pop(number, None)
            if not self._found[term]:
                del self._found[term]
        return self._open.pop(number)

    def _join(self, event: Event, other: Event) -> None:
        self._list(event.number, other.facts)
        event.take_in(other)
        self._open.move_to_end(event.number)

    def _list(self, number: int, facts: Facts) -> None:
        for term in facts.telling:
            found = self._found.setdefault(term, {})
            found.pop(number, None)  # the latest at the end
            found[number] = None
            self._names.setdefault(number, set()).add(term)
            if len(found) > _LISTED:
                oldest = next(iter(found))
                del found[oldest]
                self._names[oldest].discard(term)

    def _count_day(self, day: int) -> None:
        self._days.append(day)
        self._stories_of[day] += 1
        if len(self._days) > _DAYS:
            self._stories_of[self._days.popleft()] -= 1

    def _tells(self, day: int) -> float:
        """The share of the stories with a day that are of others."""
        near = sum(self._stories_of[other] for other in range(day - _SAME_DAY, day + _SAME_DAY + 1))
        return 1 - near / max(1, len(self._days))


def group(stories: Iterable[Story]) -> list[str]:
    """The event of each story, in order: the id of the event's first story."""
    grouping = Grouping()
    for story in stories:
        grouping.place(story)
    return grouping.settle()


def parted(stories: Sequence[Story], gone: Collection[str], name: str) -> dict[str, list[str]]:
    """What leaves the event of that name with stories of it that are `gone`: others that nothing else held to it.

    `stories` are the event's in the order of first sight, each id once, and those that are gone as they were. Gives
    ids, by the first of those that are an event of their own now. The one that the event is called after stays, or else
    the first; so does what would not be put together again with all of them there.
    """
    left = [story for story in stories if story.id not in gone]
    apart = dict(zip((story.id for story in left), group(left), strict=True))
    if len(set(apart.values())) < 2:  # noqa: PLR2004 - one event
        return {}
    before = dict(zip((story.id for story in stories), group(stories), strict=True))
    leaving: dict[str, list[str]] = {}
    for whole in {before[id_] for id_ in gone}:
        parts = dict.fromkeys(part for id_, part in apart.items() if before[id_] == whole)
        stays = apart[name] if apart.get(name) in parts else next(iter(parts), None)
        leaving |= {part: [id_ for id_ in apart if apart[id_] == part] for part in parts if part != stays}
    return leaving


def _pair(one: Event, other: Event) -> _Pair:
    older, younger = (one, other) if one.number < other.number else (other, one)
    return older.number, younger.number, older.facts.stories, younger.facts.stories


def _apart(one: Event, other: Event) -> bool:
    """Whether the two were published too far apart to be one happening."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return max(one.first - other.last, other.first - one.last) > APART
