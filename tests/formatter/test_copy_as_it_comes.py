"""Copy as agencies send it: furniture, damage, marks of every kind, and what no quotation is."""

import pytest

from briefbot.story import QuoteKind

NEWS = "The harbour board decided on Monday to take down the old sea wall."


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("A so-called “safe passage” was shut on Monday.", QuoteKind.SCARE),
        ("The “victory” left nine villages without water.", QuoteKind.SCARE),
        ("Her self-styled “people’s bank” has no licence.", QuoteKind.SCARE),
        ("The “temporary” huts have stood for nine years.", QuoteKind.SCARE),
        ("His novel “The Salt Road” won the prize.", QuoteKind.TITLE),
        ("He starred in the film “A Winter in Delft” last year.", QuoteKind.TITLE),
        ("The exhibition, titled “Lamps of the Harbour,” opens in May.", QuoteKind.TITLE),
        ("Omar “The Crane” Haddad lifted the cup.", QuoteKind.TITLE),
        ("The ship, nicknamed “Old Faithful,” was scrapped.", QuoteKind.TITLE),
        ("They marched under the slogan “Bread for All”.", QuoteKind.TITLE),
        ("The operation, called “Northern Shield,” began at dawn.", QuoteKind.TITLE),
        ("Mayor Ann Lee called it “a disgrace” on Monday.", QuoteKind.SPEECH),
        ("“Never,” said Mayor Ann Lee.", QuoteKind.SPEECH),
        ("Mayor Ann Lee said it was “unlikely” to rain.", QuoteKind.SPEECH),
        ("“Go home!” the guards shouted.", QuoteKind.SPEECH),
    ],
)
def test_the_kind_of_a_quotation(brief_of, body, kind):
    """A term held at arm's length, a name of a thing, and somebody's words are told apart."""
    (quote,) = brief_of(body).quotes
    assert quote.kind is kind
    assert not quote.featured


@pytest.mark.parametrize(
    "furniture",
    [
        "DELFT, Feb 6 (HW) -- ",
        "DELFT, Netherlands (HW) — ",
        "By Ann Lee\nDELFT, Feb. 6 (HW) - ",
    ],
)
def test_a_dateline_is_no_part_of_the_brief(brief_of, furniture):
    """The place, day and agency before the lead are in no key point."""
    body = furniture + NEWS
    (point,) = brief_of(body).key_points
    assert point.text(body) == NEWS


@pytest.mark.parametrize(
    "line",
    [
        "(end) al.oh",
        "(Pickup previous)",
        "Source: Harbour News Agency",
        "Read more: Ten walls that fell in a storm",
        "READ ALSO: Ten walls that fell in a storm",
        "Sign up for our newsletter and get the news of the harbour every morning.",
        "Subscribe to our newsletter for more stories like this one.",
        "Photo: The old sea wall on Monday. (HW/Ann Lee)",
        "(Reporting by Ann Lee; Editing by Omar Haddad)",
        "Follow us on Twitter and Facebook for more.",
        "Advertisement",
        "Editor's note: this story was first sent at noon.",
        "Click here to watch the video of the wall.",
        "All rights reserved. This material may not be published or redistributed.",
    ],
)
def test_furniture_is_no_part_of_the_brief(lines_of, line):
    """Sign-offs, takes, sources, advertising, captions and editors' notes are in no key point."""
    body = f"{NEWS}\n\nWork on a new one will begin in May, the board said.\n\n{line}"
    shown = " ".join(lines_of(body))
    assert "sea wall" in shown
    assert line not in shown
    assert line.split(": ")[-1].rstrip(".)") not in shown


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('Ann Lee said "the wall ? all of it ? has to go."', "the wall ? all of it ? has to go."),
        ("Ann Lee said “the coutnry needs a wal.”", "the coutnry needs a wal."),
        ("Ann Lee said “the wall\u00a0has to go.”", "the wall\u00a0has to go."),
        ("Ann Lee said “the wall\u200bhas to go.”", "the wall\u200bhas to go."),
        ("Ann Lee said “THE WALL HAS TO GO.”", "THE WALL HAS TO GO."),
        ("Ann Lee said “the wall has to go 🌊 now.”", "the wall has to go 🌊 now."),
        ("Ann Lee said «the wall has to go.»", "the wall has to go."),
        ("Ann Lee said „the wall has to go.“", "the wall has to go."),
        ("Ann Lee said ‘the wall has to go.’", "the wall has to go."),
        ("Ann Lee said 'the wall has to go.'", "the wall has to go."),
        ("Ann Lee said ``the wall has to go.''", "the wall has to go."),
        ("Ann Lee said “the wall has to go.", "the wall has to go."),
        ("Ann Lee said: 「the wall has to go」 in Delft.", "the wall has to go"),
    ],
)
def test_damage_stays_inside_the_quotation(brief_of, body, words):
    """Damaged, odd or foreign characters are quoted as they came, between whatever marks."""
    (quote,) = brief_of(body).quotes
    assert [span.of(body) for span in quote.spans] == [words]
    assert quote.speaker.of(body) == "Ann Lee"


@pytest.mark.parametrize(
    ("body", "lead"),
    [
        (
            "قال الوزير إن الميناء سيفتح يوم الاثنين. وأضاف “سنعود غدا” أمام الصحفيين.",
            "قال الوزير إن الميناء سيفتح يوم الاثنين.",
        ),
        (
            "Die Mauer am Hafen wird abgerissen. „Sie muss weg“, sagte die Ministerin am Montag.",
            "Die Mauer am Hafen wird abgerissen.",
        ),
        (
            "Le mur du port sera détruit lundi. « Il doit partir », a dit le maire de la ville.",
            "Le mur du port sera détruit lundi.",
        ),
        ("港の壁は月曜日に取り壊される。「なくすべきだ」と市長は述べた。", "港の壁は月曜日に取り壊される。"),
        ("Стену снесут в понедельник. «Она должна исчезнуть», — сказал мэр города.", "Стену снесут в понедельник."),
    ],
)
def test_a_language_that_is_not_read_gets_its_lead_and_its_quotations(brief_of, body, lead):
    """A story in another language or script keeps lead and quotations, without speakers, and says so."""
    brief = brief_of(body)
    assert [point.text(body) for point in brief.key_points] == [lead]
    assert len(brief.quotes) == 1
    assert brief.quotes[0].speaker is None
    assert brief.notes
