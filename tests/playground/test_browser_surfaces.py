"""Modals and the Home tab in a real browser, with the running bot behind them."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from briefbot.demo import scene
from tests.browser import PHONE
from tests.playground.test_surfaces import home, modal, trigger

pytestmark = pytest.mark.browser


@pytest.mark.timeout(90)
async def test_subscribing_by_form_and_pausing_on_home(desktop):
    """The form says what is wrong under its field, is read back and saved; Home then shows it and pauses it."""
    async with scene.stage(port=0) as running:
        await desktop.goto(f"{running.address}/c/general")
        await desktop.keyboard.type("/brief subscribe floods")
        await desktop.keyboard.press("Enter")
        form = desktop.get_by_role("dialog", name="New briefing")
        await expect(form.get_by_label("Topic")).to_have_value("floods")
        await expect(form.get_by_label("Topic")).to_be_focused()
        await expect(form.get_by_label("Time zone")).to_have_value("Europe/Vienna")
        times = form.get_by_label("Times")
        await times.fill("25:00")
        await desktop.keyboard.press("Enter")
        await expect(form.get_by_role("alert")).to_contain_text("no time of day")
        await expect(times).to_be_focused()
        await times.fill("7am, 18")
        await form.get_by_label("Time zone").fill("Kuwait")
        await expect(form.locator("datalist option[value='Asia/Kuwait']")).to_have_count(1)
        await form.get_by_label("Time zone").fill("Asia/Kuwait")
        await form.get_by_role("button", name="Next").click()
        checked = desktop.get_by_role("dialog", name="Is this right?")
        await expect(checked).to_contain_text("Brief #general on floods, weekdays at 07:00 and 18:00, Asia/Kuwait")
        await checked.get_by_role("button", name="Subscribe").click()
        await expect(desktop.get_by_role("article").filter(has_text="Saved:")).to_contain_text("Only visible to you")
        await desktop.get_by_role("link", name="briefbot").click()
        await desktop.get_by_role("link", name="Home").click()
        await desktop.get_by_role("button", name="Pause floods").click()
        await expect(desktop.get_by_role("button", name="Resume floods")).to_be_visible()
        await desktop.set_viewport_size(PHONE)
        assert await desktop.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.timeout(90)
async def test_the_menu_under_a_story_is_used_by_keyboard_and_closes(desktop):
    """It opens by Enter, Escape gives the focus back, a choice is pressed by Enter, and the menu is closed then."""
    async with scene.stage(port=0) as running:
        await desktop.goto(f"{running.address}/c/world-news")
        menu = desktop.locator("details.overflow").first
        summary = menu.locator("summary")
        await expect(summary).to_have_accessible_name("More actions", timeout=30_000)
        await summary.press("Enter")
        await expect(menu.get_by_role("button", name="Less of this")).to_be_visible()
        await desktop.keyboard.press("Escape")
        await expect(menu.get_by_role("button", name="Less of this")).to_be_hidden()
        await expect(summary).to_be_focused()
        await summary.press("Enter")
        await desktop.keyboard.press("Tab")
        await desktop.keyboard.press("Enter")
        await expect(desktop.get_by_role("article").filter(has_text="You follow")).to_contain_text(
            "Only visible to you"
        )
        await expect(menu.get_by_role("button", name="Follow this story")).to_be_hidden()
        await desktop.get_by_role("button", name="Full brief:").first.click()
        await expect(desktop.get_by_role("dialog", name="Full brief")).to_contain_text("First seen")
        await desktop.set_viewport_size(PHONE)
        assert await desktop.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_modal_holds_the_keyboard_and_gives_it_back(office, desktop):
    """While it stands, nothing behind it is reached; Escape closes it, and the focus is where it was."""
    await office.visit(desktop)
    box = desktop.get_by_label("Message world-news")
    await box.focus()
    await office.client.views_open(trigger_id=trigger(office), view=modal())
    await office.playground.changed()
    field = desktop.get_by_role("dialog").get_by_role("textbox")
    await expect(field).to_be_focused()
    for _ in range(8):
        await desktop.keyboard.press("Tab")
        assert await desktop.evaluate("['BODY', 'HTML'].includes(document.activeElement.tagName) || "
                                      "Boolean(document.activeElement.closest('[role=dialog]'))")  # fmt: skip
    await field.focus()
    await desktop.keyboard.press("Escape")
    await expect(desktop.get_by_role("dialog")).to_have_count(0)
    await expect(box).to_be_focused()


async def test_what_is_typed_into_a_modal_outlives_news(office, desktop):
    """A message that arrives meanwhile leaves the modal as it is."""
    await office.visit(desktop)
    await office.client.views_open(trigger_id=trigger(office), view=modal())
    field = desktop.get_by_role("dialog").get_by_role("textbox")
    await field.fill("08:00")
    await office.post("Ferry fares rise")
    await expect(desktop.get_by_text("Ferry fares rise")).to_be_attached()
    await expect(field).to_have_value("08:00")


async def test_the_home_tab_works_without_scripts(office, browser):
    """With JavaScript off, Home is a link away, and shows what was published."""
    page = await browser.new_page(java_script_enabled=False)
    heading = {"type": "header", "text": {"type": "plain_text", "text": "Yours"}}
    await office.client.views_publish(user_id="U0ANARUIZ1", view=home(heading))
    await office.visit(page, "D0ANABOT001")
    await page.get_by_role("link", name="Messages").wait_for()
    await office.visit(page, "D0ANABOT001", "?tab=home")
    await expect(page.get_by_role("heading", name="Yours")).to_be_visible()
