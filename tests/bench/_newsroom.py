"""briefbot's newsroom on the thousand feeds, as a process of its own: prints what `_reader_peer` prints."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import re
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import briefbot.newsroom
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.newsroom import Newsroom
from briefbot.source import Source
from briefbot.sources.fetching import Limits
from briefbot.sources.reader import Reader
from briefbot.sources.rhythm import Bounds

ROUNDS = 8


async def looks(path: Path, addresses: list[str]) -> dict[str, float]:
    """Add the addresses, look at all of them, and look again."""
    archive = SQLiteArchive.open(path)
    for number, address in enumerate(addresses):
        archive.put_source(Source(id=f"s{number:04d}", agency="", url=address))
    briefbot.newsroom.ROUND = 600.0
    pairs = [urlsplit(address).netloc for address in addresses]
    async with Reader(contact="bench", private_addresses=pairs, limits=Limits()) as reader:
        newsroom = Newsroom(archive, reader, Bounds(timedelta(), timedelta()))
        took, worked = [], []
        for _ in range(1 + ROUNDS):
            await asyncio.sleep(1.1)  # so that no host is asked again within its spacing
            began, busy = time.perf_counter(), time.process_time()
            await newsroom.look()
            took.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
    assert all(poll.ok for poll in archive.polls().values()), next(p for p in archive.polls().values() if not p.ok)
    archive.close()
    with contextlib.closing(sqlite3.connect(path)) as db:  # to count them by `find` would take the memory of all
        (stored,) = db.execute("SELECT count(*) FROM stories").fetchone()
    return {"first": took[0], "round": min(took[1:]), "work": min(worked[1:]), "stories": stored}


def main() -> None:
    """Print the figures."""
    figures = asyncio.run(looks(Path(sys.argv[1]), Path(sys.argv[2]).read_text().split()))
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    megabytes = int(peak.group(1)) / 1024 if peak else math.nan
    print(json.dumps(figures | {"megabytes": megabytes}))


if __name__ == "__main__":
    main()
