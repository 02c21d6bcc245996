"""What a briefing's first message says where there is little to say, and where there is much of one event."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from briefbot.desk.briefing import Briefing, EventBrief, Newness, Update
from briefbot.desk.topics import parse
from briefbot.slack import blocks, briefings
from briefbot.source import Poll
from briefbot.story import Brief, KeyPoint, Quote, Span, Story

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def written(blocks):
    """All texts in blocks, in order."""
    if isinstance(blocks, dict):
        return [part for name, value in blocks.items() for part in ([value] if name == "text" and isinstance(value, str)
                else written(value))]  # fmt: skip
    return [part for each in blocks for part in written(each)] if isinstance(blocks, list) else []


def message(**more):
    briefing = Briefing(**{"topic": parse("<volcano>"), "events": (), "at": NOW, "read": 14, "blind": (), **more})
    return written(briefings.message(briefing, heading=briefings.title("x"))[1])


def test_nothing_on_a_topic_is_not_nothing_new():
    """Where the archive has nothing, the topic is named with those that have news; else there is merely nothing new."""
    assert message(nearest=("bridge", "Port Sellen"))[1:-1] == [
        "Nothing on <volcano>.", "These have news:", "bridge", "Port Sellen"
    ]  # fmt: skip
    assert message(nearest=())[1:-1] == ["Nothing on <volcano>."]
    assert message()[1:-1] == ["Nothing new."]


def test_a_source_that_was_not_seen_is_named_with_the_time_since_when():
    """The last line counts what was read, and says of each source that was not when it was last seen."""
    polls = tuple(
        Poll(source=source, at=NOW, ok=False, reason="answered 403", last_success=seen)
        for source, seen in (("coast", NOW - timedelta(hours=3)), ("wire", None))
    )
    read, coast, wire = message(blind=polls)[-1].split(" · ")
    assert read == "Read 14 sources"
    assert coast.startswith(f"not seen since <!date^{int((NOW - timedelta(hours=3)).timestamp())}^")
    assert coast.endswith(": coast (answered 403)")
    assert wire == "not seen: wire (answered 403)"


def story(agency, body, **more):
    return Story(**{"id": agency, "agency": agency, "headline": f"<{agency}>", "body": body, **more})


def carried_before(**more):
    """An event that two agencies wrote on and one republished, of which the reader had something."""
    lead = story("KUNA & Co", "The quay opened.", published=NOW, url="https://example.org/1")
    other = story("Anadolu", 'It was "late" in Port Sellen, said Ann Lee.', url="https://example.org/2")
    quote = Quote(spans=(Span(8, 12),), speaker=Span(35, 42), featured=True)
    brief = Brief(story=lead.key, formatter="f/1", key_points=(KeyPoint((Span(0, 16),)),), quotes=())
    update = Update(Newness.CORRECTED, (), "KUNA & Co", NOW)
    event = EventBrief(
        lead, brief, (other,), reprints=(story("Copy", ""), story("Other Copy", "")), added=((other, quote),),
        update=update,
    )  # fmt: skip
    return replace(event, **more)


def test_an_event_says_what_is_new_whose_words_are_added_and_who_carries_it():
    """In order: what changed and when, headline, points, the other agency's words with its credit, all agencies."""
    first, *rest, last = written(blocks.event(carried_before()))
    at = f"<!date^{int(NOW.timestamp())}^"
    assert first.startswith(f"*Corrected since: KUNA &amp; Co*, {at}")
    assert rest == ["<KUNA & Co>", "The quay opened.", "“late”", "\n— ", "Ann Lee", " · ", "Anadolu"]
    assert last.startswith(f"*KUNA &amp; Co*, Anadolu; also carried by 2 others · {at}")
    new = written(blocks.event(carried_before(update=None)))
    assert new == [*rest, last]


def test_an_update_is_named_in_the_notification_too():
    """Who only hears or glances at the message learns that it is an update, and by whom."""
    briefing = Briefing(
        topic=parse(""), events=(carried_before(update=Update(Newness.UNTOLD, ("Anadolu",), "KUNA", None)),), at=NOW,
        read=1, blind=(),
    )  # fmt: skip
    assert briefings.message(briefing, heading="News")[0].splitlines()[1] == (
        "1. Update: now also Anadolu: &lt;KUNA &amp; Co&gt; (KUNA &amp; Co, Anadolu)"
    )
    assert written(blocks.event(briefing.events[0]))[0] == "*Update: now also Anadolu*"


def test_the_message_holds_what_is_read_in_a_minute_and_the_rest_is_in_its_thread():
    """The briefs of a message have some 250 words at most, and there is a message for every brief."""
    body = "The quay opened again. " * 12
    spans = [Span(23 * n, 23 * n + 22) for n in range(12)]
    events = tuple(
        EventBrief(
            one,
            Brief(story=one.key, formatter="f/1", key_points=tuple(KeyPoint((span,)) for span in spans), quotes=()),
            (),
        )
        for one in (story(f"Agency {n}", body) for n in range(12))
    )
    pages = list(briefings.pages(events))
    assert [event for page in pages for event in page] == list(events)
    for page in pages:
        said = " ".join(part for event in page for part in written(blocks.event(event)))
        assert 100 < len(said.split()) <= 275
    briefs = [line for line in message(events=events) if line == "The quay opened again."]
    assert len(briefs) == 12 * len(pages[0])
