"""The door of this room: a source, or whatever a person names, to stories, and how the look at it went."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from briefbot.errors import BriefbotError, DocumentError
from briefbot.source import Poll, Source
from briefbot.sources import feeds, folders, forms, pages
from briefbot.sources.articles import Articles
from briefbot.sources.catalogue import slug
from briefbot.sources.fetching import Answer, Fetcher, Limits
from briefbot.sources.forms import Context

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from briefbot.sources.feeds import Feed, Item
    from briefbot.story import Story

log = logging.getLogger(__name__)

PAGES_A_LOOK = 30
"""Items completed from their pages in one look at a source; the others wait for the next look."""

_NAMED = 3  # unreadable documents that a reason names; the others are counted
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # two letters at least: "C:" is a drive


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at a source gave; `poll.last_new` is what it was before, for the desk to fill in."""

    stories: tuple[Story, ...]  # in the document's order
    poll: Poll


class Reader:
    """Reads sources; keep one for as long as the bot runs, because it remembers what it need not fetch again."""

    def __init__(self, *, contact: str, private_addresses: Sequence[str] = (), limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        """`private_addresses` are host:port pairs; `SettingsError` for what is no such pair."""
        self._fetcher = Fetcher(contact=contact, private_addresses=private_addresses, limits=limits)
        self._articles = Articles(self._fetcher)

    async def __aenter__(self) -> Self:
        """Nothing is opened before it is needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._fetcher.aclose()

    async def read(
        self, source: Source, before: Poll | None, *, now: datetime, known: Callable[[str], bool] | None = None
    ) -> Reading:
        """Look at a source once; whatever comes of it stands in the reading's `poll`, and nothing is raised.

        With `known`, which is called in a thread, the page of a story that is stored already is not fetched again
        unless its item changed; such a story is left out.
        """
        before = before or Poll(source=source.id, at=now, ok=False, reason="")
        try:
            if _ADDRESS.match(source.url):
                reading = await self._look(source, before, now, known)
            else:
                reading = await asyncio.to_thread(_look_at_folder, source, before, now)
        except BriefbotError as fault:
            return _blind(before, now, str(fault))
        except Exception:
            log.exception("the source %s could not be read", source.id)
            return _blind(before, now, "briefbot failed to read it: report this, with the lines of the log")
        if not reading.poll.ok:
            return _blind(before, now, reading.poll.reason)
        return replace(reading, poll=replace(reading.poll, at=now, last_success=now, failures=0))

    async def read_once(self, address: str, *, now: datetime) -> Iterator[Story]:
        """The stories behind an address, in a file, or in a folder's documents; `Story.source` says in which.

        Raises `NotFoundError` where there is no such file, `InputError` where it cannot be opened, `SourceError` where
        it cannot be read. Of a folder all readable documents are given before `DocumentError` names the others.
        """
        if _ADDRESS.match(address):
            return iter(await self._stories_at(address, now))
        return await asyncio.to_thread(_stories_in, Path(address), now)

    async def _stories_at(self, address: str, now: datetime) -> Iterable[Story]:
        answer = await self._fetcher.get(address)
        context = _context(answer, now, Source(id=slug(address), agency="", url=address))
        with _speaking_of("the answer"):
            feed = await asyncio.to_thread(feeds.parse, answer.body, context)
            if feed is None:
                return await asyncio.to_thread(forms.stories, answer.body, context)
        return (await self._articles.complete(feed.items, now))[0]

    async def _look(self, source: Source, before: Poll, now: datetime, known: Callable[[str], bool] | None) -> Reading:
        answer = await self._fetcher.get(source.url, etag=before.etag, last_modified=before.last_modified)
        if answer.unchanged:
            return Reading((), replace(before, ok=True, reason="nothing new since the last look"))
        context = _context(answer, now, source)
        with _speaking_of("the answer"):
            feed = await asyncio.to_thread(feeds.parse, answer.body, context)
            if feed is None:
                stories = await asyncio.to_thread(_documents, answer, context)
                return Reading(tuple(stories), _seen(before, answer, _count(len(stories), "story", "stories")))
        items = list(feed.items)
        left = 0
        if known is not None:
            wanted = await asyncio.to_thread(self._articles.wanted, items, known)
            items = _some(wanted)
            left = len(wanted) - len(items)
        stories, faults = await self._articles.complete(items, now)
        # Without its validators the feed comes whole the next time, and what is left can be completed.
        again = left > 0 or self._articles.waiting(items)
        return Reading(tuple(stories), _seen(before, None if again else answer, _reason(feed, faults, left)))


def _stories_in(path: Path, now: datetime) -> Iterator[Story]:
    folder = path if path.is_dir() else path.absolute().parent
    context = Context(source=slug(folder.name), agency="", address=str(path), now=now)
    if path.is_dir():
        return _first_the_good(*folders.read(path, context, settled=0))
    with _speaking_of("the file"):
        return iter(folders.read_file(path, context))


def _some(items: Sequence[Item]) -> list[Item]:
    """The items without those whose pages are too many for one look."""
    pages_left = itertools.count(PAGES_A_LOOK, -1)
    return [item for item in items if item.whole or next(pages_left) > 0]


def _look_at_folder(source: Source, before: Poll, now: datetime) -> Reading:
    context = Context(source=source.id, agency=source.agency, address=source.url, now=now, language=source.language)
    stories, faults = folders.read(Path(source.url), context)
    reason = "; ".join([_count(len(stories), "story", "stories"), *_named(faults)])
    return Reading(tuple(stories), replace(before, ok=bool(stories) or not faults, reason=reason))


def _documents(answer: Answer, context: Context) -> list[Story]:
    """The stories of what is no feed; a page is none either, at an address that is looked at again and again."""
    if not pages.looks_like_html(answer.body, answer.media_type):
        return forms.stories(answer.body, context)
    named = pages.feed_links(answer.body, answer.url)
    advice = (
        f"it names the feed {named[0]}, add that" if named else "look on it for the address of its feed, and add that"
    )
    raise DocumentError(f"is an HTML page, not a feed: {advice}")


def _context(answer: Answer, now: datetime, source: Source) -> Context:
    return Context(
        source=source.id,
        agency=source.agency,
        address=source.url,
        now=now,
        media_type=answer.media_type,
        charset=answer.charset,
        language=source.language,
    )


@contextlib.contextmanager
def _speaking_of(what: str) -> Iterator[None]:
    """Give the sentence of a `DocumentError` its subject."""
    try:
        yield
    except DocumentError as fault:
        raise DocumentError(f"{what} {fault}") from None


def _first_the_good(stories: Iterable[Story], faults: Sequence[str]) -> Iterator[Story]:
    yield from stories
    if faults:
        raise DocumentError("; ".join(_named(faults)))


def _seen(before: Poll, answer: Answer | None, reason: str) -> Poll:
    """A poll that saw the source, with what the next one may ask against."""
    etag, last_modified = (answer.etag, answer.last_modified) if answer else (None, None)
    return replace(before, ok=True, reason=reason, etag=etag, last_modified=last_modified)


def _blind(before: Poll, now: datetime, reason: str) -> Reading:
    return Reading((), replace(before, at=now, ok=False, reason=reason, failures=before.failures + 1))


def _reason(feed: Feed, faults: Counter[str], left: int) -> str:
    parts = [_count(len(feed.items), "story", "stories") if feed.items else "a feed without stories at present"]
    if feed.unreadable:
        parts.append(f"{_count(feed.unreadable, 'item', 'items')} without headline and text left out")
    if faults:
        (fault, _), *others = faults.most_common()
        more = " (and other reasons)" if others else ""
        parts.append(f"{_count(faults.total(), 'story', 'stories')} only in summary: {fault}{more}")
    if left:
        parts.append(f"{left} more at the next look")
    return "; ".join(parts)


def _named(faults: Sequence[str]) -> list[str]:
    more = [f"and {len(faults) - _NAMED} more that cannot be read"] if len(faults) > _NAMED else []
    return [*faults[:_NAMED], *more]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
