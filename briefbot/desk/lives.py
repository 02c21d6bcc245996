"""What became of a version of a story that readers have: it stands, was corrected, or may be shown no longer; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from briefbot.desk import changes
from briefbot.story import PubStatus, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefbot.archive.protocol import Version
    from briefbot.desk.changes import Change
    from briefbot.story import Story, StoryKey


class Fate(StrEnum):
    """What became of it."""

    STANDS = "stands"  # or what came since is for the next briefing to tell
    CORRECTED = "corrected"
    KILLED = "killed"
    WITHHELD = "withheld"
    EMBARGOED = "embargoed"
    FORGOTTEN = "forgotten"  # its words are kept no longer

    @property
    def gone(self) -> bool:
        """Whether it may be shown no longer."""
        return self not in {Fate.STANDS, Fate.CORRECTED}


_FATES = {PubStatus.CANCELED: Fate.KILLED, PubStatus.WITHHELD: Fate.WITHHELD}


@dataclass(frozen=True, slots=True)
class Life:
    """A version that readers have, and what became of it."""

    key: StoryKey
    fate: Fate
    newest: int = 0  # the version that was looked at last; 0 where none is kept
    agency: str = ""
    at: datetime | None = None  # when that version came
    before: Story | None = None  # what readers have, where it was corrected and is kept
    after: Story | None = None  # what it became, where it was corrected
    change: Change | None = None  # from the one to the other


def life(key: StoryKey, versions: Sequence[Version], *, now: datetime) -> Life:
    """What became of that version, by all of its story that are kept, oldest first."""
    if not versions:
        return Life(key, Fate.FORGOTTEN)
    newest, at = versions[-1]
    told = partial(Life, key, newest=newest.version, agency=newest.agency, at=at)
    if newest.status is not PubStatus.USABLE:
        return told(fate=_FATES[newest.status])
    if newest.embargoed is not None and newest.embargoed > now:
        return told(fate=Fate.EMBARGOED)
    later = [version.story for version in versions if version.story.version > key.version]
    before = next((version.story for version in versions if version.story.version == key.version), None)
    change = changes.change(before, later) if before and later else None
    corrected = change is not None or (before is None and any(Signal.CORRECTED in one.signals for one in later))
    if not corrected:
        return told(fate=Fate.STANDS)
    return told(fate=Fate.CORRECTED, before=before, after=newest, change=change)
