"""A browser for the tests of pages, and how Hypothesis is held: a busy machine is no failure of a claim."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests import browser as browsers
from tests.browser import DESKTOP, PHONE

# Speed is measured in tests/bench/.
settings.register_profile("claims", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("claims")


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
