"""Adding the bot to a workspace as a person does it: in a browser, with the keyboard, on a phone."""

import pytest
from playwright.async_api import expect

from briefbot.slack.oauth import SCOPES
from tests import browser
from tests.slack.town import SECOND, street

__all__ = ["street"]  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.skipif(browser.path() is None, reason="no Chromium is installed")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_bot_is_added_with_the_keyboard_on_a_phone(street, scheme):
    """Button, Slack's page and the last page take Tab and Enter; nothing is too wide, no script is needed."""
    async with street.bot(), browser.chromium() as chromium:
        phone = await chromium.new_context(
            viewport=browser.PHONE, java_script_enabled=False, color_scheme=scheme, base_url=street.public
        )
        page = await phone.new_page()
        await page.goto("/slack/install")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Add briefbot to your workspace")
        await expect(page.get_by_role("row")).to_have_count(len(SCOPES) + 1)
        assert await page.locator("body").evaluate("body => body.scrollWidth") <= browser.PHONE["width"]
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Add to Slack")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.get_by_label("Workspace").select_option(SECOND)
        await page.get_by_role("button", name="Allow").press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("briefbot is in Harbour Desk")
        await expect(page.get_by_role("link", name="Open Slack")).to_be_visible()
        assert await page.locator("body").evaluate("body => body.scrollWidth") <= browser.PHONE["width"]
        await page.reload()
        await expect(page.get_by_role("link", name="Begin again")).to_be_visible()
    assert street.second.installation()


async def test_the_playgrounds_page_switches_between_the_workspaces(street):
    """Each shows its own name, people and channels, and what is typed in one stands in that one."""
    async with browser.chromium() as chromium:
        page = await (await chromium.new_context(viewport=browser.DESKTOP, base_url=street.address)).new_page()
        await page.goto("/")
        await expect(page.get_by_role("heading", level=1)).to_have_text("The Newsroom")
        await page.get_by_role("link", name="Harbour Desk").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Desk")
        await expect(page.get_by_role("link", name="Harbour Desk")).to_have_attribute("aria-current", "true")
        await page.get_by_label("Message world-news").fill("Good morning, harbour")
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_text("Good morning, harbour")).to_be_visible()
    assert [m.text for m in street.second.workspace.channel("world-news").messages] == ["Good morning, harbour"]
    assert street.first.workspace.channel("world-news").messages == []
