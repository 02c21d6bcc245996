"""Which day a story means by "on Tuesday", "yesterday" or "12 March"; for putting things in order only."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}}) {_MONTH}(?:,? (\d{{4}}))?", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"{_MONTH} (\d{{1,2}})\b(?:,? (\d{{4}}))?", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"{_MONTH} (\d{{4}})", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_WEEKDAY = re.compile(rf"\b(?:(last|next|coming|until|by) )?({'|'.join(_DAYS)})\b", re.IGNORECASE)
_NEAR = {"today": 0, "tonight": 0, "overnight": 0, "noon": 0, "midnight": 0, "yesterday": -1, "tomorrow": 1}
_RELATIVE = re.compile(rf"\b({'|'.join(_NEAR)})\b", re.IGNORECASE)
_AHEAD = frozenset({"next", "coming", "until", "by"})


def day(words: str, written: date | None, *, ahead: bool = False) -> date | None:
    """The day that these words of a story written then mean; None where they do not tell.

    A weekday is the last one of that name, or the next where the sentence looks `ahead`: "will meet on Thursday".
    """
    for pattern, at_day, at_month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        if found := pattern.search(words):
            year = int(found[3]) if found[3] else written.year if written else None
            return _date(year, _MONTHS.index(found[at_month][:3].lower()) + 1, int(found[at_day]))
    if found := _MONTH_YEAR.search(words):
        return _date(int(found[2]), _MONTHS.index(found[1][:3].lower()) + 1, 1)
    if written is not None:
        if found := _RELATIVE.search(words):
            return written + timedelta(days=_NEAR[found[1].lower()])
        if found := _WEEKDAY.search(words):
            away = (_DAYS.index(found[2].lower()) - written.weekday()) % 7
            coming = ahead or (found[1] or "").lower() in _AHEAD
            return written + timedelta(days=away if coming else -(-away % 7))
    if found := _YEAR.search(words):
        return _date(int(found[1]), 1, 1)
    return None


def _date(year: int | None, month: int, number: int) -> date | None:
    try:
        return date(year, month, number) if year else None
    except ValueError:  # 31 February
        return None
