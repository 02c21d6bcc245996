"""Why a briefing is as it is, in lines for a person: where each event's points come from, and what was looked at."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from briefbot.desk.briefing import ROUTINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.desk.briefing import Briefing, EventBrief

_HOUR = timedelta(hours=1)


def explain(briefing: Briefing) -> str:
    """For each event its headline and points, then a line for each thing that gave or took some."""
    lines = []
    for number, event in enumerate(briefing.events, 1):
        assert event.worth is not None
        headline = event.lead.headline or "Without a headline"
        lines.append(f"{number}. {headline} ({event.lead.agency}): {event.worth.points:.2f} points")
        lines += [f"   {reason}" for reason in _reasons(event, ranked=briefing.topic.ranked)]
    return "\n".join(lines)


def _reasons(event: EventBrief, *, ranked: bool) -> Iterator[str]:
    worth = event.worth
    assert worth is not None
    if worth.urgency < ROUTINE:
        yield f"before all routine news: urgency {worth.urgency}"
    place = (
        f"place {worth.place + 1} of what fits the topic's words best" if ranked else "the topic has no words to fit"
    )
    yield f"{worth.fit:+.2f} {place}"
    if worth.corroboration:
        yield f"{worth.corroboration:+.2f} {worth.newsrooms} newsrooms report it: {', '.join(event.agencies)}"
    yield f"{worth.freshness:+.2f} {_age(worth.age)}"
    if worth.crowding:
        events = "an event" if worth.above == 1 else f"{worth.above} events"
        yield f"{worth.crowding:+.2f} {event.lead.agency} leads {events} above"


def _age(age: timedelta) -> str:
    hours = max(0, age // _HOUR)
    if hours < 1:
        return "less than an hour old"
    return f"{hours} hours old" if hours > 1 else "an hour old"


def looked_at(briefing: Briefing) -> str:
    """How many sources were read, and since when those that were not have not been seen, in UTC."""
    read = "1 source read" if briefing.read == 1 else f"{briefing.read or 'no'} sources read"
    if not briefing.blind:
        return read
    blind = f"{read}, {len(briefing.blind)} not seen"
    seen = [poll.last_success for poll in briefing.blind if poll.last_success is not None]
    if len(seen) < len(briefing.blind):
        return f"{blind} yet" if not seen else f"{blind}, {len(briefing.blind) - len(seen)} of them never"
    since = min(seen).astimezone(UTC)
    day = "" if since.date() == briefing.at.astimezone(UTC).date() else f"{since.day} {since:%B} "
    return f"{blind}{', one' if len(seen) > 1 else ''} since {day}{since:%H:%M} UTC"
