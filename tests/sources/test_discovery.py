"""What is found behind an address that a person gives."""

import os
from pathlib import Path

import pytest

from briefbot.errors import DocumentError, FetchError, NotFoundError, SourceError, UnsafeAddressError
from briefbot.sources.discovery import MOST_TRIED, discover
from briefbot.sources.fetching import Limits
from briefbot.sources.reader import Reader
from tests.sources.conftest import NOW, answer

RSS = "application/rss+xml"
LINK = '<link rel="{}" type="{}" href="{}">'


def rss(name, *days, link=""):
    """A feed with a story of each of these days of November."""
    items = "".join(
        f"<item><guid>urn:{name}:{day}</guid><title>{name} of the {day}th</title><link>{link}/{day}</link>"
        f"<pubDate>{day:02d} Nov 2026 08:00:00 GMT</pubDate><description>The quay opens.</description></item>"
        for day in days
    )
    return answer(f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>", RSS)


def page(head="", body=""):
    return answer(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")


@pytest.fixture
async def found(site):
    """What is found at a path of the site: (path, kind, newest headline, how many stories), the best first."""
    async with Reader(
        contact="", private_addresses=[site.pair], limits=Limits(seconds=1, spacing=0, body=100_000)
    ) as reader:

        async def find(address):
            address = str(address) if isinstance(address, Path) else address.replace("site:", site.address)
            return [
                (
                    each.source.url.removeprefix(site.address),
                    each.what,
                    each.sample.stories[0].headline if each.sample.stories else None,
                    each.sample.count,
                )
                for each in await discover(reader, address, now=NOW)
            ]

        yield find


async def test_a_feed_is_itself(site, found):
    """The address of a feed is one source, of which only the three newest stories are completed."""
    site.routes["/rss"] = rss("Quay", *range(1, 20), link=site.address)
    assert await found("site:/rss") == [("/rss", "a feed", "Quay of the 19th", 19)]
    assert [path for path in site.asked if path[1:].isdigit()] == ["/17", "/18", "/19"]


async def test_a_json_feed_is_named_as_one(site, found):
    """An endpoint of JSON is a source too."""
    site.routes["/feed.json"] = answer(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Coast", "items": '
        '[{"id": "urn:c:1", "title": "Quay reopens", "content_text": "The quay opens."}]}',
        "application/feed+json",
    )
    assert await found("site:/feed.json") == [("/feed.json", "a JSON endpoint", "Quay reopens", 1)]


async def test_the_feeds_that_a_page_names_in_its_head_come_first(site, found):
    """rel=alternate of feed types in its order; comments, old and empty ones after the others; other links are none."""
    head = "".join(
        LINK.format(*words)
        for words in [
            ("alternate", "application/rss+xml", "/comments/feed"),
            ("alternate", "application/rss+xml", "/empty"),
            ("ALTERNATE nofollow", "application/atom+xml", "/news"),
            ("alternate", "application/rss+xml", "/sport"),
            ("alternate", "application/rss+xml", "/dead"),
            ("alternate", "text/html", "/fr"),
            ("stylesheet", "application/rss+xml", "/style"),
        ]
    )
    site.routes |= {
        "/": page(head),
        "/comments/feed": rss("Comments", 24),
        "/empty": rss("Empty"),
        "/news": rss("News", 23, 24),
        "/sport": rss("Sport", 1),
    }
    assert [path for path, *_ in await found("site:/")] == ["/news", "/sport", "/comments/feed", "/empty"]
    assert {"/fr", "/style"}.isdisjoint(site.asked)


async def test_links_that_look_like_feeds_are_tried(site, found):
    """Of the body's links those named RSS or with such an address; not other sites', but a feed service's."""
    body = """<a href="/about">About</a> <a href="/x/1">RSS</a> <a href="/en/rss.aspx?c=1">World</a>
    <a href="http://elsewhere.example/rss">RSS</a> <a href="javascript:rss()">RSS</a> <a href="http://[">RSS</a>"""
    site.routes |= {"/": page(body=body), "/x/1": rss("One", 24), "/en/rss.aspx?c=1": rss("World", 24)}
    assert [path for path, *_ in await found("site:/")] == ["/x/1", "/en/rss.aspx?c=1"]
    assert "/about" not in site.asked


async def test_a_page_that_lists_feeds_is_followed(site, found):
    """Many agencies name their feeds on a page of their own, one step away."""
    site.routes |= {
        "/": page(body='<a href="/RSS-Feeds">RSS</a>'),
        "/RSS-Feeds": page(body='<a href="/RSS-Feeds/General">RSS</a>'),
        "/RSS-Feeds/General": rss("General", 24),
    }
    assert await found("site:/") == [("/RSS-Feeds/General", "a feed", "General of the 24th", 1)]


async def test_no_site_is_searched_without_end(site, found):
    """However many links look like feeds, a dozen are tried at most."""
    site.routes["/"] = page(body="".join(f'<a href="/rss/{number}">RSS</a>' for number in range(100)))
    with pytest.raises(DocumentError, match=r"neither it nor robots\.txt names a feed"):
        await found("site:/")
    assert len({path for path in site.asked if path.startswith("/rss/")}) <= MOST_TRIED


async def test_sitemaps_of_robots_txt_are_tried(site, found):
    """A sitemap that robots.txt names is asked for; one of news before any other."""
    lines = [f"Sitemap: {site.address}/{name}.xml" for name in ("sitemap-all", "sitemap-news")]
    site.routes |= {"/robots.txt": answer("\n".join(lines), "text/plain"), "/": page()}
    with pytest.raises(DocumentError):
        await found("site:/")
    assert "/sitemap-news.xml" in site.asked
    assert "/sitemap-all.xml" not in site.asked


async def test_a_folder_is_a_source(tmp_path, found):
    """A path is a watched folder's, and nothing in it is moved."""
    (tmp_path / "a.txt").write_text("Quay reopens\nPORT ALMADIN, Nov 24 (CW) -- The quay opens on Tuesday at noon.")
    os.utime(tmp_path / "a.txt", (1, 1))
    assert await found(tmp_path) == [(str(tmp_path), "a folder of wire documents", "Quay reopens", 1)]
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "a.txt").unlink()
    with pytest.raises(SourceError, match=r"bad\.json"):
        await found(tmp_path)
    assert (tmp_path / "bad.json").exists()


async def test_a_name_of_a_site_needs_no_scheme(found):
    """What looks like a site's name, and is no folder's, is asked for by https."""
    with pytest.raises(UnsafeAddressError, match=r"127\.0\.0\.1 leads to"):
        await found("127.0.0.1:8443/news")
    with pytest.raises(NotFoundError, match="there is no folder"):
        await found("nowhere")


@pytest.mark.parametrize(
    ("route", "error"),
    [
        (answer(b"", status="404 Not Found"), FetchError),
        (answer(b"", RSS), DocumentError),
        (answer("<rss><channel><title>Coa", RSS), DocumentError),
        (page(), DocumentError),
    ],
)
async def test_what_cannot_be_a_source_says_why(site, found, route, error):
    """A dead address, an empty answer, a damaged feed and a bare page are errors with a reason."""
    site.routes["/x"] = route
    with pytest.raises(error):
        await found("site:/x")
