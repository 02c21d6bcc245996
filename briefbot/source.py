"""Where news comes from: a source, what its licence allows, and how the last look at it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a source's licence lets briefbot do; the defaults are those of an open, unlicensed feed."""

    store_body: bool = True
    quotations: int | None = None  # at most so many shown of one story; None: as many as a brief features
    model: bool = False  # whether a language model may see the body
    keep_days: int | None = None  # None: for as long as the archive


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How the last look at a source went, and what the next one needs to be polite."""

    source: str  # Source.id
    at: datetime  # when it was looked at
    ok: bool  # whether it could be seen: "no news" and "we could not see" are never the same
    reason: str  # in words a person can act on: "12 stories, 3 new", "answered 403 Forbidden"
    last_success: datetime | None = None
    last_new: datetime | None = None
    failures: int = 0  # in a row
    etag: str | None = None
    last_modified: str | None = None
