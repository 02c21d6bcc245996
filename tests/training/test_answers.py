"""Learning what answers a question."""

import os

import pytest

from training import answers


@pytest.mark.skipif(
    not answers.SHARED.is_dir() and not os.environ.get("CI"), reason=f"the development data is not at {answers.SHARED}"
)
def test_training_again_gives_the_weights_that_are_shipped():
    """The same questions and stories give the same weights, to the letter."""
    learnt = answers.learn(answers.cases(answers.QUESTIONS, answers.STORIES))
    assert answers.written(learnt) == answers.WEIGHTS.read_text("utf-8")
