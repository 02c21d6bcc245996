"""Connections to public addresses only: what was checked is what is connected to, whatever DNS says a moment later."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpcore
import httpx
from httpcore import AnyIOBackend

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


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a host once, checks every address it has, and connects to those very addresses."""

    def __init__(self, private: frozenset[tuple[str, int]], resolve: Resolve = resolve) -> None:
        self._private = private
        self._resolve = resolve
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
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
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                last = fault
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
