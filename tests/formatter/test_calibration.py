"""Whether a confidence means what it says, on stories that the weights have not seen."""

import os
from pathlib import Path

import pytest

from training import speakers

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir() and not os.environ.get("CI"), reason="needs the development data in ../shared"
)


def test_of_the_attributions_given_nine_in_ten_at_least_nine_in_ten_are_right():
    """Weights learnt from two thirds of the stories keep their word on the other third."""
    data = speakers.stories(DATA)
    weights = speakers.train([one for one in data if not speakers.unseen(one[0])])
    apart = [one for one in data if speakers.unseen(one[0])]
    result = speakers.figures(
        [one for _, text, golds in apart for one in speakers.lessons(text, golds, weights)], weights
    )
    assert result.sure >= 0.9
    assert result.surely >= 0.5
    assert result.right >= 0.9
