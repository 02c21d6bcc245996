"""Stretches between quotation marks."""

import pytest

from briefbot.formatter.quotations import stretches
from briefbot.formatter.text import paragraphs


def found(body):
    return [one.span.of(body) for one in stretches(body, paragraphs(body))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('He said "we will rebuild" today.', ["we will rebuild"]),
        ("He said “we will rebuild” today.", ["we will rebuild"]),
        ("Il dit «nous irons» hier.", ["nous irons"]),
        ("Er sagte „wir kommen“ heute.", ["wir kommen"]),
        ("Han sagde »vi kommer« i dag.", ["vi kommer"]),
        ("Hän sanoi ”me tulemme” eilen.", ["me tulemme"]),
        ("大臣は「明日行く」と述べた。", ["明日行く"]),
        ("She said ‘the ferry is late’ twice.", ["the ferry is late"]),
        ("She said 'the ferry is late' twice.", ["the ferry is late"]),
        ("He said ``we will go'' and left.", ["we will go"]),
        ("قال الوزير “سنعود غدا” أمس.", ["سنعود غدا"]),
        ("قال الوزير ”سنعود غدا“ أمس.", ["سنعود غدا"]),
        ("قال الوزير «سنعود غدا» أمس.", ["سنعود غدا"]),
    ],
)
def test_marks_of_every_house_are_read(body, expected):
    """The words between a pair of marks are found whatever pair a paper uses, marks left out."""
    assert found(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "The ministers’ plan and the harbour’s wall won’t wait.",
        "The ministers' plan and the harbour's wall won't wait.",
        "Rock 'n' roll in the '90s, 'tis said.",
        'A 12" pipe was laid.',
        "No marks at all.",
        '“”, "" and « » hold nothing.',
    ],
)
def test_apostrophes_inches_and_empty_marks_are_no_quotations(body):
    """A sign that is no quotation mark, or a pair with nothing in it, gives no quotation."""
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("She said ‘the crew’s boat isn’t safe,’ and left.", ["the crew’s boat isn’t safe,"]),
        ("He said 'the divers' boat is safe,' and left.", ["the divers' boat is safe,"]),
    ],
)
def test_apostrophes_inside_single_marks_do_not_end_them(body, expected):
    """A single-marked quotation goes on through the apostrophes inside it."""
    assert found(body) == expected


def test_an_unclosed_mark_ends_at_its_paragraph():
    """A mark that is never closed runs to the end of its paragraph and not into the next one."""
    assert found("He said “we will rebuild.\n\nThe port is shut.") == ["we will rebuild."]


def test_an_unclosed_mark_before_another_quotation_is_given_up():
    """An unclosed mark followed by a whole quotation does not swallow the attribution between them."""
    assert found("“We will, he said. “They will not,” she said.") == ["They will not,"]


def test_an_unclosed_straight_mark_does_not_turn_the_rest_inside_out():
    """After a lost closing mark the next quotation is still read from its own opening mark."""
    assert found('"We will, he said. "They will not," she said.') == ["They will not,"]


def test_paragraphs_that_reopen_without_closing_are_marked_as_going_on():
    """An unclosed paragraph goes on where the next paragraph opens with a mark."""
    body = "“The wall is old.\n\n“It must go,” he said."
    first, second = stretches(body, paragraphs(body))
    assert (first.goes_on, first.closed, second.goes_on, second.closed) == (True, False, False, True)


def test_a_quotation_inside_a_quotation_names_the_one_around_it():
    """A nested quotation is found and knows its parent."""
    body = "“They told us ‘go home now’ and we went,” she said."
    outer, inner = stretches(body, paragraphs(body))
    assert (inner.span.of(body), inner.parent, outer.parent) == ("go home now", 0, None)


def test_same_marks_nested_are_matched_from_the_inside():
    """Curly marks inside curly marks close the inner quotation first."""
    assert found("“we “hope” to go” he said") == ["we “hope” to go", "hope"]


def test_copy_broken_at_a_width_keeps_its_quotation_together():
    """Hard-wrapped lines are one paragraph, so a quotation may cross their ends."""
    body = (
        "The harbour master of the northern port told reporters on\n"
        "the quay that “the old sea wall will be taken down before\n"
        "the winter storms set in” and that a new one will follow\n"
        "within the year, at a cost that is not yet known to him.\n"
    )
    assert found(body) == ["the old sea wall will be taken down before\nthe winter storms set in"]
