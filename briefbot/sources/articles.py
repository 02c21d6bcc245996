"""Completes a feed's items from their pages, remembering which need not be fetched again."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefbot.errors import DocumentError, FetchError, SourceError
from briefbot.sources import forms, pages, times

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from briefbot.sources.feeds import Item
    from briefbot.sources.fetching import Fetcher
    from briefbot.sources.pages import Article
    from briefbot.story import Story

_MANY_FAILURES = 3  # in a row, after which a site is left alone until the next look
_REMEMBERED = 50_000  # stories and pages; then all are forgotten, and only changes meanwhile go unnoticed
_DOORS = re.compile(
    r"^consent\.|^(?:login|accounts?|auth)\.|/(?:log-?in|sign-?in|register|subscribe|consent)(?:[/.]|$)"
)
_PASSING = frozenset({408, 425, 429})  # client errors of HTTP that another time may not have


class Articles:
    """What is known of the pages behind feeds' items."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._read: dict[str, str] = {}  # story: digest of the item that its page was read for
        self._failed: set[str] = set()  # stories whose page is to be tried again
        self._pages: dict[str, str] = {}  # digest of a page's text: the headline that it was read for

    def wanted(self, items: Sequence[Item], known: Callable[[str], bool]) -> list[Item]:
        """The items that say something new: whole ones, and those not stored, changed, or failed the last time."""
        wanted = []
        for item in items:
            id_, digest = item.story.id, _digest(item.story)
            # A story that its page did not name is not stored, and its page is not asked again either.
            settled = self._read.get(id_) == digest and not item.story.headline
            changed = self._read.get(id_, digest) != digest
            if item.whole or id_ in self._failed or changed or not (settled or known(id_)):
                wanted.append(item)
            else:
                self._read[id_] = digest
        return wanted

    def waiting(self, items: Sequence[Item]) -> bool:
        """Whether the page of any of them is to be tried again."""
        return any(item.story.id in self._failed for item in items)

    async def complete(self, items: Sequence[Item], now: datetime) -> tuple[list[Story], Counter[str]]:
        """Their stories with the text of their pages; the faults of those that stay with headline and summary."""
        faults: Counter[str] = Counter()
        found: dict[str, Article] = {}
        failures = 0
        for item in items:
            story = item.story
            if item.whole or story.url is None:
                continue
            try:
                if failures >= _MANY_FAILURES:
                    raise FetchError("was left for the next look, because others of the same site failed")
                found[story.id] = await self._article(story)
            except SourceError as fault:
                faults[f"the page {fault}"] += 1
                if _passes(fault):
                    failures += 1
                    self._failed.add(story.id)
                    continue
            failures = 0
            self._failed.discard(story.id)
            self._read[story.id] = _digest(story)
        for id_ in self._shared(items, found):
            faults["the page is the same for several stories, so it is none of them"] += 1
            del found[id_]
        self._forget()
        stories = (_completed(item.story, found.get(item.story.id), now) for item in items)
        return [story for story in stories if story.headline], faults

    async def _article(self, story: Story) -> Article:
        assert story.url is not None
        answer = await self._fetcher.get(story.url)
        _refuse_elsewhere(story.url, answer.url)
        if not pages.looks_like_html(answer.body, answer.media_type):
            raise DocumentError("is no HTML page")
        found = await asyncio.to_thread(pages.article, answer.body, charset=answer.charset, address=answer.url)
        if not pages.belongs(found.body, f"{story.headline} {story.body}"):
            raise DocumentError("speaks of something else than its headline, as a page that asks for consent does")
        return found

    def _shared(self, items: Sequence[Item], found: dict[str, Article]) -> list[str]:
        """The stories whose page has the very text of another story's page."""
        first: dict[str, str] = {}
        shared = set()
        for item in items:
            story = item.story
            if story.id not in found:
                continue
            page = forms.digest(found[story.id].body.replace(story.headline or "\n\n", ""))  # walls repeat the headline
            if self._pages.setdefault(page, story.headline) != story.headline:
                shared |= {story.id, first.get(page, story.id)}
            first.setdefault(page, story.id)
        return [item.story.id for item in items if item.story.id in shared]

    def _forget(self) -> None:
        for memory in (self._read, self._failed, self._pages):
            if len(memory) > _REMEMBERED:
                memory.clear()


def _refuse_elsewhere(asked: str, came: str) -> None:
    """A redirect to a login, a consent page or a site's front page is not the story, whatever stands there."""
    before, after = urlsplit(asked), urlsplit(came)
    if _DOORS.search(f"{after.hostname}{after.path}") and not _DOORS.search(f"{before.hostname}{before.path}"):
        raise DocumentError("leads to a login or to a page that asks for consent")
    if after.path.strip("/") == "" != before.path.strip("/"):
        raise DocumentError("leads to the site's front page, so the article is gone")


def _completed(story: Story, article: Article | None, now: datetime) -> Story:
    if article is None:
        return story
    return forms.with_body(
        story,
        article.body,
        headline=article.headline,
        byline=article.byline,
        published=times.moment(article.published, now=now),
        language=article.language,
    )


def _passes(fault: SourceError) -> bool:
    if not isinstance(fault, FetchError):
        return False
    return fault.status is None or fault.status >= 500 or fault.status in _PASSING  # noqa: PLR2004 - HTTP


def _digest(story: Story) -> str:
    return forms.digest(story.headline, story.body)
