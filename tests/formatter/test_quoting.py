"""What makes one quotation, and what kind it is."""

import pytest

from briefbot.story import QuoteKind


def test_a_quotation_split_by_its_attribution_is_one_of_two_spans(brief_of):
    """“…,” he said, “…” is one quotation with the words before and after, and one speaker."""
    body = "“The wall,” Ann Lee said, “has to go.”"
    (quote,) = brief_of(body).quotes
    assert [span.of(body) for span in quote.spans] == ["The wall,", "has to go."]
    assert quote.speaker.of(body) == "Ann Lee"


def test_two_statements_in_one_sentence_stay_two_quotations(brief_of):
    """“…,” he said, adding “…” is two quotations."""
    assert len(brief_of("“The wall is old,” Ann Lee said, adding that it “has to go.”").quotes) == 2


def test_paragraphs_with_one_closing_mark_are_one_quotation(brief_of):
    """Paragraphs that reopen without closing are spans of one quotation."""
    body = "Ann Lee spoke first.\n\n“The wall is old.\n\n“It is in the way.\n\n“It has to go,” she said."
    (quote,) = brief_of(body).quotes
    assert len(quote.spans) == 3
    assert quote.speaker.of(body) == "Ann Lee"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("The “full” board met on Monday.", QuoteKind.SCARE),
        ("The so-called “harbour of the future” is shut.", QuoteKind.SCARE),
        ("The “experts” left the hall before noon.", QuoteKind.SCARE),
        ("Her film “The Wall Between Us” won a prize.", QuoteKind.TITLE),
        ("The song “Harbour Lights” was played.", QuoteKind.TITLE),
        ("Haddad, nicknamed “Anchor” at sea, left.", QuoteKind.TITLE),
        ("She appeared on “Meet the Harbour Press” on Sunday.", QuoteKind.TITLE),
        ("“No,” Ann Lee said.", QuoteKind.SPEECH),
        ("Ann Lee said the wall “has to go before the winter.”", QuoteKind.SPEECH),
        ("“Yes!” the crowd shouted.", QuoteKind.SPEECH),
    ],
)
def test_kinds_are_told_apart(brief_of, body, kind):
    """Scare quotes, titles, nicknames and speech each get their kind."""
    (quote,) = brief_of(body).quotes
    assert quote.kind is kind
