"""Claims about sources, their polls and documents."""

from dataclasses import replace
from datetime import timedelta

import pytest

from briefbot.errors import NotFoundError
from briefbot.source import Poll, Rights, Source, Wishes
from briefbot.story import StoryKey
from tests.archive.contract.samples import MINUTE, NOW, document, story


class Sources:
    """See the module."""

    def test_sources_are_kept_replaced_listed_by_id_and_removed_with_their_polls(self, archive):
        """A source put twice is replaced; removed, it is gone with its polls, and its stories stay."""
        source = Source(
            id="nw",
            agency="Northern Wire",
            url="https://example.org/feed",
            language="en",
            country="NO",
            state_owned=True,
            rights=Rights(store_body=False, quotations=2, model=True, keep_days=30),
        )
        other = Source(id="aa", agency="Other", url="/wire")
        for each in (Source(id="nw", agency="Old name", url="x"), source, other):
            archive.put_source(each)
        assert archive.sources() == [other, source]
        archive.add(story(), source="nw", seen=NOW)
        archive.put_poll(Poll(source="nw", at=NOW, ok=True, reason="1 story, 1 new"))
        archive.keep_documents("nw", [document("a.txt")])
        archive.remove_source("nw")
        assert archive.sources() == [other]
        assert archive.polls() == archive.documents("nw") == {}
        assert archive.story(StoryKey("a")) == story()
        with pytest.raises(NotFoundError):
            archive.remove_source("nw")

    def test_a_source_is_changed_only_where_it_is_there(self, archive):
        """A change of a source that was removed meanwhile does not bring it back."""
        source = Source(id="nw", agency="Northern Wire", url="https://example.org/feed")
        assert not archive.change_source(source)
        archive.put_source(source)
        moved = replace(source, url="https://example.org/new", paused="answered 410 Gone")
        assert archive.change_source(moved)
        assert archive.sources() == [moved]

    def test_the_documents_of_a_folder_are_remembered_and_forgotten(self, archive):
        """Names are kept for each folder apart, replaced when they are read again, and let go when they are gone."""
        archive.keep_documents("nw", [document("a.txt"), document("b.txt")])
        archive.keep_documents("other", [document("a.txt", size=9)])
        archive.keep_documents("nw", [document("a.txt", modified=2**62)], gone=["b.txt", "never.txt"])
        assert archive.documents("nw") == {"a.txt": document("a.txt", modified=2**62)}
        assert archive.documents("other") == {"a.txt": document("a.txt", size=9)}
        assert archive.documents("unknown") == {}

    def test_the_last_look_at_each_source_is_kept(self, archive):
        """A poll replaces the one before it, field by field."""
        poll = Poll(
            source="nw",
            at=NOW,
            ok=False,
            reason="answered 403 Forbidden",
            last_success=NOW - MINUTE,
            last_new=NOW - 2 * MINUTE,
            failures=3,
            etag='"x"',
            last_modified="Sun, 01 Mar 2026 12:00:00 GMT",
            digest="d1ge57",
            first=NOW - 9 * MINUTE,
            since=NOW - 5 * MINUTE,
            newest=NOW - 3 * MINUTE,
            pace=timedelta(seconds=90, microseconds=5),
            fresh_until=NOW + MINUTE,
            not_before=NOW + 2 * MINUTE,
            wishes=Wishes(ttl=MINUTE, period=60 * MINUTE, skip_hours=(1, 2)),
            moved="https://example.org/new",
            reserved=True,
            spent=12_345,
        )
        archive.put_poll(Poll(source="nw", at=NOW - MINUTE, ok=True, reason="nothing new"))
        archive.put_poll(poll)
        assert archive.polls() == {"nw": poll}
