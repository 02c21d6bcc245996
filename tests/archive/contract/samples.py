"""Small stories, sources, subscriptions and posts to make claims with."""

from datetime import UTC, date, datetime, time, timedelta

from briefbot.messages import Post
from briefbot.source import Document, Rights, Source
from briefbot.story import Story
from briefbot.subscription import Schedule, Slot, Subscription
from briefbot.topic import Term, Topic

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MONTHLY = Schedule(days=("mon",), times=(time(8), time(18, 30)), zone="Asia/Kuwait")


def story(id_="a", body="The harbour of Port Sellen reopened on Monday.", **more):
    return Story(**{"id": id_, "agency": "Northern Wire", "headline": "Harbour reopens", "body": body, **more})


def licensed(**rights):
    return Source(id="nw", agency="Northern Wire", url="https://example.org/feed", rights=Rights(**rights))


def words(*parts, **more):
    return Term(words=parts, **more)


def document(name, **more):
    return Document(**{"name": name, "size": 3, "modified": 1_700_000_000_123_456_789, "digest": "d1ge57", **more})


def topic(*terms):
    return Topic(text="as typed", alternatives=(tuple(terms),))


def subscription(**more):
    fields = {"workspace": "T1", "channel": "C1", "topic": "harbour", "schedule": MONTHLY, "created": NOW}
    return Subscription(**{**fields, **more})


def post(key="p", **more):
    return Post(**{"key": key, "workspace": "T1", "channel": "C1", "text": "Harbour reopens", **more})


SLOT = Slot(7, date(2026, 3, 2), time(8))
