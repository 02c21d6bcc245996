"""The bytes behind an address, asked for politely and taken in within limits; parsing comes after, elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
import zlib
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import httpx

from briefbot.errors import FetchError, UnsafeAddressError
from briefbot.sources.manners import Manners
from briefbot.sources.network import PinnedTransport, checked, pairs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from briefbot.sources.manners import Host

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/*;q=0.8, */*;q=0.5"

_BUSY = 429
_FOR_GOOD = frozenset({301, 308})
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
_MAX_AGE = re.compile(r"(?:^|[\s,])(max-age|no-cache|no-store)(?:\s*=\s*\"?(\d{1,9})\"?)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one answer may cost; beyond it the exchange is ended."""

    compressed: int = 5_000_000  # bytes
    body: int = 5_000_000  # bytes, decompressed
    seconds: float = 30.0  # the whole exchange, redirects and robots.txt included, waiting for one's turn not
    connecting: float = 10.0  # seconds, per address
    redirects: int = 5
    spacing: float = 1.0  # seconds between two requests to one host; more where it asks for more


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
    fresh: float = 0.0  # seconds that it may be kept, by its headers
    reserved: bool = False  # text and data mining is: no more than headline and link may be taken
    moved: str | None = None  # where redirects that are for good (301, 308) led, if any did


class _Clock:
    """What is left of the time that one `get` may take; waiting for one's turn costs nothing of it."""

    def __init__(self, seconds: float) -> None:
        self._left = self._whole = seconds

    @contextlib.asynccontextmanager
    async def running(self, url: httpx.URL) -> AsyncIterator[None]:
        """Count the time of the block; `FetchError` where it runs out."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError:
            raise FetchError(f"{url.host} did not finish within {self._whole:g} seconds") from None
        finally:
            self._left -= time.monotonic() - began


_meter: ContextVar[list[int] | None] = ContextVar("_meter", default=None)


@contextlib.contextmanager
def metered() -> Iterator[list[int]]:
    """Count, into its only element, the bytes that the answers taken in by this task weigh."""
    count = [0]
    token = _meter.set(count)
    try:
        yield count
    finally:
        _meter.reset(token)


def _weighed(size: int) -> None:
    if (count := _meter.get()) is not None:
        count[0] += size


def user_agent(contact: str) -> str:
    """Who asks: `briefbot/VERSION (+contact)`."""
    contact = re.sub(r"[^\x20-\x7e]|[()\\]", "", contact).strip()
    return f"briefbot/{version('briefbot')}" + (f" (+{contact})" if contact else "")


class Fetcher:
    """Asks for addresses, one request at a time per host; remembers what each host asks for."""

    def __init__(
        self,
        *,
        contact: str,
        private_addresses: Sequence[str] = (),
        limits: Limits = Limits(),
    ) -> None:
        self._limits = limits
        # Without httpx's client over it: cookies, redirects and proxies are none of its business here.
        self._transport = PinnedTransport(pairs(private_addresses))
        self._headers = {"User-Agent": user_agent(contact), "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        self._timeout = httpx.Timeout(limits.seconds, connect=limits.connecting).as_dict()
        self.manners = Manners(user_agent(contact), limits.spacing)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def get(
        self,
        address: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        reserved: bool = False,
    ) -> Answer:
        """Ask for an address, following redirects; what was given of an earlier answer spares an unchanged one.

        Raises `UnsafeAddressError` for an address that must not be read, by its nature, by robots.txt, or because text
        and data mining is reserved (not where the caller sees to that, with `reserved`), and `FetchError` where no
        usable answer comes; the message says what to do.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value is not None}
        url, clock = checked(address), _Clock(self._limits.seconds)
        moved, for_good = None, True
        for _ in range(self._limits.redirects + 1):
            host = self.manners.host(url)

            async def ask(where: httpx.URL, most: int, host: Host = host) -> bytes:
                return await self._file(where, most, host, clock)

            async with host.turn:
                await self.manners.heed(url, ask)
                status, answer = await self._request(url, headers, self._limits.body, host, clock)
            if isinstance(answer, Answer):
                answer = replace(answer, moved=moved, reserved=answer.reserved or self.manners.reserved(url))
                if answer.reserved and not reserved:
                    raise UnsafeAddressError(
                        f"{url.host} reserves text and data mining, so it is not read: headline and link are all"
                    )
                return answer
            url = checked(str(answer))
            for_good &= status in _FOR_GOOD
            moved = str(url) if for_good else moved
        raise FetchError(
            f"redirected more than {self._limits.redirects} times: look for the right address in a browser"
        )

    async def _file(self, url: httpx.URL, most: int, host: Host, clock: _Clock) -> bytes:
        """A file that a host keeps for programs; its first `most` bytes."""
        for _ in range(self._limits.redirects + 1):
            _, answer = await self._request(url, {}, most, host, clock, cut=True)
            if isinstance(answer, Answer):
                return answer.body
            url = checked(str(answer))
        raise FetchError("redirected too often", status=404)  # no such file, then

    async def _request(
        self,
        url: httpx.URL,
        headers: dict[str, str],
        most: int,
        host: Host,
        clock: _Clock,
        *,
        cut: bool = False,
    ) -> tuple[int, Answer | httpx.URL]:
        """One request, when the host may be asked again: its status, and the answer or where it redirects to."""
        await host.pause()
        try:
            async with clock.running(url):
                return await self._exchange(url, headers, most, host, cut=cut)
        finally:
            host.asked = time.monotonic()

    async def _exchange(
        self, url: httpx.URL, headers: dict[str, str], most: int, host: Host, *, cut: bool
    ) -> tuple[int, Answer | httpx.URL]:
        """One request. `cut` takes the first `most` bytes instead of failing."""
        request = httpx.Request("GET", url, headers=self._headers | headers, extensions={"timeout": self._timeout})
        try:
            async with contextlib.aclosing(await self._transport.handle_async_request(request)) as response:
                _weighed(sum(len(name) + len(value) + 4 for name, value in response.headers.raw))
                status = response.status_code
                if status in _MOVED and "location" in response.headers:
                    return status, _target(url, response.headers["location"])
                if status not in {httpx.codes.OK, httpx.codes.NOT_MODIFIED}:
                    raise self._refusal(host, response)
                unchanged = status == httpx.codes.NOT_MODIFIED
                body = b"" if unchanged else await self._body(response, most, cut=cut)
        except httpx.TimeoutException:
            raise FetchError(f"{url.host} did not answer in time: it may be down, or far away") from None
        except httpx.ConnectError as fault:
            raise FetchError(f"cannot connect to {url.host}: {fault}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise FetchError(f"{url.host} broke off, or answered no proper HTTP: {fault}") from None
        return status, Answer(
            url=str(url),
            unchanged=unchanged,
            body=body,
            media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
            charset=response.charset_encoding,
            etag=_validator(response.headers.get("etag")),
            last_modified=_validator(response.headers.get("last-modified")),
            fresh=_fresh(response.headers),
            reserved=response.headers.get("tdm-reservation", "").strip() == "1",
        )

    def _refusal(self, host: Host, response: httpx.Response) -> FetchError:
        status = response.status_code
        said = f"answered {status} {response.reason_phrase}".strip()
        trouble = "the agency's server is in trouble" if response.is_server_error else "look at it in a browser"
        advice = _ADVICE.get(status, trouble)
        wait = _retry_after(response.headers) if status in {_BUSY, 503} else None
        if wait is not None:
            advice += f"; it asks to wait {wait:.0f} seconds"
            host.rest(wait)
        return FetchError(f"{said}: {advice}", status=status, wait=wait)

    async def _body(self, response: httpx.Response, most: int, *, cut: bool) -> bytes:
        """The body, decompressed here and not by httpx, which would first unpack a bomb and then count it."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        chunks = _counted(response.aiter_raw())
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


async def _counted(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        _weighed(len(chunk))
        yield chunk


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


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds that a host asks to be left alone for, given as such or as a date; None where it asks nothing."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", said, re.ASCII):
        return float(said)
    moment = _date(said)
    return None if moment is None else max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _fresh(headers: httpx.Headers) -> float:
    """Seconds that an answer may be kept (RFC 9111, 4.2), less those for which others kept it."""
    said = {name.lower(): value for name, value in _MAX_AGE.findall(headers.get("cache-control", ""))}
    if "no-cache" in said or "no-store" in said:
        return 0.0
    if said.get("max-age"):
        age = headers.get("age", "").strip()
        return max(0.0, float(said["max-age"]) - (float(age) if re.fullmatch(r"\d{1,9}", age, re.ASCII) else 0.0))
    until = _date(headers.get("expires", ""))
    since = _date(headers.get("date", "")) or datetime.now(UTC)
    return 0.0 if until is None else max(0.0, (until - since).total_seconds())


def _date(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
