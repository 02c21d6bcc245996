"""A browser for the tests of pages."""

from __future__ import annotations

import os

import pytest

from tests import browser as browsers
from tests.browser import DESKTOP, PHONE


@pytest.fixture
async def browser():
    """Headless Chromium; where there is none the test is skipped, and fails in CI."""
    if browsers.path() is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no Chromium is installed (`make test` installs Debian's, as root)")
    async with browsers.chromium() as running:
        yield running


@pytest.fixture
async def desktop(browser):
    return await browser.new_page(viewport=DESKTOP)


@pytest.fixture
async def phone(browser):
    return await browser.new_page(viewport=PHONE, has_touch=True, is_mobile=True)
