"""Times as agencies write them, to times in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_FUTURE = timedelta(hours=1)
"""How far ahead of us an agency's clock may be; a time later than that is a mistake, not a time."""

_UNSET = 1980
"""Years before it mean that a time was never set: computers count from 1970."""

_LONGEST_TIME = 64

_ZONES = {
    "CET": "+0100", "CEST": "+0200", "BST": "+0100", "WEST": "+0100", "EET": "+0200", "EEST": "+0300", "MSK": "+0300",
    "GST": "+0400", "PKT": "+0500", "WIB": "+0700", "HKT": "+0800", "SGT": "+0800", "JST": "+0900", "KST": "+0900",
}  # fmt: skip
"""Zones by the names that mean one alone; RFC 5322 knows the American ones. "AST" and "IST" mean several."""

_ZONE = re.compile(r"\b([A-Z]{3,4})\s*$")
_SURE = re.compile(
    r"\b\d{1,2}\b.{0,12}\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b\d{4}[-/]\d{1,2}[-/]\d{1,2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}\.? \d{1,2}\b",
    re.IGNORECASE,
)
_NOON = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def moment(written: str | None, *, now: datetime | None = None) -> datetime | None:
    """A time in UTC; without a zone it is read as UTC; None for no time.

    With `now`, a time more than `MAX_FUTURE` ahead of it is a mistake, and no time either.
    """
    parsed = parse(written)
    if parsed is None:
        return None
    try:
        parsed = parsed.replace(tzinfo=UTC) if parsed.utcoffset() is None else parsed.astimezone(UTC)
    except OverflowError:
        return None
    if parsed.year < _UNSET or (now is not None and parsed > now + MAX_FUTURE):
        return None
    return parsed


def parse(written: str | None) -> datetime | None:
    """A time of ISO 8601, of RFC 5322 or as people write it, naive where it names no zone; None for no time."""
    if not written or len(written) > _LONGEST_TIME:
        return None
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        pass
    if _NOON.search(written) is not None:  # RFC 5322 knows no afternoon, and would take it for the morning
        return _as_people_write(written)
    zone = _ZONE.search(written)
    if zone is not None and zone[1] in _ZONES:
        written = f"{written[: zone.start(1)]}{_ZONES[zone[1]]}"
    try:
        return parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return _as_people_write(written)


def _as_people_write(written: str) -> datetime | None:
    """A time with its day, its month by name or its year first, and a year of four digits; no other is surely read."""
    if _SURE.search(written) is None or _YEAR.search(written) is None:
        return None
    from dateutil import parser  # noqa: PLC0415 - slow to load, seldom needed

    try:
        found: datetime = parser.parse(written, default=datetime(1, 1, 1), ignoretz=False, tzinfos=lambda *_: None)  # noqa: DTZ001
    except (ValueError, OverflowError, TypeError):
        return None
    return found
