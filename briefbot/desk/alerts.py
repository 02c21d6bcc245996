"""What a channel is alerted to: the happenings that are urgent just now, on its topic, each told to it once.

A happening was told where the channel had an alert of any of its stories, or one of its urgent stories in a briefing.
An alert comes soon or not at all: after `AGE` a story waits for the next briefing, as it does after an outage.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from briefbot.desk import muting, topics
from briefbot.desk.briefing import ROUTINE, EventBrief
from briefbot.errors import TopicError
from briefbot.messages import PostState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from briefbot.archive.protocol import Archive
    from briefbot.desk.desk import Desk
    from briefbot.story import Story, StoryKey
    from briefbot.subscription import Subscription

AGE = timedelta(hours=1)
"""A story that came, or came out of embargo, or is dated by its agency, longer ago than this is no alert."""

AN_HOUR = 6
"""Messages with alerts that a channel gets in an hour at most; what comes meanwhile is told together in the next."""

TOGETHER = 12
"""Happenings that one message tells at most; Slack takes 50 blocks, and each needs three."""

REMEMBERED = timedelta(days=7)
"""How far back a channel's alerts and briefings are looked at for what it was told."""

_ON_TOPIC = 1000
"""Stories on a topic, the newest, among which the urgent ones are looked for."""


class Watch:
    """The urgent stories of one moment, looked at for many subscriptions; each topic and story once."""

    def __init__(self, archive: Archive, desk: Desk, now: datetime) -> None:
        self._archive = archive
        self._desk = desk
        self._now = now
        self._on: dict[str, list[Story]] = {}  # by topic
        self._events: dict[str, list[Story]] = {}  # by the story's id
        self.urgent = [story for story in archive.urgent(now - AGE, now) if self._is_dated_now(story)]

    def due(self, subscription: Subscription, muted: Collection[str] = ()) -> tuple[list[tuple[EventBrief, ...]], bool]:
        """The messages that it is owed now, each with its events, and whether others wait.

        They wait while the channel's hour is full, no longer than that hour, and then come in one message. Happenings
        of which a story is `muted` are left out.
        """
        place, now = (subscription.workspace, subscription.channel), self._now
        wanted = [story for story in self._on_topic(subscription.topic) if self._is_owed(story, subscription)]
        if not wanted:
            return [], False
        alerts = self._archive.alerts(*place, now - REMEMBERED)
        told = {key.id for post in alerts for key in post.stories} | set(muted)
        told |= self._archive.together(told).keys()
        had = self._archive.carried(*place, now - REMEMBERED)
        events: list[EventBrief] = []
        for story in wanted:
            event = self._event(story)
            ids = {each.id for each in event}
            if ids & told or self._had(story, event, had):
                continue
            told |= ids
            events.append(EventBrief(story, self._desk.brief(story), tuple(event[1:])))
        made = [post for post in alerts if post.state is not PostState.FAILED]
        room = AN_HOUR - sum(post.first_tried is None or now - post.first_tried < AGE for post in made)
        if len(events) <= room:
            return [(event,) for event in events], False
        return ([tuple(events[:TOGETHER])] if room > 0 else []), room <= 0 or len(events) > TOGETHER

    def _is_dated_now(self, story: Story) -> bool:
        """Whether its agency dates it so; a source that is read for the first time brings old stories."""
        dates = [date for date in (story.published, story.embargoed) if date is not None]
        return not dates or max(dates) >= self._now - AGE

    def _is_owed(self, story: Story, subscription: Subscription) -> bool:
        """Whether it came after the subscription was made or resumed."""
        begin = self._now - AGE
        if subscription.created <= begin:
            return True
        return story.key in {each.key for each in self._archive.urgent(subscription.created, self._now)}

    def _on_topic(self, topic: str) -> list[Story]:
        if topic not in self._on:
            self._on[topic] = self._found(topic)
        return self._on[topic]

    def _found(self, topic: str) -> list[Story]:
        begin = min(self._archive.first_seen(story.id for story in self.urgent).values(), default=self._now)
        wanted, unwanted = muting.parted(topic)

        def ids(part: str) -> set[str]:
            found = self._archive.find(topics.parse(part), now=self._now, since=begin, limit=_ON_TOPIC)
            return {story.id for story in found}

        try:
            on = ids(wanted) if wanted else {story.id for story in self.urgent}
            on -= ids(unwanted) if unwanted else set()
        except TopicError:
            return []  # of an earlier grammar; a briefing of it says so
        return [story for story in self.urgent if story.id in on]

    def _event(self, story: Story) -> list[Story]:
        if story.id not in self._events:
            self._events[story.id] = self._desk.happening(story, now=self._now)
        return self._events[story.id]

    def _had(self, story: Story, event: Sequence[Story], carried: Collection[StoryKey]) -> bool:
        """Whether the channel has this story as it is, or another urgent one of the happening."""
        ids = {key.id for key in carried}
        if any(each.id in ids for each in event[1:] if each.urgency < ROUTINE):
            return True
        return any(not self._desk.changed(key, story) for key in carried if key.id == story.id)
