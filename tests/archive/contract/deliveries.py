"""Claims about subscriptions and what they are owed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time

import pytest

from briefbot.errors import InputError, NotFoundError
from briefbot.subscription import AS_IT_HAPPENS, DAYS, DeliveryState, Schedule, Slot
from tests.archive.contract.samples import MINUTE, MONTHLY, NOW, SLOT, post, subscription


class Deliveries:
    """See the module."""

    def test_a_subscription_gets_an_id_and_is_there_once(self, archive):
        """The same channel, topic and schedule again gives the subscription there is; another channel, a new one."""
        first = archive.subscribe(subscription(limit=3, paused=True))
        assert first == subscription(id=first.id, limit=3, paused=True)
        assert archive.subscribe(subscription(limit=9, created=NOW + MINUTE)) == first
        others = [
            archive.subscribe(subscription(**change))
            for change in (
                {"channel": "C2"},
                {"workspace": "T2"},
                {"topic": ""},
                {"schedule": replace(MONTHLY, zone="UTC")},
                {"schedule": replace(MONTHLY, days=DAYS)},
            )
        ]
        assert archive.subscriptions() == [first, *others]
        assert archive.subscriptions("T2") == [others[1]]

    def test_a_subscription_of_alerts_is_one_a_topic(self, archive, open_archive):
        """It has no days and times, comes back as it was, and stands beside a briefing on the same topic."""
        wanted = subscription(schedule=AS_IT_HAPPENS, creator="U1", quiet=True)
        made = archive.subscribe(wanted)
        assert made.alerts
        assert archive.subscribe(replace(wanted, creator="U2")) == made
        briefing = archive.subscribe(subscription())
        assert not briefing.alerts
        assert open_archive().subscriptions() == [made, briefing]

    def test_an_ended_subscription_is_gone_and_its_id_is_never_given_again(self, archive):
        """Only its own workspace can end a subscription, and the next one has an id that was never used."""
        last = archive.subscribe(subscription())
        with pytest.raises(NotFoundError):
            archive.unsubscribe(last.id, "T2")
        archive.unsubscribe(last.id, "T1")
        assert archive.subscriptions() == []
        with pytest.raises(NotFoundError):
            archive.unsubscribe(last.id)
        assert archive.subscribe(subscription()).id > last.id

    def test_a_changed_subscription_keeps_its_id_and_gets_the_rest(self, archive, open_archive):
        """Topic, schedule, limit, beginning, pause, quiet and creator are replaced; again changes nothing."""
        kept, other = archive.subscribe(subscription()), archive.subscribe(subscription(topic="ferry"))
        schedule = Schedule(days=("tue",), times=(time(7),), zone="Europe/Vienna")
        changed = replace(
            kept, topic="port", schedule=schedule, limit=3, created=NOW + MINUTE, paused=True, quiet=True, creator="U2"
        )
        archive.change(changed)
        archive.change(changed)
        assert open_archive().subscriptions() == [changed, other]

    def test_a_change_never_makes_two_of_the_same_nor_reaches_another_workspace(self, archive):
        """A twin in the channel is an `InputError`, another id, workspace or channel not found; nothing changes."""
        kept, other = archive.subscribe(subscription()), archive.subscribe(subscription(topic="ferry"))
        with pytest.raises(InputError, match="already"):
            archive.change(replace(other, topic="harbour"))
        for wrong in ({"id": 99}, {"workspace": "T2"}, {"channel": "C2"}):
            with pytest.raises(NotFoundError):
                archive.change(replace(kept, paused=True, **wrong))
        assert archive.subscriptions() == [kept, other]

    def test_the_last_delivery_is_that_of_the_latest_slot_with_its_first_message(self, archive):
        """None before any; then the latest slot's delivery, with the post that its briefing began with."""
        assert archive.last_delivery(7) is None
        later, others = Slot(7, date(2026, 3, 2), time(18)), Slot(70, date(2026, 3, 3), time(8))
        for slot in (later, SLOT, others):
            archive.claim({slot: NOW})
        delivery, message = archive.last_delivery(7)
        assert (delivery.slot, delivery.state, message) == (later, DeliveryState.CLAIMED, None)
        archive.queue([post("a", slot=later.key), post("b", parent="a", slot=later.key), post("c", slot=SLOT.key)])
        archive.sent("a", "1.1")
        _, message = archive.last_delivery(7)
        assert (message.key, message.ts) == ("a", "1.1")

    def test_a_slot_is_claimed_once(self, archive, open_archive):
        """Of many claims of a slot, from many threads and two openings, exactly one succeeds."""
        other = open_archive()
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(lambda n: bool((archive, other)[n % 2].claim({SLOT: NOW})), range(24)))
        assert sum(claims) == 1
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.slot, delivery.due, delivery.state) == (SLOT, NOW, DeliveryState.CLAIMED)

    def test_a_delivery_moves_on_and_never_back(self, archive):
        """A settled delivery keeps its end and its reason; a slot never claimed cannot be settled."""
        archive.claim({SLOT: NOW})
        archive.settle(SLOT, DeliveryState.MISSED, "asleep")
        archive.settle(SLOT, DeliveryState.DELIVERED)
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.state, delivery.reason) == (DeliveryState.MISSED, "asleep")
        assert not archive.claim({SLOT: NOW})
        with pytest.raises(NotFoundError):
            archive.settle(SLOT._replace(subscription=8), DeliveryState.MISSED)

    def test_deliveries_are_listed_from_a_time_on_oldest_first(self, archive):
        """`since` looks at when a delivery is due, `state` at how far it has come."""
        for minutes, subscription_id in ((2, 1), (0, 2), (1, 3)):
            archive.claim({SLOT._replace(subscription=subscription_id): NOW + minutes * MINUTE})
        archive.settle(SLOT._replace(subscription=1), DeliveryState.EMPTY)
        assert [d.slot.subscription for d in archive.deliveries(since=NOW + MINUTE)] == [3, 1]
        claimed = archive.deliveries(since=NOW, state=DeliveryState.CLAIMED)
        assert [d.slot.subscription for d in claimed] == [2, 3]

    def test_the_last_delivery_of_each_subscription_is_known(self, archive):
        """`briefed` gives when the newest delivered one was due, of those due since a time."""
        slots = {
            SLOT._replace(subscription=id_, at=time(hour)): NOW + hour * MINUTE for id_ in (1, 2) for hour in (1, 2, 3)
        }
        archive.claim(slots)
        for slot in slots:
            if (slot.subscription, slot.at.hour) in {(1, 1), (1, 2), (2, 1)}:
                archive.settle(slot, DeliveryState.DELIVERED)
        assert archive.briefed(NOW) == {1: NOW + 2 * MINUTE, 2: NOW + MINUTE}
        assert archive.briefed(NOW + 2 * MINUTE) == {1: NOW + 2 * MINUTE}
