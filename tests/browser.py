"""Headless Chromium, for the tests of pages and for the README's pictures."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ViewportSize, async_playwright

from briefbot.errors import BriefbotError
from tests.check import BROWSERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

FLAGS = (
    "--no-sandbox",  # CI and containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
DESKTOP, PHONE = ViewportSize(width=1280, height=860), ViewportSize(width=390, height=844)


def path() -> str | None:
    """Where a Chromium is installed, if one is."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser while the context lasts; `BriefbotError` where none is installed."""
    found = path()
    if found is None:
        raise BriefbotError(f"no browser is installed: install one of {', '.join(BROWSERS)} (apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


async def barriers(page: Page) -> list[str]:
    """What axe finds on a page that keeps people from using it: a line each, none where all is well."""
    found = await Axe().run(page)
    return [
        f"{rule['id']}: {node['html']}"
        for rule in found.response["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]
