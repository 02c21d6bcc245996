"""Walks from door to door with a story that may be shown no longer, not yet, or in part, in Slack and by commands."""

import asyncio
import json
import logging
import socket

import pytest

from briefbot.source import Rights, Source
from tests.cli.conftest import Shell
from tests.operating.test_health import get
from tests.slack.conftest import BRIDGE, page
from tests.slack.test_agent import opened
from tests.slack.test_alerts import ask
from tests.slack.test_buttons import row, told, window

HEADLINE = "Ferry fares to Halmeria rise"
FERRY = """\
Ferry fares to Halmeria rise by 9 per cent from Friday, the ferry office of Drenova said.

"Nobody likes it," said office head Vera Stanic of Drenova.

"The boats are old," said captain Ivo Maric of Drenova at the pier.
"""
WORDS = ("ferry fares", "9 per cent", "stanic", "nobody likes it", "maric", "boats are old", "drenova")
"""What nobody says who does not have it from the story: no question of the walk does."""

READING = ("Full brief", "All quotations", "Sources")
DOING = ("Follow this story", "Less of this", "Wrong quotation?")
COMMANDS = (
    ("brief",),
    ("brief", "boats"),
    ("ask", "who is the office head?", "what did she say?"),
    ("answers", "review"),
    ("answers", "review", "--json"),
    ("quotations", "review"),
    ("archive", "export"),
)


def ninjs(version=1, **more):
    return json.dumps(
        {"uri": "urn:coast:77", "version": str(version), "headline": HEADLINE, "pubstatus": "usable", "urgency": 2,
         "body_text": FERRY, **more}
    )  # fmt: skip


def found(text):
    """Which of the story's words stand in a text."""
    return [word for word in WORDS if word in text.casefold()]


def standing(newsroom):
    """What the bot's messages and Home tabs say; what one person was shown alone for a moment is left out."""
    messages = [vars(m) for c in newsroom.workspace.channels for m in newsroom.shown(c.id) if m.seen_by is None]
    return json.dumps(messages, default=str) + repr(vars(newsroom.workspace.screens))


async def pressed(newsroom, message, label):
    """What a button under the story shows, in a window or to the one who pressed alone."""
    if label in DOING:
        return page(await told(newsroom, message, label, headline=HEADLINE))
    return await window(newsroom, message, label, headline=HEADLINE)


async def asked(newsroom, thread):
    """Everything that a person may ask for: by a question, a command, or by opening something."""
    said = [page(await newsroom.command(f"/brief {topic}")) for topic in ("", "boats", "halmeria", "why", "list")]
    for question in ("who is the office head?", "what did she say?", "what did the captain say?", "give me a timeline"):
        said.append(await newsroom.ask(question, thread))
        said.append(await newsroom.ask(f"@briefbot {question}", channel="syria-desk"))
    newsroom.workspace.agent.offered.clear()
    offered = await opened(newsroom)
    said += [*offered, await newsroom.ask("What is new today?", channel="ana")]
    return said


async def typed(newsroom):
    """What every command prints that tells of stories, beside the running bot."""
    shell = Shell(newsroom.folder)
    every = [await asyncio.to_thread(shell, *command) for command in COMMANDS]
    return [each.out + each.err for each in every]


@pytest.mark.parametrize("ending", [{"pubstatus": "canceled"}, {"embargoed": "2099-01-01T00:00:00Z"}])
async def test_a_story_that_is_taken_back_is_gone_from_every_door(newsroom, ending, caplog):
    """Alert, briefing, shared brief, follow-up and answers lose its words; nothing pressed, asked or typed has any."""
    caplog.set_level(logging.DEBUG, "briefbot")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ask(newsroom, channel="syria-desk")
    newsroom.file("bridge", BRIDGE)
    newsroom.file("ferry-1", ninjs(), form="json")
    async with newsroom.bot(monitor_port=port):
        await newsroom.briefing("syria-desk")
        newsroom.subscribe()
        briefing = await newsroom.briefing()
        mine = await newsroom.command("/brief boats")
        for label in ("Follow this story", "Full brief"):
            assert found(await pressed(newsroom, mine, label))
        await pressed(newsroom, await newsroom.command("/brief boats"), "Wrong quotation?")
        await newsroom.playground.click("ana", "world-news", mine.ts, "share_brief")
        await newsroom.until(lambda: len(newsroom.briefings()) == 2)
        mine = await newsroom.command("/brief boats")
        newsroom.file("ferry-2", ninjs(2, body_text=FERRY.replace("9 per", "8.5 per")), form="json")
        await newsroom.briefing("D0ANABOT001")
        await newsroom.until(lambda: len([m for m in newsroom.shown() if m.is_reply]) == 2)  # notes on the correction
        before = await asked(newsroom, briefing)
        for answer in [m for m in newsroom.shown() if m.is_reply and "feedback" in str(m.blocks)]:
            await newsroom.playground.click("sami", "world-news", answer.ts, "rate_answer/positive")
        before += await typed(newsroom)
        assert not set(WORDS) - {"9 per cent"} - set(found("\n".join([*before, standing(newsroom)])))

        newsroom.file("ferry-3", ninjs(3, **ending), form="json")
        await newsroom.until(lambda: not found(standing(newsroom)))
        for channel in ("world-news", "syria-desk", "D0ANABOT001"):
            assert any(m.edited for m in newsroom.shown(channel))
        after = [page(await told(newsroom, mine, label, headline=HEADLINE)) for label in (*READING, *DOING)]
        after += await asked(newsroom, briefing)
        after += await typed(newsroom)
        after.append((await get(port, "/metrics")).text)
        after += [record.getMessage() for record in caplog.records]
        assert [(found(text), text) for text in after if found(text)] == []
        assert found(standing(newsroom)) == []
    assert "Old river bridge" in "\n".join(after)


async def test_a_story_under_embargo_is_behind_no_door(newsroom):
    """Neither alert nor briefing nor anything that is asked for has a word of it."""
    ask(newsroom, channel="syria-desk")
    newsroom.file("ferry-1", ninjs(embargoed="2099-01-01T00:00:00Z"), form="json")
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        with newsroom.open() as archive:
            await newsroom.until(lambda: archive.first_seen(["urn:coast:77"]))
        newsroom.subscribe()
        briefing = await newsroom.briefing()
        said = await asked(newsroom, briefing)
        assert [(found(text), text) for text in said if found(text)] == []
        assert found(standing(newsroom)) == []
        assert newsroom.briefings("syria-desk") == []
    assert "Old river bridge" in "\n".join(said)


async def test_quotations_that_a_source_does_not_let_be_shown_are_behind_no_door(newsroom):
    """Alert, briefing, windows, answers, follow-up and correction tell the story, and nothing that anybody said."""
    with newsroom.open() as archive:
        archive.put_source(Source(id="coast", agency="Coast News", url=str(newsroom.wire), rights=Rights(quotations=0)))
    ask(newsroom, channel="syria-desk")
    newsroom.file("ferry-1", ninjs(), form="json")
    async with newsroom.bot():
        await newsroom.briefing("syria-desk")
        newsroom.subscribe()
        briefing = await newsroom.briefing()
        mine = await newsroom.command("/brief fares")
        labels = row(mine, HEADLINE).keys() & {*READING, *DOING} - {"Less of this"}
        assert {"Full brief", "Sources", "Follow this story"} <= labels
        said = [await pressed(newsroom, mine, label) for label in sorted(labels)]
        fixed = ninjs(2, headline=f"CORRECTED-{HEADLINE}", body_text=FERRY.replace("likes it", "likes it today"))
        newsroom.file("ferry-2", fixed, form="json")
        await newsroom.briefing("D0ANABOT001")
        await newsroom.until(lambda: "Corrected by" in page(briefing))
        said += [*await asked(newsroom, briefing), standing(newsroom)]
    assert [text for text in said if "likes it" in text or "boats are old" in text] == []
    assert "9 per cent" in "\n".join(said)
