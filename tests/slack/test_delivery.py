"""No briefing is lost and none stands twice, whatever Slack, the network or the machine do."""

import asyncio
import signal
import sys

import pytest

from briefbot.errors import ArchiveError
from briefbot.subscription import DeliveryState
from tests.slack.conftest import BRIDGE, PATIENCE, page


@pytest.fixture
def due(newsroom):
    """A newsroom with a story and a subscription that is due in a moment; the bot is not running yet."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    return newsroom


def posts(newsroom):
    """The calls of chat.postMessage that the workspace has done."""
    done = [r for r in newsroom.playground.requests if r.name == "chat.postMessage"]
    return [r for r in done if isinstance(r.answer, dict) and r.answer["ok"]]


async def test_a_briefing_whose_answer_was_lost_is_found_and_not_posted_again(due):
    """Slack posts it and the connection breaks before the answer: one briefing stands, and is known as delivered."""
    due.playground.faults.tell("chat.postMessage", "drop_after")
    async with due.bot():
        await due.set(DeliveryState.DELIVERED)
    assert len(due.briefings()) == 1


async def test_a_briefing_that_never_reached_slack_is_posted_once(due):
    """The connection breaks before Slack has read the call: the channel is looked at, then it is posted."""
    due.playground.faults.tell("chat.postMessage", "drop_before")
    async with due.bot():
        await due.set(DeliveryState.DELIVERED)
    assert len(due.briefings()) == 1


async def test_a_limit_of_slack_is_waited_for(due):
    """After 429 with Retry-After the post is sent again, once, and not before the seconds are over."""
    due.playground.faults.tell("chat.postMessage", "status", status=429, retry_after=2)
    async with due.bot():
        await due.set(DeliveryState.DELIVERED)
    told, done = [r for r in due.playground.requests if r.name == "chat.postMessage"]
    assert done.at - told.at >= 2
    assert len(due.briefings()) == 1


async def test_refused_blocks_are_sent_as_text(due):
    """Where Slack finds the blocks invalid, the channel still learns the headlines, once."""
    due.playground.faults.tell("chat.postMessage", "error", error="invalid_blocks")
    async with due.bot():
        await due.set(DeliveryState.DELIVERED)
    (briefing,) = due.briefings()
    assert "Old river bridge at Halmeria reopens to trucks" in page(briefing)


async def test_a_channel_that_refuses_the_bot_fails_the_delivery_with_the_reason(newsroom):
    """Not being a member of the channel is put down as what went wrong, and is not tried for ever."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe(channel="risk-room")
    async with newsroom.bot():
        failed = await newsroom.set(DeliveryState.FAILED)
    assert failed.reason in {"not_in_channel", "channel_not_found"}
    assert newsroom.briefings("risk-room") == []


async def test_a_bot_killed_between_claiming_and_posting_has_posted_once_after_a_restart(due):
    """Kill -9 while the post is on its way and not done: after a restart the briefing is there, once."""
    (fault,) = due.playground.faults.tell("chat.postMessage", "hold_before")
    async with due.bot_process() as bot:
        async with asyncio.timeout(PATIENCE):
            await fault.held.wait()
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    assert due.briefings() == []
    async with due.bot_process():
        await due.set(DeliveryState.DELIVERED)
        await due.settled()
    assert len(due.briefings()) == 1


async def test_a_bot_killed_after_slack_posted_does_not_post_again(due):
    """Kill -9 when the message stands but its ts has not come back: after a restart it still stands once."""
    (fault,) = due.playground.faults.tell("chat.postMessage", "hold_after")
    async with due.bot_process() as bot:
        async with asyncio.timeout(PATIENCE):
            await fault.held.wait()
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    assert len(due.briefings()) == 1
    async with due.bot_process():
        await due.set(DeliveryState.DELIVERED)
        await due.settled()
    assert len(due.briefings()) == 1
    assert len(posts(due)) == 1


async def test_a_restart_repeats_no_briefing(due):
    """A bot stopped and started again after a delivery posts nothing for the same slot."""
    async with due.bot():
        await due.set(DeliveryState.DELIVERED)
    async with due.bot():
        await due.settled(2.5)
    assert len(due.briefings()) == 1


async def test_a_question_taken_before_a_kill_is_answered_after_the_restart(due):
    """What was acknowledged to Slack is written down: killed before it answered, the bot answers when it is back."""
    async with due.bot_process() as bot:
        briefing = await due.briefing()
        await due.set(DeliveryState.DELIVERED)
        (fault,) = due.playground.faults.tell("chat.postMessage", "hold_before")
        await due.playground.say("ana", "world-news", "how many trucks crossed?", thread_ts=briefing.ts)
        async with asyncio.timeout(PATIENCE):
            await fault.held.wait()
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    async with due.bot_process():
        answers = await due.until(lambda: [m for m in due.shown() if m.thread_ts == briefing.ts])
        await due.settled()
    assert len(answers) == 1
    assert page(answers[0]).startswith("260 trucks")


async def test_a_bot_told_to_stop_ends_by_itself(due):
    """SIGTERM ends the process with status 0, without help."""
    async with due.bot_process() as bot:
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await bot.wait() == 0


async def test_a_second_bot_on_the_same_archive_is_refused(due):
    """Two bots on one archive would deliver twice, so the second says who has it and ends."""
    async with due.bot():
        with pytest.raises(ArchiveError, match="another `briefbot run`"):
            async with due.bot():
                pass


async def test_a_token_that_slack_does_not_know_ends_the_bot_with_what_to_do(due):
    """`briefbot run` with a bad token prints one line that says where the right one is, and exits with 1."""
    environment = {f"BRIEFBOT_{k.upper()}": v for k, v in (due.settings | {"slack_bot_token": "xoxb-wrong"}).items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "briefbot", "run", env=environment, cwd=due.folder, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    (line,) = said.decode().splitlines()
    assert "BRIEFBOT_SLACK_BOT_TOKEN" in line
    assert "OAuth & Permissions" in line
