"""Answers as messages: reports, agencies that differ, and what became of a story, without a running bot."""

from datetime import UTC, datetime

from briefbot.answers.dialogue import Understood
from briefbot.answers.reply import Line, Reply
from briefbot.demo.transcript import readable
from briefbot.desk.questions import Found
from briefbot.formatter.rules import RulesFormatter
from briefbot.slack import answers
from briefbot.story import Answer, Citation, Span, Story

BODY = "HALMERIA, May 2 (Coast) -- The flood killed 12 people, the mayor said.\n\nIt rained <!channel> for days."
STORY = Story(
    id="a", agency="Coast & Co", headline="Flood kills 12", body=BODY, published=datetime(2026, 5, 2, 8, tzinfo=UTC)
)
SENTENCE = Span(BODY.index("The flood"), BODY.index("\n"))
TWELVE = Span(BODY.index("12"), BODY.index("12") + 2)


def shown(altered=None, **more):
    reply = Reply(asked=Understood(text="how many?"), **more)
    found = Found(reply=reply, stories={STORY.key: (STORY, RulesFormatter().condense(STORY))}, altered=altered or {})
    text, blocks = answers.message(found, "answer/1")
    return text, readable(text, blocks), blocks


def test_reports_are_named_by_agency_time_and_headline():
    """Each other report is a line; a screen reader hears them too."""
    text, page, _ = shown(line=Line.OTHERS, reports=(STORY.key,))
    assert page.startswith("Also reported by:\nCoast & Co · 2 May 2026 08:00 UTC · Flood kills 12")
    assert text == "Also reported by: — Coast &amp; Co: Flood kills 12"


def test_where_no_story_is_about_it_slacks_own_ways_are_named():
    """The line is followed by what can be done in Slack, on the page and for a screen reader."""
    text, page, _ = shown(line=Line.NO_STORIES)
    for said in (text, page):
        assert said.startswith("I have no story about that. Ask in the thread of a briefing")
        assert "/brief with a topic" in said


def test_where_agencies_differ_each_number_stands_over_its_sentence():
    """The number that one agency gives stands above its sentence, and none stands above all."""
    cited = Citation(story=STORY.key, span=SENTENCE, focus=TWELVE)
    _, page, _ = shown(line=Line.DIFFER, answer=Answer((cited,)), listed=True)
    assert page.startswith("The agencies differ:\n  │ 12\n  │ The flood killed 12 people")


def test_what_became_of_a_story_since_stands_with_its_place():
    """A citation of a story that was corrected since it was posted says so."""
    cited = Citation(story=STORY.key, span=SENTENCE, focus=TWELVE)
    assert "corrected since it was posted here" in shown({STORY.key: True}, answer=Answer((cited,)))[1].replace(
        "\n", " "
    )


def test_a_story_that_shouts_rings_nobody_in_an_answer():
    """Markup in a cited sentence is shown as it is, in the blocks and in the notification."""
    start = BODY.index("It rained")
    text, page, _ = shown(answer=Answer((Citation(story=STORY.key, span=Span(start, len(BODY))),)))
    assert "<!channel>" in page
    assert "<!channel>" not in text


def test_a_list_that_is_too_long_ends_before_slacks_limit():
    """Items beyond what one message may hold are left out whole."""
    story = Story(id="long", agency="Coast", headline="", body="word " * 40_000)
    cited = tuple(Citation(story=story.key, span=Span(n, n + 4_000)) for n in range(0, 40_000, 5_000))
    found = Found(
        reply=Reply(asked=Understood(text="summary"), answer=Answer(cited), listed=True),
        stories={story.key: (story, RulesFormatter().condense(story))},
        altered={},
    )
    _, blocks = answers.message(found, "answer/1")
    assert 1 < sum(block["type"] == "rich_text" for block in blocks) < len(cited)


def test_a_word_without_a_blank_is_cut_where_the_room_ends():
    """What has no blanks to be cut at is cut all the same, and marked."""
    assert answers.shown("x" * 5_000) == "x" * answers.LONGEST + answers.CUT
