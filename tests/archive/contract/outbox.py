"""Claims about the posts owed."""

from dataclasses import replace

import pytest

from briefbot.errors import NotFoundError
from briefbot.messages import PostState
from briefbot.story import StoryKey
from briefbot.subscription import DeliveryState
from tests.archive.contract.samples import MINUTE, NOW, SLOT, post, subscription


class Outbox:
    """See the module."""

    def test_a_post_comes_back_as_it_was_queued(self, archive):
        """A taken post has every field as queued, one attempt, and the time of its first."""
        given_ = post(
            blocks=({"type": "divider"}, {"type": "x", "text": {"a": [1, None]}}),
            thread="1.5",
            slot=SLOT.key,
            stories=(StoryKey("a", 2), StoryKey("b")),
        )
        archive.queue([given_])
        expected = replace(given_, state=PostState.SENDING, attempts=1, first_tried=NOW)
        assert archive.take(NOW) == [expected]
        archive.put_back("p", NOW)
        assert archive.take(NOW + MINUTE) == [replace(expected, attempts=2)]

    def test_a_known_key_is_left_as_it_is(self, archive):
        """Queued again, under way or sent, a post stays what it was."""
        archive.queue([post(text="first")])
        archive.queue([post(text="second")])
        assert [p.text for p in archive.take(NOW)] == ["first"]
        archive.queue([post(text="third")])
        archive.sent("p", "1.1")
        archive.queue([post(text="fourth")])
        assert archive.take(NOW) == []
        assert [p.text for p in archive.posts(workspace="T1", channel="C1")] == ["first"]

    def test_posts_are_queued_all_or_none(self, archive):
        """Where one of several posts cannot be queued, none of them is, and the delivery stays CLAIMED."""
        archive.claim({SLOT: NOW})
        with pytest.raises(NotFoundError):
            archive.queue([post("1", slot=SLOT.key), post("2", slot=SLOT.key, parent="never queued")])
        assert archive.take(NOW) == []
        assert [d.state for d in archive.deliveries(since=NOW)] == [DeliveryState.CLAIMED]

    def test_a_channel_keeps_its_order_and_channels_do_not_wait_for_each_other(self, archive):
        """One post a channel is under way at a time, in the order queued; other channels go on."""
        archive.queue([post("1"), post("2"), post("x", channel="C2"), post("y", workspace="T2")])
        assert [p.key for p in archive.take(NOW)] == ["1", "x", "y"]
        assert archive.take(NOW) == []
        archive.unsure("1", NOW)
        assert archive.take(NOW) == []
        archive.put_back("1", NOW + MINUTE)
        assert archive.take(NOW) == []
        assert [p.key for p in archive.take(NOW + MINUTE)] == ["1"]
        archive.sent("1", "1.1")
        assert [p.key for p in archive.take(NOW)] == ["2"]

    def test_take_gives_no_more_than_asked(self, archive):
        """`limit` caps what is taken; the rest can be taken after."""
        archive.queue([post(str(n), channel=f"C{n}") for n in range(5)])
        assert [p.key for p in archive.take(NOW, limit=2)] == ["0", "1"]
        assert [p.key for p in archive.take(NOW)] == ["2", "3", "4"]

    def test_a_part_waits_for_its_parent_and_goes_to_its_thread(self, archive):
        """A post with a parent is taken once that stands, with its ts as the thread."""
        archive.queue([post("0", channel="C0"), post("1", parent="0"), post("2", parent="0", channel="C2")])
        assert [p.key for p in archive.take(NOW)] == ["0"]
        assert archive.take(NOW) == []
        archive.sent("0", "9.5")
        assert [(p.key, p.thread) for p in archive.take(NOW)] == [("1", "9.5"), ("2", "9.5")]

    def test_a_delivery_is_queued_with_its_posts_and_delivered_with_the_last(self, archive):
        """`queue` moves the delivery to QUEUED, `sent` to DELIVERED when all parts stand."""
        archive.claim({SLOT: NOW})

        def state():
            return archive.deliveries(since=NOW)[0].state

        archive.queue([post("0", slot=SLOT.key), post("1", slot=SLOT.key, parent="0")])
        assert state() is DeliveryState.QUEUED
        archive.take(NOW)
        archive.sent("0", "1.1")
        assert state() is DeliveryState.QUEUED
        archive.take(NOW)
        archive.sent("1", "1.2")
        assert state() is DeliveryState.DELIVERED

    def test_a_refused_post_takes_its_delivery_and_the_parts_that_wait_for_it_with_it(self, archive):
        """Refused for good: the post, its thread and the delivery fail; other posts of the channel go on."""
        archive.claim({SLOT: NOW})
        parts = [post("0", slot=SLOT.key), post("1", slot=SLOT.key, parent="0"), post("2", parent="1"), post("next")]
        archive.queue(parts)
        archive.take(NOW)
        archive.refused("0", "channel_not_found")
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, "channel_not_found")
        archive.queue([post("late", parent="0")])
        assert [p.key for p in archive.take(NOW)] == ["next"]
        archive.sent("next", "1.1")
        assert archive.take(NOW) == []
        assert [p.key for p in archive.posts(workspace="T1", channel="C1")] == ["next"]

    def test_what_stands_in_the_channel_or_was_refused_is_never_taken_again(self, archive):
        """After SENT or FAILED, no verb makes a post ready to be sent."""
        archive.queue([post("sent"), post("refused", channel="C2")])
        archive.take(NOW)
        archive.sent("sent", "1.1")
        archive.refused("refused", "is_archived")
        for key in ("sent", "refused"):
            archive.put_back(key, NOW)
            archive.unsure(key, NOW)
            archive.refused(key, "again")
        archive.sent("sent", "2.2")
        archive.recover()
        assert archive.take(NOW) == []
        assert archive.unsettled(NOW) == []
        assert [p.ts for p in archive.posts(workspace="T1", channel="C1")] == ["1.1"]

    def test_an_unsure_post_is_looked_up_when_its_time_has_come(self, archive):
        """UNSURE posts are listed oldest first from their time on, and can end as sent or be put back."""
        archive.queue([post("a"), post("b", channel="C2"), post("c", channel="C3")])
        archive.take(NOW)
        for key, minutes in (("b", 0), ("a", 0), ("c", 1)):
            archive.unsure(key, NOW + minutes * MINUTE)
        assert [p.key for p in archive.unsettled(NOW)] == ["a", "b"]
        archive.sent("a", "1.1")
        archive.put_back("b", NOW)
        assert [p.key for p in archive.unsettled(NOW + MINUTE)] == ["c"]
        assert [p.key for p in archive.take(NOW)] == ["b"]

    def test_what_a_dead_process_was_sending_is_looked_up_first(self, archive, open_archive):
        """After `recover` a post left SENDING is UNSURE at once, and is not simply sent again."""
        archive.queue([post("a"), post("b")])
        archive.take(NOW)
        archive.close()
        anew = open_archive()
        anew.recover()
        assert anew.take(NOW) == []
        assert [(p.key, p.state, p.attempts) for p in anew.unsettled(NOW)] == [("a", PostState.UNSURE, 1)]

    def test_sent_posts_of_a_channel_and_of_a_thread_are_listed_newest_first(self, archive):
        """`posts` gives what stands in the channel; with a thread, its first message and the answers in it."""
        archive.queue([post("0"), post("1", parent="0"), post("2"), post("3", thread="1.0"), post("4", channel="C2")])
        for ts in ("1.0", "1.1", "1.2", "1.3"):
            for taken in archive.take(NOW):
                archive.sent(taken.key, "7.7" if taken.channel == "C2" else ts)
        assert [p.key for p in archive.posts(workspace="T1", channel="C1")] == ["3", "2", "1", "0"]
        assert [p.key for p in archive.posts(workspace="T1", channel="C1", thread="1.0")] == ["3", "1", "0"]
        assert archive.posts(workspace="T2", channel="C1") == []
        assert [p.key for p in archive.posts(workspace="T1", channel="C2", thread="7.7")] == ["4"]
        assert archive.posts(workspace="T1", channel="C2", thread="1.0") == []
        archive.queue([post("5")])
        assert len(archive.posts(workspace="T1", channel="C1")) == 4

    def test_the_last_posts_of_a_channel_are_listed_alone_and_so_are_those_that_begin_deliveries(self, archive):
        """`limit` gives the newest; with `scheduled`, neither answers nor the parts in a thread come along."""
        archive.claim({SLOT: NOW})
        archive.queue([post("first", slot=SLOT.key), post("more", slot=SLOT.key, parent="first"), post("answer")])
        for ts in ("1.0", "1.1", "1.2"):
            for taken in archive.take(NOW):
                archive.sent(taken.key, ts)
        place = {"workspace": "T1", "channel": "C1"}
        assert [p.key for p in archive.posts(**place, limit=2)] == ["answer", "more"]
        assert [p.key for p in archive.posts(**place, scheduled=True)] == ["first"]
        assert [p.key for p in archive.posts(**place, scheduled=True, limit=1, thread="1.0")] == ["first"]
        assert archive.posts(workspace="T1", channel="C2", scheduled=True) == []

    def test_posts_of_a_delivery_that_was_composed_before_are_left_out(self, archive):
        """What one process composed is not mixed with what another composes later; other posts are queued."""
        archive.claim({SLOT: NOW})
        archive.queue([post("first", slot=SLOT.key)])
        archive.queue([post("first", slot=SLOT.key), post("second", slot=SLOT.key), post("other", channel="C2")])
        assert [p.key for p in archive.take(NOW)] == ["first", "other"]
        archive.sent("first", "1.1")
        assert archive.take(NOW) == []

    def test_a_workspace_or_a_channel_can_be_left_out(self, archive):
        """`besides` names whole workspaces and single channels."""
        archive.queue([post("a"), post("b", channel="C2"), post("c", workspace="T2")])
        assert [p.key for p in archive.take(NOW, besides=["T2", "T1/C1"])] == ["b"]
        assert [p.key for p in archive.take(NOW)] == ["a", "c"]

    def test_a_post_of_no_delivery_can_be_asked_for_past_those_of_deliveries(self, archive):
        """Somebody waits for it; it keeps its order among its like, and a channel never has two calls at a time."""
        archive.claim({SLOT: NOW})
        archive.queue([post(n, slot=SLOT.key) for n in "12"])
        archive.queue([post("a"), post("b")])
        assert [p.key for p in archive.take(NOW, asked=True)] == ["a"]
        assert archive.take(NOW) == []
        archive.sent("a", "1.0")
        assert [p.key for p in archive.take(NOW, limit=1)] == ["1"]
        assert archive.take(NOW, asked=True) == []
        archive.sent("1", "2.0")
        assert [p.key for p in archive.take(NOW, asked=True)] == ["b"]

    def test_a_post_put_back_without_an_attempt_has_as_many_as_before(self, archive):
        """An attempt that does not count is taken back."""
        archive.queue([post("a")])
        for counts, attempts in ((False, 1), (True, 1), (True, 2)):
            assert [p.attempts for p in archive.take(NOW)] == [attempts]
            archive.put_back("a", NOW, counts=counts)

    def test_a_post_is_split_into_parts_that_come_before_what_waits_behind_it(self, archive):
        """The post keeps the first part's blocks; the others come next in its thread, then the parts there were."""
        archive.claim({SLOT: NOW})
        archive.queue([post("0", slot=SLOT.key), post("1", slot=SLOT.key, parent="0")])
        (whole,) = archive.take(NOW)
        divider = ({"type": "divider"},)
        parts = [
            replace(whole, blocks=divider),
            replace(whole, key="0/1", parent="0"),
            replace(whole, key="0/2", parent="0"),
        ]
        archive.split("0", parts)
        archive.put_back("0", NOW)
        taken = []
        while ready := archive.take(NOW):
            taken += ready
            archive.sent(ready[0].key, f"{len(taken)}.0")
        assert [(p.key, p.thread) for p in taken] == [("0", None), ("0/1", "1.0"), ("0/2", "1.0"), ("1", "1.0")]
        assert taken[0].blocks == divider
        assert archive.deliveries(since=NOW)[0].state is DeliveryState.DELIVERED

    def test_a_thread_that_is_gone_takes_all_that_waits_for_it(self, archive):
        """`abandon` fails the post and the later parts of its thread; another thread's stay."""
        archive.claim({SLOT: NOW})
        archive.queue([post("0", slot=SLOT.key), *(post(n, slot=SLOT.key, parent="0") for n in "12"), post("3")])
        archive.take(NOW)
        archive.sent("0", "1.0")
        assert [p.key for p in archive.take(NOW)] == ["1"]
        archive.abandon("1", "thread_not_found")
        assert [p.key for p in archive.take(NOW)] == ["3"]
        (delivery,) = archive.deliveries(since=NOW)
        assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, "thread_not_found")

    def test_a_closed_channel_has_its_subscriptions_paused_and_its_posts_failed(self, archive):
        """What it is owed fails with the reason, another channel's does not, owners are told; again: nothing new."""
        mine = archive.subscribe(subscription())
        archive.subscribe(subscription(topic="", paused=True))
        archive.subscribe(subscription(channel="C2"))
        archive.claim({SLOT: NOW})
        archive.queue([post("a", slot=SLOT.key), post("b", channel="C2")])
        told = []

        def notices(paused):
            told.append(paused)
            return [post(f"told/{s.id}", channel="U1") for s in paused]

        closed = [archive.close_channel("T1", "C1", "is_archived", notices) for _ in range(2)]
        assert closed == [1, 0]
        assert told == [[mine], []]
        assert [s.paused for s in archive.subscriptions()] == [True, True, False]
        assert [p.key for p in archive.take(NOW)] == ["b", f"told/{mine.id}"]
        assert [d.reason for d in archive.deliveries(since=NOW)] == ["is_archived"]

    def test_what_a_channel_has_or_is_owed_is_known(self, archive):
        """Stories of posts sent since a time, and of those not sent yet; not of those that were refused."""
        a, b, c, d = (StoryKey(id_, 1) for id_ in "abcd")
        archive.queue(
            [post("0", stories=(a,)), post("1", stories=(b,)), post("2", stories=(c,)), post("3", stories=(d,))]
        )
        archive.take(NOW)
        archive.sent("0", "1.0")
        archive.take(NOW + MINUTE)
        archive.sent("1", "2.0")
        archive.take(NOW + MINUTE)
        archive.refused("2", "invalid_blocks")
        assert archive.carried("T1", "C1", NOW) == {a, b, d}
        assert archive.carried("T1", "C1", NOW + MINUTE) == {b, d}
        assert archive.carried("T1", "C2", NOW) == set()

    def test_alerts_are_a_channels_own_from_a_time_on(self, archive):
        """Those owed, sent and refused are given, and no other posts, channels or workspaces."""
        archive.queue([post("alert/1/x"), post("alertness"), post("delivery/1/x")])
        archive.queue([post("alert/2/x", channel="C2"), post("alert/3/x", workspace="T2")])
        archive.take(NOW)
        archive.refused("alert/1/x", "no")
        archive.queue([post("alert/1/y")])
        assert [each.key for each in archive.alerts("T1", "C1", NOW)] == ["alert/1/x", "alert/1/y"]
        assert [each.key for each in archive.alerts("T1", "C1", NOW + MINUTE)] == ["alert/1/y"]
