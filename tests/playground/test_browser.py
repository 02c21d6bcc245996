"""The page in a real browser: what a person sees, types and presses."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

import pytest
from playwright.async_api import expect
from starlette.responses import PlainTextResponse

from briefbot.demo import scene
from tests.playground.briefings import BRIEFING, rich_section, rich_text, words

pytestmark = pytest.mark.browser


HOSTILE = (
    "<script>window.hit=1</script> <img src=x onerror=window.hit=1> </div></article> <!channel> "
    "\"><a href='javascript:window.hit=1'>x</a> {{ 7*7 }}"
)


async def at_top(page, locator):
    """How many pixels an element begins below its list's upper edge."""
    return await locator.evaluate(
        "e => e.getBoundingClientRect().top - e.closest('.messages').getBoundingClientRect().top"
    )


# What is shown


async def test_channels_and_a_message_with_its_blocks_are_shown(office, desktop):
    """The page lists the channels; a briefing has its heading, linked headline, points, quote, context and button."""
    await office.post(blocks=BRIEFING)
    await office.visit(desktop)
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
    await office.visit(desktop)
    await desktop.evaluate("window.same = true")
    await expect(desktop.get_by_text("Nothing here yet")).to_be_visible()
    ts = await office.post()
    await expect(desktop.get_by_role("article")).to_contain_text("Ferry fares rise")
    await office.client.chat_update(channel=office.channel().id, ts=ts, text="Ferry fares fall")
    await expect(desktop.get_by_role("article")).to_contain_text("Ferry fares fall")
    await office.post(channel="syria-desk")
    await expect(desktop.get_by_role("link", name="syria-desk (unread)")).to_be_visible()
    await office.client.chat_delete(channel=office.channel().id, ts=ts)
    await expect(desktop.get_by_text("Nothing here yet")).to_be_visible()
    assert await desktop.evaluate("window.same")


async def test_a_long_message_is_shown_from_its_beginning(office, desktop):
    """A briefing taller than the window comes with its heading in view, whether the page was open or is opened."""
    await office.post("A short one")
    await office.visit(desktop)
    await office.post("\n".join(f"line {n}" for n in range(80)))
    article = desktop.get_by_role("article").nth(1)
    await expect(article).to_be_visible()
    assert 0 <= await at_top(desktop, article) < 40
    await desktop.reload()
    assert 0 <= await at_top(desktop, article) < 40


async def test_who_reads_further_up_is_told_and_not_torn_away(office, desktop):
    """A new message leaves the place in the list and the keyboard's focus as they are; a button leads down to it."""
    await office.post("\n".join(f"line {n}" for n in range(80)), blocks=None)
    await office.post(blocks=BRIEFING)
    await office.visit(desktop)
    share = desktop.get_by_role("button", name="Share")
    await share.focus()
    messages = desktop.get_by_label("Messages")
    await messages.evaluate("e => e.scrollTop = 0")
    await office.post("The newest")
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
        rich_text(rich_section(words(HOSTILE), {"type": "link", "url": "https://a.example/", "text": HOSTILE})),
    ]
    ts = await office.post("x", blocks=blocks)
    await office.playground.say("sami", "world-news", HOSTILE)
    await office.playground.say("sami", "world-news", HOSTILE, thread_ts=ts)
    office.channel().topic = HOSTILE
    await office.visit(desktop, query=f"?thread={ts}")
    for body in await desktop.locator(".body").all():
        assert "<script>window.hit=1</script>" in await body.inner_text()
    await expect(desktop.get_by_text("<!channel>").first).to_be_visible()
    assert await desktop.locator(".mention, .body img, .body script, a[href^=javascript]").count() == 0
    assert await desktop.locator("script").count() == 1
    assert await desktop.evaluate("window.hit") is None


# What is typed and pressed


async def test_a_command_typed_in_the_box_is_sent_signed_and_answered(office, receiver, desktop):
    """`/brief syria` and Enter send the signed command; its answer appears to the one who typed, and says so."""
    receiver.answers.append(PlainTextResponse("Nothing new on *syria*."))
    await office.visit(desktop)
    await desktop.keyboard.type("/brief syria")
    await desktop.keyboard.press("Enter")
    answer = desktop.get_by_role("article").filter(has_text="Nothing new on syria.")
    await expect(answer).to_contain_text("Only visible to you")
    (sent,) = receiver.received
    assert sent.is_signed
    assert {("command", "/brief"), ("text", "syria"), ("user_id", "U0ANARUIZ1")} <= set(parse_qsl(sent.body.decode()))
    await expect(desktop.get_by_label("Message world-news")).to_have_value("")
    await office.visit(desktop, query="?as=sami")
    await expect(desktop.get_by_role("article")).to_have_count(0)


async def test_a_reply_typed_in_a_thread_is_sent_as_an_event(office, receiver, desktop):
    """The thread opens beside the channel, and what is typed there is an event with the thread's ts."""
    ts = await office.post(blocks=BRIEFING)
    await office.visit(desktop)
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
    await office.post(blocks=BRIEFING)
    await office.visit(desktop)
    await desktop.get_by_role("button", name="Share").click()
    await office.until(lambda: receiver.received)
    payload = json.loads(dict(parse_qsl(receiver.received[0].body.decode()))["payload"])
    assert receiver.received[0].is_signed
    assert (payload["type"], payload["actions"][0]["value"]) == ("block_actions", "ferry")
    await expect(desktop.get_by_role("button", name="Share")).to_be_enabled()


async def test_what_could_not_be_sent_is_not_lost(office, desktop):
    """Where the playground cannot be reached, what was typed stands in the box again."""
    await office.visit(desktop)
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
    await office.visit(page, query="?as=sami")
    await page.get_by_label("Message world-news").fill("hello")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("article")).to_contain_text("Sami Haddad")
    await expect(page.get_by_role("article")).to_contain_text("hello")


async def test_everything_is_reached_by_keyboard(office, desktop):
    """Tab comes to every link, button, box and list of the page, each of which shows that it is focused."""
    ts = await office.post(blocks=BRIEFING)
    await office.visit(desktop, query=f"?thread={ts}")
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
    await office.post(blocks=BRIEFING)
    await office.visit(desktop)
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
