"""What briefbot remembers, as a protocol; SQLite keeps it in `archive.sqlite`, PostgreSQL may keep it elsewhere.

Every verb is synchronous and atomic, may be called from any thread (`asyncio.to_thread`), and raises `ArchiveError`
where the store cannot be read or written. A part is promised in the module of its name here, kept by the one of its
name in `archive`, and claimed by the one of its name in `tests/archive/contract/`, which holds whatever is implemented
to these docstrings; add a claim there with each verb added here.
"""

from __future__ import annotations

from typing import Protocol

from briefbot.archive.protocol.amendments import Amendments
from briefbot.archive.protocol.answers import Answers
from briefbot.archive.protocol.backlog import Backlog, Owed
from briefbot.archive.protocol.deliveries import Deliveries
from briefbot.archive.protocol.events import Events, Member
from briefbot.archive.protocol.inbox import Inbox
from briefbot.archive.protocol.installations import Installations
from briefbot.archive.protocol.marks import Marks
from briefbot.archive.protocol.news import Availability, News
from briefbot.archive.protocol.notices import Notices
from briefbot.archive.protocol.outbox import Outbox
from briefbot.archive.protocol.retention import Retention
from briefbot.archive.protocol.sources import Sources
from briefbot.archive.protocol.stories import Added, Novelty, Stories, Version

__all__ = ["Added", "Archive", "Availability", "Backlog", "Member", "Novelty", "Version"]


class Archive(
    Stories,
    News,
    Events,
    Retention,
    Sources,
    Deliveries,
    Outbox,
    Amendments,
    Inbox,
    Marks,
    Answers,
    Installations,
    Notices,
    Owed,
    Protocol,
):
    """Stories, briefs, events, sources, subscriptions, deliveries, posts, jobs and all else."""

    def close(self) -> None:
        """Let go of the store. Called by `app` and `cli` last; again: nothing happens."""

    def tidy(self) -> None:
        """Keep stories quick to find: a moment, minutes once in a while, and others can write meanwhile."""
