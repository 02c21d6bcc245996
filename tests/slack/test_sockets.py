"""Socket Mode: the bot behind it hears what people say whatever becomes of one connection, and says when it is deaf."""

import asyncio
import contextlib

import pytest

from briefbot.errors import SlackError
from tests.slack.conftest import APP_TOKEN, BRIDGE, page


class Wire:
    """The way between the bot and the workspace, which may go dead without closing."""

    def __init__(self):
        self.is_dead = False
        self.address = ""

    @contextlib.asynccontextmanager
    async def to(self, address):
        host, port = address.removeprefix("http://").split(":")

        async def carry(reader, writer):
            with contextlib.suppress(OSError):
                while data := await reader.read(65536):
                    while self.is_dead:  # noqa: ASYNC110 - set by the test
                        await asyncio.sleep(0.05)
                    writer.write(data)
                    await writer.drain()
            writer.close()

        async def taken(reader, writer):
            away = await asyncio.open_connection(host, int(port))
            await asyncio.gather(carry(reader, away[1]), carry(away[0], writer))

        server = await asyncio.start_server(taken, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            self.is_dead = False
            server.close()


async def test_two_sockets_are_open_and_each_command_is_answered_once(newsroom):
    """The workspace has two connections, sends each event over one of them, and gets one answer."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot(slack_app_token=APP_TOKEN):
        await newsroom.until(lambda: newsroom.playground.sockets == 2)
        for number in range(4):
            await newsroom.command("/brief help")
            assert len(newsroom.alone("ana")) == number + 1
    assert newsroom.playground.sockets == 0


async def test_a_routine_disconnect_loses_nothing_that_people_say(newsroom):
    """While Slack replaces one socket after the other, with a warning in time, each command is answered once."""
    async with newsroom.bot(slack_app_token=APP_TOKEN):
        await newsroom.until(lambda: newsroom.playground.sockets == 2)

        async def refresh():
            for _ in range(3):
                await newsroom.playground.refresh_socket(notice=0.5)
                await newsroom.until(lambda: newsroom.playground.sockets >= 2)

        refreshing = asyncio.create_task(refresh())
        asked = 0
        while not refreshing.done() or asked < 10:
            await newsroom.command("/brief help")
            asked += 1
        await refreshing
        assert len(newsroom.alone("ana")) == asked
        assert not [e for e in newsroom.playground.requests if e.kind == "command" and not e.went_well]


async def test_one_socket_alone_is_replaced_before_it_is_let_go(newsroom):
    """With a warning in time there is a moment with two, and none without."""
    async with newsroom.bot(slack_app_token=APP_TOKEN, sockets=1):
        await newsroom.until(lambda: newsroom.playground.sockets == 1)
        refreshing = asyncio.create_task(newsroom.playground.refresh_socket(notice=1.0))
        least = 1
        while not refreshing.done():
            least = min(least, newsroom.playground.sockets)
            await asyncio.sleep(0.01)
        assert least == 1
        await newsroom.command("/brief help")


async def test_a_question_that_was_not_acknowledged_is_taken_when_it_comes_again(newsroom):
    """What Slack sends again, because the first socket died under it, is answered once."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot(slack_app_token=APP_TOKEN):
        await newsroom.until(lambda: newsroom.playground.sockets == 2)
        await newsroom.until(newsroom.stories)
        said = await newsroom.ask("@briefbot how many trucks crossed?")
        await newsroom.playground.refresh_socket()
        assert "260" in said
        again = await newsroom.ask("@briefbot how many beams were replaced?")
        assert "18" in again
        await newsroom.settled()
    assert len([m for m in newsroom.shown() if m.is_reply]) == 2


async def test_silence_on_every_socket_ends_the_bot_in_words(newsroom):
    """When not even a pong comes for so long, `run` stops and raises what to do, which ends the process with 1."""
    async with Wire().to(newsroom.address) as wire:
        newsroom.playground.address = wire.address
        with pytest.raises(SlackError, match=r"nothing has come over the sockets.*no pong"):  # noqa: PT012
            async with newsroom.bot(slack_app_token=APP_TOKEN, slack_api_url=f"{wire.address}/api/", socket_silence=2):
                await newsroom.until(lambda: newsroom.playground.sockets == 2)
                wire.is_dead = True
                await newsroom.settled(4)


async def test_a_socket_that_hears_pongs_alone_stays(newsroom):
    """Quiet is not silence: without an event for longer than the watchdog waits, the bot still answers."""
    async with newsroom.bot(slack_app_token=APP_TOKEN, socket_silence=1):
        await newsroom.settled(3)
        assert "subscribe" in page(await newsroom.command("/brief help"))
