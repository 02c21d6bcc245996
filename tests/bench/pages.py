"""How true and how fast an article's page is read, beside trafilatura alone.

The pages are the public article-extraction benchmark's: name the folder that has its `ground-truth.json` and `html/` in
ARTICLE_BENCHMARK. Nothing is downloaded here; without it only the speed is measured, on a page of our own.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import trafilatura

from briefbot.errors import DocumentError
from briefbot.sources import pages
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TARGET = 0.958
MOST = 30.0  # milliseconds a page
TIMES = 7
RUN = 4  # words

COPY = (
    "The harbour council of Port Almadin voted on Tuesday to reopen the eastern quay, closed since spring, "
    "and thanked the {0} families that had housed its workers. “We have waited long enough for this,” said "
    "Nadia Ferrant, who led the repairs for {0} months."
)


def measure() -> Iterator[Figure]:
    """The benchmark's F1 where it is there, then the time of a page of our own."""
    if "ARTICLE_BENCHMARK" in os.environ:
        yield from benchmark(Path(os.environ["ARTICLE_BENCHMARK"]))
    page = own()
    yield Figure(
        f"reading an article's page of {len(page) // 1000} kB",
        fastest(ours, page), "ms", "trafilatura.extract", fastest(theirs, page), MOST,
    )  # fmt: skip


def benchmark(folder: Path) -> Iterator[Figure]:
    """How far from perfect the bodies are, and the slowest page's time."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    documents = {name: gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()) for name in truth}
    bodies = {name: truth[name].get("articleBody", "") for name in truth}
    missing, peers = (1 - f1([(bodies[name], read(documents[name])) for name in truth]) for read in (ours, theirs))
    yield Figure(f"1 - F1 on {len(truth)} pages", missing, "", "trafilatura.extract", peers, 1 - TARGET)
    spent = [fastest(ours, page, times=2) for page in documents.values()]
    peers = statistics.mean(fastest(theirs, page, times=2) for page in documents.values())
    yield Figure("a page, on average", statistics.mean(spent), "ms", "trafilatura.extract", peers, MOST)


def ours(page: bytes) -> str:
    try:
        return pages.article(page, charset=None, address="https://coast.example/quay").body
    except DocumentError:
        return ""


def theirs(page: bytes) -> str:
    return trafilatura.extract(page.decode("utf-8", "replace"), include_comments=False) or ""


def fastest(read: Callable[[bytes], str], page: bytes, times: int = TIMES) -> float:
    """Milliseconds of CPU that the quickest of several goes takes."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        read(page)
        spent.append((time.process_time() - began) * 1000)
    return min(spent)


def f1(pairs: list[tuple[str, str]]) -> float:
    """The benchmark's own measure: of the means of precision and recall, over runs of four words."""
    scores = [_score(runs(true), runs(found)) for true, found in pairs]
    precision = statistics.mean(hit / (hit + extra) for hit, extra, _ in scores if hit + extra)
    recall = statistics.mean(hit / (hit + lost) for hit, _, lost in scores if hit + lost)
    return 2 * precision * recall / (precision + recall)


def _score(true: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> tuple[int, int, int]:
    return (true & found).total(), (found - true).total(), (true - found).total()


def runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[n : n + RUN]) for n in range(max(1, len(words) - RUN + 1)) if words)


def own() -> bytes:
    """A page as big sites make them: menus, styles, scripts, a sidebar, comments, and a thousand words of copy."""
    links = "".join(
        f'<li class="item"><a href="/{n}" data-id="{n}">Another headline, number {n}</a></li>' for n in range(150)
    )
    data = {"@type": "NewsArticle", "headline": "Quay reopens", "datePublished": "2026-11-24T10:00:00Z"}
    copy = "".join(f'<p class="copy">{COPY.format(n)}</p>' for n in range(7, 27))
    return (
        '<!doctype html><html lang="en"><head><title>Quay reopens | Coast Wire</title>'
        f'<style>{".a{color:red}" * 1500}</style><script type="application/ld+json">{json.dumps(data)}</script></head>'
        f"<body><nav><ul>{links}</ul></nav><main><article><h1>Quay reopens</h1>{copy}</article></main>"
        f"<aside><ul>{links}</ul></aside><script>{'var a = 1;' * 2000}</script><footer><ul>{links}</ul></footer></html>"
    ).encode()
