"""Makes the README's pictures from the demo as it runs: `make pictures`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from briefbot.demo import scene
from tests.browser import DESKTOP, chromium

PICTURE = Path(__file__).parent.parent / "docs" / "playground.png"
PATIENCE = 30.0


async def main() -> None:
    """Play the scene up to the answer in the briefing's thread, and take its picture."""
    async with scene.stage(port=0) as running, chromium() as browser, asyncio.timeout(PATIENCE):
        playground = running.playground
        workspace = playground.workspace
        person, channel = workspace.people[0], workspace.channel(scene.CHANNEL)

        async def shown(after: str = "", thread: str | None = None) -> str:
            """The ts of the bot's first message after `after`, in a thread or in the channel itself."""
            while True:
                version = playground.version
                for message in channel.messages:
                    is_there = message.thread_ts == thread if thread else not message.is_reply
                    if message.user == workspace.bot.id and is_there and message.ts > after:
                        return message.ts
                await playground.change_after(version, PATIENCE)

        async def quiet(seconds: float = 2.0) -> None:
            """Wait until nothing has been posted for so long: a briefing goes on in its thread."""
            while (version := playground.version) != await playground.change_after(version, seconds):
                pass

        briefing = await shown()
        await quiet()
        asked = await playground.say(person.id, channel.id, scene.QUESTION, thread_ts=briefing)
        assert asked is not None
        await shown(asked.ts, briefing)
        page = await browser.new_page(viewport=DESKTOP)
        await page.goto(f"{running.address}/c/{channel.name}?thread={briefing}")
        await page.evaluate("document.activeElement.blur()")
        PICTURE.parent.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURE)
    print(f"briefbot: {PICTURE} is new")


if __name__ == "__main__":
    asyncio.run(main())
