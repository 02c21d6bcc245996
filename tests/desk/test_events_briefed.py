"""What a briefing says of an event that several report, and of one that its reader had before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.desk.briefing import Newness
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.source import Rights, Source
from briefbot.story import PubStatus, Signal, Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WIRE = (
    "OSTREVA, March 1 -- The ferry Marlen ran aground off Cape Dorrin early on Sunday with 212 people on board, the "
    'coast guard of Ostreva said. "The rudder did not answer any more," said Captain Ilse Varga. Tugs from Port Sellen '
    "were on their way to pull the Marlen free at high water in the evening, and nobody was hurt."
)
PRESS = (
    "PORT SELLEN, March 1 -- Rescuers brought 212 passengers and crew ashore from the ferry Marlen, which struck a "
    'sandbank near Cape Dorrin before dawn on Sunday. "We had every boat of the harbour out within an hour," harbour '
    'master Jon Brandt told reporters. "The rudder did not answer any more," Captain Ilse Varga said. The coast guard '
    "of Ostreva said that tugs would pull the Marlen off."
)
RADIO = (
    "CAPE DORRIN, March 1 -- Passengers of the ferry Marlen spent Sunday in the school of Port Sellen after their ship "
    'ran aground off Cape Dorrin with 212 people on board. "My children slept through all of it, thank heaven," said '
    'passenger Edda Moll. "We shall look at the rudder first of all," said Ove Lind, an inspector of the coast guard '
    "of Ostreva. Captain Ilse Varga was praised by all."
)
TOLL = WIRE.replace("nobody was hurt", "three people were hurt")
BUDGET = "VIELLE, March 1 -- Parliament in Vielle passed a budget of 48 billion crowns, Tomas Hadel said on Sunday."


def story(id_, body, agency, **more):
    return Story(**{"id": id_, "agency": agency, "headline": f"Ferry {id_}", "body": body, **more})


WIRES, PRESSES, RADIOS = (
    story(name.lower(), body, name) for name, body in (("Wire", WIRE), ("Press", PRESS), ("Radio", RADIO))
)


@pytest.fixture
def desk(archive):
    return Desk(archive, RulesFormatter())


def filed(desk, *stories, since=NOW):
    for n, each in enumerate(stories):
        desk.file([each], None, since + n * MINUTE)


def briefed(desk, *, now=NOW + HOUR, **more):
    return desk.briefing("", now=now, **more).events


def keys(events):
    """What a post of these events carries."""
    return {each.key for event in events for each in (event.lead, *event.others)}


def said(event):
    return [(other.agency, quote.text(other.body)) for other, quote in event.added]


def test_who_republishes_a_dispatch_is_counted_behind_those_who_wrote(desk):
    """Reprints of either dispatch, and a second one by the same outlet, make "also carried by" and nothing else."""
    copies = [story(f"c{n}", f"{body} Read more.", name) for n, (body, name) in enumerate(
        [(WIRE, "Daily Copy"), (PRESS, "Daily Copy"), (PRESS, "Evening Copy"), (WIRE, "Press")])]  # fmt: skip
    filed(desk, WIRES, PRESSES, *copies)
    (event,) = briefed(desk)
    assert sorted(event.agencies) == ["Press", "Wire"]
    assert event.carriers == "; also carried by 2 others"
    assert {each.id for each in event.reprints} == {"c0", "c1", "c2", "c3"}
    filed(desk, story("b", BUDGET, "Wire"))
    assert [each.carriers for each in briefed(desk)].count("") == 1


def test_a_copy_that_comes_first_does_not_take_the_credit(desk):
    """Where a copy names the agency that wrote the dispatch, that agency is credited, though it came later."""
    copy = story("copy", f"(Daily Copy) Wire - {WIRE}", "Daily Copy")
    filed(desk, copy, WIRES)
    (event,) = briefed(desk)
    assert (event.lead, event.agencies, event.carriers) == (WIRES, ("Wire",), "; also carried by 1 other")
    assert briefed(desk, carried={copy.key}) == ()


def test_other_agencies_add_the_words_of_people_whom_the_lead_does_not_quote(desk):
    """At most two quotations of others stand in an event's brief, of their own stories, by no speaker twice."""
    filed(desk, PRESSES, WIRES, replace(RADIOS, urgency=5))
    (event,) = briefed(desk)
    quoted = {quote.speaker.of(event.lead.body) for quote in event.brief.quotes}
    names = [quote.speaker.of(other.body) for other, quote in event.added]
    assert 1 <= len(names) == len(set(names)) <= 2
    assert not quoted & set(names)
    for other, quote in event.added:
        assert other in event.others
        assert quote in desk.brief(other).featured
        assert all(0 <= span.start < span.end <= len(other.body) for span in quote.spans)


def test_an_agencys_words_are_added_only_as_far_as_its_source_allows(desk, archive):
    """A quotation that the other story's own source does not let be shown is not added."""
    archive.put_source(Source(id="radio", agency="Radio", url="/radio", rights=Rights(quotations=0)))
    filed(desk, replace(WIRES, urgency=3))
    desk.file([RADIOS], "radio", NOW)
    (event,) = briefed(desk)
    assert event.agencies == ("Wire", "Radio")
    assert said(event) == []
    archive.put_source(Source(id="radio", agency="Radio", url="/radio"))
    assert said(briefed(desk)[0])


def test_the_same_words_are_not_added_again_under_another_spelling_of_the_name(desk):
    """What the lead quotes already is left out, however the other agency writes the speaker's name."""
    other = PRESS.replace("Captain Ilse Varga", "Captain Ilsa Wargha")
    filed(desk, replace(WIRES, urgency=3), story("press", other, "Press"))
    (event,) = briefed(desk)
    assert "The rudder did not answer any more" not in [words for _, words in said(event)]


def test_an_event_is_new_to_one_who_never_had_it(desk):
    """Without history nothing is called an update."""
    filed(desk, WIRES, PRESSES)
    assert [event.update for event in briefed(desk)] == [None]


def test_of_an_event_that_was_carried_a_briefing_says_who_reports_it_since(desk):
    """Newsrooms that report it only since then are named; one event among others, and no repetition after that."""
    filed(desk, WIRES, story("b", BUDGET, "Wire"))
    had = keys(briefed(desk))
    filed(desk, PRESSES, RADIOS, since=NOW + HOUR)
    (event,) = briefed(desk, now=NOW + 2 * HOUR, carried=had)
    assert {"Press", "Radio"} == set(event.update.also)
    assert event.update.words == f"Update: now also {', '.join(event.update.also)}"
    assert event.update.at is None
    assert briefed(desk, now=NOW + 2 * HOUR, carried=had | keys([event])) == ()


def test_what_was_carried_long_ago_still_makes_news_an_update(desk):
    """The event that a channel had is known though no story of it is among those that the briefing looks at."""
    filed(desk, WIRES)
    had = keys(briefed(desk))
    filed(desk, replace(PRESSES, published=NOW), since=NOW + DAY)
    (event,) = briefed(desk, now=NOW + DAY, carried=had, since=NOW + HOUR)
    assert (event.update.words, event.others) == ("Update: now also Press", ())
    filed(desk, story("c", f"{PRESS} Read more.", "Copy", published=NOW), since=NOW + DAY)
    had |= {PRESSES.key}
    assert briefed(desk, now=NOW + DAY, carried=had, since=NOW + DAY) == ()


def test_a_further_story_of_an_agency_that_was_carried_is_named_with_its_time(desk):
    """It leads, and says whose it is and when it was published, or else when it came."""
    filed(desk, WIRES)
    had = keys(briefed(desk))
    more = story("more", PRESS, "Wire", published=NOW + 5 * MINUTE)
    filed(desk, more, since=NOW + HOUR)
    (event,) = briefed(desk, now=NOW + 2 * HOUR, carried=had)
    assert event.lead == more
    assert (event.update.words, event.update.at) == ("Update: new story by Wire", NOW + 5 * MINUTE)


@pytest.mark.parametrize(
    ("signals", "words"),
    [((), "Updated since: Wire"), ((Signal.UPDATE,), "Updated since: Wire"),
     ((Signal.CORRECTED, Signal.UPDATE), "Corrected since: Wire")],
)  # fmt: skip
def test_a_carried_story_that_says_something_else_now_is_an_update_or_a_correction(desk, signals, words):
    """It is a correction where the agency says so of any version since, and leads what else is new."""
    filed(desk, WIRES, PRESSES)
    had = keys(briefed(desk))
    filed(
        desk,
        replace(WIRES, body=TOLL, signals=signals),
        replace(WIRES, body=f"{TOLL} The Marlen was built in 1999.", signals=(Signal.REFILE,)),
        replace(RADIOS, urgency=3),
        since=NOW + HOUR,
    )
    (event,) = briefed(desk, now=NOW + 2 * HOUR, carried=had)
    if signals and signals[0] is Signal.CORRECTED:
        assert event.update.words == words
        assert event.lead.key == ("wire", 3)
    else:
        assert event.update.words == "Update: now also Radio"
        (event,) = briefed(desk, now=NOW + 2 * HOUR, carried=had | {RADIOS.key})
        assert event.update.words == words
    assert event.update.newness is not Newness.TOLD


def test_a_carried_story_sent_again_with_a_trifle_changed_is_not_briefed(desk):
    """A new version that says the same is no update, whatever its agency calls it."""
    filed(desk, WIRES)
    had = keys(briefed(desk))
    filed(desk, replace(WIRES, body=WIRE.replace("early on", "on"), signals=(Signal.REFILE,)), since=NOW + HOUR)
    assert briefed(desk, now=NOW + 2 * HOUR, carried=had) == ()


def test_of_two_takes_of_one_agency_the_later_stands_for_both(desk):
    """A fuller take under an id of its own leads, the agency counts once, and only what it changes makes it new."""
    takes = [story(f"t{n}", body, "Wire") for n, body in enumerate([WIRE, f"{TOLL} Two tugs came from Vielle."])]
    filed(desk, takes[0])
    had = keys(briefed(desk))
    filed(desk, takes[1], since=NOW + HOUR)
    (event,) = briefed(desk, now=NOW + 2 * HOUR)
    assert (event.lead, event.others, event.carriers) == (takes[1], (), "")
    (event,) = briefed(desk, now=NOW + 2 * HOUR, carried=had)
    assert event.update.words == "Update: new story by Wire"
    filed(desk, story("t2", f"{TOLL} Two tugs came from Vielle .", "Wire"), since=NOW + 2 * HOUR)
    assert briefed(desk, now=NOW + 3 * HOUR, carried=had | {takes[1].key}) == ()


def test_nothing_is_said_of_a_story_that_was_killed_since(desk):
    """An event of which the channel had only what was killed comes back by its other story, without the killed one."""
    filed(desk, WIRES)
    had = keys(briefed(desk))
    filed(desk, PRESSES, replace(WIRES, status=PubStatus.CANCELED), since=NOW + HOUR)
    (event,) = briefed(desk, now=NOW + 2 * HOUR, carried=had)
    assert (event.lead.id, event.others, event.agencies) == ("press", (), ("Press",))
    assert event.update.words == "Update: new story by Press"
