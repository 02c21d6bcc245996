"""What a feed asks, in its head, of those who look at it: `ttl`, `skipHours`, `sy:updatePeriod`."""

from __future__ import annotations

import re
from datetime import timedelta

from briefbot.source import Wishes

_HEAD = 65_536  # bytes; they stand before the first item
_ITEM = re.compile(rb"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</", re.IGNORECASE)
_SKIP = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</", re.IGNORECASE)
_PERIOD = re.compile(rb"<[\w-]{1,20}:updatePeriod[^>]{0,200}>\s*(hour|dai|week|month|year)ly\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<[\w-]{1,20}:updateFrequency[^>]{0,200}>\s*(\d{1,4})\s*</", re.IGNORECASE)
_PERIODS = {
    b"hour": timedelta(hours=1),
    b"dai": timedelta(days=1),
    b"week": timedelta(weeks=1),
    b"month": timedelta(days=30),
    b"year": timedelta(days=365),
}
_HOURS = 24


def read(document: bytes) -> Wishes:
    """The wishes of a feed, whatever the bytes: none of what is no feed."""
    item = _ITEM.search(document[:_HEAD])
    head = document[: item.start() if item else _HEAD]
    ttl, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    skip = _SKIP.search(head)
    hours = {int(hour) % _HOURS for hour in _HOUR.findall(skip.group(1))} if skip else set()  # 24 is midnight too
    return Wishes(
        ttl=timedelta(minutes=int(ttl.group(1))) if ttl else None,
        period=_PERIODS[period.group(1).lower()] / max(1, int(frequency.group(1)) if frequency else 1)
        if period
        else None,
        skip_hours=tuple(sorted(hours)),
    )
