"""Sources to begin with: the bundled catalogue of open agencies; and short names for any."""

from __future__ import annotations

import csv
import re
import unicodedata
from importlib.resources import files
from urllib.parse import urlsplit

from briefbot.source import Source

_LONGEST = 60
_COMMON = re.compile(r"\b(?:www|rss2?|feeds?|xml|aspx|php|html?|index|default|subscribe|scheme|http|https)\b")


def catalogue() -> list[Source]:
    """The open agencies that come with briefbot, in the order of `catalogue.tsv`; facts only, rights as by default."""
    lines = files("briefbot.sources").joinpath("catalogue.tsv").read_text("utf-8").splitlines()
    return [
        Source(
            id=row["id"],
            agency=row["agency"],
            url=row["url"],
            language=row["language"],
            country=row["country"] or None,
            state_owned={"yes": True, "no": False}.get(row["state_owned"]),
        )
        for row in csv.DictReader(lines, dialect="excel-tab")
    ]


def slug(name: str) -> str:
    """A short name to type, of an agency's name, an address or a path: "un-news", "news-un-org-en-all"."""
    if "://" in name:
        parts = urlsplit(name)
        name = _COMMON.sub(" ", f"{parts.hostname or ''} {parts.path} {parts.query}".lower())
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-")
    return short or f"source-{sum(name.encode('utf-8', 'replace')) % 10_000}"
