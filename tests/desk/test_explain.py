"""Why a briefing is in its order, in lines that a person reads."""

from datetime import UTC, datetime, timedelta

import pytest

from briefbot.desk.briefing import Briefing, History, compose
from briefbot.desk.explain import explain, looked_at
from briefbot.desk.topics import parse
from briefbot.source import Poll
from briefbot.story import Brief, KeyPoint, Span, Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def story(id_, agency, body, **more):
    return Story(**{"id": id_, "agency": agency, "headline": f"Headline {id_}", "body": body, **more})


def brief(story):
    return Brief(story=story.key, formatter="f", key_points=(KeyPoint((Span(0, 3),)),), quotes=())


def composed(topic, *stories, events, ages):
    return compose(
        parse(topic),
        stories,
        events=events,
        seen={s.id: NOW - ages[s.id] for s in stories},
        history=History({}, {}),
        brief=brief,
        polls={},
        nearest=None,
        now=NOW,
        limit=9,
    )


STORIES = (
    story("ferry", "Coast", "The ferry Marlen ran aground early on Sunday with 212 people on board near Dorrin."),
    story("ferry2", "Wire", "Rescuers brought all passengers ashore from a ferry that struck a sandbank at dawn."),
    story("dock", "Coast", "A dock in Sellen was sold to a company from Vielle for nine million crowns last week."),
    story(
        "fire", "Press", "A fire broke out in the engine room of a tug, and the crew was taken off by boat.", urgency=2
    ),
)
EVENTS = {"ferry": "1", "ferry2": "1", "dock": "2", "fire": "3"}
AGES = {"ferry": 12 * HOUR, "ferry2": 12 * HOUR, "dock": HOUR, "fire": timedelta()}


def test_each_event_is_explained_by_what_gave_and_took_its_points():
    """Urgency first, then fit, newsrooms, age and the agency's other events, with their points, which add up."""
    briefing = composed("ferry", *STORIES, events=EVENTS, ages=AGES)
    assert explain(briefing).splitlines() == [
        "1. Headline fire (Press): 2.54 points",
        "   before all routine news: urgency 2",
        "   +1.54 place 4 of what fits the topic's words best",
        "   +1.00 less than an hour old",
        "2. Headline ferry (Coast): 3.00 points",
        "   +2.00 place 1 of what fits the topic's words best",
        "   +0.50 2 newsrooms report it: Coast, Wire",
        "   +0.50 12 hours old",
        "3. Headline dock (Coast): 2.11 points",
        "   +1.67 place 3 of what fits the topic's words best",
        "   +0.94 an hour old",
        "   -0.50 Coast leads an event above",
    ]


def test_the_lines_of_an_event_add_up_to_its_points():
    """What is shown is what was reckoned with."""
    briefing = composed("ferry", *STORIES, events=EVENTS, ages=AGES)
    for event in briefing.events:
        worth = event.worth
        assert worth is not None
        assert worth.points == pytest.approx(worth.fit + worth.corroboration + worth.freshness + worth.crowding)


def test_without_words_nothing_fits_better_than_another():
    """All the news, or a filter's, is ordered by the rest alone, and the explanation says so."""
    lines = explain(composed("", *STORIES, events=EVENTS, ages=AGES)).splitlines()
    assert lines.count("   +2.00 the topic has no words to fit") == 3


@pytest.mark.parametrize(
    ("read", "blind", "said"),
    [
        (0, (), "no sources read"),
        (1, (), "1 source read"),
        (14, (NOW - 3 * HOUR,), "14 sources read, 1 not seen since 09:00 UTC"),
        (14, (NOW - HOUR, NOW - 24 * HOUR), "14 sources read, 2 not seen, one since 28 February 12:00 UTC"),
        (14, (None, None), "14 sources read, 2 not seen yet"),
        (14, (None, NOW), "14 sources read, 2 not seen, 1 of them never"),
    ],
)
def test_what_was_looked_at_is_said_with_what_was_not_seen(read, blind, said):
    """How many sources were read, and since when the others have not been seen."""
    polls = tuple(Poll(source="s", at=NOW, ok=False, reason="down", last_success=since) for since in blind)
    assert looked_at(Briefing(topic=parse("x"), events=(), at=NOW, read=read, blind=polls)) == said
