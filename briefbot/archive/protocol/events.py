"""Which stories report one happening."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from briefbot.story import Story


class Member(NamedTuple):
    """A story as a part of an event."""

    story: Story  # its newest version
    seen: datetime  # when the first was added
    event: str  # the event's name
    opened: int  # the event's place in the order in which events were opened


class Events(Protocol):
    """Called by the desk."""

    def events(self, ids: Iterable[str]) -> dict[str, str]:
        """The name of each story's event, of forgotten ones too; stories that were never placed are left out."""

    def together(self, ids: Iterable[str]) -> dict[str, str]:
        """As `events`, and the same for all other stories of those events."""

    def members(self, event: str, *, now: datetime) -> list[Member]:
        """The stories of the event that may be shown at `now`, in the order of first sight.

        A name that an event had before it was found to be another leads to that one; an unknown name has none.
        """

    def grouped(self, *, since: datetime, now: datetime, limit: int) -> tuple[list[Member], int]:
        """The last stories that were placed and may be shown at `now`, and the revision of all events.

        In the order of first sight: at most `limit`, none first seen before `since`.
        """

    def place(
        self,
        placed: Mapping[str, str],
        merged: Mapping[str, str],
        parted: Mapping[str, Iterable[str]] = MappingProxyType({}),
        *,
        revision: int,
        wait: bool = True,
    ) -> bool:
        """Make events of stories that part, by name, then put others into events, then make each in `merged` another.

        False, and nothing happens, where events were changed since that revision, or words were forgotten; otherwise
        the revision is one higher. A name not known opens an event. A story that has an event keeps it, unless it is
        parted from it; the posts that carry it are outdated then. What an event in `merged` was called leads to the
        other from then on, until the story that it was called after is parted from that again. Without `wait`: as
        `keep_brief`.
        """
