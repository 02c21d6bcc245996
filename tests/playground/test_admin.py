"""What an admin does to the workspace, and what Slack makes of the bot's calls then."""

import json

import pytest

from tests.playground.conftest import TOKEN


async def test_an_archived_channel_is_read_and_not_written_to(office):
    """Posting, changing, joining and typing are refused there, reading is not; unarchived, all is as before."""
    ts, channel = await office.post(), office.channel().id
    await office.playground.admin.archive("world-news")
    for method in ("chat.postMessage", "chat.update", "chat.postEphemeral", "conversations.join"):
        arguments = {"channel": channel, "text": "x", "ts": ts, "user": "U0ANARUIZ1"}
        assert await office.refusal(method, **arguments) == "is_archived"
    with pytest.raises(ValueError, match="#world-news is archived"):
        await office.playground.say("ana", "world-news", "hello")
    assert len((await office.client.conversations_history(channel=channel))["messages"]) == 1
    assert (await office.client.conversations_info(channel=channel))["channel"]["is_archived"] is True
    await office.playground.admin.unarchive("world-news")
    await office.post()


async def test_a_direct_conversation_is_not_archived(office):
    """It is no channel."""
    with pytest.raises(KeyError):
        await office.playground.admin.archive("D0ANABOT001")


async def test_a_revoked_token_is_refused_until_it_is_given_back(office, receiver):
    """Every call is token_revoked and no event comes, without a word to the bot; given back, the same token is good."""
    await office.playground.admin.revoke()
    assert office.workspace.is_revoked
    for method in ("auth.test", "chat.postMessage", "users.info"):
        assert await office.refusal(method, channel=office.channel().id, text="x") == "token_revoked"
    await office.playground.say("ana", "world-news", "hello")
    await office.playground.admin.give_back()
    await office.client.auth_test()
    await office.playground.say("ana", "world-news", "hello again")
    await office.until(lambda: receiver.received)
    assert b"hello again" in receiver.received[0].body


async def test_a_token_is_not_given_back_once_there_is_another(office):
    """Where the app was installed again meanwhile, the old token stays dead."""
    await office.playground.admin.revoke()
    office.workspace.bot_token = "xoxb-new"
    await office.playground.admin.give_back()
    assert (office.workspace.refuses(TOKEN), office.workspace.refuses("xoxb-new")) == ("token_revoked", None)


async def test_a_removed_app_is_told(office, receiver):
    """Its token is account_inactive, and it is told that it was revoked and that it was removed."""
    await office.playground.admin.remove()
    assert await office.refusal("auth.test") == "account_inactive"
    told = [json.loads(each.body)["event"]["type"] for each in receiver.received]
    assert told == ["tokens_revoked", "app_uninstalled"]


async def test_what_an_admin_did_stands_among_the_requests(office):
    """Each act is written down, in words."""
    admin = office.playground.admin
    await admin.archive("world-news")
    await admin.unarchive("world-news")
    await admin.revoke()
    await admin.give_back()
    assert [(each.kind, each.name, each.went_well) for each in office.playground.requests] == [
        ("admin", "archive a channel", True),
        ("admin", "unarchive a channel", True),
        ("admin", "revoke the token", True),
        ("admin", "give the token back", True),
    ]
