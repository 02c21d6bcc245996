"""Whose words they are, in the many ways that reporters have of saying so: one short case for each."""

import pytest

OPENING = "Health Minister Nadia Karimi visited the hospital with Governor Omar Haddad on Monday.\n\n"


@pytest.mark.parametrize(
    ("body", "mention"),
    [
        # verbs of saying, and verbs that nobody listed
        ("“The pumps failed at dawn,” Karimi barked.", "Karimi"),
        ("“The pumps failed at dawn,” grumbled Karimi.", "Karimi"),
        ("“The pumps failed at dawn,” Karimi tells the board.", "Karimi"),
        ("“Who checked the pumps?” asked Karimi.", "Karimi"),
        ("“The pumps failed!” cried a nurse at the gate.", "a nurse"),
        ("Karimi cautioned that “the pumps may fail again before spring.”", "Karimi"),
        ("Karimi went on to say “the pumps failed at dawn.”", "Karimi"),
        ("Karimi was quoted as saying “the pumps failed at dawn.”", "Karimi"),
        ("Karimi, asked about the outage, said “the pumps failed at dawn.”", "Karimi"),
        ("Asked about the outage, Karimi said “the pumps failed at dawn.”", "Karimi"),
        ("Speaking in Delft, Karimi said “the pumps failed at dawn.”", "Karimi"),
        ("In a letter to the board, Karimi called the outage “a failure of the whole system.”", "Karimi"),
        # what stands between the speaker and the verb
        ("“The pumps failed,” Karimi, who runs the ministry, said.", "Karimi"),
        ("“The pumps failed,” Karimi (no relation of the governor) said.", "Karimi"),
        ("“The pumps failed,” Karimi, 54, said on Monday.", "Karimi"),
        ("“The pumps failed,” Karimi later told reporters in Delft.", "Karimi"),
        ("“The pumps failed,” Karimi has repeatedly said.", "Karimi"),
        ("Karimi — the third minister in a year — said “the pumps failed at dawn.”", "Karimi"),
        # documents, bodies and the unnamed
        ("“The pumps were never serviced,” the audit report says.", "the audit report"),
        ("A statement from the ministry said “the pumps were never serviced.”", "A statement from the ministry"),
        ("“The pumps were never serviced,” according to a letter seen by this agency.", "a letter"),
        ("“The pumps were never serviced,” said the World Food Alliance.", "the World Food Alliance"),
        ("“The pumps were never serviced,” a source close to the talks said.", "a source close to the talks"),
        ("“The pumps were never serviced,” said one of the engineers.", "one"),
        ("“The pumps were never serviced,” residents said.", "residents"),
        ("“The pumps were never serviced,” said a doctor who asked not to be named.", "a doctor"),
        ("The sign at the gate read “the hospital is closed until further notice.”", "The sign at the gate"),
        # labels, colons and signatures
        ("Karimi: “The pumps failed at dawn.”", "Karimi"),
        ("Karimi said:\n\n“The pumps failed at dawn and nobody came.”", "Karimi"),
        ("Karimi told the board the following: “The pumps failed at dawn.”", "Karimi"),
        ("As Karimi put it: “The pumps failed at dawn.”", "Karimi"),
        ("“The pumps failed at dawn and nobody came.”\n\n— Nadia Karimi, minister", "Nadia Karimi"),
        # parts
        ("The pumps, Karimi said, were “never serviced by anybody at all.”", "Karimi"),
        ("The pumps were “old,” “rusty” and “a danger to the patients,” Karimi said.", "Karimi"),
        ("“The pumps failed,” Karimi said, adding that they “had never been serviced.”", "Karimi"),
        ("“The pumps failed,” Karimi said. “They had never been serviced by anybody.”", "Karimi"),
        ("“The pumps failed,” Karimi said, before leaving. “Nobody had serviced them.”", "Karimi"),
        ("Karimi denied that the pumps were “never serviced by anybody at all.”", "Karimi"),
    ],
)
def test_the_mention_is_found(said_in, body, mention):
    """The words that name the speaker of the last quotation are found where the reporter put them."""
    got = said_in(OPENING + body)[-1][2]
    assert got is not None
    assert got.startswith(mention) or mention.startswith(got)


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        (OPENING + "“The pumps failed,” Karimi said.", "Nadia Karimi"),
        (OPENING + "“The pumps failed,” the minister said.", "Nadia Karimi"),
        (OPENING + "“The pumps failed,” the governor said.", "Omar Haddad"),
        (OPENING + "“The pumps failed,” Mr. Haddad said.", "Omar Haddad"),
        (OPENING + "“The pumps failed,” Gov. Haddad said.", "Omar Haddad"),
        (OPENING + "Karimi left early. “The pumps failed,” she said.", "Nadia Karimi"),
        (OPENING + "Haddad stayed. “The pumps failed,” he said.", "Omar Haddad"),
        (OPENING + "“The pumps failed,” Haddad’s office said.", "office"),
        ("Sabri al-Ali met the press. “The pumps failed,” al-Ali said.", "Sabri al-Ali"),
        ("Sabri al-Ali met the press. “The pumps failed,” Ali said.", "Sabri al-Ali"),
        ("Jean van der Meer met the press. “The pumps failed,” Van der Meer said.", "Jean van der Meer"),
        ("Mary O’Brien met the press. “The pumps failed,” O’Brien said.", "Mary O’Brien"),
        ("Anna Lind and her brother Karl Lind came. “The pumps failed,” Anna Lind said.", "Anna Lind"),
        ("Anna Lind and her brother Karl Lind came. “The pumps failed,” Karl Lind said.", "Karl Lind"),
        ("Anna Lind and Karl Berg came. “The pumps failed,” Berg said. “Yes,” Lind said.", "Anna Lind"),
        ("Dr. Tariq Aziz Noor runs the ward. “The pumps failed,” Noor said.", "Tariq Aziz Noor"),
        ("The Health Ministry met. The ministry spoke late. “The pumps failed,” it said.", "Ministry"),
    ],
)
def test_the_speaker_is_the_fullest_name(said_in, body, speaker):
    """Surnames, titles, offices and pronouns lead to the name that the story gives in full."""
    got = said_in(body)[-1][1]
    assert got is not None
    assert speaker in got


@pytest.mark.parametrize(
    ("body", "not_by"),
    [
        (OPENING + "“The pumps failed,” said a relative of Haddad.", "Omar Haddad"),
        (OPENING + "“The pumps failed,” said Karimi’s deputy.", "Nadia Karimi"),
        (OPENING + "“The pumps failed,” a spokesman for Karimi said.", "Nadia Karimi"),
        (OPENING + "“The pumps failed,” an official who met Haddad said.", "Omar Haddad"),
        (OPENING + "“The pumps failed,” nurses told Karimi.", "Nadia Karimi"),
        (OPENING + "“The pumps failed,” Haddad told Karimi.", "Nadia Karimi"),
    ],
)
def test_somebody_beside_the_speaker_is_not_given_the_words(said_in, body, not_by):
    """A relative, deputy, spokesman, or whoever is spoken to, is kept apart from the one named beside."""
    assert said_in(body)[-1][1] != not_by


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("“A senior official,” who asked not to be named, was there. “It failed,” a senior official said.", "a senior"),
        ("“The pumps failed,” a senior official said.", "a senior official"),
        ("“The pumps failed,” two people with knowledge of the matter said.", "two people with knowledge"),
        ("“The pumps failed,” a person familiar with the talks said.", "a person familiar with the talks"),
        ("“The pumps failed,” diplomats said.", "diplomats"),
    ],
)
def test_an_unnamed_source_stays_as_the_story_has_it(said_in, body, words):
    """A source without a name is shown at the story's own strength, never as a person."""
    got = said_in(body)[-1][1]
    assert got is not None
    assert got.startswith(words)


@pytest.mark.parametrize(
    "body",
    [
        "“The pumps will fail and nobody will come to mend them.”",
        "The “Harbour Lights” festival opened with music and “Night of the Lamps” in the square.",
        "Prices rose. Shops closed. “Never again will it be so quiet in the old town.”",
    ],
)
def test_what_nobody_is_said_to_have_said_stays_nobodys(said_in, body):
    """Where nothing names a speaker, none is given."""
    assert {speaker for _, speaker, _ in said_in(body)} == {None}


@pytest.mark.parametrize(
    ("body", "speakers"),
    [
        (
            "“He told me ‘the pumps are fine’ and went home,” Nadia Karimi said.",
            {"He told me ‘the pumps are fine’ and went home": "Nadia Karimi", "the pumps are fine": "He"},
        ),
        (
            "“The governor said ‘nobody knew’ at the time,” Nadia Karimi recalled.",
            {"The governor said ‘nobody knew’ at the time": "Nadia Karimi", "nobody knew": "The governor"},
        ),
    ],
)
def test_words_inside_words_keep_their_own_speaker(said_in, body, speakers):
    """A quotation inside a quotation belongs to whom its teller gives it, not to the teller."""
    assert {words: mention for words, _, mention in said_in(body)} == speakers


def test_a_dialogue_changes_hands_line_by_line(said_in):
    """Each line of an exchange has the speaker that stands with it."""
    body = (
        "Mayor Ann Lee met farmer Omar Haddad at the weir.\n\n"
        "“Will it hold?” Haddad asked.\n\n“It has to,” Lee said.\n\n"
        "“And if not?” he asked.\n\n“Then we swim,” she said."
    )
    assert [speaker for _, speaker, _ in said_in(body)] == ["Omar Haddad", "Ann Lee", "Omar Haddad", "Ann Lee"]


def test_confidence_falls_with_distance(brief_of):
    """An attribution right beside the words is surer than one taken over from the paragraph before."""
    body = "“The wall will go,” Ann Lee said.\n\nIt rained on Monday.\n\n“Nobody had asked for it, and nobody came.”"
    sure, less = brief_of(body).quotes
    assert sure.confidence > less.confidence


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("“The pumps failed,” said State Secretary Petra Lind.", "State Secretary Petra Lind"),
        ("“The pumps failed,” said former health minister Petra Lind.", "former health minister Petra Lind"),
        ("“The pumps failed,” said ward director Dr. Petra Lind.", "ward director Dr. Petra Lind"),
        ("“The pumps failed,” said Petra Lind, the head of the ward.", "Petra Lind, head of the ward"),
        ("“The pumps failed,” said Petra Lind.", "Petra Lind"),
        ("“The pumps failed and nobody came to mend them.”", ""),
    ],
)
def test_title_and_name_are_shown_as_the_story_has_them(brief_of, body, shown):
    """A title stands before the name where the story has it there, a description behind it."""
    (quote,) = brief_of(body).quotes
    assert "".join(quote.whose(body)) == shown
