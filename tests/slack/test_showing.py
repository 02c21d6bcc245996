"""Subscriptions and sources in words."""

from datetime import UTC, date, datetime, time

import pytest

from briefbot.slack import showing
from briefbot.source import Poll, Source
from briefbot.subscription import Delivery, DeliveryState, Slot

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (DeliveryState.DELIVERED, None, "Last: "),
        (DeliveryState.EMPTY, None, "nothing new"),
        (DeliveryState.QUEUED, None, "Under way since "),
        (DeliveryState.MISSED, None, "not delivered: missed"),
        (DeliveryState.FAILED, "is_archived <!here>", "not delivered: is_archived &lt;!here&gt;"),
    ],
)
def test_how_the_last_delivery_went_is_said(state, reason, said):
    """Each state has words of its own, a failure with its reason, escaped; before any, that none was sent."""
    delivery = Delivery(slot=Slot(1, date(2026, 3, 2), time(8)), due=NOW, state=state, reason=reason)
    assert said in showing.last((delivery, None))
    assert showing.last(None) == "Nothing sent yet"


def test_sources_that_cannot_be_seen_come_first_and_the_rest_is_counted():
    """Blind ones lead with reason and since when, those beyond forty are a number; without any, what to do is said."""
    sources = [Source(id=f"s{n:02}", agency="Coast", url="https://a.example/") for n in range(50)]
    polls = {"s49": Poll(source="s49", at=NOW, ok=False, reason="answered 403", last_success=NOW)}
    polls["s00"] = Poll(source="s00", at=NOW, ok=True, reason="")
    opening, first, *_, last = showing.health(sources, polls).text.split("\n")
    assert opening == "1 of 50 sources can be seen, 48 not looked at yet."
    assert "(s49): cannot be seen since <!date^" in first
    assert last == "… and 10 more"
    assert "sources import" in showing.health([], {}).text


def test_a_source_that_is_paused_is_not_said_to_be_seen():
    """It stands last and is counted apart, with the reason, however its last look went."""
    kept, *paused = (
        Source(id=id_, agency="Coast", url="https://a.example/", paused=why)
        for id_, why in (("a", None), ("b", "by hand"), ("c", "answered 410 Gone"))
    )
    polls = {id_: Poll(source=id_, at=NOW, ok=id_ != "c", reason="") for id_ in "abc"}
    opening, *lines = showing.health([*paused, kept], polls).text.split("\n")
    assert opening == "1 of 3 sources can be seen, 2 paused."
    assert [line.partition("looked at, ")[2] for line in lines[1:]] == ["by hand", "answered 410 Gone"]
