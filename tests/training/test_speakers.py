"""Learning who says a quotation."""

import os
from pathlib import Path

import pytest

from training import speakers

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir() and not os.environ.get("CI"), reason=f"the development data is not at {DATA}"),
    pytest.mark.timeout(600),  # it learns twice, half a minute of work
]


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """The weights learnt again, and how good those of two thirds of the stories are on the other third."""
    weights = tmp_path_factory.mktemp("weights") / "speakers.tsv"
    figures = speakers.main(DATA, weights)
    return weights.read_text("utf-8"), figures


def test_training_again_gives_the_weights_that_are_shipped(learnt):
    """The same data gives the same weights, to the letter."""
    assert learnt[0] == speakers.WEIGHTS.read_text("utf-8")


def test_of_the_attributions_given_nine_in_ten_at_least_nine_in_ten_are_right(learnt):
    """Weights learnt from two thirds of the stories keep their word on the other third."""
    _, unseen = learnt
    assert unseen.sure >= 0.9
    assert unseen.surely >= 0.5
    assert unseen.right >= 0.9
