"""Answers as a terminal and a program see them."""

from briefbot.answers import render
from briefbot.answers.reader import answer
from briefbot.story import Span
from tests.answers.dispatches import FERRY, RIVAL


def test_the_text_of_an_answer_says_it_shortly_then_cites(stories_of):
    """First the shortest words, then the sentence, then agency and paragraph."""
    stories = stories_of(FERRY)
    question = "when was  Blue Anchor\nfounded?"
    lines = render.text(question, answer(question, stories), stories).splitlines()
    assert lines[0] == "Q: when was Blue Anchor founded?"
    assert "1978" in lines[1]
    assert lines[3].startswith("  │ Blue Anchor was founded in 1978")
    assert "Agency A, paragraph 7" in lines[4]


def test_the_text_of_speech_names_its_speaker(stories_of):
    """A cited quotation carries the speaker's name."""
    stories = stories_of(FERRY)
    question = "what did Berg say about the fishing boats?"
    assert "— Tomas Berg" in render.text(question, answer(question, stories), stories)


def test_the_text_of_silence_says_so(stories_of):
    """Without an answer it says that the stories don't say, and what they say that is nearest."""
    stories = stories_of(RIVAL)
    question = "how much does the union's lawyer earn?"
    text = render.text(question, answer(question, stories), stories)
    assert text.splitlines()[1].startswith(render.SILENT)


def test_the_text_without_stories_says_so():
    """No stories are another matter than silent stories."""
    assert render.text("who?", answer("who?", []), []).splitlines()[-1] == render.NO_STORIES


def test_the_record_counts_code_points(stories_of):
    """Start and end of a citation cut its words out of the body, also where characters lie outside the BMP."""
    stories = stories_of("😀 The mayor, Ann Lee, left. 🎉 The harbour was founded in 1978. 😀")
    body = stories[0][0].body
    record = render.record(7, answer("when was the harbour founded?", stories), stories)
    assert record["id"] == 7
    assert record["answer"] == "in 1978"
    assert "story" not in record["citations"][0]
    assert "founded in 1978" in body[record["citations"][0]["start"] : record["citations"][0]["end"]]


def test_the_record_names_the_story_where_there_are_more(stories_of):
    """Over several stories each citation says which one it is of."""
    stories = stories_of(FERRY, RIVAL)
    record = render.record("q", answer("how many jobs will be lost?", stories), stories)
    assert {one["story"] for one in record["citations"]} == {"a", "b"}


def test_the_record_of_silence_holds_no_citation(stories_of):
    """Abstained is true, the answer says so in our words, and nothing is cited."""
    stories = stories_of(FERRY)
    record = render.record("q", answer("who won the chess final?", stories), stories)
    assert record == {"id": "q", "abstained": True, "answer": render.SILENT, "citations": []}


def test_paragraphs_are_counted_as_a_reader_counts():
    """Blank lines part paragraphs; where there are none, line ends do."""
    body = "One. Two.\n\nThree.\n\n\nFour."
    sentences = [Span(0, 4), Span(5, 9), Span(11, 17), Span(20, 25)]
    assert [render.paragraph(body, sentences, one) for one in sentences] == [1, 1, 2, 3]
    body = "One.\nTwo.\r\nThree."
    sentences = [Span(0, 4), Span(5, 9), Span(11, 17)]
    assert [render.paragraph(body, sentences, one) for one in sentences] == [1, 2, 3]
