"""Who says a quotation, and who that is."""

import pytest

LEE = "Harbour Minister Ann Lee opened the quay on Monday. "


@pytest.mark.parametrize(
    ("body", "mention"),
    [
        ("“The wall will go,” Ann Lee said.", "Ann Lee"),
        ("“The wall will go,” said Ann Lee.", "Ann Lee"),
        ("“The wall will go,” said Ann Lee, a farmer from Delft.", "Ann Lee"),
        ("“The wall will go,” Ann Lee, the mayor of Delft, told reporters.", "Ann Lee"),
        ("“Will the wall go?” Ann Lee asked.", "Ann Lee"),
        ("“The wall will go,” according to Ann Lee.", "Ann Lee"),
        ("According to the harbour board, “the wall will go.”", "the harbour board"),
        ("Ann Lee said “the wall will go.”", "Ann Lee"),
        ("Ann Lee said: “The wall will go.”", "Ann Lee"),
        ("Ann Lee also said that “the wall will go.”", "Ann Lee"),
        ("Ann Lee, who has run the port since May, said “the wall will go.”", "Ann Lee"),
        ("Ann Lee (no relation of the mayor) said “the wall will go.”", "Ann Lee"),
        ("On Monday, Ann Lee told the board “the wall will go.”", "Ann Lee"),
        ("Ann Lee visited the quay, adding that “the wall will go.”", "Ann Lee"),
        ("Ann Lee praised the crews and said “the wall will go.”", "Ann Lee"),
        ("Ann Lee: “The wall will go.”", "Ann Lee"),
        ("“The wall will go,” a spokesman for the port said.", "a spokesman for the port"),
        ("“The wall will go,” said a spokesman for the port.", "a spokesman for the port"),
        ("“The wall will go,” the ministry said in a statement.", "the ministry"),
        ("“The wall will go,” the report says.", "the report"),
        ("“The wall will go,” one official said.", "one official"),
        ("“The wall will go,” police said.", "police"),
        ("“The wall will go,” the Department of Ports affirmed.", "the Department of Ports"),
        ("“The wall,” he hoped, would go; “it is old,” Ann Lee said.", None),
    ],
)
def test_the_mention_is_the_subject_of_the_verb_of_saying(said_in, body, mention):
    """The speaker is the subject of the cue, before or behind the quotation, through what stands between them."""
    last = said_in(body)[-1]
    assert last[2] == (mention or "Ann Lee")


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        (LEE + "“The wall will go,” Lee said.", "Ann Lee"),
        (LEE + "“The wall will go,” she said.", "Ann Lee"),
        (LEE + "“The wall will go,” the minister said.", "Ann Lee"),
        (LEE + "“The wall will go,” Ms. Lee said.", "Ann Lee"),
        (LEE + "“The wall will go,” said Ann.", "Ann Lee"),
        (LEE + "Mayor Omar Haddad thanked her. “The wall will go,” she said.", "Ann Lee"),
        (LEE + "Mayor Omar Haddad thanked her. “The wall will go,” he said.", "Omar Haddad"),
        ("Ann Lee met Omar Lee in Delft. “The wall will go,” Mr. Lee said.", "Omar Lee"),
        ("Ann Lee met Omar Lee in Delft. “The wall will go,” Ms. Lee said.", "Ann Lee"),
        (
            "The Harbour Ministry met on Monday. The Harbour Ministry said “it is old.” “The wall will go,” it said.",
            "Harbour Ministry",
        ),
        ("The board met. “The wall will go,” its director-general, Ann Lee, said.", "Ann Lee"),
        ("“The wall will go,” said the chairman of the board, Austrian diplomat Ann Lee. It rained.", "Ann Lee"),
        ("According to the mayor of Delft, Ann Lee, 34, fell when “the wall came down.”", "the mayor of Delft"),
        ("“The wall will go,” a senior official who asked not to be named said.", "a senior official"),
        ("“The wall will go,” she said.", None),
    ],
)
def test_a_short_name_stands_for_the_fullest_one(said_in, body, speaker):
    """Surnames, first names, offices and pronouns lead to the fullest name that surely is theirs, or to nobody."""
    got = said_in(body)[-1][1]
    assert got == speaker if speaker is None else speaker in got


def test_a_fact_about_another_mans_announcement_does_not_make_him_the_speaker(said_in):
    """“He” is the one who speaks, not the one whose plan is spoken of."""
    body = (
        "Minister Mark Lind opened the meeting. Lind told the board “the fight goes on.” "
        "On Mayor Omar Haddad’s plan to leave, he stressed “the change is small.”"
    )
    assert said_in(body)[-1][1] == "Mark Lind"


def test_a_quotation_without_attribution_goes_on_with_the_same_speaker(said_in):
    """A second quotation in the paragraph belongs to the speaker of the first."""
    body = "“The wall is old,” Ann Lee said. “It has to go.”"
    assert said_in(body)[1][1] == "Ann Lee"


def test_a_colon_at_the_end_of_a_paragraph_introduces_the_next(said_in):
    """A quotation standing alone belongs to whom the line before it introduces."""
    body = "Ann Lee wrote to the board on Monday:\n\n“The wall is old and has to go.”"
    assert said_in(body)[0][1] == "Ann Lee"


def test_two_quotations_before_one_attribution_share_it(said_in):
    """Parts of one sentence that its attribution covers have the same speaker."""
    body = "Walls are “a public danger” and “ruin the view,” Ann Lee told the board."
    assert [one[1] for one in said_in(body)] == ["Ann Lee", "Ann Lee"]


def test_a_quotation_inside_another_has_its_own_speaker(said_in):
    """What somebody is quoted as having said is not put into the mouth of who tells it."""
    body = "“Then the mayor said ‘the wall is safe’ and left,” Ann Lee recalled."
    assert [one[2] for one in said_in(body)] == ["Ann Lee", "the mayor"]


def test_no_speaker_is_better_than_a_wrong_one(brief_of):
    """A quotation that nothing attributes has no speaker and no confidence."""
    (quote,) = brief_of("“The wall will go and nobody will miss it.”").quotes
    assert (quote.speaker, quote.mention, quote.confidence) == (None, None, 0.0)


@pytest.mark.parametrize(
    ("body", "role"),
    [
        ("“It goes,” said Harbour Minister Ann Lee.", "Harbour Minister"),
        ("“It goes,” said US Secretary of State Ann Lee.", "US Secretary of State"),
        ("“It goes,” said former harbour minister Ann Lee.", "former harbour minister"),
        ("“It goes,” said Ann Lee, the mayor of Delft.", "mayor of Delft"),
        ("“It goes,” Ann Lee, a farmer from Delft, said.", "farmer from Delft"),
        ("Harbour Minister Ann Lee came. “It goes,” Lee said.", "Harbour Minister"),
        ("“It goes,” said Ann Lee.", None),
    ],
)
def test_the_role_is_what_the_story_says(brief_of, body, role):
    """The office or description is a span of the story, wherever the story gives it, without its article."""
    (quote,) = brief_of(body).quotes
    assert (quote.role and quote.role.of(body)) == role


def test_the_surest_attributions_say_so(brief_of):
    """A named subject beside “said” is surer than a name somewhere in the sentence."""
    (sure,) = brief_of("“The wall will go,” Ann Lee said.").quotes
    (less,) = brief_of("Ann Lee was “very glad indeed” of the wall.").quotes
    assert sure.confidence >= 0.9 > less.confidence
