"""What every archive must do, as tests: subclass `Contract` beside a fixture `open_archive` and all of them run.

`open_archive()` gives the same, still empty archive opened anew at each call of one test. Add a claim here with each
verb of `briefbot.archive.protocol.Archive`.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbot.archive.protocol import Novelty
from briefbot.errors import InputError, NotFoundError, StoryError
from briefbot.messages import Job, Post, PostState
from briefbot.source import Document, Poll, Rights, Source, Wishes
from briefbot.story import Bracket, Brief, KeyPoint, PubStatus, Quote, QuoteKind, Signal, Span, Story, StoryKey
from briefbot.subscription import DAYS, DeliveryState, Schedule, Slot, Subscription
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


class Contract:
    """The claims; `archive` is one opened for the test."""

    @pytest.fixture
    def archive(self, open_archive):
        return open_archive()

    # Stories

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

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
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

    # Finding

    @pytest.mark.parametrize("status", [PubStatus.CANCELED, PubStatus.WITHHELD])
    def test_a_story_that_is_not_usable_is_not_found_nor_any_version_before_it(self, archive, status):
        """Once the newest version is canceled or withheld, no version of the story is found by any topic."""
        archive.add(story(), source=None, seen=NOW)
        archive.add(story(body="Kill, kill, kill.", status=status), source=None, seen=NOW)
        for asked in (Topic(""), topic(words("harbour")), topic(words("kill"))):
            assert archive.find(asked, now=NOW) == []
        assert archive.latest(["a"], now=NOW) == []

    def test_an_embargoed_story_appears_at_its_time_and_not_before(self, archive):
        """A story under embargo is found from that moment on; until then no older version is found in its place."""
        archive.add(story(), source=None, seen=NOW)
        later = story(body="The harbour opens tomorrow.", embargoed=NOW + MINUTE)
        archive.add(later, source=None, seen=NOW)
        for moment, keys in ((NOW, []), (NOW + MINUTE, [("a", 2)])):
            assert [s.key for s in archive.find(topic(words("harbour")), now=moment)] == keys
            assert [s.key for s in archive.find(Topic(""), now=moment)] == keys
            assert [s.key for s in archive.latest(["a"], now=moment)] == keys

    def test_only_the_newest_version_is_searched(self, archive):
        """A word that stood in an older version only finds nothing."""
        archive.add(story(body="A tanker ran aground."), source=None, seen=NOW)
        archive.add(story(body="A ferry ran aground."), source=None, seen=NOW)
        assert archive.find(topic(words("tanker")), now=NOW) == []
        assert [s.version for s in archive.find(topic(words("ferry")), now=NOW)] == [2]

    @pytest.mark.parametrize(
        ("body", "term", "fits"),
        [
            ("Two ministers resigned.", words("minister"), True),
            ("They are training crews.", words("ai"), False),
            ("An AI wrote it.", words("ai"), True),
            ("A café in Zürich burnt.", words("zurich"), True),
            ("The global coalition met.", words("global", "coalition"), True),
            ("A coalition of global size met.", words("global", "coalition"), False),
            ("Mr. Al-Hakim spoke.", words("al-hakim"), True),
            ("عقد الوزراء اجتماعا في الكويت", words("الكويت"), True),
        ],
    )
    def test_a_word_fits_whole_words_and_their_inflections(self, archive, body, term, fits):
        """Words fit their inflections and never a part of another word; phrases fit in order only."""
        archive.add(story(body=body), source=None, seen=NOW)
        assert bool(archive.find(topic(term), now=NOW)) is fits

    @pytest.mark.parametrize(
        ("term", "fits"),
        [
            (words("wire", field="from"), True),
            (words("northern", "wire", field="from"), True),
            (words("nw", field="from"), True),
            (words("north", field="from"), False),
            (words("harbour", field="from"), False),
            (words("roe", field="by"), True),
            (words("ada", "roe", field="by"), True),
            (words("sellen", field="by"), False),
            (words("sellen", field="place"), True),
            (words("ar", field="lang"), True),
            (words("kw", field="lang"), False),
            (words("en", field="lang"), False),
            (words("northern"), False),
            (Term(("wharf",), also=(("pier",), ("quay",))), True),
            (Term(("wharf",), also=(("open", "quay"),)), False),
            (Term(("vienna",), "place", also=(("port", "sellen"),)), True),
            (Term(("15000000",), "topic", also=(("harbour",),)), True),
            (Term(("15000000",), "topic", also=(("quay",),)), False),
        ],
        ids=str,
    )
    def test_a_filter_looks_at_its_field_only(self, archive, term, fits):
        """from: sees agency and source id, by: the byline, place: the dateline, lang: the language; words see none.

        topic: sees the headline where a story has no codes; any way to write a term will do.
        """
        archive.add(
            story(byline="Ada Roe", dateline="PORT SELLEN", body="The quay is open.", language="ar-KW"),
            source="nw-feed",
            seen=NOW,
        )
        assert bool(archive.find(topic(term), now=NOW)) is fits

    def test_terms_must_all_hold_and_negated_ones_must_not_and_alternatives_add_up(self, archive):
        """A topic finds what fits all terms of one alternative and none of its negated ones."""
        for id_, body in (("a", "oil price"), ("b", "oil spill"), ("c", "price of bread"), ("d", "oil price in Ruvia")):
            archive.add(story(id_, body, headline=""), source=None, seen=NOW)
        both = (words("oil"), words("price"), words("ruvia", negated=True), words("peru", negated=True))
        assert [s.id for s in archive.find(topic(*both), now=NOW)] == ["a"]
        either = Topic("", (both, (words("bread"),), (words("spill"),)))
        assert sorted(s.id for s in archive.find(either, now=NOW)) == ["a", "b", "c"]

    @settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        st.lists(
            st.builds(
                Term,
                st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3).map(tuple),
                st.sampled_from([None, "from", "by", "place", "lang", "topic"]),
                st.booleans(),
                st.lists(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=3).map(tuple), max_size=2).map(
                    tuple
                ),
            ),
            max_size=6,
        )
    )
    def test_no_topic_is_read_as_syntax(self, archive, terms):
        """Whatever characters stand in a topic's words, the search answers."""
        archive.find(topic(words("harbour"), *terms), now=NOW)

    def test_a_topic_of_very_many_words_is_answered(self, archive):
        """Three hundred terms in one topic are no error."""
        terms = [words(f"w{n}", negated=n % 2 == 1) for n in range(300)]
        assert archive.find(topic(*terms), now=NOW) == []
        assert archive.find(Topic("", tuple((term,) for term in terms[::2])), now=NOW) == []

    def test_a_headline_weighs_more_than_a_body_and_everything_is_newest_first(self, archive):
        """A word in the headline ranks first; without words the newest comes first."""
        filler = "It was a quiet day on the coast and nothing else was reported from there. " * 3
        archive.add(story("head", filler, headline="Strike at the port"), source=None, seen=NOW)
        archive.add(story("body", f"{filler} A strike.", headline="Port news"), source=None, seen=NOW + MINUTE)
        assert [s.id for s in archive.find(topic(words("strike")), now=NOW)] == ["head", "body"]
        assert [s.id for s in archive.find(Topic(""), now=NOW)] == ["body", "head"]
        assert [s.id for s in archive.find(topic(words("wire", field="from")), now=NOW)] == ["body", "head"]

    def test_since_looks_at_first_sight_and_limit_at_the_count(self, archive):
        """`since` counts from when briefbot first saw a story, its revisions notwithstanding; `limit` caps."""
        archive.add(story("old", published=NOW + MINUTE), source=None, seen=NOW - MINUTE)
        archive.add(story("old", "The harbour again."), source=None, seen=NOW + MINUTE)
        archive.add(story("new", published=NOW - 9 * MINUTE), source=None, seen=NOW)
        for asked in (Topic(""), topic(words("harbour"))):
            assert [s.id for s in archive.find(asked, now=NOW, since=NOW)] == ["new"]
            assert len(archive.find(asked, now=NOW)) == 2
            assert len(archive.find(asked, now=NOW, limit=1)) == 1

    def test_within_looks_back_from_now_in_its_own_alternative_only(self, archive):
        """since: in a topic counts from `now` and first sight; another alternative is not held to it."""
        for id_, minutes in (("old", 90), ("new", 10)):
            archive.add(story(id_), source=None, seen=NOW - minutes * MINUTE)
        hour = Term(("1h",), "since", within=timedelta(hours=1))
        recent, ever = (words("harbour"), hour), (words("reopened"),)
        assert [s.id for s in archive.find(topic(*recent), now=NOW)] == ["new"]
        assert [s.id for s in archive.find(topic(hour), now=NOW)] == ["new"]
        assert archive.find(topic(*recent), now=NOW + 60 * MINUTE) == []
        assert archive.find(topic(words("harbour"), hour), now=NOW, since=NOW) == []
        assert {s.id for s in archive.find(Topic("", (recent, ever)), now=NOW)} == {"old", "new"}

    def test_a_story_that_is_about_a_word_comes_before_one_that_mentions_it(self, archive):
        """Of bodies with the word the one that has it more often for its length comes first, be it older."""
        about = "The strike went on. Dockers on strike said that the strike would last. A strike fund was set up."
        passing = f"It was a quiet day on the coast. {'Nothing else was reported from there. ' * 5}A strike ended."
        for n, (id_, body) in enumerate((("about", about), ("passing", passing))):
            archive.add(story(id_, body, headline="Port news"), source=None, seen=NOW + n * MINUTE)
        assert [s.id for s in archive.find(topic(words("strike")), now=NOW)] == ["about", "passing"]

    def test_a_rare_word_tells_more_than_a_common_one(self, archive):
        """Of stories that fit different alternatives the one with the rarer word leads, after one that fits both."""
        for n in range(30):
            archive.add(story(f"c{n}", "The council met.", headline=""), source=None, seen=NOW)
        archive.add(story("rare", "The comet passed over the village.", headline=""), source=None, seen=NOW - MINUTE)
        archive.add(story("both", "The comet passed over the council.", headline=""), source=None, seen=NOW - MINUTE)
        found = archive.find(Topic("", ((words("council"),), (words("comet"),))), now=NOW)
        assert [s.id for s in found[:2]] == ["both", "rare"]

    def test_what_is_hidden_takes_no_place_from_what_is_not(self, archive):
        """However many stories that may not be shown fit, the one that may is found."""
        archive.add(story("shown"), source=None, seen=NOW)
        for n in range(450):
            archive.add(story(f"h{n}", embargoed=NOW + MINUTE), source=None, seen=NOW)
        assert [s.id for s in archive.find(topic(words("harbour")), now=NOW, limit=1)] == ["shown"]

    # Briefs

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
        archive.keep_brief(replace(brief, notes=()))
        archive.keep_brief(brief)
        assert archive.brief(StoryKey("a", 2), "rules/1") == brief
        assert archive.brief(StoryKey("a", 2), "rules/2") is None
        assert archive.brief(StoryKey("a", 1), "rules/1") is None

    # Sources

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

    # What licences ask for

    def test_the_rights_of_a_story_are_those_of_its_source_even_once_that_is_removed(self, archive):
        """They follow the source's while it is there, and stay as they were last when it is removed."""
        archive.put_source(licensed(quotations=2))
        archive.add(story(), source="nw", seen=NOW)
        archive.add(story("b"), source=None, seen=NOW)
        archive.add(story("c"), source="never", seen=NOW)
        asked = ["a", "b", "c", "unknown"]
        assert archive.rights(asked) == {"a": Rights(quotations=2)}
        archive.put_source(licensed(quotations=1))
        archive.remove_source("nw")
        assert archive.rights(asked) == {"a": Rights(quotations=1)}
        archive.put_source(licensed(model=True))
        assert archive.rights(asked) == {"a": Rights(model=True)}

    def test_nothing_is_forgotten_before_its_time_or_without_a_term(self, archive):
        """A version is kept for `keep_days` to the moment; one of a source without a term, or of none, for ever."""
        archive.put_source(licensed(keep_days=3))
        archive.put_source(replace(licensed(), id="free"))
        for id_, source in (("a", "nw"), ("b", "free"), ("c", None)):
            archive.add(story(id_), source=source, seen=NOW)
        assert archive.forget(NOW + 3 * DAY) == 0
        assert archive.forget(NOW + 3 * DAY + MINUTE) == 1
        assert archive.forget(NOW + 9999 * DAY) == 0
        assert [s.id for s in archive.latest("abc", now=NOW)] == ["b", "c"]

    def test_a_forgotten_story_is_gone_by_every_verb_and_not_taken_in_again(self, archive):
        """No verb gives its words; read again it is KNOWN and stays away, with the time at which it was first seen."""
        archive.put_source(licensed(keep_days=3))
        for version in (story(), story(body="The harbour closed again.")):
            kept = archive.add(version, source="nw", seen=NOW).story
            archive.keep_brief(Brief(story=kept.key, formatter="f/1", key_points=(), quotes=()))
        archive.remove_source("nw")
        later = NOW + 4 * DAY
        assert archive.forget(later) == 2
        for _ in range(2):
            for key in (StoryKey("a", 1), StoryKey("a", 2)):
                assert archive.brief(key, "f/1") is None
                with pytest.raises(NotFoundError, match="forgotten"):
                    archive.story(key)
            assert archive.find(topic(words("harbour")), now=later) == archive.find(Topic(""), now=later) == []
            assert archive.latest(["a"], now=later) == []
            assert archive.rights(["a"]) == {}
            assert archive.first_seen(["a"]) == {"a": NOW}
            for again in (story(), story(body="The harbour closed again."), story(version=2)):
                added = archive.add(again, source="nw", seen=later)
                assert (added.novelty, added.story.body, added.story.headline) == (Novelty.KNOWN, "", "")

    def test_new_words_for_a_forgotten_story_are_its_next_version(self, archive):
        """What the agency writes later is REVISED and is found, under the first sight of the story."""
        archive.put_source(licensed(keep_days=3))
        archive.add(story(), source="nw", seen=NOW)
        later = NOW + 4 * DAY
        archive.forget(later)
        added = archive.add(story(body="The harbour burnt."), source="nw", seen=later)
        assert added == (story(body="The harbour burnt.", version=2), Novelty.REVISED)
        assert archive.latest(["a"], now=later) == [added.story]
        assert archive.first_seen(["a"]) == {"a": NOW}
        assert archive.add(story(), source="nw", seen=later) == (added.story, Novelty.KNOWN)

    def test_earlier_versions_are_forgotten_in_their_own_time(self, archive):
        """The newest stays while its time has not come; the version before it is gone, and is KNOWN when read again."""
        archive.put_source(licensed(keep_days=3))
        archive.add(story(), source="nw", seen=NOW)
        newest = archive.add(story(body="It closed."), source="nw", seen=NOW + 2 * DAY).story
        assert archive.forget(NOW + 4 * DAY) == 1
        with pytest.raises(NotFoundError):
            archive.story(StoryKey("a", 1))
        assert archive.latest(["a"], now=NOW) == [newest]
        assert archive.add(story(), source="nw", seen=NOW + 4 * DAY) == (newest, Novelty.KNOWN)

    def test_every_version_of_a_killed_story_is_forgotten_and_it_stays_killed(self, archive):
        """A day after the kill no version is left; only a higher version of the agency's own is taken in again."""
        archive.add(story(), source=None, seen=NOW)
        archive.add(story(body="Second take."), source=None, seen=NOW)
        archive.add(story(version=3, body="", status=PubStatus.CANCELED), source=None, seen=NOW)
        assert archive.forget(NOW + DAY) == 0
        assert archive.forget(NOW + 2 * DAY) == 3
        for version in (1, 2, 3):
            with pytest.raises(NotFoundError):
                archive.story(StoryKey("a", version))
        for again in (story(), story(body="Third take.")):
            assert archive.add(again, source=None, seen=NOW + 2 * DAY).novelty is Novelty.KNOWN
        assert archive.latest(["a"], now=NOW) == []
        anew = story(version=4, body="It reopened after all.")
        assert archive.add(anew, source=None, seen=NOW + 2 * DAY) == (anew, Novelty.REVISED)
        assert archive.latest(["a"], now=NOW) == [anew]

    def test_bodies_that_may_be_stored_no_more_go_and_headlines_stay(self, archive):
        """Once a source's rights keep bodies out, those of every version are emptied, with their briefs."""
        archive.put_source(licensed())
        for version in (story(), story(body="It closed.")):
            kept = archive.add(version, source="nw", seen=NOW).story
            archive.keep_brief(Brief(story=kept.key, formatter="f/1", key_points=(), quotes=()))
        archive.put_source(licensed(store_body=False))
        assert archive.forget(NOW) == 2
        assert archive.forget(NOW) == 0
        assert [archive.story(StoryKey("a", n)).body for n in (1, 2)] == ["", ""]
        assert archive.brief(StoryKey("a", 2), "f/1") is None
        assert [s.headline for s in archive.find(topic(words("harbour")), now=NOW)] == ["Harbour reopens"]
        assert archive.add(story(body=""), source="nw", seen=NOW).novelty is Novelty.KNOWN

    def test_posts_lose_the_words_of_forgotten_stories_and_keep_their_place(self, archive):
        """The text of a sent post that carried one is emptied; where it stands and what it carried is kept."""
        archive.put_source(licensed(keep_days=3))
        archive.add(story(), source="nw", seen=NOW)
        archive.add(story("b"), source=None, seen=NOW)
        block = {"type": "header"}
        for key, carried in (("p", "a"), ("q", "b")):
            archive.queue([post(key, blocks=(block,), stories=(StoryKey(carried),))])
            archive.take(NOW)
            archive.sent(key, f"{key}.1")
        archive.queue([post("r", stories=(StoryKey("a"),))])
        archive.forget(NOW + 4 * DAY)
        other, emptied = archive.posts(workspace="T1", channel="C1")
        assert (emptied.key, emptied.ts, emptied.text, emptied.blocks) == ("p", "p.1", "", ())
        assert emptied.stories == (StoryKey("a"),)
        assert (other.text, other.blocks) == ("Harbour reopens", (block,))
        assert [p.text for p in archive.take(NOW)] == ["Harbour reopens"]

    def test_forgetting_goes_on_until_nothing_is_left(self, archive):
        """A small limit takes several calls, and every one but the last forgets something."""
        archive.put_source(licensed(keep_days=3))
        for number in range(7):
            archive.add(story(str(number)), source="nw", seen=NOW)
        counts: list[int] = []
        while not counts or counts[-1]:
            counts.append(archive.forget(NOW + 4 * DAY, limit=2))
        assert (sum(counts), len(counts)) == (7, 5)
        assert archive.find(Topic(""), now=NOW) == []

    # Subscriptions and deliveries

    def test_a_subscription_gets_an_id_and_is_there_once(self, archive):
        """The same channel, topic and schedule again gives the subscription there is; another channel, a new one."""
        first = archive.subscribe(subscription(limit=3, paused=True))
        assert first == subscription(id=first.id, limit=3, paused=True)
        assert archive.subscribe(subscription(limit=9, created=NOW + MINUTE)) == first
        others = [
            archive.subscribe(subscription(**change))
            for change in (
                {"channel": "C2"},
                {"workspace": "T2"},
                {"topic": ""},
                {"schedule": replace(MONTHLY, zone="UTC")},
                {"schedule": replace(MONTHLY, days=DAYS)},
            )
        ]
        assert archive.subscriptions() == [first, *others]
        assert archive.subscriptions("T2") == [others[1]]

    def test_an_ended_subscription_is_gone_and_its_id_is_never_given_again(self, archive):
        """Only its own workspace can end a subscription, and the next one has an id that was never used."""
        last = archive.subscribe(subscription())
        with pytest.raises(NotFoundError):
            archive.unsubscribe(last.id, "T2")
        archive.unsubscribe(last.id, "T1")
        assert archive.subscriptions() == []
        with pytest.raises(NotFoundError):
            archive.unsubscribe(last.id)
        assert archive.subscribe(subscription()).id > last.id

    def test_a_changed_subscription_keeps_its_id_and_gets_the_rest(self, archive, open_archive):
        """Topic, schedule, limit, beginning and pause are replaced, and nothing else is; again changes nothing."""
        kept, other = archive.subscribe(subscription()), archive.subscribe(subscription(topic="ferry"))
        schedule = Schedule(days=("tue",), times=(time(7),), zone="Europe/Vienna")
        changed = replace(kept, topic="port", schedule=schedule, limit=3, created=NOW + MINUTE, paused=True)
        archive.change(changed)
        archive.change(changed)
        assert open_archive().subscriptions() == [changed, other]

    def test_a_change_never_makes_two_of_the_same_nor_reaches_another_workspace(self, archive):
        """A twin in the channel is an `InputError`, another id, workspace or channel not found; nothing changes."""
        kept, other = archive.subscribe(subscription()), archive.subscribe(subscription(topic="ferry"))
        with pytest.raises(InputError, match="already"):
            archive.change(replace(other, topic="harbour"))
        for wrong in ({"id": 99}, {"workspace": "T2"}, {"channel": "C2"}):
            with pytest.raises(NotFoundError):
                archive.change(replace(kept, paused=True, **wrong))
        assert archive.subscriptions() == [kept, other]

    def test_the_last_delivery_is_that_of_the_latest_slot_with_its_first_message(self, archive):
        """None before any; then the latest slot's delivery, with the post that its briefing began with."""
        assert archive.last_delivery(7) is None
        later, others = Slot(7, date(2026, 3, 2), time(18)), Slot(70, date(2026, 3, 3), time(8))
        for slot in (later, SLOT, others):
            archive.claim({slot: NOW})
        delivery, message = archive.last_delivery(7)
        assert (delivery.slot, delivery.state, message) == (later, DeliveryState.CLAIMED, None)
        archive.queue([post("a", slot=later.key), post("b", parent="a", slot=later.key), post("c", slot=SLOT.key)])
        archive.sent("a", "1.1")
        _, message = archive.last_delivery(7)
        assert (message.key, message.ts) == ("a", "1.1")

    def test_a_slot_is_claimed_once(self, archive, open_archive):
        """Of many claims of a slot, from many threads and two openings, exactly one succeeds."""
        other = open_archive()
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(lambda n: bool((archive, other)[n % 2].claim({SLOT: NOW})), range(24)))
        assert sum(claims) == 1
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.slot, delivery.due, delivery.state) == (SLOT, NOW, DeliveryState.CLAIMED)

    def test_a_delivery_moves_on_and_never_back(self, archive):
        """A settled delivery keeps its end and its reason; a slot never claimed cannot be settled."""
        archive.claim({SLOT: NOW})
        archive.settle(SLOT, DeliveryState.MISSED, "asleep")
        archive.settle(SLOT, DeliveryState.DELIVERED)
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.state, delivery.reason) == (DeliveryState.MISSED, "asleep")
        assert not archive.claim({SLOT: NOW})
        with pytest.raises(NotFoundError):
            archive.settle(SLOT._replace(subscription=8), DeliveryState.MISSED)

    def test_deliveries_are_listed_from_a_time_on_oldest_first(self, archive):
        """`since` looks at when a delivery is due, `state` at how far it has come."""
        for minutes, subscription_id in ((2, 1), (0, 2), (1, 3)):
            archive.claim({SLOT._replace(subscription=subscription_id): NOW + minutes * MINUTE})
        archive.settle(SLOT._replace(subscription=1), DeliveryState.EMPTY)
        assert [d.slot.subscription for d in archive.deliveries(since=NOW + MINUTE)] == [3, 1]
        claimed = archive.deliveries(since=NOW, state=DeliveryState.CLAIMED)
        assert [d.slot.subscription for d in claimed] == [2, 3]

    # The outbox

    def test_a_post_comes_back_as_it_was_queued(self, archive):
        """A taken post has every field as queued, one attempt, and the time of its first."""
        given_ = post(
            blocks=({"type": "divider"}, {"type": "x", "text": {"a": [1, None]}}),
            thread="1.5",
            slot=SLOT.key,
            stories=(StoryKey("a", 2), StoryKey("b")),
        )
        archive.queue([given_])
        expected = replace(given_, state=PostState.SENDING, attempts=1, first_tried=NOW)
        assert archive.take(NOW) == [expected]
        archive.put_back("p", NOW)
        assert archive.take(NOW + MINUTE) == [replace(expected, attempts=2)]

    def test_a_known_key_is_left_as_it_is(self, archive):
        """Queued again, under way or sent, a post stays what it was."""
        archive.queue([post(text="first")])
        archive.queue([post(text="second")])
        assert [p.text for p in archive.take(NOW)] == ["first"]
        archive.queue([post(text="third")])
        archive.sent("p", "1.1")
        archive.queue([post(text="fourth")])
        assert archive.take(NOW) == []
        assert [p.text for p in archive.posts(workspace="T1", channel="C1")] == ["first"]

    def test_posts_are_queued_all_or_none(self, archive):
        """Where one of several posts cannot be queued, none of them is, and the delivery stays CLAIMED."""
        archive.claim({SLOT: NOW})
        with pytest.raises(NotFoundError):
            archive.queue([post("1", slot=SLOT.key), post("2", slot=SLOT.key, parent="never queued")])
        assert archive.take(NOW) == []
        assert [d.state for d in archive.deliveries(since=NOW)] == [DeliveryState.CLAIMED]

    def test_a_channel_keeps_its_order_and_channels_do_not_wait_for_each_other(self, archive):
        """One post a channel is under way at a time, in the order queued; other channels go on."""
        archive.queue([post("1"), post("2"), post("x", channel="C2"), post("y", workspace="T2")])
        assert [p.key for p in archive.take(NOW)] == ["1", "x", "y"]
        assert archive.take(NOW) == []
        archive.unsure("1", NOW)
        assert archive.take(NOW) == []
        archive.put_back("1", NOW + MINUTE)
        assert archive.take(NOW) == []
        assert [p.key for p in archive.take(NOW + MINUTE)] == ["1"]
        archive.sent("1", "1.1")
        assert [p.key for p in archive.take(NOW)] == ["2"]

    def test_take_gives_no_more_than_asked(self, archive):
        """`limit` caps what is taken; the rest can be taken after."""
        archive.queue([post(str(n), channel=f"C{n}") for n in range(5)])
        assert [p.key for p in archive.take(NOW, limit=2)] == ["0", "1"]
        assert [p.key for p in archive.take(NOW)] == ["2", "3", "4"]

    def test_a_part_waits_for_its_parent_and_goes_to_its_thread(self, archive):
        """A post with a parent is taken once that stands, with its ts as the thread."""
        archive.queue([post("0", channel="C0"), post("1", parent="0"), post("2", parent="0", channel="C2")])
        assert [p.key for p in archive.take(NOW)] == ["0"]
        assert archive.take(NOW) == []
        archive.sent("0", "9.5")
        assert [(p.key, p.thread) for p in archive.take(NOW)] == [("1", "9.5"), ("2", "9.5")]

    def test_a_delivery_is_queued_with_its_posts_and_delivered_with_the_last(self, archive):
        """`queue` moves the delivery to QUEUED, `sent` to DELIVERED when all parts stand."""
        archive.claim({SLOT: NOW})

        def state():
            return archive.deliveries(since=NOW)[0].state

        archive.queue([post("0", slot=SLOT.key), post("1", slot=SLOT.key, parent="0")])
        assert state() is DeliveryState.QUEUED
        archive.take(NOW)
        archive.sent("0", "1.1")
        assert state() is DeliveryState.QUEUED
        archive.take(NOW)
        archive.sent("1", "1.2")
        assert state() is DeliveryState.DELIVERED

    def test_a_refused_post_takes_its_delivery_and_the_parts_that_wait_for_it_with_it(self, archive):
        """Refused for good: the post, its thread and the delivery fail; other posts of the channel go on."""
        archive.claim({SLOT: NOW})
        parts = [post("0", slot=SLOT.key), post("1", slot=SLOT.key, parent="0"), post("2", parent="1"), post("next")]
        archive.queue(parts)
        archive.take(NOW)
        archive.refused("0", "channel_not_found")
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, "channel_not_found")
        archive.queue([post("late", parent="0")])
        assert [p.key for p in archive.take(NOW)] == ["next"]
        archive.sent("next", "1.1")
        assert archive.take(NOW) == []
        assert [p.key for p in archive.posts(workspace="T1", channel="C1")] == ["next"]

    def test_what_stands_in_the_channel_or_was_refused_is_never_taken_again(self, archive):
        """After SENT or FAILED, no verb makes a post ready to be sent."""
        archive.queue([post("sent"), post("refused", channel="C2")])
        archive.take(NOW)
        archive.sent("sent", "1.1")
        archive.refused("refused", "is_archived")
        for key in ("sent", "refused"):
            archive.put_back(key, NOW)
            archive.unsure(key, NOW)
            archive.refused(key, "again")
        archive.sent("sent", "2.2")
        archive.recover()
        assert archive.take(NOW) == []
        assert archive.unsettled(NOW) == []
        assert [p.ts for p in archive.posts(workspace="T1", channel="C1")] == ["1.1"]

    def test_an_unsure_post_is_looked_up_when_its_time_has_come(self, archive):
        """UNSURE posts are listed oldest first from their time on, and can end as sent or be put back."""
        archive.queue([post("a"), post("b", channel="C2"), post("c", channel="C3")])
        archive.take(NOW)
        for key, minutes in (("b", 0), ("a", 0), ("c", 1)):
            archive.unsure(key, NOW + minutes * MINUTE)
        assert [p.key for p in archive.unsettled(NOW)] == ["a", "b"]
        archive.sent("a", "1.1")
        archive.put_back("b", NOW)
        assert [p.key for p in archive.unsettled(NOW + MINUTE)] == ["c"]
        assert [p.key for p in archive.take(NOW)] == ["b"]

    def test_what_a_dead_process_was_sending_is_looked_up_first(self, archive, open_archive):
        """After `recover` a post left SENDING is UNSURE at once, and is not simply sent again."""
        archive.queue([post("a"), post("b")])
        archive.take(NOW)
        archive.close()
        anew = open_archive()
        anew.recover()
        assert anew.take(NOW) == []
        assert [(p.key, p.state, p.attempts) for p in anew.unsettled(NOW)] == [("a", PostState.UNSURE, 1)]

    def test_sent_posts_of_a_channel_and_of_a_thread_are_listed_newest_first(self, archive):
        """`posts` gives what stands in the channel; with a thread, its first message and the answers in it."""
        archive.queue([post("0"), post("1", parent="0"), post("2"), post("3", thread="1.0"), post("4", channel="C2")])
        for ts in ("1.0", "1.1", "1.2", "1.3"):
            for taken in archive.take(NOW):
                archive.sent(taken.key, "7.7" if taken.channel == "C2" else ts)
        assert [p.key for p in archive.posts(workspace="T1", channel="C1")] == ["3", "2", "1", "0"]
        assert [p.key for p in archive.posts(workspace="T1", channel="C1", thread="1.0")] == ["3", "1", "0"]
        assert archive.posts(workspace="T2", channel="C1") == []
        archive.queue([post("5")])
        assert len(archive.posts(workspace="T1", channel="C1")) == 4

    # The inbox

    def test_posts_of_a_delivery_that_was_composed_before_are_left_out(self, archive):
        """What one process composed is not mixed with what another composes later; other posts are queued."""
        archive.claim({SLOT: NOW})
        archive.queue([post("first", slot=SLOT.key)])
        archive.queue([post("first", slot=SLOT.key), post("second", slot=SLOT.key), post("other", channel="C2")])
        assert [p.key for p in archive.take(NOW)] == ["first", "other"]
        archive.sent("first", "1.1")
        assert archive.take(NOW) == []

    def test_a_workspace_or_a_channel_can_be_left_out(self, archive):
        """`besides` names whole workspaces and single channels."""
        archive.queue([post("a"), post("b", channel="C2"), post("c", workspace="T2")])
        assert [p.key for p in archive.take(NOW, besides=["T2", "T1/C1"])] == ["b"]
        assert [p.key for p in archive.take(NOW)] == ["a", "c"]

    def test_a_post_of_no_delivery_can_be_asked_for_past_those_of_deliveries(self, archive):
        """Somebody waits for it; it keeps its order among its like, and a channel never has two calls at a time."""
        archive.claim({SLOT: NOW})
        archive.queue([post(n, slot=SLOT.key) for n in "12"])
        archive.queue([post("a"), post("b")])
        assert [p.key for p in archive.take(NOW, asked=True)] == ["a"]
        assert archive.take(NOW) == []
        archive.sent("a", "1.0")
        assert [p.key for p in archive.take(NOW, limit=1)] == ["1"]
        assert archive.take(NOW, asked=True) == []
        archive.sent("1", "2.0")
        assert [p.key for p in archive.take(NOW, asked=True)] == ["b"]

    def test_a_post_put_back_without_an_attempt_has_as_many_as_before(self, archive):
        """An attempt that does not count is taken back."""
        archive.queue([post("a")])
        for counts, attempts in ((False, 1), (True, 1), (True, 2)):
            assert [p.attempts for p in archive.take(NOW)] == [attempts]
            archive.put_back("a", NOW, counts=counts)

    def test_a_post_is_split_into_parts_that_come_before_what_waits_behind_it(self, archive):
        """The post keeps the first part's blocks; the others come next in its thread, then the parts there were."""
        archive.claim({SLOT: NOW})
        archive.queue([post("0", slot=SLOT.key), post("1", slot=SLOT.key, parent="0")])
        (whole,) = archive.take(NOW)
        divider = ({"type": "divider"},)
        parts = [
            replace(whole, blocks=divider),
            replace(whole, key="0/1", parent="0"),
            replace(whole, key="0/2", parent="0"),
        ]
        archive.split("0", parts)
        archive.put_back("0", NOW)
        taken = []
        while ready := archive.take(NOW):
            taken += ready
            archive.sent(ready[0].key, f"{len(taken)}.0")
        assert [(p.key, p.thread) for p in taken] == [("0", None), ("0/1", "1.0"), ("0/2", "1.0"), ("1", "1.0")]
        assert taken[0].blocks == divider
        assert archive.deliveries(since=NOW)[0].state is DeliveryState.DELIVERED

    def test_a_thread_that_is_gone_takes_all_that_waits_for_it(self, archive):
        """`abandon` fails the post and the later parts of its thread; another thread's stay."""
        archive.claim({SLOT: NOW})
        archive.queue([post("0", slot=SLOT.key), *(post(n, slot=SLOT.key, parent="0") for n in "12"), post("3")])
        archive.take(NOW)
        archive.sent("0", "1.0")
        assert [p.key for p in archive.take(NOW)] == ["1"]
        archive.abandon("1", "thread_not_found")
        assert [p.key for p in archive.take(NOW)] == ["3"]
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, "thread_not_found")

    def test_a_closed_channel_has_its_subscriptions_paused_and_its_posts_failed(self, archive):
        """What the channel is owed fails with the reason, and another channel's does not; again: nothing new."""
        archive.subscribe(subscription())
        archive.subscribe(subscription(channel="C2"))
        archive.claim({SLOT: NOW})
        archive.queue([post("a", slot=SLOT.key), post("b", channel="C2")])
        closed = [archive.close_channel("T1", "C1", "is_archived") for _ in range(2)]
        assert closed == [1, 0]
        assert {s.channel: s.paused for s in archive.subscriptions()} == {"C1": True, "C2": False}
        assert [p.key for p in archive.take(NOW)] == ["b"]
        assert [d.reason for d in archive.deliveries(since=NOW)] == ["is_archived"]

    def test_what_a_channel_has_or_is_owed_is_known(self, archive):
        """Stories of posts sent since a time, and of those not sent yet; not of those that were refused."""
        a, b, c, d = (StoryKey(id_, 1) for id_ in "abcd")
        archive.queue(
            [post("0", stories=(a,)), post("1", stories=(b,)), post("2", stories=(c,)), post("3", stories=(d,))]
        )
        archive.take(NOW)
        archive.sent("0", "1.0")
        archive.take(NOW + MINUTE)
        archive.sent("1", "2.0")
        archive.take(NOW + MINUTE)
        archive.refused("2", "invalid_blocks")
        assert archive.carried("T1", "C1", NOW) == {a, b, d}
        assert archive.carried("T1", "C1", NOW + MINUTE) == {b, d}
        assert archive.carried("T1", "C2", NOW) == set()

    def test_the_last_delivery_of_each_subscription_is_known(self, archive):
        """`briefed` gives when the newest delivered one was due, of those due since a time."""
        slots = {
            SLOT._replace(subscription=id_, at=time(hour)): NOW + hour * MINUTE for id_ in (1, 2) for hour in (1, 2, 3)
        }
        archive.claim(slots)
        for slot in slots:
            if (slot.subscription, slot.at.hour) in {(1, 1), (1, 2), (2, 1)}:
                archive.settle(slot, DeliveryState.DELIVERED)
        assert archive.briefed(NOW) == {1: NOW + 2 * MINUTE, 2: NOW + MINUTE}
        assert archive.briefed(NOW + 2 * MINUTE) == {1: NOW + 2 * MINUTE}

    def test_a_job_is_accepted_once_and_listed_until_it_is_done(self, archive):
        """A job's key stays known when it is done; jobs come oldest first."""
        later = Job(key="b", kind="question", payload={"text": "why?", "n": [1, {"x": None}]}, at=NOW)
        earlier = Job(key="a", kind="command", at=NOW - MINUTE)
        assert archive.accept(later)
        assert archive.accept(earlier)
        assert not archive.accept(replace(later, kind="other"))
        assert archive.jobs() == [earlier, later]
        archive.done("a")
        archive.done("a")
        assert archive.jobs() == [later]
        assert not archive.accept(earlier)

    # All of it

    def test_what_was_written_is_there_after_closing(self, archive, open_archive):
        """An archive opened anew holds what was written; closing twice is no error."""
        archive.add(story(), source=None, seen=NOW)
        archive.close()
        archive.close()
        assert open_archive().find(topic(words("harbour")), now=NOW) == [story()]

    def test_many_threads_may_read_and_write_at_once(self, archive):
        """Writers in many threads lose nothing, and readers beside them always see whole stories."""
        stop = threading.Event()

        def read():
            seen = 0
            while not stop.is_set():
                found = archive.find(topic(words("harbour")), now=NOW, limit=200)
                assert len(found) >= seen
                seen = len(found)

        with ThreadPoolExecutor(6) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            list(pool.map(lambda n: archive.add(story(str(n)), source=None, seen=NOW), range(60)))
            stop.set()
            for reader in readers:
                reader.result()
        assert len(archive.find(Topic(""), now=NOW, limit=100)) == 60
