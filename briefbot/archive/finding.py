"""Which stories fit a topic best, in a time that does not grow with the archive.

FTS5's own bm25 reads all that was ever written with a word before it gives the first story: half a second for a common
word in 200,000 stories. News is read newest first, and FTS5 gives rows that way at no cost; so of each alternative the
newest stories that fit are taken, `POOL` of them, and only these are compared, as in BM25: how rare what they fit is,
and how often body and headline say it for the body's length.
"""

from __future__ import annotations

from itertools import islice
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

POOL, POOL_OF_EACH = 300, 600
"""Stories compared, of the only alternative or of each of several: a story may lead by what it fits of all of them."""

_LOOKED_THROUGH = 3000
"""Stories at most that are looked through for a word with false friends: what takes some 40 ms."""

_EVER = -(2**63)
"""A stamp before all others."""

_READ = 20_000
"""Code points of a body that are looked at for how often it says a word."""

_HEADLINE = 3
"""How many words of a body one in the headline is worth."""

_KEYWORD = 0.5
"""What one among the keywords is worth: an agency has it in many a story that says little of it."""

_SATURATION, _LENGTH = 1.2, 0.75
"""BM25's k1 and b."""

_EVERYDAY = 1e-3
"""The rarity of what half of the stories have."""

_SHORT, _ENDING = 5, 2
"""Letters of a word that is counted whole up to them, and those that an inflection may change."""

_POOL = (
    "SELECT stories.number, stories.first_seen, stories.headline, stories.keywords, "
    "substr(stories.body, 1, :read) AS body"
)
_SINCE = "(stories.first_seen >= :since OR stories.embargoed > :since)"
"""A story may be shown from its first sight on, or from the end of its embargo where that came later."""

_FITTING = (
    f"{_POOL} FROM stories_fts CROSS JOIN stories ON stories.number = stories_fts.rowid "
    f"WHERE stories_fts MATCH :match AND stories_fts.rowid >= :oldest AND {_SINCE} AND {SHOWABLE} "
    "ORDER BY stories_fts.rowid DESC LIMIT :pool"
)
_NEWEST = (
    f"{_POOL} FROM stories WHERE stories.first_seen >= :begin AND {_SINCE} AND {SHOWABLE} "
    "ORDER BY stories.first_seen DESC, stories.number DESC LIMIT :pool"
)
_LIFTED = "SELECT min(first_seen) FROM stories WHERE embargoed > :since AND embargoed <= :now"
_HEADLINED = "SELECT rowid FROM stories_fts WHERE stories_fts MATCH :headlined AND rowid >= :oldest"


def find(db: sqlite3.Connection, topic: Topic, *, now: datetime, since: datetime | None, limit: int) -> list[int]:
    """The numbers of the stories that fit, best first, or newest first where the topic has no words."""
    wanted = queries.alternatives(topic)
    pool = max(limit, POOL if len(wanted) == 1 else POOL_OF_EACH)
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
    start = _EVER if since is None else stamp(since)
    asked = {
        "match": alternative.match,
        "now": stamp(now),
        "since": start,
        "oldest": 0,
        "begin": _EVER,
        "pool": pool,
        "read": _READ,
    }
    if since is not None:
        # Without them, every older story that fits would be looked up. The + has the index on first_seen used.
        asked["begin"] = min(start, db.execute(_LIFTED, asked).fetchone()[0] or start)
        asked["oldest"] = db.execute("SELECT min(+number) FROM stories WHERE first_seen >= :begin", asked).fetchone()[0]
    if not alternative.written and not alternative.unwritten:
        return db.execute(_NEWEST if alternative.match is None else _FITTING, asked).fetchall()
    found = db.execute(_FITTING, asked | {"pool": max(_LOOKED_THROUGH, pool)})
    return list(islice((row for row in found if alternative.has(_text(row))), pool))


def _text(row: sqlite3.Row) -> str:
    return f"{row['headline']} {row['keywords']} {row['body']}".lower()


def _fits(db: sqlite3.Connection, alternative: Alternative, rows: Sequence[sqlite3.Row], among: int) -> list[float]:
    """How well each of the rows, found among so many stories, fits the alternative."""
    if not rows:
        return []
    rarity = max(_EVERYDAY, log((max(among, len(rows)) - len(rows) + 0.5) / (len(rows) + 0.5)))
    headlined: set[int] = set()
    if alternative.headlined is not None:
        asked = {"headlined": alternative.headlined, "oldest": rows[-1]["number"]}
        headlined = {number for (number,) in db.execute(_HEADLINED, asked)}
    mean = sum(len(row["body"]) for row in rows) / len(rows) or 1.0
    beginnings = [tuple(dict.fromkeys(map(_beginning, spellings))) for spellings in alternative.words]
    in_latin = [tuple(filter(str.isascii, spellings)) for spellings in beginnings]
    fits = []
    for number, _, headline, keywords, body in rows:  # in plain loops: a briefing may compare 1,200 of them
        usual = _SATURATION * (1 - _LENGTH + _LENGTH * len(body) / mean)
        in_headline = _HEADLINE * (number in headlined)
        likely = in_latin if body.isascii() else beginnings  # Arabic spellings are many
        counts = _counts(beginnings, likely, headline, keywords, body)
        share = 0.0
        for count in counts or (1,):
            share += (count + in_headline) / (count + in_headline + usual)
        fits.append(rarity * share / (len(counts) or 1))
    return fits


def _counts(
    beginnings: Sequence[Sequence[str]], in_body: Sequence[Sequence[str]], headline: str, keywords: str, body: str
) -> list[float]:
    """How often the body says each of the words in any of its spellings, `_KEYWORD` more where the keywords do.

    Counted as they are written, give or take an ending: close enough to compare stories that FTS5 found. A word that
    is seen nowhere is written in another way, and counts once; so does one of the headline only.
    """
    body = f" {body.lower()}"
    counts = []
    for spellings, likely in zip(beginnings, in_body, strict=True):
        said: float = 0
        for each in likely:
            said += body.count(each)
        if not said:
            said = any(each in f" {headline.lower()} " for each in spellings)
        if keywords != "[]" and any(each in keywords.lower().replace('"', " ") for each in spellings):
            said += _KEYWORD
        counts.append(said or 1)
    return counts


def _beginning(spelling: str) -> str:
    """A word's beginning, after a blank; all of a short one: "ai" is not "air"."""
    if len(spelling) < _SHORT:
        return f" {spelling} "
    return f" {spelling[: max(_SHORT, len(spelling) - _ENDING)]}"
