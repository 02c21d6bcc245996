"""How many odd feeds are understood, and how fast ordinary ones are read, beside feedparser.

The odd ones are feedparser's own suite: `pip download feedparser --no-binary :all: --no-deps`, unpack it, and name its
folder `tests` in FEED_SUITE. Nothing is downloaded here; without it only the speed is measured.
"""

from __future__ import annotations

import ast
import html
import io
import logging
import os
import re
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser

from briefbot.errors import DocumentError
from briefbot.sources import feeds, syndication, text, times
from briefbot.sources.forms import Context
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefbot.sources.entries import Entries, Entry

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONTEXT = Context(source="bench", agency="Coast Wire", address="https://coast.example/feed", now=NOW)
ITEMS = 50
TIMES = 15
SHOWN = 25  # documents that are read otherwise

COPY = (
    "The harbour council of Port Almadin voted on Tuesday to reopen the eastern quay, closed since the spring floods. "
    "“We have waited long enough for this,” said council head Nadia Ferrant, who led the repairs for seven months. "
)

EXPECTED = re.compile(
    r"entries\[(?P<number>\d+)\](?:\['|\.)(?P<field>\w+)(?:'\])?(?:\[0\])?(?:(?:\['|\.)(?P<part>value|name|language)(?:'\])?)?"
    r" == (?P<value>u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|\([\d, ]+\))"
)
"""What a document of the suite says that one of its entries should be."""

DECLINED = {
    "entity_in_doctype.xml": "entities of a feed's own are never expanded",
    "http_entry_id_base_content_location.xml": "an id is kept as the agency wrote it",
}
"""Documents that are read otherwise on purpose, and why."""

HEADER = re.compile(r"Header:\s*([\w-]+)\s*[:=]\s*(.+)")
FIELDS = {
    "title": "title",
    "title_detail": "title",
    "link": "link",
    "id": "id",
    "guid": "id",
    "summary": "body",
    "summary_detail": "body",
    "description": "body",
    "content": "body",
    "author": "authors",
    "author_detail": "authors",
    "authors": "authors",
    "published_parsed": "date",
    "updated_parsed": "date",
    "created_parsed": "date",
}


@dataclass
class Found:
    """What a reader makes of a document, entry by entry: a set of values for each field, texts without markup."""

    entries: list[dict[str, set[str]]] = field(default_factory=list)

    def says(self, number: int, field_: str, value: str) -> bool:
        return number < len(self.entries) and value in self.entries[number].get(field_, set())


def measure() -> Iterator[Figure]:
    """The suite's figures where it is there, then the speed."""
    warnings.simplefilter("ignore")  # of feedparser's, about what it keeps for old programs
    logging.disable(logging.CRITICAL)
    if "FEED_SUITE" in os.environ:
        yield from suite(Path(os.environ["FEED_SUITE"]))
    for name, document in ordinary().items():
        peers = fastest(feedparser.parse, document)
        ours = fastest(syndication.read, document, CONTEXT)
        yield Figure(f"entries of a {ITEMS}-item {name}", ours, "ms", "feedparser.parse", peers, peers / 10)
        # Datelines, bylines, signals, identities and addresses included, which feedparser does not give.
        ours = fastest(feeds.parse, document, CONTEXT)
        yield Figure(f"stories of a {ITEMS}-item {name}", ours, "ms", "feedparser.parse", peers)


def fastest(work: Callable[..., object], document: bytes, *more: object) -> float:
    """Milliseconds of CPU that the quickest of several goes takes."""
    spent = []
    for _ in range(TIMES):
        began = time.process_time()
        work(io.BytesIO(document) if work is feedparser.parse else document, *more)
        spent.append((time.process_time() - began) * 1000)
    return min(spent)


def ordinary() -> dict[str, bytes]:
    """Feeds as agencies' sites make them: summaries with a picture, full texts as blog software writes them, Atom."""
    full = "".join(
        f'<p class="wp-block-paragraph">{COPY}<a href="https://coast.example/{n}?a=1&amp;b=2" target="_blank" '
        f'rel="noopener noreferrer">Port Almadin</a> is <strong>open</strong>, <em>again</em>.</p>\n'
        for n in range(8)
    )
    full += (
        '<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="683" '
        'src="https://coast.example/quay.jpg" alt="The quay" srcset="https://coast.example/quay.jpg 1024w" />'
        "<figcaption>The eastern quay</figcaption></figure>"
        "<ul><li>Seven months</li><li>Four million</li><li>Ninety boats</li></ul>"
        '<p>The post <a rel="nofollow" href="https://coast.example/">Quay</a> appeared first.</p>'
    )
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    )
    channel = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {spaces}><channel><title>Coast Wire</title>'
        '<atom:link href="https://coast.example/feed" rel="self" type="application/rss+xml"/><link>https://coast.example/'
        "</link><description>News</description><language>en</language><ttl>15</ttl>{}</channel></rss>"
    )
    item = (
        "<item><title>Quay {0} reopens &amp; fills</title><link>https://coast.example/{0}?utm_source=rss</link>"
        "<guid isPermaLink='false'>coast-{0}</guid><pubDate>Tue, 24 Nov 2026 10:00:00 +0300</pubDate>"
        "<dc:creator><![CDATA[Ana Prado]]></dc:creator><category><![CDATA[Ports]]></category><category>Trade</category>"
        "<comments>https://coast.example/{0}#comments</comments><slash:comments>0</slash:comments>"
        "<media:content url='https://coast.example/{0}.jpg' medium='image'><media:title>Quay</media:title>"
        "</media:content><enclosure url='https://coast.example/{0}.jpg' length='1' type='image/jpeg'/>"
        f"<description><![CDATA[<p>{COPY}</p>]]></description>{{1}}</item>"
    )
    entry = (
        "<entry><id>tag:coast.example,2026:{0}</id><title type='html'>Quay {0} reopens</title>"
        "<link rel='alternate' type='text/html' href='https://coast.example/{0}'/><published>2026-11-24T09:00:00Z"
        "</published><updated>2026-11-24T10:00:00Z</updated><category term='Ports'/><author><name>Ana Prado</name>"
        f"</author><summary>{COPY}</summary><content type='html'>{html.escape(full)}</content></entry>"
    )
    encoded = f"<content:encoded><![CDATA[{full}]]></content:encoded>"
    numbers = range(ITEMS)
    return {
        "RSS feed of summaries": channel.format("".join(item.format(n, "") for n in numbers)).encode(),
        "RSS feed of full texts": channel.format("".join(item.format(n, encoded) for n in numbers)).encode(),
        "Atom feed of full texts": (
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Coast Wire</title>'
            + "".join(map(entry.format, numbers))
            + "</feed>"
        ).encode(),
    }


def suite(folder: Path) -> Iterator[Figure]:
    """Values that the suite expects and a reader does not find, and fields that the two read otherwise."""
    missed, peers_missed, expected = 0, 0, 0
    other: Counter[str] = Counter()
    total: Counter[str] = Counter()
    shown = 0
    for path in sorted(folder.rglob("*.xml")):
        document = path.read_bytes()
        comment = document[:3000].decode("latin-1")
        headers = {name.lower(): value.strip() for name, value in HEADER.findall(comment)}
        peer = feedparser.parse(io.BytesIO(document), response_headers=headers)
        if not peer.entries or path.name in DECLINED:
            continue
        try:
            entries = syndication.read(document, context(headers))
        except DocumentError:
            entries = None
        ours, peers = of_ours(entries, context(headers)), of_peer(peer)
        wrong = []
        for number, name, value in claims(comment):
            expected += 1
            missed += not ours.says(number, name, value)
            peers_missed += not peers.says(number, name, value)
        for number, entry in enumerate(peers.entries):
            for name, values in entry.items():
                total[name] += 1
                if not any(ours.says(number, name, value) for value in values):
                    other[name] += 1
                    wrong.append(name)
        if wrong and shown < SHOWN:
            shown += 1
            print(f"  {path.relative_to(folder)}: {', '.join(wrong)} read otherwise than feedparser does")
    yield Figure(
        "values that the suite expects and we miss", missed, "values", "all it expects", expected, peers_missed
    )
    for name, number in total.items():
        yield Figure(f"{name} read otherwise than feedparser", other[name], "entries", "all that have it", number)


def context(headers: dict[str, str]) -> Context:
    charset = re.search(r"charset\s*=\s*['\"]?([\w-]+)", headers.get("content-type", ""))
    return Context(
        source="bench",
        agency="",
        address=headers.get("content-location", CONTEXT.address),
        now=NOW,
        charset=charset and charset[1],
        language=headers.get("content-language"),
    )


def claims(comment: str) -> Iterator[tuple[int, str, str]]:
    """The values that a document's comment expects of the fields that make a story."""
    for match in EXPECTED.finditer(comment):
        name = "language" if match["part"] == "language" else FIELDS.get(match["field"], "")
        if not name or (match["field"].endswith("detail") and match["part"] is None):
            continue
        try:
            value = ast.literal_eval(match["value"])
        except (ValueError, SyntaxError):
            continue
        if told := normal(name, value):
            yield int(match["number"]), name, told


def normal(name: str, told: Any) -> str:
    """A value as the two are compared: texts without markup, times in UTC, addresses as they are stored."""
    if name == "date":
        year, month, day, hour, minute, second = told[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat()
    value: str = str(told)
    if name == "language":
        return value.replace("_", "-").lower()
    if name == "link":
        return text.address(value, CONTEXT.address) or ""
    if name == "id":
        return value.strip()
    if name == "authors":  # a byline is a name, without the address
        return text.title(re.sub(r"\s*[(<]?\S+@\S+?[)>]?(?=\s|$)", "", value)).strip("() ")
    return " ".join(text.paragraphs(value).split())


def of_ours(found: Entries | None, document: Context) -> Found:
    return Found([dict(of_entry(entry, found, document)) for entry in found.entries]) if found else Found()


def of_entry(entry: Entry, feed: Entries, document: Context) -> Iterator[tuple[str, set[str]]]:
    yield "title", {normal("title", entry.title)}
    yield "link", {text.address(entry.link, document.address) or ""}
    yield "id", {entry.guid}
    yield "body", {normal("body", entry.content), normal("body", entry.summary)}
    yield "authors", {entry.author, *entry.author.split(", ")}
    yield "language", {(text.language(entry.language or feed.language or document.language) or "").lower()}
    moment = times.moment(entry.published)
    yield "date", {moment.replace(microsecond=0).isoformat()} if moment else set()


def of_peer(parsed: Any) -> Found:
    entries = []
    for entry in parsed.entries:
        contents = [part.get("value", "") for part in entry.get("content", ())]
        told = {
            "title": [entry.get("title", "")],
            "link": [entry.get("link", "")],
            "id": [entry.get("id", "")],
            "body": [*contents, entry.get("summary", "")],
            "authors": [entry.get("author_detail", {}).get("name") or entry.get("author", "")],
            "language": [languages(entry, parsed)],
            "date": [dict.get(entry, f"{name}_parsed") for name in ("published", "updated", "created")],
        }
        normals = {name: {normal(name, value) for value in values if value} - {""} for name, values in told.items()}
        entries.append({name: values for name, values in normals.items() if values})
    return Found(entries)


def languages(entry: Any, parsed: Any) -> str:
    parts = [*entry.get("content", ()), entry.get("summary_detail", {}), entry.get("title_detail", {}), entry]
    return next((str(part["language"]) for part in parts if part.get("language")), parsed.feed.get("language") or "")
