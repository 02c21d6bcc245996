"""Where sentences end."""

import pytest

from briefbot.formatter.reading import read


def sentences(body):
    return [one.of(body) for one in read(body).sentences]


@pytest.mark.parametrize(
    "body",
    [
        "Mr. Haddad met Dr. Lind on Sept. 30 in St. Olav.",
        "The U.S. envoy left at 5 p.m. on Monday.",
        "The J.J. Blom prize and the W.H. Lind medal went to Delft.",
        "Ann Lee and. Omar Haddad met.",
        "J. R. Okafor won 3.5 percent of the vote.",
        "“Is it over?” the minister asked.",
        "“It is over!” he shouted.",
        "He said “We won. We will go on. Nobody stops us,” and left.",
        "The firm, Acme Inc. of Delft, grew.",
    ],
)
def test_one_sentence_stays_one(body):
    """Abbreviations, initials, numbers and stops inside a quotation do not end a sentence."""
    assert sentences(body) == [body]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("The wall fell. Nobody was hurt.", 2),
        ("“It fell.” Nobody was hurt.", 2),
        ("She has hepatitis A. State doctors are worried.", 2),
        ("He moved to the U.S. The firm followed.", 2),
        ("Was it safe? It was not!", 2),
        ("One line\n\nAnother line", 2),
        ("大臣は来た。人々は去った。", 2),
        ("هل سقط الجدار؟ نعم سقط.", 2),
    ],
)
def test_sentences_are_told_apart(body, count):
    """A stop, a question mark, a paragraph's end and the stops of other scripts end a sentence."""
    assert len(sentences(body)) == count


def test_furniture_is_no_sentence():
    """Datelines, takes and sign-offs are left out of the sentences."""
    body = "DELFT, Feb 6 (HW) -- The wall fell.\n(Pickup previous)\nNobody was hurt.\n(end) ab.cd"
    assert sentences(body) == ["The wall fell.", "Nobody was hurt."]
