"""Claims about stories and the briefs kept beside them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbot.archive.protocol import Novelty
from briefbot.errors import NotFoundError, StoryError
from briefbot.story import Bracket, Brief, KeyPoint, PubStatus, Quote, QuoteKind, Signal, Span, StoryKey
from tests.archive.contract.samples import MINUTE, NOW, licensed, story, topic, words


class Stories:
    """See the module."""

    def test_a_story_comes_back_as_it_was_given(self, archive):
        """Every field of a story is kept, its times as the same moments in UTC."""
        given_ = story(
            version=3,
            published=datetime(2026, 3, 1, 15, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3))),
            dateline="PORT SELLEN",
            byline="Ada Roe",
            url="https://example.org/a",
            source="https://example.org/feed",
            language="en-GB",
            urgency=2,
            embargoed=NOW + MINUTE,
            ednote="call the desk",
            keywords=("harbour", "trade, sea"),
            subjects=("medtop:04000000", "medtop:20000209"),
            genre="Feature",
            rights="© Northern Wire. Not for resale.",
            signals=(Signal.CORRECTED, Signal.UPDATE),
            advisory="Corrects the day in paragraph 1",
            evolved_from="urn:newsml:example.org:7",
        )
        assert archive.add(given_, source="nw", seen=NOW) == (given_, Novelty.NEW)
        kept = archive.story(given_.key)
        assert kept == given_
        assert kept.published.tzinfo is UTC

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=60), st.text(max_size=200))
    def test_any_text_that_a_story_can_hold_is_kept_to_the_code_point(self, archive, headline, body):
        """Headline and body come back code point by code point, whatever they hold."""
        stored = archive.add(story(body=body, headline=headline), source=None, seen=NOW).story
        kept = archive.story(stored.key)
        assert (kept.headline, kept.body) == (headline, body)

    def test_a_field_that_cannot_be_stored_is_refused_and_leaves_nothing(self, archive):
        """A byline with half of a UTF-16 pair is a `StoryError`, and the story is not there."""
        with pytest.raises(StoryError, match="surrogate"):
            archive.add(story(byline="\ud800"), source=None, seen=NOW)
        assert archive.first_seen(["a"]) == {}

    def test_the_same_words_again_are_known_and_change_nothing(self, archive):
        """A story seen again is KNOWN, comes back as first stored, and keeps the time at which it was first seen."""
        archive.add(story(), source="nw", seen=NOW)
        again = archive.add(story(url="https://example.org/elsewhere"), source="other", seen=NOW + MINUTE)
        assert again == (story(), Novelty.KNOWN)
        assert archive.first_seen(["a", "unknown"]) == {"a": NOW}

    @pytest.mark.parametrize(
        "change",
        [
            {"headline": "Harbour stays shut"},
            {"body": "It did not."},
            {"status": PubStatus.WITHHELD},
            {"embargoed": NOW + MINUTE},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_a_change_of_words_status_or_embargo_is_the_next_version(self, archive, change):
        """A change of headline, body, status or embargo is REVISED, and the version before can still be read."""
        archive.add(story(), source=None, seen=NOW)
        stored, novelty = archive.add(story(**change), source=None, seen=NOW + MINUTE)
        assert (stored, novelty) == (story(version=2, **change), Novelty.REVISED)
        assert archive.story(StoryKey("a", 2)) == stored
        assert archive.story(StoryKey("a", 1)) == story()
        assert archive.first_seen(["a"]) == {"a": NOW}

    def test_a_version_of_the_agencys_own_is_kept_where_it_is_higher(self, archive):
        """The agency's version number is taken over where it is higher than the last."""
        archive.add(story(), source=None, seen=NOW)
        assert archive.add(story(body="More.", version=5), source=None, seen=NOW).story.version == 5
        assert archive.add(story(body="Even more.", version=2), source=None, seen=NOW).story.version == 6

    def test_an_earlier_version_read_again_does_not_revise_the_newest(self, archive):
        """Two documents of one story that are both read at every look settle on the newest, and stay there."""
        first, second = story(), story(body="It reopened on Tuesday.", version=2)
        archive.add(first, source=None, seen=NOW)
        archive.add(second, source=None, seen=NOW)
        assert [archive.add(s, source=None, seen=NOW) for s in (first, second)] == [(second, Novelty.KNOWN)] * 2

    def test_a_killed_story_stays_killed(self, archive):
        """After CANCELED, the same dispatch read again is KNOWN and cannot be found; a higher version can."""
        killed = story(version=2, status=PubStatus.CANCELED)
        archive.add(story(), source=None, seen=NOW)
        archive.add(killed, source=None, seen=NOW)
        for again in (story(), story(body="The harbour reopened, edited.")):
            assert archive.add(again, source=None, seen=NOW) == (killed, Novelty.KNOWN)
        assert archive.find(topic(words("harbour")), now=NOW) == []
        anew = story(body="The harbour reopened after all.", version=3)
        archive.add(anew, source=None, seen=NOW)
        assert archive.latest(["a"], now=NOW) == [anew]

    def test_many_stories_are_added_as_they_would_be_one_by_one(self, archive):
        """Each is told what it was to those before it, of the same call too."""
        stories = [story(), story("b"), story(body="It closed."), story()]
        added = archive.add_all(iter(stories), source="nw", seen=NOW)
        assert [each.novelty for each in added] == [Novelty.NEW, Novelty.NEW, Novelty.REVISED, Novelty.KNOWN]
        assert archive.latest("ab", now=NOW) == [added[2].story, added[1].story]
        assert archive.add_all([], source=None, seen=NOW) == []

    def test_of_many_stories_all_are_added_or_none(self, archive):
        """One that cannot be stored is a `StoryError`, and leaves none of those before it."""
        with pytest.raises(StoryError, match="surrogate"):
            archive.add_all([story(), story("b", byline="\ud800")], source=None, seen=NOW)
        assert archive.first_seen("ab") == {}

    def test_reads_do_not_wait_for_a_write_under_way(self, archive):
        """While stories are being added, others read the archive as it was before, by every verb that reads."""
        archive.add(story(), source="nw", seen=NOW)
        archive.put_source(licensed())

        def reading():
            return [
                archive.find(topic(words("harbour")), now=NOW),
                archive.latest("ab", now=NOW),
                archive.first_seen("ab"),
                archive.rights("ab"),
                archive.sources(),
                archive.posts(workspace="T1", channel="C1"),
            ]

        before = reading()
        with ThreadPoolExecutor(1) as other:

            def stories():
                yield story("b")
                yield story(body="The harbour closed.")
                assert other.submit(reading).result(timeout=30) == before

            archive.add_all(stories(), source="nw", seen=NOW)
        assert len(archive.latest("ab", now=NOW)) == 2

    def test_an_unknown_version_is_not_found(self, archive):
        """Asking for a version that there is not raises `NotFoundError`."""
        archive.add(story(), source=None, seen=NOW)
        with pytest.raises(NotFoundError):
            archive.story(StoryKey("a", 2))

    def test_latest_gives_the_newest_showable_versions_in_the_order_asked(self, archive):
        """`latest` keeps the order of the ids and leaves out what is unknown or may not be shown."""
        for id_ in "abc":
            archive.add(story(id_), source=None, seen=NOW)
        archive.add(story("b", "New words."), source=None, seen=NOW)
        archive.add(story("c", status=PubStatus.WITHHELD), source=None, seen=NOW)
        found = archive.latest(iter(["b", "c", "x", "a", "b"]), now=NOW)
        assert [s.key for s in found] == [("b", 2), ("a", 1)]

    def test_a_brief_comes_back_as_it_was_kept_and_is_replaced_by_its_formatters_next(self, archive):
        """A brief is kept with every span, bracket and mark, one for each formatter."""
        quote = Quote(
            spans=(Span(0, 3), Span(9, 12)),
            kind=QuoteKind.TITLE,
            mention=Span(4, 5),
            speaker=Span(5, 6),
            role=Span(6, 7),
            cue=Span(7, 8),
            confidence=0.75,
            featured=True,
        )
        brief = Brief(
            story=StoryKey("a", 2),
            formatter="rules/1",
            key_points=(KeyPoint((Bracket(Span(4, 7)), Span(8, 20))), KeyPoint((Span(1, 2),))),
            quotes=(quote, Quote(spans=(Span(2, 3),))),
            sentences=(Span(0, 46),),
            notes=("a note",),
        )
        other = replace(brief, story=StoryKey("b"))
        archive.keep_brief(replace(brief, notes=()))
        archive.keep_brief(brief, other)
        assert archive.brief(StoryKey("b"), "rules/1") == other
        assert archive.brief(StoryKey("a", 2), "rules/1") == brief
        assert archive.brief(StoryKey("a", 2), "rules/2") is None
        assert archive.brief(StoryKey("a", 1), "rules/1") is None
