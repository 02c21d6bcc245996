"""HTTP/1.1, to public addresses only: what was checked is what is connected to, whatever DNS says a moment later."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import ssl
import time
from functools import cache
from typing import TYPE_CHECKING, Protocol

import certifi
import httptools

from briefbot.errors import FetchError, UnsafeAddressError
from briefbot.sources.network import is_public

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from briefbot.sources.network import Address

    Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

AT_ONCE = 50
"""Exchanges; the others wait."""

_IDLE = 10  # connections that are kept for a next request, the youngest
KEPT = 15.0
"""Seconds that a connection is kept for a next request."""
_HEAD = 100_000  # bytes without one of the body: headers, trailers, and what else may stand between
_INFORMATIONAL = range(100, 200)


class Answered(Protocol):
    """What an answer is given to as it comes. What its methods raise ends the exchange, and is raised there."""

    def weigh(self, size: int) -> None:
        """Hear that so many bytes came over the line."""

    def begin(self, status: int, reason: str, headers: dict[str, str]) -> bool:
        """Take its status and headers, their names in lower case; whether the body is wanted."""

    def take(self, piece: bytes) -> bool:
        """Take a piece of its body; whether more is wanted."""


class Connections:
    """Makes connections, and keeps a few of them for the next request to their host."""

    def __init__(
        self,
        private: frozenset[tuple[str, int]],
        *,
        connecting: float,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`connecting` is what connecting to an address may take, in seconds; `private` pairs may be anywhere."""
        self._private = private
        self._connecting = connecting
        self._resolve = resolve or _resolve
        self._tls = tls
        self._room = asyncio.Semaphore(AT_ONCE)
        self._idle: dict[str, _Connection] = {}  # by origin, the youngest last

    async def get(self, url: Address, headers: str, answered: Answered) -> None:
        """Ask for an address; `headers` are whole lines. Returns when the answer is whole, or no more is wanted.

        `FetchError` where none comes, `UnsafeAddressError` where the host has an address that is not public.
        """
        request = f"GET {url.target} HTTP/1.1\r\nHost: {url.netloc}\r\n{headers}\r\n".encode("ascii")
        async with self._room:
            connection = self._kept(url) or await self._connected(url)
            await connection.exchange(request, answered)
            if connection.reusable:
                self._keep(url, connection)

    def close(self) -> None:
        """Close those that are kept."""
        while self._idle:
            self._idle.popitem()[1].abort()

    def _kept(self, url: Address) -> _Connection | None:
        connection = self._idle.pop(url.origin, None)
        if connection is None or (connection.reusable and time.monotonic() - connection.idle_since < KEPT):
            return connection
        connection.abort()
        return None

    def _keep(self, url: Address, connection: _Connection) -> None:
        connection.idle_since = time.monotonic()
        if before := self._idle.pop(url.origin, None):
            before.abort()
        self._idle[url.origin] = connection
        if len(self._idle) > _IDLE:
            self._idle.pop(next(iter(self._idle))).abort()

    async def _connected(self, url: Address) -> _Connection:
        """A connection to the first address that answers; certificates are held against the name."""
        tls = (self._tls or _tls()) if url.scheme == "https" else None
        fault = FetchError(f"cannot connect to {url.host}: the name has no address")
        for address in await self._addresses(url):
            try:
                async with asyncio.timeout(self._connecting):
                    return await _connect(url, address, tls)
            except TimeoutError:  # before OSError, which it is a kind of
                fault = FetchError(f"{url.host} did not answer in time: it may be down, or far away")
            except OSError as error:  # ssl's errors are of its kind
                fault = FetchError(f"cannot connect to {url.host}: {error.strerror or error}")
        raise fault

    async def _addresses(self, url: Address) -> Sequence[str]:
        """What the host resolves to now, all of it checked."""
        try:
            addresses = await self._resolve(url.host, url.port)
        except (OSError, UnicodeError) as error:
            raise FetchError(f"cannot connect to {url.host}: the name leads nowhere ({error})") from None
        if (url.host, url.port) not in self._private:
            for address in addresses:
                if not is_public(address):
                    host = f"[{url.host}]" if ":" in url.host else url.host
                    raise UnsafeAddressError(
                        f"{url.host} leads to {address}, which is not a public address: if it is meant, "
                        f"put {host}:{url.port} into BRIEFBOT_PRIVATE_ADDRESSES"
                    )
        return addresses


async def _connect(url: Address, address: str, tls: ssl.SSLContext | None) -> _Connection:
    """Without asyncio's own way to connect to an address, which would resolve it, and takes twice as long."""
    loop = asyncio.get_running_loop()
    line = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        line.setblocking(False)  # noqa: FBT003 - the standard library's signature
        await loop.sock_connect(line, (address, url.port))
        _, connection = await loop.create_connection(
            lambda: _Connection(url.host), sock=line, ssl=tls, server_hostname=url.host if tls else None
        )
    except BaseException:
        line.close()
        raise
    return connection


class _Connection(asyncio.Protocol):
    """One connection, with one request at a time. Whoever asks keeps the time."""

    idle_since = 0.0

    def __init__(self, host: str) -> None:
        self._host = host
        self._parser = httptools.HttpResponseParser(self)
        # As old servers answer, and RFC 9112 lets clients take it (2.2, 6.3); what is unclear is read by nobody else.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_chunked_length=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )
        self._answered: Answered | None = None  # who is being answered
        self._ended: asyncio.Future[None]  # when the answer is
        self._pieces: list[bytes]  # of the body, as yet to be given away

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio's word that it stands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    async def exchange(self, request: bytes, answered: Answered) -> None:
        """Send a request, and give its answer to `answered` until it ends; `FetchError` where it breaks off."""
        self._answered = answered
        self._ended = asyncio.get_running_loop().create_future()
        self._reset()
        self._begun = self._whole = self._lasting = False
        self._quiet = 0  # bytes since the last of a body
        try:
            self._transport.write(request)
            await self._ended
        finally:
            self._answered = None
            if not self.reusable:
                self.abort()  # at once: the other end may be in no hurry to take its leave

    @property
    def reusable(self) -> bool:
        """Whether another request may be sent."""
        return self._whole and self._lasting and not self._transport.is_closing()

    def abort(self) -> None:
        """Close it at once."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Asyncio's word that something came."""
        answered = self._answered
        if answered is None or self._ended.done():
            self.abort()  # it speaks without being asked
            return
        self._quiet += len(data)
        try:
            answered.weigh(len(data))
            try:
                self._parser.feed_data(data)
            except (httptools.HttpParserError, httptools.HttpParserUpgrade) as fault:
                if not self._whole:
                    raise self._broken(str(fault)) from None
                self._lasting = False  # more than was asked for, which is not looked at
            if self._hand_on(answered):
                self._ended.set_result(None)
        except Exception as fault:  # noqa: BLE001 - it is raised where it was asked
            self._ended.set_exception(fault)
            self.abort()

    def _hand_on(self, answered: Answered) -> bool:
        """Give away what was parsed; whether that is all."""
        if self._quiet > _HEAD:
            raise self._broken("headers without end")
        if not self._headed:
            return False
        if not self._begun:
            self._begun = True
            if not answered.begin(self._status, self._reason.decode("latin-1"), self._headers):
                return True
        pieces, self._pieces = self._pieces, []
        return not all(answered.take(piece) for piece in pieces) or self._whole

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio's word that it was closed, by whomever."""
        if self._answered is None or self._ended.done():
            return
        untold = not {"content-length", "transfer-encoding"} & self._headers.keys()
        if exc is None and self._begun and untold:
            self._ended.set_result(None)  # a body may last until the connection is closed
        else:
            self._ended.set_exception(self._broken(str(exc or "closed before the end")))

    def _broken(self, why: str) -> FetchError:
        return FetchError(f"{self._host} broke off, or answered no proper HTTP: {why}")

    def _reset(self) -> None:
        self._headed = False
        self._status, self._reason = 0, b""
        self._headers: dict[str, str] = {}
        self._pieces = []

    # What follows is called by the parser, in the midst of `feed_data`, and only notes.

    def on_message_begin(self) -> None:
        """The beginning of a status line. Raises where it is that of a second answer, which nobody asked for."""
        if self._whole:
            raise ValueError

    def on_status(self, status: bytes) -> None:
        """The words of a status line, or a part of them."""
        self._reason += status

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; a trailer too, which tells nothing that is needed. Raises where it hides something."""
        if b"\0" in value:
            raise ValueError
        if not self._headed:
            key, said = name.decode("latin-1").lower(), _decoded(value)
            self._headers[key] = f"{self._headers[key]}, {said}" if key in self._headers else said

    def on_headers_complete(self) -> None:
        """The end of the headers; those of an answer that only announces another are forgotten.

        Raises where the body comes in a way that was not asked for.
        """
        if self._headers.get("transfer-encoding", "chunked").lower() != "chunked":
            raise ValueError
        self._status = self._parser.get_status_code()
        if self._status in _INFORMATIONAL:
            self._reset()
        else:
            self._headed = True

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._quiet = 0
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        """The end."""
        if self._headed:
            self._whole = True
            unclear = {"content-length", "transfer-encoding"} <= self._headers.keys()  # RFC 9112, 6.3: to be closed
            self._lasting = self._parser.should_keep_alive() and not unclear


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them; `OSError` where there are none."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are those of certifi, or of SSL_CERT_FILE or SSL_CERT_DIR, as elsewhere in Python."""
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    context = ssl.create_default_context(cafile=file or (None if folder else certifi.where()), capath=folder or None)
    context.set_alpn_protocols(["http/1.1"])
    return context
