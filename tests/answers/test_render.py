"""Answers as a terminal and a program see them."""

from briefbot.answers import conversation, dialogue, render
from briefbot.answers.reader import answer
from briefbot.answers.reply import Line
from briefbot.story import Span
from tests.answers.dispatches import FERRY, RIVAL


def said(question, stories, changed=None):
    """The lines of a reply to one question."""
    reply = conversation.reply(conversation.understand(question, [], stories), stories)
    return render.text(question, reply, {story.key: (story, brief) for story, brief in stories}, changed)


def test_the_text_of_an_answer_says_it_shortly_then_cites(stories_of):
    """First the shortest words, then the sentence, then agency and paragraph."""
    stories = stories_of(FERRY)
    question = "when was  Blue Anchor\nfounded?"
    lines = said(question, stories).splitlines()
    assert lines[0] == "Q: when was Blue Anchor founded?"
    assert "1978" in lines[1]
    assert lines[3].startswith("  │ Blue Anchor was founded in 1978")
    assert "Agency A, paragraph 7, version 1, 20 Jan 2026 14:30 UTC" in lines[4]


def test_the_text_of_speech_names_its_speaker(stories_of):
    """A cited quotation carries the speaker's name."""
    stories = stories_of(FERRY)
    question = "what did Berg say about the fishing boats?"
    assert "— Tomas Berg" in said(question, stories)


def test_the_text_of_silence_says_so(stories_of):
    """Without an answer it says that the stories don't say, and what they say that is nearest."""
    stories = stories_of(RIVAL)
    question = "how much does the union's lawyer earn?"
    text = said(question, stories)
    assert text.splitlines()[1].startswith(Line.SILENT)


def test_the_text_without_stories_says_so():
    """No stories are another matter than silent stories."""
    assert said("who left?", []).splitlines()[-1] == Line.NO_STORIES


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
    assert record == {"id": "q", "abstained": True, "answer": Line.SILENT, "citations": []}


def test_paragraphs_are_counted_as_a_reader_counts():
    """Blank lines part paragraphs; where there are none, line ends do."""
    body = "One. Two.\n\nThree.\n\n\nFour."
    sentences = [Span(0, 4), Span(5, 9), Span(11, 17), Span(20, 25)]
    assert [render.paragraph(body, sentences, one) for one in sentences] == [1, 1, 2, 3]
    body = "One.\nTwo.\r\nThree."
    sentences = [Span(0, 4), Span(5, 9), Span(11, 17)]
    assert [render.paragraph(body, sentences, one) for one in sentences] == [1, 2, 3]


def test_the_text_says_how_a_follow_up_was_taken(stories_of):
    """A question that means something only after others is shown in full."""
    stories = stories_of(FERRY)
    turns = [dialogue.Turn("when do the night boats stop")]
    reply = conversation.reply(conversation.understand("why?", turns, stories), stories)
    shown = render.text("why?", reply, {story.key: (story, brief) for story, brief in stories})
    assert shown.splitlines()[1] == "   taken as: why do the night boats stop"


def test_the_text_says_what_became_of_a_story_since(stories_of):
    """A citation of a story that was corrected since it was posted says so beside its place."""
    stories = stories_of(FERRY)
    assert "corrected since it was posted here" in said(
        "when was Blue Anchor founded?", stories, {stories[0][0].key: True}
    )
    assert "changed since it was posted here" in said(
        "when was Blue Anchor founded?", stories, {stories[0][0].key: False}
    )


def test_where_agencies_differ_each_number_stands_over_its_sentence(stories_of):
    """Both are given, each with its agency and time, and none as the answer."""
    lines = said("how many jobs will be lost?", stories_of(FERRY, RIVAL)).splitlines()
    assert lines[1] == Line.DIFFER
    assert {"  42 jobs", "  60 jobs"} <= set(lines)


def test_the_whole_record_holds_what_a_reader_sees(stories_of):
    """Each citation has story, version, agency, time, paragraph, place and words; the words are the place's."""
    stories = stories_of(FERRY)
    question = "what did Berg say about the fishing boats?"
    reply = conversation.reply(conversation.understand(question, [], stories), stories)
    record = render.whole_record(question, reply, {story.key: (story, brief) for story, brief in stories})
    first = record["citations"][0]
    assert (record["abstained"], record["line"], record["reports"]) == (False, "", [])
    assert (first["story"], first["version"], first["agency"], first["paragraph"]) == ("a", 1, "Agency A", 5)
    assert first["text"] == FERRY[first["start"] : first["end"]]
    assert (first["speaker"], first["published"]) == ("Tomas Berg", "2026-01-20T14:30:00+00:00")
