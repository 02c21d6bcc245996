"""Which stories report the same happening."""

import json
import random
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk import events
from briefbot.desk.events import APART, Event, Grouping, group
from briefbot.desk.facts import Facts
from briefbot.story import Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

# Two happenings of one kind, each told by three newsrooms.
DORRIN = (
    (
        "A magnitude 6.1 earthquake shook Dorrin province on Sunday, killing 14 people in the town of Old Marn, "
        "Governor Ruta Ekberg said. Rescuers dug through collapsed houses in Old Marn for a second day."
    ),
    (
        "Fourteen people died in Old Marn when an earthquake of magnitude 6.1 struck Dorrin, Governor Ruta Ekberg"
        " told reporters. Houses collapsed across the town, and rescuers searched the rubble on Sunday."
    ),
    (
        "Rescuers in Old Marn pulled a boy alive from the rubble after the earthquake in Dorrin province that "
        "killed 14. Ruta Ekberg, the governor, said that the 6.1 tremor had cut the road to the coast."
    ),
)
TAVISH = (
    (
        "An earthquake of magnitude 5.4 hit the Tavish islands on Thursday, injuring 30 people in Port Aske, "
        "Mayor Denn Holloway said. Houses collapsed along the harbour, and rescuers searched the rubble."
    ),
    (
        "Thirty people were hurt in Port Aske when a magnitude 5.4 earthquake shook the Tavish islands, said "
        "Mayor Denn Holloway. Rescuers searched collapsed houses by the harbour for a second day."
    ),
    (
        "Port Aske closed its harbour after Thursday's 5.4 earthquake in the Tavish islands, which injured 30. "
        "Denn Holloway, the mayor, said that rescuers had found nobody else in the rubble."
    ),
)


def stories(*bodies, **more):
    return [Story(id=f"s{n}", agency=f"A{n}", headline="", body=body, **more) for n, body in enumerate(bodies)]


def test_stories_of_one_happening_are_one_event_and_its_twin_is_another():
    """Two earthquakes told by three newsrooms each make two events, in whatever order the stories come."""
    bodies = [*DORRIN, *TAVISH]
    for seed in range(10):
        random.Random(seed).shuffle(bodies)
        names = group(stories(*bodies))
        assert len({name for name, body in zip(names, bodies, strict=True) if body in DORRIN}) == 1
        assert len({name for name, body in zip(names, bodies, strict=True) if body in TAVISH}) == 1
        assert len(set(names)) == 2


def test_an_event_is_named_by_its_first_story():
    """The name of an event is the id of the story that opened it."""
    assert group(stories(DORRIN[0], TAVISH[0], DORRIN[1], TAVISH[1])) == ["s0", "s1", "s0", "s1"]


def test_the_same_words_weeks_later_are_another_event():
    """Stories published further apart than three days are not put together."""
    (first,) = stories(DORRIN[0], published=NOW)
    later = [
        Story(id=f"later{n}", agency="B", headline="", body=DORRIN[1], published=NOW + delay)
        for n, delay in enumerate((APART, 2 * APART + timedelta(hours=1)))
    ]
    assert group([first, *later]) == ["s0", "s0", "later1"]


def test_stories_without_words_are_events_of_their_own():
    """Nothing is put together for having nothing in common."""
    assert group(stories("", "", "— !", "الكويت", "")) == ["s0", "s1", "s2", "s3", "s4"]
    assert group([]) == []


STRANGE = ["٤٢", "J.", "S.U.V.", "said\n", "...", "d’Arc", "½", "ßa", "ǅ", "İ"]
COPY = st.one_of(
    st.sampled_from([*DORRIN, *TAVISH, "", "No such thing."]),
    st.text(max_size=200),
    st.lists(
        st.sampled_from(["Governor", "Ruta", "Ekberg", "May", "5", "Sept.", "31", "2026", "31-24", *STRANGE]),
        max_size=40,
    ).map(" ".join),
)


@given(st.lists(COPY, max_size=8), st.text(max_size=40))
def test_any_text_gets_an_event_and_the_same_one_each_time(bodies, headline):
    """Nothing that a story may hold makes grouping fail, and grouping again gives the same."""
    told = [Story(id=f"s{n}", agency="A", headline=headline, body=body) for n, body in enumerate(bodies)]
    names = group(told)
    assert names == group(told)
    assert set(names) <= {story.id for story in told}
    assert len(names) == len(told)


@given(st.lists(COPY, max_size=8))
def test_ids_and_agencies_change_nothing(bodies):
    """What is put together depends on what the stories say, not on what they are called."""
    ones = group(stories(*bodies))
    others = group(Story(id=f"{9 - n}", agency="B", headline="", body=body) for n, body in enumerate(bodies))
    assert others == [str(9 - int(name[1:])) for name in ones]


@given(st.lists(COPY, max_size=8), st.sets(st.integers(0, 8)))
def test_stories_once_together_stay_together(bodies, settled):
    """Whatever comes after, and whenever events are settled, no event is taken apart or renamed without a trace."""
    grouping = Grouping()
    told: list[str] = []
    before: list[str] = []
    for n, story in enumerate(stories(*bodies)):
        grouping.place(story)
        if n in settled:
            told += grouping.settle()
        now = [grouping.name(name) for name in told]
        assert len(set(zip(before, now, strict=False))) == len(set(before))
        before = now


@given(st.lists(COPY, min_size=1, max_size=8), st.integers(0, 8))
def test_grouping_goes_on_from_what_was_stored(bodies, cut):
    """Events that were written down and read again take the stories that come after as they would have."""
    arrived = [Story(id=f"s{n}", agency="A", headline="", body=body, published=NOW) for n, body in enumerate(bodies)]
    one = Grouping()
    for story in arrived[:cut]:
        one.place(story)
    one.settle()
    stored = [(event.name, event.number, json.dumps(asdict(event.facts))) for event in one.events]
    other = Grouping(Event(name, number, Facts(**json.loads(facts)), NOW, NOW) for name, number, facts in stored)
    for story in arrived[cut:]:
        one.place(story)
        other.place(story)
    assert other.settle() == one.settle()


@given(st.lists(st.tuples(st.sampled_from("abc"), COPY), max_size=10), st.sets(st.integers(0, 10)))
def test_stories_of_one_id_do_not_tie_the_trace_in_a_knot(told, settled):
    """Every name leads to one that stays, though several stories bear the same id."""
    grouping = Grouping()
    for n, (name, body) in enumerate(told):
        grouping.place(Story(id=name, agency="A", headline="", body=body))
        if n in settled:
            grouping.settle()
    assert all(grouping.name(grouping.name(name)) == grouping.name(name) for name, _ in told)


def test_only_so_many_events_stay_open(monkeypatch):
    """Where there are too many events, the one that had no story for longest takes no more."""
    monkeypatch.setattr(events, "OPEN", 2)
    grouping = Grouping()
    names = []
    for story in stories(DORRIN[0], TAVISH[0], TAVISH[1], "Kim Oduya won in Lagos.", DORRIN[1]):
        grouping.place(story)
        names += grouping.settle()
    assert names == ["s0", "s1", "s1", "s3", "s4"]


def test_a_day_that_every_story_gives_tells_nothing():
    """Two stories that share a dateline's day and nothing else are two events."""
    day = "May 5, 2026\n"
    assert group(stories(day + DORRIN[0], day + TAVISH[0], day + "Kim Oduya won the mayor's race in Lagos.")) == [
        "s0",
        "s1",
        "s2",
    ]


def test_a_name_that_many_events_hold_finds_the_latest(monkeypatch):
    """However many events a name stands in, the newest of them is found by it, and a day passes out of mind."""
    monkeypatch.setattr(events, "_LISTED", 2)
    monkeypatch.setattr(events, "_DAYS", 2)
    told = [f"{body} Ruta Ekberg had been there on May {n}, 2026." for n, body in enumerate(OTHERS, 1)]
    names = group(Story(id=f"s{n}", agency="A", headline="May 1, 2026", body=body) for n, body in enumerate(told))
    assert names == ["s0", "s1", "s2", "s3"]
    again = [
        Story(id=f"s{n}", agency="A", headline="May 1, 2026", body=body) for n, body in enumerate([*told, told[3]])
    ]
    assert group(again)[-1] == "s3"


OTHERS = (
    "Kim Oduya won the mayor's race in Lagos.",
    "Pilots of Alpina Air struck in Geneva, Beat Furrer said.",
    "Iker Goni was killed by an avalanche on the Aneto.",
    "The Bintang Laut capsized off Merak, Agus Wijaya said.",
)
