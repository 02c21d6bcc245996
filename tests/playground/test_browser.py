"""The page in a real browser: what a person sees, types and presses."""

from __future__ import annotations

import json
import os
import re
from urllib.parse import parse_qsl

import pytest
from playwright.async_api import expect
from starlette.responses import PlainTextResponse

from briefbot.demo import scene
from tests import browser as browsers
from tests.browser import DESKTOP, PHONE
from tests.playground.conftest import button

pytestmark = pytest.mark.browser


def words(text, **style):
    return {"type": "text", "text": text, **style}


def section(*parts):
    return {"type": "rich_text_section", "elements": list(parts)}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def actions(count, label):
    buttons = (button(action_id=f"a{n}", text={"type": "plain_text", "text": label})[0] for n in range(count))
    return {"type": "actions", "elements": [element for block in buttons for element in block["elements"]]}


POINTS = [section(words("Fares rise by 9 per cent in May.")), section(words("Bicycles stay free."))]
BRIEFING = [
    {"type": "header", "text": {"type": "plain_text", "text": "News briefing"}},
    rich(
        section({"type": "link", "url": "https://coast.example/ferry", "text": "Ferry fares rise"}),
        {"type": "rich_text_list", "style": "bullet", "elements": POINTS},
        {"type": "rich_text_quote", "elements": [words("“Fuel has doubled,” said the harbour master.")]},
    ),
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "*Coast News* · HALMERIA"}]},
    *button(value="ferry"),
]

HOSTILE = (
    "<script>window.hit=1</script> <img src=x onerror=window.hit=1> </div></article> <!channel> "
    "\"><a href='javascript:window.hit=1'>x</a> {{ 7*7 }}"
)


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


async def visit(page, office, place="world-news", query=""):
    await page.goto(f"{office.address}/c/{place}{query}", wait_until="load")
    return page


async def post(office, text="Ferry fares rise", channel="world-news", **more):
    return (await office.client.chat_postMessage(channel=office.channel(channel).id, text=text, **more))["ts"]


async def at_top(page, locator):
    """How many pixels an element begins below its list's upper edge."""
    return await locator.evaluate(
        "e => e.getBoundingClientRect().top - e.closest('.messages').getBoundingClientRect().top"
    )


# What is shown


async def test_channels_and_a_message_with_its_blocks_are_shown(office, desktop):
    """The page lists the channels; a briefing has its heading, linked headline, points, quote, context and button."""
    await post(office, blocks=BRIEFING)
    await visit(desktop, office)
    channels = desktop.get_by_role("navigation", name="Channels")
    for name in ("world-news", "syria-desk", "general", "risk-room", "briefbot"):
        await expect(channels.get_by_role("link", name=name)).to_be_visible()
    message = desktop.get_by_role("article")
    await expect(message.get_by_role("heading", name="News briefing")).to_be_visible()
    link = message.get_by_role("link", name="Ferry fares rise")
    await expect(link).to_have_attribute("href", "https://coast.example/ferry")
    points = message.get_by_role("listitem")
    await expect(points).to_have_text(["Fares rise by 9 per cent in May.", "Bicycles stay free."])
    await expect(message.locator("blockquote")).to_have_text("“Fuel has doubled,” said the harbour master.")
    await expect(message.locator(".context")).to_have_text("Coast News · HALMERIA")
    await expect(message.get_by_role("button", name="Share")).to_be_visible()


async def test_a_message_appears_without_a_reload(office, desktop):
    """What the bot posts, changes and deletes is seen on a page that is open, and another channel is marked there."""
    await visit(desktop, office)
    await desktop.evaluate("window.same = true")
    await expect(desktop.get_by_text("Nothing here yet")).to_be_visible()
    ts = await post(office)
    await expect(desktop.get_by_role("article")).to_contain_text("Ferry fares rise")
    await office.client.chat_update(channel=office.channel().id, ts=ts, text="Ferry fares fall")
    await expect(desktop.get_by_role("article")).to_contain_text("Ferry fares fall")
    await post(office, channel="syria-desk")
    await expect(desktop.get_by_role("link", name="syria-desk (unread)")).to_be_visible()
    await office.client.chat_delete(channel=office.channel().id, ts=ts)
    await expect(desktop.get_by_text("Nothing here yet")).to_be_visible()
    assert await desktop.evaluate("window.same")


async def test_a_long_message_is_shown_from_its_beginning(office, desktop):
    """A briefing taller than the window comes with its heading in view, whether the page was open or is opened."""
    await post(office, "A short one")
    await visit(desktop, office)
    await post(office, "\n".join(f"line {n}" for n in range(80)))
    article = desktop.get_by_role("article").nth(1)
    await expect(article).to_be_visible()
    assert 0 <= await at_top(desktop, article) < 40
    await desktop.reload()
    assert 0 <= await at_top(desktop, article) < 40


async def test_who_reads_further_up_is_told_and_not_torn_away(office, desktop):
    """A new message leaves the place in the list and the keyboard's focus as they are; a button leads down to it."""
    await post(office, "\n".join(f"line {n}" for n in range(80)), blocks=None)
    await post(office, blocks=BRIEFING)
    await visit(desktop, office)
    share = desktop.get_by_role("button", name="Share")
    await share.focus()
    messages = desktop.get_by_label("Messages")
    await messages.evaluate("e => e.scrollTop = 0")
    await post(office, "The newest")
    below = desktop.get_by_role("button", name="New below")
    await expect(below).to_be_visible()
    assert await messages.evaluate("e => e.scrollTop") == 0
    await expect(share).to_be_focused()
    await below.click()
    await expect(desktop.get_by_text("The newest")).to_be_in_viewport()
    await expect(below).to_be_hidden()


async def test_foreign_text_is_never_markup(office, desktop):
    """Tags, mentions and scripts in what people and the bot write are shown letter by letter, and none of it runs."""
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": HOSTILE[:140]}},
        {"type": "section", "text": {"type": "mrkdwn", "text": escaped}},
        rich(section(words(HOSTILE), {"type": "link", "url": "https://a.example/", "text": HOSTILE})),
    ]
    ts = await post(office, "x", blocks=blocks)
    await office.playground.say("sami", "world-news", HOSTILE)
    await office.playground.say("sami", "world-news", HOSTILE, thread_ts=ts)
    office.channel().topic = HOSTILE
    await visit(desktop, office, query=f"?thread={ts}")
    for body in await desktop.locator(".body").all():
        assert "<script>window.hit=1</script>" in await body.inner_text()
    await expect(desktop.get_by_text("<!channel>").first).to_be_visible()
    assert await desktop.locator(".mention, .body img, .body script, a[href^=javascript]").count() == 0
    assert await desktop.locator("script").count() == 1
    assert await desktop.evaluate("window.hit") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_from_what_is_behind_it(office, browser, scheme):
    """Every text on the page has a contrast of 4.5 or more, by WCAG's formula, on bright screens and dark ones."""
    ts = await post(office, blocks=BRIEFING)
    await office.client.chat_postEphemeral(
        channel=office.channel().id, user="U0ANARUIZ1", text="<@U0SAMIHADD> <!here> `code`", blocks=None
    )
    await office.refusal("chat.postMessage", channel="nowhere", text="x")
    page = await browser.new_page(viewport=DESKTOP, color_scheme=scheme)
    for address in (f"/c/world-news?thread={ts}", "/c/general", "/requests"):
        await page.goto(office.address + address)
        assert await page.evaluate(FAINT) == []


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


# What is typed and pressed


async def test_a_command_typed_in_the_box_is_sent_signed_and_answered(office, receiver, desktop):
    """`/brief syria` and Enter send the signed command; its answer appears to the one who typed, and says so."""
    receiver.answers.append(PlainTextResponse("Nothing new on *syria*."))
    await visit(desktop, office)
    await desktop.keyboard.type("/brief syria")
    await desktop.keyboard.press("Enter")
    answer = desktop.get_by_role("article").filter(has_text="Nothing new on syria.")
    await expect(answer).to_contain_text("Only visible to you")
    (sent,) = receiver.received
    assert sent.is_signed
    assert {("command", "/brief"), ("text", "syria"), ("user_id", "U0ANARUIZ1")} <= set(parse_qsl(sent.body.decode()))
    await expect(desktop.get_by_label("Message world-news")).to_have_value("")
    await visit(desktop, office, query="?as=sami")
    await expect(desktop.get_by_role("article")).to_have_count(0)


async def test_a_reply_typed_in_a_thread_is_sent_as_an_event(office, receiver, desktop):
    """The thread opens beside the channel, and what is typed there is an event with the thread's ts."""
    ts = await post(office, blocks=BRIEFING)
    await visit(desktop, office)
    await desktop.get_by_role("article").hover()
    await desktop.get_by_role("link", name="Reply in thread").click()
    thread = desktop.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("heading", name="News briefing")).to_be_visible()
    await thread.get_by_label("Reply").fill("how much do fares rise?")
    await thread.get_by_role("button", name="Send").click()
    await expect(thread.get_by_text("1 reply")).to_be_visible()
    await expect(thread.get_by_role("article").last).to_contain_text("how much do fares rise?")
    await office.until(lambda: receiver.received)
    event = json.loads(receiver.received[0].body)["event"]
    assert receiver.received[0].is_signed
    assert (event["text"], event["thread_ts"], event["user"]) == ("how much do fares rise?", ts, "U0ANARUIZ1")


async def test_a_button_pressed_is_sent_as_an_interaction(office, receiver, desktop):
    """A click on a message's button sends one signed interaction."""
    await post(office, blocks=BRIEFING)
    await visit(desktop, office)
    await desktop.get_by_role("button", name="Share").click()
    await office.until(lambda: receiver.received)
    payload = json.loads(dict(parse_qsl(receiver.received[0].body.decode()))["payload"])
    assert receiver.received[0].is_signed
    assert (payload["type"], payload["actions"][0]["value"]) == ("block_actions", "ferry")
    await expect(desktop.get_by_role("button", name="Share")).to_be_enabled()


async def test_what_could_not_be_sent_is_not_lost(office, desktop):
    """Where the playground cannot be reached, what was typed stands in the box again."""
    await visit(desktop, office)
    await desktop.route("**/say*", lambda route: route.abort())
    box = desktop.get_by_label("Message world-news")
    await box.fill("how many?")
    await box.press("Enter")
    await expect(box).to_have_value("how many?")
    assert "Not sent" in await box.evaluate("e => e.validationMessage")
    await desktop.unroute_all()
    await box.fill("how many now?")
    await box.press("Enter")
    await expect(desktop.get_by_role("article")).to_contain_text("how many now?")


async def test_the_page_works_without_scripts(office, browser):
    """With JavaScript off, a message is sent by the button and stands there on the page that comes back."""
    page = await browser.new_page(java_script_enabled=False)
    await visit(page, office, query="?as=sami")
    await page.get_by_label("Message world-news").fill("hello")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("article")).to_contain_text("Sami Haddad")
    await expect(page.get_by_role("article")).to_contain_text("hello")


async def test_everything_is_reached_by_keyboard(office, desktop):
    """Tab comes to every link, button, box and list of the page, each of which shows that it is focused."""
    ts = await post(office, blocks=BRIEFING)
    await visit(desktop, office, query=f"?thread={ts}")
    await desktop.evaluate("document.activeElement.blur()")
    wanted = await desktop.evaluate(
        "[...document.querySelectorAll('a, button, textarea, [tabindex]')].filter(e => e.checkVisibility()).length"
    )
    reached = set()
    for _ in range(wanted * 2):
        await desktop.keyboard.press("Tab")
        focused = await desktop.evaluate(
            """() => {
              const e = document.activeElement, all = [...document.querySelectorAll('*')];
              const rings = [e, e.closest('form')].filter(Boolean).map((x) => getComputedStyle(x));
              const seen = rings.some((s) => s.outlineStyle !== 'none' || s.boxShadow !== 'none');
              return e === document.body ? null : [all.indexOf(e), seen];
            }"""
        )
        if focused:
            assert focused[1]
            reached.add(focused[0])
    assert len(reached) == wanted


async def test_keys_open_close_send_and_press(office, receiver, desktop):
    """Space presses a button, Enter opens a thread and sends, Shift+Enter breaks the line, Escape closes the thread."""
    await post(office, blocks=BRIEFING)
    await visit(desktop, office)
    await desktop.get_by_role("button", name="Share").press("Space")
    await office.until(lambda: receiver.received)
    await desktop.get_by_role("link", name="Reply in thread").press("Enter")
    thread = desktop.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_label("Reply")).to_be_focused()
    await desktop.keyboard.type("one")
    await desktop.keyboard.press("Shift+Enter")
    await desktop.keyboard.type("two")
    await desktop.keyboard.press("Enter")
    await expect(thread.get_by_role("article").last).to_contain_text(re.compile("one\\s*two"))
    assert office.channel().messages[-1].text == "one\ntwo"
    await desktop.keyboard.press("Escape")
    await expect(thread).to_have_count(0)


# On a phone


async def test_nothing_is_wider_than_a_phone(office, phone):
    """Channel, thread, menu and requests fit into 390 pixels, also with long words, addresses and code in them."""
    long = "https://coast.example/" + "a" * 300
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Donaudampfschifffahrtsgesellschaft" * 4}},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"<{long}> `{'c' * 200}`"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 100}] * 4},
        rich({"type": "rich_text_preformatted", "elements": [words("y" * 300)]}),
        actions(3, "w" * 75),
        *BRIEFING,
    ]
    office.channel().topic = "z" * 200
    ts = await post(office, "x", blocks=blocks)
    await post(office, long, thread_ts=ts)
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
    await post(office, channel="syria-desk", blocks=BRIEFING)
    await visit(phone, office)
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
    ts = await post(office, blocks=BRIEFING)
    small = """[...document.querySelectorAll('a, button, textarea')]
      .filter(e => e.checkVisibility() && !e.closest('.rich, .plain') && e.getBoundingClientRect().height < 36)
      .map(e => e.textContent.trim() || e.ariaLabel || e.id)"""
    for query in ("", f"?thread={ts}"):
        await visit(phone, office, query=query)
        assert await phone.evaluate(small) == []
    await visit(phone, office)
    await phone.get_by_role("button", name="Show the channels").tap()
    assert await phone.evaluate(small) == []


# With the bot


@pytest.mark.timeout(90)
async def test_the_demo_does_what_the_readme_promises(desktop):
    """A briefing comes by itself, `/brief syria` is answered, and so is a question in the thread, with its source."""
    async with scene.stage(port=0) as running:
        await desktop.goto(running.address)
        patience = scene.PATIENCE * 1000
        briefing = desktop.get_by_role("article").filter(has_text="News briefing").first
        await expect(briefing).to_be_visible(timeout=patience)
        await desktop.keyboard.type(scene.COMMAND)
        await desktop.keyboard.press("Enter")
        answer = desktop.get_by_role("article").filter(has_text="Only visible to you")
        await expect(answer).to_contain_text("Briefing: syria", timeout=patience)
        await expect(answer.get_by_role("button", name="Share with this channel")).to_be_visible()
        await briefing.hover()
        await briefing.locator("a.replies").click()
        await desktop.get_by_label("Reply", exact=True).fill(scene.QUESTION)
        await desktop.keyboard.press("Enter")
        replies = desktop.get_by_label("Replies")
        reply = replies.get_by_role("article").filter(has_text="42 trucks crossed").last
        await expect(reply).to_contain_text("paragraph 1", timeout=patience)
