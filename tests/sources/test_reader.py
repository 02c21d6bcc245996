"""Sources to stories, end to end over loopback, and what is told of a look that failed."""

import os
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from briefbot.errors import BriefbotError, DocumentError, FetchError, NotFoundError, UnsafeAddressError
from briefbot.source import Poll, Source
from tests.sources.coastwire import COPY, RSS, item, page, rss, summary
from tests.sources.conftest import FIRST, NOW, answer


def seen(source: str) -> Poll:
    return Poll(source=source, at=NOW, ok=True, reason="1 story", last_success=NOW, last_new=NOW, failures=0)


async def test_a_full_text_feed_gives_whole_stories_without_a_page(site, reader, source):
    """The text of a feed that carries it is the body, in paragraphs, and no page is asked for."""
    full = "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in COPY)
    site.routes["/feed"] = answer(rss(item(1, full, pubDate="Tue, 24 Nov 2026 10:00:00 GMT")), RSS, ETag='"1"')
    reading = await reader.read(source, None, now=NOW)
    [story] = reading.stories
    assert story.body == "\n\n".join(COPY)
    assert (story.id, story.agency, story.url) == ("urn:coast:1", "Coast Wire", f"{site.address}/story/1")
    assert story.published == NOW.replace(hour=10)
    assert story.source == source.url
    assert replace(reading.poll, digest=None, spent=0) == Poll(
        source="coast",
        at=NOW,
        ok=True,
        reason="1 story",
        first=NOW,
        last_success=NOW,
        newest=story.published,
        etag='"1"',
    )
    assert site.asked == [*FIRST, "/feed"]


async def test_a_folder_of_wire_documents_is_read(tmp_path, reader):
    """Each settled document gives its story; hidden, unfinished, fresh and linked files are left."""
    text = f"Quay reopens\n\nBy Ana Prado\nPORT ALMADIN, Nov 24 (CW) -- {COPY[0]}\n\n{COPY[1]} (end) ap.rt"
    for name in ("cw-1.txt", ".cw-2.txt", "cw-3.txt.tmp", "cw-4.part", "cw-5.txt"):
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (1, 1))
    os.utime(tmp_path / "cw-5.txt", (time.time() + 60, time.time() + 60))
    (tmp_path / "cw-6.txt").symlink_to(tmp_path / "cw-1.txt")
    reading = await reader.read(Source(id="cw", agency="Coast Wire", url=str(tmp_path)), None, now=NOW, documents={})
    [story] = reading.stories
    assert (story.id, story.headline, story.dateline, story.byline) == (
        "cw:cw-1",
        "Quay reopens",
        "PORT ALMADIN",
        "Ana Prado",
    )
    assert story.body == text.partition("\n\n")[2]
    assert story.source == str(tmp_path / "cw-1.txt")
    assert (reading.poll.ok, reading.poll.reason) == (True, "1 story")


async def test_a_bad_document_is_named_and_stops_no_other(tmp_path, reader):
    """An unreadable document stands in the reason with what to do; the others are read."""
    (tmp_path / "bad.json").write_text('{"headline": "x", "pubstatus": "usable"}')
    (tmp_path / "good.txt").write_text(f"Quay reopens\n{COPY[0]}")
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    reading = await reader.read(Source(id="cw", agency="Coast Wire", url=str(tmp_path)), None, now=NOW)
    assert [story.id for story in reading.stories] == ["cw:good"]
    assert reading.poll.ok
    assert reading.poll.reason.startswith("1 story; bad.json has an item without a uri")


async def test_a_folder_of_which_nothing_can_be_read_is_not_seen(tmp_path, reader):
    """A missing folder, and one with bad documents only, are failures in words."""
    source = Source(id="cw", agency="Coast Wire", url=str(tmp_path / "none"))
    assert "there is no folder" in (await reader.read(source, None, now=NOW)).poll.reason
    (tmp_path / "bad.txt").write_bytes(b"one line")
    os.utime(tmp_path / "bad.txt", (1, 1))
    poll = (await reader.read(replace(source, url=str(tmp_path)), None, now=NOW)).poll
    assert (poll.ok, poll.failures) == (False, 1)


async def test_nothing_new_is_no_failure(site, reader, source):
    """304 counts as seen, keeps the validators, and ends a row of failures."""
    site.routes["/feed"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    before = Poll(source="coast", at=NOW, ok=False, reason="down", failures=4, etag='"1"', last_modified="Mon")
    poll = (await reader.read(source, before, now=NOW)).poll
    assert (poll.ok, poll.failures, poll.etag, poll.last_modified) == (True, 0, '"1"', "Mon")
    assert poll.last_success == NOW
    assert site.headers["if-none-match"] == '"1"'


async def test_since_when_a_source_fails_or_is_seen_is_kept_from_look_to_look(site, reader, source):
    """It begins with the first look, and anew with each look that went otherwise than the one before."""
    poll, begun = None, []
    for hour, route in enumerate((answer(rss(item(1, "Short.")), RSS), b"", b"", answer(rss(item(1, "Short.")), RSS))):
        site.routes["/feed"] = route
        poll = (await reader.read(source, poll, now=NOW + timedelta(hours=hour))).poll
        begun.append((poll.ok, poll.since - NOW))
    hours = [timedelta(hours=n) for n in (0, 1, 1, 3)]
    assert begun == list(zip((True, False, False, True), hours, strict=True))


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        (answer(b"", status="403 Forbidden"), "answered 403 Forbidden: the agency does not let briefbot in"),
        (answer(b"", RSS), "the answer is empty"),
        (answer(b"hello world", "text/plain"), "the answer is too short for a dispatch"),
        (answer(page(1)), "the answer is an HTML page, not a feed: look on it"),
        (answer("<html><link type=application/rss+xml href=/rss>", RSS), "it names the feed http://127.0.0.1:"),
        (answer("<rss><channel><title>Coa", RSS), "the answer is a feed too damaged to read"),
        (answer("<rss><channel><item><tit", RSS), "the answer is a feed of which no item has a headline"),
        (answer(b"x" * 300_000, RSS), "answered more than 0.2 MB"),
        (answer(b"\x89PNG\r\n\0\0\0", "image/png"), "the answer has no form that briefbot reads"),
        (answer(b"", status="302 Found", Location="http://169.254.169.254/latest"), "169.254.169.254 leads to"),
        (b"", "broke off"),
    ],
)
async def test_what_goes_wrong_stands_in_the_poll_and_raises_nothing(site, reader, source, route, reason):
    """Every failure of an address becomes a reason that says what to do, one more failure, and no stories."""
    site.routes["/feed"] = route
    reading = await reader.read(source, replace(seen("coast"), etag='"1"'), now=NOW.replace(hour=13))
    assert reading.stories == ()
    assert reason in reading.poll.reason
    assert (reading.poll.ok, reading.poll.failures) == (False, 1)
    assert (reading.poll.last_success, reading.poll.etag, reading.poll.last_new) == (NOW, '"1"', NOW)


async def test_an_address_that_moved_for_good_is_followed_when_it_has_said_so_twice(site, reader, source):
    """The first 301 is told, the second makes the new address the source's; a passing redirect begins anew."""
    site.routes["/new"] = answer(rss(item(1, "Short.")), RSS)
    site.routes["/feed"] = moved = answer(b"", status="301 Moved", Location="/new")
    first = await reader.read(source, None, now=NOW)
    assert (first.source, first.poll.moved) == (source, f"{site.address}/new")
    site.routes["/feed"] = answer(b"", status="302 Found", Location="/new")
    passing = await reader.read(source, first.poll, now=NOW)
    assert (passing.source, passing.poll.moved) == (source, None)
    site.routes["/feed"] = moved
    again = await reader.read(source, passing.poll, now=NOW)
    second = await reader.read(source, again.poll, now=NOW)
    assert second.source == replace(source, url=f"{site.address}/new")
    assert "it has moved for good to" in second.poll.reason
    assert (second.poll.ok, second.poll.moved) == (True, None)


async def test_an_address_that_is_gone_is_paused(site, reader, source):
    """After 410 the source is paused, with the reason and the day; a 404 pauses nothing."""
    site.routes["/feed"] = answer(b"", status="410 Gone")
    reading = await reader.read(source, None, now=NOW)
    assert reading.source.paused.startswith("answered 410 Gone: it is gone for good")
    assert "24 November 2026" in reading.source.paused
    assert not reading.poll.ok
    site.routes["/feed"] = answer(b"", status="404 Not Found")
    assert (await reader.read(source, None, now=NOW)).source == source


async def test_the_same_answer_again_is_nothing_new(site, reader, source):
    """Where a server knows no validators, an answer of the same bytes is not read again, and its bytes count."""
    site.routes["/feed"] = answer(rss(item(1, "Short.")), RSS)
    first = await reader.read(source, None, now=NOW)
    again = await reader.read(source, first.poll, now=NOW)
    assert (len(first.stories), again.stories, again.poll.reason) == (1, (), "nothing new since the last look")
    assert again.poll.spent > first.poll.spent > 300
    site.routes["/feed"] = answer(rss(item(2, "Short.")), RSS)
    assert len((await reader.read(source, again.poll, now=NOW)).stories) == 1


async def test_what_a_host_and_a_feed_ask_for_stands_in_the_poll(site, reader, source):
    """Retry-After, cache headers and the feed's own wishes are kept for the next look."""
    site.routes["/feed"] = answer(rss("<ttl>15</ttl>", item(1)), RSS, Cache_Control="max-age=600")
    poll = (await reader.read(source, None, now=NOW)).poll
    assert (poll.fresh_until, poll.wishes.ttl) == (NOW + timedelta(minutes=10), timedelta(minutes=15))
    site.routes["/feed"] = answer(b"", status="429 Slow", Retry_After="300")
    poll = (await reader.read(source, poll, now=NOW)).poll
    assert (poll.ok, poll.not_before, poll.wishes.ttl) == (False, NOW + timedelta(minutes=5), timedelta(minutes=15))


async def test_the_dates_of_stories_tell_what_is_stale_and_how_often_it_has_news(site, reader, source):
    """The newest date and the usual time between two are kept; dates to come count for nothing."""
    dates = [f"{day:02d} Oct 2026 08:00:00 GMT" for day in (1, 5, 9)] + ["24 Dec 2027 08:00:00 GMT"]
    site.routes["/feed"] = answer(rss(*(item(n, pubDate=date) for n, date in enumerate(dates))), RSS)
    poll = (await reader.read(source, None, now=NOW)).poll
    assert (poll.newest, poll.pace) == (NOW.replace(month=10, day=9, hour=8), timedelta(days=4))


async def test_an_empty_feed_was_seen(site, reader, source):
    """A feed without items is no failure, and is called what it is."""
    site.routes["/feed"] = answer(rss(), RSS)
    poll = (await reader.read(source, None, now=NOW)).poll
    assert (poll.ok, poll.reason) == (True, "a feed without stories at present")


async def test_a_broken_form_of_briefbots_own_stops_nothing(site, reader, source):
    """An error that nobody foresaw, here of the caller's own making, becomes a reason and a log line."""
    site.routes["/feed"] = answer(rss(summary(1)), RSS)

    def broken(_):
        raise RuntimeError("archive on fire")

    poll = (await reader.read(source, None, now=NOW, known=broken)).poll
    assert (poll.ok, poll.reason) == (False, "briefbot failed to read it: report this, with the lines of the log")


async def test_fetch_takes_a_feed_a_page_a_file_and_a_folder(site, reader, tmp_path):
    """`read_once` gives stories of each, and `source` says where each was read."""
    site.routes["/feed"] = answer(rss(summary(1)), RSS)
    site.routes["/story/1"] = answer(page(1))
    file = tmp_path / "one.txt"
    file.write_text(f"Quay reopens\nPORT ALMADIN, Nov 24 (CW) -- {COPY[0]}")
    (tmp_path / "two.html").write_text(page(2))
    for address, expected in [
        (f"{site.address}/feed", [("urn:coast:1", f"{site.address}/feed", "Coast Wire")]),
        (f"{site.address}/story/1", [(f"{site.address}/story/1", f"{site.address}/story/1", "")]),
        (str(file), [(f"{tmp_path.name.replace('_', '-')}:one", str(file), "CW")]),
        (str(tmp_path), [("…", str(file), "CW"), ("…", str(tmp_path / "two.html"), "")]),
    ]:
        found = [(story.id, story.source, story.agency) for story in await reader.read_once(address, now=NOW)]
        assert [entry[1:] for entry in found] == [entry[1:] for entry in expected]
        if len(found) == 1:
            assert found == expected


async def test_a_folders_good_documents_come_before_its_bad_ones_are_named(tmp_path, reader):
    """All readable documents of a folder are given, then an error names the others."""
    (tmp_path / "a.json").write_text('{"uri": "urn:a", "headline": "A", "pubstatus": "secret"}')
    (tmp_path / "b.txt").write_text(f"Quay reopens\n{COPY[0]}")
    stories = await reader.read_once(str(tmp_path), now=NOW)
    assert next(stories).headline == "Quay reopens"
    with pytest.raises(DocumentError, match=r"a\.json has the publication status 'secret'"):
        next(stories)


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("missing.txt", NotFoundError),
        ("file:///etc/passwd", UnsafeAddressError),
        ("http://127.0.0.1:8/", UnsafeAddressError),
    ],
)
async def test_what_cannot_be_read_once_raises(reader, address, error):
    """A missing file and an unsafe address raise their own errors."""
    with pytest.raises(error):
        await reader.read_once(address, now=NOW)


async def test_a_dead_address_raises_for_fetch(site, reader):
    """An address that answers no story raises an error of briefbot's tree."""
    with pytest.raises(FetchError, match="answered 404"):
        await reader.read_once(f"{site.address}/none", now=NOW)
    site.routes["/stub"] = answer("<html><body><p>Loading</p></body></html>")
    with pytest.raises(BriefbotError, match="the answer is a stub"):
        await reader.read_once(f"{site.address}/stub", now=NOW)
