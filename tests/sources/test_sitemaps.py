"""News sitemaps, and the indexes that list them."""

import gzip
from datetime import timedelta

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import feeds
from briefbot.sources.forms import Context
from tests.sources.conftest import NOW

CONTEXT = Context(source="coast", agency="", address="https://coast.example/sitemap.xml", now=NOW)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def news(number=1, title="Quay reopens", date="2026-11-24T10:00:00+03:00") -> str:
    return (
        f"<url><loc>https://coast.example/{number}?utm_source=map</loc><news:news><news:publication>"
        "<news:name>Coast Wire</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>"
        "<news:keywords>ports, trade</news:keywords></news:news></url>"
    )


def parse(body, root="urlset"):
    document = f'<?xml version="1.0"?><{root} {SPACES}>{body}</{root}>' if isinstance(body, str) else body
    feed = feeds.parse(document.encode() if isinstance(document, str) else document, CONTEXT)
    assert feed is not None
    return feed


def test_a_news_sitemap_lists_stories_to_be_completed():
    """Title, time, language, name and keywords get into the story; its text is on its page."""
    [item] = parse(news()).items
    story = item.story
    assert not item.whole
    assert (story.id, story.url) == ("https://coast.example/1", "https://coast.example/1")
    assert (story.headline, story.body, story.published) == ("Quay reopens", "", NOW.replace(hour=7))
    assert (story.agency, story.language, story.keywords) == ("Coast Wire", "en", ("ports", "trade"))


def test_of_an_ordinary_sitemap_only_recent_pages_are_read():
    """Pages that changed in the last two days are taken, the newest first; older ones and undated ones are not."""
    dates = [NOW - timedelta(days=9), NOW - timedelta(hours=9), NOW - timedelta(hours=3)]
    urls = [
        f"<url><loc>https://coast.example/{n}</loc><lastmod>{d.isoformat()}</lastmod></url>"
        for n, d in enumerate(dates)
    ]
    items = parse("".join(urls) + "<url><loc>https://coast.example/undated</loc></url>").items
    assert [(item.story.url, item.story.headline) for item in items] == [
        ("https://coast.example/2", ""),
        ("https://coast.example/1", ""),
    ]


def test_an_index_names_its_sitemaps_the_news_first():
    """Sitemaps of an index come as further lists: news, then the newest; what did not change for days is left out."""
    sitemaps = [("pages", 9), ("a", 1), ("b", 0), ("news", 1)]
    index = "".join(
        f"<sitemap><loc>/{name}.xml</loc><lastmod>{(NOW - timedelta(days=days)).date()}</lastmod></sitemap>"
        for name, days in sitemaps
    )
    feed = parse(index, "sitemapindex")
    assert feed.items == ()
    assert [link.rpartition("/")[2] for link in feed.further] == ["news.xml", "b.xml", "a.xml"]


def test_a_packed_sitemap_is_unpacked_within_bounds():
    """A sitemap packed by gzip is read; one that unpacks to a gigabyte ends at ten megabytes."""
    document = f"<urlset {SPACES}>{news()}</urlset>".encode()
    assert len(parse(gzip.compress(document)).items) == 1
    bomb = gzip.compress(document[:-9] + b" " * 40_000_000)
    assert len(parse(bomb).items) == 1


def test_a_half_broken_sitemap_yields_its_good_entries():
    """A sitemap cut short, with bare ampersands and entries without address gives what is good."""
    broken = f"<urlset {SPACES}>{news(1, 'Fish & chips')}<url><news:news/></url>{news(2)}<url><loc>https://coast"
    assert [item.story.headline for item in parse(broken.encode()).items] == ["Fish & chips", "Quay reopens"]


def test_an_empty_sitemap_is_no_fault():
    """A sitemap without entries lists nothing, as at night."""
    assert parse("").items == ()


def test_of_a_giant_sitemap_the_newest_thousand_are_read():
    """A sitemap of 6,000 entries, the newest last, gives a thousand, the newest first."""
    body = "".join(news(n, date=(NOW - timedelta(seconds=n)).isoformat()) for n in range(6000, 0, -1))
    items = parse(body).items
    assert len(items) == 1000
    assert items[0].story.url == "https://coast.example/1"


def test_a_sitemap_of_nothing_but_elements_is_refused():
    """A document that would make millions of nodes is refused before it is read."""
    with pytest.raises(DocumentError, match="is made of more than 300,000 parts"):
        parse("<a/>" * 600_000)
