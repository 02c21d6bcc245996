"""A brief as text, Markdown and JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.formatter.render import markdown, record, text
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Story

BODY = (
    "DELFT, Feb 6 (HW) -- The harbour board decided on Monday to take down the old sea wall.\n\n"
    "“The wall,” Mayor Ann Lee told reporters, “has to go before the winter storms *this* year.”\n\n"
    "The “full” board agreed to a plan of three years.\n\n"
    "Work on the new wall will begin in May, the board added."
)
STORY = Story(
    id="s1", agency="Harbour Wire", headline="Old wall_to go", body=BODY, dateline="DELFT", byline="Omar Haddad"
)
BRIEF = RulesFormatter().condense(STORY)


def test_text_shows_headline_credit_points_and_quotations_in_order():
    """The text has the headline, the credit, the key points and the featured quotations, each once."""
    page = text(STORY, BRIEF)
    assert page.splitlines()[:2] == ["Old wall_to go", "Harbour Wire · DELFT · Omar Haddad"]
    assert "• The harbour board decided on Monday to take down the old sea wall." in page
    assert "“The wall … has to go before the winter storms *this* year.” — Mayor Ann Lee" in page


def test_markdown_escapes_what_would_be_markup_in_the_storys_words():
    """Stars and underscores of the story are shown as such, and quotations stand as block quotes."""
    page = markdown(STORY, BRIEF)
    assert page.startswith("## Old wall\\_to go\n")
    assert "> “The wall … has to go before the winter storms \\*this\\* year.” — Mayor Ann Lee" in page


def test_a_record_has_one_entry_for_each_stretch_and_numbers_quotations():
    """The two halves of a split quotation are two entries that share a number; the scare quote is another."""
    entries = record(STORY, BRIEF)["quotes"]
    assert [one["text"] for one in entries] == [
        "The wall,",
        "has to go before the winter storms *this* year.",
        "full",
    ]
    assert [one["quotation"] for one in entries] == [0, 0, 1]
    assert [one["kind"] for one in entries] == ["speech", "speech", "scare"]
    assert [one["speaker"] for one in entries[:2]] == ["Ann Lee", "Ann Lee"]
    assert BODY[slice(*entries[0]["mention"])] == "Mayor Ann Lee"
    assert entries[0]["cue"] == "told"


def test_a_record_is_json_and_its_offsets_give_its_texts():
    """A record can be written as JSON, and each text is the body's own at its offsets."""
    entry = json.loads(json.dumps(record(STORY, BRIEF)))
    assert (entry["id"], entry["headline"]) == ("s1", "Old wall_to go")
    for one in entry["quotes"]:
        assert BODY[one["start"] : one["end"]] == one["text"]
    for point in entry["key_points"]:
        assert all(BODY[start:end] for start, end in point["spans"])


def test_notes_are_shown_in_every_form():
    """What the reader must know of the making stands in text, Markdown and record."""
    story = Story(id="s2", agency="HW", headline="", body="Die Mauer am alten Hafen wird im Winter ganz abgerissen.")
    brief = RulesFormatter().condense(story)
    (note,) = brief.notes
    assert note in text(story, brief)
    assert "English only" in markdown(story, brief)
    assert record(story, brief)["notes"] == [note]


@pytest.mark.parametrize("render", [text, markdown])
def test_an_empty_story_renders(render):
    """A story without words gives its credit alone."""
    story = Story(id="s3", agency="HW", headline="", body="")
    assert render(story, RulesFormatter().condense(story)) == "HW\n"


@given(st.text(alphabet=st.sampled_from(list("ab.*_`#<>[]|-+= 1\n“”")), max_size=60))
def test_markdown_leaves_no_markup_of_the_storys_own(words):
    """Every mark of Markdown in a headline is escaped, for any headline."""
    story = Story(id="s4", agency="HW", headline=words, body="")
    line = markdown(story, RulesFormatter().condense(story)).splitlines()[0]
    bare = line.removeprefix("## ")
    unescaped = [c for i, c in enumerate(bare) if c in "*_`<>[]|#" and (i == 0 or bare[i - 1] != "\\")]
    assert unescaped == []
