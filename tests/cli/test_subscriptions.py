"""`briefbot subscribe`, `subscriptions` and `unsubscribe`, in a workspace on loopback."""

import asyncio

import pytest

from briefbot.playground.server import Playground
from briefbot.playground.workspace import demo_workspace

TOKEN = "xoxb-test"


@pytest.fixture
async def workspace(briefbot):
    """A workspace that the commands talk to."""
    playground = Playground(demo_workspace(TOKEN), signing_secret="secret")
    async with playground.serve() as address:
        briefbot.environment |= {"BRIEFBOT_SLACK_BOT_TOKEN": TOKEN, "BRIEFBOT_SLACK_API_URL": f"{address}/api/"}
        yield playground


async def test_a_subscription_is_made_listed_and_ended(briefbot, workspace):
    """Its id alone is on stdout; the schedule is read back in words; the list has it until it is ended."""
    made = await asyncio.to_thread(
        briefbot, "subscribe", "#world-news", "syria OR damascus", "weekdays 08:00 in Asia/Kuwait", "--limit", "3"
    )
    assert made.status == 0, made.err
    number = made.out.strip()
    assert number.isdigit()
    assert "#world-news is briefed on syria OR damascus" in made.err
    assert f"briefbot unsubscribe {number}" in made.err
    listed = await asyncio.to_thread(briefbot, "subscriptions")
    id_, channel, topic, when, following = listed.out.rstrip("\n").split("\t")
    assert (id_, channel, topic) == (number, workspace.workspace.channel("world-news").id, "syria OR damascus")
    assert "08:00" in when
    assert following.endswith("08:00")
    assert (await asyncio.to_thread(briefbot, "unsubscribe", number)).status == 0
    again = await asyncio.to_thread(briefbot, "subscriptions")
    assert (again.status, again.out) == (0, "")
    assert "briefbot subscribe '#world-news'" in again.err
    line = await asyncio.to_thread(briefbot.refused, "unsubscribe", number, status=1)
    assert number in line


async def test_a_public_channel_is_joined(briefbot, workspace):
    """The bot becomes a member of the channel that it is to brief."""
    channel = workspace.workspace.channel("general")
    assert workspace.workspace.bot.id not in channel.members
    assert (await asyncio.to_thread(briefbot, "subscribe", "general", "", "every day at 7")).status == 0
    assert workspace.workspace.bot.id in channel.members


async def test_a_channel_that_the_bot_does_not_see_is_named(briefbot, workspace):
    """A private channel without the bot, or none of that name, is a failure that says what to do."""
    for channel in ("#risk-room", "#nowhere", "C0NOWHERE99"):
        line = await asyncio.to_thread(briefbot.refused, "subscribe", channel, "", "every day at 7", status=1)
        assert channel.removeprefix("#") in line
        assert "invite" in line


@pytest.mark.parametrize(
    ("topic", "when", "told"),
    [
        ('"oil price', "weekdays 08:00", "quotation mark"),
        ("syria", "sometimes", "sometimes"),
        ("syria", "weekdays 25:00", "25:00"),
        ("syria", "weekdays 08:00 in Asia/Nowhere", "Asia/Nowhere"),
        ("syria", "", ""),
    ],
)
async def test_a_topic_or_schedule_that_cannot_be_read_is_explained(briefbot, workspace, topic, when, told):
    """It is a usage error that shows what was not understood, before Slack is asked anything."""
    line = await asyncio.to_thread(briefbot.refused, "subscribe", "#world-news", topic, when, status=2)
    assert told in line
    assert not workspace.requests


async def test_a_bad_or_missing_token_is_explained(briefbot, workspace):
    """One line says which setting it is and where the right token stands."""
    command = ("subscribe", "#world-news", "", "every day at 7")
    wrong = await asyncio.to_thread(briefbot.refused, *command, status=1, BRIEFBOT_SLACK_BOT_TOKEN="xoxb-wrong")
    assert "BRIEFBOT_SLACK_BOT_TOKEN" in wrong
    assert "OAuth & Permissions" in wrong
    none = await asyncio.to_thread(briefbot.refused, *command, status=2, BRIEFBOT_SLACK_BOT_TOKEN="")
    assert "BRIEFBOT_SLACK_BOT_TOKEN is not set" in none


async def test_a_missing_scope_is_named(briefbot, workspace):
    """Where the app may not look for channels, the line says which scope to add."""
    workspace.workspace.scopes = frozenset({"chat:write"})
    line = await asyncio.to_thread(briefbot.refused, "subscribe", "#world-news", "", "every day at 7", status=1)
    assert "channels:read" in line
