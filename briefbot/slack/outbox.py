"""Sends the posts that are owed, each once: many channels at a time, the posts of one channel in their order.

Slack has no idempotency key. So a post is a row before the call and carries its key in the message's metadata; where a
call's outcome is not known, the channel is looked at, twice, before anything is sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from briefbot.operating import logs, metrics
from briefbot.slack import blocks as kit
from briefbot.slack import faults, owners, pacing, splitting
from briefbot.slack.faults import Outcome
from briefbot.slack.pacing import Pacing

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from briefbot.archive.protocol import Archive
    from briefbot.messages import Post
    from briefbot.slack.workspaces import Workspaces

log = logging.getLogger(__name__)

EVENT_TYPE = "briefbot_post"
"""The metadata's event_type; its payload holds the post's key."""

AT_ONCE = 16
"""Calls under way at most. After a crash each of them has to be looked up."""

LOOK_AGAIN = 3.0
"""Seconds; a channel's history may lag behind a post just made."""

LOOK_BACK = timedelta(days=1)
"""How long before the first attempt a channel is searched: Slack's clock counts there, and ours may have been wrong."""

IDLE = 1.0
"""Seconds until the archive is asked again for what is put back or unsure, while there is other work."""

DRAIN = 1.0
"""Seconds that calls under way may still take when the bot is stopped; others are looked up after a restart."""

MOST_ATTEMPTS = 12
"""With waits that double up to five minutes, three quarters of an hour."""

# What a call may raise beside Slack's own refusals: no connection, a dropped one, a time-out, an unreadable answer.
_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, ValueError)


class Outbox:
    """Sends what the archive's outbox holds; `work` is called again and again, never twice at a time."""

    def __init__(self, archive: Archive, workspaces: Workspaces, pace: Pacing | None = None) -> None:
        self._archive = archive
        self._served = workspaces
        self._pace = pace or Pacing()
        self._looked: set[str] = set()  # keys of unsure posts not found at a first look
        self._under_way: dict[str, asyncio.Task[None]] = {}  # by key
        self._workspaces: set[str] = set()  # of the posts so far
        self._looked_at = 0.0  # on the loop's clock: when unsure posts, and those somebody waits for, were asked for
        self._news = asyncio.Event()  # a call has ended, or something was queued

    def nudge(self) -> None:
        """Somebody waits for a post that was just queued: what is under way in `work` makes room for it."""
        self._looked_at = 0.0
        self._news.set()

    async def work(self) -> None:
        """Look up what is unsure and send what can be sent, until nothing is left that can."""
        clock = asyncio.get_running_loop().time
        try:
            while True:
                self._news.clear()
                if clock() - self._looked_at >= IDLE:
                    self._looked_at = clock()
                    await self._begin_looking()
                    await self._begin_sending(asked=True)
                wait = await self._begin_sending()
                if wait is None and not self._under_way:
                    break
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), wait or IDLE)
            await self._drain(None)
        except asyncio.CancelledError:
            await self._drain(DRAIN)
            raise

    async def _drain(self, seconds: float | None) -> None:
        if self._under_way:
            _, late = await asyncio.wait(self._under_way.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, post: Post, work: Coroutine[Any, Any, None]) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            if self._under_way.get(post.key) is task:  # else it was put back, and taken again
                del self._under_way[post.key]
            self._news.set()
            if not task.cancelled() and (fault := task.exception()):
                log.error("%s stays as it is until the bot starts again", post.key, exc_info=fault)

        self._workspaces.add(post.workspace)
        with logs.about(post=post.key, delivery=post.slot, channel=post.channel):
            task = self._under_way[post.key] = asyncio.create_task(work, name=post.key)
        task.add_done_callback(ended)

    async def _begin_looking(self) -> None:
        for post in await asyncio.to_thread(self._archive.unsettled, _now()):
            method = pacing.REPLIES if post.thread else pacing.HISTORY
            free = len(self._under_way) < AT_ONCE and not self._pace.wait(post.workspace, method)
            if free and post.workspace not in self._served.shut and post.key not in self._under_way:
                self._begin(post, self._look_up(post, method))

    async def _begin_sending(self, *, asked: bool = False) -> float | None:
        """Send what may be sent now; the seconds, by our clock, after which more may be, where pacing is the reason.

        With `asked`, only what belongs to no delivery: answers do not wait for ten thousand briefings.
        """
        shut = self._pace.shut(self._workspaces, pacing.POST)
        open_ = [self._pace.room(workspace, pacing.POST) for workspace in self._workspaces - shut.keys()]
        places = min([AT_ONCE - len(self._under_way), *open_])
        if places > 0:
            besides = [*self._served.shut, *shut, *self._pace.resting()]
            for post in await asyncio.to_thread(self._archive.take, _now(), places, besides, asked=asked):
                self._pace.rest(post.workspace, post.channel)
                self._begin(post, self._send(post))
        waits = [*shut.values(), *self._pace.resting().values()]
        return min(IDLE, self._pace.ours(min(waits)).total_seconds() + 0.001) if waits else None

    async def _send(self, post: Post) -> None:
        # Since the post was taken, this may have changed.
        if post.workspace in self._served.shut or self._pace.wait(post.workspace, pacing.POST):
            await asyncio.to_thread(self._archive.put_back, post.key, _now(), counts=False)
            return
        try:
            ts = await self._post(post)
        except _TROUBLE as fault:
            await self._failed(post, fault)
        else:
            self._pace.answered(post.workspace, pacing.POST)
            await self._sent(post, ts, "posted")
        self._pace.rest(post.workspace, post.channel)

    async def _sent(self, post: Post, ts: str, how: str) -> None:
        due = await asyncio.to_thread(self._archive.sent, post.key, ts)
        metrics.POSTS.labels(how).inc()
        with logs.about(ts=ts):
            log.info("%s %s in %s as %s", how, post.key, post.channel, ts)
            if due is not None:
                late = (_now() - due).total_seconds()
                metrics.DELAY.observe(max(0.0, late))
                log.info("delivered %s, %.1f s after its time", post.slot, late)

    async def _post(self, post: Post) -> str:
        """Post it in the form that Slack takes; the message's ts."""
        most = kit.MESSAGE_CHARACTERS
        while True:
            first, *rest = splitting.split(post, most)
            if rest:
                await asyncio.to_thread(self._archive.split, post.key, [first, *rest])
                post = first
            try:
                return await self._call(post, plain=False)
            except SlackApiError as refusal:
                word = faults.code(refusal)
                if faults.outcome(refusal) is not Outcome.PLAIN or not post.blocks:
                    raise
                log.debug("refused with %s: %s", word, [block["type"] for block in post.blocks])
                most = kit.size(post.blocks) // 2
                if word == faults.TOO_LONG and len(splitting.split(post, most)) > 1:
                    continue
                log.warning("Slack refused the blocks of %s (%s); sent as text", post.key, word)
                return await self._call(post, plain=True)

    async def _call(self, post: Post, *, plain: bool) -> str:
        await self._pace.turn(post.workspace, pacing.POST)
        answer = await self._served.client(post.workspace).chat_postMessage(
            channel=await self._place(post),
            text=post.text,
            blocks=None if plain else (list(post.blocks) or None),
            thread_ts=post.thread,
            unfurl_links=False,
            unfurl_media=False,
            mrkdwn=not plain,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": post.key}},
        )
        return str(answer["ts"])

    async def _failed(self, post: Post, fault: Exception) -> None:
        archive, reason = self._archive, faults.reason(fault)
        metrics.POSTS.labels(faults.outcome(fault).name.lower()).inc()
        match faults.outcome(fault):
            case Outcome.UNSURE:
                log.warning("not known whether %s was posted (%s); looking before sending again", post.key, reason)
                await asyncio.to_thread(archive.unsure, post.key, self._in(LOOK_AGAIN))
            case Outcome.LIMITED:
                wait = self._pace.refused(post.workspace, pacing.POST, faults.retry_after(fault))
                log.warning("Slack asks for fewer posts (%s): none for %.0f s", reason, wait)
                await asyncio.to_thread(archive.put_back, post.key, self._in(wait), counts=False)
            case Outcome.LATER if post.attempts < MOST_ATTEMPTS:
                until = self._in(min(300, 2.0**post.attempts))
                await asyncio.to_thread(archive.put_back, post.key, until)
            case Outcome.TOKEN:
                self._served.shut_down(post.workspace, reason)
                await asyncio.to_thread(archive.put_back, post.key, _now(), counts=False)
            case Outcome.THREAD:
                log.warning("the thread of %s is gone (%s): nothing more is posted to it", post.key, reason)
                await asyncio.to_thread(archive.abandon, post.key, reason)
            case Outcome.CHANNEL:
                await asyncio.to_thread(archive.refused, post.key, reason)
                tell = partial(owners.notices, post=post.key, reason=reason)
                paused = await asyncio.to_thread(archive.close_channel, post.workspace, post.channel, reason, tell)
                log.error(
                    "the channel %s takes no posts (%s), %d subscriptions are paused: "
                    "type /invite @briefbot there and resume them, or end them",
                    post.channel,
                    reason,
                    paused,
                )
            case _:
                log.error("Slack refused %s for %s: %s", post.key, post.channel, reason)
                await asyncio.to_thread(archive.refused, post.key, reason)

    async def _look_up(self, post: Post, method: str) -> None:
        archive, again = self._archive, LOOK_AGAIN
        try:
            ts = await self._find(post, method)
        except _TROUBLE as fault:
            outcome = faults.outcome(fault)
            if outcome is Outcome.LIMITED:
                again = self._pace.refused(post.workspace, method, faults.retry_after(fault))
            elif outcome is Outcome.TOKEN and faults.code(fault) != faults.SCOPE:
                self._served.shut_down(post.workspace, faults.reason(fault))
            elif outcome is Outcome.THREAD:
                await asyncio.to_thread(archive.abandon, post.key, faults.reason(fault))
                return
            elif outcome not in {Outcome.UNSURE, Outcome.LATER}:
                # The channel cannot be read: better one briefing unconfirmed than one that stands there twice.
                log.error("not known whether %s was posted, and %s cannot be read", post.key, post.channel)  # noqa: TRY400 - the traceback says no more
                reason = f"unconfirmed: the channel cannot be read ({faults.reason(fault)})"
                await asyncio.to_thread(archive.refused, post.key, reason)
                return
            await asyncio.to_thread(archive.unsure, post.key, self._in(again))
            return
        self._pace.answered(post.workspace, method)
        if ts is not None:
            self._looked.discard(post.key)
            await self._sent(post, ts, "found")
        elif post.key not in self._looked:
            self._looked.add(post.key)
            await asyncio.to_thread(archive.unsure, post.key, self._in(LOOK_AGAIN))
        else:
            self._looked.discard(post.key)
            if post.attempts < MOST_ATTEMPTS:
                await asyncio.to_thread(archive.put_back, post.key, self._in(2.0 ** (post.attempts - 1) - 1))
            else:
                log.error(
                    "gave up on %s: tried %d times, and it never stood in %s", post.key, MOST_ATTEMPTS, post.channel
                )
                await asyncio.to_thread(archive.refused, post.key, "gave up: Slack failed at every attempt")

    async def _find(self, post: Post, method: str) -> str | None:
        """The ts under which the post stands in its channel, if it does."""
        oldest = (post.first_tried or _now()) - LOOK_BACK
        span: dict[str, Any] = {"oldest": f"{oldest.timestamp():.6f}", "include_all_metadata": True, "limit": 200}
        web, cursor, place = self._served.client(post.workspace), "", await self._place(post)
        while True:
            await self._pace.turn(post.workspace, method)
            if post.thread:
                call = web.conversations_replies(channel=place, ts=post.thread, cursor=cursor, **span)
            else:
                call = web.conversations_history(channel=place, cursor=cursor, **span)
            answer: Any = await call
            for message in answer["messages"]:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("key") == post.key:
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None

    async def _place(self, post: Post) -> str:
        """The conversation to post to: where a person is named, theirs with the bot."""
        if not post.channel.startswith(("U", "W")):
            return post.channel
        try:
            answer: Any = await self._served.client(post.workspace).conversations_open(users=post.channel)
        except SlackApiError:  # a person's id is taken for their conversation too, only not to look anything up
            return post.channel
        return str(answer["channel"]["id"])

    def _in(self, seconds: float) -> datetime:
        """The moment so many of Slack's seconds from now."""
        return _now() + self._pace.ours(min(seconds, 3600))


def _now() -> datetime:
    return datetime.now(UTC)
