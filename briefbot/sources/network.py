"""Connections to public addresses only: what was checked is what is connected to, whatever DNS says a moment later."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore
import httpx

from briefbot.errors import FetchError, SettingsError, UnsafeAddressError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_PORTS = frozenset({80, 443})
_UNPRIVILEGED = 1024
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", re.ASCII)  # what inet_aton takes for IPv4
_DOTTED = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})", re.ASCII)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address behind a translator
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")  # all that IANA has given out to the public
_RELAYED = ipaddress.IPv4Network("192.88.99.0/24")  # RFC 7526: leads nowhere since 6to4's relays were given up


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet may be reached at."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None:
            return False
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        return found.is_global and found in _V6_GLOBAL and not found.is_multicast and found.teredo is None
    return found.is_global and not (found.is_multicast or found.is_reserved or found in _RELAYED)


@lru_cache(maxsize=4096)  # the same addresses, again and again
def checked(address: str) -> httpx.URL:
    """An address as far as its text can be judged; `UnsafeAddressError` or `FetchError` says what is wrong with it."""
    try:
        parts, port = urlsplit(address), urlsplit(address).port
        host = parts.hostname or ""
    except ValueError:
        raise _no_address(address) from None
    if parts.scheme not in {"http", "https"}:
        raise UnsafeAddressError(f"{parts.scheme or 'no scheme'}: is not read, only http: and https: are")
    if "%" in host or (_NUMBERS.fullmatch(host) and not _DOTTED.fullmatch(host)):
        raise UnsafeAddressError(f"{host} hides an IP address: write it as four decimal numbers, or use its name")
    if "@" in parts.netloc:
        raise UnsafeAddressError(f"an address with a user name in it is not read: leave out what stands before @{host}")
    if port is not None and port not in _PORTS and port < _UNPRIVILEGED:
        raise UnsafeAddressError(f"port {port} is not a web server's: briefbot reads 80, 443, and those from 1024")
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise _no_address(address) from None
    if not host or re.search(r"\s", address):  # httpx would take blanks for %20
        raise _no_address(address)
    return url


def _no_address(address: str) -> FetchError:
    return FetchError(f"{address[:200]!r} is no address: write it like https://agency.example/feed.xml")


def pairs(private_addresses: Iterable[str]) -> frozenset[tuple[str, int]]:
    """The host:port pairs that may be private; `SettingsError` for what is no such pair."""
    found = set()
    for pair in private_addresses:
        try:
            url = httpx.URL(f"http://{pair}")
            port = url.port or (80 if pair.endswith(":80") else None)
        except (httpx.InvalidURL, ValueError):
            port = None
        if port is None or not url.host or url.userinfo or url.path != "/":
            raise SettingsError(f"BRIEFBOT_PRIVATE_ADDRESSES: {pair!r} is no host:port pair, such as 10.0.0.5:8080")
        found.add((url.host.lower(), port))
    return frozenset(found)


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them; `OSError` where there are none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Stream(httpcore.AsyncNetworkStream):
    """A connection over asyncio's streams; the time that an exchange may take is `fetching`'s to keep."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 - see above
        """What comes next; nothing where the other end has closed."""
        try:
            return await self._reader.read(max_bytes)
        except OSError as fault:
            raise httpcore.ReadError(str(fault)) from None

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - see above
        """Send all of it."""
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as fault:
            raise httpcore.WriteError(str(fault)) from None

    async def aclose(self) -> None:
        """Close at once: the other end may be in no hurry to take its leave."""
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted, once the other end has shown that it is `server_hostname`."""
        try:
            await self._writer.start_tls(ssl_context, server_hostname=server_hostname, ssl_handshake_timeout=timeout)
        except OSError as fault:  # ssl's errors are of its kind
            self._writer.transport.abort()
            raise httpcore.ConnectError(str(fault)) from None
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore and the tests ask for."""
        if info == "is_readable":  # whether an idle connection was closed by the other end
            return self._reader.at_eof() or self._writer.is_closing()
        names = {"server_addr": "peername", "client_addr": "sockname"}
        return self._writer.get_extra_info(names.get(info, info))


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a host once, checks every address it has, and connects to those very addresses."""

    def __init__(self, private: frozenset[tuple[str, int]], resolve: Resolve = resolve) -> None:
        self._private = private
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,  # noqa: ARG002 - the same
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; `UnsafeAddressError` where any of them is not public."""
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as fault:
            raise httpcore.ConnectError(f"the name {host} leads nowhere ({fault})") from None
        if (host.lower(), port) not in self._private:
            for address in addresses:
                if not is_public(address):
                    raise UnsafeAddressError(
                        f"{host} leads to {address}, which is not a public address: if it is meant, "
                        f"put {f'[{host}]' if ':' in host else host}:{port} into BRIEFBOT_PRIVATE_ADDRESSES"
                    )
        last: Exception = httpcore.ConnectError(f"the name {host} has no address")
        for address in addresses:
            try:
                async with asyncio.timeout(timeout):
                    return _Stream(*await asyncio.open_connection(address, port))
            except TimeoutError:  # before OSError, which it is a kind of
                last = httpcore.ConnectTimeout(f"{address} did not answer")
            except OSError as fault:
                last = httpcore.ConnectError(fault.strerror or str(fault))
        raise last

    async def sleep(self, seconds: float) -> None:
        """Httpcore's wait between attempts."""
        await asyncio.sleep(seconds)


class PinnedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over `PinnedBackend`; certificates and Host stay those of the name. No proxies."""

    def __init__(self, private: frozenset[tuple[str, int]]) -> None:
        context = _tls()
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=50,
            max_keepalive_connections=10,
            keepalive_expiry=15,
            network_backend=PinnedBackend(private),
        )


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
