"""Sites without a feed: pages that list headlines, and articles known by a number."""

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import feeds, listings, pages
from briefbot.sources.forms import Context
from tests.sources.conftest import NOW

LISTING = "https://www.kuna.net.kw/Default.aspx?language=en"
CONTEXT = Context(source="kuna", agency="KUNA", address=LISTING, now=NOW)
COPY = [
    "KUWAIT, Nov 24 (KUNA) -- The harbour council of Port Almadin voted on Tuesday to reopen the eastern quay.",
    "“We have waited long enough for this,” said council head Nadia Ferrant, who led the repairs for seven months.",
    "Fishing boats are expected to return within a week, according to the harbour master, Tomas Ildefonso. (end) ap.rt",
]


def page(*links) -> bytes:
    return (
        f'<html lang="en"><body><a href="/about">About this agency of ours</a>{"".join(links)}</body></html>'.encode()
    )


def link(number, title, more="") -> str:
    return f'<a href="ArticleDetails.aspx?id={number}&amp;language=en{more}">{title}</a>'


def test_a_page_that_lists_articles_is_a_feed_of_them():
    """Each article is one story, known by its number, under the longest of its links' texts, to be completed."""
    feed = feeds.parse(
        page(
            link(31001, "<img src=x>"),
            link(31001, "Port Almadin reopens <b>eastern</b> quay", "&utm_source=home"),
            link(31001, "More"),
            link(31002, "Boats return to Almadin after seven months"),
            link(31003, "Read more"),
        ),
        CONTEXT,
    )
    assert feed is not None
    assert [(item.story.id, item.story.headline) for item in feed.items] == [
        ("kuna:31001", "Port Almadin reopens eastern quay"),
        ("kuna:31002", "Boats return to Almadin after seven months"),
    ]
    assert feed.items[0].story.url == "https://www.kuna.net.kw/ArticleDetails.aspx?id=31001&language=en"
    assert not feed.items[0].whole
    assert feed.items[0].story.language == "en"


def test_an_article_moved_within_the_site_is_the_same_story():
    """The number is the identity, whatever else stands in the address."""
    moved = page(
        '<a href="https://kuna.net.kw/ArticleDetails.aspx?language=en&amp;id=31001">Port Almadin reopens quay</a>'
    )
    feed = feeds.parse(moved, CONTEXT)
    assert feed is not None
    assert feed.items[0].story.id == "kuna:31001"


def test_a_page_that_lists_nothing_any_more_says_so():
    """Where a described site changed its pages, that is a fault and not a day without news."""
    with pytest.raises(DocumentError, match="lists none of its articles: the site may have changed"):
        feeds.parse(page(), CONTEXT)


@pytest.mark.parametrize(
    "address", ["https://coast.example/", "https://www.kuna.net.kw/ArticleDetails.aspx?id=31001", "drop/1.html", "//["]
)
def test_other_pages_are_no_listing(address):
    """A site that is not described, an article's own page and a file give None."""
    context = Context(source="kuna", agency="KUNA", address=address, now=NOW)
    assert listings.read(page(link(31001, "Port Almadin reopens eastern quay")), context) is None


@pytest.mark.parametrize(
    "document", [b'[{"uri": "urn:1", "headline": "H"}]', b"<rss><channel></channel></rss>", b"", b"text"]
)
def test_other_documents_of_a_described_site_are_no_listing(document):
    """A feed, JSON or text at an address of a described site is left to its own form."""
    assert listings.read(document, CONTEXT) is None


def test_an_article_of_a_described_site_is_read_where_its_copy_stands():
    """The description's place of the copy is taken before the extractor's guess."""
    copy = "".join(f"<p>{line}</p>" for line in COPY)
    notice = "<p>Dear readers, our site is being rebuilt, and some of its older parts may look strange.</p>" * 9
    markup = f'<html><body><div class="note">{notice}</div><div id="divContent">{copy}</div></body></html>'
    address = "https://www.kuna.net.kw/ArticleDetails.aspx?id=31001&language=en"
    assert pages.article(markup.encode(), charset=None, address=address).body.split("\n\n") == COPY
