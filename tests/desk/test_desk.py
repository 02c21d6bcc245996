"""The desk over a real archive: what is filed, and what a reader gets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.archive.protocol import Novelty
from briefbot.desk.desk import Desk
from briefbot.errors import ArchiveError, TopicError
from briefbot.source import Poll, Rights, Source
from briefbot.story import Brief, KeyPoint, PubStatus, Span, Story, StoryKey

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

FERRY = (
    "OSTREVA, March 1 -- The ferry Marlen ran aground off Cape Dorrin early on Sunday with 212 people on board, "
    "the coast guard of Ostreva said. Captain Ilse Varga ordered everybody into the boats; nobody was hurt. "
    "Tugs from Port Sellen were on their way to pull the Marlen free at high water in the evening."
)
FERRY_ELSEWHERE = (
    "Rescuers brought 212 passengers and crew ashore from the ferry Marlen, which struck a sandbank near Cape Dorrin "
    "before dawn on Sunday. Captain Ilse Varga told reporters in Port Sellen that a steering fault was to blame. "
    "The coast guard said that the Marlen would be pulled off by tugs."
)
BUDGET = (
    "VIELLE, March 1 -- Parliament in Vielle passed a budget of 48 billion crowns on Sunday after a night of debate. "
    "Finance Minister Tomas Hadel said the deficit would fall to two percent. The opposition of Petra Lund voted "
    "against it and called a rally for Tuesday."
)
STRIKE = (
    "KARROW, March 1 -- Bus drivers in Karrow walked out on Sunday over night shifts. Union leader Oma Restig said "
    "that the strike would last until the city council makes an offer. Two lines in the north kept running."
)


class LeadFormatter:
    """Makes a brief of the first sentence, and counts what it was asked for."""

    name = "lead/1"

    def __init__(self):
        self.condensed = []

    def condense(self, story):
        if "unreadable" in story.headline:
            raise ValueError("no such thing")
        self.condensed.append(story.key)
        end = story.body.find(". ") + 1
        points = (KeyPoint((Span(0, end),)),) if end else ()
        return Brief(story=story.key, formatter=self.name, key_points=points, quotes=())


def story(id_, body=FERRY, agency="Northern Wire", headline="A headline", **more):
    return Story(**{"id": id_, "agency": agency, "headline": headline, "body": body, **more})


@pytest.fixture
def formatter():
    return LeadFormatter()


@pytest.fixture
def desk(archive, formatter):
    return Desk(archive, formatter)


def filed(desk, *stories, since=NOW):
    """File each a minute after the one before."""
    for n, each in enumerate(stories):
        desk.file([each], None, since + n * MINUTE)


def leads(briefing):
    return [event.lead.id for event in briefing.events]


def test_what_is_filed_is_condensed_once_and_its_brief_kept(desk, formatter, archive):
    """A new or revised story is condensed when it is filed, a known one is not, and the brief is then at hand."""
    first, revised = story("a"), story("a", BUDGET)
    novelties = [desk.file([each], "nw", NOW)[0].novelty for each in (first, first, revised)]
    assert novelties == [Novelty.NEW, Novelty.KNOWN, Novelty.REVISED]
    assert formatter.condensed == [("a", 1), ("a", 2)]
    brief = desk.brief(replace(revised, version=2))
    assert brief == archive.brief(StoryKey("a", 2), "lead/1")
    assert formatter.condensed == [("a", 1), ("a", 2)]


def test_a_better_formatter_condenses_again(desk, archive):
    """A brief of another formatter does not count; the one that is asked for is made and kept."""
    filed(desk, story("a"))
    better = LeadFormatter()
    better.name = "lead/2"
    ((_, brief),) = Desk(archive, better).search("ferry", now=NOW)
    assert brief.formatter == "lead/2"
    assert archive.brief(StoryKey("a"), "lead/2") == brief


def test_one_bad_story_does_not_stop_the_others(desk, archive):
    """A story that cannot be stored is left out, one that cannot be condensed is kept, and the rest come in."""
    stories = [story("a", byline="\ud800"), story("b", headline="unreadable"), story("c", BUDGET)]
    assert [added.story.id for added in desk.file(stories, "nw", NOW)] == ["b", "c"]
    assert [s.id for s in archive.latest("abc", now=NOW)] == ["b", "c"]


def test_an_archive_that_cannot_be_written_stops_the_filing(desk, archive):
    """What the archive raises is not taken for a bad story."""
    archive.close()
    with pytest.raises(ArchiveError):
        desk.file([story("a")], "nw", NOW)


def test_taking_in_a_look_files_its_stories_and_says_how_many_were_new(desk, archive):
    """The look is kept with the count of new stories, and the time of the last new one stays when nothing is new."""
    source = Source(id="nw", agency="Northern Wire", url="https://example.org/feed")
    poll = Poll(source="nw", at=NOW, ok=True, reason="2 stories")
    desk.take_in(source, [story("a"), story("b", BUDGET)], poll, now=NOW)
    assert archive.polls()["nw"] == replace(poll, reason="2 stories, 2 new", last_new=NOW)
    later = replace(archive.polls()["nw"], at=NOW + MINUTE, reason="2 stories")
    desk.take_in(source, [story("a"), story("b", BUDGET)], later, now=NOW + MINUTE)
    assert archive.polls()["nw"] == replace(later, reason="2 stories, 0 new", last_new=NOW)
    failed = replace(later, ok=False, reason="answered 403 Forbidden")
    desk.take_in(source, [], failed, now=NOW + MINUTE)
    assert archive.polls()["nw"] == failed


def test_a_source_whose_bodies_may_not_be_stored_leaves_headlines_only(desk, archive):
    """Where the rights forbid it, no body reaches the archive."""
    source = Source(id="nw", agency="N", url="https://example.org/feed", rights=Rights(store_body=False))
    desk.take_in(source, [story("a")], Poll(source="nw", at=NOW, ok=True, reason="1 story"), now=NOW)
    assert archive.story(StoryKey("a")).body == ""


def test_one_event_is_briefed_once_with_everybody_who_reports_it(desk):
    """Two newsrooms on one happening make one event, and a happening of another kind another."""
    filed(desk, story("f1", FERRY), story("f2", FERRY_ELSEWHERE, agency="Coast Press"), story("b", BUDGET))
    briefing = desk.briefing("", now=NOW + 3 * MINUTE)
    events = {frozenset(s.id for s in (e.lead, *e.others)): e for e in briefing.events}
    assert set(events) == {frozenset({"f1", "f2"}), frozenset({"b"})}
    ferry = events[frozenset({"f1", "f2"})]
    assert set(ferry.agencies) == {"Northern Wire", "Coast Press"}
    assert ferry.agencies[0] == ferry.lead.agency
    assert ferry.brief.story == ferry.lead.key


def test_a_reprint_corroborates_nothing(desk):
    """A dispatch that another outlet republishes is left out of the event, and its outlet out of the agencies."""
    reprint = story("r", f"(Republished) {FERRY} Read more at the Daily Copy.", agency="Daily Copy")
    filed(desk, story("f", FERRY), reprint)
    (event,) = desk.briefing("", now=NOW + MINUTE).events
    assert event.lead.id == "f"
    assert event.agencies == ("Northern Wire",)


def test_what_a_channel_had_is_not_briefed_again(desk):
    """An event whose stories were all carried is left out, also where only a reprint of one is new."""
    filed(desk, story("f", FERRY), story("b", BUDGET))
    first = desk.briefing("", now=NOW + MINUTE)
    carried = {s.key for event in first.events for s in (event.lead, *event.others)}
    filed(desk, story("r", f"{FERRY} Read more.", agency="Daily Copy"), since=NOW + 2 * MINUTE)
    assert desk.briefing("", now=NOW + 3 * MINUTE, carried=carried).events == ()


def test_a_new_report_of_an_event_leads_it(desk):
    """Where a newsroom adds its own report to an event that was carried, the event is back, led by that report."""
    filed(desk, story("f", FERRY), story("f2", FERRY_ELSEWHERE, agency="Coast Press"))
    (event,) = desk.briefing("", now=NOW + MINUTE, carried={StoryKey("f")}).events
    assert event.lead.id == "f2"
    assert [other.id for other in event.others] == ["f"]


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ((" in the evening", " on Sunday evening"), False),
        (("212 people", "214 people"), True),
        (("nobody was hurt", "people were hurt"), True),
        ((FERRY, BUDGET), True),
    ],
    ids=["style", "figure", "meaning", "everything"],
)
def test_a_new_version_is_briefed_again_only_where_it_says_something_else(desk, change, again):
    """A carried story in new words is not repeated; one with another figure, or without a "nobody", is."""
    filed(desk, story("f", FERRY), story("f", FERRY.replace(*change)))
    briefing = desk.briefing("", now=NOW + MINUTE, carried={StoryKey("f")})
    assert leads(briefing) == (["f"] if again else [])


def test_urgent_news_leads_and_then_what_more_newsrooms_report(desk):
    """A bulletin comes before everything; of routine stories the better corroborated one comes first."""
    filed(
        desk,
        story("f1", FERRY),
        story("f2", FERRY_ELSEWHERE, agency="Coast Press"),
        story("s", STRIKE, agency="City News", urgency=2),
        story("b", BUDGET, agency="Vielle Agency"),
    )
    found = leads(desk.briefing("", now=NOW + 5 * MINUTE))
    assert found[0] == "s"
    assert found.index("b") > min(found.index(id_) for id_ in ("f1", "f2") if id_ in found)


def test_an_agency_does_not_drown_the_others(desk):
    """Of equal stories, an agency that leads already waits for one that does not."""
    filed(
        desk,
        story("x", STRIKE, agency="City News"),
        story("a", FERRY),
        story("b", BUDGET),
    )
    assert leads(desk.briefing("", now=NOW + 3 * MINUTE))[:2] == ["b", "x"]


def test_an_agency_that_files_very_much_does_not_push_the_others_out(desk):
    """Where one agency has more stories on the topic than a briefing is chosen from, another's one story is there."""
    quiet = story("quiet", f"{STRIKE} A ferry was late.", agency="City News", headline="Strike in Karrow")
    flood = [story(f"f{n}", f"Ferry number {n} left at {n}.", headline=f"Ferry {n} leaves") for n in range(100)]
    desk.file([quiet, *flood], None, NOW)
    assert "quiet" in leads(desk.briefing("ferry", now=NOW + MINUTE))


def test_a_full_story_leads_before_a_summary(desk):
    """A two-line summary leads only where there is nothing fuller."""
    summary = "The ferry Marlen ran aground off Cape Dorrin with 212 on board, the coast guard of Ostreva said."
    long = FERRY + " " + FERRY_ELSEWHERE.replace("Rescuers", "Later rescuers")
    filed(desk, story("long", long), story("short", summary, agency="Coast Press"))
    (event,) = desk.briefing("", now=NOW + 3 * MINUTE).events
    assert event.lead.id == "long"


def test_a_briefing_keeps_to_its_topic_its_limit_and_its_time(desk):
    """Only what fits the topic, at most `limit` events, and nothing first seen before `since`."""
    filed(desk, story("f", FERRY), story("b", BUDGET), story("s", STRIKE))
    now = NOW + 5 * MINUTE
    assert leads(desk.briefing("ferry OR parliament", now=now, limit=1, since=NOW + MINUTE)) == ["b"]
    assert len(desk.briefing("", now=now, limit=2).events) == 2
    assert desk.briefing("volcano", now=now).events == ()
    with pytest.raises(TopicError):
        desk.briefing('"volcano', now=now)


def test_a_briefing_says_what_was_read_and_what_could_not_be_seen(desk, archive):
    """`read` counts the sources that could be seen, `blind` names those that could not."""
    good = Poll(source="nw", at=NOW, ok=True, reason="1 story")
    bad = Poll(source="cp", at=NOW, ok=False, reason="answered 403 Forbidden")
    for poll in (good, bad, replace(bad, source="aa")):
        archive.put_poll(poll)
    briefing = desk.briefing("", now=NOW)
    assert (briefing.read, briefing.blind) == (1, (replace(bad, source="aa"), bad))
    assert (briefing.at, briefing.topic.text) == (NOW, "")


def test_nothing_shows_a_story_that_may_not_be_shown(desk):
    """Canceled, withheld and embargoed stories come out of no door of the desk."""
    filed(
        desk,
        story("gone"),
        story("gone", status=PubStatus.CANCELED),
        story("held", status=PubStatus.WITHHELD),
        story("later", embargoed=NOW + 60 * MINUTE),
    )
    now = NOW + 10 * MINUTE
    keys = [story(id_).key for id_ in ("gone", "held", "later")]
    assert desk.briefing("", now=now).events == ()
    assert desk.stories(keys, now=now) == []
    assert desk.search("ferry", now=now) == []
    assert desk.related("What happened to the ferry?", now=now) == []
    assert [s.id for s, _ in desk.stories(keys, now=NOW + 60 * MINUTE)] == ["later"]


def test_a_thread_gets_the_newest_versions_of_its_stories(desk):
    """`stories` gives each story once, as it stands now, in the order asked, with that version's brief."""
    filed(desk, story("f"), story("b", BUDGET), story("f", FERRY_ELSEWHERE))
    found = desk.stories([StoryKey("b"), StoryKey("f"), StoryKey("f", 2)], now=NOW + 5 * MINUTE)
    assert [(s.key, brief.story) for s, brief in found] == [(("b", 1), ("b", 1)), (("f", 2), ("f", 2))]


def test_a_question_finds_the_stories_that_share_its_telling_words(desk):
    """A question's common words find nothing; a question of common words alone finds no story."""
    filed(desk, story("f"), story("b", BUDGET), story("s", STRIKE))
    assert [s.id for s, _ in desk.related("Who ordered everybody into the boats?", now=NOW + 5 * MINUTE)] == ["f"]
    assert desk.related("What did he say about it?", now=NOW) == []
    assert desk.related("", now=NOW) == []
