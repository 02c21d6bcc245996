"""A peer: lemon24/reader with the same entries. Reads JSON Lines of stories and a JSON object of queries; prints JSON.

Entries go into its storage as its own update does it, in chunks, and its search is brought up to date once. Runs in
.venv-bench.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reader import Content, make_reader
from reader._types import EntryData, EntryUpdateIntent

CHUNK = 1000


def main() -> None:
    """argv: the file of stories, the file of queries {shape: [[query, agency or null], ...]}, how many are wanted."""
    stories, queries, limit = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text("utf-8")), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reader.sqlite"
        reader = make_reader(str(file))
        reader.enable_search()
        fed: set[str] = set()
        began, count, chunk = time.perf_counter(), 0, []
        with stories.open(encoding="utf-8") as lines:
            for line in lines:
                chunk.append(json.loads(line))
                if len(chunk) == CHUNK:
                    count += add(reader, chunk, fed)
                    chunk = []
        count += add(reader, chunk, fed)
        reader.update_search()
        took = (time.perf_counter() - began) / count * 1000
        found = {shape: [timed(reader, q, agency, limit) for q, agency in asked] for shape, asked in queries.items()}
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        print(json.dumps({"add": took, "bytes": size / count, "queries": found}))


def add(reader: Any, stories: list[dict[str, Any]], fed: set[str]) -> int:
    """File stories under a feed for each agency."""
    now = datetime.now(UTC)
    for agency in {story["agency"] for story in stories} - fed:
        reader.add_feed(feed(agency), allow_invalid_url=True)
        fed.add(agency)
    reader._storage.add_or_update_entries(  # noqa: SLF001 - its public door takes one at a time
        EntryUpdateIntent(
            EntryData(
                feed_url=feed(story["agency"]),
                id=story["id"],
                title=story["headline"],
                link=story["url"],
                published=datetime.fromisoformat(story["published"]),
                content=(Content(story["body"], "text/plain"),),
            ),
            now, now, now, now,
        )
        for story in stories
    )  # fmt: skip
    return len(stories)


def feed(agency: str) -> str:
    """The address that stands for an agency."""
    return "https://example.org/" + agency.replace(" ", "-")


def timed(reader: Any, query: str, agency: str | None, limit: int) -> float:
    """Milliseconds that a search takes."""
    more = {"feed": feed(agency)} if agency else {}
    began = time.perf_counter()
    list(reader.search_entries(query, limit=limit, **more))
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
