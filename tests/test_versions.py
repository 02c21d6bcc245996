"""What a feed says from look to look, and what becomes of it in the archive."""

from datetime import UTC, datetime, timedelta

import pytest

from briefbot.archive.protocol import Novelty
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.sources import feeds
from briefbot.sources.forms import Context
from briefbot.story import Signal
from briefbot.topic import Topic

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COPY = "The harbour council of Port Almadin voted on {} to reopen the eastern quay."


@pytest.fixture
def archive(tmp_path):
    opened = SQLiteArchive.open(tmp_path / "archive.sqlite")
    yield opened
    opened.close()


def looked_at(archive, minute, *, title="Quay reopens", day="Tuesday", link="/q", date="Tue, 24 Nov 2026 10:00:00 GMT"):
    """File what the feed's one item says at that minute."""
    now = NOW + timedelta(minutes=minute)
    document = (
        f"<rss><channel><item><title>{title}</title><guid>urn:coast:1</guid><link>{link}?utm_source={minute}</link>"
        f"<pubDate>{date}</pubDate><description>{COPY.format(day)}</description></item></channel></rss>"
    )
    context = Context(source="coast", agency="Coast Wire", address="https://coast.example/feed", now=now)
    feed = feeds.parse(document.encode(), context)
    assert feed is not None
    return archive.add(feed.items[0].story, source="coast", seen=now)


def test_an_item_polled_again_is_no_new_story(archive):
    """The same words under another address, with another date or other tracking, change nothing."""
    assert looked_at(archive, 0).novelty is Novelty.NEW
    assert looked_at(archive, 1).novelty is Novelty.KNOWN
    assert looked_at(archive, 2, link="/2026/11/quay").novelty is Novelty.KNOWN
    assert looked_at(archive, 3, date="Wed, 18 Nov 2026 10:00:00").novelty is Novelty.KNOWN
    assert looked_at(archive, 4, date="").novelty is Novelty.KNOWN
    assert archive.first_seen(["urn:coast:1"]) == {"urn:coast:1": NOW}


def test_an_item_whose_text_changed_is_a_new_version_that_says_why(archive):
    """A correction is the next version of the same story, and carries the headline's signal."""
    looked_at(archive, 0)
    story, novelty = looked_at(archive, 1, title="CORRECTED-Quay reopens", day="Monday")
    assert (story.id, story.version, novelty) == ("urn:coast:1", 2, Novelty.REVISED)
    assert archive.story(story.key).signals == (Signal.CORRECTED,)


def test_an_item_that_is_withdrawn_is_gone(archive):
    """After a headline that withdraws the story it is found no more, though the feed shows the old item again."""
    looked_at(archive, 0)
    assert looked_at(archive, 1, title="STORY WITHDRAWN").novelty is Novelty.REVISED
    assert looked_at(archive, 2).novelty is Novelty.KNOWN
    assert archive.find(Topic("", ()), now=NOW + timedelta(hours=1)) == []


def test_stories_are_in_the_order_in_which_they_were_first_seen(archive):
    """A backdated, an undated and a future story are found by when they were seen, the newest first."""
    dates = {"a": "Wed, 18 Nov 2026 10:00:00", "b": "", "c": "Fri, 01 Jan 2038 00:00:00 GMT"}
    for minute, (name, date) in enumerate(dates.items()):
        now = NOW + timedelta(minutes=minute)
        document = f"<rss><channel><item><title>{name}</title><pubDate>{date}</pubDate></item></channel></rss>"
        context = Context(source="coast", agency="Coast Wire", address="https://coast.example/feed", now=now)
        feed = feeds.parse(document.encode(), context)
        assert feed is not None
        archive.add(feed.items[0].story, source="coast", seen=now)
    found = archive.find(Topic("", ()), now=NOW + timedelta(hours=1))
    assert [story.headline for story in found] == ["c", "b", "a"]
    assert [story.published and story.published.day for story in found] == [None, None, 18]
