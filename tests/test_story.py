"""Stories and what points into them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import SpanError, StoryError
from briefbot.story import Bracket, KeyPoint, Quote, Span, Story

BODY = "The minister said: “Water, first,” and left. He returned."


@given(st.text(min_size=1), st.data())
def test_a_span_gives_exactly_the_code_points_it_names(body, data):
    """A span's words are the body's code points from its start up to its end, for any text."""
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    assert Span(start, end).of(body) == "".join(list(body)[start:end])


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_a_span_is_never_empty_or_negative(start, end):
    """A span that is empty, reversed or negative cannot be made."""
    with pytest.raises(SpanError):
        Span(start, end)


def test_a_span_past_the_body_is_an_error_and_not_a_shorter_text():
    """Reading a span that reaches past its body raises instead of giving fewer words."""
    with pytest.raises(SpanError, match="reaches past"):
        Span(0, 99).of("short")


def test_a_story_refuses_a_lone_surrogate_and_says_where():
    """A body with half of a UTF-16 pair is refused with its position and what to do."""
    with pytest.raises(StoryError, match="at character 3: decode"):
        Story(id="a", agency="A", headline="", body="abc\ud800")


def test_a_story_refuses_a_time_without_a_zone():
    """A published time without a zone is refused."""
    with pytest.raises(StoryError, match="zone"):
        Story(id="a", agency="A", headline="", body="b", published=datetime(2026, 1, 1))  # noqa: DTZ001 - the claim


def test_a_story_takes_an_aware_time():
    """A published time with its zone is kept."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert Story(id="a", agency="A", headline="", body="b", published=moment).published == moment


def test_a_quote_shows_its_parts_with_an_ellipsis_and_without_the_attributions_comma():
    """Parts of one quotation are joined by ` … `; the comma before “he said” is left out."""
    first, second = BODY.index("Water"), BODY.index("He")
    quote = Quote(spans=(Span(first, first + 13), Span(second, second + 12)))
    assert quote.text(BODY) == "Water, first … He returned."


def test_a_key_point_shows_brackets_for_what_they_stand_for():
    """A bracket shows the words of the story that it names, in square brackets."""
    minister, rest = BODY.index("minister"), BODY.index("returned")
    point = KeyPoint((Bracket(Span(minister, minister + 8)), Span(rest, rest + 9)))
    assert point.text(BODY) == "[minister] returned."


def test_a_key_point_starts_with_a_capital_and_ends_with_a_stop():
    """A key point cut out of a sentence gets a first capital and a last full stop."""
    start = BODY.index("minister")
    assert KeyPoint((Span(start, start + 13),)).text(BODY) == "Minister said."


def test_a_key_point_needs_words_of_the_story():
    """A key point of brackets alone cannot be made."""
    with pytest.raises(SpanError):
        KeyPoint((Bracket(Span(0, 3)),))
