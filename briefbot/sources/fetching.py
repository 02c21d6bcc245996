"""The bytes behind an address, asked for politely and taken in within limits; parsing comes after, elsewhere."""

from __future__ import annotations

import asyncio
import re
import time
import zlib
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import httpx
from protego import Protego

from briefbot.errors import FetchError, UnsafeAddressError
from briefbot.sources.network import PinnedTransport, checked, pairs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/*;q=0.8, */*;q=0.5"

ROBOTS_KEPT = 24 * 3600.0
"""Seconds that a robots.txt is kept (RFC 9309 allows a day)."""

ROBOTS_READ = 500_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for 500 KiB at least)."""

_BUSY = 429
_MOVED = frozenset({301, 302, 303, 307, 308})
_ADVICE = {
    401: "the agency wants a login: ask it for an open address, or remove the source",
    403: "the agency does not let briefbot in: ask it to, or remove the source",
    404: "look for the new address on the agency's site",
    410: "it is gone for good: remove the source, or look for its new address on the agency's site",
    _BUSY: "briefbot asks too often for the agency's taste",
    451: "the law keeps it closed: remove the source",
}
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,256}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer may cost; beyond it the exchange is ended."""

    compressed: int = 10_000_000  # bytes
    body: int = 10_000_000  # bytes, decompressed
    seconds: float = 30.0  # the whole exchange, redirects and robots.txt included
    connecting: float = 10.0  # seconds, per address
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered; the body is empty where it is `unchanged`."""

    url: str  # where it came from, after redirects
    unchanged: bool = False  # 304: the same as when `etag` and `last_modified` were given
    body: bytes = b""
    media_type: str = ""  # lower case, without parameters
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def user_agent(contact: str) -> str:
    """Who asks: `briefbot/VERSION (+contact)`."""
    contact = re.sub(r"[^\x20-\x7e]|[()\\]", "", contact).strip()
    return f"briefbot/{version('briefbot')}" + (f" (+{contact})" if contact else "")


class Fetcher:
    """Asks for addresses, one request at a time per host; remembers robots.txt, and who asked to be left alone."""

    def __init__(
        self,
        *,
        contact: str,
        private_addresses: Sequence[str] = (),
        limits: Limits = Limits(),
    ) -> None:
        self._limits = limits
        self._name = user_agent(contact)
        self._client = httpx.AsyncClient(
            transport=PinnedTransport(pairs(private_addresses)),
            headers={"User-Agent": self._name, "Accept": _ACCEPT, "Accept-Encoding": "gzip"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # none are kept
            timeout=httpx.Timeout(limits.seconds, connect=limits.connecting),
            follow_redirects=False,
            trust_env=False,
        )
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._robots: dict[str, tuple[float, Protego]] = {}  # origin: until when, rules
        self._resting: dict[str, float] = {}  # host: until when it asked not to be called

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def get(self, address: str, *, etag: str | None = None, last_modified: str | None = None) -> Answer:
        """Ask for an address, following redirects; what was given of an earlier answer spares an unchanged one.

        Raises `UnsafeAddressError` for an address that must not be read, by its nature or by robots.txt, and
        `FetchError` where no usable answer comes; the message says what to do.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value is not None}
        url, left = checked(address), self._limits.seconds
        for _ in range(self._limits.redirects + 1):
            async with self._turn(url):
                began = time.monotonic()
                try:
                    async with asyncio.timeout(left):
                        await self._respect(url)
                        answer = await self._exchange(url, headers, self._limits.body)
                except TimeoutError:
                    raise FetchError(f"{url.host} did not finish within {self._limits.seconds:g} seconds") from None
                left -= time.monotonic() - began
            if isinstance(answer, Answer):
                return answer
            url = checked(str(answer))
        raise FetchError(
            f"redirected more than {self._limits.redirects} times: look for the right address in a browser"
        )

    def _turn(self, url: httpx.URL) -> asyncio.Lock:
        return self._turns.setdefault(url.host, asyncio.Lock())

    async def _respect(self, url: httpx.URL) -> None:
        """Raise where the host asked to be left alone, for a while or by its robots.txt."""
        wait = self._resting.get(url.host, 0.0) - time.monotonic()
        if wait > 0:
            raise FetchError(f"{url.host} asked not to be called for {wait:.0f} more seconds", status=_BUSY)
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        until, rules = self._robots.get(origin, (0.0, None))
        if rules is None or until < time.monotonic():
            rules = await self._rules(httpx.URL(f"{origin}/robots.txt"))
            self._robots[origin] = time.monotonic() + ROBOTS_KEPT, rules
        if not rules.can_fetch(str(url), self._name):
            raise UnsafeAddressError(
                f"{origin}/robots.txt asks programs not to read this address: ask the agency, or remove the source"
            )

    async def _rules(self, url: httpx.URL) -> Protego:
        """A host's robots.txt: none (4xx) allows everything, one that cannot be seen nothing (RFC 9309, 2.3.1)."""
        for _ in range(self._limits.redirects + 1):
            try:
                answer = await self._exchange(url, {}, ROBOTS_READ, cut=True)
            except FetchError as fault:
                if fault.status is not None and httpx.codes.is_client_error(fault.status) and fault.status != _BUSY:
                    break
                if fault.status is None:
                    raise
                raise FetchError(f"robots.txt: {fault}", status=fault.status) from None
            if isinstance(answer, Answer):
                return Protego.parse(answer.body.decode("utf-8", "replace"))
            url = checked(str(answer))
        return Protego.parse("")

    async def _exchange(
        self, url: httpx.URL, headers: dict[str, str], most: int, *, cut: bool = False
    ) -> Answer | httpx.URL:
        """One request: its answer, or where it redirects to. `cut` takes the first `most` bytes instead of failing."""
        try:
            async with self._client.stream("GET", url, headers=headers) as response:
                if response.status_code in _MOVED and "location" in response.headers:
                    return _target(url, response.headers["location"])
                if response.status_code == httpx.codes.NOT_MODIFIED:
                    return Answer(url=str(url), unchanged=True)
                if response.status_code != httpx.codes.OK:
                    raise self._refusal(url, response)
                body = await self._body(response, most, cut=cut)
        except httpx.TimeoutException:
            raise FetchError(f"{url.host} did not answer in time: it may be down, or far away") from None
        except httpx.ConnectError as fault:
            raise FetchError(f"cannot connect to {url.host}: {fault}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise FetchError(f"{url.host} broke off, or answered no proper HTTP: {fault}") from None
        return Answer(
            url=str(url),
            body=body,
            media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
            charset=response.charset_encoding,
            etag=_validator(response.headers.get("etag")),
            last_modified=_validator(response.headers.get("last-modified")),
        )

    def _refusal(self, url: httpx.URL, response: httpx.Response) -> FetchError:
        status = response.status_code
        said = f"answered {status} {response.reason_phrase}".strip()
        trouble = "the agency's server is in trouble" if response.is_server_error else "look at it in a browser"
        advice = _ADVICE.get(status, trouble)
        after = response.headers.get("retry-after", "").strip()
        if status in {_BUSY, 503} and after:
            advice += f"; it asks to wait {f'{after} seconds' if after.isdecimal() else f'until {after[:40]}'}"
            if re.fullmatch(r"\d{1,6}", after, re.ASCII):
                self._resting[url.host] = time.monotonic() + min(int(after), ROBOTS_KEPT)
        return FetchError(f"{said}: {advice}", status=status)

    async def _body(self, response: httpx.Response, most: int, *, cut: bool) -> bytes:
        """The body, decompressed here and not by httpx, which would first unpack a bomb and then count it."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        chunks = response.aiter_raw()
        if encoding in {"gzip", "x-gzip"}:
            chunks = _gunzipped(chunks, most, self._limits.compressed)
        elif encoding not in {"identity", "", "none", "utf-8"}:  # the last two are often sent, and mean nothing
            raise FetchError(f"answered compressed as {encoding[:20]!r}, which was not asked for: tell the agency")
        body = bytearray()
        async for chunk in chunks:
            body += chunk
            if len(body) > most:
                if cut:
                    break
                raise FetchError(f"answered more than {most / 1e6:g} MB, which no feed or article needs")
        return bytes(body[:most])


async def _gunzipped(chunks: AsyncIterator[bytes], most: int, compressed: int) -> AsyncIterator[bytes]:
    """Decompress, never more at once than may be kept; several gzip members in a row are one body."""
    inflater = zlib.decompressobj(wbits=31)
    taken = 0
    begun = False
    async for chunk in chunks:
        taken += len(chunk)
        if taken > compressed:
            raise FetchError(f"answered more than {compressed / 1e6:g} MB, which no feed or article needs")
        data = chunk
        while data:
            if inflater.eof:
                if not data.startswith(b"\x1f"):
                    break  # padding after the last member
                inflater = zlib.decompressobj(wbits=31)
            begun = True
            try:
                yield inflater.decompress(data, most + 1)
            except zlib.error:
                raise FetchError("answered damaged gzip: try again later, or tell the agency") from None
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    if begun and not inflater.eof:
        raise FetchError("broke off in the middle of the answer: it will be tried again")


def _target(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return url.join(location)
    except (httpx.InvalidURL, ValueError):
        raise FetchError(f"redirects to {location[:100]!r}, which is no address: tell the agency") from None


def _validator(value: str | None) -> str | None:
    """An ETag or date that can be sent back as it came."""
    return value if value and _VALIDATOR.fullmatch(value) else None
