"""A web site on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from briefbot.source import Source
from briefbot.sources.fetching import Fetcher, Limits
from briefbot.sources.reader import Reader

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

FIRST = ["/robots.txt", "/.well-known/tdmrep.json"]
"""What a host is asked for before anything else."""

SMALL = Limits(compressed=50_000, body=100_000, seconds=0.6, connecting=0.3, spacing=0)
"""Those of `fetcher`."""

Handler = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes | str = b"", media_type="text/html; charset=utf-8", status="200 OK", **headers: str) -> bytes:
    """A whole HTTP response, as bytes."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Site:
    """Answers each path as `routes` says, 404 otherwise; `asked` lists the paths, `headers` what came with the last."""

    address: str = ""
    routes: dict[str, bytes | Handler] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def pair(self) -> str:
        return self.address.removeprefix("http://")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split()[1]
            self.asked.append(path)
            self.headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
            route = self.routes.get(path, answer("gone", status="404 Not Found"))
            if isinstance(route, bytes):
                writer.write(route)
                await writer.drain()
            else:
                await route(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def site():
    made = Site()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.address = "http://{}:{}".format(*server.sockets[0].getsockname())
    async with server:
        yield made


@pytest.fixture
async def fetcher(site):
    made = Fetcher(contact="desk@agency.example", private_addresses=[site.pair], limits=SMALL)
    yield made
    await made.aclose()


@pytest.fixture
async def reader(site):
    async with Reader(
        contact="desk", private_addresses=[site.pair], limits=Limits(seconds=5, body=200_000, spacing=0)
    ) as made:
        yield made


@pytest.fixture
def source(site):
    return Source(id="coast", agency="Coast Wire", url=f"{site.address}/feed")
