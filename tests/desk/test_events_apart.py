"""Two happenings of the same kind, told by two newsrooms each: what must be one event, and what must never be."""

from itertools import product

import pytest

from briefbot.desk.events import Grouping, group
from briefbot.story import Story
from tests.desk.happenings import HAPPENINGS
from tests.desk.test_events_parted import BOTH, ONE, OTHER


def story(name, body):
    return Story(id=name, agency="A", headline="", body=body)


@pytest.mark.parametrize(("kind", "which"), list(product(HAPPENINGS, (0, 1))))
def test_two_newsrooms_on_one_happening_are_one_event(kind, which):
    """Each happening is one event, though the twin of its kind came first."""
    first, second = HAPPENINGS[kind][which]
    twin, _ = HAPPENINGS[kind][1 - which]
    _, one, other = group([story("twin", twin), story("first", first), story("second", second)])
    assert one == other == "first"


@pytest.mark.parametrize(("kind", "one", "other"), list(product(HAPPENINGS, (0, 1), (0, 1))))
def test_two_happenings_of_one_kind_are_two_events(kind, one, other):
    """No story of one happening is put with one of the other, whoever tells them."""
    names = group([story("one", HAPPENINGS[kind][0][one]), story("other", HAPPENINGS[kind][1][other])])
    assert names == ["one", "other"]


def test_all_of_them_together_are_as_many_events_as_happenings():
    """Twenty-eight happenings in one morning stay apart."""
    told = [(kind, which, body) for kind, pair in HAPPENINGS.items() for which in (0, 1) for body in pair[which]]
    names = group(story(f"s{n}", body) for n, (_, _, body) in enumerate(told))
    assert len(set(names)) == 2 * len(HAPPENINGS)
    assert len({(kind, which, name) for (kind, which, _), name in zip(told, names, strict=True)}) == len(set(names))


def test_another_name_another_figure_another_day_split_the_same_words():
    """The same sentence with another town, dead and weekday is another event."""
    form = "A bus overturned near {} on {}, killing {} pupils of {}, police chief {} said. {} declared mourning."
    one = form.format("Salerno", "Monday", 11, "Amendola school", "Vito Greco", "Salerno")
    other = form.format("Tarragona", "Friday", 4, "Verdaguer school", "Nuria Pons", "Tarragona")
    assert group([story("one", one), story("other", other)]) == ["one", "other"]


def settled(grouping, *stories):
    """The event of each, told one after the other."""
    names = []
    for each in stories:
        grouping.place(each)
        names += grouping.settle()
    return names


def test_events_found_to_be_one_keep_the_older_name_and_a_trace():
    """Where a story tells that two events are one the younger's name leads to the older's."""
    grouping = Grouping()
    assert settled(grouping, story("s0", ONE), story("s1", OTHER)) == ["s0", "s1"]
    assert settled(grouping, story("s2", BOTH)) == ["s0"]
    assert grouping.merged == {"s1": "s0"}
    assert grouping.name("s1") == "s0"
