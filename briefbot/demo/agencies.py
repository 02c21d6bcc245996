"""Three pretend news agencies, which publish over loopback as real ones do.

Gulf Star has a feed with whole stories, Levant Dispatch a feed of bare summaries whose stories are web pages, Meridian
Wire a folder that wire documents are dropped into. Their dispatches stand in `dispatches/`, a file each: lines of
header, a blank line, the paragraphs. `minutes` says how long before the demo's start a dispatch was published, `after`
how many seconds after it; they are written as of a Tuesday, and their weekdays are moved to the day of the demo. What
stands in `amendments/` under the same name takes a dispatch's place when its time comes: a correction, and a kill.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from briefbot.serving import serve
from briefbot.source import Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

GULF_STAR, LEVANT, MERIDIAN = "gulfstar", "levant", "meridian"
FEEDS = (GULF_STAR, LEVANT)
NAMES = {GULF_STAR: "Gulf Star News Agency", LEVANT: "Levant Dispatch", MERIDIAN: "Meridian Wire"}

_DISPATCHES = Path(__file__).parent / "dispatches"
_AMENDMENTS = Path(__file__).parent / "amendments"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WRITTEN_ON = _DAYS.index("Tuesday")
_DAY = re.compile("|".join(_DAYS))


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One dispatch of an agency, and when it comes out."""

    agency: str  # of NAMES
    slug: str
    published: datetime
    head: dict[str, str]
    paragraphs: tuple[str, ...]

    @property
    def headline(self) -> str:
        """Its headline."""
        return self.head["headline"]

    @property
    def path(self) -> str:
        """Where its page is, on the agencies' server."""
        return f"/{self.agency}/{self.slug}.html"

    @property
    def keywords(self) -> list[str]:
        """Its subjects, in words."""
        return [word.strip() for word in self.head.get("keywords", "").split(";") if word.strip()]

    @property
    def copy(self) -> list[str]:
        """Its paragraphs as on a page: the place before the first that is no note to the reader."""
        first = next(n for n, paragraph in enumerate(self.paragraphs) if not paragraph.startswith("("))
        return [
            f"{self.head['place']} — {paragraph}" if n == first else paragraph
            for n, paragraph in enumerate(self.paragraphs)
        ]

    @property
    def embargoed(self) -> datetime | None:
        """Until when it may not be shown."""
        minutes = self.head.get("embargo")
        return self.published + timedelta(minutes=int(minutes)) if minutes else None


class Agencies:
    """The agencies at work, from `started` on; Meridian's documents go into `folder`."""

    def __init__(self, folder: Path, *, started: datetime) -> None:
        self._folder = folder
        # Feeds tell whole seconds: rounded up, so that nothing is out before its time.
        started += timedelta(microseconds=-started.microsecond % 1_000_000)
        self._day = started.date()
        self._dispatches, self._amendments = (
            sorted((_read(path, started) for path in folder.glob("*/*.txt")), key=lambda dispatch: dispatch.published)
            for folder in (_DISPATCHES, _AMENDMENTS)
        )
        self._templates = Environment(
            loader=PackageLoader("briefbot.demo"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._templates.filters["rfc822"] = format_datetime
        self._templates.globals["names"] = NAMES
        self._address = ""

    @property
    def app(self) -> Starlette:
        """Feeds and pages as an ASGI app."""
        return Starlette(
            routes=[
                Route("/robots.txt", _robots),
                Route("/{agency}/", self._front),
                Route("/{agency}/rss.xml", self._feed),
                Route("/{agency}/{slug}.html", self._page),
            ]
        )

    @contextlib.asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Publish while the context lasts, and give the address."""
        async with serve(self.app, host, port) as self._address:
            wire = asyncio.create_task(self._drop_documents())
            try:
                yield self._address
            finally:
                wire.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await wire

    def sources(self, address: str) -> list[Source]:
        """The agencies as sources of a bot."""
        feeds = [
            Source(id=agency, agency=NAMES[agency], url=f"{address}/{agency}/rss.xml", language="en")
            for agency in FEEDS
        ]
        return [*feeds, Source(id=MERIDIAN, agency=NAMES[MERIDIAN], url=str(self._folder), language="en")]

    def published(self, agency: str) -> list[Dispatch]:
        """What an agency has out by now, newest first; of Meridian also what is under embargo."""
        now = datetime.now(UTC)
        every = (*self._dispatches, *self._amendments)
        out = {one.slug: one for one in every if one.agency == agency and one.published <= now}
        return sorted(out.values(), key=lambda dispatch: dispatch.published, reverse=True)

    async def _feed(self, request: Request) -> Response:
        agency = request.path_params["agency"]
        if agency not in FEEDS:
            raise HTTPException(404, "There is no such feed.\n")
        out = self._open(agency)
        feed = self._templates.get_template("feed.xml").render(
            address=str(request.base_url).rstrip("/"), agency=agency, whole=agency == GULF_STAR, dispatches=out
        )
        return _answer(request, feed, "application/rss+xml", out[0].published)

    async def _front(self, request: Request) -> Response:
        agency = request.path_params["agency"]
        out = self._open(agency)
        front = self._templates.get_template("front.html").render(agency=agency, feeds=FEEDS, dispatches=out)
        return _answer(request, front, "text/html", out[0].published)

    async def _page(self, request: Request) -> Response:
        agency, slug = request.path_params["agency"], request.path_params["slug"]
        out = self._open(agency)
        dispatch = next((one for one in out if one.slug == slug), None)
        if dispatch is None:
            raise HTTPException(404, "There is no such story.\n")
        about = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": dispatch.headline,
            "datePublished": dispatch.published.isoformat(),
            "author": {"@type": "Person", "name": dispatch.head["byline"]},
            "publisher": {"@type": "NewsMediaOrganization", "name": NAMES[agency]},
        }
        others = [one for one in out if one is not dispatch][:4]
        page = self._templates.get_template("article.html").render(
            agency=agency, dispatch=dispatch, about=about, others=others
        )
        return _answer(request, page, "text/html", out[0].published)  # its related stories change with the newest

    def _open(self, agency: str) -> list[Dispatch]:
        """What anybody may read of an agency, newest first; an `HTTPException` where there is nothing."""
        now = datetime.now(UTC)
        out = [one for one in self.published(agency) if one.embargoed is None or one.embargoed <= now]
        if not out:
            raise HTTPException(404, "There is no such agency, or it has published nothing yet.\n")
        return out

    async def _drop_documents(self) -> None:
        """Drop Meridian's documents into the folder, each when its time comes."""
        for dispatch in sorted((*self._dispatches, *self._amendments), key=lambda dispatch: dispatch.published):
            if dispatch.agency == MERIDIAN:
                await asyncio.sleep(max(0.0, (dispatch.published - datetime.now(UTC)).total_seconds()))
                self._drop(dispatch)

    def _drop(self, dispatch: Dispatch) -> None:
        # Under a name that readers leave alone, then renamed: nobody sees half a document.
        name, document = self._document(dispatch)
        unfinished = self._folder / f"{name}.part"
        unfinished.write_text(document, encoding="utf-8")
        os.utime(unfinished, (dispatch.published.timestamp(),) * 2)
        unfinished.rename(self._folder / name)

    def _document(self, dispatch: Dispatch) -> tuple[str, str]:
        if dispatch.head.get("form") == "ninjs":
            return f"{dispatch.slug}.json", self._ninjs(dispatch)
        opening, *rest = dispatch.paragraphs
        # Dated by the demo's day, as its weekdays are: they must agree in a night between two days too.
        place, day = dispatch.head["place"], f"{self._day:%b} {self._day.day}"
        copy = [f"{place}, {day} (MERIDIAN) -- {opening}", *rest]
        head = f"{dispatch.headline}\nBy {dispatch.head['byline']}\n"
        end = f"(end) {dispatch.head['signoff']}\n" if "signoff" in dispatch.head else ""
        return f"{dispatch.slug}.txt", head + "\n\n".join(copy) + f"\n{end}"

    def _ninjs(self, dispatch: Dispatch) -> str:
        item = {
            "uri": f"urn:meridian:{dispatch.slug}",
            "version": "1",
            "type": "text",
            "pubstatus": "usable",
            "urgency": int(dispatch.head["urgency"]),
            "versioncreated": dispatch.published.isoformat(),
            "language": "en",
            "headline": dispatch.headline,
            "byline": dispatch.head["byline"],
            "located": dispatch.head["place"],
            "canonicalurl": f"{self._address}{dispatch.path}",  # opens once there is no embargo
            "body_text": "\n\n".join(dispatch.paragraphs),
            "subject": [{"name": word} for word in dispatch.keywords],
        }
        if dispatch.embargoed:
            item["embargoed"] = dispatch.embargoed.isoformat()
        if "ednote" in dispatch.head:
            item["ednote"] = dispatch.head["ednote"]
        return json.dumps(item, ensure_ascii=False, indent=1)


def _read(path: Path, started: datetime) -> Dispatch:
    written = path.read_text("utf-8")
    shift = started.weekday() - _WRITTEN_ON
    moved = _DAY.sub(lambda day: _DAYS[(_DAYS.index(day.group()) + shift) % 7], written)
    head_lines, _, copy = moved.partition("\n\n")
    head = dict(line.split(": ", 1) for line in head_lines.splitlines())
    early, late = timedelta(minutes=int(head.get("minutes", 0))), timedelta(seconds=int(head.get("after", 0)))
    paragraphs = tuple(paragraph.strip() for paragraph in copy.split("\n\n") if paragraph.strip())
    published = (started - early + late).replace(microsecond=0)
    return Dispatch(path.parent.name, path.stem, published, head, paragraphs)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nAllow: /\n")


def _answer(request: Request, content: str, media_type: str, changed: datetime) -> Response:
    """The content, or 304 where the reader has it already."""
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:16]}"'
    modified = format_datetime(changed, usegmt=True)
    headers = {"ETag": tag, "Last-Modified": modified, "Cache-Control": "no-cache"}
    # The date counts only where no tag is given (RFC 9110, 13.1.3).
    has = request.headers.get("if-none-match")
    if has == tag or (has is None and request.headers.get("if-modified-since") == modified):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
