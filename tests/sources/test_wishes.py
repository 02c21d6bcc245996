"""What a feed asks of those who look at it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.source import Wishes
from briefbot.sources import wishes

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("<ttl>40</ttl>", Wishes(ttl=timedelta(minutes=40))),
        ("<ttl> 5 </ttl><ttl>9</ttl>", Wishes(ttl=timedelta(minutes=5))),
        ("<ttl>soon</ttl><ttl/>", Wishes()),
        ("<skipHours><hour>0</hour><hour> 13</hour><hour>24</hour></skipHours>", Wishes(skip_hours=(0, 13))),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Wishes(period=HOUR)),
        (
            "<syn:updatePeriod>\n\tdaily\t</syn:updatePeriod><syn:updateFrequency>\n12</syn:updateFrequency>",
            Wishes(period=2 * HOUR),
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", Wishes(period=HOUR)),
        ("<sy:updatePeriod>never</sy:updatePeriod>", Wishes()),
        ("<item><ttl>40</ttl></item>", Wishes()),
        ("", Wishes()),
    ],
)
def test_the_head_of_a_feed_tells_its_wishes(head, found):
    """A ttl is in minutes, hours are of the day, a period is divided by its frequency; items tell nothing."""
    assert wishes.read(f"<rss><channel>{head}<item><title>x</title></item></channel></rss>".encode()) == found


@given(st.binary(max_size=400))
def test_any_bytes_have_wishes(document):
    """Whatever the bytes, an answer comes, and its numbers are bearable."""
    for wrapped in (document, b"<ttl>" + document, b"<skipHours><hour>" + document + b"</hour></skipHours>"):
        assert all(0 <= hour < 24 for hour in wishes.read(wrapped).skip_hours)
