"""Which stories report the same happening as one that is asked about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from briefbot.desk.events import APART, group
from briefbot.topic import Term, Topic

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.archive.protocol import Archive
    from briefbot.story import Story

COMPARED = 80
"""Stories that share most with the headline, among which the others are looked for."""

_WORD = re.compile(r"\w{4,}")
_MOST_WORDS = 12


def happening(archive: Archive, story: Story, *, now: datetime) -> list[Story]:
    """The story, then the others of its happening that may be shown at `now`, in the order in which they came."""
    words = dict.fromkeys(word.casefold() for word in _WORD.findall(story.headline))
    wanted = tuple((Term((word,)),) for word in list(words)[:_MOST_WORDS])
    if not wanted:
        return [story]
    begin = archive.first_seen([story.id]).get(story.id, now)
    found = archive.find(Topic(story.headline, wanted), now=now, since=begin - APART, limit=COMPARED)
    others = {each.id: each for each in found if each.id != story.id}
    seen = archive.first_seen([story.id, *others])
    arrived = sorted([story, *others.values()], key=lambda each: seen.get(each.id, now))
    # A wire document without a time tells of the day on which it came.
    dated = [each if each.published else replace(each, published=seen.get(each.id, now)) for each in arrived]
    events = dict(zip((each.id for each in arrived), group(dated), strict=True))
    return [story, *(each for each in arrived if each.id != story.id and events[each.id] == events[story.id])]


def members(archive: Archive, story: str, *, now: datetime) -> frozenset[str]:
    """The ids of the story and of the others of its happening; its own alone where it may not be shown."""
    found = archive.latest([story], now=now)
    others = happening(archive, found[0], now=now) if found else []
    return frozenset({story, *(each.id for each in others)})
