"""What a person sees in a browser, from the installation on: a briefing, a question, a correction, a kill."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import barriers
from tests.slack.amendroom import SECRETS, bakers, corrected, crane, killed, mailroom, room
from tests.slack.conftest import BRIDGE
from tests.slack.town import SECOND, street

__all__ = ["mailroom", "room", "street"]  # fixtures

pytestmark = pytest.mark.browser


async def test_the_bot_is_installed_through_pages_that_anybody_can_use(street, desktop):
    """From the button over Slack's page to the app's messages in the workspace chosen; axe finds nothing serious."""
    async with street.bot():
        await desktop.goto(f"{street.public}/slack/install")
        assert await barriers(desktop) == []
        await desktop.get_by_role("link", name="Add to Slack").press("Enter")
        await desktop.get_by_label("Workspace").select_option(SECOND)
        await expect(desktop.get_by_text("Send messages in its own name")).to_be_visible()
        assert await barriers(desktop) == []
        await desktop.get_by_role("button", name="Allow").press("Enter")
        await expect(desktop.get_by_role("heading", name="briefbot is in Harbour Desk")).to_be_visible()
        assert await barriers(desktop) == []
        await desktop.get_by_role("link", name="Open Slack").press("Enter")
        await expect(desktop.get_by_role("heading", name="Harbour Desk")).to_be_visible()
        await expect(desktop.get_by_role("button", name="What is new today?")).to_be_visible()


async def test_on_a_phone_a_briefing_arrives_and_a_question_is_answered(newsroom, phone):
    """It comes without a reload and fits; the answer in its thread is cited, and a thumb is taken."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    await phone.goto(f"{newsroom.address}/c/world-news")
    async with newsroom.bot():
        briefing = phone.get_by_role("article").filter(has_text="News briefing")
        await expect(briefing).to_contain_text("The bridge carries forty tonnes again", timeout=15_000)
        await briefing.locator("a.replies").tap()
        thread = phone.get_by_role("complementary", name="Thread")
        await thread.get_by_label("Reply").fill("how many trucks crossed?")
        await thread.get_by_role("button", name="Send").tap()
        answer = thread.get_by_role("article").last
        await expect(answer).to_contain_text("Coast News · paragraph", timeout=15_000)
        await answer.get_by_role("button").filter(has_text="Good answer").tap()
        await expect(thread.get_by_text("Only visible to you").last).to_be_visible()
        assert await phone.evaluate("document.documentElement.scrollWidth") == 390


async def test_a_correction_is_seen_in_the_message_and_in_its_thread(room, desktop):
    """Both change on a page that is open: the new words, what changed and when, and that the message was edited."""
    room.file(bakers(), crane())
    room.brief()
    await room.send()
    (message,) = room.messages()
    await desktop.goto(f"{room.mailroom.playground.address}/c/world-news?thread={message.ts}")
    channel, thread = desktop.get_by_label("Messages"), desktop.get_by_label("Replies")
    await expect(channel).to_contain_text("12 people")
    room.file(corrected())
    await room.amend()
    await expect(channel.get_by_role("article").first).to_contain_text("(edited)")
    for place in (channel, thread):
        await expect(place).to_contain_text("“12 people” now reads “15 people”")
    await expect(thread.get_by_role("article").last).to_contain_text("— in Crane falls at Halmeria port")


async def test_a_killed_story_leaves_the_screen(room, desktop):
    """No word of it is left on an open page, in no attribute either; who withdrew it is said in both places."""
    room.file(bakers(), crane())
    room.brief()
    await room.send()
    (message,) = room.messages()
    await desktop.goto(f"{room.mailroom.playground.address}/c/world-news?thread={message.ts}")
    await expect(desktop.get_by_label("Messages")).to_contain_text("Crane falls")
    room.file(killed())
    await room.amend()
    await expect(desktop.get_by_label("Messages")).to_contain_text("Withdrawn by Coast News")
    await expect(desktop.get_by_label("Replies")).to_contain_text("has withdrawn a story that this briefing carried")
    shown = (await desktop.content()).casefold()
    assert [word for word in SECRETS if word in shown] == []
    assert "bakers end strike" in shown
