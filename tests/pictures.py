"""Takes a picture of every scene of the demo as it runs, on a desktop and on a phone: `make pictures`.

They go to `pictures/`, to be looked at; those that the README shows go to `docs/`.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from briefbot.demo import scene
from tests.browser import DESKTOP, PHONE, chromium

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import Browser, Page

    from briefbot.playground.workspace import Message

ROOT = Path(__file__).parent.parent
FOLDER, DOCS = ROOT / "pictures", ROOT / "docs"
README = {
    "question-desktop": "playground.png",
    "menu-phone": "briefing.png",
    "subscribe-phone": "subscribe.png",
    "correction-edited-phone": "correction.png",
}
"""The pictures that the README shows, and what they are called there."""

PATIENCE = 150.0
"""Seconds for any one thing to come: the last correction of the demo is one and a half minutes away."""


@dataclass
class Studio:
    """The running demo, and the two screens on which it is looked at."""

    running: scene.Stage
    desktop: Page
    phone: Page
    taken: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """What stands in the briefings' channel, in its threads too."""
        return self.running.playground.workspace.channel(scene.CHANNEL).messages

    async def take(self, name: str, address: str, *, press: str = "", keep: bool = False) -> None:
        """The picture of a page on both screens; `press`: what is pressed there first, `keep`: as the page stands."""
        for screen, page in (("desktop", self.desktop), ("phone", self.phone)):
            if not keep:
                await page.goto(address if "://" in address else self.running.address + address)
            if press:
                await page.locator(press).first.click()
            await page.wait_for_timeout(150)
            if not press:
                await page.evaluate("document.activeElement.blur()")
            await page.screenshot(path=FOLDER / f"{name}-{screen}.png")
            if press:
                await page.keyboard.press("Escape")
                await page.wait_for_timeout(100)
        self.taken.append(name)

    async def until(self, there: Callable[[Message], bool], channel: str = scene.CHANNEL) -> Message:
        """The bot's first message in a channel of which that is so."""
        playground = self.running.playground
        room = playground.workspace.channel(channel)
        async with asyncio.timeout(PATIENCE):
            while True:
                version = playground.version
                for message in room.messages:
                    if message.user == playground.workspace.bot.id and there(message):
                        return message
                await playground.change_after(version, 1.0)

    async def quiet(self, seconds: float = 2.0) -> None:
        """Wait until nothing has been posted for so long: a briefing goes on in its thread."""
        playground = self.running.playground
        while (version := playground.version) != await playground.change_after(version, seconds):
            pass

    async def say(self, text: str, channel: str = scene.CHANNEL, thread: str | None = None, who: str = "ana") -> str:
        """What a person types; the moment as a ts, so that what comes of it can be told from what was there."""
        said = await self.running.playground.say(who, channel, text, thread_ts=thread)
        return said.ts if said else f"{time.time() - 1:.6f}"


def _alone_after(ts: str) -> Callable[[Message], bool]:
    return lambda message: message.ts > ts and message.seen_by is not None


def _reply_with(words: str) -> Callable[[Message], bool]:
    return lambda message: message.is_reply and words in message.text.casefold()


async def briefings(studio: Studio) -> None:
    """A briefing, its menu and its windows, and a question in its thread."""
    place = f"/c/{scene.CHANNEL}"
    briefing = await studio.until(lambda message: not message.is_reply)
    await studio.quiet()
    await studio.take("briefing", place)
    await studio.take("zones", f"{place}?as=sami")
    await studio.take("menu", place, press="details.overflow summary")
    for name, label in (("full-brief", "Full brief"), ("quotations", "All quotations"), ("sources", "Sources")):
        await studio.take(name, place, press=f"button:text-is('{label}')")
    asked = await studio.say(scene.QUESTION, thread=briefing.ts)
    await studio.until(lambda message: message.ts > asked and message.thread_ts == briefing.ts)
    await studio.take("question", f"{place}?thread={briefing.ts}")
    asked = await studio.say("why do penguins not fly?", thread=briefing.ts)
    await studio.until(lambda message: message.ts > asked and message.thread_ts == briefing.ts)
    await studio.take("no-answer", f"{place}?thread={briefing.ts}")


async def commands(studio: Studio) -> None:
    """What `/brief` answers, and the form in which a briefing is subscribed."""
    place = "/c/syria-desk"
    for name, text in (
        ("command", scene.COMMAND),
        ("help", "/brief help"),
        ("list", "/brief list"),
        ("read-back", "/brief subscribe floods weekdays 8:00"),
    ):
        typed = await studio.say(text, "syria-desk")
        await studio.until(_alone_after(typed), "syria-desk")
        await studio.take(name, place)
    surfaces = studio.running.playground.surfaces
    await studio.say("/brief subscribe floods", "general")
    form = surfaces.modal("ana")
    assert form is not None
    await studio.take("subscribe", "/c/general")
    await surfaces.submit("ana", form.id, {"times": "25:00"})
    await studio.take("subscribe-wrong", "/c/general")
    await surfaces.submit("ana", form.id, {"times": "7am, 18"})
    await studio.take("subscribe-check", "/c/general")
    checked = surfaces.modal("ana")
    assert checked is not None
    await surfaces.submit("ana", checked.id)


async def conversation(studio: Studio) -> None:
    """The app's own place: the Home tab, empty and filled, and the agent view."""
    workspace, surfaces = studio.running.playground.workspace, studio.running.playground.surfaces
    for name, who in (("home", "ana"), ("home-zone", "sami")):
        await surfaces.open_home(who)
        async with asyncio.timeout(PATIENCE):
            while surfaces.home(who) is None:
                await studio.running.playground.change_after(studio.running.playground.version, 0.5)
        await studio.quiet(1.0)
        await studio.take(name, f"/c/{workspace.direct(workspace.user(who)).id}?as={who}&tab=home")
    own = workspace.direct(workspace.user("ana"))
    await surfaces.open_home("ana", "messages")
    await studio.quiet(1.0)
    await studio.take("agent", f"/c/{own.id}?as=ana")
    (held,) = studio.running.town.faults.tell("chat.postMessage", "hold_before", channel=own.id)
    asked = await studio.say("What is new on syria?", own.id)
    await asyncio.wait_for(held.held.wait(), PATIENCE)
    await studio.take("working", f"/c/{own.id}?as=ana")
    held.release.set()
    await studio.until(lambda message: message.ts > asked, own.id)
    await studio.take("agent-answer", f"/c/{own.id}?as=ana&thread={asked}")


async def amendments(studio: Studio) -> None:
    """A story corrected, another withdrawn, an alert."""
    briefing = await studio.until(lambda message: not message.is_reply)
    for name, words in (("correction", "corrected"), ("kill", "withdrawn")):
        note = await studio.until(_reply_with(words))
        await studio.quiet()
        await studio.take(name, f"/c/{scene.CHANNEL}?thread={note.thread_ts or briefing.ts}")
        for page in (studio.desktop, studio.phone):
            await page.goto(f"{studio.running.address}/c/{scene.CHANNEL}")
            line = page.get_by_text("Corrected by" if name == "correction" else "Withdrawn by").first
            await line.evaluate("e => e.scrollIntoView({ block: 'center' })")
        await studio.take(f"{name}-edited", "", keep=True)
    await studio.until(lambda message: "Damascus" in message.text and "briefing" not in message.text, "syria-desk")
    await studio.quiet()
    await studio.take("alert", "/c/syria-desk")


async def installation(studio: Studio) -> None:
    """The second workspace without the app; its pages of installation; the app there; what went to and fro."""
    running, (first, second) = studio.running, studio.running.town.playgrounds
    await studio.take("not-installed", f"/switch/{second}")
    await studio.take("install", running.install)
    for page in (studio.desktop, studio.phone):
        await page.goto(running.install)
        await page.get_by_role("link", name="Add to Slack").click()
    await studio.take("authorize", "", keep=True)
    for page in (studio.desktop, studio.phone):
        await page.get_by_role("button", name="Allow").click()
    await studio.take("installed", "", keep=True)
    for page in (studio.desktop, studio.phone):
        await page.get_by_role("link", name="Open Slack").click()
        await page.wait_for_timeout(1500)
    await studio.take("second-workspace", "", keep=True)
    await studio.take("second-channel", "/c/world-news")
    lev = running.town.playgrounds[second].workspace.user("lev")
    await running.town.playgrounds[second].surfaces.open_home("lev")
    await studio.quiet()
    own = running.town.playgrounds[second].workspace.direct(lev)
    await studio.take("home-empty", f"/c/{own.id}?as=lev&tab=home")
    await studio.desktop.goto(f"{running.address}/switch/{first}")
    await studio.phone.goto(f"{running.address}/switch/{first}")
    await studio.phone.get_by_role("button", name="Show the channels").click()
    await studio.take("channels", "", keep=True)
    running.town.faults.tell("chat.postMessage", "status", status=429, retry_after=3)
    await studio.take("requests", "/requests")


async def opened(browser: Browser, running: scene.Stage) -> Studio:
    """Both screens, sharp: two pixels for each of the page's."""
    desktop = await browser.new_page(viewport=DESKTOP, device_scale_factor=1)
    phone = await browser.new_page(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True)
    return Studio(running, desktop, phone)


async def main() -> None:
    """Play every scene, take its pictures, and copy the README's."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    began = time.monotonic()
    async with scene.stage(port=0) as running, chromium() as browser:
        studio = await opened(browser, running)
        for part in (briefings, commands, conversation, installation, amendments):
            await part(studio)
    DOCS.mkdir(exist_ok=True)
    for name, shown in README.items():
        shutil.copyfile(FOLDER / f"{name}.png", DOCS / shown)
    print(f"briefbot: {len(studio.taken)} scenes are in {FOLDER}, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    asyncio.run(main())
