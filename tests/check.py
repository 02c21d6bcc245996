"""Every check and test, one after the other, as `make test` and CI run them: exits non-zero if any fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

CHECKS = (
    ("the linter", ["ruff", "check", "--quiet", "."]),
    ("the formatter", ["ruff", "format", "--check", "--quiet", "."]),
    ("the types", ["mypy"]),
    ("the layers", ["lint-imports", "--no-cache"]),
)
TESTS = ["pytest", "--numprocesses", "4", "--dist", "loadfile"]
"""Two for each of CI's cores: most of the time goes into waiting, for Slack's second between two messages above all."""


def install_browser() -> None:
    """Install Debian's Chromium where that is possible; where not, the browser tests say why they are skipped."""
    if any(map(shutil.which, BROWSERS)) or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("briefbot: installing Debian's Chromium for the tests of pages", flush=True)
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "-qq", *command], check=False, capture_output=True)


def run(what: str, command: list[str]) -> bool:
    """Run one check in the project's folder and say how it went."""
    began = time.monotonic()
    print(f"briefbot: checking {what}", flush=True)
    passed = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    print(f"briefbot: {what}: {'good' if passed else 'FAILED'}, {time.monotonic() - began:.0f} s", flush=True)
    return passed


def main() -> int:
    """Run all, also after one has failed; arguments go to pytest, and then only the tests run."""
    if sys.argv[1:]:
        return 0 if run("the tests asked for", ["pytest", *sys.argv[1:]]) else 1
    install_browser()
    results = [run(what, command) for what, command in CHECKS]
    results.append(run("the tests", TESTS))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
