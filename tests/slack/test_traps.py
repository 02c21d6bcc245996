"""What Slack does with a message that the bot must allow for: links, previews, readers' times, and silence."""

import json
from datetime import UTC, datetime

from briefbot.source import Source
from briefbot.story import Story
from tests.slack.conftest import page

SPOOF = "https://coast.example/ferry?a=1&b=2|https://elsewhere.example/>x"


def parts(blocks, kind):
    """Everything of that type in blocks, however deep."""
    if isinstance(blocks, dict):
        return [*([blocks] if blocks.get("type") == kind else []), *parts(list(blocks.values()), kind)]
    return [found for each in blocks for found in parts(each, kind)] if isinstance(blocks, list) else []


async def test_a_headline_links_to_its_story_and_makes_no_card_and_times_are_the_readers(newsroom):
    """An address with "|" and ">" leads where it says; no preview is asked for; no date stands where none is read."""
    now = datetime.now(UTC)
    with newsroom.open() as archive:
        archive.add(
            Story(
                id="a", agency="Coast News", headline="Ferry sails", body="A ferry sailed.", url=SPOOF, published=now
            ),
            source=None,
            seen=now,
        )
    newsroom.subscribe()
    async with newsroom.bot():
        briefing = await newsroom.briefing()
    links = parts(briefing.blocks, "link")
    assert {link["text"] for link in links} == {"Ferry sails"}
    assert [link for link in links if not link["url"].startswith("https://coast.example/ferry?a=1&b=2")] == []
    mrkdwn = json.dumps([briefing.text, parts(briefing.blocks, "mrkdwn")])
    assert "elsewhere.example" not in mrkdwn
    assert f"<!date^{int(now.timestamp())}^" in mrkdwn
    assert "<!date" not in json.dumps(parts(briefing.blocks, "header"))
    (call,) = [request for request in newsroom.playground.requests if request.name == "chat.postMessage"]
    assert (call.sent["unfurl_links"], call.sent["unfurl_media"]) in {(False, False), ("0", "0"), ("false", "false")}


async def test_no_news_from_a_source_that_cannot_be_seen_is_never_told_as_calm(newsroom):
    """The briefing says what was not seen and why, once and not as a message of its own; so does the Home tab."""
    with newsroom.open() as archive:
        archive.put_source(Source(id="tide", agency="Tide Wire", url=str(newsroom.folder / "nowhere")))
    async with newsroom.bot():

        def looked():
            with newsroom.open() as archive:
                return archive.polls().keys() >= {"coast", "tide"}

        await newsroom.until(looked)
        newsroom.subscribe()
        briefing = await newsroom.briefing()
        await newsroom.playground.surfaces.open_home("ana")
        home = await newsroom.until(lambda: newsroom.playground.surfaces.home("ana"))
        await newsroom.settled()
        assert newsroom.shown() == [briefing]
    assert "not seen: tide (" in page(briefing)
    assert "Tide Wire* (tide): cannot be seen" in json.dumps(home.content)
