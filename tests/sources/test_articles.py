"""Items completed from their articles' pages, and pages that are something else."""

import pytest

from briefbot.sources import feeds
from briefbot.sources.articles import Articles
from briefbot.sources.fetching import Fetcher, Limits
from briefbot.sources.forms import Context
from briefbot.story import Signal
from tests.sources.conftest import NOW, answer

COPY = [
    "The harbour council of Port Almadin voted on Tuesday to reopen the eastern quay, closed since the spring floods.",
    "“We have waited long enough for this,” said council head Nadia Ferrant, who led the repairs for seven months.",
    "Fishing boats are expected to return within a week, according to the harbour master, Tomas Ildefonso.",
]
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def page(copy, title="Port Almadin reopens quay", head="") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{title}</h1>{''.join(f'<p>{line}</p>' for line in copy)}</article></body></html>"
    )


@pytest.fixture
async def articles(site):
    fetcher = Fetcher(contact="desk", private_addresses=[site.pair], limits=Limits(seconds=2))
    yield Articles(fetcher)
    await fetcher.aclose()


def items(site, *paths, title="Harbour quay of Port Almadin reopens"):
    """Of a news sitemap that names these pages, by their headlines or, where that is "", by their addresses alone."""
    urls = "".join(
        f"<url><loc>{site.address}{path}</loc><lastmod>2026-11-24T10:00:00Z</lastmod>"
        + (f"<news:news><news:title>{title} {path}</news:title></news:news>" if title else "")
        + "</url>"
        for path in paths
    )
    context = Context(source="coast", agency="Coast Wire", address=f"{site.address}/sitemap.xml", now=NOW)
    feed = feeds.parse(f"<urlset {SPACES}>{urls}</urlset>".encode(), context)
    assert feed is not None
    return feed.items


async def test_a_sitemaps_story_is_completed_from_its_page(site, articles):
    """Headline, address and time are the sitemap's, the text is the page's."""
    site.routes["/1"] = answer(page(COPY))
    [story], faults = await articles.complete(items(site, "/1"), NOW)
    assert (story.headline, story.body.split("\n\n")) == ("Harbour quay of Port Almadin reopens /1", COPY)
    assert not faults


async def test_a_story_known_by_its_address_alone_is_named_by_its_page(site, articles):
    """The page gives the headline that the list does not, with what it signals."""
    site.routes["/1"] = answer(page(COPY, title="CORRECTED-Port Almadin reopens quay"))
    [story], _ = await articles.complete(items(site, "/1", title=""), NOW)
    assert (story.headline, story.signals) == ("CORRECTED-Port Almadin reopens quay", (Signal.CORRECTED,))


async def test_a_story_that_nothing_names_is_left_out_and_not_asked_for_again(site, articles):
    """A page that is no article names no story, and costs one request."""
    site.routes["/1"] = answer(page(["Loading …"]))
    listed = items(site, "/1", title="")
    assert articles.wanted(listed, lambda _: False) == list(listed)
    stories, faults = await articles.complete(listed, NOW)
    assert (stories, faults.total()) == ([], 1)
    assert articles.wanted(listed, lambda _: False) == []


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/login?next=/1", "leads to a login"),
        ("/account/sign-in", "leads to a login"),
        ("/consent/", "leads to a login or to a page that asks for consent"),
        ("/", "front page, so the article is gone"),
    ],
)
async def test_a_redirect_to_something_else_is_not_the_story(site, articles, location, reason):
    """Where the address leads to a login, a consent page or the front page, what stands there is never the text."""
    site.routes["/1"] = answer(status="302 Found", Location=location)
    site.routes[location] = answer(page(COPY))
    [story], faults = await articles.complete(items(site, "/1"), NOW)
    assert story.body == ""
    assert reason in str(faults)


async def test_an_articles_own_move_is_followed(site, articles):
    """A redirect to another address of the article is no fault."""
    site.routes["/1"] = answer(status="301 Moved Permanently", Location="/2026/11/quay")
    site.routes["/2026/11/quay"] = answer(page(COPY))
    [story], faults = await articles.complete(items(site, "/1"), NOW)
    assert story.body.split("\n\n") == COPY
    assert not faults


async def test_a_wall_that_repeats_the_headline_is_the_same_for_all(site, articles):
    """A text that differs between two stories only by their headlines is none of them."""
    notice = [
        "Harbour quay of Port Almadin reopens /{0}. To go on with this story choose an offer of ours.",
        "Our offers begin at two crowns a week, and can be ended at any time with a word to our readers' desk in town.",
        "Whoever is a friend of the harbour of Port Almadin pays half of it, as do students, sailors and pensioners.",
    ]
    for number in (1, 2):
        site.routes[f"/{number}"] = answer(page([line.format(number) for line in notice]))
    stories, faults = await articles.complete(items(site, "/1", "/2"), NOW)
    assert [story.body for story in stories] == ["", ""]
    assert "the page is the same for several stories" in str(faults)
