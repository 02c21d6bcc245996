"""An article's HTML page to its text; walls, stubs and pages of something else are recognised, never taken for it."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefbot.errors import DocumentError
from briefbot.sources import forms, listings, text, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from briefbot.sources.forms import Context
    from briefbot.story import Story

MAX_PAGE = 2_000_000
"""Bytes; most articles' pages have a tenth of it, and their trees take many times it."""

_MOST_TAGS = 60_000  # an extractor copies the tree several times; a long page of a live report has 20,000
_LEAST = 250  # bytes of UTF-8, so that the scripts that say more in a character are measured alike
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_WALL = re.compile(
    r"we (?:value|respect|care about) your privacy|before you continue to|accept all cookies"
    r"|(?:manage|your) (?:cookie|consent|privacy) (?:settings|preferences|choices)"
    r"|(?:we|our)\b.{0,30}\bpartners (?:store|use|process|and we)"
    r"|(?:enable|requires) javascript|checking your browser|unusual traffic|not a robot"
    r"|(?:subscribe|sign in|log in|register)(?: now)? to (?:continue|read|view)|already a subscriber"
    r"|(?:this|the rest of th(?:is|e)) (?:article|story) is (?:reserved )?for (?:our )?subscribers"
    r"|nous (?:respectons votre vie privée|utilisons des cookies)|réservée? (?:à nos|aux) abonnés"
    r"|wir verwenden cookies|weiterlesen mit|utilizamos cookies|solo para suscriptores"
    r"|نستخدم ملفات تعريف الارتباط|هذا المحتوى للمشتركين|çerezleri? kullan|abonelere özel",
    re.IGNORECASE,
)
_WALL_LENGTH = 3_000  # code points; longer, it is an article that speaks of such things
_DOOR = re.compile(
    rf"{_WALL.pattern}|access denied|create (?:a free|an) account|page not found|(?:error|http) 404"
    r"|(?:use|uses|accept|store|allow)s? .{0,20}cookies",
    re.IGNORECASE,
)
_DOOR_LENGTH = 600  # code points; an article that is hardly longer may yet have such words
_LOCKED = re.compile(r"(?:https?://schema\.org/)?false", re.IGNORECASE)
_TOLD_WORDS = 150  # of the page's own count, from which it can be held against what the page shows
_BYTES_A_WORD = 2  # of UTF-8, at the least, in every script: a third of what English takes
_WORD = re.compile(r"\w{4,}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}")  # Thai to Chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says of its article; texts clean, paragraphs apart by a blank line."""

    body: str
    headline: str
    published: str
    byline: str
    language: str
    url: str | None  # its canonical address, where the page names one


def looks_like_html(document: bytes, media_type: str = "") -> bool:
    """Whether a document is a page, and no feed."""
    head = document[:4096].replace(b"\0", b"")
    return _HTML.search(head) is not None or ("html" in media_type and head.lstrip().startswith(b"<"))


def read(document: bytes, context: Context) -> list[Story] | None:
    """The form: the one story of an article's page; None for what is no HTML."""
    if not looks_like_html(document, context.media_type):
        return None
    found = article(document, charset=context.charset, address=context.address)
    return [
        forms.story(
            context,
            id=found.url or context.address,
            headline=found.headline or forms.opening(found.body),
            body=found.body,
            url=found.url or text.address(context.address),
            published=times.moment(found.published, now=context.now),
            byline=found.byline or None,
            language=context.language or found.language or None,
        )
    ]


def article(document: bytes, *, charset: str | None, address: str) -> Article:
    """The article on a page; `DocumentError` says what the page is instead: a wall, a stub, no article."""
    if len(document) > MAX_PAGE:
        raise DocumentError(f"is longer than {MAX_PAGE // 1_000_000} MB, which no article is")
    text.refuse_giant(document, "<", _MOST_TAGS)
    root = text.parse_html(text.decode(document, charset))
    if root is None:
        raise DocumentError("is no readable HTML page: look at it in a browser")
    data = _linked_data(root)
    if _LOCKED.fullmatch(str(data.get("isAccessibleForFree", "")).strip()) or (
        _meta(root, "article:content_tier").lower() == "locked"
    ):
        raise DocumentError("is behind a paywall, which briefbot does not work round")
    headline = text.title(_first(data.get("headline")) or _meta(root, "og:title") or _heading(root))
    copy = listings.body(root, address) or _body(root, text.paragraphs(_first(data.get("articleBody"))))
    body = _without_headline(copy, headline)
    _refuse_what_is_none(body, data)
    canonical = next(iter(root.xpath("//link[@rel='canonical']/@href")), "")
    return Article(
        body=body,
        headline=headline,
        published=_first(data.get("datePublished")) or _meta(root, "article:published_time"),
        byline=text.title(", ".join(_names(data.get("author")))),
        language=text.line(root.get("lang", "")),
        url=text.address(str(canonical), address),
    )


def _refuse_what_is_none(body: str, data: dict[str, Any]) -> None:
    size = len(body.encode("utf-8", "replace"))
    if size < _LEAST:
        raise DocumentError("is a stub without an article's text")
    if len(body) < _WALL_LENGTH and (_DOOR if len(body) < _DOOR_LENGTH else _WALL).search(body):
        raise DocumentError("asks for consent, a login or a subscription, and is not the article")
    told = re.fullmatch(r"\d{1,6}", str(data.get("wordCount", "")).strip())
    if told is not None and int(told[0]) >= _TOLD_WORDS and size < _BYTES_A_WORD * int(told[0]):
        raise DocumentError(f"shows only the beginning of an article of {told[0]} words")


def belongs(body: str, about: str) -> bool:
    """Whether a page's text can be the article that a feed's headline and summary are about."""
    words = _words(about)
    shared = words & _words(body)
    return len(words) < 6 or len(shared) * 4 >= len(words)  # noqa: PLR2004 - fewer words prove nothing; a quarter does


def _words(words: str) -> set[str]:
    """The words that tell what a text is about; pairs of characters where a script sets no blanks between words."""
    words = words.casefold()
    pairs = (run[n : n + 2] for run in _UNSPACED.findall(words) for n in range(len(run) - 1))
    return {*_WORD.findall(_UNSPACED.sub(" ", words)), *pairs}


def feed_links(document: bytes, address: str) -> list[str]:
    """The feeds that a page names in its head."""
    root = text.parse_html(text.decode(document[:200_000]))
    links = [] if root is None else root.xpath("//link[contains(@type, 'rss') or contains(@type, 'atom')]/@href")
    return [link for link in (text.address(str(href), address) for href in links) if link]


def _body(root: _Element, told: str) -> str:
    """The article's text: trafilatura's, or the page's own `articleBody` where the two disagree or it says more."""
    import trafilatura  # noqa: PLC0415 - slow to load, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of every page that is no article
    try:
        found = trafilatura.bare_extraction(root, include_comments=False, with_metadata=False)
    except Exception:  # noqa: BLE001 - an extractor of hostile bytes raises what it likes
        found = None
    seen = text.clean(getattr(found, "text", None) or "")
    seen = "\n\n".join(filter(None, (" ".join(part.split()) for part in seen.split("\n"))))
    if len(told.encode("utf-8", "replace")) < _LEAST:
        return seen
    words = _words(seen)
    shared = words & _words(told)
    return told if len(shared) * 2 < len(words) or len(told) > 1.5 * len(seen) else seen


def _without_headline(body: str, headline: str) -> str:
    first, _, rest = body.partition("\n\n")
    return rest if rest and headline and first.casefold() == headline.casefold() else body


def _linked_data(root: _Element) -> dict[str, Any]:
    """The JSON-LD object that describes the article: the one with the longest `articleBody`, else with a headline."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                found.extend(_objects(json.loads(script.text or "", strict=False)))
            except (ValueError, RecursionError):
                continue
    found = [thing for thing in found if "articleBody" in thing or "Article" in str(thing.get("@type"))]
    return max(found, key=lambda thing: len(_first(thing.get("articleBody"))), default={})


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _names(authors: Any) -> Iterator[str]:
    for author in authors if isinstance(authors, list) else [authors]:
        name = author.get("name") if isinstance(author, dict) else author
        if _first(name):
            yield _first(name)


def _meta(root: _Element, name: str) -> str:
    found = root.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return str(found[0]) if found else ""


def _heading(root: _Element) -> str:
    for path in ("//h1", "//title"):
        for node in root.xpath(path)[:1]:
            return " ".join("".join(node.itertext()).split())
    return ""
