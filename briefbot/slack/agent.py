"""The agent view: what a person who opens the bot's messages is offered to ask, and what they see while it works.

A prompt is a question of ours about what the news names, never a claim. Source: docs.slack.dev, "Migrating to the Agent
messaging experience": without a thread's ts, for with one Slack shows no prompts. Which messages want the news on a
topic, and not an answer, is told here too.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from briefbot.answers import manners, requests
from briefbot.slack import faults, intake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

OPENING = "Ask about the news, or begin with one of these"
EVERYTHING = "What is new today?"
MOST = 4
"""Prompts that Slack shows."""

MOST_WORDS = 4
"""Of a message that may be a topic alone."""

WORKING = "is reading the news…"
"""Slack puts the bot's name before it, and takes it away when the answer is posted, or after two minutes."""

PATIENCE = 1.5
"""Seconds that an answer waits for Slack to show that the bot is at work."""

_NEWS = re.compile(
    r"what(?: is|['’]s) new(?: today| now)?(?: (?:on|about|with|in) (?P<topic>.+?))?(?: today| now)?\s*\??",
    re.IGNORECASE,
)
_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


def prompts(topics: Sequence[str]) -> list[dict[str, str]]:
    """What is offered: the news of the day, then what is new on each of these topics."""
    asked = [EVERYTHING, *(f"What is new on {topic}?" for topic in topics)]
    return [{"title": question, "message": question} for question in asked[:MOST]]


def topic(question: str) -> str | None:
    """The topic whose news is asked for, "" where it is all of the news; None where the question is another one."""
    found = _NEWS.fullmatch(question.strip())
    return None if found is None else found["topic"] or ""


def is_topic(text: str) -> bool:
    """Whether a message is a topic alone, such as "oil price": short, and no question, request or small talk."""
    return (
        0 < len(text.split()) <= MOST_WORDS
        and not intake.asks(text)
        and requests.read(text) is None
        and manners.unasked(text) is None
    )


async def greet(web: AsyncWebClient, channel: str, topics: Sequence[str]) -> None:
    """Offer the prompts in a person's conversation with the bot."""
    await _told(
        web, "assistant.threads.setSuggestedPrompts", channel_id=channel, title=OPENING, prompts=prompts(topics)
    )


async def working(web: AsyncWebClient, channel: str, thread: str) -> None:
    """Show in the thread that the bot is at work."""
    await _told(web, "assistant.threads.setStatus", channel_id=channel, thread_ts=thread, status=WORKING)


async def _told(web: AsyncWebClient, method: str, **arguments: Any) -> None:
    """Call a method that nothing depends on: an app that is no agent in Slack, or trouble, is only logged."""
    try:
        async with asyncio.timeout(PATIENCE):
            await web.api_call(method, json=arguments)
    except _TROUBLE as fault:
        log.info("%s did not succeed: %s", method, faults.reason(fault))
