"""Learning what tells two happenings of one kind apart."""

import json
from pathlib import Path

import pytest

from briefbot.desk.facts import COMMON
from briefbot.desk.likeness import FEATURES, WEIGHTS
from tests.desk.happenings import HAPPENINGS
from training.events import LESSONS, common_words, facts, lessons, main

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def test_words_of_many_stories_are_common():
    """The list holds the words that one text in a hundred has, and how many have them."""
    texts = ["The mayor of Delft spoke.", "Nobody saw the mayor."] + ["Rain fell."] * 198
    assert common_words(texts) == {"mayor": 0.01, "fell": 0.99}


def test_an_event_is_compared_with_itself_and_with_others():
    """Lessons are pairs of one event, which are good examples, and pairs of two, which are not."""
    rows = {
        f"{at}{'ab'[which]}": [
            facts({"id": f"{kind}{which}{n}", "headline": "", "body": body}) for n, body in enumerate(pair[which])
        ]
        for at, (kind, pair) in enumerate(list(HAPPENINGS.items())[:3])
        for which in (0, 1)
    }
    seen = list(lessons(rows))
    assert {share for _, share in seen} == {0.0, 1.0}
    assert len(seen) <= LESSONS * len(rows)
    assert all(len(features) == len(FEATURES) for features, _ in seen)


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the development data is not at {DATA}")
def test_the_shipped_weights_are_those_that_training_gives(tmp_path):
    """`make train` rebuilds both files that stand in the repository, to the last digit."""
    main(DATA, tmp_path)
    for shipped in (COMMON, WEIGHTS):
        assert (tmp_path / shipped.name).read_text("utf-8") == shipped.read_text("utf-8")


def test_the_files_hold_single_common_words_and_numbers():
    """No text of any story can be read back from what was learnt."""
    weights = json.loads(WEIGHTS.read_text("utf-8"))
    assert tuple(weights) == FEATURES
    assert all(isinstance(weight, float) for weight in weights.values())
    rows = [line.split("\t") for line in COMMON.read_text("utf-8").splitlines()]
    assert all(" " not in word and 0.01 <= float(share) < 1 for word, share in rows)
