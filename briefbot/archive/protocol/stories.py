"""Stories, all their versions, and the briefs kept beside them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from briefbot.story import Brief, Story, StoryKey
    from briefbot.topic import Topic


class Novelty(StrEnum):
    """What a story was to the archive."""

    NEW = "new"
    REVISED = "revised"  # known, but its words or status changed: a new version
    KNOWN = "known"


class Added(NamedTuple):
    """What became of a story handed to `Archive.add`: as stored, its version given."""

    story: Story
    novelty: Novelty


class Version(NamedTuple):
    """One version of a story, and when it was added."""

    story: Story
    seen: datetime


class Stories(Protocol):
    """Called by the desk."""

    def add(self, story: Story, *, source: str | None, seen: datetime) -> Added:
        """Keep a story as a new one, a new version or a known one.

        `source` is the id of the source it was read from, None where it has none. The version stored is the story's
        own where it is higher than the last, otherwise the next. The same words and status again: KNOWN, and nothing
        changes. Headline, body, status and embargo are compared. What was forgotten is KNOWN, without its words.
        """

    def add_all(self, stories: Iterable[Story], *, source: str | None, seen: datetime) -> list[Added]:
        """`add` for each in order, all or none, and many times quicker; the first `StoryError` is raised."""

    def story(self, key: StoryKey) -> Story:
        """That version, whatever its status or embargo; `NotFoundError` where there is none, or it was forgotten."""

    def versions(self, id_: str) -> list[Version]:
        """Every version that is kept, whatever its status or embargo, oldest first; none of an unknown story."""

    def find(self, topic: Topic, *, now: datetime, since: datetime | None = None, limit: int = 50) -> list[Story]:
        """The newest versions that fit, most relevant first (newest first for a topic without words).

        Only what may be shown at `now`: usable, and its embargo passed. A word fits its inflections, and whole words
        only. `since` looks at when briefbot first saw the story, or at when its embargo ended where that came later,
        never at the agency's date.
        """

    def latest(self, ids: Iterable[str], *, now: datetime) -> list[Story]:
        """The newest version of each that may be shown at `now`, in the order asked; others are left out."""

    def first_seen(self, ids: Iterable[str]) -> dict[str, datetime]:
        """When each story's first version was added, of forgotten ones too; unknown ids are left out."""

    def keep_brief(self, *briefs: Brief, wait: bool = True) -> None:
        """Keep briefs beside their stories' versions, all or none; again for the same formatter: replaced.

        Without `wait`: `ArchiveError` at once where somebody else writes just now.
        """

    def brief(self, key: StoryKey, formatter: str) -> Brief | None:
        """The brief that this formatter made of that version, if it did."""
