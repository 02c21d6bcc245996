"""What holds for the key points of every story, sensible or not."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Bracket, Span, Story

MARKS = "“”\"'‘’«»„()[]—–-,;:.!?…\n\r\t \u00a0"
WORDS = [
    *("Ann", "Lee", "Delft", "Haddad", "the", "a", "mayor", "he", "she", "they", "it", "this", "said", "told", "not"),
    *("who", "which", "after", "and", "but", "if", "according", "to", "Monday", "12", "40", "million", "was", "opened"),
    *(
        "bridge",
        "closed",
        "with",
        "as",
        "while",
        "in",
        "of",
        "board",
        "decided",
        "harbour",
        "Ltd.",
        "U.S.",
        "no",
        "may",
    ),
    *("(CNN) --", "--", "(AFAD)", "By Ann Lee", "Read more:", "move", "I", "we", "…", "“yes,”", "’s", "n’t"),
    *',.;:“”‘’"()!?\n',
]
copy = st.lists(st.sampled_from(WORDS), max_size=90).map(" ".join)
noise = st.text(st.sampled_from(MARKS + "aAzZ09éßжЖعا語𝒜"), max_size=200)
bodies = st.one_of(copy, noise, st.text(max_size=200).filter(lambda text: not re.search("[\ud800-\udfff]", text)))


def points(body, headline=""):
    story = Story(id="a", agency="Harbour Wire", headline=headline, body=body)
    return RulesFormatter().condense(story).key_points


@given(bodies, copy)
@settings(max_examples=300)
def test_a_key_point_is_made_of_the_storys_words_in_order(body, headline):
    """Every span lies inside the body, they follow one another, and there are five points at most, in story order."""
    found = points(body, headline)
    assert len(found) <= 5
    assert [point.spans[0].start for point in found] == sorted(point.spans[0].start for point in found)
    for point in found:
        edge = 0
        for span in point.spans:
            assert edge <= span.start < span.end <= len(body)
            edge = span.end
        for part in point.parts:
            assert isinstance(part, Span | Bracket)
            span = part if isinstance(part, Span) else part.span
            assert span.end <= len(body)


@given(bodies)
@settings(max_examples=300)
def test_a_line_shows_nothing_but_the_storys_words_and_an_editors_marks(body):
    """A line without its brackets is the story's words, but for blanks, a first capital and a last full stop."""
    for point in points(body):
        told = "".join(span.of(body) for span in point.spans)
        brackets = "".join(f"[{part.span.of(body)}]" for part in point.parts if isinstance(part, Bracket))
        shown = "".join(point.text(body).split()).removesuffix(".")
        assert sorted(shown.casefold()) == sorted("".join((told + brackets).split()).casefold().removesuffix("."))


@given(bodies, copy)
@settings(max_examples=100)
def test_the_same_story_gives_the_same_key_points(body, headline):
    """Key points depend on nothing but the story."""
    assert points(body, headline) == points(body, headline)


@given(st.permutations(range(3)), st.tuples(copy, copy, copy))
@settings(max_examples=50)
def test_the_order_of_stories_does_not_matter(order, batch):
    """A story's key points are the same whichever story was condensed before."""
    alone = [points(body) for body in batch]
    together = {at: points(batch[at]) for at in order}
    assert alone == [together[at] for at in range(3)]
