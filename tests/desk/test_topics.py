"""Topics as people type them."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefbot.desk import topics
from briefbot.errors import TopicError
from briefbot.topic import Term


def word(*words, field=None, negated=False, also=()):
    return Term(words, field, negated, tuple(tuple(spelling.split()) for spelling in also))


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("", ()),
        ("  \n", ()),
        ("Syria", ((word("syria"),),)),
        ("oil price", ((word("oil"), word("price")),)),
        ('"Global  Coalition"', ((word("global", "coalition"),),)),
        ("“global coalition” „two words“ «three more words»",
         ((word("global", "coalition"), word("two", "words"), word("three", "more", "words")),)),
        ("syria oil OR iraq", ((word("syria"), word("oil")), (word("iraq"),))),
        ("syria or iraq", ((word("syria"), word("or"), word("iraq")),)),
        ("ORANGE", ((word("orange"),),)),
        ('sanctions -iran -"two words"',
         ((word("sanctions"), word("iran", negated=True), word("two", "words", negated=True)),)),
        ('from:KUNA by:"Jane Roe" PLACE:vienna lang:ar',
         ((word("kuna", field="from"), word("jane", "roe", field="by"), word("vienna", field="place", also=["wien"]),
           word("ar", field="lang")),)),
        ("oil -from:“un news”", ((word("oil"), word("un", "news", field="from", negated=True)),)),
        ("al-Hakim re-think", ((word("al-hakim", also=["al hakim", "el hakim", "alhakim", "elhakim"]),
                                word("re-think", also=["rethink"])),)),
        ("oil & gas — now", ((word("oil"), word("gas"), word("now")),)),
        ("8:30 https://example.org/a", ((word("8:30"), word("https://example.org/a")),)),
        ("hamas leader", ((Term(("hamas",), written=(("hamas",),)), word("leader")),)),
        ('"hamas leader"', ((Term(("hamas", "leader"), written=(("hamas",), ())),),)),
        ("since:24h oil", ((Term(("24h",), "since", within=timedelta(hours=24)), word("oil")),)),
        ("SINCE:1w", ((Term(("1w",), "since", within=timedelta(weeks=1)),),)),
    ],
)  # fmt: skip
def test_a_topic_is_read_into_its_parts(text, alternatives):
    """Words, phrases, OR, minus and filters are read as a person means them."""
    topic = topics.parse(text)
    assert topic.alternatives == alternatives
    assert topic.text == text


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ('syria "oil price', 6, "the quotation mark before 'oil price' is never closed"),
        ('syria "', 6, "the quotation mark before the end is never closed"),
        ("syria subject:oil", 6, "subject: is no filter: use from:, by:, place:, lang:, topic:, since:"),
        ("syria since:24", 6, "'24' is no time to look back: write since:30m, since:24h"),
        ("syria since:0h", 6, "'0h' is no time to look back"),
        ("syria -since:24h", 6, "since: cannot be left out"),
        ("since:24h -iran", 10, "say what to look for"),
        ("syria topic:futball", 6, "'futball' is no Media Topic: did you mean"),
        ("syria topic:medtop:99999999", 6, "'medtop:99999999' is no Media Topic: write topic:sport"),
        ("syria from:", 6, "from: needs a name after it, without a blank: from:kuna"),
        ("syria from: kuna", 6, "from: needs a name after it"),
        ("OR syria", 0, "OR needs something before it"),
        ("syria OR", 6, "OR needs something after it"),
        ("syria OR OR iraq", 9, "OR needs something before it"),
        ("-iran", 0, "say what to look for"),
        ("syria OR -iran", 9, "say what to look for"),
        ("oil (syria OR iraq)", 4, "brackets in '(syria' are not read"),
        ("x" * 301, 300, "300 characters at most"),
        ("syria \ud800", 0, "lone surrogate"),
    ],
)
def test_what_cannot_be_read_is_said_and_pointed_at(text, offset, message):
    """A topic that cannot be read is an error of one line that points at the word and says what to write."""
    with pytest.raises(TopicError) as caught:
        topics.parse(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert (caught.value.topic, caught.value.offset) == (text, offset)


ANYTHING = st.text(
    alphabet=st.one_of(st.sampled_from('" “”:-()ORorfrmbysincetopic124hال\n'), st.characters()), max_size=40
)


@given(ANYTHING)
def test_any_text_is_a_topic_or_a_topic_error_inside_it(text):
    """Whatever is typed is read, with something to look for in each alternative, or refused at a place in it."""
    refused: int | None = None
    alternatives: tuple[tuple[Term, ...], ...] = ()
    try:
        alternatives = topics.parse(text).alternatives
    except TopicError as fault:
        refused = fault.offset
    assert refused is None or 0 <= refused <= len(text)
    assert all(any(not term.negated for term in terms) for terms in alternatives)
    assert all(term.words and all(term.words) for terms in alternatives for term in terms)


TYPED = ["syria", "al", "IS", '"oil price"', "OR", "-x", "since:9999w", "topic:sport", "by:a", "lang:ar", "kiev", "ال"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(ANYTHING, st.lists(st.sampled_from(TYPED), max_size=8).map(" ".join)))
def test_any_topic_that_can_be_read_can_be_searched(archive, text):
    """Whatever a topic is made of, the archive answers."""
    asked = None
    with contextlib.suppress(TopicError):
        asked = topics.parse(text)
    assert asked is None or archive.find(asked, now=datetime(2026, 3, 1, tzinfo=UTC)) == []
