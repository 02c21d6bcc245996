"""What holds for every body, however damaged or hostile."""

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.errors import StoryError
from briefbot.formatter.explain import explain
from briefbot.formatter.render import markdown, record, text
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Bracket, Story

FORMATTER = RulesFormatter()

PIECES = st.sampled_from(
    [
        *(
            "“",
            "”",
            '"',
            "'",
            "‘",
            "’",
            "«",
            "»",
            "„",
            "「",
            "」",
            "``",
            "''",
            "(",
            ")",
            "[",
            "]",
            "\n",
            "\n\n",
            " ",
            ", ",
        ),
        *(". ", "? ", "! ", ": ", " — ", "… ", "said ", "he said", "she ", "who ", "according to ", "Ann Lee ", "Lee "),
        *("Minister ", "the board ", "not ", "if ", "1,300 ", "DELFT, Feb 6 (HW) -- ", "By Ann Lee\n", "(end) al.oh\n"),
        *(
            "قال “سنعود” ",
            "大臣は「行く」",
            "\u202e",
            "\u200b",
            "\x00",
            "\ufeff",
            "é",
            "e\u0301",
            "🌊",
            "<!channel>",
            "&amp;",
        ),
        *("ministers’ ", "the wall will go ", "Read more: ", "U.S. ", "Mr. ", "and ", "of "),
    ]
)
BODIES = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400),
    st.lists(PIECES, max_size=120).map("".join),
)


def condense(body, headline=""):
    return FORMATTER.condense(Story(id="a", agency="HW", headline=headline, body=body))


@settings(max_examples=300)
@given(BODIES, st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_every_word_of_a_brief_is_the_storys(body, headline):
    """Whatever the body, quotations, speakers, roles and key points are places in it, and nothing raises."""
    brief = condense(body, headline)
    size = len(body)
    for quote in brief.quotes:
        for span in (*quote.spans, quote.mention, quote.speaker, quote.role, quote.cue):
            assert span is None or 0 <= span.start < span.end <= size
        assert 0.0 <= quote.confidence <= 1.0
        assert [span.start for span in quote.spans] == sorted(span.start for span in quote.spans)
    for point in brief.key_points:
        assert all(part.end <= size for part in point.spans)
        shown = [part.span if isinstance(part, Bracket) else part for part in point.parts]
        words = "".join(span.of(body) for span in shown).casefold()
        assert set(point.text(body).casefold()) <= set(words) | set(" .[]…")
    for one in record(Story(id="a", agency="HW", headline=headline, body=body), brief)["quotes"]:
        assert one["text"] == body[one["start"] : one["end"]]


@settings(max_examples=100)
@given(BODIES)
def test_the_same_story_gives_the_same_brief(body):
    """A brief depends on its story alone, not on what was condensed before it."""
    first = condense(body)
    condense("“The wall will go,” Ann Lee said.")
    assert condense(body) == first


@settings(max_examples=100)
@given(BODIES)
def test_a_brief_shows_few_quotations_and_points(body):
    """At most five key points and four quotations are shown, each quotation somebody's, and none twice."""
    brief = condense(body)
    assert len(brief.key_points) <= 5
    assert len(brief.featured) <= 4
    assert all(quote.speaker is not None for quote in brief.featured)
    texts = [quote.text(body) for quote in brief.featured]
    assert len(set(texts)) == len(texts)


@settings(max_examples=100)
@given(BODIES)
def test_every_rendering_takes_every_brief(body):
    """Text, Markdown, record and explanation can be made of any brief and written as UTF-8."""
    story = Story(id="a", agency="HW", headline=body[:40], body=body)
    brief = FORMATTER.condense(story)
    for page in (text(story, brief), markdown(story, brief), json.dumps(record(story, brief)), explain(story)):
        assert page.encode("utf-8")


def test_half_a_character_is_refused_with_the_way_out():
    """A lone surrogate, which no message can carry, is refused by name and place."""
    with pytest.raises(StoryError, match="lone surrogate at character 4: decode the document"):
        condense("wall\ud83c")


def steps(body):
    """How many calls, of Python and of C, it takes to condense a body: its work, whatever the machine."""
    story = Story(id="a", agency="HW", headline="The wall", body=body)
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        FORMATTER.condense(story)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        *('"', "“", "”", "'", "’ ", "「", "([", "A", "Ann ", " ", "\n", ". ", ", ", "said ", "he ", "“a” ", "a-", "a."),
        *(
            "“No,” he said. ",
            "Ann Lee: “x”\n",
            '“a ‘b "c ',
            "“a b c\n\n",
            "if not, ",
            "President of ",
            "1,",
            "By Ann Lee\n",
        ),
        *("“Go,” said Ann Lee, who said “no,” adding ", "The mayor met the board on Monday. ", '<a href="', "- "),
    ],
)
def test_the_work_grows_with_the_length_and_no_faster(unit):
    """Twice the body, of marks, capitals, blanks, brackets or words alone, takes at most 2.3 times the work."""
    size = 6000 // len(unit)
    assert steps(unit * (2 * size)) <= 2.3 * steps(unit * size) + 500


def test_a_megabyte_is_condensed():
    """A body of a megabyte of prose and quotations gives a brief like any other."""
    body = "“The wall will go,” Ann Lee told the board on Monday. The board agreed.\n\n" * 14_000
    brief = condense(body)
    assert len(body) > 1_000_000
    assert len(brief.quotes) == 14_000
    assert 1 <= len(brief.key_points) <= 5
