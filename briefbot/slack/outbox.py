"""Sends the posts that are owed, each once.

Slack has no idempotency key. So a post is a row before the call and carries its key in the message's metadata; where a
call's outcome is not known, the channel is looked at, twice, before anything is sent again.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from briefbot.slack import faults
from briefbot.slack.faults import Outcome

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from briefbot.archive.protocol import Archive
    from briefbot.messages import Post

log = logging.getLogger(__name__)

EVENT_TYPE = "briefbot_post"
"""The metadata's event_type; its payload holds the post's key."""

SPACING = 1.0
"""Seconds between two posts to one channel: Slack's limit for chat.postMessage."""

LOOK_AGAIN = timedelta(seconds=3)
"""A channel's history may lag behind a post just made."""

MOST_ATTEMPTS = 12
"""With waits that double up to five minutes, three quarters of an hour."""

# What a call may raise beside Slack's own refusals: no connection, a dropped one, a time-out, an unreadable answer.
_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, ValueError)


class Outbox:
    """Sends what the archive's outbox holds; `work` is called again and again, never twice at a time."""

    def __init__(self, archive: Archive, client: AsyncWebClient) -> None:
        self._archive = archive
        self._client = client
        self._looked: set[str] = set()  # keys of unsure posts not found at a first look
        self._last: dict[str, float] = {}  # when each channel was last posted to, on the loop's clock

    async def work(self) -> None:
        """Look up what is unsure, then send what can be sent, until nothing is left that can."""
        for post in await asyncio.to_thread(self._archive.unsettled, _now()):
            await self._look_up(post)
        while posts := await asyncio.to_thread(self._archive.take, _now()):
            await asyncio.gather(*map(self._send, posts))

    async def _send(self, post: Post) -> None:
        await self._wait_for(post.channel)
        try:
            try:
                answer = await self._post(post, plain=False)
            except SlackApiError as refusal:
                if faults.outcome(refusal) is not Outcome.PLAIN or not post.blocks:
                    raise
                log.warning("Slack refused the blocks of %s (%s); sent as text", post.key, faults.code(refusal))
                answer = await self._post(post, plain=True)
        except _TROUBLE as fault:
            await self._failed(post, fault)
        else:
            await asyncio.to_thread(self._archive.sent, post.key, str(answer["ts"]))
            log.info("posted %s to %s as %s", post.key, post.channel, answer["ts"])

    async def _post(self, post: Post, *, plain: bool) -> Any:
        return await self._client.chat_postMessage(
            channel=post.channel,
            text=post.text,
            blocks=None if plain else (list(post.blocks) or None),
            thread_ts=post.thread,
            unfurl_links=False,
            unfurl_media=False,
            mrkdwn=not plain,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": post.key}},
        )

    async def _wait_for(self, channel: str) -> None:
        clock = asyncio.get_running_loop().time
        turn = max(clock(), self._last.get(channel, 0.0) + SPACING)
        self._last[channel] = turn
        await asyncio.sleep(turn - clock())

    async def _failed(self, post: Post, fault: Exception) -> None:
        what = faults.outcome(fault)
        reason = faults.code(fault) if isinstance(fault, SlackApiError) else type(fault).__name__
        if what is Outcome.UNSURE:
            log.warning("not known whether %s was posted (%s); looking before sending again", post.key, reason)
            await asyncio.to_thread(self._archive.unsure, post.key, _now() + LOOK_AGAIN)
        elif what is Outcome.LATER and post.attempts < MOST_ATTEMPTS:
            asked = faults.retry_after(fault) if isinstance(fault, SlackApiError) else None
            wait = asked if asked is not None else min(300, 2.0**post.attempts)
            await asyncio.to_thread(self._archive.put_back, post.key, _now() + timedelta(seconds=wait))
        else:
            log.error("Slack refused %s for %s: %s", post.key, post.channel, reason)
            await asyncio.to_thread(self._archive.refused, post.key, reason)

    async def _look_up(self, post: Post) -> None:
        try:
            ts = await self._find(post)
        except _TROUBLE as fault:
            if isinstance(fault, SlackApiError) and faults.outcome(fault) is Outcome.NEVER:
                # The channel cannot be read: better one briefing unconfirmed than one that stands there twice.
                log.error("not known whether %s was posted, and %s cannot be read", post.key, post.channel)  # noqa: TRY400 - the traceback says no more
                reason = f"unconfirmed: the channel cannot be read ({faults.code(fault)})"
                await asyncio.to_thread(self._archive.refused, post.key, reason)
            else:
                await asyncio.to_thread(self._archive.unsure, post.key, _now() + LOOK_AGAIN)
            return
        if ts is not None:
            self._looked.discard(post.key)
            await asyncio.to_thread(self._archive.sent, post.key, ts)
            log.info("found %s in %s as %s", post.key, post.channel, ts)
        elif post.key in self._looked:
            self._looked.discard(post.key)
            await asyncio.to_thread(self._archive.put_back, post.key, _now())
        else:
            self._looked.add(post.key)
            await asyncio.to_thread(self._archive.unsure, post.key, _now() + LOOK_AGAIN)

    async def _find(self, post: Post) -> str | None:
        """The ts under which the post stands in its channel, if it does."""
        oldest = (post.first_tried or _now()) - timedelta(minutes=1)
        span: dict[str, Any] = {"oldest": f"{oldest.timestamp():.6f}", "include_all_metadata": True, "limit": 200}
        cursor = ""
        while True:
            if post.thread:
                call = self._client.conversations_replies(channel=post.channel, ts=post.thread, cursor=cursor, **span)
            else:
                call = self._client.conversations_history(channel=post.channel, cursor=cursor, **span)
            answer: Any = await call
            for message in answer["messages"]:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("key") == post.key:
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None


def _now() -> datetime:
    return datetime.now(UTC)
