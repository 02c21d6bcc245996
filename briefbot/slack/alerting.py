"""Posts what is urgent to the channels that asked for it, and what comes of a story to the people who follow it.

Both are decided anew from the archive at every look, and each post has a key of its own: a crash at any moment loses
nothing and repeats nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from briefbot.desk.alerts import Watch
from briefbot.desk.briefing import EventBrief
from briefbot.messages import MarkKind, Post
from briefbot.slack import blocks as kit
from briefbot.slack import buttons, frames, showing
from briefbot.slack.stories import LASTS
from briefbot.story import Signal, StoryKey

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from datetime import datetime

    from briefbot.archive.protocol import Archive
    from briefbot.desk.desk import Desk
    from briefbot.messages import Mark
    from briefbot.story import Story
    from briefbot.subscription import Subscription

MISSED = timedelta(days=1)
"""What a followed story came to while the bot was down is told when it is back, if it is no older than this."""

OVERLAP = timedelta(minutes=10)
"""A slow look at a source files stories that are stamped with when it began."""


class Alarm:
    """Queues alerts; `work` is called every second or so, never twice at a time."""

    def __init__(self, archive: Archive, desk: Desk) -> None:
        self._archive = archive
        self._desk = desk
        self._settled: tuple[object, ...] = ()  # what was looked at last, and left nothing that waits

    def work(self, now: datetime, besides: Container[str] = ()) -> bool:
        """Queue every alert that is owed, but for the workspaces named; whether any was."""
        watch = Watch(self._archive, self._desk, now)
        if not watch.urgent:
            return False
        wanting = [s for s in self._archive.subscriptions() if s.alerts and not s.paused and s.workspace not in besides]
        looked = (tuple(story.key for story in watch.urgent), tuple(wanting))
        if looked == self._settled:
            return False
        muted = left_out(self._archive, now)
        queued = waits = False
        for subscription in wanting:
            messages, wait = watch.due(subscription, muted.get((subscription.workspace, subscription.channel), ()))
            waits = waits or wait
            if messages:
                self._archive.queue([post(subscription, events) for events in messages])
                queued = True
        self._settled = () if waits else looked
        return queued


class Following:
    """Queues what came of followed stories; `work` as `Alarm.work`."""

    def __init__(self, archive: Archive, desk: Desk) -> None:
        self._archive = archive
        self._desk = desk
        self._begin: datetime | None = None  # from when on news was not looked at yet; first, what came while down
        self._settled: tuple[object, ...] = ()

    def work(self, now: datetime, besides: Container[str] = ()) -> bool:
        """Queue every follow-up that is owed, but for the workspaces named; whether any was."""
        followed = self._archive.marks(MarkKind.FOLLOWED, now - LASTS)
        marks = [mark for mark in followed if mark.workspace not in besides]
        begin = self._begin or now - MISSED
        news = self._archive.news(begin, now) if marks else []
        looked = (tuple(story.key for story in news), tuple(marks))
        queued = False
        if news and looked != self._settled:
            for mark in marks:
                posts = self._posts(mark, begin, now)
                self._archive.queue(posts)
                queued = queued or bool(posts)
        self._settled, self._begin = looked, now - OVERLAP
        return queued

    def _posts(self, mark: Mark, begin: datetime, now: datetime) -> list[Post]:
        fresh = {story.key for story in self._archive.news(max(begin, mark.at), now)}
        followed = self._archive.latest([mark.story], now=now)
        if not fresh or not followed:
            return []
        event = self._desk.happening(followed[0], now=now)
        new = [story for story in event if story.key in fresh and Signal.REFILE not in story.signals]
        had = self._archive.carried(mark.workspace, mark.channel, now - LASTS) if new else set()
        return [self._post(mark, story, event) for story in new if story.key not in had]

    def _post(self, mark: Mark, story: Story, event: Sequence[Story]) -> Post:
        item = EventBrief(story, self._desk.brief(story), tuple(each for each in event if each.id != story.id))
        what = "A new version" if story.version > 1 else "News"
        value = buttons.named(StoryKey(mark.story))
        stop = showing.actions(showing.button("Stop following", buttons.UNFOLLOW, value))
        return _framed(
            f"follow/{_short(mark.channel, mark.story)}/{_short(story.id)}/{story.version}",
            (mark.workspace, mark.channel),
            [kit.header(f"{what} of a story that you follow"), frames.event(item), *stop],
            [item],
        )


def left_out(archive: Archive, now: datetime) -> dict[tuple[str, str], frozenset[str]]:
    """The ids of the stories of whose happenings each channel, by workspace and id, wants to be told no more."""
    muted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for mark in archive.marks(MarkKind.MUTED, now - LASTS):
        muted[mark.workspace, mark.channel].add(mark.story)
    return {place: frozenset(ids) for place, ids in muted.items()}


def post(subscription: Subscription, events: Sequence[EventBrief]) -> Post:
    """An alert to one event, or to several that came while the channel's hour was full."""
    return _framed(
        f"alert/{subscription.id}/{_short(events[0].lead.id)}",
        (subscription.workspace, subscription.channel),
        [kit.header("Urgent"), *(frames.event(event, short=True) for event in events)],
        events,
    )


def _framed(key: str, place: tuple[str, str], frame: list[kit.Block], events: Sequence[EventBrief]) -> Post:
    """A post that follows its stories when they are corrected or withdrawn."""
    text, blocks = frames.message(frame, frames.Known(events))
    workspace, channel = place
    return Post(
        key=key,
        workspace=workspace,
        channel=channel,
        text=text,
        blocks=tuple(blocks),
        stories=frames.stories(frame),
        frame=tuple(frame),
    )


def _short(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
