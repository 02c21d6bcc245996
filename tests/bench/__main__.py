"""Runs every bench in this folder, or those named: `make bench ARGS=startup`. Exits with 1 where a target is missed.

A bench is a module here with a function `measure` that gives `Figure`s: each beside a named peer measured in the same
run, because a figure alone says more about the machine than about briefbot.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Print a line for each figure as it comes."""
    there = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith(("_", "figure")))
    if unknown := set(sys.argv[1:]) - set(there):
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(there)}", file=sys.stderr)
        return 2
    missed = False
    for name in sys.argv[1:] or there:
        for figure in importlib.import_module(f"tests.bench.{name}").measure():
            print(f"{name}: {figure}", flush=True)
            missed |= figure.missed
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
