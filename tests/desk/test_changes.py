"""What a reader is told of a new version: the words that matter, old and new, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.desk import changes
from briefbot.story import Signal, Story

CRANE = (
    "HALMERIA, Nov 24 (COAST) -- Some 12 people were hurt when a crane fell at the port of Halmeria on Tuesday, "
    "officials said.\n\n"
    '"The crane was old," said harbour master Petra Lindqvist. The port will close for a day. It has 3 cranes.\n'
    "(end) do.rt\n"
)
CORRECTED = (Signal.CORRECTED,)


def story(body=CRANE, headline="Crane falls at Halmeria", **more):
    return Story(**{"id": "a", "agency": "Coast News", "headline": headline, "body": body, **more})


def told(*later, shown=None):
    """What changed from the first version to the last of these, as words; None where nothing did that matters."""
    before = shown or story()
    change = changes.change(before, later)
    return change and [hunk.words(before, later[-1]) for hunk in change.hunks]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("12 people", "15 people", ("12 people", "15 people")),
        ("Lindqvist", "Lindquist", ("Lindqvist", "Lindquist")),
        ("will close", "will not close", ("will close", "will not close")),
        ("for a day. It", "for 2 in 12 days. It", ("a day", "2 in 12 days")),
        ("will close for a day", "will close", ("close for a day", "close")),
        ("12 people were hurt", "15 people were killed", ("12 people were hurt", "15 people were killed")),
        (" The port will close for a day.", "", ("The port will close for a day", "")),
        ("3 cranes.", "3 cranes. Two are new.", ("", "Two are new")),
    ],
)
def test_a_correction_is_told_in_the_shortest_words_that_can_be_read(old, new, words):
    """A figure comes with what it counts, a "not" with the word that it turns, a sentence as a whole."""
    assert told(story(CRANE.replace(old, new), signals=CORRECTED)) == [words]


def test_a_figure_comes_with_all_that_it_counts():
    """Short words after it tell nothing by themselves."""
    was, now = (story(f"Fares rise by {n} per cent from Friday.", signals=CORRECTED) for n in (9, 6))
    assert told(now, shown=was) == [("9 per cent", "6 per cent")]


@pytest.mark.parametrize(
    "body",
    [
        CRANE.replace("HALMERIA, Nov 24", "OSTREVA, Nov 25"),
        CRANE.replace("(end) do.rt", "(end) ao.rt"),
        f"By Dana Orlov\n{CRANE}",
        f"(Corrects spelling of byline)\n{CRANE}",
        CRANE.replace("\n\n", "\n").replace("crane fell", "crane  fell"),
        CRANE.replace("Tuesday, officials", "Tuesday; officials").replace(
            '"The crane was old,"', "“The crane was old”,"
        ),
        CRANE.replace("Some 12 people were", "SOME 12 People Were"),
    ],
)
def test_what_is_not_the_news_may_change_and_nothing_is_told(body):
    """Dateline, sign-off, byline, the agency's own note, blanks, marks and case are no correction, whatever it says."""
    assert told(story(body, signals=CORRECTED)) is None


def test_a_headline_is_compared_without_its_signals():
    """CORRECTED and the like are not news, the words behind them are."""
    assert told(story(headline="CORRECTED-UPDATE 1-Crane falls at Halmeria", signals=CORRECTED)) is None
    assert told(story(headline="CORRECTED-Mast falls at Halmeria", signals=CORRECTED)) == [("Crane", "Mast")]


@pytest.mark.parametrize("signal", [Signal.REFILE, Signal.UPDATE, Signal.WRAPUP])
def test_a_version_that_claims_to_be_no_correction_is_none(signal):
    """A refile is a trifle and an update is news: neither changes what readers have."""
    assert told(story(CRANE.replace("12", "15"), signals=(signal,))) is None


def test_a_figure_that_is_mended_without_a_word_is_told_too_and_not_as_announced():
    """The same dispatch with another figure, and no signal, would leave a wrong one standing."""
    later = story(CRANE.replace("12", "15"))
    assert told(later) == [("12 people", "15 people")]
    change = changes.change(story(), [later])
    assert change
    assert not change.announced


def test_a_dispatch_that_goes_on_is_no_correction():
    """Another paragraph, other words in many places, or another spelling come with the next briefing."""
    assert told(story(f"{CRANE}\nThe port of Ostreva sent 20 divers on Wednesday.")) is None
    assert (
        told(story("Rescuers dug for 30 hours at the port of Halmeria, where 15 people were hurt by a crane.")) is None
    )
    assert told(story(CRANE.replace("Lindqvist", "Lindquist"))) is None


def test_a_note_below_the_copy_announces_a_correction():
    """Agencies on the web say it in a line of the body."""
    body = CRANE.replace("Lindqvist", "Lindquist") + "\nCorrection: an earlier version misspelt a name.\n"
    assert told(story(body)) == [("Lindqvist", "Lindquist")]


def test_versions_in_between_are_looked_at_too():
    """A correction is told though an update came after it, in the words of the newest version."""
    fixed = CRANE.replace("12", "15")
    assert told(story(fixed, signals=CORRECTED), story(fixed.replace("3 cr", "4 cr"), signals=(Signal.UPDATE,))) == [
        ("12 people", "15 people"),
        ("3 cranes", "4 cranes"),
    ]
    assert told(story(fixed, signals=CORRECTED), story()) is None


def test_few_changes_are_told_the_telling_ones_first_and_the_others_counted():
    """Figures and negations go before wording; the order is the story's."""
    body = CRANE
    for old, new in (
        ("hurt", "wounded"),
        ("fell at", "fell near"),
        ("officials", "police"),
        ("a day", "2 days"),
        ("3 c", "4 c"),
    ):
        body = body.replace(old, new)
    later = story(body, signals=CORRECTED)
    change = changes.change(story(), [later])
    assert change
    assert [hunk.words(story(), later) for hunk in change.hunks] == [
        ("hurt", "wounded"),
        ("a day", "2 days"),
        ("3 cranes", "4 cranes"),
    ]
    assert change.more == 2


WORDS = st.lists(
    st.sampled_from(["the", "port", "of", "12", "15", "not", "Ana.", "said\n", "ferry", "day,", "-5", "3.5", "€9"])
)


def changed(was, now, hunks, *, headline):
    """The words of the version before with each hunk's put in their place."""
    before, after = changes.news(was, headline=headline), changes.news(now, headline=headline)
    made, at = [], 0
    inserted = {}
    for hunk in hunks:
        new = [t.word for t in after if hunk.now and hunk.now.start <= t.start and t.end <= hunk.now.end]
        if hunk.was is None:
            ahead = next(n for n, t in enumerate(after) if t.start == hunk.now.start)
            inserted[ahead] = new
            continue
        start = next(n for n, t in enumerate(before) if t.start == hunk.was.start)
        end = next(n for n, t in enumerate(before) if t.end == hunk.was.end) + 1
        made += [t.word for t in before[at:start]] + new
        at = end
    made += [t.word for t in before[at:]]
    for ahead, new in sorted(inserted.items()):
        made[ahead:ahead] = new
    return made, [t.word for t in after]


@given(WORDS, WORDS)
def test_the_hunks_make_the_new_version_of_the_old(was, now):
    """Over words, and whatever they are: nothing that differs is left out, and nothing is in a hunk twice."""
    before, after = (story(" ".join(words), headline=" ".join(words[:4])) for words in (was, now))
    for headline in (True, False):
        found = [hunk for hunk in changes.hunks(before, after) if hunk.headline is headline]
        made, wanted = changed(before, after, found, headline=headline)
        assert made == wanted


@given(st.text(), st.text(), st.sampled_from([(), CORRECTED]))
def test_whatever_comes_what_is_told_stands_in_the_versions(was, now, signals):
    """Every word told is verbatim of its version, and few are."""
    before, after = story(was, headline=was), story(now, headline=now, signals=signals)
    change = changes.change(before, [after])
    if change is not None:
        assert 1 <= len(change.hunks) <= changes.MOST
        for hunk in change.hunks:
            for span, body, headline in ((hunk.was, was, was), (hunk.now, now, now)):
                assert span is None or span.of(headline if hunk.headline else body)
        assert all(any(hunk.words(before, after)) for hunk in change.hunks)


@pytest.mark.parametrize(
    "make", [lambda n: "a " * n, lambda n: "a b " * n, lambda n: "to be " * n + " ".join(map(str, range(n)))]
)
def test_long_stories_are_compared_in_one_sitting(make):
    """A hundred thousand characters of the worst copy end at once: a quadratic comparison would take minutes."""
    long = make(12_000)
    assert changes.hunks(story(long), story(f"x {long[::-1]} y"))
