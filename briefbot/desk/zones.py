"""Time zones by the names that people use: IANA's own, a city's, or a country's that has only one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from briefbot.errors import ScheduleError


def exact(name: str) -> str | None:
    """The IANA zone of that name, in whatever case; None where there is none."""
    return _zones().get(name.casefold())


def named(name: str) -> str:
    """The zone that a name means: "Europe/Vienna", "vienna", "New York", "Kuwait".

    `ScheduleError` where it means none, or several.
    """
    name = name.strip()
    own = exact(name)
    found = (None if "/" in name else _places().get(_folded(name))) or ({own} if own else set())
    match sorted(found):
        case [zone]:
            return zone
        case []:
            raise ScheduleError(f"{name!r} is no time zone: name a city, or write one like Europe/Vienna")
        case several:
            shown = ", ".join(several[:4]) + (", …" if len(several) > 4 else "")  # noqa: PLR2004 - a line's worth
            raise ScheduleError(f"{name!r} has several time zones: write one of {shown}")


def spoken_zone(zone: str) -> str:
    """A zone as people say it: "Vienna time", "New York time", "UTC"."""
    place = zone.rpartition("/")[2].replace("_", " ")
    return f"{place} time" if re.search("[a-z]", place) else place


def search(text: str, limit: int = 100) -> list[str]:
    """Zones whose own name, city or country begins with `text` or has a word that does, in order of their names."""
    begun = re.compile(rf"\b{re.escape(_folded(text))}")
    own = {name for folded, name in _zones().items() if begun.search(_folded(folded))}
    places = {zone for place, zones in _places().items() if begun.search(place) for zone in zones}
    return sorted(own | places, key=lambda zone: (zone not in places, zone))[:limit]


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}


@cache
def _places() -> dict[str, set[str]]:
    """Zones by city and by country, as the time zone database's own tables name them."""
    tables = files("tzdata") / "zoneinfo"
    rows = {
        table: [
            line.split("\t") for line in (tables / table).read_text("utf-8").splitlines() if not line.startswith("#")
        ]
        for table in ("iso3166.tab", "zone.tab")
    }
    countries = dict(row[:2] for row in rows["iso3166.tab"])
    places: dict[str, set[str]] = {}
    for country, _, zone, *_ in rows["zone.tab"]:
        for place in (zone.rpartition("/")[2], countries[country]):
            places.setdefault(_folded(place), set()).add(zone)
    return places


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()
