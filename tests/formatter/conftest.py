"""A formatter at work on copy of our own."""

import pytest

from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Story


@pytest.fixture(scope="session")
def brief_of():
    """Condense a body, and give the brief."""
    formatter = RulesFormatter()

    def condense(body, headline="", **more):
        return formatter.condense(Story(id="a", agency="Harbour Wire", headline=headline, body=body, **more))

    return condense


@pytest.fixture(scope="session")
def said_in(brief_of):
    """Each quotation of a body as (words, speaker or None, mention or None)."""

    def read(body):
        return [
            (one.text(body), one.speaker and one.speaker.of(body), one.mention and one.mention.of(body))
            for one in brief_of(body).quotes
        ]

    return read


@pytest.fixture(scope="session")
def lines_of(brief_of):
    """The key points of a body as text."""

    def read(body, headline=""):
        return [point.text(body) for point in brief_of(body, headline).key_points]

    return read
