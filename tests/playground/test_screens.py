"""The page on screens of all kinds: phones, narrow windows, dark ones."""

import re

import pytest
from playwright.async_api import expect

from tests.browser import DESKTOP
from tests.playground.briefings import BRIEFING, SHARE, actions, rich_text, words

pytestmark = pytest.mark.browser

FAINT = """() => {
  const parse = (c) => { const [r, g, b, a = 1] = c.match(/[\\d.]+/g).map(Number); return { rgb: [r, g, b], a }; };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const mix = (top, under) => top.rgb.map((v, i) => v * top.a + under[i] * (1 - top.a));
  const behind = (e) => {
    if (!e) return [255, 255, 255];
    const own = parse(getComputedStyle(e).backgroundColor);
    return own.a === 1 ? own.rgb : mix(own, behind(e.parentElement));
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility({ opacityProperty: true })) continue;
    const back = behind(e), text = mix(parse(getComputedStyle(e).color), back);
    const [low, high] = [light(text), light(back)].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < 4.5) faint.push(`${walker.currentNode.data.trim()}: ${text} on ${back}`);
  }
  return faint;
}"""


async def test_nothing_is_wider_than_a_phone(office, phone):
    """Channel, thread, menu and requests fit into 390 pixels, also with long words, addresses and code in them."""
    long = "https://coast.example/" + "a" * 300
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Donaudampfschifffahrtsgesellschaft" * 4}},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"<{long}> `{'c' * 200}`"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 100}] * 4},
        rich_text({"type": "rich_text_preformatted", "elements": [words("y" * 300)]}),
        actions(*(SHARE | {"action_id": f"a{n}", "text": {"type": "plain_text", "text": "w" * 75}} for n in range(3))),
        *BRIEFING,
    ]
    office.channel().topic = "z" * 200
    ts = await office.post("x", blocks=blocks)
    await office.post(long, thread_ts=ts)
    for address in ("/c/world-news", f"/c/world-news?thread={ts}", "/c/general", "/c/D0ANABOT001", "/requests"):
        await phone.goto(office.address + address)
        for opened in await phone.locator("summary").all():
            await opened.tap()
        wide = await phone.evaluate(
            "[...document.querySelectorAll('body, .messages, header, .body, form, main')]"
            ".filter(e => e.scrollWidth > Math.min(e.clientWidth, 390)).map(e => e.tagName + '.' + e.className)"
        )
        assert wide == [], address
        assert await phone.evaluate("document.documentElement.scrollWidth") == 390


async def test_a_phone_has_all_of_it(office, receiver, phone):
    """By touch alone: the menu leads to another channel, a thread opens, a reply is sent, and the way back is there."""
    await office.post(channel="syria-desk", blocks=BRIEFING)
    await office.visit(phone)
    channels = phone.get_by_role("navigation", name="Channels")
    await expect(channels).to_be_hidden()
    await phone.get_by_role("button", name="Show the channels").tap()
    await expect(channels).to_be_in_viewport()
    await channels.get_by_role("link", name="syria-desk").tap()
    await phone.get_by_role("link", name="Reply in thread").tap()
    thread = phone.get_by_role("complementary", name="Thread")
    await thread.get_by_label("Reply").fill("how much?")
    await thread.get_by_role("button", name="Send").tap()
    await expect(thread.get_by_text("how much?")).to_be_in_viewport()
    await expect(thread.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    await office.until(lambda: receiver.received)
    await thread.get_by_role("link", name="Close the thread").tap()
    await expect(phone.get_by_role("link", name=re.compile("1 reply"))).to_be_visible()
    await expect(phone.get_by_role("heading", name="syria-desk")).to_be_visible()


async def test_what_is_tapped_is_large_enough(office, phone):
    """Every button, box and link outside of running text is 36 pixels high or more, in the menu as well."""
    ts = await office.post(blocks=BRIEFING)
    small = """[...document.querySelectorAll('a, button, textarea')]
      .filter(e => e.checkVisibility() && !e.closest('.rich, .plain') && e.getBoundingClientRect().height < 36)
      .map(e => e.textContent.trim() || e.ariaLabel || e.id)"""
    for query in ("", f"?thread={ts}"):
        await office.visit(phone, query=query)
        assert await phone.evaluate(small) == []
    await office.visit(phone)
    await phone.get_by_role("button", name="Show the channels").tap()
    assert await phone.evaluate(small) == []


async def test_in_a_narrow_window_a_thread_stands_beside_its_channel(office, desktop):
    """At 900 pixels channel and thread share the width, and the list of channels comes out of the menu."""
    ts = await office.post(blocks=BRIEFING)
    await desktop.set_viewport_size({"width": 900, "height": 700})
    await office.visit(desktop, query=f"?thread={ts}")
    widths = [(await desktop.locator(panel).bounding_box())["width"] for panel in ("#channel", "#thread")]
    assert sum(widths) == 900
    assert min(widths) > 350
    channels = desktop.get_by_role("navigation", name="Channels")
    await expect(channels).to_be_hidden()
    await desktop.get_by_role("button", name="Show the channels").press("Enter")
    await expect(channels.get_by_role("link", name="world-news")).to_be_focused()
    await desktop.keyboard.press("Escape")
    await expect(channels).to_be_hidden()
    await expect(desktop.get_by_role("button", name="Show the channels")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_from_what_is_behind_it(office, browser, scheme):
    """Every text on the page has a contrast of 4.5 or more, by WCAG's formula, on bright screens and dark ones."""
    ts = await office.post(blocks=BRIEFING)
    await office.client.chat_postEphemeral(
        channel=office.channel().id, user="U0ANARUIZ1", text="<@U0SAMIHADD> <!here> `code`", blocks=None
    )
    await office.refusal("chat.postMessage", channel="nowhere", text="x")
    page = await browser.new_page(viewport=DESKTOP, color_scheme=scheme)
    for address in (f"/c/world-news?thread={ts}", "/c/general", "/requests"):
        await page.goto(office.address + address)
        assert await page.evaluate(FAINT) == []
