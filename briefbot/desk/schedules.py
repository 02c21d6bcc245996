"""Days, times and a time zone as people write them, read into a `Schedule` and read back in words."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, NoReturn

from briefbot.desk.zones import exact, named, spoken_zone
from briefbot.errors import ScheduleError
from briefbot.subscription import AS_IT_HAPPENS, DAYS, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

EXAMPLE = "weekdays 08:00, or: mon,wed 9am in Asia/Kuwait"

_WEEKDAYS, _WEEKEND = DAYS[:5], DAYS[5:]
_FULL = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_SETS = {"weekday": _WEEKDAYS, "weekend": _WEEKEND, "day": DAYS, "daily": DAYS, "everyday": DAYS}
_NOISE = frozenset({"and", "&", "at", "on", "every", "each", "the", "o'clock"})
_SHORT = {"tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu"}

_AT_ONCE = re.compile(r"(?:^|(?<=\s))(?:as it happens|alert (?:me|us)|alerts|urgent)[.!]?\s*$", re.IGNORECASE)
_ZONE = re.compile(r"\s+in\s+(?P<name>.+?)(\s+time)?\s*$", re.IGNORECASE)
_RANGE = re.compile(r"(?<=[a-z])\s*(?:[-–—]|\b(?:to|through|till|until)\b)\s*(?=[a-z])")
_WORDS = re.compile(r'(?:"[^"]*"|[^\s"])+')
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}.*|\d{1,2}[ap]\.?m\.?")
_HALF = re.compile(r"(?<=\d)\s*(a|p)\.?m\b\.?")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2}))?)?([ap])?|(\d{2})(\d{2})()([ap])?")


def parse(text: str, zone: str) -> Schedule:
    """Read "weekdays 08:00", "every day at 7 and 18", "mon,wed 9am", "sun-thu 07:00 in Kuwait".

    "as it happens", "alerts", "urgent" and "alert me" are `AS_IT_HAPPENS`. No days: every day. `zone` (IANA) holds
    unless the text ends with "in" and a zone, or a city or country that has one. `ScheduleError` quotes
    the part that cannot be read and gives an example.
    """
    if _AT_ONCE.fullmatch(text.strip()):
        return AS_IT_HAPPENS
    days: set[str] = set()
    times: set[time] = set()
    runs = ""  # "d" for a run of days, "t" for one of times
    rest, name = _without_zone(text)
    for part in _parts(rest):
        if found := _days(part):
            days |= found
            runs = runs if runs.endswith("d") else runs + "d"
        elif part[0].isdigit() or part in {"noon", "midnight"}:
            times.add(_time(part))
            runs = runs if runs.endswith("t") else runs + "t"
        else:
            _refuse(f"{part!r} is neither a day nor a time")
        if len(runs) > len("dt"):
            _refuse(f"{part!r} begins a second schedule: subscribe once for each")
    if not times:
        _refuse(f"{text.strip()!r} names no time of day" if text.strip() else "say when")
    return Schedule(
        days=tuple(day for day in DAYS if day in days) or DAYS,
        times=tuple(sorted(times)),
        zone=name or named(zone),
    )


def split(text: str, zone: str) -> tuple[str, str]:
    """Part "syria weekdays 08:00 in Kuwait" into the topic and when: as much of the end as is a schedule.

    No time at all, as in "syria": all of it is the topic. What stands in quotation marks is topic. `ScheduleError`
    where days or a time are named, but no schedule comes of them.
    """
    if at_once := _AT_ONCE.search(text):
        return text[: at_once.start()].strip(), describe(AS_IT_HAPPENS)
    words = list(_WORDS.finditer(text))
    quoted = max((n for n, word in enumerate(words, 1) if '"' in word[0]), default=0)
    for word in words[quoted:]:
        try:
            parse(text[word.start() :], zone)
        except ScheduleError:
            continue
        return text[: word.start()].strip(), text[word.start() :].strip()
    for word in words[quoted:]:
        said = word[0].casefold().strip(",;")
        if _days(said) or _CLOCK.fullmatch(said):
            parse(text[word.start() :], zone)  # raises what is wrong with it
    return text.strip(), ""


def describe(schedule: Schedule) -> str:
    """The schedule in words that `parse` reads back: "weekdays at 08:00, Europe/Vienna", "as it happens"."""
    if schedule == AS_IT_HAPPENS:
        return "as it happens"
    return f"{_slots(schedule)}, {schedule.zone}"


def spoken(schedule: Schedule) -> str:
    """A schedule of slots as people say it: "weekdays at 08:00 Vienna time"."""
    return f"{_slots(schedule)} {spoken_zone(schedule.zone)}"


def clock(at: time) -> str:
    """A time of day: "08:00"."""
    return at.isoformat("seconds" if at.second else "minutes")


def names_zone(text: str) -> bool:
    """Whether what `parse` reads says in which zone."""
    return _without_zone(text)[1] is not None


def _slots(schedule: Schedule) -> str:
    return f"{_day_words(schedule.days)} at {_listed(map(clock, schedule.times))}"


def _without_zone(text: str) -> tuple[str, str | None]:
    if match := _ZONE.search(text):
        return text[: match.start()], named(match["name"])
    *_, last = text.split() or [""]
    if name := exact(last):
        return text.strip().removesuffix(last), name
    return text, None


def _parts(text: str) -> list[str]:
    text = _HALF.sub(r"\1", _RANGE.sub("-", text.casefold()))
    return [part for part in re.split(r"[\s,;]+", text) if part and part not in _NOISE]


def _days(part: str) -> frozenset[str]:
    """The days that a word or a range of words names; none where it names none."""
    if found := _SETS.get(part.removesuffix("s")) or _SETS.get(part):
        return frozenset(found)
    first, last = _day(part.partition("-")[0]), _day(part.rpartition("-")[2])
    if not first or not last:
        return frozenset()
    begin, end = DAYS.index(first), DAYS.index(last)
    return frozenset(DAYS[n % 7] for n in range(begin, begin + (end - begin) % 7 + 1))


def _day(word: str) -> str | None:
    """The day that "mon", "Monday" or "mondays" names."""
    short = _SHORT.get(word, word)
    for day, full in zip(DAYS, _FULL, strict=True):
        if short in {day, day + "s", full.casefold(), full.casefold().removesuffix("s")}:
            return day
    return None


def _time(part: str) -> time:
    if part in {"noon", "midnight"}:
        return time(12 if part == "noon" else 0)
    match = _TIME.fullmatch(part)
    if not match:
        _refuse(f"{part!r} is no time of day")
    hour, minute, second = (int(match[n] or match[n + 4] or 0) for n in (1, 2, 3))
    half = match[4] or match[8]
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - the clock's own numbers
        _refuse(f"{part + 'm'!r} is no time of day")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        _refuse(f"{part!r} is no time of day")


def _day_words(days: tuple[str, ...]) -> str:
    if days == DAYS:
        return "every day"
    if days == _WEEKDAYS:
        return "weekdays"
    if days == _WEEKEND:
        return "weekends"
    return _listed(_FULL[DAYS.index(day)] for day in days)


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _refuse(what: str) -> NoReturn:
    raise ScheduleError(f"{what}; write for example: {EXAMPLE}")
