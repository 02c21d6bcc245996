"""The page of requests and faults in a browser: by keyboard, on a phone, and while things happen."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.browser


async def open_page(office, page):
    await page.goto(f"{office.address}/requests")


async def test_faults_are_told_and_taken_back_on_the_page(office, desktop):
    """What is chosen goes wrong at the next call of that method; until then it is listed, and can be taken back."""
    await open_page(office, desktop)
    await desktop.get_by_label("What it wants").select_option("chat.postMessage")
    await desktop.get_by_label("What goes wrong").first.select_option("error")
    await desktop.get_by_label("Error", exact=True).fill("fatal_error")
    await desktop.get_by_label("How many times").first.fill("3")
    await desktop.get_by_role("button", name="Make it go wrong").first.click()
    waiting = desktop.get_by_role("listitem").filter(has_text="Slack refuses it (fatal_error)")
    await expect(waiting).to_have_count(3)
    assert await office.refusal("chat.postMessage", channel=office.channel().id, text="x") == "fatal_error"
    await expect(waiting).to_have_count(2)
    await waiting.first.get_by_role("button", name="Take back").click()
    await expect(waiting).to_have_count(1)
    await desktop.get_by_role("button", name="Take all of it back").click()
    await expect(desktop.get_by_text("Nothing. Choose below what shall.")).to_be_visible()
    assert await office.post("and now it is right")


async def test_a_fault_is_told_by_keyboard_alone(office, desktop):
    """Tab leads from choice to choice and to the button; an arrow chooses, and says what that means."""
    await open_page(office, desktop)
    await desktop.get_by_label("What it wants").focus()
    for key in ("Tab", "Tab"):
        await desktop.keyboard.press(key)
    kinds = desktop.get_by_label("What goes wrong").first
    await expect(kinds).to_be_focused()
    await desktop.keyboard.press("ArrowDown")
    await expect(kinds).to_have_value("drop_after")
    await expect(kinds).to_have_accessible_description(
        "Slack does what it was asked, and the bot never hears of it. People should still see the message once."
    )
    for key in ("Tab", "Tab", "Enter"):
        await desktop.keyboard.press(key)
    await expect(
        desktop.get_by_role("listitem").filter(has_text="The connection breaks, though it is done")
    ).to_be_visible()
    assert [(method, fault.kind) for method, fault in office.playground.faults.waiting] == [
        ("chat.postMessage", "drop_after")
    ]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("limit", "Seconds to wait"), ("status", "HTTP status"), ("error", "Error"), ("garble", "")],
)
async def test_only_what_belongs_to_the_choice_is_asked(office, desktop, kind, field):
    """Seconds, a status and an error are asked for where they matter, and nowhere else."""
    await open_page(office, desktop)
    await desktop.get_by_label("What goes wrong").first.select_option(kind)
    for label in ("Seconds to wait", "HTTP status", "Error"):
        shown = expect(desktop.get_by_label(label, exact=True))
        await (shown.to_be_visible() if label == field else shown.to_be_hidden())


async def test_an_event_that_is_told_twice_is_seen_to_be(office, receiver, desktop):
    """What was told comes twice, and the page shows both, with why, without being loaded again."""
    await open_page(office, desktop)
    await desktop.get_by_label("What goes wrong").last.select_option("twice")
    await desktop.get_by_role("button", name="Make it go wrong").last.click()
    await expect(desktop.get_by_role("listitem").filter(has_text="The next event: It is told twice")).to_be_visible()
    await office.playground.say("ana", "world-news", "hello")
    await office.until(lambda: len(receiver.received) == 2)
    await office.post("a change that the page looks again for")
    await expect(desktop.get_by_text("Told again, try 1: http_timeout")).to_be_visible()
    await expect(desktop.get_by_text("Nothing. Choose below what shall.")).to_be_visible()


async def test_what_is_open_stays_open_while_more_comes(office, desktop):
    """A request that is being read is not closed by the next one, which comes above it."""
    await office.post("the first")
    await open_page(office, desktop)
    await desktop.locator("summary").first.click()
    await expect(desktop.get_by_text("the first").first).to_be_visible()
    await office.post("the second")
    await expect(desktop.locator("summary")).to_have_count(2)
    await expect(desktop.get_by_text("the first").first).to_be_visible()
    assert await desktop.locator("details").evaluate_all("all => all.map(one => one.open)") == [False, True]


async def test_a_channel_is_archived_and_opened_again(office, desktop):
    """The button turns into its opposite, and the bot is refused meanwhile."""
    await open_page(office, desktop)
    await desktop.get_by_role("button", name="Archive #world-news").click()
    assert await office.refusal("chat.postMessage", channel=office.channel().id, text="x") == "is_archived"
    await expect(desktop.get_by_text("archived: nobody can write there")).to_be_visible()
    await desktop.get_by_role("button", name="Unarchive #world-news").click()
    await expect(desktop.get_by_role("button", name="Archive #world-news")).to_be_visible()
    await office.post()


async def test_a_token_is_taken_away_and_given_back(office, desktop):
    """Meanwhile every call is refused, and the page says so."""
    await open_page(office, desktop)
    await desktop.get_by_role("button", name="Take its token away").click()
    await expect(desktop.get_by_text("its token is taken away: Slack refuses whatever it asks")).to_be_visible()
    assert await office.refusal("auth.test") == "token_revoked"
    await desktop.get_by_role("button", name="Give it back").click()
    await expect(desktop.get_by_role("button", name="Take its token away")).to_be_visible()
    await office.client.auth_test()


async def test_the_page_can_be_worked_on_a_phone(office, phone):
    """By touch, everything that is pressed or chosen is 44 pixels high, and nothing stands beyond the edge."""
    office.playground.faults.tell("chat.update", "status")
    await open_page(office, phone)
    small = """[...document.querySelectorAll('main section :is(button, select, input, summary)')]
      .filter(e => e.checkVisibility() && e.type !== 'hidden' && e.getBoundingClientRect().height < 44)
      .map(e => e.textContent.trim() || e.id)"""
    assert await phone.evaluate(small) == []
    assert await phone.evaluate("document.documentElement.scrollWidth") == 390
    await phone.get_by_role("button", name="Archive #general").tap()
    await expect(phone.get_by_role("button", name="Unarchive #general")).to_be_visible()
