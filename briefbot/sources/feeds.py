"""Lists of stories, whatever their kind: each item becomes a story, whole or to be completed from its page."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefbot.errors import DocumentError
from briefbot.sources import forms, iptc, jsonfeed, listings, newsmlg2, sitemaps, syndication, text, times
from briefbot.sources.entries import MAX_ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from briefbot.sources.entries import Entries, Entry
    from briefbot.sources.forms import Context
    from briefbot.story import Story

    Kind = Callable[[bytes, "Context"], "Entries | None"]

log = logging.getLogger(__name__)

WHOLE_CONTENT, WHOLE_SUMMARY = 200, 800
"""Code points from which a `content` element, or a mere description, is taken to be the full text."""

_PARAGRAPHS = 2  # blank lines between them

_CUT = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]"
    r"|(?:read (?:more|the (?:full|rest).{0,20})|continue reading.{0,40}|full story|more)\W*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One story of a feed; not `whole` where its body is a summary, and the page at its url has the rest.

    A list of addresses names no headlines: such a story has none before its page is read.
    """

    story: Story
    whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds, in its order, and how many of its items could not be read."""

    items: tuple[Item, ...]
    unreadable: int = 0
    further: tuple[str, ...] = ()  # lists that hold the items, the newest first, where this is a list of lists


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: a feed's stories as the feed gives them, None for what is no feed."""
    feed = _parsed((jsonfeed.read, syndication.read), document, context)
    return None if feed is None else [item.story for item in feed.items if item.story.headline]


def parse(document: bytes, context: Context) -> Feed | None:
    """The items of a feed, or of a sitemap, a package or a page that lists stories; None for what lists none.

    `DocumentError` for a list of which nothing can be read.
    """
    return _parsed(_KINDS, document, context)


_KINDS = (jsonfeed.read, syndication.read, sitemaps.read, newsmlg2.package, listings.read)


def _parsed(kinds: Iterable[Kind], document: bytes, context: Context) -> Feed | None:
    for kind in kinds:
        if (entries := kind(document, context)) is not None:
            return _feed(entries, context)
    return None


def _feed(found: Entries, context: Context) -> Feed:
    entries = found.entries[:MAX_ITEMS]
    links, titles = defaultdict(set), defaultdict(set)
    for entry in entries:
        links[entry.guid].add(entry.link)
        titles[entry.guid].add(entry.title)
    items: dict[str, Item] = {}
    unreadable = 0
    for entry in entries:
        if len(links[entry.guid]) > 1 < len(titles[entry.guid]):
            entry.guid = ""  # shared by several stories, such as the site's address: no identity
        try:
            item = _item(entry, found, context)
        except DocumentError as fault:
            log.debug("an item of %s %s", context.address, fault)
            unreadable += 1
        else:
            items.setdefault(item.story.id, item)
    if unreadable and not items:
        raise DocumentError(
            "is a feed of which no item has a headline or a text: look at it in a browser, and ask the agency"
        )
    return Feed(tuple(items.values()), unreadable, found.further)


def _item(entry: Entry, feed: Entries, context: Context) -> Item:
    content = entry.content if entry.content != entry.summary else ""
    body = content if len(content) >= len(entry.summary) else entry.summary
    several = body.count("\n\n") >= _PARAGRAPHS  # no summary has several paragraphs
    least = WHOLE_CONTENT if body == content or several else WHOLE_SUMMARY
    whole = len(body) >= least and _CUT.search(body[-60:]) is None
    headline = entry.title or forms.opening(body)
    url = text.address(entry.link, context.address) or text.address(entry.guid)
    if not headline and url is None:
        raise DocumentError("has neither a headline nor a text nor a page")
    story = forms.story(
        context,
        id=entry.guid or url or forms.digest(headline, entry.published, entry.summary if not entry.published else ""),
        headline=headline,
        body=body,
        agency=context.agency or feed.name,
        url=url,
        published=times.moment(entry.published, now=context.now),
        byline=entry.author or None,
        language=context.language or entry.language or feed.language or None,
        keywords=tuple(dict.fromkeys(entry.tags[:20])),
        rights=entry.rights or None,
        subjects=iptc.subjects(entry.codes),
    )
    return Item(story, whole)
