"""What every kind of list gives of a story, whether a feed, a news sitemap or a page of headlines."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_ITEMS = 1_000
"""Read of one list, in its order; agencies list 10 to 200."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """An item of a list; its texts are plain, "" where it does not say."""

    guid: str = ""
    link: str = ""  # absolute where the list names a base of its own
    title: str = ""
    summary: str = ""
    content: str = ""
    published: str = ""  # as written
    author: str = ""  # names, without addresses
    language: str = ""
    rights: str = ""
    tags: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)  # subjects as codes or addresses of a vocabulary


@dataclass(slots=True, kw_only=True)
class Entries:
    """A list as it stands: who publishes it, in which language, and what it holds."""

    name: str = ""
    language: str = ""
    entries: list[Entry] = field(default_factory=list)
    further: tuple[str, ...] = ()  # addresses of other lists, the newest first, where this is a list of lists
