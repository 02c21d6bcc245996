"""Answers that come compressed, damaged, or as bombs."""

import gzip
import os
import tracemalloc

import brotli
import pytest
from backports import zstd

from briefbot.errors import FetchError
from tests.sources.conftest import answer


async def test_gzip_is_unpacked_member_after_member(site, fetcher):
    """Two gzip members and padding are one body."""
    packed = gzip.compress(b"first ") + gzip.compress(b"second") + b"\0" * 20
    site.routes["/feed"] = answer(packed, Content_Encoding="gzip")
    assert (await fetcher.get(f"{site.address}/feed")).body == b"first second"


PACKERS = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}


@pytest.mark.parametrize("encoding", PACKERS)
async def test_a_packed_answer_is_unpacked(site, fetcher, encoding):
    """An answer packed in any way that was offered is read as it was before, however it is cut in transit."""
    body = b"".join(b"story %d " % n for n in range(9_000))
    packed = PACKERS[encoding](body)

    async def piecemeal(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding.encode() + b"\r\nConnection: close\r\n\r\n")
        for at in range(0, len(packed), 1_000):
            writer.write(packed[at : at + 1_000])
            await writer.drain()

    site.routes["/feed"] = piecemeal
    assert (await fetcher.get(f"{site.address}/feed")).body == body
    assert encoding in site.headers["accept-encoding"]


async def test_zstd_is_unpacked_frame_after_frame(site, fetcher):
    """Two zstd frames are one body."""
    site.routes["/feed"] = answer(zstd.compress(b"first ") + zstd.compress(b"second"), Content_Encoding="zstd")
    assert (await fetcher.get(f"{site.address}/feed")).body == b"first second"


@pytest.mark.parametrize("encoding", PACKERS)
async def test_a_bomb_is_stopped_without_being_unpacked(site, fetcher, encoding):
    """A small answer that unpacks to 40 MB is refused while little of it was ever in memory."""
    site.routes["/feed"] = answer(PACKERS[encoding](bytes(40_000_000)), Content_Encoding=encoding)
    tracemalloc.start()
    with pytest.raises(FetchError, match="more than"):
        await fetcher.get(f"{site.address}/feed")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


async def test_an_answer_that_is_long_though_packed_is_cut_off(site, fetcher):
    """The bytes on the line have a limit of their own."""
    packed = gzip.compress(os.urandom(60_000))
    site.routes["/feed"] = answer(packed, Content_Encoding="gzip")
    with pytest.raises(FetchError, match=r"more than 0\.05 MB"):
        await fetcher.get(f"{site.address}/feed")


@pytest.mark.parametrize("encoding", ["deflate", "compress"])
async def test_a_compression_not_asked_for_is_named(site, fetcher, encoding):
    """An answer in a compression that was not offered is refused by its name."""
    site.routes["/feed"] = answer(b"....", Content_Encoding=encoding)
    with pytest.raises(FetchError, match=encoding):
        await fetcher.get(f"{site.address}/feed")


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("damage", [lambda packed: b"not packed at all" + packed[:0], lambda packed: packed[:-9]])
async def test_a_damaged_answer_is_an_error(site, fetcher, encoding, damage):
    """What is not packed, or only its beginning, is never taken for the whole."""
    packed = PACKERS[encoding](b"".join(b"news %d" % n for n in range(1000)))
    site.routes["/feed"] = answer(damage(packed), Content_Encoding=encoding)
    with pytest.raises(FetchError, match=r"damaged|broke off"):
        await fetcher.get(f"{site.address}/feed")
