"""The door of this room: a source, or whatever a person names, to stories, and how the look at it went."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from briefbot.errors import BriefbotError, DocumentError, FetchError, SourceError
from briefbot.source import Poll, Source
from briefbot.sources import documents, feeds, folders, pages, wishes
from briefbot.sources.articles import Articles
from briefbot.sources.catalogue import slug
from briefbot.sources.feeds import Feed, Item
from briefbot.sources.fetching import Answer, Fetcher, Limits, metered
from briefbot.sources.forms import Context
from briefbot.sources.rhythm import RESERVED, is_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from briefbot.settings import Settings
    from briefbot.source import Document
    from briefbot.story import Story

log = logging.getLogger(__name__)

PAGES_A_LOOK = 30
"""Items completed from their pages in one look at a source; the others wait for the next look."""

LISTS_A_LOOK = 3
"""Sitemaps of an index that are read in one look, the newest."""

PARSED_AT_ONCE = 2
"""Documents; a tree takes many times its document's memory."""

NOTHING_NEW = "nothing new since the last look"

_NAMED = 3  # unreadable documents that a reason names; the others are counted
_GONE = 410
_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at a source gave; of the poll, what only filing its stories tells is missing: see `Poll.filed`."""

    stories: tuple[Story, ...]  # in the document's order
    poll: Poll
    source: Source  # as it is from now on: where it says that it has moved, and paused where it is gone for good
    documents: tuple[Document, ...] = ()  # of a folder: those read, to be kept once the stories are
    gone: tuple[str, ...] = ()  # of a folder: names that need no longer be kept
    changed: bool = False  # whether `source` is not what it was

    @property
    def brings(self) -> bool:
        """Whether there is anything to file but how the look went."""
        return bool(self.stories or self.documents or self.gone or self.changed)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a source would give."""

    stories: tuple[Story, ...]  # its newest, the newest first
    count: int  # of all that it lists
    reason: str  # what was found, in words


class Reader:
    """Reads sources; keep one for as long as the bot runs, because it remembers what it need not fetch again."""

    def __init__(self, *, contact: str, private_addresses: Sequence[str] = (), limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        """`private_addresses` are host:port pairs; `SettingsError` for what is no such pair."""
        self.fetcher = Fetcher(contact=contact, private_addresses=private_addresses, limits=limits)
        self._articles = Articles(self.fetcher)
        self._parsing = asyncio.Semaphore(PARSED_AT_ONCE)

    @classmethod
    def configured(cls, settings: Settings) -> Self:
        """The reader that the settings ask for; `SettingsError` as `Reader`."""
        return cls(
            contact=settings.contact,
            private_addresses=settings.private_addresses,
            limits=Limits(spacing=settings.fetch_spacing),
        )

    async def __aenter__(self) -> Self:
        """Nothing is opened before it is needed."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self.fetcher.aclose()

    async def read(
        self,
        source: Source,
        before: Poll | None,
        *,
        now: datetime,
        known: Callable[[str], bool] | None = None,
        documents: Mapping[str, Document] | None = None,
        most_pages: int = PAGES_A_LOOK,
    ) -> Reading:
        """Look at a source once; whatever comes of it stands in the reading's `poll`, and nothing is raised.

        With `known`, which is called in a thread, the page of a story that is stored already is not fetched again
        unless its item changed; such a story is left out; so are those beyond `most_pages`. With `documents`, those of
        a folder that were read before, only others are read, and bad ones are put aside; without, all are read and
        nothing is moved.
        """
        before = before or _unseen(source, now)
        if before.first is None or before.not_before is not None:
            before = replace(before, first=before.first or now, not_before=None)
        with metered() as spent:
            reading = await self._read(source, before, now, known=known, documents=documents, most_pages=most_pages)
        poll, bytes_ = reading.poll, before.spent + spent[0]
        since = now if before.since is None or before.ok != poll.ok else before.since
        if poll.ok:
            poll = replace(poll, at=now, last_success=now, failures=0, since=since, spent=bytes_)
        else:
            poll = replace(before, at=now, ok=False, reason=poll.reason, not_before=poll.not_before, spent=bytes_,
                           failures=before.failures + 1, since=since)  # fmt: skip
        return replace(reading, poll=poll, changed=reading.source != source)

    async def _read(
        self,
        source: Source,
        before: Poll,
        now: datetime,
        *,
        known: Callable[[str], bool] | None,
        documents: Mapping[str, Document] | None,
        most_pages: int,
    ) -> Reading:
        try:
            if is_address(source.url):
                return await self._look(source, before, now, known, most_pages)
            return await asyncio.to_thread(_look_at_folder, source, before, now, documents)
        except FetchError as fault:
            if fault.status == _GONE:
                source = replace(source, paused=f"{fault} (on {now:%d %B %Y})")
            until = None if fault.wait is None else now + timedelta(seconds=min(fault.wait, 24 * 3600))
            return Reading((), replace(before, ok=False, reason=str(fault), not_before=until), source)
        except BriefbotError as fault:
            return Reading((), replace(before, ok=False, reason=str(fault)), source)
        except Exception:
            log.exception("the source %s could not be read", source.id)
            reason = "briefbot failed to read it: report this, with the lines of the log"
            return Reading((), replace(before, ok=False, reason=reason), source)

    async def read_once(self, address: str, *, now: datetime) -> Iterator[Story]:
        """The stories behind an address, in a file, or in a folder's documents; `Story.source` says in which.

        Raises `NotFoundError` where there is no such file, `InputError` where it cannot be opened, `SourceError` where
        it cannot be read. Of a folder all readable documents are given before `DocumentError` names the others.
        """
        if not is_address(address):
            return await asyncio.to_thread(_stories_in, Path(address), now)
        answer = await self.fetcher.get(address, reserved=True)
        source = Source(id=slug(address), agency="", url=address)
        feed, _ = await self._listed(answer, source, now, documents.stories)
        stories, _ = await self._completed(feed.items, answer, now)
        return iter(stories)

    async def sample(self, source: Source, *, now: datetime, most: int) -> Sample:
        """What a source would give, for somebody who thinks of taking it, with its newest stories as read whole.

        Nothing is remembered or moved. `SourceError`, `NotFoundError` or `InputError` where it cannot be one.
        """
        if not is_address(source.url):
            reading = await asyncio.to_thread(_look_at_folder, source, _unseen(source, now), now, None)
            if not reading.poll.ok:
                raise SourceError(reading.poll.reason)
            return Sample(_newest(reading.stories, most), len(reading.stories), reading.poll.reason)
        answer = await self.fetcher.get(source.url, reserved=True)
        feed, _ = await self._listed(answer, source, now, _documents)
        newest = {story.id for story in _newest([item.story for item in feed.items], most)}
        stories, faults = await self._completed([i for i in feed.items if i.story.id in newest], answer, now)
        reason = _reason(feed, faults, 0) + (RESERVED if answer.reserved else "")
        return Sample(_newest(stories, most), len(feed.items), reason)

    async def _look(
        self, source: Source, before: Poll, now: datetime, known: Callable[[str], bool] | None, most_pages: int
    ) -> Reading:
        answer = await self.fetcher.get(source.url, etag=before.etag, last_modified=before.last_modified, reserved=True)
        source, moved, news = _moved(source, before, answer)
        digest = _digest(answer.body) if not answer.unchanged else before.digest
        told: dict[str, Any] = {
            "ok": True,
            "fresh_until": now + timedelta(seconds=min(answer.fresh, 24 * 3600)) if answer.fresh else None,
            "reserved": answer.reserved or (answer.unchanged and before.reserved),
            "moved": moved,
        }
        if answer.unchanged or digest == before.digest:
            etag, last_modified = answer.etag or before.etag, answer.last_modified or before.last_modified
            poll = replace(before, **told, reason=NOTHING_NEW + news, etag=etag, last_modified=last_modified)
            return Reading((), poll, source)
        feed, is_index = await self._listed(answer, source, now, _documents)
        poll = replace(before, **told, wishes=wishes.read(answer.body), **_dates(feed, before, now))
        answer = replace(answer, body=b"")  # what follows may take long, and others need the memory
        wanted: Sequence[Item] = feed.items
        if known is not None and not answer.reserved:
            wanted = await asyncio.to_thread(self._articles.wanted, wanted, known)
        items = wanted if answer.reserved else _some(wanted, most_pages)
        left = len(wanted) - len(items)
        stories, faults = await self._completed(items, answer, now)
        if left or is_index or self._articles.waiting(items):
            # Without its validators it comes whole the next time, and what is left can be completed.
            poll = replace(poll, etag=None, last_modified=None, digest=None)
        else:
            poll = replace(poll, etag=answer.etag, last_modified=answer.last_modified, digest=digest)
        return Reading(tuple(stories), replace(poll, reason=_reason(feed, faults, left) + news), source)

    async def _parsed(
        self, answer: Answer, source: Source, now: datetime, documents: Callable[[bytes, Context], list[Story]]
    ) -> Feed:
        """The items of an answer; of what is no feed, but other documents, those stories."""
        context = Context(
            source=source.id,
            agency=source.agency,
            address=source.url,
            now=now,
            media_type=answer.media_type,
            charset=answer.charset,
            language=source.language,
        )

        def parse() -> Feed:
            feed = feeds.parse(answer.body, context)
            if feed is not None:
                return feed
            return Feed(tuple(Item(story, whole=True) for story in documents(answer.body, context)))

        async with self._parsing:
            with _speaking_of("the answer"):
                return await asyncio.to_thread(parse)

    async def _listed(
        self, answer: Answer, source: Source, now: datetime, documents: Callable[[bytes, Context], list[Story]]
    ) -> tuple[Feed, bool]:
        """The items of an answer, or, where it is a list of lists, those of its newest; and whether it is one."""
        feed = await self._parsed(answer, source, now, documents)
        items = {item.story.id: item for item in feed.items}
        unreadable = feed.unreadable
        fault: SourceError | None = None
        for address in feed.further[:LISTS_A_LOOK]:
            try:
                listed = await self.fetcher.get(address, reserved=answer.reserved)
                part = await self._parsed(listed, source, now, documents)
            except SourceError as broken:
                fault = broken
            else:
                items |= {item.story.id: item for item in part.items}
                unreadable += part.unreadable
        if fault is not None and not items:
            raise fault
        return Feed(tuple(items.values()), unreadable), bool(feed.further)

    async def _completed(
        self, items: Sequence[Item], answer: Answer, now: datetime
    ) -> tuple[list[Story], Counter[str]]:
        """The items' stories, whole as far as their pages can be read; headline and link where more is reserved."""
        if answer.reserved:
            return [_headline(item.story) for item in items if item.story.headline], Counter()
        return await self._articles.complete(items, now)


def _newest(stories: Iterable[Story], most: int) -> tuple[Story, ...]:
    """So many of them, the newest first, in their order where they bear no dates."""
    dated = sorted(stories, key=lambda story: story.published or _UNDATED, reverse=True)
    return tuple(dated[:most])


def _unseen(source: Source, now: datetime) -> Poll:
    return Poll(source=source.id, at=now, ok=False, reason="")


def _stories_in(path: Path, now: datetime) -> Iterator[Story]:
    folder = path if path.is_dir() else path.absolute().parent
    context = Context(source=slug(folder.name), agency="", address=str(path), now=now)
    if path.is_dir():
        return _first_the_good(*folders.read(path, context))
    with _speaking_of("the file"):
        return iter(folders.read_file(path, context))


def _some(items: Sequence[Item], most_pages: int) -> list[Item]:
    """The items without those whose pages are too many for one look."""
    pages_left = itertools.count(most_pages, -1)
    return [item for item in items if item.whole or next(pages_left) > 0]


def _look_at_folder(source: Source, before: Poll, now: datetime, known: Mapping[str, Document] | None) -> Reading:
    context = Context(source=source.id, agency=source.agency, address=source.url, now=now, language=source.language)
    if known is None:
        stories, faults = folders.read(Path(source.url), context)
        found = folders.Collected(stories, faults)
    else:
        found = folders.collect(Path(source.url), context, known)
    if found.stories or found.faults:
        reason = _count(len(found.stories), "story", "stories")
    else:
        reason = NOTHING_NEW if known else "a folder without documents at present"
    parts = [reason, *_named(found.faults)]
    if found.left:
        parts.append(f"{found.left} more documents at the next look")
    if found.rejected:
        parts.append(f"{_count(found.rejected, 'bad document lies', 'bad documents lie')} in {folders.REJECTED}")
    feed = Feed(tuple(Item(story, whole=True) for story in found.stories))
    poll = replace(
        before, ok=bool(found.stories) or not found.faults, reason="; ".join(parts), **_dates(feed, before, now)
    )
    return Reading(tuple(found.stories), poll, source, tuple(found.documents), tuple(found.gone))


def _documents(document: bytes, context: Context) -> list[Story]:
    """The stories of what is no feed; a page is none either, at an address that is looked at again and again."""
    if not pages.looks_like_html(document, context.media_type):
        return documents.stories(document, context)
    named = pages.feed_links(document, context.address)
    advice = (
        f"it names the feed {named[0]}, add that" if named else "look on it for the address of its feed, and add that"
    )
    raise DocumentError(f"is an HTML page, not a feed: {advice}")


def _headline(story: Story) -> Story:
    """What may be taken of a story where text and data mining is reserved."""
    return replace(story, body="", dateline=None, byline=None, ednote=None, keywords=())


def _moved(source: Source, before: Poll, answer: Answer) -> tuple[Source, str | None, str]:
    """The source at its new address once it has said twice that it has moved for good.

    With it, where it said so for the first time, and what to say of it.
    """
    if answer.moved is None or answer.moved == source.url:
        return source, None, ""
    if answer.moved != before.moved:
        return source, answer.moved, ""
    told = f"; it has moved for good to {answer.moved}, and is read there from now on"
    return replace(source, url=answer.moved), None, told


def _dates(feed: Feed, before: Poll, now: datetime) -> dict[str, Any]:
    """What the dates of its stories tell: the newest and, until it was watched for a while, how often it has news."""
    dates = sorted(item.story.published for item in feed.items if item.story.published and item.story.published <= now)
    told: dict[str, Any] = {"newest": max(filter(None, (before.newest, *dates[-1:])), default=None)}
    if before.pace is None and len(dates) > 1 and dates[-1] > dates[0]:
        told["pace"] = (dates[-1] - dates[0]) / (len(dates) - 1)
    return told


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


def _digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()[:32]


def _named(faults: Sequence[str]) -> list[str]:
    more = [f"and {len(faults) - _NAMED} more that cannot be read"] if len(faults) > _NAMED else []
    return [*faults[:_NAMED], *more]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
