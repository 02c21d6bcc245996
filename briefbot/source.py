"""Where news comes from: a source, what its licence allows, and how the last look at it went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

FIRST_HOUR = timedelta(hours=1)
"""What comes in so soon after the first look at a source stood there before: it tells nothing of how often news comes.
"""

_WEIGHT = 0.05  # of one new story in the usual pace: the last twenty or so make it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a source's licence lets briefbot do; the defaults are those of an open, unlicensed feed."""

    store_body: bool = True
    quotations: int | None = None  # at most so many shown of one story; None: as many as a brief features
    model: bool = False  # whether a language model may see the body
    keep_days: int | None = None  # None: for as long as the archive

    def reserved(self) -> Rights:
        """What is left of them where the agency reserves text and data mining: headline and link."""
        return replace(self, store_body=False, quotations=0, model=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place an agency publishes: a feed, a news sitemap, a folder or endpoint of wire documents."""

    id: str  # short, typed by people: "un-news"
    agency: str  # "UN News"
    url: str  # http(s) address, or the path of a watched folder
    language: str | None = None  # BCP 47, where all its stories have one
    country: str | None = None  # ISO 3166-1 alpha-2
    state_owned: bool | None = None  # None: not known
    rights: Rights = Rights()
    paused: str | None = None  # why it is not looked at; None: it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a feed asks, in itself, of those who look at it."""

    ttl: timedelta | None = None  # how long a copy may be kept
    period: timedelta | None = None  # how often it says that it is updated
    skip_hours: tuple[int, ...] = ()  # of the day in UTC, in which it has nothing new


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of a watched folder that was read, and how it was recognised."""

    name: str
    size: int  # bytes
    modified: int  # nanoseconds since 1970, by the file system
    digest: str  # of its bytes


class Told(NamedTuple):
    """What the owner of a workspace was told last of a source: that it fails, or that it is well again; and when."""

    fails: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How the last look at a source went, and what the next one needs to be polite."""

    source: str  # Source.id
    at: datetime  # when it was looked at
    ok: bool  # whether it could be seen: "no news" and "we could not see" are never the same
    reason: str  # in words a person can act on: "12 stories, 3 new", "answered 403 Forbidden"
    first: datetime | None = None  # when it was looked at for the first time
    last_success: datetime | None = None
    last_new: datetime | None = None
    newest: datetime | None = None  # the latest date that its stories bear, by the agency's word
    pace: timedelta | None = None  # usual time between two of its stories; by their dates until it was watched
    failures: int = 0  # in a row
    since: datetime | None = None  # since when every look went as this one: seen, or not
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # of the last answer, for servers that know no validators
    fresh_until: datetime | None = None  # by its cache headers
    not_before: datetime | None = None  # it asked to be left alone until then (Retry-After)
    wishes: Wishes = Wishes()
    moved: str | None = None  # where it said, once so far, that it has moved for good
    reserved: bool = False  # whether it reserves text and data mining
    spent: int = 0  # bytes that all looks at it took together

    def filed(self, fresh: int, now: datetime) -> Poll:
        """The poll once its stories were filed, `fresh` of them new: when it last had news, and how often it has."""
        if fresh == 0:
            return self
        pace = self.pace
        if self.last_new is not None and self.first is not None and now - self.first > FIRST_HOUR:
            gap = (now - self.last_new) / fresh
            pace = gap if pace is None else pace + (gap - pace) * (1 - (1 - _WEIGHT) ** fresh)
        return replace(self, last_new=now, pace=pace)

    def stories_a_day(self, now: datetime) -> float | None:
        """By its usual pace, or less where it has been silent for longer; None where that is not known."""
        if self.pace is None:
            return None
        silent = now - self.last_new if self.last_new else timedelta()
        return timedelta(days=1) / max(self.pace, silent, timedelta(seconds=1))
