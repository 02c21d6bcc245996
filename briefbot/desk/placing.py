"""Puts stories into the events that the archive keeps, which stay as they are once a reader may have seen them."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from briefbot.desk.events import APART, Event, Grouping, parted
from briefbot.desk.facts import read
from briefbot.errors import ArchiveError
from briefbot.story import PubStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from briefbot.archive.protocol import Archive, Member
    from briefbot.story import Story

log = logging.getLogger(__name__)

KNOWN_BY = APART + timedelta(days=1)
"""How old the stories are by which an event is known when briefbot starts; what came before tells little of today."""

READ_AGAIN = 5000
"""Stories of that time that are read at most, the newest; some two seconds."""

COUNTED = 50
"""Stories by which an event is known once one of it was revised or killed: its newest."""


class Placing:
    """The events of an archive: the store is the truth, and what is known of it here is read again when it changed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._turn = threading.Lock()
        self._grouping: Grouping | None = None  # read when it is needed, since most commands place no story
        self._revision = -1

    def recall(self, now: datetime) -> None:
        """Read now what the next story is compared with, unless that is known as it stands; the story need not wait."""
        with self._turn:
            _, revision = self._archive.grouped(since=now, now=now, limit=0)
            if self._grouping is None or revision != self._revision:
                self._grouping = self._read(now)

    def events(self, stories: Sequence[Story], seen: Mapping[str, datetime], now: datetime) -> dict[str, str]:
        """The event of each story and of all others of these events, by id; stories that have none are placed now.

        A story may have none because it was under embargo when it came, because it was filed by an earlier briefbot,
        or because this one was killed between filing and placing it. Where the archive cannot be written
        just now, they are told and not kept.
        """
        known = self._archive.events(story.id for story in stories)
        missing = sorted((story for story in stories if story.id not in known), key=lambda story: seen[story.id])
        placed = self._place(missing, seen, now, wait=False) if missing else {}
        # An event goes by the id of its first story.
        return self._archive.together([*(story.id for story in stories), *placed.values()]) | placed

    def place(self, stories: Iterable[Story], seen: Mapping[str, datetime], now: datetime) -> None:
        """Find the events of new stories, in the order given; count those of revised and killed ones anew.

        `stories` are newest versions. One that may not be shown at `now` is not placed, so that it neither joins two
        events nor opens one, and events that it alone held together are two again. Again: nothing happens.
        """
        self._place(stories, seen, now, wait=True)

    def _place(
        self, stories: Iterable[Story], seen: Mapping[str, datetime], now: datetime, *, wait: bool
    ) -> dict[str, str]:
        """As `place`; the events of those that had none."""
        newest = {story.id: story for story in stories}
        with self._turn:
            while (placed := self._placed(newest, seen, now, wait=wait)) is None:
                self._grouping = None  # another process was quicker
        return placed

    def _placed(
        self, stories: Mapping[str, Story], seen: Mapping[str, datetime], now: datetime, *, wait: bool
    ) -> dict[str, str] | None:
        """Place them by what is known, and keep that; None where the events were changed by somebody else.

        Who does not `wait` for the archive is told the events though they cannot be kept.
        """
        grouping = self._grouping or self._read(now)
        self._grouping = None  # what the archive does not keep is not known
        before = self._archive.events(stories)
        leaving: dict[str, list[str]] = {}
        for event in dict.fromkeys(before.values()):
            members = self._archive.members(event, now=now)[-COUNTED:]
            gone = [id_ for id_ in before if before[id_] == event and not _showable(stories[id_], now)]
            apart = self._apart(event, members, gone, now) if gone else {}
            parts: dict[str, list[Story]] = {event: [], **{name: [] for name in apart}}
            where = {id_: name for name, ids in apart.items() for id_ in ids}
            for member in members:
                parts[where.get(member.story.id, event)].append(_dated(member))
            grouping.recount(parts)
            leaving |= apart
        new = [story for story in stories.values() if story.id not in before and _showable(story, now)]
        for story in new:
            grouping.place(_on_day(story, seen[story.id]))
        placed = dict(zip((story.id for story in new), grouping.settle(), strict=True))
        try:
            if not self._archive.place(placed, grouping.merged, leaving, revision=self._revision, wait=wait):
                return None
        except ArchiveError as fault:
            if wait:
                raise
            log.info("events are told and not kept: %s", fault)
            return placed
        grouping.merged.clear()
        self._revision += 1
        self._grouping = grouping
        return placed

    def _apart(self, event: str, members: Sequence[Member], gone: Iterable[str], now: datetime) -> dict[str, list[str]]:
        """What leaves an event with stories of it that are `gone`, see `parted`.

        Nothing where it has `COUNTED` stories, of which no single one holds it together, or where it is not known any
        more what those that are gone said.
        """
        if not 1 < len(members) < COUNTED:
            return {}
        told = {member.story.id: (member.seen, _dated(member)) for member in members}
        for id_, seen in self._archive.first_seen(gone).items():
            shown = [each.story for each in self._archive.versions(id_) if _showable(each.story, now)]
            if shown:
                told[id_] = seen, _on_day(shown[-1], seen)
        stories = [story for _, story in sorted(told.values(), key=lambda each: each[0])]
        apart = parted(stories, set(told) & set(gone), event)
        for name in apart:
            log.info("%s and %s are two events again: the story that held them together is withdrawn", event, name)
        return apart

    def _read(self, now: datetime) -> Grouping:
        members, self._revision = self._archive.grouped(since=now - KNOWN_BY, now=now, limit=READ_AGAIN)
        events: dict[str, Event] = {}
        for member in members:
            story = _dated(member)
            one = Event(member.event, member.opened, read(story), story.published, story.published)
            if member.event in events:
                events[member.event].take_in(one)
            else:
                events[member.event] = one
        return Grouping(events.values())


def _dated(member: Member) -> Story:
    return _on_day(member.story, member.seen)


def _on_day(story: Story, seen: datetime) -> Story:
    """The story with a time: a wire document without one tells of the day on which it came."""
    return story if story.published else replace(story, published=seen)


def _showable(story: Story, now: datetime) -> bool:
    return story.status is PubStatus.USABLE and (story.embargoed is None or story.embargoed <= now)
