"""Questions in Slack: their thread is gathered, the answer queued, and what people think of it kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from briefbot.answers import requests
from briefbot.answers.reply import Line
from briefbot.answers.requests import Request
from briefbot.desk import questions
from briefbot.desk.questions import Thread
from briefbot.messages import Answered, Opinion, Post
from briefbot.operating import metrics
from briefbot.slack import answers, intake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.desk.desk import Desk
    from briefbot.desk.questions import Found
    from briefbot.messages import Job
    from briefbot.slack.blocks import Block
    from briefbot.story import StoryKey

THREAD_STORIES = 40
"""So many stories of a thread are looked at for an answer, the first posted first."""

_UNMISTAKABLE = frozenset(
    {Request.TIMELINE, Request.SUMMARY, Request.NUMBERS, Request.QUOTES, Request.SPEAKERS, Request.IN_FULL}
)
"""Requests that are answered in a thread though they name nobody and ask nothing."""

KEPT = "Thank you. I keep it with the question, for whoever makes me better."
GONE = "That answer is kept no more."


class Asking:
    """Answers questions, and takes what people think of the answers."""

    def __init__(self, archive: Archive, desk: Desk, posted: Callable[[], None]) -> None:
        self._archive = archive
        self._desk = desk
        self._posted = posted

    async def question(self, job: Job) -> None:
        """Queue the answer to a question, once; talk among people gets none."""
        if await asyncio.to_thread(self._answer, job):
            self._posted()

    async def reply(self, job: Job, text: str, blocks: Sequence[Block]) -> None:
        """Queue something else in an answer's place."""
        await asyncio.to_thread(self._archive.queue, [_post(job, text, blocks, ())])
        self._posted()

    async def rate(self, job: Job) -> str:
        """Keep what a person thinks of an answer; what to tell them."""
        verdict, _, key = job.payload["value"].partition(" ")
        opinion = Opinion(user=job.payload["user_id"], good=verdict == answers.GOOD, at=job.at)
        kept = await asyncio.to_thread(self._archive.rate, key, job.payload["team_id"], opinion)
        return KEPT if kept else GONE

    def _answer(self, job: Job) -> bool:
        asked = job.payload["text"]
        workspace, channel, thread_ts = _place(job)
        posts = self._archive.posts(workspace=workspace, channel=channel, thread=thread_ts)[::-1]
        if not job.payload["addressed"] and not (posts and _asks(asked)):
            return False  # people talking among themselves
        keys = list(dict.fromkeys(key for post in posts for key in post.stories))
        first = list(dict.fromkeys(key.id for key in keys))[:THREAD_STORIES]
        thread = Thread(
            carried=tuple(key for key in keys if key.id in first),
            since=min((post.first_tried for post in posts if post.first_tried), default=None),
            turns=tuple(self._archive.answers(workspace=workspace, channel=channel, thread=thread_ts)),
        )
        found = questions.answer(self._desk, asked, thread, now=datetime.now(UTC))
        reply = found.reply
        key = _key(job)
        text, blocks = answers.message(found, key)
        answered = Answered(
            key=key,
            workspace=workspace,
            channel=channel,
            thread=thread_ts,
            at=job.at,
            question=asked,
            asked=reply.asked.text,
            line=reply.said,
            citations=reply.answer.citations,
            nearest=reply.answer.nearest,
        )
        metrics.ANSWERS.labels(_outcome(found)).inc()
        self._archive.keep_answer(answered)
        self._archive.queue([_post(job, text, blocks, reply.stories)])
        return True


def _outcome(found: Found) -> str:
    """How an answer turned out, as it is counted."""
    reply = found.reply
    if reply.line is Line.NO_STORIES:
        return "no_stories"
    if reply.answer.citations or reply.reports:
        return "cited"
    return "nearest" if reply.answer.nearest else "silent"


def _asks(text: str) -> bool:
    request = requests.read(text)
    return intake.asks(text) or (request is not None and request.kind in _UNMISTAKABLE)


def _key(job: Job) -> str:
    return f"answer/{job.key}"


def _place(job: Job) -> tuple[str, str, str]:
    return job.payload["team_id"], job.payload["channel_id"], job.payload["thread_ts"]


def _post(job: Job, text: str, blocks: Sequence[Block], stories: tuple[StoryKey, ...]) -> Post:
    workspace, channel, thread = _place(job)
    return Post(
        key=_key(job),
        workspace=workspace,
        channel=channel,
        thread=thread,
        text=text,
        blocks=tuple(blocks),
        stories=stories,
    )
