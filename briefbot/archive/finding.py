"""Which stories fit a topic best, in a time that does not grow with the archive.

FTS5's own bm25 reads all that was ever written with a word before it gives the first story: half a second for a common
word in 200,000 stories. News is read newest first, and FTS5 gives rows that way at no cost; so of each alternative the
newest stories that fit are taken, `POOL` of them, and only these are compared: how rare what they fit is, whether the
headline says it, and how often the body does for its length, as in BM25.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from briefbot.archive import queries
from briefbot.archive.database import stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from briefbot.archive.queries import Alternative
    from briefbot.topic import Topic

SHOWABLE = "stories.status = 'usable' AND (stories.embargoed IS NULL OR stories.embargoed <= :now)"

POOL, LEAST = 300, 100
"""Stories compared in all, and of one alternative, where there are many."""

_EVER = -(2**63)
"""A stamp before all others."""

_READ = 20_000
"""Code points of a body that are looked at for how often it says a word."""

_HEADLINE = 3.0
"""How much more a word in the headline tells than one in the body."""

_SATURATION, _LENGTH, _USUAL = 1.2, 0.75, 2_500
"""BM25's k1 and b, and the code points of a usual body."""

_SHORT, _ENDING = 5, 2
"""Letters of a word that is counted whole up to them, and those that an inflection may change."""

_POOL = "SELECT stories.number, stories.first_seen, stories.headline, substr(stories.body, 1, :read) AS body"
_FITTING = (
    f"{_POOL} FROM stories_fts CROSS JOIN stories ON stories.number = stories_fts.rowid "
    f"WHERE stories_fts MATCH :match AND stories_fts.rowid >= :oldest AND stories.first_seen >= :since AND {SHOWABLE} "
    "ORDER BY stories_fts.rowid DESC LIMIT :pool"
)
_NEWEST = (
    f"{_POOL} FROM stories WHERE stories.first_seen >= :since AND {SHOWABLE} "
    "ORDER BY stories.first_seen DESC, stories.number DESC LIMIT :pool"
)
_HEADLINED = "SELECT rowid FROM stories_fts WHERE stories_fts MATCH :headlined AND rowid >= :oldest"


def find(db: sqlite3.Connection, topic: Topic, *, now: datetime, since: datetime | None, limit: int) -> list[int]:
    """The numbers of the stories that fit, best first, or newest first where the topic has no words."""
    wanted = queries.alternatives(topic)
    pool = max(limit, LEAST, POOL // len(wanted))
    newest = db.execute("SELECT max(number) FROM stories").fetchone()[0] or 0
    ranked = topic.ranked
    points: dict[int, float] = {}
    seen: dict[int, int] = {}
    for alternative in wanted:
        rows = _newest(db, alternative, now, _start(alternative, now, since), pool)
        fits = _fits(db, alternative, rows, newest if len(rows) < pool else newest - rows[-1]["number"])
        for row, fit in zip(rows, fits, strict=True):
            points[row["number"]] = points.get(row["number"], 0.0) + (fit if ranked else 0.0)
            seen[row["number"]] = row["first_seen"]
    return sorted(points, key=lambda number: (-points[number], -seen[number], -number))[:limit]


def _start(alternative: Alternative, now: datetime, since: datetime | None) -> datetime | None:
    """From when on stories are wanted; None: from the first."""
    if alternative.within is None:
        return since
    start = now - alternative.within
    return start if since is None else max(start, since)


def _newest(
    db: sqlite3.Connection, alternative: Alternative, now: datetime, since: datetime | None, pool: int
) -> list[sqlite3.Row]:
    """The newest stories that fit, newest first."""
    asked = {
        "match": alternative.match,
        "now": stamp(now),
        "since": _EVER if since is None else stamp(since),
        "oldest": 0,
        "pool": pool,
        "read": _READ,
    }
    if since is not None and alternative.match is not None:
        # Without it, every older story that fits would be looked up. The + has the index on first_seen used.
        asked["oldest"] = db.execute("SELECT min(+number) FROM stories WHERE first_seen >= :since", asked).fetchone()[0]
    return db.execute(_NEWEST if alternative.match is None else _FITTING, asked).fetchall()


def _fits(db: sqlite3.Connection, alternative: Alternative, rows: Sequence[sqlite3.Row], among: int) -> list[float]:
    """How well each of the rows, found among so many stories, fits the alternative."""
    if not rows:
        return []
    rarity = log(1 + among / len(rows))
    headlined: set[int] = set()
    if alternative.headlined is not None:
        asked = {"headlined": alternative.headlined, "oldest": rows[-1]["number"]}
        headlined = {number for (number,) in db.execute(_HEADLINED, asked)}
    return [
        rarity * (1 + _HEADLINE * (row["number"] in headlined) + _frequency(alternative.words, row["body"]))
        for row in rows
    ]


def _frequency(words: Sequence[Sequence[str]], body: str) -> float:
    """How much of the body is about the words, of each from 0 to 1, in the mean.

    Counted as they are written, give or take an ending: close enough to compare stories that FTS5 found.
    """
    if not words:
        return 0.0
    text = f" {body.lower()}"
    usual = _SATURATION * (1 - _LENGTH + _LENGTH * len(body) / _USUAL)
    total = 0.0
    for spellings in words:
        count = sum(text.count(_beginning(spelling)) for spelling in spellings)
        total += count / (count + usual)
    return total / len(words)


def _beginning(spelling: str) -> str:
    """A word's beginning, after a blank; all of a short one: "ai" is not "air"."""
    if len(spelling) < _SHORT:
        return f" {spelling} "
    return f" {spelling[: max(_SHORT, len(spelling) - _ENDING)]}"
