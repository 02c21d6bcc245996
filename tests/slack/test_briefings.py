"""What a briefing's first message says where there is little to say."""

from datetime import UTC, datetime, timedelta

from briefbot.desk.briefing import Briefing
from briefbot.desk.topics import parse
from briefbot.slack import briefings
from briefbot.source import Poll

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
