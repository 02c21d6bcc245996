"""A thousand feeds of fifty items: a first fetch, a round in which nothing is new, and the memory that both take.

Beside lemon24/reader, the closest relative, with its ten workers. Both read the same server, one after the other, each
in a process of its own with an archive on the same disk. Of eight rounds the quickest counts, and beside the clock's
time stands the processor's, since other programs slow both down. briefbot also condenses every story, reads robots.txt
and tdmrep.json of every host and keeps a second between two requests to one, none of which reader does.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import _agencies, _peers
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 900.0
"""Seconds that either may take."""

PEER = "reader.update_feeds(workers=10)"


def measure() -> Iterator[Figure]:
    """The figures that the issue names."""
    with tempfile.TemporaryDirectory() as folder, _serving() as port:
        addresses = Path(folder) / "addresses"
        addresses.write_text("\n".join(f"http://{_agencies.host(n)}:{port}/feed" for n in range(_agencies.FEEDS)))
        peer = _took(
            [str(_peers.python()), "-P", f"{Path(__file__).parent}/_reader_peer.py"], folder, "reader", addresses
        )
        ours = _took([sys.executable, "-m", "tests.bench._newsroom"], folder, "briefbot", addresses)
    assert ours["stories"] == peer["stories"] == _agencies.FEEDS * _agencies.ITEMS
    yield Figure("a round of 1,000 feeds without news", ours["round"], "s", PEER, peer["round"], peer["round"] / 5)
    yield Figure("its processor time", ours["work"], "s", PEER, peer["work"], peer["work"] / 5)
    yield Figure("a first fetch of 1,000 feeds, condensed", ours["first"], "s", PEER, peer["first"])
    yield Figure("memory at most", ours["megabytes"], "MB", PEER, peer["megabytes"], 150)


@contextlib.contextmanager
def _serving() -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench._agencies"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


def _took(command: list[str], folder: str, name: str, addresses: Path) -> dict[str, Any]:
    made = subprocess.run(
        [*command, f"{folder}/{name}.sqlite", str(addresses)], stdout=subprocess.PIPE, check=True, timeout=LONGEST
    )
    found: dict[str, Any] = json.loads(made.stdout)
    return found
