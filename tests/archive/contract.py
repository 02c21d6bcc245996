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
from briefbot.source import Poll, Rights, Source
from briefbot.story import Bracket, Brief, KeyPoint, PubStatus, Quote, QuoteKind, Span, Story, StoryKey
from briefbot.subscription import DAYS, DeliveryState, Schedule, Slot, Subscription
from briefbot.topic import Term, Topic

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MONTHLY = Schedule(days=("mon",), times=(time(8), time(18, 30)), zone="Asia/Kuwait")


def story(id_="a", body="The harbour of Port Sellen reopened on Monday.", **more):
    return Story(**{"id": id_, "agency": "Northern Wire", "headline": "Harbour reopens", "body": body, **more})


def words(*parts, **more):
    return Term(words=parts, **more)


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
        ],
        ids=str,
    )
    def test_a_filter_looks_at_its_field_only(self, archive, term, fits):
        """from: sees agency and source id, by: the byline, place: the dateline, lang: the language; words see none."""
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
                st.sampled_from([None, "from", "by", "place", "lang"]),
                st.booleans(),
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
        archive.remove_source("nw")
        assert archive.sources() == [other]
        assert archive.polls() == {}
        assert archive.story(StoryKey("a")) == story()
        with pytest.raises(NotFoundError):
            archive.remove_source("nw")

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
        )
        archive.put_poll(Poll(source="nw", at=NOW - MINUTE, ok=True, reason="nothing new"))
        archive.put_poll(poll)
        assert archive.polls() == {"nw": poll}

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
            archive.claim(slot, NOW)
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
            claims = list(pool.map(lambda n: (archive, other)[n % 2].claim(SLOT, NOW), range(24)))
        assert sum(claims) == 1
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.slot, delivery.due, delivery.state) == (SLOT, NOW, DeliveryState.CLAIMED)

    def test_a_delivery_moves_on_and_never_back(self, archive):
        """A settled delivery keeps its end and its reason; a slot never claimed cannot be settled."""
        archive.claim(SLOT, NOW)
        archive.settle(SLOT, DeliveryState.MISSED, "asleep")
        archive.settle(SLOT, DeliveryState.DELIVERED)
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.state, delivery.reason) == (DeliveryState.MISSED, "asleep")
        assert not archive.claim(SLOT, NOW)
        with pytest.raises(NotFoundError):
            archive.settle(SLOT._replace(subscription=8), DeliveryState.MISSED)

    def test_deliveries_are_listed_from_a_time_on_oldest_first(self, archive):
        """`since` looks at when a delivery is due, `state` at how far it has come."""
        for minutes, subscription_id in ((2, 1), (0, 2), (1, 3)):
            archive.claim(SLOT._replace(subscription=subscription_id), NOW + minutes * MINUTE)
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
        archive.claim(SLOT, NOW)
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
        archive.claim(SLOT, NOW)

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
        archive.claim(SLOT, NOW)
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
