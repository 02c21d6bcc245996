"""Corrections and kills as a newsroom lives them: wire copy comes in, and the running bot mends what it posted."""

import asyncio
import json
import signal

import pytest

from tests.slack.conftest import BRIDGE, PATIENCE, page

FERRY = """\
Ferry fares to Halmeria rise by 9 per cent from Friday, the ferry office said.

"Nobody likes it," said office head Vera Stanic.
"""
SECRETS = ("ferry", "9 per cent", "stanic", "halmeria rise")


def ninjs(version=1, body=FERRY, headline="Ferry fares to rise", **more):
    return json.dumps(
        {"uri": "urn:coast:ferry-fares", "version": str(version), "headline": headline, "pubstatus": "usable",
         "body_text": body, **more}
    )  # fmt: skip


@pytest.fixture
def wire(newsroom):
    """A newsroom with the story of the ferry and another one, and a subscription that is due in a moment."""
    newsroom.file("ferry-1", ninjs(), form="json")
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    return newsroom


def everything(newsroom):
    """All that people can see in the workspace: messages of every channel, Home tabs and forms."""
    messages = [vars(message) for channel in newsroom.workspace.channels for message in channel.messages]
    return (json.dumps(messages) + repr(vars(newsroom.workspace.screens))).casefold()


def amended(newsroom):
    """Whether no message carries a version that is not the newest."""
    with newsroom.open() as archive:
        return archive.outdated() == []


async def test_a_kill_on_the_wire_takes_every_word_out_of_the_workspace(wire):
    """Out of the briefing, the answer in its thread and the Home tab; and nothing that is asked later shows it."""
    async with wire.bot():
        briefing = await wire.briefing()
        assert "9 per cent" in await wire.ask("how much do fares rise?", briefing)
        wire.file("ferry-2", ninjs(2, pubstatus="canceled"), form="json")
        await wire.until(lambda: "has withdrawn a story" in everything(wire))
        await wire.until(lambda: not [word for word in SECRETS if word in everything(wire)])
        assert "Old river bridge at Halmeria" in page(briefing)
        assert "Withdrawn by" in page(briefing)
        await wire.until(lambda: amended(wire))  # what the message was made into is kept a moment after it is seen
        assert "made from 1 story, and 1 story withdrawn since." in page(await wire.command("/brief why"))
        assert "9 per cent" not in page(await wire.command("/brief fares"))
        assert "9 per cent" not in await wire.ask("@briefbot how much do fares rise?")
        assert "9 per cent" not in await wire.ask("how much do fares rise?", briefing)


async def test_a_correction_on_the_wire_reaches_the_briefing(wire):
    """The message has the new words, says what they were, and its thread is told; answers go by the new ones."""
    async with wire.bot():
        briefing = await wire.briefing()
        fixed = ninjs(2, FERRY.replace("9 per", "6 per"), "CORRECTED-Ferry fares to rise")
        wire.file("ferry-2", fixed, form="json")
        await wire.until(lambda: "“9 per cent” now reads “6 per cent”" in page(briefing))
        assert "rise by 6 per cent from Friday" in page(briefing)
        await wire.until(lambda: [m for m in wire.shown() if m.is_reply])
        assert "6 per cent" in await wire.ask("how much do fares rise?", briefing)


async def test_a_bot_killed_between_the_kill_and_the_edit_takes_the_words_out_after_it_is_started(wire):
    """Kill -9 while the edit is under way: the next process makes it, and tells the thread, once."""
    async with wire.bot_process() as bot:
        briefing = await wire.briefing()
        (held,) = wire.playground.faults.tell("chat.update", "hold_before")
        wire.file("ferry-2", ninjs(2, pubstatus="canceled"), form="json")
        async with asyncio.timeout(PATIENCE):
            await held.held.wait()
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    assert "9 per cent" in page(briefing)
    async with wire.bot_process():
        await wire.until(lambda: [m for m in wire.shown() if m.is_reply])
        await wire.settled()
    assert [word for word in SECRETS if word in everything(wire)] == []
    assert len([m for m in wire.shown() if m.is_reply]) == 1


async def test_a_story_killed_while_slack_is_away_is_never_posted(wire):
    """A briefing that waits to be sent is sent without it."""
    wire.playground.faults.tell("chat.postMessage", "status", times=1, status=429, retry_after=3)
    async with wire.bot():
        await wire.until(lambda: [r for r in wire.playground.requests if r.name == "chat.postMessage"])
        wire.file("ferry-2", ninjs(2, pubstatus="canceled"), form="json")
        briefing = await wire.briefing()
        assert "Old river bridge" in page(briefing)
        assert [word for word in SECRETS if word in everything(wire)] == []
        assert briefing.edited is None
