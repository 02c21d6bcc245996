"""Asking politely, and taking in no more than is good."""

import asyncio
import gzip
import socket
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from briefbot.errors import FetchError, UnsafeAddressError
from briefbot.sources.fetching import Fetcher, metered, user_agent
from tests.sources.conftest import FIRST, SMALL, answer


async def test_an_answer_comes_with_what_the_next_request_needs(site, fetcher):
    """Body, media type, charset and validators of an answer are taken over."""
    site.routes["/feed"] = answer(b"news", "Application/RSS+xml; charset=ISO-8859-6", ETag='"1"', Last_Modified="Tue")
    got = await fetcher.get(f"{site.address}/feed")
    assert (got.body, got.media_type, got.charset) == (b"news", "application/rss+xml", "iso-8859-6")
    assert (got.etag, got.last_modified, got.unchanged) == ('"1"', "Tue", False)


async def test_the_user_agent_is_truthful_and_names_a_contact(site, fetcher):
    """The user agent says briefbot, its version and where its operator is reached."""
    site.routes["/x"] = answer(b"x")
    await fetcher.get(f"{site.address}/x")
    assert site.headers["user-agent"] == user_agent("desk@agency.example")
    assert user_agent("desk@agency.example").endswith("(+desk@agency.example)")
    assert user_agent("").startswith("briefbot/")
    assert user_agent("a\r\nX: (b) ü").isascii()


async def test_an_unchanged_answer_is_recognised(site, fetcher):
    """What an earlier answer gave is asked against, and 304 gives an unchanged answer without a body."""
    site.routes["/feed"] = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
    got = await fetcher.get(f"{site.address}/feed", etag='W/"7"', last_modified="Mon")
    assert got.unchanged
    assert (site.headers["if-none-match"], site.headers["if-modified-since"]) == ('W/"7"', "Mon")


async def test_validators_with_lines_in_them_are_not_sent(site, fetcher):
    """What would add a header of its own to the request is left out of it."""
    site.routes["/feed"] = answer(b"news")
    await fetcher.get(f"{site.address}/feed", etag='"1"\r\nCookie: id=1', last_modified="Mon")
    assert site.headers["if-modified-since"] == "Mon"
    assert not {"cookie", "if-none-match"} & site.headers.keys()


async def test_an_endless_body_is_cut_off(site, fetcher):
    """A chunked body without an end is refused at the limit."""

    async def endless(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")
            await writer.drain()

    site.routes["/feed"] = endless
    with pytest.raises(FetchError, match=r"more than 0\.1 MB"):
        await fetcher.get(f"{site.address}/feed")


@pytest.mark.parametrize("after", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome"])
async def test_a_server_that_stalls_is_given_up(site, fetcher, after):
    """A server that stops before its status, in its headers or in its body is given up in time."""

    async def stall(writer):
        writer.write(after)
        await writer.drain()
        await asyncio.sleep(5)

    site.routes["/feed"] = stall
    with pytest.raises(FetchError, match=r"within 0\.6 seconds|in time"):
        await fetcher.get(f"{site.address}/feed")


async def test_a_server_that_drips_is_given_up(site, fetcher):
    """A byte now and then keeps no connection open beyond the limit of the whole exchange."""

    async def drip(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    site.routes["/feed"] = drip
    with pytest.raises(FetchError, match=r"did not finish within 0\.6 seconds"):
        await fetcher.get(f"{site.address}/feed")


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", b"SSH-2.0-server\r\n\r\n"]
)
async def test_a_dropped_or_foreign_connection_is_an_error(site, fetcher, said):
    """A connection closed too soon, or one that speaks no HTTP, says so."""
    site.routes["/feed"] = said
    with pytest.raises(FetchError, match="broke off, or answered no proper HTTP"):
        await fetcher.get(f"{site.address}/feed")


async def test_nobody_listening_is_an_error(site, fetcher):
    """A port that nobody listens on gives a connection error."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    made = Fetcher(contact="", private_addresses=[f"127.0.0.1:{port}"], limits=SMALL)
    with pytest.raises(FetchError, match=r"cannot connect to 127\.0\.0\.1"):
        await made.get(f"http://127.0.0.1:{port}/")
    await made.aclose()


@pytest.mark.parametrize(
    "status", ["401 No", "403 No", "404 No", "410 No", "429 No", "451 No", "500 No", "418 No", "204 No"]
)
async def test_a_refusal_tells_its_status_and_what_to_do(site, fetcher, status):
    """Every status but 200 and 304 is an error that carries it, with advice."""
    site.routes["/feed"] = answer(b"", status=status)
    with pytest.raises(FetchError, match=rf"answered {status}: .+") as caught:
        await fetcher.get(f"{site.address}/feed")
    assert caught.value.status == int(status[:3])


async def test_who_asks_to_be_left_alone_is_left_alone(site, fetcher):
    """After Retry-After nothing more is asked of that host until the time has passed."""
    site.routes["/feed"] = answer(b"", status="429 Too Many Requests", Retry_After="120")
    with pytest.raises(FetchError, match="asks to wait 120 seconds"):
        await fetcher.get(f"{site.address}/feed")
    before = len(site.asked)
    with pytest.raises(FetchError, match="asked not to be called for 1"):
        await fetcher.get(f"{site.address}/other")
    assert len(site.asked) == before


async def test_a_date_to_wait_for_is_understood(site, fetcher):
    """Retry-After may be a date; one that has passed asks for nothing, and nonsense is passed over."""
    later = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    site.routes["/feed"] = answer(b"", status="503 Down", Retry_After=later)
    with pytest.raises(FetchError, match="asks to wait 7") as caught:
        await fetcher.get(f"{site.address}/feed")
    assert 7100 < (caught.value.wait or 0) <= 7200
    for said, wait in (("Tue, 24 Nov 2020 12:00:00 GMT", 0), ("soon", None), ("-5", None)):
        other = Fetcher(contact="", private_addresses=[site.pair], limits=SMALL)
        site.routes["/feed"] = answer(b"", status="503 Down", Retry_After=said)
        with pytest.raises(FetchError) as caught:
            await other.get(f"{site.address}/feed")
        assert caught.value.wait == wait
        await other.aclose()


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache_Control": "public, max-age=600"}, 600),
        ({"Cache_Control": 'max-age="60"', "Age": "20"}, 40),
        ({"Cache_Control": "s-maxage=9, Max-Age=30"}, 30),
        ({"Cache_Control": "no-cache, max-age=600"}, 0),
        ({"Cache_Control": "no-store"}, 0),
        ({"Cache_Control": "max-age=soon"}, 0),
        ({"Expires": "Tue, 24 Nov 2026 12:10:00 GMT", "Date": "Tue, 24 Nov 2026 12:00:00 GMT"}, 600),
        ({"Expires": "0", "Date": "Tue, 24 Nov 2026 12:00:00 GMT"}, 0),
        ({"Expires": "Tue, 24 Nov 2020 12:10:00 GMT"}, 0),
        ({}, 0),
    ],
)
async def test_cache_headers_tell_how_long_an_answer_stays_fresh(site, fetcher, headers, fresh):
    """max-age less Age, or Expires less Date; no-cache and nonsense give nothing."""
    site.routes["/feed"] = answer(b"news", **headers)
    assert (await fetcher.get(f"{site.address}/feed")).fresh == fresh


async def test_an_address_left_for_good_is_told(site, fetcher):
    """301 and 308 say where to, as long as no passing redirect stands before them."""
    site.routes["/a"] = answer(b"", status="301 Moved", Location="/b")
    site.routes["/b"] = answer(b"", status="308 Moved", Location="/c")
    site.routes["/c"] = answer(b"", status="302 Found", Location="/d")
    site.routes["/d"] = answer(b"", status="301 Moved", Location="/e")
    site.routes["/e"] = answer(b"news")
    for path, moved in (("/a", "/c"), ("/b", "/c"), ("/c", None), ("/e", None)):
        got = await fetcher.get(f"{site.address}{path}")
        assert (got.body, got.moved) == (b"news", moved and f"{site.address}{moved}")


async def test_a_flood_of_headers_is_refused(site, fetcher):
    """Headers without an end are given up after a hundred kilobytes or so, and little of them was in memory."""
    sent = 0

    async def flood(writer):
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            writer.write(b"X-%d: %s\r\n" % (number, b"y" * 1000))
            sent += 1000
            await writer.drain()

    site.routes["/feed"] = flood
    tracemalloc.start()
    with pytest.raises(FetchError, match="broke off, or answered no proper HTTP"):
        await fetcher.get(f"{site.address}/feed")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


async def test_a_connection_that_is_never_accepted_is_given_up():
    """A server that lets connections wait, and never answers them, is given up in time."""
    with socket.create_server(("127.0.0.1", 0), backlog=1) as deaf:
        pair = f"127.0.0.1:{deaf.getsockname()[1]}"
        made = Fetcher(contact="", private_addresses=[pair], limits=SMALL)
        with pytest.raises(FetchError, match=r"within 0\.6 seconds|in time"):
            await made.get(f"http://{pair}/feed")
        await made.aclose()


async def test_the_bytes_of_answers_are_counted_for_the_one_who_asks(site, fetcher):
    """What comes over the line counts, compressed and with headers, for the task that asked and for no other."""
    site.routes["/big"] = answer(gzip.compress(bytes(90_000)), Content_Encoding="gzip")
    site.routes["/small"] = answer(b"x" * 3000)

    async def spent(path):
        with metered() as count:
            await fetcher.get(f"{site.address}{path}")
        return count[0]

    await fetcher.get(f"{site.address}/small")  # what is asked of the host first is nobody's in particular
    big, small = await asyncio.gather(spent("/big"), spent("/small"))
    assert 150 < big < 600
    assert 3000 < small < 3400


async def test_redirects_are_followed_to_the_end(site, fetcher):
    """Relative and absolute redirects lead to the answer, whose url is where it was found."""
    site.routes["/a"] = answer(b"", status="301 Moved", Location="/b")
    site.routes["/b"] = answer(b"", status="307 Moved", Location=f"{site.address}/c")
    site.routes["/c"] = answer(b"news")
    got = await fetcher.get(f"{site.address}/a")
    assert (got.body, got.url) == (b"news", f"{site.address}/c")


async def test_a_redirect_loop_ends(site, fetcher):
    """Redirects in a circle end after five."""
    site.routes["/a"] = answer(b"", status="302 Found", Location="/a")
    with pytest.raises(FetchError, match="more than 5 times"):
        await fetcher.get(f"{site.address}/a")
    assert site.asked.count("/a") == 6


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/", "http://localhost:8/", "http://[::1]:8080/", "file:///etc/passwd"]
)
async def test_a_redirect_to_an_unsafe_address_is_refused(site, fetcher, target):
    """A redirect is checked as the first address was."""
    site.routes["/a"] = answer(b"", status="302 Found", Location=target)
    with pytest.raises(UnsafeAddressError):
        await fetcher.get(f"{site.address}/a")


async def test_a_redirect_to_no_address_is_said(site, fetcher):
    """A Location that nobody can follow is the agency's fault, and named."""
    site.routes["/a"] = answer(b"", status="302 Found", Location="http://[::1")
    with pytest.raises(FetchError, match=r"redirects to 'http://\[::1', which is no address"):
        await fetcher.get(f"{site.address}/a")


async def test_words_of_a_refusal_cannot_colour_a_terminal(site, fetcher):
    """What stands beside a status is told without what is no letter."""
    site.routes["/a"] = answer(b"", status="404 \x1b[31mNo\x07")
    with pytest.raises(FetchError, match=r"^answered 404 \[31mNo: "):
        await fetcher.get(f"{site.address}/a")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
async def test_loopback_is_refused_unless_its_very_pair_is_allowed(site, fetcher, host):
    """Another port of an allowed host, or another name of it, stays refused, and what to do is said."""
    with pytest.raises(UnsafeAddressError, match="BRIEFBOT_PRIVATE_ADDRESSES"):
        await fetcher.get(f"http://{host}:8080/")
    assert site.asked == []


async def test_robots_txt_is_obeyed_and_asked_for_once(site, fetcher):
    """An address that robots.txt forbids is not asked for, one that it allows is, with one look at robots.txt."""
    site.routes["/robots.txt"] = answer(b"User-agent: briefbot\nDisallow: /closed\n", "text/plain")
    site.routes["/open"] = answer(b"news")
    await fetcher.get(f"{site.address}/open")
    with pytest.raises(UnsafeAddressError, match=r"robots\.txt asks programs not to read"):
        await fetcher.get(f"{site.address}/closed/1")
    assert site.asked == [*FIRST, "/open"]


async def test_robots_txt_that_only_leads_elsewhere_is_none(site, fetcher):
    """A robots.txt that redirects without end forbids nothing."""
    site.routes |= {
        "/robots.txt": answer(b"", status="302 Found", Location="/robots.txt"),
        "/open": answer(b"news"),
    }
    assert (await fetcher.get(f"{site.address}/open")).body == b"news"
    assert site.asked.count("/robots.txt") == 6


async def test_robots_txt_that_cannot_be_seen_forbids_everything(site, fetcher):
    """A server in trouble at robots.txt is asked for nothing else (RFC 9309)."""
    site.routes["/robots.txt"] = answer(b"", status="503 Down")
    site.routes["/open"] = answer(b"news")
    with pytest.raises(FetchError, match=r"robots\.txt: answered 503"):
        await fetcher.get(f"{site.address}/open")
    assert site.asked == ["/robots.txt"]


async def test_one_request_at_a_time_for_a_host(site, fetcher):
    """Requests for one host wait for each other."""
    open_now = most = 0

    async def counted(writer):
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.02)
        open_now -= 1
        writer.write(answer(b"news"))

    site.routes |= {f"/{n}": counted for n in range(4)}
    await asyncio.gather(*(fetcher.get(f"{site.address}/{n}") for n in range(4)))
    assert most == 1


async def test_cookies_are_never_kept(site, fetcher):
    """A cookie that an answer sets is not sent with the next request."""
    site.routes["/1"] = site.routes["/2"] = answer(b"news", Set_Cookie="id=1; Path=/")
    await fetcher.get(f"{site.address}/1")
    await fetcher.get(f"{site.address}/2")
    assert "cookie" not in site.headers


async def test_validators_that_cannot_be_sent_back_are_dropped(site, fetcher):
    """An ETag with characters that no header may hold is not kept."""
    site.routes["/feed"] = answer(b"news", ETag="x" * 300)
    assert (await fetcher.get(f"{site.address}/feed")).etag is None
