"""Servers that mean harm: whatever they send, memory stays bounded, and the state says what happened.

Each is read by a process of its own, as the bot reads it, and the memory that it took at most is measured against what
it took when it was idle.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import textwrap
import zlib
from pathlib import Path

import pytest

from tests.sources.conftest import answer

MOST = 50
"""Megabytes above idle."""

RSS = "application/rss+xml"

READ = r"""
    import asyncio, json, re, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from briefbot.source import Source
    from briefbot.sources.fetching import Limits
    from briefbot.sources.reader import Reader
    from briefbot.sources import feeds, forms, pages, wire

    def peak():  # of this program alone; getrusage would tell of the one that started it
        return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text()).group(1)) / 1024

    async def main():
        pair, seconds = sys.argv[1], float(sys.argv[2])
        limits = Limits(seconds=seconds, spacing=0)
        async with Reader(contact="", private_addresses=[pair], limits=limits) as reader:
            async def read(path):
                source = Source(id="it", agency="It", url=f"http://{pair}{path}")
                return await reader.read(source, None, now=datetime.now(UTC))
            await read("/small")  # what the first look loads is no cost of the second
            idle = peak()
            reading = await read("/it")
            print(json.dumps([reading.poll.ok, reading.poll.reason, len(reading.stories), peak() - idle]))

    asyncio.run(main())
"""


def bomb():
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([packer.compress(bytes(1_000_000)) for _ in range(1000)] + [packer.flush()])


def items(count, body="Boats came in."):
    listed = "".join(
        f"<item><guid>u:{n}</guid><title>Quay {n}</title><description>{body}</description></item>" for n in range(count)
    )
    return f"<rss version='2.0'><channel><title>Coast</title>{listed}</channel></rss>"


async def gigabyte(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000000\r\n\r\n<html><body>")
    for _ in range(1000):
        writer.write(b"<p>" + b"x" * 999_997)
        await writer.drain()


async def endless(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def flood(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Header: " + b"y" * 1000 + b"\r\n")
        await writer.drain()


async def one_header(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nX-Header: ")
    while True:
        writer.write(b"y" * 100_000)
        await writer.drain()


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


def stall(said):
    async def stalls(writer):
        writer.write(said)
        await writer.drain()
        await asyncio.sleep(30)

    return stalls


CASES = {
    "a gzip bomb": (answer(bomb(), RSS, Content_Encoding="gzip"), "more than 5 MB"),
    "a page of a gigabyte": (gigabyte, "more than 5 MB"),
    "an endless chunked body": (endless, "more than 5 MB"),
    "a flood of headers": (flood, "no proper HTTP"),
    "a header without an end": (one_header, "no proper HTTP"),
    "a slow drip": (drip, "did not finish within 2 seconds"),
    "a stall before the status": (stall(b""), "within 2 seconds"),
    "a stall in the headers": (stall(b"HTTP/1.1 200 OK\r\nContent-"), "within 2 seconds"),
    "a stall in the body": (stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "within 2 seconds"),
    "a redirect loop": (answer(b"", status="302 Found", Location="/it"), "redirected more than 5 times"),
    "a feed of 100,000 items": (answer(gzip.compress(items(100_000).encode()), RSS, Content_Encoding="gzip"), "MB"),
    "a feed as long as may be": (answer(items(45_000), RSS), ""),
    "entities that expand": (
        answer(
            '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
            + "]><rss><channel><item><title>&i;</title><description>&i;</description></item></channel></rss>",
            RSS,
        ),
        "",
    ),
    "an entity of a file": (
        answer(
            '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>Quay opens</title>'
            "<description>&a;</description></item></channel></rss>",
            RSS,
        ),
        "",
    ),
    "tags nested without end": (answer("<rss><channel><item><title>" + "<b>" * 900_000, RSS), ""),
    "JSON nested without end": (answer("[" * 2_000_000, "application/json"), ""),
    "HTML nested without end": (answer("<html><body>" + "<div>" * 900_000, "text/html"), ""),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it")
@pytest.mark.parametrize(("route", "reason"), CASES.values(), ids=CASES)
async def test_harm_costs_little_memory_and_is_said(site, route, reason):
    """At most 50 MB above idle, and a reason in words; nothing of another's files is ever in a story."""
    site.routes |= {"/small": answer(items(2), RSS), "/it": route}
    reading = await asyncio.create_subprocess_exec(
        sys.executable, "-c", textwrap.dedent(READ), site.pair, "2", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await reading.communicate()
    assert reading.returncode == 0
    ok, said, stories, megabytes = json.loads(out)
    assert reason in said
    assert said
    assert "report this" not in said
    assert ok == (stories > 0)
    assert megabytes < MOST, said
