"""The bot ends in the middle of its deliveries, by kill -9 or by SIGTERM, and goes on where it was."""

import asyncio
import signal

from briefbot.subscription import DeliveryState
from tests.slack.conftest import PATIENCE
from tests.slack.mailroom import Mailroom


def owing(newsroom):
    """A mailroom on the newsroom's archive, to owe posts before the bot is started."""
    return Mailroom(newsroom.archive, newsroom.playground, newsroom.address)


async def test_a_bot_killed_between_two_parts_of_a_thread_goes_on_with_the_next(newsroom):
    """Kill -9 when two parts of five stand and a third is on its way: the others follow under the same parent."""
    mailroom = owing(newsroom)
    mailroom.owe({}, {}, {}, {}, {})
    mailroom.archive.close()
    async with newsroom.bot_process() as bot:
        await newsroom.until(lambda: len(mailroom.standing()) == 2)
        (fault,) = newsroom.playground.faults.tell("chat.postMessage", "hold_before")
        async with asyncio.timeout(PATIENCE):
            await fault.held.wait()
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    stood = mailroom.standing()
    async with newsroom.bot_process():
        await newsroom.set(DeliveryState.DELIVERED)
    parent, *replies = newsroom.shown()
    assert {reply.thread_ts for reply in replies} == {parent.ts}
    assert mailroom.standing() == [f"world-news/1/{part}" for part in range(5)]
    assert mailroom.standing()[: len(stood)] == stood


async def test_a_bot_told_to_stop_in_the_middle_finishes_what_it_sends_and_keeps_the_rest(newsroom):
    """SIGTERM with twenty posts owed: status 0, no outcome left unknown, and after a restart each stands once."""
    mailroom = owing(newsroom)
    for day in range(1, 11):
        for channel in ("world-news", "syria-desk"):
            mailroom.owe(day=day, channel=channel)
    mailroom.archive.close()
    async with newsroom.bot_process() as bot:
        await newsroom.until(lambda: len(mailroom.standing()) >= 2)
        bot.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await bot.wait() == 0
    stood = mailroom.standing()
    assert 2 <= len(stood) < 10
    looked = len(mailroom.calls("conversations.history"))
    async with newsroom.bot():
        await newsroom.until(lambda: len(mailroom.standing()) == len(mailroom.standing("syria-desk")) == 10)
        await newsroom.settled()
    assert mailroom.standing() == [f"world-news/{day}/0" for day in range(1, 11)]
    assert mailroom.standing("syria-desk") == [f"syria-desk/{day}/0" for day in range(1, 11)]
    assert len(mailroom.calls("conversations.history")) == looked
