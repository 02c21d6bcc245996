"""The demo's agencies, read over loopback as the bot reads real ones."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from briefbot.demo.agencies import FEEDS, MERIDIAN, NAMES, Agencies
from briefbot.sources.reader import Reader
from briefbot.story import PubStatus

if TYPE_CHECKING:
    from briefbot.source import Source
    from briefbot.story import Story

DISPATCHES = sorted(Path(str(files("briefbot.demo") / "dispatches")).glob("*/*.txt"))
AMENDMENTS = Path(str(files("briefbot.demo") / "amendments"))
DROPPED = sum(path.parent.name == MERIDIAN for path in DISPATCHES)
TUESDAY, FRIDAY = 1, 4


@dataclass
class World:
    """The agencies at work, and a reader and a browser that look at them."""

    started: datetime
    folder: Path
    sources: dict[str, Source]
    reader: Reader
    browser: httpx.AsyncClient

    async def read(self, agency, before=None):
        return await self.reader.read(self.sources[agency], before, now=datetime.now(UTC))


@contextlib.asynccontextmanager
async def world(folder, started):
    agencies = Agencies(folder, started=started)
    async with (
        agencies.serve() as address,
        Reader(contact="tests", private_addresses=[urlsplit(address).netloc]) as reader,
        httpx.AsyncClient(base_url=address, trust_env=False) as browser,
    ):
        yield World(started, folder, {s.id: s for s in agencies.sources(address)}, reader, browser)


async def until(is_so, seconds=5.0):
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110 - a folder and a feed tell nobody
            await asyncio.sleep(0.05)


def last(weekday):
    """This time of day, one to seven days ago; since then all dispatches have come out."""
    now = datetime.now(UTC).replace(microsecond=0)
    return now - timedelta(days=(now.weekday() - weekday) % 7 or 7)


def written(path, *, amended=True):
    """A dispatch as it stands in its file, or in that of what takes its place."""
    amendment = AMENDMENTS / path.parent.name / path.name
    text = (amendment if amended and amendment.exists() else path).read_text("utf-8")
    head, _, copy = text.partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), copy.strip().split("\n\n")


@pytest.fixture
async def complete(tmp_path):
    """Begun on a Tuesday, the weekday that the dispatches are written for, so that they stand as in their files."""
    async with world(tmp_path, last(TUESDAY)) as running:

        async def dropped():
            return len(list(tmp_path.iterdir())) == DROPPED

        await until(dropped)
        yield running


@pytest.fixture
async def beginning(tmp_path):
    async with world(tmp_path, datetime.now(UTC)) as running:
        yield running


async def test_every_dispatch_is_read_whole(complete):
    """Each of the 38 arrives with headline, agency, byline and place, and with every paragraph as it is written."""
    stories: dict[tuple[str, str], Story] = {}
    for agency in NAMES:
        reading = await complete.read(agency)
        assert reading.poll.ok
        assert "only in summary" not in reading.poll.reason
        stories |= {(agency, story.headline): story for story in reading.stories}
    assert len(stories) == len(DISPATCHES) == 38
    for path in DISPATCHES:
        head, paragraphs = written(path)
        story = stories[path.parent.name, head["headline"]]
        assert story.agency == NAMES[path.parent.name]
        assert story.byline == head["byline"]
        assert story.dateline is not None
        assert head["place"].startswith(story.dateline)
        assert [one for one in paragraphs if one not in story.body] == []


@pytest.mark.parametrize("agency", FEEDS)
async def test_a_story_of_a_feed_is_its_copy_and_nothing_else(complete, agency):
    """Its body is the dispatch's paragraphs in their order, none of a page's navigation, related stories or footer."""
    copies = {head["headline"]: (head["place"], copy) for head, copy in map(written, DISPATCHES)}
    for story in (await complete.read(agency)).stories:
        place, paragraphs = copies[story.headline]
        assert story.body.replace(f"{place} — ", "", 1) == "\n\n".join(paragraphs)


@pytest.mark.parametrize("agency", FEEDS)
async def test_stories_of_feeds_carry_their_time_their_subjects_and_a_link_that_opens(complete, agency):
    """A story's time is so long from the start as its dispatch says, and its link leads to a page with its headline."""
    heads = {head["headline"]: head for head, _ in map(written, DISPATCHES)}
    for story in (await complete.read(agency)).stories:
        head = heads[story.headline]
        since = timedelta(seconds=int(head.get("after", 0))) - timedelta(minutes=int(head.get("minutes", 0)))
        assert story.published == complete.started + since
        assert story.keywords == tuple(head["keywords"].split("; "))
        page = await complete.browser.get(story.url)
        assert page.status_code == 200
        assert f"<h1>{story.headline}</h1>" in page.text


async def test_the_pages_behind_a_link_are_articles_for_a_machine_too(complete):
    """A page says in JSON-LD which article it is, and when and by whom it was published."""
    (newest, *_) = (await complete.read("levant")).stories
    page = (await complete.browser.get(newest.url)).text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    about = json.loads(data)
    assert (about["@type"], about["headline"]) == ("NewsArticle", newest.headline)
    assert datetime.fromisoformat(about["datePublished"]) == newest.published
    assert about["author"]["name"] == newest.byline


async def test_every_link_of_a_front_page_opens(complete):
    """An agency's front page, which its feed names, lists its stories, and each of them opens, Meridian's too."""
    for agency in NAMES:
        front = await complete.browser.get(f"/{agency}/")
        links = re.findall(rf'href="(/{agency}/[^"]+)"', front.text)
        assert len(links) >= 12
        for link in links:
            assert (await complete.browser.get(link)).status_code == 200


async def test_a_correction_stands_at_the_head_of_the_story(complete):
    """The note on what was corrected comes first, and the place before the copy that follows it."""
    stories = (await complete.read("gulfstar")).stories
    (corrected,) = [story for story in stories if story.headline.startswith("CORRECTED-Kuwait to")]
    note, opening, *_ = corrected.body.split("\n\n")
    assert note.startswith("(Corrects capacity")
    assert opening.startswith("KUWAIT CITY — Kuwait will open")


async def test_wire_text_has_the_shape_of_the_wire(complete):
    """A headline, a byline, place, date and agency before the copy, and the desk's sign-off at the end."""
    lines = (complete.folder / "09-climate.txt").read_text("utf-8").splitlines()
    assert lines[:2] == ["Alpine glaciers lost 3 percent of volume this year, study says", "By Greta Halvorsen"]
    assert re.match(r"INNSBRUCK, Austria, [A-Z][a-z]{2} \d{1,2} \(MERIDIAN\) -- Glaciers in the Alps", lines[2])
    assert lines[-1] == "(end) gh.rt"


async def test_nothing_unfinished_is_in_the_folder(complete):
    """Documents are renamed when they are whole: only text and JSON remain, and a reader finds no fault in any."""
    assert {path.suffix for path in complete.folder.iterdir()} == {".txt", ".json"}
    assert (await complete.read(MERIDIAN)).poll.reason == f"{DROPPED} stories"


async def test_the_embargoed_dispatch_is_marked_and_has_no_page_before_its_time(beginning):
    """It comes with the end of its embargo and a note to editors; until then its page and links to it do not exist."""
    held = beginning.folder / "12-embargoed.json"

    async def dropped():
        return held.exists()

    await until(dropped)
    (story,) = [one for one in (await beginning.read(MERIDIAN)).stories if one.embargoed]
    assert story.embargoed - story.published == timedelta(minutes=2880)
    assert story.ednote.startswith("Embargoed.")
    assert story.urgency == 3
    assert (await beginning.browser.get(story.url)).status_code == 404
    assert "cholera" not in (await beginning.browser.get("/meridian/")).text


async def test_the_page_of_an_embargoed_dispatch_opens_when_the_embargo_ends(tmp_path):
    """A week later the same link leads to the story."""
    async with world(tmp_path, datetime.now(UTC) - timedelta(days=7)) as later:
        page = await later.browser.get("/meridian/12-embargoed.html")
    assert "cholera outbreak" in page.text


async def test_what_is_to_come_is_nowhere_before_its_time(beginning):
    """At the start six dispatches have no page, stand in no feed, on no front page and in no folder."""
    coming = [(path, head) for path in DISPATCHES for head, _ in [written(path, amended=False)] if "after" in head]
    assert len(coming) == 6

    async def dropped():
        return len(list(beginning.folder.iterdir())) >= DROPPED - 2

    await until(dropped)
    public = "".join(path.read_text("utf-8") for path in beginning.folder.iterdir())
    for agency in NAMES:
        public += (await beginning.browser.get(f"/{agency}/")).text
    for agency in FEEDS:
        public += (await beginning.browser.get(f"/{agency}/rss.xml")).text
    for path, head in coming:
        assert head["headline"] not in public
        assert (await beginning.browser.get(f"/{path.parent.name}/{path.stem}.html")).status_code == 404


async def test_a_dispatch_comes_into_the_feed_when_its_time_has_come(tmp_path):
    """The convoy, 25 seconds after the start, is new in the feed for a reader that was there before."""
    headline = "First aid convoy through reopened crossing reaches Qamishli"
    async with world(tmp_path, datetime.now(UTC) - timedelta(seconds=22)) as running:
        before = await running.read("gulfstar")
        assert headline not in {story.headline for story in before.stories}

        async def out():
            again = await running.read("gulfstar", before.poll)
            return headline in {story.headline for story in again.stories}

        await until(out)
    assert datetime.now(UTC) >= running.started + timedelta(seconds=25)


async def test_a_dispatch_comes_into_the_folder_when_its_time_has_come(tmp_path):
    """The urgent one, 95 seconds after the start, is dropped then and not before."""
    async with world(tmp_path, datetime.now(UTC) - timedelta(seconds=92)) as running:
        document = tmp_path / "11-urgent-power.txt"
        assert not document.exists()

        async def out():
            return document.exists()

        await until(out)
    assert datetime.now(UTC) >= running.started + timedelta(seconds=95)


async def test_a_correction_and_a_kill_take_a_dispatchs_place_when_their_time_has_come(tmp_path):
    """The reader of a feed and of a folder finds the same stories anew, one of them corrected, one withdrawn."""
    async with world(tmp_path, datetime.now(UTC) - timedelta(seconds=43)) as running:
        before = {story.id: story for story in (await running.read("gulfstar")).stories}

        async def corrected():
            stories = (await running.read("gulfstar")).stories
            return [s for s in stories if s.id in before and "36 countries" in s.body and "34" in before[s.id].body]

        await until(corrected)
    async with world(tmp_path, datetime.now(UTC) - timedelta(seconds=78)) as running:
        ferry = tmp_path / "08-ferry.txt"
        assert "Kyma Star" in ferry.read_text("utf-8")

        async def killed():
            return "STORY WITHDRAWN" in ferry.read_text("utf-8")

        await until(killed)
        (story,) = [s for s in (await running.read(MERIDIAN)).stories if s.status is PubStatus.CANCELED]
        assert story.headline == "STORY WITHDRAWN-Greek ferry runs aground off Naxos, all 212 aboard safe"


async def test_nothing_is_dropped_once_the_agencies_have_closed(tmp_path):
    """After the context has ended the folder stays as it is, and nothing writes to it when it is gone."""
    async with world(tmp_path, datetime.now(UTC) - timedelta(seconds=94)):
        pass
    left = set(tmp_path.iterdir())
    await asyncio.sleep(2.2)
    assert set(tmp_path.iterdir()) == left


async def test_a_reader_is_told_that_nothing_is_new(complete):
    """A second look at a feed that did not change costs a 304."""
    for agency in FEEDS:
        first = await complete.read(agency)
        again = await complete.read(agency, first.poll)
        assert (again.poll.ok, again.poll.reason) == (True, "nothing new since the last look")


@pytest.mark.parametrize(
    ("asked", "told"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")], ids=["tag", "date"]
)
async def test_unchanged_answers_are_304_without_a_body(complete, asked, told):
    """Feeds and pages carry an ETag and a date, and either one, sent back, spares the answer."""
    for path in ("/gulfstar/rss.xml", "/levant/01-crossing.html", "/meridian/"):
        first = await complete.browser.get(path)
        again = await complete.browser.get(path, headers={asked: first.headers[told]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


async def test_a_tag_that_does_not_match_outweighs_a_date_that_does(complete):
    """With a stale ETag the whole answer comes, whatever the date (RFC 9110, 13.1.3)."""
    first = await complete.browser.get("/gulfstar/rss.xml")
    stale = {"If-None-Match": '"stale"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert (await complete.browser.get("/gulfstar/rss.xml", headers=stale)).status_code == 200


async def test_robots_are_welcome(complete):
    """robots.txt allows everything to everybody."""
    assert (await complete.browser.get("/robots.txt")).text == "User-agent: *\nAllow: /\n"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/levant/no-such-story.html", "no such story"),
        ("/meridian/rss.xml", "no such feed"),
        ("/nobody/", "no such agency"),
        ("/nobody/01-crossing.html", "no such agency"),
    ],
)
async def test_what_is_not_there_says_so(complete, path, words):
    """A 404 says in words what there is none of."""
    answer = await complete.browser.get(path)
    assert answer.status_code == 404
    assert words in answer.text


async def test_dispatches_speak_of_the_weekday_they_come_out_on(tmp_path):
    """Started on a Friday, what happened "today" happened on Friday and not on the day of writing."""
    async with world(tmp_path, last(FRIDAY)) as friday:
        page = await friday.browser.get("/gulfstar/01-crossing-reopens.html")
    assert "from Iraq on Friday" in page.text
