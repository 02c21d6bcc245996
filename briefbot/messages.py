"""What passes between briefbot and Slack: posts that it owes, jobs that people gave it, marks on stories.

Posts and jobs are rows before anything is done about them. A post is written down before it is sent, because Slack has
no idempotency key; a job before its request is acknowledged, because Slack never sends it again after.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.story import Citation, Span, StoryKey


class PostState(StrEnum):
    """How far a post has come."""

    QUEUED = "queued"  # to be sent once `not_before` has passed and its parent stands
    SENDING = "sending"  # a call is under way, or was when the process died
    UNSURE = "unsure"  # the call's outcome is not known: look it up before sending again
    SENT = "sent"
    FAILED = "failed"  # refused for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message owed to one channel, sent once however often that is tried."""

    key: str  # unique, the same on every attempt: "delivery/3/2026-11-24/08:00:00/0"; travels in Slack's metadata
    workspace: str
    channel: str
    text: str  # what a notification or a screen reader carries alone
    blocks: tuple[dict[str, Any], ...] = ()
    thread: str | None = None  # the ts of the thread it belongs to
    parent: str | None = None  # the key of the post that starts its thread, where that is not sent yet
    slot: str | None = None  # Slot.key of the delivery it is part of
    stories: tuple[StoryKey, ...] = ()  # what it carries: for follow-ups, corrections and kills
    frame: tuple[dict[str, Any], ...] = ()  # its blocks, with places for stories instead of their words: `slack.frames`
    state: PostState = PostState.QUEUED
    ts: str | None = None  # Slack's name for it, once sent
    attempts: int = 0
    first_tried: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A command, click or question that a person gave, to be done once."""

    key: str  # unique per act: "question/T1/C1/1764000000.000100"
    kind: str
    payload: dict[str, Any] = field(default_factory=dict)  # JSON values only
    at: datetime  # when it came


class MarkKind(StrEnum):
    """What a person wants of one story, and of others on its happening."""

    FOLLOWED = "followed"  # what comes of it is posted to the conversation
    MUTED = "muted"  # the channel is told no more of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a channel, or a person in their direct messages, wants of one story."""

    workspace: str
    channel: str
    kind: MarkKind
    story: str  # its id
    user: str  # who said so
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A quotation that a person holds to be wrong: its place, and never its words, which may have to be forgotten."""

    workspace: str
    channel: str
    user: str
    story: StoryKey
    spans: tuple[Span, ...]  # of the quotation
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one person thinks of an answer; the last word of each counts."""

    user: str
    good: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question that was answered, kept with its thread: for follow-ups, and for what people think of the answer.

    It holds no words of a story, only where they stand.
    """

    key: str  # of the post that answers
    workspace: str
    channel: str
    thread: str
    at: datetime
    question: str  # as typed
    asked: str  # as understood: a follow-up put in full
    line: str = ""  # what the answer says in words of our own
    citations: tuple[Citation, ...] = ()  # of versions of stories, best first
    nearest: tuple[Citation, ...] = ()  # what was offered as nearest, where the stories did not say
    opinions: tuple[Opinion, ...] = ()
