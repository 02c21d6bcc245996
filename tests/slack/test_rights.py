"""A running bot keeps to what sources allow, in Slack and in its archive."""

from datetime import UTC, datetime, timedelta

import pytest

from briefbot.errors import NotFoundError
from briefbot.source import Rights, Source
from briefbot.story import PubStatus, Story
from tests.slack.conftest import page

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
RIGHTS = Rights(keep_days=2)


def story(id_, headline, **more):
    return Story(**{"id": id_, "agency": "Strict Wire", "headline": headline, "body": f"{headline} on Friday.", **more})


async def test_a_bot_forgets_what_may_be_kept_no_longer_and_shows_the_rest(newsroom):
    """What has expired goes from the archive while it runs; `/brief` shows what may be shown, and nothing else."""
    old, fresh = story("old", "Harbour silo burns"), story("fresh", "Harbour crane falls")
    with newsroom.open() as archive:
        archive.put_source(Source(id="strict", agency="Strict Wire", url="/none", paused="a test", rights=RIGHTS))
        archive.add(old, source="strict", seen=NOW - 3 * DAY)
        archive.add(fresh, source="strict", seen=NOW)
        archive.add(story("held", "Harbour master resigns", status=PubStatus.WITHHELD), source="strict", seen=NOW)
        archive.add(story("later", "Harbour sold", embargoed=NOW + DAY), source="strict", seen=NOW)

    def forgotten():
        with newsroom.open() as archive:
            try:
                archive.story(old.key)
            except NotFoundError:
                return True
        return False

    async with newsroom.bot():
        await newsroom.until(forgotten)
        shown = page(await newsroom.command("/brief harbour"))
    assert "crane" in shown
    assert [word for word in ("silo", "resigns", "sold") if word in shown] == []


@pytest.mark.parametrize("status", [PubStatus.CANCELED, PubStatus.WITHHELD])
async def test_what_is_killed_while_the_bot_runs_is_gone_from_the_next_answer(newsroom, status):
    """`/brief` shows a story until its agency takes it back, and not once after."""
    crane = story("crane", "Harbour crane falls")
    with newsroom.open() as archive:
        archive.add(crane, source=None, seen=NOW)
    async with newsroom.bot():
        assert "crane" in page(await newsroom.command("/brief harbour"))
        with newsroom.open() as archive:
            archive.add(story("crane", "Harbour crane falls", version=2, status=status), source=None, seen=NOW)
        assert "crane" not in page(await newsroom.command("/brief harbour"))
