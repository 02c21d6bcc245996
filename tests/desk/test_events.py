"""Which stories report the same happening."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk.events import APART, group
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


@given(st.lists(st.sampled_from([*DORRIN, *TAVISH, "", "No such thing."]), max_size=8), st.integers(0, 8))
def test_no_later_story_changes_the_event_of_an_earlier_one(bodies, cut):
    """The events of the first stories are the same, whatever comes after them."""
    arrived = stories(*bodies)
    assert group(arrived)[:cut] == group(arrived[:cut])
