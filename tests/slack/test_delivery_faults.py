"""What Slack, a proxy or the network can do to a post, one by one: the channel has it once, or the reason is kept."""

import asyncio
import logging
from itertools import pairwise

import pytest

from briefbot.messages import Post
from briefbot.slack import blocks as kit
from briefbot.slack import splitting
from briefbot.subscription import DeliveryState
from tests.slack.mailroom import SCALE, mailroom

__all__ = ["mailroom"]  # a fixture

POST, HISTORY = "chat.postMessage", "conversations.history"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after"},
        {"kind": "hold_after"},  # until the client's total time-out
        {"kind": "status_after", "status": 502},
        {"kind": "status_after", "status": 503},
        {"kind": "error_after", "error": "internal_error"},
        {"kind": "error_after", "error": "fatal_error"},
        {"kind": "truncate"},
        {"kind": "garble"},
    ],
    ids=lambda fault: " ".join(map(str, fault.values())),
)
async def test_a_post_whose_answer_was_lost_is_found_and_never_sent_again(mailroom, fault):
    """Slack did it and nobody was told: one call is made, and the message's ts is found in the channel."""
    mailroom.owe()
    mailroom.playground.faults.tell(POST, **fault)
    await mailroom.deliver()
    assert mailroom.standing() == ["world-news/1/0"]
    assert len(mailroom.calls()) == 1
    (post,) = mailroom.archive.posts(workspace=mailroom.workspace.team_id, channel=mailroom.room("world-news"))
    assert post.ts == mailroom.workspace.channel("world-news").messages[0].ts


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_before"},
        {"kind": "hold_before"},
        {"kind": "status", "status": 502},
        {"kind": "status", "status": 503},
        {"kind": "error", "error": "internal_error"},
        {"kind": "error", "error": "fatal_error"},
    ],
    ids=lambda fault: " ".join(map(str, fault.values())),
)
async def test_a_post_that_is_truly_absent_is_sent_again_once_after_two_looks(mailroom, fault):
    """Slack did not do it and nobody was told: the channel is looked at twice, and then one more call is made."""
    mailroom.owe()
    mailroom.playground.faults.tell(POST, **fault)
    await mailroom.deliver()
    assert mailroom.standing() == ["world-news/1/0"]
    first, second = mailroom.calls()
    assert len([look for look in mailroom.calls(HISTORY) if first.at < look.at < second.at]) == 2


async def test_a_server_that_fails_every_time_is_not_asked_for_ever(mailroom, monkeypatch):
    """After a number of attempts, each followed by looks, the delivery fails and says so."""
    monkeypatch.setattr("briefbot.slack.outbox.MOST_ATTEMPTS", 2)
    mailroom.owe()
    mailroom.playground.faults.tell(POST, "error", times=5, error="internal_error")
    (failed,) = await mailroom.deliver(DeliveryState.FAILED)
    assert failed.reason.startswith("gave up")
    assert len(mailroom.calls()) == 2


async def test_a_post_into_a_channel_that_cannot_be_read_is_left_unconfirmed(mailroom):
    """In a public channel that the bot never joined nothing can be looked up: no second call, and the reason kept."""
    mailroom.workspace.scopes |= {"chat:write.public"}
    mailroom.owe(channel="general")
    mailroom.playground.faults.tell(POST, "drop_after")
    (failed,) = await mailroom.deliver(DeliveryState.FAILED)
    assert failed.reason == "unconfirmed: the channel cannot be read (not_in_channel)"
    assert len(mailroom.calls()) == 1


async def test_without_the_scope_to_read_a_lost_answer_stays_unconfirmed_and_others_go_out(mailroom):
    """A missing history scope is no bad token: the one post is left, the next is sent."""
    mailroom.workspace.scopes -= {"channels:history"}
    mailroom.owe()
    mailroom.playground.faults.tell(POST, "drop_after")
    (failed,) = await mailroom.deliver(DeliveryState.FAILED)
    assert failed.reason == "unconfirmed: the channel cannot be read (missing_scope)"
    mailroom.owe(day=2)
    await mailroom.deliver()


async def test_retry_after_holds_for_its_method_and_workspace_and_nothing_else(mailroom):
    """429 for 60 s: no post before they are over; look-ups and another workspace go on; order is kept."""
    mailroom.owe(channel="syria-desk")
    mailroom.playground.faults.tell(POST, "drop_after")
    await mailroom.outbox.work()  # its outcome is unknown now
    mailroom.playground.faults.tell(POST, "status", status=429, retry_after=60)
    mailroom.owe(day=1)
    mailroom.owe(day=2)
    (elsewhere,) = mailroom.owe({"workspace": "T0ELSEWHERE", "key": "elsewhere"}, channel="ana")
    await mailroom.deliver(count=4)
    _, refused, *later = mailroom.calls()
    assert refused.answer == "told: status"
    waited = {mailroom.key(call): (call.at - refused.at) * SCALE for call in later}
    assert waited["world-news/1/0"] >= 60
    assert waited["world-news/2/0"] >= 60
    assert waited[elsewhere.key] < 60
    assert (mailroom.calls(HISTORY)[0].at - refused.at) * SCALE < 60
    assert mailroom.standing() == ["world-news/1/0", "world-news/2/0"]


async def test_a_limit_without_retry_after_is_waited_for_and_is_no_failed_attempt(mailroom):
    """200 with `ratelimited`: each wait is a second or more, and the attempt that succeeds is the first that counts."""
    mailroom.owe()
    mailroom.playground.faults.tell(POST, "error", times=3, error="ratelimited")
    await mailroom.deliver()
    calls = [call.at * SCALE for call in mailroom.calls()]
    assert all(after - before >= 1 for before, after in pairwise(calls))
    (post,) = mailroom.archive.posts(workspace=mailroom.workspace.team_id, channel=mailroom.room("world-news"))
    assert post.attempts == 1


async def test_blocks_that_slack_does_not_know_are_sent_as_text_once(mailroom):
    """`invalid_blocks` leads to one plain message with the same words and key."""
    mailroom.owe({"blocks": ({"type": "hologram"},)})
    await mailroom.deliver()
    (message,) = mailroom.workspace.channel("world-news").messages
    assert (message.text, message.blocks) == ("Part 0 for day 1", [])
    assert len(mailroom.calls()) == 2


def paragraphs(count, length):
    return tuple(kit.rich(kit.section(kit.words(f"{n} " + "word " * (length // 5)))) for n in range(count))


async def test_legal_blocks_that_are_too_long_together_are_split_into_the_thread(mailroom):
    """14,000 characters go out as a message and its continuation, before the parts that follow, each once."""
    blocks = paragraphs(7, 2000)
    assert kit.size(blocks) > 13_200
    mailroom.owe({"blocks": blocks}, {})
    await mailroom.deliver()
    assert mailroom.standing() == ["world-news/1/0", "world-news/1/0/1", "world-news/1/1"]
    first, second, last = mailroom.workspace.channel("world-news").messages
    assert first.blocks + second.blocks == list(blocks)
    assert second.thread_ts == last.thread_ts == first.ts
    assert second.text


async def test_a_message_that_slack_still_finds_too_long_is_split_further(mailroom):
    """`msg_blocks_too_long` for what seemed short enough: it is halved, not turned into text."""
    blocks = paragraphs(4, 2000)
    mailroom.owe({"blocks": blocks})
    mailroom.playground.faults.tell(POST, "error", error="msg_blocks_too_long")
    await mailroom.deliver()
    assert mailroom.standing() == ["world-news/1/0", "world-news/1/0/1"]
    assert [b for m in mailroom.workspace.channel("world-news").messages for b in m.blocks] == list(blocks)


def test_a_split_is_the_same_on_every_run_and_loses_nothing():
    """Keys and blocks of the parts depend on the post alone; no word is lost, and what fits is not split again."""
    lines = kit.bullets([f"{n} " + "line " * 300 for n in range(8)])
    (paragraph,) = paragraphs(1, 3000)
    block = kit.rich(*paragraph["elements"], lines, kit.quoted(kit.words("quoted " * 100)))
    post = Post(key="k", workspace="T1", channel="C1", text="Too long", blocks=(kit.header("News"), block))
    parts = splitting.split(post)
    assert parts == splitting.split(post)
    assert [part.key for part in parts] == ["k", "k/1"]
    assert all(kit.size(part.blocks) <= kit.MESSAGE_CHARACTERS for part in parts)
    assert sum(kit.size(part.blocks) for part in parts) == kit.size(post.blocks)
    assert splitting.split(parts[0]) == [parts[0]]


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "not_in_channel", "messages_tab_disabled"])
async def test_a_channel_that_takes_no_posts_is_paused_and_told_of_once_while_others_go_on(mailroom, error, caplog):
    """One call, one line for who runs the bot; the channel's subscription is paused, another channel is delivered."""
    mailroom.owe(day=1)
    mailroom.owe(day=2)
    mailroom.owe(channel="syria-desk")
    room = mailroom.room("world-news")
    mailroom.playground.faults.tell(POST, "error", times=2, error=error, channel=room)
    with caplog.at_level(logging.ERROR):
        await mailroom.deliver()
        failed = await mailroom.deliver(DeliveryState.FAILED, count=2)
    assert {delivery.reason for delivery in failed} == {error}
    assert len([call for call in mailroom.calls() if call.sent["channel"] == room]) == 1
    assert {s.channel: s.paused for s in mailroom.archive.subscriptions()} == {
        room: True,
        mailroom.room("syria-desk"): False,
    }
    (told,) = [record.getMessage() for record in caplog.records if room in record.getMessage()]
    assert "/invite @briefbot" in told


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_token_that_was_revoked_stops_its_workspace_until_the_bot_starts_with_a_good_one(mailroom, error):
    """After the refusal no call is made there, however often it is tried, but elsewhere; a restart delivers all."""
    for day in (1, 2, 3):
        mailroom.owe(day=day)
    mailroom.owe(channel="syria-desk")
    mailroom.playground.faults.tell(POST, "error", times=9, error=error, channel=mailroom.room("world-news"))
    await mailroom.outbox.work()
    assert mailroom.workspaces.shut == {mailroom.workspace.team_id: error}
    asked = len(mailroom.playground.requests)
    for _ in range(3):
        await mailroom.outbox.work()
        await asyncio.sleep(0.1)
    assert len(mailroom.playground.requests) == asked
    assert mailroom.deliveries(DeliveryState.FAILED) == []
    mailroom.owe({"workspace": "T0ELSEWHERE", "key": "elsewhere"}, channel="ana")
    await mailroom.deliver()  # a workspace with a token of its own goes on
    while mailroom.playground.faults.next(POST, mailroom.room("world-news")):
        pass
    mailroom.restart()
    await mailroom.deliver(count=5)
    assert mailroom.standing() == [f"world-news/{day}/0" for day in (1, 2, 3)]


async def test_a_thread_whose_parent_was_deleted_gets_no_further_parts(mailroom):
    """The rest is given up with the reason, after one call; nothing of it lands in the channel."""
    mailroom.owe({}, {}, {}, {})
    mailroom.playground.faults.tell(POST, "drop_after")
    mailroom.playground.faults.tell(POST, "status", status=429, retry_after=20)  # for the first part of the thread
    working = asyncio.create_task(mailroom.deliver(DeliveryState.FAILED))
    async with asyncio.timeout(10):
        while len(mailroom.calls()) < 2:  # noqa: ASYNC110 - the double has no event for it
            await asyncio.sleep(0.01)
    mailroom.workspace.channel("world-news").messages.clear()
    (failed,) = await working
    assert failed.reason == "thread_not_found"
    assert mailroom.standing() == []
    assert len(mailroom.calls()) == 3


async def test_a_limit_on_looking_things_up_is_waited_for(mailroom):
    """429 to conversations.history: the look-up comes later, and the post is still not sent twice."""
    mailroom.owe()
    mailroom.playground.faults.tell(POST, "drop_after")
    mailroom.playground.faults.tell(HISTORY, "status", status=429, retry_after=5)
    await mailroom.deliver()
    refused, found = mailroom.calls(HISTORY)
    assert (found.at - refused.at) * SCALE >= 5
    assert len(mailroom.calls()) == 1
