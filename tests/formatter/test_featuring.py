"""Which quotations a brief shows."""

LONG = (
    "The harbour board decided on Monday to take down the old wall.\n\n"
    "“We cannot leave it standing through another winter of storms,” said Mayor Ann Lee.\n\n"
    "“Our members will be out of work from the first day of it,” said union leader Omar Haddad.\n\n"
    "Haddad called the board “careless” and its report “a scandal.”\n\n"
    "“The ships can wait another month at anchor outside,” said Lena Lind, a pilot.\n\n"
    "The film “The Wall Between Us” was shown.\n\n"
    "“Nothing here was ever built to last for ever,” said Carl Okafor, a historian.\n\n"
    "“The tide does not read the minutes of a board,” said Dora Blom, a fisher.\n\n"
)


def shown(brief, body):
    return [one.speaker.of(body) for one in brief.featured]


def test_two_to_four_quotations_by_different_speakers_are_shown(brief_of):
    """A story with many quotations shows four at most, each by somebody else."""
    speakers = shown(brief_of(LONG), LONG)
    assert 2 <= len(speakers) <= 4
    assert len(set(speakers)) == len(speakers)


def test_scraps_scare_quotes_and_titles_are_never_shown(brief_of):
    """Fragments of a word or two and titles are not featured."""
    texts = {one.text(LONG) for one in brief_of(LONG).featured}
    assert texts.isdisjoint({"careless", "a scandal.", "The Wall Between Us"})


def test_a_key_point_is_not_quoted_again(brief_of):
    """A quotation whose words stand in a key point is not shown beneath it."""
    brief = brief_of(LONG)
    for quote in brief.featured:
        assert all(quote.text(LONG) not in point.text(LONG) for point in brief.key_points)


def test_a_quotation_of_unknown_speaker_is_not_shown(brief_of):
    """Words that are nobody's known words are found but not featured."""
    brief = brief_of("“The wall will go and nobody is going to miss it.”")
    assert len(brief.quotes) == 1
    assert not brief.featured


def test_an_unclosed_quotation_is_not_shown(brief_of):
    """Where a closing mark is lost, the words behind may be the reporter's: they are not featured."""
    brief = brief_of("Ann Lee told the board “the wall is old and has to go before winter comes to us, she said.")
    assert not brief.featured
