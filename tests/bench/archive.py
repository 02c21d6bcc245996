"""The archive with a newsroom's million stories: how soon they are filed and found, and what they take.

Stories are filed as the desk files them, into their events, but not condensed, of which tests/bench/formatter.py tells.
BENCH_STORIES makes it smaller. The first tenth, 100,000 at most, goes into lemon24/reader too, the closest relative,
and is searched there with the same words. The file lies in TMPDIR, some 5 GB of it, and is removed; where BENCH_KEEP
names a folder it is kept there, and one that lies there is only searched.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import closing, contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk import mediatopics, names, topics
from briefbot.desk.desk import CONSIDERED, Desk
from briefbot.story import Brief
from tests.bench import _peers
from tests.bench._copy import AGENCIES, Copy
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.story import Story

STORIES = int(os.environ.get("BENCH_STORIES", "1000000"))
KEEP = os.environ.get("BENCH_KEEP")
BATCH = 500
ALONE = 500
"""Stories filed one at a time, each safe on the disk before the next."""

FEW, LAST = 10_000, 5_000
"""What one more story takes is measured over the last, beside as many after the first few."""

SPELT = ("ISIS", "Daesh", "ISIL", "IS")
"""Names that the table has in many spellings, some of them phrases of common words."""

TIMES = 40
"""Queries of each shape, each with words of its own."""

MEGABYTE = 1024 * 1024

MEMORY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import psutil
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk import mediatopics, names, topics
archive = SQLiteArchive.open(Path(sys.argv[1]))
for topic in sys.argv[2:]:
    archive.find(topics.parse(topic), now=datetime.now(UTC), limit=80)
print(psutil.Process().memory_info().rss)
"""
BARE = "import psutil, sqlite3, json, datetime; print(psutil.Process().memory_info().rss)"

Queries = dict[str, list[tuple[str, str | None, str | None]]]
"""By shape: a topic as a person types it, the same as FTS5 has it, and the agency alone that is asked for.

What reader cannot be asked has no second; it is put beside reader's search for a common word.
"""

COMMON = "a common word"


class Peer(NamedTuple):
    """What reader took for the same."""

    add: float  # milliseconds that filing one takes
    bytes: float  # that one takes
    queries: dict[str, list[float]]  # milliseconds, by shape


def measure() -> Iterator[Figure]:
    """Filing, finding among the first tenth beside reader, then among all of them."""
    copy = Copy()
    first = min(STORIES // 10, 100_000)
    with _folder() as folder:
        queries = _queries(copy, first)
        peer = _reader(copy, first, queries)
        archives = folder / f"{first}.sqlite", folder / f"{STORIES}.sqlite"
        if not archives[1].exists():
            yield from _filing(copy, *archives, first, peer)
        with closing(SQLiteArchive.open(archives[0])) as archive:
            archive.tidy()  # as the bot does every hour
            small = {shape: _times(archive, asked, first) for shape, asked in queries.items()}
        for shape, took in small.items():
            theirs, whose = peer.queries.get(shape), "reader"
            if theirs is None:
                theirs, whose = peer.queries[COMMON], f"reader, {COMMON}"
            yield Figure(f"{shape} among {first:,}, p50", _p50(took), "ms", whose, _p50(theirs))
            yield Figure(f"{shape} among {first:,}, p99", _p99(took), "ms", whose, _p99(theirs))
        queries = _queries(copy, STORIES)
        with closing(SQLiteArchive.open(archives[1])) as archive:
            archive.tidy()
            for shape, asked in queries.items():
                took = _times(archive, asked, STORIES)
                beside = f"among {first:,}"
                yield Figure(f"{shape} among {STORIES:,}, p50", _p50(took), "ms", beside, _p50(small[shape]), 10)
                yield Figure(f"{shape} among {STORIES:,}, p99", _p99(took), "ms", beside, _p99(small[shape]), 50)
        size = archives[1].stat().st_size / STORIES
        yield Figure("size of the file", size / 1024, "KB a story", "reader", peer.bytes / 1024)
        one_each = [each[0][0] for each in queries.values()]
        resident = _output([sys.executable, "-c", MEMORY, str(archives[1]), *one_each])
        bare = _output([sys.executable, "-c", BARE])
        yield Figure("memory after a query of each shape", resident / MEGABYTE, "MB", "bare Python", bare / MEGABYTE)


@contextmanager
def _folder() -> Iterator[Path]:
    """Where the archives lie: kept, where BENCH_KEEP names a folder."""
    if KEEP:
        Path(KEEP).mkdir(parents=True, exist_ok=True)
        yield Path(KEEP)
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def _filing(copy: Copy, small: Path, large: Path, first: int, peer: Peer) -> Iterator[Figure]:
    """File all the stories into `large`, and leave in `small` what it is after the first ones."""
    few = max(0, min(FEW, first - LAST))
    with tempfile.TemporaryDirectory(dir=large.parent) as folder:
        growing = Path(folder) / large.name
        with closing(SQLiteArchive.open(growing)) as archive:
            desk = Desk(archive, Nothing())
            took = _file(desk, copy, 0, first)
            filed, early = statistics.mean(took), took[few // BATCH : (few + LAST) // BATCH]
            small.unlink(missing_ok=True)
            archive.backup(small)
            yield Figure(f"filing {first:,} stories by {BATCH}", filed, "ms each", "reader", peer.add, 1)
            took = _file(desk, copy, first, STORIES - ALONE)
            filed, late = statistics.mean(took), took[-LAST // BATCH :]
            yield Figure(f"filing the rest of {STORIES:,} by {BATCH}", filed, "ms each", "reader", peer.add, 1)
            before = _p50(early)
            yield Figure(f"one more after {STORIES:,}", _p50(late), "ms", f"after {few:,}", before, 2 * before)
            alone = statistics.mean(_file(desk, copy, STORIES - ALONE, STORIES, batch=1))
            yield Figure("filing one at a time", alone, "ms each", "reader in chunks", peer.add, 10)
        growing.replace(large)  # closed, it is a single file


class Nothing:
    """Makes empty briefs, in no time."""

    name = "nothing/1"

    def condense(self, story: Story) -> Brief:
        """A brief without a word."""
        return Brief(story=story.key, formatter=self.name, key_points=(), quotes=())


def _file(desk: Desk, copy: Copy, start: int, stop: int, batch: int = BATCH) -> list[float]:
    """File the stories of these numbers; milliseconds that one takes in each batch, without those of making it up."""
    stories = copy.stories(start, stop)
    took = []
    for number in range(start, stop, batch):
        several = list(islice(stories, batch))
        began = time.perf_counter()
        desk.file(several, "bench", copy.seen(number))
        took.append((time.perf_counter() - began) / len(several) * 1000)
    return took


def _queries(copy: Copy, stories: int) -> Queries:
    """What is asked of so many stories; the same for the same number."""
    draw = random.Random(stories)
    phrases = list(islice(copy.phrases(), TIMES))
    tops = [each.code for each in mediatopics.concepts().values() if not each.broader]
    made: Queries = defaultdict(list)
    for number in range(TIMES):
        rare, common = copy.name(draw.randrange(stories)).split()[0], copy.word(draw.randint(150, 250))
        middling, agency, phrase = copy.word(draw.randint(1000, 2000)), draw.choice(AGENCIES), phrases[number]
        made["a rare word"].append((rare, f'"{rare}"', None))
        made[COMMON].append((common, f'"{common}"', None))
        made["a phrase"].append((f'"{phrase}"', f'"{phrase}"', None))
        made["a word from one agency"].append((f'{middling} from:"{agency}"', f'"{middling}"', agency))
        made["a name of many spellings"].append((name := SPELT[number % len(SPELT)], _spellings(name), None))
        made["a Media Topic"].append((f"topic:{tops[number % len(tops)]}", None, None))
        filters = f'from:"{agency}" place:{copy.word(draw.randint(201, 400))} lang:en since:{draw.randint(1, 14)}d'
        made["filters"].append((filters, None, None))
    return made


def _spellings(name: str) -> str:
    """All the ways to write a name, as FTS5 has it."""
    return " OR ".join(f'"{" ".join(spelling)}"' for spelling in names.spellings([name]))


def _times(archive: SQLiteArchive, queries: list[tuple[str, str | None, str | None]], stories: int) -> list[float]:
    """Milliseconds that each takes, as `/brief` asks it."""
    took = []
    now = Copy.seen(stories)
    for topic, _, _ in queries:
        asked = topics.parse(topic)
        began = time.perf_counter()
        archive.find(asked, now=now, limit=CONSIDERED)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _reader(copy: Copy, stories: int, queries: Queries) -> Peer:
    """The same in reader: milliseconds of filing one, bytes that one takes, and milliseconds of each query."""
    known = {shape: [query[1:] for query in each if query[1] is not None] for shape, each in queries.items()}
    with tempfile.TemporaryDirectory() as folder:
        given, asked = Path(folder) / "stories.jsonl", Path(folder) / "queries.json"
        with given.open("w", encoding="utf-8") as lines:
            for story in copy.stories(0, stories):
                lines.write(json.dumps(asdict(story), default=str) + "\n")
        asked.write_text(json.dumps({shape: each for shape, each in known.items() if each}), "utf-8")
        script = Path(__file__).with_name("_reader_search.py")
        command = [str(part) for part in (_peers.python(), "-P", script, given, asked, CONSIDERED)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Peer(**json.loads(said))


def _output(command: list[str]) -> int:
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _p50(times: list[float]) -> float:
    return statistics.median(times)


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]
