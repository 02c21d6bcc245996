"""How long a question takes: on one story, on a thread of twenty, and where the archive is searched.

The peer is BM25 as rank_bm25 writes it, over the sentences of the same stories, for as many questions in the same run.
"""

from __future__ import annotations

import math
import re
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.answers import conversation
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk import questions
from briefbot.desk.desk import Desk
from briefbot.desk.questions import Thread
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Story
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefbot.story import Brief

DISPATCHES = Path(__file__).parents[2] / "briefbot" / "demo" / "dispatches"
SIZE = 4_000  # code points of a story
THREAD = 20
ARCHIVE = 20_000  # stories
ROUNDS = 5
ASKED = (
    "how many people had to leave their homes?",
    "who said that the army would help?",
    "when does the court meet again?",
    "why was the meeting put off?",
    "where is the fuel stored?",
    "what did the minister say about prices?",
    "what does a ticket cost",
    "who won the chess final?",
)
_WORD = re.compile(r"\w+")


def stories(count: int) -> list[Story]:
    """Stories of about 4 KB, put together from the demo's dispatches, no two alike."""
    parts = [path.read_text("utf-8").partition("\n\n")[2] for path in sorted(DISPATCHES.glob("*/*.txt"))]
    made = []
    for number in range(count):
        body, at = "", number
        while len(body) < SIZE:
            body += parts[at % len(parts)] + "\n\n"
            at += 1 + number // len(parts) % (len(parts) - 1)
        made.append(Story(id=str(number), agency=f"Agency {number % 9}", headline=body[:60], body=f"{number}. {body}"))
    return made


def measure() -> Iterator[Figure]:
    """Milliseconds a question."""
    formatter = RulesFormatter()
    copy = [(story, formatter.condense(story)) for story in stories(THREAD)]
    for count, most in ((1, 5.0), (THREAD, 20.0)):
        asked = copy[:count]
        peer = _peer([story.body[s.start : s.end] for story, brief in asked for s in brief.sentences])
        yield Figure(
            f"a question on {count} {'story' if count == 1 else 'stories'}",
            _time(_answer(asked)),
            "ms",
            "BM25 over sentences",
            _time(peer),
            most,
        )
    with tempfile.TemporaryDirectory() as folder:
        archive = SQLiteArchive.open(Path(folder) / "archive.sqlite")
        desk = Desk(archive, formatter)
        now = datetime.now(UTC)
        archive.add_all(stories(ARCHIVE), source=None, seen=now - timedelta(hours=1))
        thread = Thread(carried=(copy[0][0].key,))
        peer = _peer([story.body[s.start : s.end] for story, brief in copy for s in brief.sentences])
        yield Figure(
            f"a question that {ARCHIVE:,} stories are searched for",
            _time(lambda question: questions.answer(desk, question, thread, now=now)),
            "ms",
            f"BM25 over the sentences of {THREAD}",
            _time(peer),
            100.0,
        )
        archive.close()


def _answer(asked: Sequence[tuple[Story, Brief]]) -> Callable[[str], object]:
    return lambda question: conversation.reply(conversation.understand(question, [], asked), asked)


def _time(ask: Callable[[str], object]) -> float:
    """The best of some rounds over the questions, after one to read the stories."""
    best = math.inf
    for number in range(ROUNDS + 1):
        began = time.process_time()
        for question in ASKED:
            ask(question)
        if number:
            best = min(best, time.process_time() - began)
    return best / len(ASKED) * 1000


def _peer(sentences: Sequence[str]) -> Callable[[str], object]:
    """BM25Okapi of rank_bm25: k1 1.5, b 0.75; the index is made before the time is taken."""
    counted = [Counter(_WORD.findall(sentence.casefold())) for sentence in sentences]
    lengths = [sum(words.values()) for words in counted]
    mean = sum(lengths) / len(lengths)
    seen = Counter(word for words in counted for word in words)

    def rank(question: str) -> list[float]:
        asked = _WORD.findall(question.casefold())
        rarity = {word: math.log((len(counted) - seen[word] + 0.5) / (seen[word] + 0.5)) for word in asked}
        return [
            sum(
                rarity[word] * words[word] * 2.5 / (words[word] + 1.5 * (0.25 + 0.75 * length / mean)) for word in asked
            )
            for words, length in zip(counted, lengths, strict=True)
        ]

    return rank
