"""The built-in formatter: rules that need no model, no network and a millisecond or two a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefbot.formatter.featuring import feature
from briefbot.formatter.keypoints import key_points
from briefbot.formatter.language import NOT_READ, reads
from briefbot.formatter.names import register
from briefbot.formatter.quoting import quotes
from briefbot.formatter.reading import read
from briefbot.formatter.speakers import attribute
from briefbot.story import Brief, KeyPoint

if TYPE_CHECKING:
    from briefbot.formatter.reading import Reading
    from briefbot.story import Span, Story


class RulesFormatter:
    """Condenses by rules alone; the same story always gives the same brief."""

    name = "rules/3"

    def condense(self, story: Story) -> Brief:
        """Condense one story; never raises for its text, and linear in its length."""
        reading = read(story.body)
        if not reads(story):
            return self._unread(story, reading)
        known = register(reading.prose)
        said = attribute(reading, known)
        points = key_points(reading, known, said, story.headline)
        return Brief(
            story=story.key,
            formatter=self.name,
            key_points=points,
            quotes=feature(story.body, quotes(reading, said), points, _whole(reading)),
            sentences=tuple(reading.sentences),
        )

    def _unread(self, story: Story, reading: Reading) -> Brief:
        """A story in a language that the rules do not know."""
        return Brief(
            story=story.key,
            formatter=self.name,
            key_points=tuple(KeyPoint((sentence,)) for sentence in reading.sentences[:1]),
            quotes=tuple(quotes(reading, [None] * len(reading.stretches))),
            sentences=tuple(reading.sentences),
            notes=(NOT_READ,) if reading.sentences else (),
        )


def _whole(reading: Reading) -> frozenset[Span]:
    """The stretches that a brief may show: outermost, and closed or going on in the next paragraph."""
    return frozenset(one.span for one in reading.stretches if (one.closed or one.goes_on) and one.parent is None)
