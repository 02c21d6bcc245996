"""Events that Slack tells twice, out of order or by half: people get one answer, over HTTP and over a socket."""

import pytest

from briefbot.playground.faults import TOLD
from tests.slack.conftest import APP_TOKEN, BRIDGE


@pytest.mark.parametrize("way", ["http", "socket"])
@pytest.mark.parametrize("kind", TOLD)
async def test_a_mention_is_answered_once_however_it_is_told(newsroom, kind, way):
    """Both events of a mention go wrong in that way, and one answer stands in the thread."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot(**({"slack_app_token": APP_TOKEN} if way == "socket" else {})):
        await newsroom.until(newsroom.stories)
        newsroom.playground.faults.tell("events", kind, times=1 if kind == "late" else 2)
        said = await newsroom.ask("@briefbot how many trucks crossed?")
        assert "260" in said
        await newsroom.until(lambda: not newsroom.playground.faults.waiting)
        await newsroom.settled()
    assert len([message for message in newsroom.shown() if message.is_reply]) == 1
    notes = [request.note for request in newsroom.playground.requests if request.kind == "event"]
    assert TOLD[kind][0] in notes
