"""Synthetic dispatches with the word frequencies of news: Zipf's law over a vocabulary made of syllables.

Common words are in most stories, the rare ones in a few of a million; the same numbers give the same stories.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from briefbot.desk import mediatopics
from briefbot.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

VOCABULARY = 60_000
"""Words; a year of an agency's copy has about as many that come more than once."""

SENTENCES = 120_000
"""Different ones; a story draws its sentences from them, and adds a name and a number of its own."""

LENGTHS = (6, 8, 10, 12, 12, 14, 16, 22)
"""Sentences of a story; the mean is 12 or so, 240 words."""

AGENCIES = tuple(
    f"{where} {kind}" for where in ("Northern", "Coast", "Meridian", "Levant") for kind in ("Wire", "News")
)
KNOWN = {9: "is", 150: "state", 1200: "militants", 1400: "fighters", 1500: "islamic", 3000: "isis", 8000: "daesh"}
"""Words of the world by rank, for what is asked in several spellings."""

CODED = 0.7
"""Of the stories, those whose agency says what they are about: Media Topics, the broad ones often, and keywords."""

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
APART = timedelta(seconds=20)
"""Between two stories: 4,320 a day, a million in 231 days."""

_ONSETS = ("b", "br", "c", "d", "f", "fl", "g", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou")
_CODAS = ("", "n", "r", "l", "s", "nt", "m")


class Copy:
    """Stories without end, by number."""

    def __init__(self) -> None:
        self._random = random.Random(6)
        self.words = self._vocabulary()
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(1, len(self.words) + 1)))
        self._sentences = []
        for _ in range(SENTENCES):
            drawn = self._random.choices(self.words, cum_weights=weights, k=self._random.randint(12, 28))
            self._sentences.append(" ".join(drawn).capitalize() + ".")
        self._codes = list(mediatopics.concepts())  # from the broad to the narrow, as far as a draw is concerned
        self._often = list(accumulate(1 / (rank + 10) for rank in range(1, len(self._codes) + 1)))

    def stories(self, start: int, stop: int) -> Iterator[Story]:
        """The stories of these numbers, oldest first."""
        for number in range(start, stop):
            draw = random.Random(number)
            sentences = draw.choices(self._sentences, k=draw.choice(LENGTHS))
            name = self.name(number)
            headline = f"{name} {' '.join(sentences[0].split()[:7])}"
            paragraphs = [" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)]
            paragraphs.insert(1, f"{name} said {number} of them were there.")
            agency = AGENCIES[draw.randrange(len(AGENCIES))]
            place, urgency = draw.choice(self.words[200:400]).upper(), draw.choice((3, 4, 4, 4, 5))
            coded = draw.random() < CODED
            codes = draw.choices(self._codes, cum_weights=self._often, k=draw.randint(1, 4)) if coded else ()
            yield Story(
                id=f"urn:bench:{number}",
                agency=agency,
                headline=headline,
                body=f"{place} -- " + "\n\n".join(paragraphs),
                published=self.seen(number),
                url=f"https://example.org/{number}",
                language="en",
                dateline=place,
                urgency=urgency,
                subjects=tuple(dict.fromkeys(f"medtop:{code}" for code in codes)),
                keywords=(name, *draw.sample(self.words[400:3000], 3)) if coded else (),
            )

    def name(self, number: int) -> str:
        """Who a story is about; one in fifty is about the same person as another."""
        people = random.Random(number // 50 if number % 50 == 0 else number)
        return " ".join(people.choice(self.words[2000:]).capitalize() for _ in range(2))

    @staticmethod
    def seen(number: int) -> datetime:
        """When a story came in."""
        return BEGAN + number * APART

    def _vocabulary(self) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            syllables = 1 + min(len(made) // 800, 1) + self._random.randint(0, 1)
            made["".join(map(self._random.choice, (_ONSETS, _VOWELS, _CODAS) * syllables))] = None
        words = list(made)
        for rank, word in KNOWN.items():
            words[rank - 1] = word
        return words

    def word(self, rank: int) -> str:
        """The word that is so frequent."""
        return self.words[rank - 1]

    def phrases(self) -> Iterator[str]:
        """Pairs of words that stand side by side in some sentence, neither of them common."""
        rank = {word: place for place, word in enumerate(self.words)}
        for sentence in self._sentences:
            words = sentence[:-1].casefold().split()
            for pair in pairwise(words):
                if all(500 < rank[word] < 5000 for word in pair):
                    yield " ".join(pair)
                    break
