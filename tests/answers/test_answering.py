"""Questions that the stories answer."""

import pytest

from briefbot.answers.reader import answer
from briefbot.story import Brief, Quote, Span, Story
from tests.answers.dispatches import FERRY, MUSEUM, RIVAL


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many islanders use the boats?", "1,200"),
        ("how many jobs will go?", "42 jobs"),
        ("how much money did the company lose last year", "3.4 million crowns"),
        ("what does a ticket cost", "14 crowns"),
    ],
)
def test_a_question_for_a_number_gets_the_number(ask, question, words):
    """The shortest words of the answer are the number asked for, its unit with it where that was asked about."""
    reply = ask(question, FERRY)
    assert not reply.abstained
    assert reply.focus in words or words in reply.focus
    assert words in reply.cited[0]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("who leads the islanders' council?", "Tomas Berg"),
        ("who bought Blue Anchor", "Meridaan"),
        ("who is the director of Meridaan?", "Joost van Rijn"),
    ],
)
def test_a_question_for_a_person_gets_a_name(ask, question, words):
    """The shortest words of the answer are the name that the question does not hold itself."""
    reply = ask(question, FERRY)
    assert words in reply.cited[0]
    assert words in reply.focus


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("when was Blue Anchor founded?", "1978"),
        ("when will they blockade the quay", "Saturday"),
        ("when does the council meet the director", "12 March"),
    ],
)
def test_a_question_for_a_time_gets_the_time(ask, question, words):
    """The shortest words of the answer are a day, a date or a year."""
    reply = ask(question, FERRY)
    assert words in reply.cited[0]
    assert words in reply.focus


def test_a_question_for_a_place_gets_the_place(ask):
    """The shortest words of the answer are where it is."""
    reply = ask("where is the blockade?", FERRY)
    assert "Fairhaven" in reply.focus


def test_a_question_for_a_reason_gets_the_sentence_that_gives_it(ask):
    """“Why” cites a sentence that says because of what."""
    reply = ask("why will it cancel the night crossings?", FERRY)
    assert any("because it cannot find enough engineers" in cited for cited in reply.cited)


def test_a_question_for_speech_gets_the_quotation(ask):
    """“What did Okafor say” cites Okafor's words, and the shortest words are what stands between the marks."""
    reply = ask("what did Okafor say about the islanders?", FERRY)
    assert any("The islanders deserve a boat that sails." in cited for cited in reply.cited)
    assert "“" not in reply.focus


def test_the_speaker_decides_whose_quotation_it_is(ask):
    """Two people are quoted in one story; each question gets the words of the one it names."""
    assert "sail over our fishing boats" in ask("what did Berg say about the boats?", FERRY).cited[0]
    assert "second tender" in ask("what did Okafor say about the tender?", FERRY).cited[0]


def test_other_forms_of_a_word_are_found(ask):
    """A question in another tense, number or wording than the story's is answered all the same."""
    assert "1978" in ask("when did they found blue anchor", FERRY).cited[0]
    assert "bought" in ask("who purchased blue anchor?", FERRY).cited[0]


def test_different_stories_are_cited_first(ask):
    """When two stories answer, the first two citations are one of each."""
    reply = ask("how many jobs will be lost?", FERRY, RIVAL)
    assert set(reply.stories[:2]) == {"a", "b"}
    assert {"42", "60"} <= {word for cited in reply.cited for word in cited.split()}


def test_the_story_that_answers_is_the_one_cited(ask):
    """Beside stories about other things, the one about the question's matter is cited."""
    assert ask("what did the thieves take?", FERRY, RIVAL, MUSEUM).stories[0] == "c"


def test_at_most_three_citations_are_given(ask):
    """However many sentences answer, a reader gets three at most, of one story two."""
    long = FERRY + "\n".join(f"Blue Anchor will cut {n} jobs on line {n}.\n" for n in range(2, 40))
    assert len(ask("how many jobs will Blue Anchor cut?", long).cited) <= 2
    assert len(ask("how many jobs will Blue Anchor cut?", long, long, RIVAL, long).cited) <= 3


def test_without_abstaining_the_nearest_words_are_cited(ask):
    """A measure of the search alone: it always cites where there is a sentence."""
    assert ask("who won the chess final?", FERRY, abstain=False).cited


def test_in_a_long_thread_the_stories_that_say_most_are_asked(ask):
    """Of many stories the one about the question's matter is found, wherever it stands."""
    others = [
        f"HALMERIA, May {n} (Meridian) -- Line {n} of the harbour tram was repaired, the city said." for n in range(7)
    ]
    assert ask("what did the thieves take from the museum?", *others, MUSEUM).stories[0] == "h"


def test_a_name_after_a_first_word_is_a_name_without_it(ask):
    """Of “But Ann Lee” the shortest words are “Ann Lee”."""
    assert (
        ask("who signed the treaty?", "The treaty is signed. But Ann Lee signed the treaty first.").focus == "Ann Lee"
    )


def test_forms_of_a_word_beyond_its_stem_are_found(ask):
    """“Mexico” in a question finds “Mexican” in a story; a number is no form of another."""
    body = "The wall is old.\n\nThe Mexican consul, Ines Prado, paid for the wall.\n\nBerg had 20161 bricks."
    assert "Mexican consul" in ask("who is the consul of Mexico?", body).cited[0]
    assert ask("who had 20169 donkeys?", body).abstained


def test_a_quotation_of_two_sentences_is_cited_whole(ask):
    """Where speech is wanted, the sentences of one quotation are one citation."""
    said = "“The wall is old.\n\n“It has to go before winter,” Ann Lee said."
    assert ask("what did Ann Lee say about the wall?", f"The board met.\n\n{said}\n\nThen it rained.").cited[0] == said


def test_speech_outside_the_prose_is_no_sentence_s():
    """A quotation that no sentence holds, in a caption say, gives no sentence a speaker."""
    story = Story(id="a", agency="Harbour Wire", headline="", body="The wall is old. “It goes,” Ann Lee said.")
    prose = Brief(
        story=story.key,
        formatter="test",
        key_points=(),
        quotes=(Quote(spans=(Span(18, 25),), speaker=Span(27, 34)),),
        sentences=(Span(0, 16),),
    )
    found = answer("what is old?", [(story, prose)], abstain=False)
    assert [(one.span, one.speaker) for one in found.citations] == [(Span(0, 16), None)]
