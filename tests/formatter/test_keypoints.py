"""Which lines a brief shows, and that each can be read alone."""

import pytest

LEAD = "The harbour board of Delft decided on Monday to take down the old sea wall before the winter."
STORY = (
    f"{LEAD}\n\n"
    "The work will cost 40 million euros and take two years, mayor Ann Lee told the board.\n\n"
    "The wall was built in 1911 and has cracked in three places since the storm of last year.\n\n"
    "Fishermen asked for a new pier and 30 berths in place of the wall.\n\n"
    "Ann Lee, 54, grew up in a house behind the wall and has written a book about it.\n\n"
    "The board meets again in June."
)


def test_the_news_comes_first(lines_of):
    """The first sentence leads the brief, with a headline that repeats it and without one."""
    assert lines_of(STORY)[0] == LEAD
    assert lines_of(STORY, "Delft to take down old sea wall")[0] == LEAD


def test_the_lead_stays_though_the_headline_says_it_already(lines_of):
    """A headline does not make the first sentence superfluous: an editor keeps the news."""
    body = STORY.replace("decided on Monday to take", "decided on Monday, after a debate of nine hours, to take")
    assert lines_of(body, "Harbour board of Delft decides to take down old sea wall before winter")[0].startswith(
        "The harbour board of Delft decided"
    )


def test_a_dated_dispatch_leads_with_its_first_sentence(lines_of):
    """Behind a dateline stands the news, whatever the rest of the story goes on about."""
    life = "Ann Lee wrote books on ships, sailed ships, built ships and sold ships to Piraeus and Doha."
    body = "The old sea wall fell into the water.\n\n" + f"{life}\n\nShips of Piraeus and Doha carried Ann Lee’s books."
    assert lines_of(f"DELFT, Feb 6 (HW) -- {body}")[0] == "The old sea wall fell into the water."


def test_news_that_cannot_be_shortened_is_shown_in_forty_words(lines_of):
    """A first sentence of 31 to 40 words that says what the headline says is shown whole; later ones are not."""
    long = (
        "Ministers of the nine states on the river signed a treaty in the town hall of Delft that divides its water "
        "between the farms of the upper valley and the towns of the delta for the next thirty years."
    )
    assert lines_of(f"{long}\n\n{STORY}", "States sign treaty on water of the river")[0] == long
    assert long not in lines_of(f"{STORY}\n\n{long}", "States sign treaty on water of the river")


def test_a_headline_draws_its_words(lines_of):
    """Of two lines alike in place and use, the one with the headline's words is shown."""
    body = (
        "Two ships met in the fog of the strait on the way to the ice.\n\n"
        "Captain Omar Haddad turned his tanker away in the last minute before the rocks.\n\n"
        "Pilot Lena Lind called the harbour of Delft from the other bridge by radio.\n\n"
    ) + "The board has asked for a report on what was seen, heard and done by each of the crews that night. " * 3
    with_headline = lines_of(body, "Lind called harbour by radio from the bridge")
    assert any("Lena Lind" in line for line in with_headline)


PLACES = ["Delft", "Aswad", "Haarlem", "Piraeus", "Lindhavn", "Sabbagh", "Okafor", "Blom"]
THINGS = ["bridge", "school", "market", "station", "library", "hospital", "theatre", "airport", "quay", "stadium"]


@pytest.mark.parametrize("count", [3, 5, 12, 40])
def test_two_to_five_lines(lines_of, count):
    """A story of any length gives two to five lines of at most thirty words, about seventy in all."""
    told = [
        f"{PLACES[at % 8]} opened a {THINGS[at % 10]} for {at + 20} million crowns{' and closed another' * (at % 3)}."
        for at in range(count)
    ]
    lines = lines_of("\n\n".join(told))
    assert 2 <= len(lines) <= 5
    assert all(len(line.split()) <= 30 for line in lines)
    assert sum(len(line.split()) for line in lines) <= 70


def test_no_two_lines_say_the_same(lines_of):
    """A caption that repeats the lead, and the lead told again, are shown once."""
    again = "The old sea wall is to be taken down before the winter, the harbour board of Delft decided on Monday."
    lines = lines_of(f"{STORY}\n\n{again}")
    assert sum("sea wall" in line and "winter" in line for line in lines) == 1


@pytest.mark.parametrize(
    "dangling",
    [
        "He also wants to close the pier and sell the berths to the owners of the yachts.",
        "They also want to close the pier and sell the berths to the owners of the yachts.",
        "It also wants to close the pier and sell the berths to the owners of yachts.",
        "This will close the pier, and the berths will be sold to the owners of the yachts.",
        "These will be sold to the owners of the yachts before the pier is closed in June.",
        "His plan to close the pier and sell the berths to the owners of the yachts failed.",
        "The move will close the pier and the berths will be sold to owners of yachts.",
        "Under pressure from the yacht owners, the latter will be sold with the pier in June.",
        "The pair will close the pier in June and sell the berths to the owners of yachts.",
        "Yacht owners welcomed the decision and asked for the pier and for the 30 berths.",
    ],
)
def test_a_line_stands_alone(lines_of, dangling):
    """A sentence whose “he”, “this” or “the move” another sentence explains is no line."""
    body = f"{LEAD}\n\n{dangling}\n\nThe board meets again in June to hear the fishermen of the bay."
    assert all(dangling[:20] not in line for line in lines_of(body, "Yacht owners, pier, berths"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ann Lee said she wants to close the pier and sell the berths to yacht owners.",
        "A motorist was fined when he drove on the pier and into the berths of the yachts.",
        "Yacht owners said they want the pier and will buy the berths in June at any price.",
        "It emerged that the pier and the berths had been sold to the owners of yachts in June.",
        "The decision to close the pier and sell the berths to yacht owners was taken in June.",
        "One day after the storm, yacht owners asked for the pier and for the 30 berths.",
        "When he left the hall, Mr. Omar Haddad asked for the pier and for the 30 berths.",
        "In their first answer, Ann Lee and Omar Haddad asked for the pier and the 30 berths.",
        "A colleague on his dinner break saw yacht owners measure the pier and the 30 berths.",
        "The US owners of the yachts asked for the pier and for the 30 berths of the harbour.",
        "The IT firm of the yacht owners asked for the pier and for the 30 berths of the bay.",
    ],
)
def test_a_pronoun_whose_word_stands_in_the_line_is_no_fault(lines_of, sentence):
    """“She” behind a name, “they” behind a plural and “the decision to” can be read alone."""
    assert any(sentence[12:30] in line for line in lines_of(f"{LEAD}\n\n{sentence}", "Yacht owners, pier, berths"))


def test_a_sure_pronoun_becomes_a_name_in_brackets(lines_of):
    """“He” is shown as the name of the only man whom the story has named."""
    body = (
        "Captain Omar Haddad steered the ferry onto the sand on Monday to save its 90 passengers.\n\n"
        "He had seen smoke above the engine room and turned the ship away from the rocks."
    )
    assert any(line.startswith("[Omar Haddad] had seen smoke") for line in lines_of(body))


@pytest.mark.parametrize(
    "line",
    [
        "Scroll down for video of the wall and the harbour board of Delft.",
        "Click here to read more about the wall that the harbour board of Delft takes down.",
        "Sign up for the newsletter of the harbour board of Delft and its old sea wall.",
        "Follow us on the day the harbour board of Delft takes down the old sea wall.",
        "Tickets cost 9 euros at the harbour board of Delft beside the old sea wall.",
        "For more details of the wall, visit www.wall.example and the board of Delft.",
        "Taken down: Workers of the harbour board of Delft stand at the old sea wall.",
        "The old sea wall, pictured here last year, was built by the harbour board of Delft.",
        "Do you remember the old sea wall that the harbour board of Delft takes down?",
        "Old sea wall of the harbour board of Delft to go",
        "The harbour board of Delft, the old sea wall and the.",
        "The mayor of Delft, a friend of the harbour board, said beside the old sea wall.",
        "<b>The harbour board of Delft closed the old sea wall for two years.</b>",
        "(Corrects the name of the harbour board of Delft and that of the old sea wall)",
    ],
)
def test_what_is_no_news_is_no_line(lines_of, line):
    """Advertising, captions, questions, headings, notes and broken sentences are not chosen."""
    shown = lines_of(f"{line}\n\n{STORY}", "Harbour board of Delft, old sea wall")
    assert shown
    assert all(line.rstrip(".")[:30] not in one for one in shown)


@pytest.mark.parametrize(
    "opening",
    [
        "DELFT, Feb 6 (HW) -- ",
        "DELFT (Reuters) - ",
        "By Carl Okafor\n\nDELFT, Feb. 6 (AP) — ",
        "(CNN) -- ",
    ],
)
def test_datelines_and_bylines_are_not_shown(lines_of, opening):
    """The line begins with the first word of the news."""
    assert lines_of(opening + STORY)[0] == LEAD


def test_quoted_words_keep_marks_and_speaker(lines_of):
    """A line with quoted words shows their marks and who said them."""
    body = f"{LEAD}\n\nAnn Lee called the old wall “a scandal of stone” and its keepers “asleep” at the board."
    line = next(line for line in lines_of(body) if "scandal" in line)
    assert line == "Ann Lee called the old wall “a scandal of stone” and its keepers “asleep” at the board."


def test_a_quotation_without_its_speaker_is_no_line(lines_of):
    """Words between marks that nobody is said to have said are not a key point."""
    body = f"{LEAD}\n\n“The old sea wall of Delft has stood in our way for a hundred winters, and it goes.”"
    assert all("hundred winters" not in line for line in lines_of(body))


def test_one_sentence_is_the_brief(lines_of):
    """A story of one sentence gives that sentence."""
    assert lines_of(LEAD) == [LEAD]


def test_a_story_without_a_whole_line_gives_its_lead(lines_of):
    """Where no sentence can stand alone the first is shown, and an empty story shows nothing."""
    assert lines_of("They did it.\n\nIt was theirs.") == ["They did it."]
    assert lines_of("") == []


def test_an_interview_gives_statements_not_questions(lines_of):
    """Of questions and answers, neither the questions nor the answers' “I” are key points."""
    body = (
        "Lena Lind has piloted ships into the harbour of Delft for thirty years and retires in June.\n\n"
        "Q: What was your worst night on the water?\n\nA: I was alone with a burning tanker.\n\n"
        "Q: Would you do it again?\n\nA: We all would, my daughter too."
    )
    assert lines_of(body) == [body.split("\n", maxsplit=1)[0]]


def test_an_obituary_says_who_died(lines_of):
    """The death leads, though the life fills the story."""
    body = (
        "Omar Haddad, who built the harbour of Delft and led its board for two decades, died on Monday.\n\n"
        "Haddad was born in Aswad, learnt to weld at 14 and came to Delft in a coal ship.\n\n"
        "“Omar Haddad could read a wall like a book,” said Ann Lee, the mayor.\n\n"
        "Haddad leaves two sons and the longest pier of the coast."
    )
    assert "died" in lines_of(body, "Harbour builder Omar Haddad dies at 91")[0]


def test_a_table_of_results_gives_its_sentence_alone(lines_of):
    """Rows of a table are no lines."""
    body = (
        "Delft beat Haarlem 31-29 in the final of the harbour cup on Monday.\n\n"
        "Delft 31 Haarlem 29\nAswad 24 Piraeus 27\nLindhavn 18 Doha 18\n\nScorers: Lind 11, Haddad 7, Blom 4"
    )
    assert lines_of(body) == ["Delft beat Haarlem 31-29 in the final of the harbour cup on Monday."]


def test_a_live_blog_gives_sentences_without_times(lines_of):
    """Of a ticker's entries the sentences are shown, their times and labels are not."""
    body = (
        "The harbour of Delft was closed on Monday after a tanker struck the old sea wall.\n\n"
        "14:05\nThe fire brigade sent two boats and 40 people to the tanker.\n\n"
        "14:20\nUPDATE: Pilot hurt\n\n14:31\nStay with us for the latest.\n\n"
        "14:40 pm – The mayor asked the people of the lower town to close their windows."
    )
    lines = lines_of(body)
    assert lines[0].startswith("The harbour of Delft was closed")
    assert all(word not in " ".join(lines) for word in ("14:", "UPDATE", "Stay with us"))
    assert "The mayor asked the people of the lower town to close their windows." in lines


def test_opinion_is_not_told_as_news(lines_of):
    """A column in the first person gives what it says of the world, or its first sentence."""
    body = (
        "I have loved the old sea wall of Delft since my father took me there.\n\n"
        "We should all be ashamed of our board.\n\n"
        "The board of Delft voted in May to take down the wall without a word to its neighbours.\n\n"
        "You will miss it, and so will I."
    )
    assert lines_of(body)[0].startswith("The board of Delft voted") or len(lines_of(body)) == 1


def test_a_list_gives_its_sentences(lines_of):
    """Items that are no sentences are left out."""
    body = (
        "The harbour board of Delft published its plans for the spring on Monday.\n\n"
        "- a new pier\n- 30 berths\n- a path along the water\n\n"
        "The work will cost 40 million euros, the mayor said."
    )
    assert lines_of(body) == [
        "The harbour board of Delft published its plans for the spring on Monday.",
        "The work will cost 40 million euros, the mayor said.",
    ]


@pytest.mark.parametrize(
    "before",
    [
        "Captain Omar Haddad met pilot Carl Okafor on the sand before the ferry on Monday.",
        "Captain Omar Haddad and a passenger left the burning ferry as the last on Monday.",
        "The ferry of captain Omar Haddad ran onto the sand with 90 passengers on Monday.",
        "Omar Haddad’s ferry ran onto the sand of the bay with 90 passengers on Monday.",
        "The ferry ran onto the sand of the bay with 90 passengers and a crew of 12 on Monday.",
    ],
)
def test_an_unsure_pronoun_gets_no_bracket(lines_of, before):
    """Where the sentence before names another, somebody without a name, or nobody first, “he” is not resolved."""
    body = f"{before}\n\nHe had seen smoke above the engine room and turned the ship away from the rocks."
    assert all("[" not in line for line in lines_of(body))


def test_a_name_is_carried_through_sentences_that_say_he(lines_of):
    """“He” two sentences after the name is the same man, if only he is spoken of between."""
    body = (
        "Captain Omar Haddad steered the ferry onto the sand on Monday to save everybody on board.\n\n"
        "He had seen smoke above the engine room.\n\n"
        "He will get the gold medal of the harbour board of Delft for his courage in June."
    )
    assert any(line.startswith("[Omar Haddad] will get the gold medal") for line in lines_of(body))


def test_a_bracket_is_not_shown_beside_its_own_name(lines_of):
    """A line that names Haddad is about somebody else when it says “he”."""
    body = (
        "Captain Omar Haddad steered the ferry onto the sand on Monday to save everybody on board.\n\n"
        "He knew that Haddad had seen smoke above the engine room of the ferry before the fire."
    )
    assert all("[" not in line for line in lines_of(body))
