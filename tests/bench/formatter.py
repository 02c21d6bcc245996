"""How long a story takes to condense, beside quotations and speakers alone by spaCy's parse."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Story
from tests.bench import _peers
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

DISPATCHES = Path(__file__).parents[2] / "briefbot" / "demo" / "dispatches"
SIZE = 4_000  # code points of a story
ROUNDS = 15
UNITS = {
    "quotation marks": '"',
    "capital letters": "Ann ",
    "blanks": " ",
    "nested brackets": "([",
    "quotations": "“a” ",
}
LENGTH = 1_000_000  # code points of hostile copy, and twice as many


def stories() -> list[Story]:
    """The demo's dispatches, put together to stories of about 4 KB."""
    made: list[Story] = []
    body = ""
    for path in sorted(DISPATCHES.glob("*/*.txt")):
        body += path.read_text("utf-8").partition("\n\n")[2] + "\n\n"
        if len(body) >= SIZE:
            made.append(Story(id=path.stem, agency="bench", headline="", body=body))
            body = ""
    return made


def measure() -> Iterator[Figure]:
    """The time a story, and how it grows with hostile copy."""
    copy = stories()
    asked = json.dumps([story.body for story in copy] * 3)
    peer = subprocess.run(
        [_peers.python(), "-P", Path(__file__).with_name("_spacy_quotes.py")],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    per_character = SIZE * len(copy) / sum(len(story.body) for story in copy)  # to 4,000 code points a story
    theirs = json.loads(peer.stdout)["seconds"] * 1000 * per_character
    ours = min(_seconds(copy) for _ in range(ROUNDS)) / len(copy) * 1000 * per_character
    yield Figure("condensing a story of 4,000 characters", ours, "ms", "spaCy's quotations alone", theirs, 5)
    for name, unit in UNITS.items():
        once, twice = (_hostile(unit * (length // len(unit))) for length in (LENGTH, 2 * LENGTH))
        yield Figure(f"2,000,000 characters of {name}", twice, "s", "1,000,000", once, 2.3 * once)


def _seconds(copy: list[Story]) -> float:
    formatter = RulesFormatter()
    began = time.process_time()
    for story in copy:
        formatter.condense(story)
    return time.process_time() - began


def _hostile(body: str) -> float:
    return min(_seconds([Story(id="hostile", agency="bench", headline="", body=body)]) for _ in range(3))
