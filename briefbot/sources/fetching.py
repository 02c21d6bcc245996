"""The bytes behind an address, asked for politely and taken in within limits; parsing comes after, elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from briefbot.errors import FetchError, UnsafeAddressError
from briefbot.sources.connections import Connections
from briefbot.sources.manners import Manners
from briefbot.sources.network import checked, pairs
from briefbot.sources.unpacking import ACCEPTED, unpacker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from briefbot.sources.manners import Host
    from briefbot.sources.network import Address
    from briefbot.sources.unpacking import Unpacker

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, text/*;q=0.8, */*;q=0.5"

_OK, _UNCHANGED, _BUSY = 200, 304, 429
_TROUBLE = range(500, 600)
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


@dataclass(slots=True)
class _Clock:
    """What is left of the time that one `get` may take; waiting for one's turn costs nothing of it."""

    left: float  # seconds


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
        self._connections = Connections(pairs(private_addresses), connecting=limits.connecting)
        agent = user_agent(contact)
        self._headers = f"User-Agent: {agent}\r\nAccept: {_ACCEPT}\r\nAccept-Encoding: {ACCEPTED}\r\n"
        self.manners = Manners(agent, limits.spacing)

    async def aclose(self) -> None:
        """Close every connection."""
        self._connections.close()

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
        conditions = {"If-None-Match": _validator(etag), "If-Modified-Since": _validator(last_modified)}
        headers = "".join(f"{name}: {value}\r\n" for name, value in conditions.items() if value is not None)
        url, clock = checked(address), _Clock(self._limits.seconds)
        moved, for_good = None, True
        for _ in range(self._limits.redirects + 1):
            host = self.manners.host(url)

            async def ask(where: Address, most: int, host: Host = host) -> bytes:
                return await self._file(where, most, host, clock)

            async with host.turn:
                await self.manners.heed(url, ask)
                status, answer = await self._request(url, headers, self._limits.body, host, clock)
            if isinstance(answer, Answer):
                if moved is not None or self.manners.reserved(url):
                    answer = replace(answer, moved=moved, reserved=answer.reserved or self.manners.reserved(url))
                if answer.reserved and not reserved:
                    raise UnsafeAddressError(
                        f"{url.host} reserves text and data mining, so it is not read: headline and link are all"
                    )
                return answer
            url = answer
            for_good &= status in _FOR_GOOD
            moved = str(url) if for_good else moved
        raise FetchError(
            f"redirected more than {self._limits.redirects} times: look for the right address in a browser"
        )

    async def _file(self, url: Address, most: int, host: Host, clock: _Clock) -> bytes:
        """A file that a host keeps for programs; its first `most` bytes."""
        for _ in range(self._limits.redirects + 1):
            _, answer = await self._request(url, "", most, host, clock, cut=True)
            if isinstance(answer, Answer):
                return answer.body
            url = answer
        raise FetchError("redirected too often", status=404)  # no such file, then

    async def _request(
        self,
        url: Address,
        headers: str,
        most: int,
        host: Host,
        clock: _Clock,
        *,
        cut: bool = False,
    ) -> tuple[int, Answer | Address]:
        """One request, when the host may be asked again: its status, and the answer or where it redirects to."""
        await host.pause()
        began = time.monotonic()
        try:
            async with asyncio.timeout(clock.left):
                return await self._exchange(url, headers, most, host, cut=cut)
        except TimeoutError:
            raise FetchError(f"{url.host} did not finish within {self._limits.seconds:g} seconds") from None
        finally:
            host.asked = time.monotonic()
            clock.left -= host.asked - began

    async def _exchange(
        self, url: Address, headers: str, most: int, host: Host, *, cut: bool
    ) -> tuple[int, Answer | Address]:
        """One request. `cut` takes the first `most` bytes instead of failing."""
        intake = _Intake(most, self._limits.compressed, cut=cut)
        await self._connections.get(url, self._headers + headers, intake)
        status, said = intake.status, intake.headers
        if status in _MOVED and "location" in said:
            return status, _target(url, said["location"])
        if status not in {_OK, _UNCHANGED}:
            raise _refusal(host, intake)
        return status, Answer(
            url=url.text,
            unchanged=status == _UNCHANGED,
            body=intake.whole(),
            media_type=said.get("content-type", "").partition(";")[0].strip().lower(),
            charset=_charset(said.get("content-type")),
            etag=_validator(said.get("etag")),
            last_modified=_validator(said.get("last-modified")),
            fresh=_fresh(said),
            reserved=said.get("tdm-reservation", "").strip() == "1",
        )


class _Intake:
    """Takes an answer in, decompressed as it comes, so that a bomb is noticed by its first pieces."""

    def __init__(self, most: int, compressed: int, *, cut: bool) -> None:
        self.status = 0
        self.reason = ""
        self.headers: Mapping[str, str] = {}
        self._most = most
        self._compressed = compressed  # bytes
        self._cut = cut
        self._body = bytearray()
        self._packed: Unpacker | None = None
        self._left = compressed
        self._meter = _meter.get()  # of the task that asks: answers come in outside of any

    def weigh(self, size: int) -> None:
        """See `Answered`."""
        if self._meter is not None:
            self._meter[0] += size

    def begin(self, status: int, reason: str, headers: dict[str, str]) -> bool:
        """See `Answered`."""
        self.status, self.reason, self.headers = status, reason, headers
        if status != _OK:
            return False
        self._packed = unpacker(headers.get("content-encoding", "identity").strip().lower())
        return True

    def take(self, piece: bytes) -> bool:
        """See `Answered`."""
        if self._packed is None:
            return self._add(piece)
        self._left -= len(piece)
        if self._left < 0:
            raise _too_much(self._compressed)
        return all(self._add(part) for part in self._packed.feed(piece))

    def _add(self, piece: bytes) -> bool:
        self._body += piece
        if len(self._body) > self._most and not self._cut:
            raise _too_much(self._most)
        return len(self._body) <= self._most

    def whole(self) -> bytes:
        """The body, once it has ended."""
        if self._packed is not None and not self._packed.whole and len(self._body) <= self._most:
            raise FetchError("broke off in the middle of the answer: it will be tried again")
        return bytes(self._body[: self._most])


def _refusal(host: Host, intake: _Intake) -> FetchError:
    status = intake.status
    said = f"answered {status} {re.sub(r'[^ -~]', '', intake.reason)[:100]}".strip()
    trouble = "the agency's server is in trouble" if status in _TROUBLE else "look at it in a browser"
    advice = _ADVICE.get(status, trouble)
    wait = _retry_after(intake.headers) if status in {_BUSY, 503} else None
    if wait is not None:
        advice += f"; it asks to wait {wait:.0f} seconds"
        host.rest(wait)
    return FetchError(f"{said}: {advice}", status=status, wait=wait)


def _too_much(most: int) -> FetchError:
    return FetchError(f"answered more than {most / 1e6:g} MB, which no feed or article needs")


def _target(url: Address, location: str) -> Address:
    try:
        return url.join(location)
    except FetchError:
        raise FetchError(f"redirects to {location[:100]!r}, which is no address: tell the agency") from None


def _charset(content_type: str | None) -> str | None:
    if content_type is None or ";" not in content_type:
        return None
    message = Message()
    message["Content-Type"] = content_type
    return message.get_content_charset()


def _validator(value: str | None) -> str | None:
    """An ETag or date that can be sent back as it came."""
    return value if value and _VALIDATOR.fullmatch(value) else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a host asks to be left alone for, given as such or as a date; None where it asks nothing."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", said, re.ASCII):
        return float(said)
    moment = _date(said)
    return None if moment is None else max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _fresh(headers: Mapping[str, str]) -> float:
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
