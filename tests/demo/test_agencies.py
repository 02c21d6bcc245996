"""The demo's agencies, read over loopback as the bot reads real ones."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from briefbot.demo.agencies import NAMES, Agencies
from briefbot.sources.reader import Reader

SINCE = timedelta(minutes=10)  # by then all dispatches are out


@pytest.fixture
async def published(tmp_path):
    """The agencies ten minutes after their start, their address, and what a reader reads of each."""
    agencies = Agencies(tmp_path, started=datetime.now(UTC) - SINCE)
    async with agencies.serve() as address:
        async with Reader(contact="tests", private_addresses=[urlsplit(address).netloc]) as reader:
            later = datetime.now(UTC) + timedelta(seconds=5)
            readings = {}
            for source in agencies.sources(address):
                if source.id == "meridian":
                    await _all_dropped(tmp_path)
                readings[source.id] = await reader.read(source, None, now=later)
        yield agencies, address, readings


async def _all_dropped(folder):
    async with asyncio.timeout(10):
        while len(list(folder.iterdir())) < 13:  # noqa: ASYNC110 - a folder tells nobody
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("agency", NAMES)
async def test_every_dispatch_is_read_whole(published, agency):
    """Each story arrives with its headline, agency and byline, and every paragraph of it verbatim."""
    agencies, _, readings = published
    stories = {story.headline: story for story in readings[agency].stories}
    out = agencies.published(agency)
    assert len(out) == len(stories) >= 12
    for dispatch in out:
        story = stories[dispatch.headline]
        assert story.agency == NAMES[agency]
        assert story.byline == dispatch.head["byline"]
        for paragraph in dispatch.paragraphs:
            assert paragraph in story.body


@pytest.mark.parametrize("agency", ["gulfstar", "levant"])
async def test_stories_of_feeds_carry_their_time_and_a_link_that_opens(published, agency):
    """A story's time is that of its publication, and its link leads to a page with its headline."""
    agencies, _, readings = published
    times = {dispatch.headline: dispatch.published for dispatch in agencies.published(agency)}
    async with httpx.AsyncClient(trust_env=False) as client:
        for story in readings[agency].stories:
            assert story.published == times[story.headline]
            assert story.url is not None
            assert "</h1>" in (await client.get(story.url)).text


async def test_the_furniture_of_web_pages_stays_out_of_their_stories(published):
    """Navigation, newsletter box and related stories are in no body."""
    _, _, readings = published
    for story in readings["levant"].stories:
        assert not re.search("newsletter|Corrections|More from", story.body)


async def test_the_embargoed_dispatch_is_marked_and_has_no_page(published):
    """Meridian's document under embargo says until when, and cannot be opened before."""
    _, address, readings = published
    (held,) = [story for story in readings["meridian"].stories if story.embargoed]
    assert held.embargoed > datetime.now(UTC) + timedelta(hours=24)
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{address}/meridian/12-embargoed.html")).status_code == 404


async def test_a_feed_that_did_not_change_says_so(published):
    """A request with the ETag of the last answer gets 304 and nothing else."""
    _, address, _ = published
    async with httpx.AsyncClient(trust_env=False) as client:
        first = await client.get(f"{address}/gulfstar/rss.xml")
        again = await client.get(f"{address}/gulfstar/rss.xml", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_new_dispatches_come_out_while_the_demo_runs(tmp_path):
    """At the start six dispatches are still to come, in no feed and in no folder."""
    early, late = datetime.now(UTC), datetime.now(UTC) - SINCE
    counts = [
        sum(len(Agencies(tmp_path, started=started).published(agency)) for agency in NAMES) for started in (early, late)
    ]
    assert counts[1] - counts[0] == 6


async def test_dispatches_speak_of_the_weekday_they_come_out_on(tmp_path):
    """Started on a Friday, what happened "today" happened on Friday and not on the day of writing."""
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)
    crossing = next(d for d in Agencies(tmp_path, started=friday).published("gulfstar") if "Yarubiyah" in d.headline)
    assert "from Iraq on Friday" in crossing.paragraphs[0]
