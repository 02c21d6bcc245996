"""A thousand agencies' feeds on loopback, a host each, served by a program of its own that costs as little as can be.

Run as a program it prints its port and serves until its stdin ends. Each host is an address of 127/8, so that none is
asked for more than its one feed. Feeds have 50 items with whole stories, an ETag, and no robots.txt.
"""

from __future__ import annotations

import asyncio
import sys
from functools import cache

FEEDS, ITEMS = 1000, 50

_COPY = (
    "The harbour council voted on Tuesday to reopen the eastern quay of the port which had been closed since the "
    "floods of spring and said that fishing boats would return within a week once the cranes had been tested by them"
)


def host(number: int) -> str:
    """The address of one of them."""
    return f"127.9.{number // 250}.{number % 250 + 1}"


@cache
def _item(number: int) -> str:
    words = _COPY.split()
    turned = words[number:] + words[:number]
    paragraphs = "".join(f"&lt;p&gt;{' '.join(turned[n:] + turned[:n])}.&lt;/p&gt;" for n in range(0, 30, 10))
    return (
        f"<title>Quay {number} reopens</title><link>https://coast.example/{number}</link>"
        f"<pubDate>Tue, 24 Nov 2026 {number % 24:02d}:{number:02d}:00 GMT</pubDate>"
        f"<description>{paragraphs}</description>"
    )


def feed(name: str) -> bytes:
    """The feed of the host of that name; its stories are its own."""
    items = "".join(f"<item><guid>urn:{name}:{number}</guid>{_item(number)}</item>" for number in range(ITEMS))
    return f"<rss version='2.0'><channel><title>Coast {name}</title>{items}</channel></rss>".encode()


class _Server(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head.lower()))

    def _answer(self, head: bytes) -> bytes:
        if not head.startswith(b"get /feed "):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if b'if-none-match: "1"' in head:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        body = feed(self._transport.get_extra_info("sockname")[0])
        return (
            b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "1"\r\nContent-Length: '
            + b"%d\r\n\r\n" % len(body)
            + body
        )


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Server, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
