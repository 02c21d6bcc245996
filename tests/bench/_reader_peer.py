"""lemon24/reader on the thousand feeds, with its own Python: prints seconds of first fetch and round, and megabytes."""

from __future__ import annotations

import json
import math
import re
import sys
import time
from pathlib import Path

WORKERS = 10
ROUNDS = 8


def main() -> None:
    """Add what the second argument names, fetch it, and fetch it again."""
    import reader as lemon24  # noqa: PLC0415 - only there in .venv-bench

    archive, addresses = sys.argv[1], Path(sys.argv[2]).read_text().split()
    with lemon24.make_reader(archive) as reader:
        for address in addresses:
            reader.add_feed(address)
        took, worked = [], []
        for _ in range(1 + ROUNDS):
            began, busy = time.perf_counter(), time.process_time()
            reader.update_feeds(scheduled=False, workers=WORKERS)
            took.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
        stored = reader.get_entry_counts().total
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    megabytes = int(peak.group(1)) / 1024 if peak else math.nan
    figures = {"first": took[0], "round": min(took[1:]), "work": min(worked[1:])}
    print(json.dumps(figures | {"stories": stored, "megabytes": megabytes}))


if __name__ == "__main__":
    main()
