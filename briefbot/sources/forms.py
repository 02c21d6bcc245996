"""What every form of document shares, and how to add one.

How to write a form
-------------------
A form is one function from bytes to stories:

    def read(document: bytes, context: Context) -> Iterable[Story] | None:

It returns None at once where the document is not of its form: look at the first bytes and at `context.media_type`, and
be quick, because every document passes by. It raises `DocumentError` where the document is of its form but cannot be
read; the message goes on after the document's name ("has no uri: …") and says what to do. Otherwise it gives the
stories, in the document's order. Nothing else may leave it, whatever the bytes: they are hostile.

Make each story with `story(context, …)` below: it cleans the text, makes the id unique to the source where the
agency's own is no URI, drops addresses that are not http(s), finds dateline and byline, reads the signals of the
headline ("CORRECTED-", "STORY WITHDRAWN") and the advisory above the copy, and logs text that came in a wrong charset.
HTML becomes text by `text.paragraphs`, XML is parsed by `text.xml`, times by `times.moment`; an embargo by `embargo`,
which never errs on the early side. Keep what the agency says of itself: version, urgency, status, embargo, ednote,
rights, genre, subjects (`iptc` reads IPTC's words). Status `canceled` needs no body: it voids every version of the id.
Never put a note that is not for publication into the body.

A list of stories that have pages of their own (a sitemap, say) is no form: `feeds` takes it as `Entries`, so that
`articles` can complete its items.

Register it in your package's pyproject.toml, under any name; briefbot asks these forms before its own:

    [project.entry-points."briefbot.forms"]
    ansa = "ansa_form:read"

Test it with documents of each kind that the agency sends, a cancelled one, an embargoed one, and with Hypothesis: any
bytes give stories, None or `DocumentError`. Of a packet of several, take `good_ones`.
"""

from __future__ import annotations

import hashlib
import logging
import re
import textwrap
from dataclasses import dataclass, replace
from datetime import UTC, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from briefbot import furniture
from briefbot.errors import DocumentError, StoryError
from briefbot.sources import signals, text, times
from briefbot.story import PubStatus, Signal, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from briefbot.story import Span

Part = TypeVar("Part")

MAX_PARTS = 1_000
"""Read of one packet, in its order; agencies send 1 to 100."""

log = logging.getLogger(__name__)

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s]+")
_EDITION = re.compile(r"#\d{1,3}$")
_LONGEST_HEADLINE = 500  # code points; a longer one is copy, and no message holds it
_LONGEST_WORD = 200  # code points of a keyword
_LOOKED_AT = 1_000  # code points of a body; what is garbled is garbled from its beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a form may need to know of a document besides its bytes."""

    source: str  # id of the source: makes ids unique where the agency's own are not
    agency: str  # "" where only the document can tell
    address: str  # the address or path it was read from; relative links are resolved against an address
    now: datetime
    media_type: str = ""  # as declared: "text/plain"
    charset: str | None = None  # as declared
    language: str | None = None  # of the source, where all its stories have one


def story(context: Context, *, id: str, headline: str, body: str, **fields: Any) -> Story:  # noqa: A002 - Story's word
    """A story of this document: texts cleaned, id made unique, dateline and byline found where not given.

    `id` is the agency's own; `fields` are `Story`'s. `DocumentError` where it cannot be a story.
    """
    headline, body = text.line(headline), text.clean(body)
    if len(headline) > _LONGEST_HEADLINE:
        headline = opening(headline)
    found = furniture.find(body, openings=True)
    given = {name: value for name, value in fields.items() if value is not None}
    given["language"] = text.language(given.get("language")) or context.language or ""
    given["keywords"] = tuple(word for word in given.get("keywords", ()) if len(word) <= _LONGEST_WORD)
    for name in ("dateline", "byline", "ednote", "agency", "genre", "rights"):
        if name in given:
            given[name] = text.line(given[name])
    if text.garbled(f"{headline} {body[:_LOOKED_AT]}"):
        log.warning(
            "%s: the story %s looks garbled, as text does that was read in a wrong charset", context.address, id
        )
    # A headline that says the story is withdrawn kills it: most feeds have no other way to say so.
    said = tuple(dict.fromkeys((*given.pop("signals", ()), *signals.of_headline(headline))))
    if Signal.WITHDRAWN in said and given.get("status", "usable") == "usable":
        given["status"] = PubStatus.CANCELED
    try:
        return Story(
            id=identity(context, id),
            headline=headline,
            body=body,
            **{
                "agency": context.agency,
                "source": context.address,
                "dateline": _words(found.place, body),
                "byline": _words(found.byline, body),
                "urgency": signals.urgency(headline) or 4,
                **_advised(said, body),
                **{name: value for name, value in given.items() if value != ""},
            },
        )
    except StoryError as fault:
        raise DocumentError(f"holds what cannot be a story: {fault}") from None


def _advised(said: tuple[Signal, ...], body: str) -> dict[str, Any]:
    """The signals of a headline, and what the advisory above the copy adds to them."""
    advisory = signals.advisory(body)
    if advisory is not None and signals.corrects(advisory) and Signal.CORRECTED not in said:
        said = (Signal.CORRECTED, *said)
    return {"signals": said, "advisory": advisory}


def good_ones(parts: Iterable[Part], make: Callable[[Part, Context], Story], context: Context) -> list[Story]:
    """The stories of a packet's first parts; a part that cannot be read is logged, and raised where no other can."""
    stories = []
    last = None
    for part in islice(parts, MAX_PARTS):
        try:
            stories.append(make(part, context))
        except DocumentError as fault:
            log.warning("%s %s", context.address, fault)
            last = fault
    if last is not None and not stories:
        raise last
    return stories


def with_body(
    story: Story,
    body: str,
    *,
    headline: str = "",
    byline: str = "",
    published: datetime | None = None,
    language: str = "",
) -> Story:
    """The story with its full text, and with what that text or its page tells and the story did not yet."""
    body = text.clean(body)
    headline = story.headline or text.line(headline) or opening(body)
    found = furniture.find(body, openings=True)
    return replace(
        story,
        headline=headline,
        body=body,
        dateline=story.dateline or _words(found.place, body),
        byline=story.byline or text.line(byline) or _words(found.byline, body),
        published=story.published or published,
        language=story.language or text.language(language),
        **_advised(signals.of_headline(headline), body),
    )


def identity(context: Context, own: str) -> str:
    """The agency's own id where it is a URI, without tracking parameters; otherwise made unique by the source."""
    own = text.line(own)
    if not _URI.fullmatch(own):
        return f"{context.source}:{own}"
    # "…/article#2" is the second edition of the article; some agencies count so in their guids.
    return _EDITION.sub("", text.address(own) or own)


def digest(*words: str) -> str:
    """A short id for what has none of its own: the same words, the same id."""
    return hashlib.sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:16]


def embargo(written: object) -> datetime | None:
    """The end of an embargo; `DocumentError` where it cannot be read, because nothing may leak before it.

    Without a zone it is taken at its latest, in the zone twelve hours behind UTC.
    """
    if written is None or written == "":
        return None
    parsed = times.parse(str(written))
    if parsed is not None and parsed.utcoffset() is None:
        parsed = parsed.replace(tzinfo=timezone(timedelta(hours=-12)))
    try:
        return parsed.astimezone(UTC) if parsed else _unreadable(written)
    except OverflowError:
        return _unreadable(written)


def _unreadable(written: object) -> NoReturn:
    shown = text.line(str(written))[:40]
    raise DocumentError(f"has an embargo that cannot be read, {shown!r}, and may not be shown: ask the agency")


def opening(words: str) -> str:
    """A headline for a dispatch that has none: its first words."""
    return textwrap.shorten(words, 100, placeholder=" …")


def _words(span: Span | None, body: str) -> str | None:
    return None if span is None else " ".join(span.of(body).split())
