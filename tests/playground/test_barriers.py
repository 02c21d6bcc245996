"""The page for people who use a keyboard or a screen reader: no serious or critical finding of axe on any surface."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import DESKTOP, barriers
from tests.playground.briefings import BRIEFING
from tests.playground.test_surfaces import home, modal, trigger

pytestmark = pytest.mark.browser

THUMBS = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "rate",
            "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "good"},
            "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "bad"},
        }
    ],
}
MENU = {
    "type": "actions",
    "elements": [
        {
            "type": "overflow",
            "action_id": "menu",
            "options": [{"text": {"type": "plain_text", "text": "Less of this"}, "value": "less"}] * 2,
        }
    ],
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_on_any_surface(office, browser, scheme):
    """Channel, thread, menu, Home, prompts, requests and faults, and a modal, on bright screens and dark ones."""
    page = await browser.new_page(viewport=DESKTOP, color_scheme=scheme)
    ts = await office.post(blocks=[*BRIEFING, MENU])
    await office.post("42 trucks", thread_ts=ts, blocks=[THUMBS])
    await office.client.chat_postEphemeral(channel=office.channel().id, user="U0ANARUIZ1", text="for you")
    await office.refusal("chat.postMessage", channel="nowhere", text="x")
    heading = {"type": "header", "text": {"type": "plain_text", "text": "Yours"}}
    await office.client.views_publish(user_id="U0ANARUIZ1", view=home(heading, MENU))
    prompt = {"title": "What is new?", "message": "What is new?"}
    await office.client.assistant_threads_setSuggestedPrompts(
        channel_id="D0ANABOT001", thread_ts="", title="Ask", prompts=[prompt]
    )
    for place in (
        "/c/world-news",
        f"/c/world-news?thread={ts}",
        "/c/general",
        "/c/D0ANABOT001?tab=home",
        "/c/D0ANABOT001",
    ):
        await page.goto(office.address + place)
        for opened in (await page.locator("summary").all())[:1]:
            await opened.click()
        assert await barriers(page) == [], place
    office.playground.faults.tell("chat.update", "status")
    office.playground.faults.tell("chat.update", "error", error="fatal_error")
    await office.playground.admin.archive("syria-desk")
    await page.goto(f"{office.address}/requests")
    for kind in ("limit", "status", "error"):
        await page.get_by_label("What goes wrong").first.select_option(kind)
        assert await barriers(page) == [], kind
    await page.goto(f"{office.address}/c/syria-desk")
    assert await barriers(page) == []
    await office.visit(page)
    await office.client.views_open(trigger_id=trigger(office), view=modal())
    await office.playground.changed()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await barriers(page) == []


async def test_a_new_message_is_read_out(office, desktop):
    """Messages and replies stand in live regions, to which what comes is added; what was there is not added again."""
    ts = await office.post("The first")
    await office.visit(desktop, query=f"?thread={ts}")
    for name in ("Messages", "Replies"):
        await expect(desktop.get_by_label(name, exact=True)).to_have_attribute("aria-live", "polite")
    await desktop.evaluate(
        """() => {
          window.added = [];
          const seen = new MutationObserver((all) => all.forEach((one) => added.push(...one.addedNodes)));
          document.querySelectorAll("[aria-live]").forEach((list) => seen.observe(list, { childList: true }));
        }"""
    )
    await office.post("The second")
    await expect(desktop.get_by_text("The second")).to_be_visible()
    said = await desktop.evaluate("added.map((node) => node.textContent).join()")
    assert "The second" in said
    assert "The first" not in said
