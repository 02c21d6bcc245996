"""Does the jobs that people gave the bot: a command, a click, a question in a thread.

What a job leads to is a post in the outbox under a key made of the job's, or an answer to the one who asked; so a job
done again after a crash posts nothing twice.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from briefbot.answers.reader import answer
from briefbot.errors import TopicError
from briefbot.messages import Post
from briefbot.slack import answers, briefings, intake
from briefbot.slack import blocks as kit
from briefbot.slack.mrkdwn import escape

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefbot.archive.protocol import Archive
    from briefbot.desk.desk import Desk
    from briefbot.messages import Job
    from briefbot.story import StoryKey

log = logging.getLogger(__name__)

SHARE = "share_brief"
HELP = (
    "`/brief syria` shows the latest stories on a topic, to you alone.\n"
    '`/brief "oil price" from:kuna` puts words together and names an agency; `OR` and `-word` work too.\n'
    "`/brief topic:sport since:24h` takes a subject, as agencies name them, and how far to look back.\n"
    "`/brief` alone shows the topics of this channel's briefings.\n"
    "Ask a question in the thread of a briefing, and I answer with the words of its stories, or say that they don't."
)
FAILED = "That did not work, and it is my fault: it stands in the log of the person who runs me. Please try again."
RESPONSE_LIFE = timedelta(minutes=30)
"""For so long Slack takes answers to a command."""

_UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)

THREAD_STORIES = 40
"""So many stories of a thread are looked at for an answer, the first posted first."""


class Worker:
    """Does what the archive's inbox holds; `work` is called again and again, never twice at a time."""

    def __init__(self, archive: Archive, desk: Desk, posted: Callable[[], None]) -> None:
        self._archive = archive
        self._desk = desk
        self._posted = posted  # told when the outbox has something new
        self._does = {intake.COMMAND: self._command, intake.CLICK: self._click, intake.QUESTION: self._question}

    async def work(self) -> None:
        """Do every job that is not done, side by side."""
        jobs = await asyncio.to_thread(self._archive.jobs)
        await asyncio.gather(*map(self._do, jobs))

    async def _do(self, job: Job) -> None:
        try:
            try:
                await self._does[job.kind](job)
            except _UNREACHABLE:
                raise
            except TopicError as fault:
                await self._respond(job, str(fault))
            except Exception:
                log.exception("%s failed", job.key)
                await self._apologise(job)
        except _UNREACHABLE:
            if datetime.now(UTC) - job.at < RESPONSE_LIFE:
                return  # the job stays, and is tried again
            log.exception("gave up on %s: Slack could not be reached", job.key)
        await asyncio.to_thread(self._archive.done, job.key)

    async def _apologise(self, job: Job) -> None:
        try:
            await self._respond(job, FAILED)
        except _UNREACHABLE:
            raise
        except Exception:
            log.exception("nobody could be told that %s failed", job.key)

    async def _respond(self, job: Job, text: str, blocks: list[kit.Block] | None = None, **more: Any) -> None:
        """Answer to the one who gave the job, alone; a question is answered in its thread instead."""
        if url := job.payload.get("response_url"):
            hook = AsyncWebhookClient(url, retry_handlers=[], timeout=10)
            answer = await hook.send(text=text, blocks=blocks, response_type="ephemeral", **more)
            if answer.status_code != 200:  # noqa: PLR2004 - HTTP's own number
                log.warning("Slack did not take the answer to %s: %s %s", job.key, answer.status_code, answer.body)
        elif job.kind == intake.QUESTION:
            await self._reply(job, escape(text), [kit.rich(kit.section(kit.words(text)))], ())

    async def _command(self, job: Job) -> None:
        topic = job.payload["text"].strip()
        if topic.casefold() == "help":
            await self._respond(job, HELP)
            return
        if not topic:
            mine = await asyncio.to_thread(self._archive.subscriptions, job.payload["team_id"])
            topics = list(dict.fromkeys(s.topic for s in mine if s.channel == job.payload["channel_id"]))
            if not topics:
                await self._respond(job, "This channel has no briefings yet.\n" + HELP)
                return
            topic = " OR ".join(topics) if all(topics) else ""
        briefing = await asyncio.to_thread(self._desk.briefing, topic, now=datetime.now(UTC))
        text, blocks = briefings.message(briefing, heading=briefings.title(topic))
        if briefing.events:
            share = kit.button("Share with this channel", SHARE, topic, accessibility_label="Share with this channel")
            blocks.append({"type": "actions", "elements": [share]})
        await self._respond(job, text, blocks)

    async def _click(self, job: Job) -> None:
        if job.payload["action"] != SHARE:
            return
        topic, user = job.payload["value"], job.payload["user_id"]
        briefing = await asyncio.to_thread(self._desk.briefing, topic, now=datetime.now(UTC))
        posts = briefings.posts(
            briefing,
            key=f"share/{job.key}",
            workspace=job.payload["team_id"],
            channel=job.payload["channel_id"],
            heading=briefings.title(topic),
        )
        shared = kit.context(f"Shared by <@{user}>")
        posts[0] = dataclasses.replace(posts[0], blocks=(*posts[0].blocks, shared))
        await asyncio.to_thread(self._archive.queue, posts)
        self._posted()
        await self._respond(job, "Shared with this channel.", replace_original=True)

    async def _question(self, job: Job) -> None:
        asked = job.payload["text"]
        thread = await asyncio.to_thread(
            self._archive.posts,
            workspace=job.payload["team_id"],
            channel=job.payload["channel_id"],
            thread=job.payload["thread_ts"],
        )
        if not job.payload["addressed"] and not (thread and intake.asks(asked)):
            return  # people talking among themselves
        now = datetime.now(UTC)
        keys = list(dict.fromkeys(key for post in reversed(thread) for key in post.stories))[:THREAD_STORIES]
        if keys:
            stories = await asyncio.to_thread(self._desk.stories, keys, now=now)
        else:
            stories = await asyncio.to_thread(self._desk.related, asked, now=now)
        found = await asyncio.to_thread(answer, asked, stories)
        text, blocks = answers.message(found, stories)
        cited = found.citations or found.nearest[:1]
        await self._reply(job, text, blocks, tuple(dict.fromkeys(citation.story for citation in cited)))

    async def _reply(self, job: Job, text: str, blocks: list[kit.Block], stories: tuple[StoryKey, ...]) -> None:
        post = Post(
            key=f"answer/{job.key}",
            workspace=job.payload["team_id"],
            channel=job.payload["channel_id"],
            thread=job.payload["thread_ts"],
            text=text,
            blocks=tuple(blocks),
            stories=stories,
        )
        await asyncio.to_thread(self._archive.queue, [post])
        self._posted()
