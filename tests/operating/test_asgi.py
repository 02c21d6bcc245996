"""The bot behind an ASGI server that is not its own."""

import asyncio
import os
import re
import sys

import pytest

from tests.slack.conftest import BRIDGE, page


def process(newsroom, **changed):
    environment = {f"BRIEFBOT_{name.upper()}": value for name, value in (newsroom.settings | changed).items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFBOT_")}
    return asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", "--factory", "briefbot.asgi:create", "--port", "0",
        env=kept | environment, cwd=newsroom.folder,
        stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_server_that_hosts_the_app_runs_the_whole_bot(newsroom):
    """From its start-up on a command is answered and a briefing delivered; its SIGTERM ends both, with status 0."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    server = await process(newsroom)
    try:
        async with asyncio.timeout(30):
            while not (found := re.search(rb"running on (http://\S+)", line := await server.stderr.readline())):
                assert line
        newsroom.playground.request_url = f"{found[1].decode()}/slack/events"
        assert "reopens to trucks" in (await newsroom.briefing()).text
        assert "reopens to trucks" in page(await newsroom.command("/brief halmeria"))
        server.terminate()
        said = (await server.communicate())[1].decode()
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
    assert "Traceback" not in said
    assert "stopping" in said


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"slack_app_token": "xapp-1"}, "BRIEFBOT_SLACK_APP_TOKEN"),
        ({"slack_bot_token": "xoxb-1"}, "OAuth & Permissions"),
    ],
    ids=["socket mode", "bad token"],
)
async def test_a_bot_that_cannot_start_ends_the_server_with_what_to_do(newsroom, changed, told):
    """The server does not come up, and the setting to look at stands in what it says."""
    server = await process(newsroom, **changed)
    async with asyncio.timeout(30):
        said = (await server.communicate())[1].decode()
    assert server.returncode != 0
    assert told in said
