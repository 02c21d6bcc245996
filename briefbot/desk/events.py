"""Which stories report the same happening, as they arrive.

A story that is surely of an event joins it at once; any other opens one. Then events are settled: of those that may
be one the likest are put together first, because what several stories share tells more than what one says. No story
leaves an event again, unless only one that was withdrawn held it there. Merging tells a reader that newsrooms
corroborate each other: two events that are one is the smaller mistake.
"""

from __future__ import annotations

import heapq
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from briefbot.desk.facts import Facts, rarity, read
from briefbot.desk.likeness import likeness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from briefbot.story import Story

AT_ONCE = 3.0
"""Log odds from which a story joins an event as it arrives."""

SURE = 0.5
"""Log odds from which two events are put together when they are settled."""

APART = timedelta(days=3)
"""Stories published further apart than this are on two happenings, or on what came of the first."""

OPEN = 5000
"""Events that a story may still join; where there are more, the one that has had no story for longest is closed."""

BATCH = 1000
"""Stories after which `group` settles, so that no event is closed before."""

_LISTED = 32  # events found by one name, the latest; a name of more events tells nothing
_SHARED = 0.1  # of what the names tell by which an event is looked up; who shares less is not compared with it
_COMPARED = 8  # events that a story is compared with
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
        """Make the stories of another event this one's."""
        self.facts.add(other.facts)
        times = [time for time in (self.first, self.last, other.first, other.last) if time is not None]
        self.first, self.last = min(times, default=None), max(times, default=None)


class Grouping:
    """Events as they grow: `place` each story as it arrives, `settle` after a batch of them."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Go on from events stored before."""
        self.merged: dict[str, str] = {}  # an event that was found to be another, and which; may be cleared once kept
        self._open: OrderedDict[int, Event] = OrderedDict()  # by number, the one that had a story last at the end
        self._found: dict[str, dict[int, None]] = {}  # by name, the numbers of the events that it tells most about
        self._names: dict[int, set[str]] = {}  # by number, the names that it is found by
        self._loose: set[int] = set()  # events that had a story since they were settled last
        self._odds: dict[_Pair, float] = {}  # of events compared since then
        self._days: deque[int] = deque()
        self._stories_of: Counter[int] = Counter()  # by day, of those
        self._next = count()
        for event in sorted(events, key=lambda event: event.number):
            self._next = count(event.number + 1)
            self._opened(event)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that stories may still join, the one that had a story last at the end."""
        return tuple(self._open.values())

    def place(self, story: Story) -> str:
        """The event that the story belongs to, for now; `name` tells what became of it later."""
        arrived = Event(story.id, next(self._next), read(story), story.published, story.published)
        near = [(self._likeness(arrived, other), other) for other in self._near(arrived)]
        likest, event = max(near, key=lambda found: (found[0], -found[1].number), default=(0.0, None))
        if event is None or likest < AT_ONCE:
            event = arrived
            self._opened(arrived)
        else:
            self._join(event, arrived)
        self._loose.add(event.number)
        if arrived.facts.first is not None:
            self._count_day(arrived.facts.first)
        return event.name

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

    def settle(self) -> None:
        """Put together the events that are one, likest first; the older gives its name, `merged` keeps the other."""
        heap = [each for number in sorted(self._loose & self._open.keys()) for each in self._likely(self._open[number])]
        heapq.heapify(heap)
        while heap:
            _, (older, younger, *stories) = heapq.heappop(heap)
            both = [self._open.get(older), self._open.get(younger)]
            if [event and event.facts.stories for event in both] != stories:
                continue  # one of them has grown since, and was proposed again, or is gone
            event, gone = self._open[older], self._closed(younger)
            if self.name(event.name) != gone.name:  # two stories of one id may have opened events of one name
                self.merged[gone.name] = event.name
            self._join(event, gone)
            for each in self._likely(event):
                heapq.heappush(heap, each)
        self._loose.clear()
        self._odds.clear()

    def name(self, event: str) -> str:
        """The name that an event goes by now."""
        while event in self.merged:
            event = self.merged[event]
        return event

    def _likely(self, event: Event) -> Iterator[tuple[float, _Pair]]:
        """Against how likely other events are one with it, of those that may be."""
        for other in self._near(event):
            odds = self._likeness(event, other)
            if odds >= SURE:
                yield -odds, _pair(event, other)

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
            small, large = sorted((one, other), key=lambda event: (event.facts.stories, -event.number))
            self._odds[pair] = likeness(small.facts, large.facts, self._tells)
        return self._odds[pair]

    def _opened(self, event: Event) -> None:
        self._open[event.number] = event
        self._list(event.number, event.facts)
        if len(self._open) > OPEN:
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
    placed = []
    for story in stories:
        placed.append(grouping.place(story))
        if len(placed) % BATCH == 0:
            grouping.settle()
    grouping.settle()
    return [grouping.name(event) for event in placed]


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
