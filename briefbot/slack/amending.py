"""Has posts follow their stories: messages that carried one are edited in place, and their threads told, once each.

Which posts those are, the archive says: it marks them in the transaction that files a correction or a kill, and takes
the mark away in the one that keeps the amended post and queues the notes. An edit is made of what is stored, so made
again after a crash or a lost answer it changes nothing. What is not sent yet is made anew, and nobody need be told.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.errors import SlackApiError

from briefbot.desk.lives import Fate
from briefbot.messages import Post, PostState
from briefbot.slack import blocks as kit
from briefbot.slack import faults, frames, pacing, splitting
from briefbot.slack.faults import Outcome
from briefbot.slack.pacing import Pacing
from briefbot.story import StoryKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.desk.briefing import EventBrief
    from briefbot.desk.desk import Desk
    from briefbot.desk.lives import Life
    from briefbot.slack.workspaces import Workspaces
    from briefbot.story import Story

log = logging.getLogger(__name__)

AT_ONCE = 8
"""Edits under way at most."""

MOST_TEXT = 4_000
"""Characters of text that chat.update takes; chat.postMessage takes ten times as many."""

LONGEST_WAIT = 300.0
"""Seconds between two attempts at an edit whose outcome is not known."""

CLOSED = 3_600.0
"""Seconds after which a message in a channel that is archived, or that the bot was put out of, is tried again."""

_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, ValueError)

_TOLD = {
    Fate.KILLED: "has withdrawn",
    Fate.WITHHELD: "holds back",
    Fate.EMBARGOED: "has put under embargo",
}


class Amender:
    """Amends what the archive says is outdated; `work` is called again and again, never twice at a time."""

    def __init__(
        self,
        archive: Archive,
        desk: Desk,
        workspaces: Workspaces,
        pace: Pacing | None = None,
        *,
        queued: Callable[[], None] = lambda: None,
    ) -> None:
        """`queued` is told when the outbox has something new."""
        self._archive = archive
        self._desk = desk
        self._served = workspaces
        self._pace = pace or Pacing()
        self._queued = queued
        self._later: dict[str, tuple[float, int]] = {}  # by post: when on the loop's clock to try again, and how often
        self._workspaces: set[str] = set()  # of the posts so far

    async def work(self) -> None:
        """Amend all that can be now; what has to wait stays outdated."""
        edited: list[Post] = []
        clock = asyncio.get_running_loop().time
        while True:
            waiting = [key for key, (until, _) in self._later.items() if until > clock()]
            shut = self._pace.shut(self._workspaces, pacing.UPDATE)
            found = await asyncio.to_thread(self._archive.outdated, AT_ONCE, [*waiting, *shut, *self._served.shut])
            if not found:
                break
            self._workspaces |= {post.workspace for post, _ in found}
            done = await asyncio.gather(*(self._amend(post, keys) for post, keys in found))
            edited += [post for (post, _), is_edited in zip(found, done, strict=True) if is_edited]
        if edited:
            channels = {(post.workspace, post.channel) for post in edited}
            log.info("amended %d messages in %d channels", len(edited), len(channels))

    async def _amend(self, post: Post, keys: Sequence[StoryKey]) -> bool:
        """Amend one post; whether its message was edited."""
        try:
            now = datetime.now(UTC)
            lives = {key.id: life for key, life in await asyncio.to_thread(self._lives, keys, now)}
            new, frame = await asyncio.to_thread(self._anew, post, lives, now)
            known = {id_: life.newest for id_, life in lives.items()}
            notes: list[Post] = []
            edit = post.state is PostState.SENT and (new.text, new.blocks) != (post.text, post.blocks)
            if edit:
                refusal = await self._edit(new)
                told = [(life, frames.instead(frame, life)) for life in lives.values()]
                notes = [note for life, agency in told if (note := _note(post, new, life, agency, refusal))]
            await asyncio.to_thread(self._archive.amend, new, known, notes)
        except _Wait:
            return False
        except Exception:
            log.exception("%s could not be amended, and is tried again later", post.key)
            self._put_off(post)
            return False
        self._later.pop(post.key, None)
        if notes:
            self._queued()
        return edit

    def _lives(self, keys: Sequence[StoryKey], now: datetime) -> list[tuple[StoryKey, Life]]:
        return [(key, self._desk.life(key, now=now)) for key in keys]

    def _anew(self, post: Post, lives: Mapping[str, Life], now: datetime) -> tuple[Post, Sequence[kit.Block]]:
        """The post as it should be, and the frame that it is made of: for a part of a post, the whole one's."""
        stands = all(life.fate is Fate.STANDS for life in lives.values())
        if frames.kind(post.frame) == frames.PART:
            whole, *parts = self._archive.pieces(str(post.frame[0]["of"])) or [post]
            if frames.kind(whole.frame) == frames.PART or not whole.frame:
                return _unframed(post, {id_: life for id_, life in lives.items() if life.fate.gone}), ()
            number = next((number for number, part in enumerate(parts, 1) if part.key == post.key), 0)
            made = self._framed(whole, lives, now)
            if stands and not frames.parted(made.frame):
                return post, ()
            pieces = _split(made, 1 + len(parts))
            new = replace(
                post,
                text=pieces[number].text if number < len(pieces) else "…",
                blocks=pieces[number].blocks if number < len(pieces) else (kit.context("…"),),
                stories=pieces[0].stories,
            )
            return new, made.frame
        if not post.frame or frames.kind(post.frame):
            return (post if stands else _unframed(post, lives)), ()
        new = self._framed(post, lives, now)
        if new.frame == post.frame:  # nothing that a reader has to be told
            return post, ()
        parts = self._archive.pieces(post.key)[1:]
        return (_split(new, 1 + len(parts))[0] if parts else new), new.frame

    def _framed(self, post: Post, lives: Mapping[str, Life], now: datetime) -> Post:
        """A post made of its frame, the whole of it where it was split."""
        stored = _Stored(self._desk, now, heirs=_is_briefing(post))
        frame = frames.follow(post.frame, lives, stored, unsent=post.state is not PostState.SENT)
        text, blocks = frames.message(frame, stored)
        return replace(post, text=text, blocks=tuple(blocks), stories=frames.stories(frame), frame=frame)

    async def _edit(self, post: Post) -> str:
        """Edit the message; Slack's word where it refuses for good, and `_Wait` raised where it may yet be done."""
        for blocks in (list(post.blocks), []):
            await self._pace.turn(post.workspace, pacing.UPDATE)
            try:
                await self._served.client(post.workspace).chat_update(
                    channel=post.channel,
                    ts=str(post.ts),
                    text=_cut(post.text, MOST_TEXT),
                    blocks=blocks,
                )
            except _TROUBLE as fault:
                if faults.outcome(fault) is Outcome.PLAIN and blocks:
                    log.warning("Slack refused the blocks of %s (%s); edited as text", post.key, faults.reason(fault))
                    continue
                return self._failed(post, fault)
            self._pace.answered(post.workspace, pacing.UPDATE)
            return ""
        return ""

    def _failed(self, post: Post, fault: Exception) -> str:
        reason = faults.reason(fault)
        match faults.outcome(fault):
            case Outcome.UNSURE | Outcome.LATER:
                self._put_off(post)
            case Outcome.LIMITED:
                wait = self._pace.refused(post.workspace, pacing.UPDATE, faults.retry_after(fault))
                log.warning("Slack asks for fewer edits (%s): none for %.0f s", reason, wait)
            case Outcome.TOKEN:
                self._served.shut_down(post.workspace, reason)
            case Outcome.CHANNEL:
                log.error(
                    "%s cannot be amended, its channel %s takes nothing (%s): it is tried again every hour; "
                    "a story in it was corrected or withdrawn, so unarchive the channel, or invite the bot again",
                    post.key,
                    post.channel,
                    reason,
                )
                self._put_off(post, CLOSED)
            case _:
                log.error("Slack refused to have %s edited in %s: %s", post.key, post.channel, reason)
                return reason
        raise _Wait

    def _put_off(self, post: Post, seconds: float | None = None) -> None:
        _, tries = self._later.get(post.key, (0.0, 0))
        wait = min(LONGEST_WAIT, 2.0**tries) if seconds is None else seconds
        until = asyncio.get_running_loop().time() + self._pace.ours(wait).total_seconds()
        self._later[post.key] = until, tries + 1


class _Wait(Exception):  # noqa: N818 - no error: the post stays outdated, and its turn comes again
    """The message was not edited, and may yet be."""


class _Stored:
    """Events as the archive has them; see `frames.Events` and `frames.Editor`."""

    def __init__(self, desk: Desk, now: datetime, *, heirs: bool) -> None:
        """Whether an event may go on with `heirs` of a story that is withdrawn: not in a message on that one alone."""
        self._desk = desk
        self._now = now
        self._heirs = heirs

    def event(self, keys: Sequence[StoryKey], reprints: Sequence[StoryKey]) -> EventBrief | None:
        return self._desk.event(keys, reprints, now=self._now)

    def life(self, key: StoryKey, until: int) -> Life:
        return self._desk.life(key, now=self._now, until=until)

    def without(self, gone: StoryKey, keys: Sequence[StoryKey]) -> Sequence[Story]:
        return self._desk.without(gone, keys, now=self._now) if self._heirs else ()

    def apart(self, keys: Sequence[StoryKey]) -> Mapping[str, str]:
        return self._desk.apart(keys, now=self._now)


def _is_briefing(post: Post) -> bool:
    """Whether it tells of happenings; an alert is on one story, and so is what comes of a story that is followed."""
    is_note = frames.kind(post.frame) == frames.NOTE
    return bool(post.frame) and not is_note and not post.key.startswith(("alert/", "follow/"))


def _unframed(post: Post, lives: Mapping[str, Life]) -> Post:
    """A post that quotes stories in words of its own, an answer: withdrawn as a whole, or told what was corrected."""
    ended = next((life for life in lives.values() if life.fate.gone), None)
    if ended is not None:
        place = frames.withdrawn(ended)
        elements = frames.gone(place)
        return replace(
            post,
            text=frames.plain(elements),
            blocks=(kit.rich(kit.section(*elements)),),
            stories=tuple(key for key in post.stories if key.id not in lives or not lives[key.id].fate.gone),
            frame=(place,),
        )
    mended = [life for life in lives.values() if life.fate is Fate.CORRECTED]
    if not mended or not post.text or frames.kind(post.frame):
        return post  # nothing to tell, its words are forgotten, or it tells of a correction itself
    lines = [frames.line(life) for life in mended]
    newest = {life.key.id: life.newest for life in mended}
    return replace(
        post,
        text="\n".join([post.text, *map(frames.plain, lines)]),
        blocks=(*(post.blocks or (kit.rich(kit.section(kit.words(post.text))),)),
                *(kit.rich(kit.section(*elements)) for elements in lines)),
        stories=tuple(StoryKey(key.id, newest.get(key.id, key.version)) for key in post.stories),
    )  # fmt: skip


def _split(post: Post, count: int) -> list[Post]:
    """The post in as many parts as it was posted in, if it can be; never in more."""
    made = [splitting.split(post, kit.MESSAGE_CHARACTERS >> halved) for halved in range(4)]
    fitting = [parts for parts in made if len(parts) <= count]
    return next((parts for parts in fitting if len(parts) == count), fitting[0] if fitting else [post])


def _note(post: Post, new: Post, life: Life, told: str, refusal: str) -> Post | None:
    """What the thread of an edited message is told, no word of a story that was withdrawn; None for nothing.

    `told` is the agency that tells the event instead, "" for none.

    Its key is the thread's and the version's own, so that a thread is told once, however many of its messages carried
    the story, and however often they are tried; of a message that Slack did not let be edited it is told by itself.
    """
    is_note = frames.kind(post.frame) == frames.NOTE
    if is_note and not refusal:
        return None  # the message that it is on tells the same thread
    thread = post.thread or post.ts
    leads = {key.id for key in frames.leads(post.frame) if key}
    if refusal == faults.NO_MESSAGE or life.fate in {Fate.STANDS, Fate.FORGOTTEN}:
        return None
    said = life.key.id in leads or not post.frame or frames.correction(life) in new.blocks
    if life.fate is Fate.CORRECTED and not said:
        return None  # none of its words stand there
    answer = post.key.startswith("answer/") and not post.frame
    where = "this briefing" if _is_briefing(post) else "an answer here" if answer else "this message"
    elements: list[kit.Block] = [kit.words(life.agency, bold=True), {"type": "text", "text": " "}]
    if life.fate is Fate.CORRECTED:
        assert life.after is not None
        elements = [*frames.line(life), {"type": "text", "text": " — in "}]
        elements.append(kit.linked(life.after.url, kit.headline(life.after), italic=True))
    else:
        elements.append({"type": "text", "text": f"{_TOLD[life.fate]} a story that {where} carried."})
        if told and not refusal:
            elements += [{"type": "text", "text": " The event is told now by "}, kit.words(told, bold=True)]
            elements.append({"type": "text", "text": "."})
    if refusal:
        elements.append({"type": "text", "text": f" {_unedited(post, life)}"})
    which = f"{post.workspace}/{post.channel}/{thread}/{life.key.id}/{life.newest}"
    if refusal:
        which += f"/{post.key}"
    return Post(
        key=f"amendment/{hashlib.sha256(which.encode()).hexdigest()[:32]}",  # an id may hold words: a page's address
        workspace=post.workspace,
        channel=post.channel,
        thread=thread,
        text=frames.plain(elements),
        blocks=(kit.rich(kit.section(*elements)),),
        stories=(StoryKey(life.key.id, life.newest),) if life.fate is Fate.CORRECTED else (),
        frame=({"type": frames.NOTE},),
    )


def _unedited(post: Post, life: Life) -> str:
    """That the message still says what it said, and which of its stories that is, by its place."""
    places = [number for number, key in enumerate(frames.leads(post.frame), 1) if key and key.id == life.key.id]
    where = f"the message (story {places[0]})" if places else "the message"
    if life.fate is Fate.CORRECTED:
        return f"Slack does not let me change {where}: please read it with this correction."
    return f"Slack does not let me take it out of {where}: please disregard it there."


def _cut(text: str, most: int) -> str:
    """The text, or as many of its lines as fit."""
    while len(text) > most and "\n" in text:
        text = text.rpartition("\n")[0]
    return text[:most]
