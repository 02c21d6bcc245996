"""Composes the briefings that are due at one time: each distinct topic is looked into once, however many asked."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from briefbot.desk.due import next_slot
from briefbot.errors import TopicError
from briefbot.operating import logs
from briefbot.slack import alerting, briefings
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from briefbot.archive.protocol import Archive
    from briefbot.desk.desk import Desk, Survey
    from briefbot.messages import Post
    from briefbot.story import StoryKey
    from briefbot.subscription import Delivery, Subscription

log = logging.getLogger(__name__)

AT_A_TIME = 100
"""Deliveries whose posts are queued in one write."""

LATE = timedelta(minutes=5)
"""A briefing that comes later than this after its time says so."""

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class _Edition(NamedTuple):
    """All that makes the posts of one briefing differ from those of another, but for where they go."""

    topic: str
    since: datetime
    limit: int
    carried: frozenset[StoryKey]  # of the events on the topic
    muted: frozenset[str]  # of their stories, by id
    following: datetime
    late: datetime | None  # when it was due, where it comes late
    skipped: tuple[datetime, ...]  # when those were due that never came since the last one


class Composer:
    """Writes the posts of deliveries into the outbox."""

    def __init__(self, archive: Archive, desk: Desk) -> None:
        self._archive = archive
        self._desk = desk

    def compose(self, owed: Sequence[tuple[Subscription, Delivery]], now: datetime) -> None:
        """Queue the posts of claimed deliveries, in the order given; one whose topic cannot be read fails, alone."""
        left = self._posts(owed, now)
        while batch := list(islice(left, AT_A_TIME)):
            self._archive.queue([post for posts in batch for post in posts])

    def _posts(self, owed: Sequence[tuple[Subscription, Delivery]], now: datetime) -> Iterator[list[Post]]:
        """Each delivery's posts.

        A channel is not given a story that it has or is owed, by an earlier briefing of the same moment too.
        """

        @cache
        def survey(topic: str, since: datetime) -> Survey:
            return self._desk.survey(topic, now=now, since=since)

        @cache
        def edition(made: _Edition) -> tuple[list[Post], bool]:
            """The posts, and whether they say no more than that nothing is new."""
            surveyed = survey(made.topic, made.since)
            briefing = self._desk.choose(surveyed, limit=made.limit, carried=made.carried, muted=made.muted)
            heading = briefings.title(made.topic)
            posts = briefings.posts(
                briefing,
                key="",
                workspace="",
                channel="",
                heading=heading,
                following=made.following,
                late=made.late,
                skipped=made.skipped,
            )
            return posts, bool(briefing.read and not briefing.events)

        week = min((delivery.due for _, delivery in owed), default=now) - _WEEK
        briefed = self._archive.briefed(week)
        missed: defaultdict[int, list[datetime]] = defaultdict(list)
        for delivery in self._archive.deliveries(since=week, state=DeliveryState.MISSED):
            missed[delivery.slot.subscription].append(delivery.due)
        left_out = alerting.left_out(self._archive, now)
        carried: dict[tuple[str, str], set[StoryKey]] = {}
        for subscription, delivery in owed:
            # What this subscription was briefed on last, or a day ago; a week at most.
            since = min(briefed.get(subscription.id, delivery.due), delivery.due - _DAY)
            try:
                surveyed = survey(subscription.topic, since)
            except TopicError as fault:
                log.error("cannot brief %s: %s", subscription.channel, fault)  # noqa: TRY400 - the traceback says no more
                self._archive.settle(delivery.slot, DeliveryState.FAILED, str(fault))
                continue
            place = subscription.workspace, subscription.channel
            if place not in carried:
                carried[place] = self._archive.carried(*place, since=min(since, now - _WEEK))
            told = frozenset(key for key in carried[place] if key.id in surveyed.events)
            muted = frozenset(left_out.get(place, frozenset()) & surveyed.events.keys())
            following = next_slot(subscription, now)[1]
            late = delivery.due if now - delivery.due > LATE else None
            last = briefed.get(subscription.id, week)
            skipped = tuple(due for due in missed.pop(subscription.id, ()) if last < due < delivery.due)
            posts, nothing = edition(
                _Edition(subscription.topic, since, subscription.limit, told, muted, following, late, skipped)
            )
            if nothing and subscription.quiet:  # where no source could be read, silence would claim calm
                self._archive.settle(delivery.slot, DeliveryState.EMPTY)
                continue
            carried[place].update(key for post in posts for key in post.stories)
            with logs.about(delivery=delivery.slot.key, channel=subscription.channel):
                log.info("composed %s: %d messages", delivery.slot.key, len(posts))
            yield [_addressed(post, subscription, delivery) for post in posts]


def _addressed(post: Post, subscription: Subscription, delivery: Delivery) -> Post:
    key = f"delivery/{delivery.slot.key}"
    return replace(
        post,
        key=key + post.key,
        parent=None if post.parent is None else key + post.parent,
        workspace=subscription.workspace,
        channel=subscription.channel,
        slot=delivery.slot.key,
    )
