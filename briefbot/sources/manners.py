"""How briefbot behaves towards a host: one request at a time, spaced, as robots.txt and tdm-reservation ask."""

from __future__ import annotations

import asyncio
import contextlib
import fnmatch
import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from protego import Protego

from briefbot.errors import FetchError, SourceError, UnsafeAddressError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from briefbot.sources.network import Address

    Ask = Callable[[Address, int], Awaitable[bytes]]
    """Gives the first bytes, so many, of a file that a host keeps for programs; `SourceError` where there is none."""

KEPT = 24 * 3600.0
"""Seconds that robots.txt and tdmrep.json are kept (RFC 9309 allows a day), and that a host is left alone at most."""

ROBOTS_READ = 500_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for 500 KiB at least)."""

LONGEST_DELAY = 60.0
"""Seconds of a Crawl-delay that are kept to; with more, a page a minute, nobody means news."""

_RESERVATION_READ = 100_000  # bytes of a tdmrep.json
_HOSTS = 5_000  # remembered; then those nobody is waiting for are forgotten
_WEB = {80, 443}
_TOO_MANY, _CLIENT_ERRORS = 429, range(400, 500)


@dataclass(slots=True)
class Host:
    """What is known of one host."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # held by whoever asks it for something
    spacing: float = 0.0  # seconds between two requests
    asked: float = float("-inf")  # when the last request ended
    resting: float = float("-inf")  # until when it asked not to be called
    rules: dict[str, _Rules] = field(default_factory=dict)  # by origin

    async def pause(self) -> None:
        """Wait until it may be asked again."""
        wait = self.asked + self.spacing - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)

    def rest(self, seconds: float) -> None:
        """Leave it alone for so long, as it asked for."""
        self.resting = time.monotonic() + min(seconds, KEPT)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What an origin asks of programs, and until when that is taken to hold."""

    until: float
    robots: Protego
    reservations: Sequence[tuple[re.Pattern[str], bool]]


class Manners:
    """What is known of every host; times are the monotonic clock's."""

    def __init__(self, name: str, spacing: float) -> None:
        self._name = name
        self._spacing = spacing
        self._hosts: dict[str, Host] = {}

    def host(self, url: Address) -> Host:
        """The host of an address; a port of its own is a host of its own."""
        if len(self._hosts) > _HOSTS:
            self._hosts = {name: host for name, host in self._hosts.items() if host.turn.locked()}
        name = url.host if url.port in _WEB else f"{url.host}:{url.port}"
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host(spacing=self._spacing)
        return host

    async def heed(self, url: Address, ask: Ask) -> None:
        """Raise where the host asked to be left alone, for a while or by its robots.txt. Called in the host's turn."""
        host = self.host(url)
        wait = host.resting - time.monotonic()
        if wait > 0:
            raise FetchError(
                f"{url.host} asked not to be called for {wait:.0f} more seconds", status=_TOO_MANY, wait=wait
            )
        rules = host.rules.get(url.origin)
        if rules is None or rules.until < time.monotonic():
            rules = host.rules[url.origin] = await self._rules(url.join("/"), ask)
            delay = rules.robots.crawl_delay(self._name) or 0.0
            host.spacing = max(self._spacing, min(float(delay), LONGEST_DELAY))
        if not rules.robots.can_fetch(str(url), self._name):
            raise UnsafeAddressError(
                f"{url.origin}/robots.txt asks programs not to read this address: ask the agency, or remove the source"
            )

    def reserved(self, url: Address) -> bool:
        """Whether the host's tdmrep.json reserves text and data mining for the address; after `heed`."""
        rules = self.host(url).rules.get(url.origin)
        return rules is not None and next((yes for where, yes in rules.reservations if where.match(url.target)), False)

    def sitemaps(self, url: Address) -> list[str]:
        """The sitemaps that the host's robots.txt names; after `heed`."""
        rules = self.host(url).rules.get(url.origin)
        return [] if rules is None else list(rules.robots.sitemaps)

    async def _rules(self, root: Address, ask: Ask) -> _Rules:
        robots = await _robots(root.join("/robots.txt"), ask)
        reserved: list[tuple[re.Pattern[str], bool]] = []
        where = root.join("/.well-known/tdmrep.json")
        if robots.can_fetch(str(where), self._name):
            with contextlib.suppress(SourceError):  # most hosts have none
                reserved = reservations(await ask(where, _RESERVATION_READ))
        return _Rules(time.monotonic() + KEPT, robots, reserved)


async def _robots(url: Address, ask: Ask) -> Protego:
    """A host's robots.txt: none (4xx) allows everything, one that cannot be seen nothing (RFC 9309, 2.3.1)."""
    try:
        return Protego.parse((await ask(url, ROBOTS_READ)).decode("utf-8", "replace"))
    except FetchError as fault:
        if fault.status in _CLIENT_ERRORS and fault.status != _TOO_MANY:
            return Protego.parse("")
        if fault.status is None:
            raise
        raise FetchError(f"robots.txt: {fault}", status=fault.status, wait=fault.wait) from None


def reservations(document: bytes) -> list[tuple[re.Pattern[str], bool]]:
    """The rules of a tdmrep.json (W3C's TDM Reservation Protocol, 6.1), in its order; none of what is no such file."""
    try:
        rules: Any = json.loads(document)
    except (ValueError, RecursionError):
        return []
    return [
        (_pattern(rule["location"][:500]), str(rule["tdm-reservation"]).strip() == "1")
        for rule in (rules if isinstance(rules, list) else [rules])
        if isinstance(rule, dict) and isinstance(rule.get("location"), str) and "tdm-reservation" in rule
    ]


def _pattern(location: str) -> re.Pattern[str]:
    """A path with the `*` and `$` of robots.txt; fnmatch's patterns never take for ever, whatever the stars."""
    plain = location.replace("[", "[[]").replace("?", "[?]")
    return re.compile(fnmatch.translate(plain.removesuffix("$") if plain.endswith("$") else f"{plain}*"))
