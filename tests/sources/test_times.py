"""Times as they are written."""

from datetime import UTC, datetime, timedelta

import pytest

from briefbot.sources import times
from tests.sources.conftest import NOW


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-24T10:00:00+03:00", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("2026-11-24T10:00:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 10:00:00 +0300", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("20261124T100000Z", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("2026-11-24 10:00:00 +0300", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 10:00:00 CET", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 10:00 MSK", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 10:00:00 XYZT", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 6:30 p.m.", datetime(2026, 11, 24, 18, 30, tzinfo=UTC)),
        ("November 24, 2026 6:30 PM", datetime(2026, 11, 24, 18, 30, tzinfo=UTC)),
        ("2026/11/24 10:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("24 November 2026, 10:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("10/11/2026 10:00", None),
        ("24.11.2026", None),
        ("November 2026", None),
        ("10:00 PM", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("9" * 100, None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_read_as_utc(written, moment):
    """Times come out in UTC; without a zone they are read as UTC; what is no time is None."""
    assert times.moment(written) == moment


def test_a_time_from_the_future_is_a_mistake():
    """A time ahead of us by more than a clock may be wrong is no time."""
    ahead = (NOW + timedelta(hours=5)).isoformat()
    assert times.moment(ahead, now=NOW) is None
    assert times.moment((NOW + timedelta(minutes=5)).isoformat(), now=NOW) == NOW + timedelta(minutes=5)
