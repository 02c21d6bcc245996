"""Learning which words of a story matter."""

import json
from pathlib import Path

import pytest

from briefbot.formatter.salience import FEATURES, WEIGHTS
from training.keypoints import fit, from_events, from_highlights, main

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
STORY = "The old wall fell in Delft.\n\nNobody was hurt, the mayor said.\n\nThe wall was built by Omar Haddad in 1911."


def test_a_word_that_the_highlights_use_is_a_good_example():
    """Each weighty word of a story is one sample, good if the editor's highlights use it."""
    samples = list(from_highlights([{"body": STORY, "highlights": ["Old wall falls down in Delft."]}]))
    assert sum(share for _, share in samples) == 3  # old, wall, Delft; "fell" is not "falls"
    assert all(len(seen) == len(FEATURES) for seen, _ in samples)


def test_a_word_that_other_newsrooms_use_is_a_good_example():
    """Of an event's stories each teaches the words that stand in the others' first sentences."""
    rows = [
        {"event": "a", "headline": "Old wall in Delft falls", "body": STORY},
        {"event": "a", "headline": "", "body": "A wall fell on Monday."},
        {"event": "b", "headline": "", "body": "Old books were sold."},
    ]
    samples = list(from_events(rows))
    assert sum(share for _, share in samples) == 4  # wall and fell, in both stories of the event


def test_fitting_finds_the_feature_that_tells():
    """A feature of the good samples alone gets a weight above nought, one of the bad samples below."""
    always, good, bad = fit([((1.0, 1.0, 0.0), 1.0), ((1.0, 0.0, 1.0), 0.0)] * 50)
    assert good > 0 > bad
    assert abs(always) < good


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the development data is not at {DATA}")
def test_the_shipped_weights_are_those_that_training_gives(tmp_path):
    """`make train` rebuilds the weights that stand in the repository, twice alike.

    They move by a hair with the word lists; where they move by more, run `make train` and look at the briefs.
    """
    learnt = []
    for name in ("once.json", "again.json"):
        main(DATA, tmp_path / name)
        learnt.append(json.loads((tmp_path / name).read_text()))
    assert learnt[0] == learnt[1]
    assert learnt[0] == pytest.approx(json.loads(WEIGHTS.read_text()), abs=0.03)


def test_the_weights_hold_no_words_of_any_story():
    """The weights file is one number a feature and nothing else."""
    weights = json.loads(WEIGHTS.read_text())
    assert tuple(weights) == FEATURES
    assert all(isinstance(weight, float) for weight in weights.values())
