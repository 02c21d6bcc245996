"""Claims about what is owed and not yet done."""

from briefbot.messages import Job, PostState
from briefbot.subscription import DeliveryState
from tests.archive.contract.samples import DAY, MINUTE, NOW, SLOT, post


class Owed:
    """See the module."""

    def test_an_empty_archive_owes_nothing(self, archive):
        """No state is counted, and nothing has an age."""
        backlog = archive.backlog(NOW - DAY)
        assert (backlog.deliveries, backlog.posts, backlog.jobs) == ({}, {}, 0)
        assert (backlog.owed, backlog.asked) == (None, None)

    def test_deliveries_are_counted_by_state_since_a_time(self, archive):
        """Those due before are left out, and the oldest that is still open says since when something is owed."""
        old, missed, open_ = (slot(n) for n in (1, 2, 3))
        archive.claim({old: NOW - 2 * DAY, missed: NOW - MINUTE, open_: NOW})
        archive.settle(missed, DeliveryState.MISSED)
        backlog = archive.backlog(NOW - DAY)
        assert backlog.deliveries == {DeliveryState.MISSED: 1, DeliveryState.CLAIMED: 1}
        assert backlog.owed == NOW

    def test_posts_and_jobs_are_counted_until_they_come_to_their_end(self, archive):
        """What is sent or done is not counted any more; the oldest job that is not done says since when."""
        archive.queue([post("a"), post("b", channel="C2")])
        archive.accept(Job(key="later", kind="command", at=NOW))
        archive.accept(Job(key="first", kind="command", at=NOW - MINUTE))
        (taken, _) = archive.take(NOW)
        archive.sent(taken.key, "1.0")
        backlog = archive.backlog(NOW - DAY)
        assert (backlog.posts, backlog.jobs, backlog.asked) == ({PostState.SENDING: 1}, 2, NOW - MINUTE)
        archive.done("first")
        backlog = archive.backlog(NOW - DAY)
        assert (backlog.jobs, backlog.asked) == (1, NOW)

    def test_the_last_part_tells_when_its_delivery_was_due(self, archive):
        """`sent` gives the time for the part that settles the delivery, and for no other, nor a second time."""
        archive.claim({SLOT: NOW})
        parts = [post("p/0", slot=SLOT.key), post("p/1", slot=SLOT.key, parent="p/0")]
        archive.queue([*parts, post("answer", channel="C2")])
        archive.take(NOW)
        assert archive.sent("answer", "1.0") is None
        assert archive.sent("p/0", "2.0") is None
        archive.take(NOW)
        assert archive.sent("p/1", "3.0") == NOW
        assert archive.sent("p/1", "3.0") is None


def slot(subscription):
    return SLOT._replace(subscription=subscription)
