"""How briefbot behaves towards a host."""

import asyncio
import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import UnsafeAddressError
from briefbot.source import Source
from briefbot.sources import manners
from briefbot.sources.fetching import Fetcher, Limits
from briefbot.sources.reader import Reader
from tests.sources.conftest import FIRST, NOW, answer

ROBOTS = "User-agent: *\nCrawl-delay: {}\nSitemap: https://coast.example/news.xml\n"


@pytest.fixture
async def fetcher_of(site):
    """A fetcher with that spacing, and the moments at which requests come in."""
    moments: list[float] = []
    loop = asyncio.get_running_loop()
    made: list[Fetcher] = []

    def make(spacing):
        made.append(Fetcher(contact="", private_addresses=[site.pair], limits=Limits(spacing=spacing, seconds=2)))
        return made[-1], moments

    async def timed(writer):
        moments.append(loop.time())
        writer.write(answer(b"news"))

    site.routes |= {f"/{number}": timed for number in range(3)}
    yield make
    for each in made:
        await each.aclose()


async def test_requests_to_one_host_are_spaced(site, fetcher_of):
    """However many ask at once, a host sees one request after the other, with the spacing between them."""
    fetcher, moments = fetcher_of(0.1)
    await asyncio.gather(*(fetcher.get(f"{site.address}/{n}") for n in range(3)))
    assert all(after - before >= 0.1 for before, after in itertools.pairwise(moments))
    assert len(moments) == 3


async def test_a_longer_crawl_delay_is_kept_to(site, fetcher_of):
    """robots.txt may ask for more spacing than briefbot keeps of itself."""
    site.routes["/robots.txt"] = answer(ROBOTS.format(0.3), "text/plain")
    fetcher, moments = fetcher_of(0.0)
    for number in range(2):
        await fetcher.get(f"{site.address}/{number}")
    assert moments[1] - moments[0] >= 0.3


async def test_waiting_for_ones_turn_is_not_held_against_the_host(site, fetcher_of):
    """Of three requests, the last waits longer than an exchange may take, and is answered all the same."""
    fetcher, moments = fetcher_of(1.1)
    await asyncio.gather(*(fetcher.get(f"{site.address}/{n}") for n in range(2)))
    assert len(moments) == 2


async def test_a_busy_host_holds_up_no_other(fetcher_of, site):
    """While one host is slow, another is asked."""
    other = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    pair = "{}:{}".format(*other.sockets[0].getsockname())
    release = asyncio.Event()

    async def slow(writer):
        await release.wait()
        writer.write(answer(b"late"))

    site.routes |= {"/slow": slow, "/quick": answer(b"news")}
    async with other:
        made = Fetcher(contact="", private_addresses=[site.pair, pair], limits=Limits(spacing=0))
        waiting = asyncio.create_task(made.get(f"{site.address}/slow"))
        assert (await made.get(f"http://{pair}/quick")).body == b"news"
        release.set()
        assert (await waiting).body == b"late"
        await made.aclose()


@pytest.mark.parametrize(
    ("rules", "reserved"),
    [
        ([{"location": "/*", "tdm-reservation": 1}], True),
        ([{"location": "/1", "tdm-reservation": "1", "tdm-policy": "https://coast.example/policy"}], True),
        ([{"location": "/", "tdm-reservation": 0}], False),
        ([{"location": "/1$", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}], False),
        ([{"location": "/archive/*", "tdm-reservation": 1}], False),
        ([{"location": "/[1]", "tdm-reservation": 1}], False),
        ([{"location": 7}, "x", {"tdm-reservation": 1}], False),
        ({}, False),
    ],
)
async def test_tdmrep_json_reserves_what_it_names(site, fetcher_of, rules, reserved):
    """The first rule whose location fits decides; who only reads headlines may read on."""
    site.routes["/.well-known/tdmrep.json"] = answer(json.dumps(rules), "application/json")
    fetcher, _ = fetcher_of(0)
    assert (await fetcher.get(f"{site.address}/1", reserved=True)).reserved is reserved
    if reserved:
        with pytest.raises(UnsafeAddressError, match="reserves text and data mining"):
            await fetcher.get(f"{site.address}/1")
    assert site.asked.count("/.well-known/tdmrep.json") == 1


async def test_a_server_that_stalls_at_tdmrep_json_is_not_read_without_it(site):
    """What cannot be seen in time is no leave to read."""

    async def stall(writer):
        await asyncio.sleep(5)

    site.routes |= {"/.well-known/tdmrep.json": stall, "/1": answer(b"news")}
    made = Fetcher(contact="", private_addresses=[site.pair], limits=Limits(spacing=0, seconds=0.4))
    with pytest.raises(Exception, match=r"within 0\.4 seconds"):
        await made.get(f"{site.address}/1")
    assert "/1" not in site.asked
    await made.aclose()


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(max_size=9), lambda v: st.lists(v, max_size=3)).map(
    lambda value: json.dumps([{"location": value, "tdm-reservation": value}]).encode()
))  # fmt: skip
def test_any_tdmrep_json_is_rules_or_none(document):
    """Whatever the file holds, nothing is raised."""
    assert isinstance(manners.reservations(document), list)


async def test_of_a_reserved_source_only_headline_and_link_are_taken(site):
    """A header that reserves mining leaves headline and link; no page is fetched, and the state says so."""
    feed = (
        "<rss><channel><title>Coast</title><item><guid>urn:c:1</guid><title>Quay reopens</title>"
        f"<link>{site.address}/story</link><description>{'The quay was shut. ' * 60}</description></item>"
        "</channel></rss>"
    )
    site.routes["/feed"] = answer(feed, "application/rss+xml", TDM_Reservation="1")
    async with Reader(contact="", private_addresses=[site.pair], limits=Limits(spacing=0)) as reader:
        source = Source(id="coast", agency="Coast", url=f"{site.address}/feed")
        reading = await reader.read(source, None, now=NOW)
        [story] = reading.stories
        assert (story.headline, story.url, story.body) == ("Quay reopens", f"{site.address}/story", "")
        assert reading.poll.reserved
        [listed] = list(await reader.read_once(source.url, now=NOW))
        assert listed.body == ""
    assert "/story" not in site.asked


async def test_a_page_that_reserves_mining_is_not_read_into_its_story(site):
    """Where only the pages reserve it, the story stays as the feed gives it."""
    item = f"<item><guid>u:1</guid><title>Quay opens</title><link>{site.address}/s</link></item>"
    feed = f"<rss><channel>{item}</channel></rss>"
    site.routes["/feed"] = answer(feed, "application/rss+xml")
    site.routes["/s"] = answer(f"<html><body><article>{'<p>The quay opens.' * 90}", TDM_Reservation="1")
    async with Reader(contact="", private_addresses=[site.pair], limits=Limits(spacing=0)) as reader:
        reading = await reader.read(Source(id="c", agency="C", url=f"{site.address}/feed"), None, now=NOW)
    assert [story.body for story in reading.stories] == [""]
    assert "reserves text and data mining" in reading.poll.reason


async def test_what_a_host_asks_for_is_asked_once_a_day(site, fetcher_of):
    """robots.txt and tdmrep.json are read once for many requests, and robots.txt names sitemaps."""
    site.routes["/robots.txt"] = answer(ROBOTS.format(0), "text/plain")
    fetcher, _ = fetcher_of(0)
    for number in (0, 1, 2):
        await fetcher.get(f"{site.address}/{number}")
    assert site.asked == [*FIRST, "/0", "/1", "/2"]
