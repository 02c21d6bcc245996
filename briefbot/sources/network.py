"""Addresses: how their text is judged before anything is looked up, and which of them anybody may be reached at."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import idna

from briefbot.errors import FetchError, SettingsError, UnsafeAddressError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PORTS = {"http": 80, "https": 443}
_UNPRIVILEGED = 1024
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?", re.ASCII)  # what inet_aton takes for IPv4
_DOTTED = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})", re.ASCII)
_NAME = re.compile(r"[a-z0-9_.-]+", re.ASCII)
_UNQUOTED = re.compile(r"[^!#-;=?-_a-z|~]")  # what no request may hold as it is; "%" stays, being somebody's quoting
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


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked, in the characters that a request is made of."""

    scheme: str  # http or https
    host: str  # a name, or an IP address without brackets; lower case, IDNA
    port: int
    netloc: str  # as Host says it: without the scheme's own port
    target: str  # path and query
    origin: str  # scheme and netloc
    text: str  # all of it

    def join(self, link: str) -> Address:
        """Where a link leads that stands at this address; `UnsafeAddressError` or `FetchError` as `checked`."""
        try:
            return checked(urljoin(self.text, link.strip().replace(" ", "%20")))
        except ValueError:
            raise _no_address(link) from None

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)  # the same addresses, again and again
def checked(address: str) -> Address:
    """An address as far as its text can be judged; `UnsafeAddressError` or `FetchError` says what is wrong with it."""
    try:
        parts, port = urlsplit(address), urlsplit(address).port
        host = parts.hostname or ""
    except ValueError:
        raise _no_address(address) from None
    if parts.scheme not in _PORTS:
        raise UnsafeAddressError(f"{parts.scheme or 'no scheme'}: is not read, only http: and https: are")
    if "%" in host or (_NUMBERS.fullmatch(host) and not _DOTTED.fullmatch(host)):
        raise UnsafeAddressError(f"{host} hides an IP address: write it as four decimal numbers, or use its name")
    if "@" in parts.netloc:
        raise UnsafeAddressError(f"an address with a user name in it is not read: leave out what stands before @{host}")
    if port is not None and port not in _PORTS.values() and port < _UNPRIVILEGED:
        raise UnsafeAddressError(f"port {port} is not a web server's: briefbot reads 80, 443, and those from 1024")
    try:
        host = _host(host)
    except ValueError:
        raise _no_address(address) from None
    if re.search(r"[\s\0-\x1f\x7f]", address):
        raise _no_address(address)
    netloc = f"[{host}]" if ":" in host else host
    usual = _PORTS[parts.scheme]
    if port not in {None, usual}:
        netloc += f":{port}"
    origin = f"{parts.scheme}://{netloc}"
    path = _quoted(_resolved(parts.path))
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    fragment = f"#{_quoted(parts.fragment)}" if parts.fragment else ""
    return Address(
        scheme=parts.scheme,
        host=host,
        port=usual if port is None else port,
        netloc=netloc,
        target=f"{path or '/'}{query}",
        origin=origin,
        text=f"{origin}{path}{query}{fragment}",
    )


def _host(host: str) -> str:
    """A host as it is looked up; `ValueError` where it can be none."""
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    if _DOTTED.fullmatch(host):
        return str(ipaddress.IPv4Address(host))
    if not host.isascii():
        host = idna.encode(host).decode("ascii")  # its errors are ValueErrors
    if not _NAME.fullmatch(host) or _NUMBERS.fullmatch(host):
        raise ValueError(host)
    return host


def _resolved(path: str) -> str:
    """A path without its dots (RFC 3986, 5.2.4), so that it is held against robots.txt as the server takes it."""
    if "/." not in path:
        return path
    kept: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            kept[-1:] = []
        elif part != ".":
            kept.append(part)
    end = [""] if path.endswith(("/.", "/..")) else []
    return "/" + "/".join(kept + end)


def _quoted(part: str) -> str:
    return _UNQUOTED.sub(lambda found: quote(found[0], errors="replace"), part)


def _no_address(address: str) -> FetchError:
    return FetchError(f"{address[:200]!r} is no address: write it like https://agency.example/feed.xml")


def pairs(private_addresses: Iterable[str]) -> frozenset[tuple[str, int]]:
    """The host:port pairs that may be private; `SettingsError` for what is no such pair."""
    found = set()
    for pair in private_addresses:
        try:
            parts = urlsplit(f"//{pair}")
            if parts.port is None or parts.netloc != pair or "@" in pair:
                raise ValueError(pair)  # noqa: TRY301 - as those that urlsplit raises
            found.add((_host(parts.hostname or ""), parts.port))
        except ValueError:
            message = f"BRIEFBOT_PRIVATE_ADDRESSES: {pair!r} is no host:port pair, such as 10.0.0.5:8080"
            raise SettingsError(message) from None
    return frozenset(found)
