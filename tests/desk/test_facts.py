"""What a story is about: names, figures and days."""

from datetime import UTC, date, datetime

import pytest

from briefbot.desk.facts import read
from briefbot.story import Story


def facts(body, **more):
    return read(Story(id="s", agency="A", headline="", body=body, **more))


def test_names_are_told_from_words_that_begin_a_sentence():
    """A capital inside a sentence makes a name; one at its start does not where the word is common."""
    found = facts("People in Delft met Ruta Ekberg. Children left. Ekberg stayed.")
    assert set(found.names) == {"=delft", "=ruta", "=ekberg"}
    assert set(found.full) == {"ruta ekberg"}


def test_figures_are_the_same_in_words_and_in_digits():
    """Fourteen is 14, a thousand's comma is left out, and a day of the year is one figure."""
    found = facts("Fourteen of 1,200 homes fell on May 5. The score was 31-24.")
    assert set(found.figures) == {"#14", "#1200", "#5/5", "#31-24"}
    assert "_home 1200" in found.units


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("May 5, 2026 ", date(2026, 5, 5)),
        ("5 May 2026 ", date(2026, 5, 5)),
        ("09 / 30 / 2026 ", date(2026, 9, 30)),
        ("30/9/26 ", date(2026, 9, 30)),
        ("31/31/2026 ", None),
        ("Feb 31, 2026 ", None),
        ("On May 5 ", None),
    ],
)
def test_a_story_without_a_time_has_the_day_of_its_first_lines(head, day):
    """The day counts where it is whole and there is such a day; the agency's own time comes before it."""
    assert facts(f"{head}A wall fell.").first == (day and day.toordinal())
    assert facts(f"{head}A wall fell.", published=datetime(2026, 3, 1, tzinfo=UTC)).first is None


def test_facts_of_hundreds_of_stories_stay_small():
    """Of many stories those names are kept that most of them hold."""
    whole = facts("It fell on Ruta Ekberg.")
    for n in range(700):
        whole.add(facts(f"It fell on Ruta Ekberg in Bork{n}land."))
    assert whole.stories == 701
    assert len(whole.names) <= 600
    assert whole.held["ruta ekberg"] == 701
