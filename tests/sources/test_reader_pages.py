"""Stories that a source only sums up, completed from their pages over loopback."""

from tests.sources.coastwire import COPY, RSS, item, page, rss, summary
from tests.sources.conftest import FIRST, NOW, answer


async def test_a_summary_feed_is_completed_from_its_pages(site, reader, source):
    """The body of a bare summary's story is the text of its page, without headline, menu and footer."""
    site.routes["/feed"] = answer(rss(summary(1)), RSS)
    site.routes["/story/1"] = answer(page(1))
    [story] = (await reader.read(source, None, now=NOW)).stories
    assert story.body.split("\n\n") == [*COPY, "This was quay number 1 of the harbour."]
    assert story.headline == "Harbour quay number 1 reopens"


async def test_pages_of_known_stories_are_not_fetched_again(site, reader, source):
    """A stored story is left out and its page left alone, until its item in the feed changes."""
    site.routes["/feed"] = answer(rss(summary(1), summary(2)), RSS)
    site.routes |= {"/story/1": answer(page(1)), "/story/2": answer(page(2))}
    first = await reader.read(source, None, now=NOW, known={"urn:coast:1"}.__contains__)
    assert [story.id for story in first.stories] == ["urn:coast:2"]
    site.asked.clear()
    again = await reader.read(source, None, now=NOW, known=lambda _: True)
    assert (again.stories, site.asked) == ((), ["/feed"])
    site.routes["/feed"] = answer(rss(summary(1), item(2, "The harbour council voted otherwise")), RSS)
    changed = await reader.read(source, None, now=NOW, known=lambda _: True)
    assert [story.id for story in changed.stories] == ["urn:coast:2"]


async def test_a_page_that_failed_for_a_while_is_tried_again(site, reader, source):
    """A story whose page was down comes with its summary at once, and whole when the page is back."""
    site.routes["/feed"] = answer(rss(summary(1)), RSS, ETag='"1"')
    site.routes["/story/1"] = answer(b"", status="503 Down")
    reading = await reader.read(source, None, now=NOW, known=lambda _: True)
    again = await reader.read(source, None, now=NOW, known=lambda _: False)
    assert reading.stories == ()
    assert again.stories[0].body == "The harbour council of Port Almadin voted to reopen quay 1."
    assert "1 story only in summary: the page answered 503 Down" in again.poll.reason
    assert again.poll.etag is None
    site.routes["/story/1"] = answer(page(1))
    [story] = (await reader.read(source, again.poll, now=NOW, known=lambda _: True)).stories
    assert story.body.startswith(COPY[0])


async def test_a_site_that_is_down_is_not_hammered(site, reader, source):
    """After three pages in a row that failed, the others wait for the next look."""
    site.routes["/feed"] = answer(rss(*map(summary, range(8))), RSS)
    site.routes |= {f"/story/{n}": answer(b"", status="500 Down") for n in range(8)}
    reading = await reader.read(source, None, now=NOW, known=lambda _: False)
    assert len(reading.stories) == 8
    assert len([path for path in site.asked if path.startswith("/story/")]) == 3


async def test_a_long_list_is_completed_over_several_looks(site, reader, source):
    """No more than thirty pages are fetched at a look; the others come at the next, and it is said."""
    site.routes["/feed"] = answer(rss(*map(summary, range(33))), RSS, ETag='"1"')
    site.routes |= {f"/story/{n}": answer(page(n)) for n in range(33)}
    stored: set[str] = set()
    first = await reader.read(source, None, now=NOW, known=stored.__contains__)
    assert (len(first.stories), first.poll.etag) == (30, None)
    assert first.poll.reason == "33 stories; 3 more at the next look"
    stored |= {story.id for story in first.stories}
    second = await reader.read(source, first.poll, now=NOW, known=stored.__contains__)
    assert (len(second.stories), second.poll.etag) == (3, '"1"')


CONSENT = [
    "We value your privacy. We and our 842 partners store and access information on your device, such as cookies.",
    "You can change your choices at any time by clicking on the privacy settings at the bottom of any page.",
    "Some partners rely on legitimate interest, and do not ask for your consent before they process your data.",
]


async def test_a_consent_page_is_never_the_story(site, reader, source):
    """Behind a consent wall the story stays the feed's headline and summary, and the reason says so."""
    site.routes["/feed"] = answer(rss(summary(1)), RSS)
    site.routes["/story/1"] = answer(page(1, CONSENT))
    reading = await reader.read(source, None, now=NOW)
    assert reading.stories[0].body == "The harbour council of Port Almadin voted to reopen quay 1."
    assert "asks for consent" in reading.poll.reason


async def test_a_page_that_is_the_same_for_several_stories_is_none_of_them(site, reader, source):
    """One text behind different headlines is a stub, however much it looks like an article."""
    site.routes["/feed"] = answer(rss(summary(1), summary(2), summary(3)), RSS)
    site.routes |= {"/story/1": answer(page(1)), "/story/2": answer(page(1)), "/story/3": answer(page(3))}
    stories = (await reader.read(source, None, now=NOW)).stories
    assert [len(story.body) > 100 for story in stories] == [False, False, True]


async def test_robots_txt_keeps_briefbot_from_pages_too(site, reader, source):
    """A page that robots.txt forbids is not asked for; the summary stays."""
    site.routes["/robots.txt"] = answer("User-agent: *\nDisallow: /story/\n", "text/plain")
    site.routes["/feed"] = answer(rss(summary(1)), RSS)
    reading = await reader.read(source, None, now=NOW)
    assert len(reading.stories) == 1
    assert site.asked == [*FIRST, "/feed"]


async def test_the_sitemaps_of_an_index_are_followed_to_the_stories(site, reader, source):
    """An index of news sitemaps gives the stories of the sitemaps it lists, completed from their pages."""
    kinds = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    listed = f"<sitemap><loc>{site.address}/news-1.xml</loc></sitemap>"
    site.routes["/feed"] = answer(f"<sitemapindex {kinds}>{listed}</sitemapindex>", "application/xml")
    told = (
        "<news:publication><news:name>Coast Wire</news:name><news:language>en</news:language></news:publication>"
        "<news:publication_date>2026-11-24T10:00:00Z</news:publication_date><news:title>Quay reopens</news:title>"
    )
    entry = f"<url><loc>{site.address}/story/1</loc><news:news>{told}</news:news></url>"
    site.routes["/news-1.xml"] = answer(f"<urlset {kinds}>{entry}</urlset>", "application/xml")
    site.routes["/story/1"] = answer(page(1))
    reading = await reader.read(source, None, now=NOW)
    [story] = reading.stories
    assert reading.poll.ok
    assert story.headline == "Quay reopens"
    assert story.body.split("\n\n") == [*COPY, "This was quay number 1 of the harbour."]
