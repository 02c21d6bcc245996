"""chat.*: posting, changing and deleting messages, and what Slack refuses of them."""

import pytest
from slack_sdk.errors import SlackApiError

from briefbot.playground.workspace import SCOPES


async def post(office, text="Ferry fares rise", **more):
    return await office.client.chat_postMessage(channel=office.channel().id, text=text, **more)


async def test_a_posted_message_stands_in_the_channel_and_its_history(office):
    """What was posted comes back from the answer and from the history: text, blocks, author, and metadata if asked."""
    blocks = [{"type": "divider"}]
    metadata = {"event_type": "delivery", "event_payload": {"key": "d1"}}
    posted = await post(office, blocks=blocks, metadata=metadata)
    plain = (await office.client.conversations_history(channel=office.channel().id))["messages"]
    full = (await office.client.conversations_history(channel=office.channel().id, include_all_metadata=True))[
        "messages"
    ]
    assert full == [posted["message"]]
    assert (full[0]["blocks"], full[0]["bot_id"], full[0]["metadata"]) == (blocks, "B0BRIEFBOT", metadata)
    assert "metadata" not in plain[0]


async def test_every_message_has_a_ts_of_its_own_in_order(office):
    """Twenty messages posted at once get twenty increasing stamps of Slack's form."""
    stamps = [(await post(office))["ts"] for _ in range(20)]
    assert sorted(set(stamps)) == stamps
    assert all(len(stamp.partition(".")[2]) == 6 for stamp in stamps)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": "", "text": "x"}, "channel_not_found"),
        ({"channel": "risk-room", "text": "x"}, "channel_not_found"),  # private, and the bot is not in it
        ({"channel": "ana", "text": "x"}, "channel_not_found"),  # a direct conversation has no name
        ({"channel": "general", "text": "x"}, "not_in_channel"),
        ({"channel": "old-desk", "text": "x"}, "is_archived"),
        ({"channel": "world-news"}, "no_text"),
        ({"channel": "world-news", "text": " \n"}, "no_text"),
        ({"channel": "world-news", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": "world-news", "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": "world-news", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "world-news", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "world-news", "blocks": '{"type": "divider"}'}, "invalid_blocks"),
        ({"channel": "world-news", "text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"channel": "world-news", "text": "x", "metadata": {"event_type": "d"}}, "invalid_metadata_schema"),
        ({"channel": "world-news", "text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": 1, "event_payload": {}}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "d", "event_payload": "p"}}, "invalid_metadata_schema"),
    ],
)
async def test_what_slack_refuses_to_post_is_refused(office, arguments, error):
    """A place where the bot may not write, or something that is no message, is refused, and nothing is posted."""
    office.channel("general").is_archived = False
    office.workspace.channels.append(
        type(office.channel())("C0OLDDESK01", "old-desk", {office.workspace.bot.id}, is_archived=True)
    )
    assert await office.refusal("chat.postMessage", **{"channel": "world-news"} | arguments) == error
    assert not any(channel.messages for channel in office.workspace.channels)


async def test_refused_blocks_are_explained(office):
    """invalid_blocks comes with the reason and the JSON pointer of what is wrong."""
    with pytest.raises(SlackApiError) as caught:
        await post(office, blocks=[{"type": "section"}])
    assert caught.value.response["errors"] == ["missing required field: text or fields [json-pointer:/blocks/0]"]
    assert caught.value.response["response_metadata"]["messages"][0].startswith("[ERROR] missing required field")


async def test_a_message_with_too_much_in_its_blocks_is_refused(office):
    """Legal blocks that hold more than 13,200 characters together are msg_blocks_too_long; with as many, they pass."""

    def blocks(total):
        texts = [min(3000, total - start) for start in range(0, total, 3000)]
        return [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * size}} for size in texts]

    await post(office, blocks=blocks(13_200))
    channel = office.channel().id
    assert await office.refusal("chat.postMessage", channel=channel, blocks=blocks(13_201)) == "msg_blocks_too_long"


async def test_a_text_of_more_than_40000_characters_is_cut(office):
    """Slack keeps the first 40,000 characters, and warns that it did."""
    whole, cut = await post(office, "x" * 40_000), await post(office, "x" * 40_001)
    assert [len(answer["message"]["text"]) for answer in (whole, cut)] == [40_000] * 2
    assert "response_metadata" not in whole.data
    assert cut["response_metadata"]["warnings"] == ["message_truncated"]


async def test_markdown_is_posted_as_a_block_of_it(office):
    """markdown_text of 12,000 characters, without text or blocks, is a message."""
    await office.client.api_call(
        "chat.postMessage", json={"channel": office.channel().id, "markdown_text": "*" * 12_000}
    )
    (message,) = office.channel().messages
    assert [block["type"] for block in message.blocks] == ["markdown"]


async def test_a_message_to_a_person_stands_in_the_conversation_with_the_bot(office):
    """Posting takes the id of a person for that of their direct conversation, and no person's handle."""
    posted = await office.client.chat_postMessage(channel="U0ANARUIZ1", text="x")
    assert posted["channel"] == "D0ANABOT001"


async def test_only_posting_takes_a_channel_by_name(office):
    """Every other method wants its id."""
    ts = await office.post()
    for method in ("chat.update", "chat.delete", "chat.getPermalink", "conversations.info", "conversations.history"):
        arguments = {"channel": "world-news", "ts": ts, "message_ts": ts, "text": "y"}
        assert await office.refusal(method, **arguments) == "channel_not_found"
    assert office.channel().messages[0].text == "Ferry fares rise"


async def test_a_reply_to_a_reply_stands_in_the_same_thread(office):
    """Slack knows one level of threads: the parent's ts is what counts."""
    parent = await post(office)
    reply = await post(office, thread_ts=parent["ts"])
    second = await post(office, thread_ts=reply["ts"])
    assert second["message"]["thread_ts"] == parent["ts"]


async def test_a_bot_with_leave_writes_to_public_channels_that_it_is_not_in(office):
    """chat:write.public opens #general, and no private channel."""
    office.workspace.scopes = SCOPES | {"chat:write.public"}
    await office.client.chat_postMessage(channel="#general", text="x")
    assert await office.refusal("chat.postMessage", channel="C0PRIVATE01", text="x") == "channel_not_found"


async def test_an_ephemeral_message_is_in_no_history(office):
    """What one person alone sees is in no history, is neither updated nor deleted, and has no link and no thread."""
    channel, ana = office.channel(), office.workspace.user("ana")
    parent = await post(office)
    shown = await office.client.chat_postEphemeral(channel=channel.id, user=ana.id, text="x", thread_ts=parent["ts"])
    assert channel.messages[-1].seen_by == ana.id
    assert len((await office.client.conversations_history(channel=channel.id))["messages"]) == 1
    assert len((await office.client.conversations_replies(channel=channel.id, ts=parent["ts"]))["messages"]) == 1
    for method in ("chat.update", "chat.delete"):
        assert await office.refusal(method, channel=channel.id, ts=shown["message_ts"], text="y") == "message_not_found"
    ts = shown["message_ts"]
    assert await office.refusal("chat.getPermalink", channel=channel.id, message_ts=ts) == "message_not_found"
    assert await office.refusal("conversations.replies", channel=channel.id, ts=ts) == "thread_not_found"
    for thread in (ts, "1.000001"):
        arguments = {"channel": channel.id, "user": ana.id, "text": "y", "thread_ts": thread}
        for method in ("chat.postMessage", "chat.postEphemeral"):
            assert await office.refusal(method, **arguments) == "thread_not_found"


async def test_an_ephemeral_message_goes_to_members_only(office):
    """Somebody who is not in the channel is refused."""
    channel = office.channel().id
    assert await office.refusal("chat.postEphemeral", channel=channel, user="U0", text="x") == "user_not_in_channel"


async def test_an_update_keeps_the_metadata_and_drops_the_blocks(office):
    """chat.update with text alone replaces text and blocks, marks the message edited, and keeps its metadata."""
    metadata = {"event_type": "delivery", "event_payload": {}}
    posted = await post(office, blocks=[{"type": "divider"}], metadata=metadata)
    await office.client.chat_update(channel=office.channel().id, ts=posted["ts"], text="Ferry fares fall")
    (message,) = office.channel().messages
    assert (message.text, message.blocks, message.metadata) == ("Ferry fares fall", [], metadata)
    assert message.edited is not None
    other = {"event_type": "correction", "event_payload": {}}
    await office.client.chat_update(channel=office.channel().id, ts=posted["ts"], text="Fares fall", metadata=other)
    assert message.metadata == other


async def test_an_update_of_more_than_4000_characters_is_refused(office):
    """chat.update has a limit of its own."""
    ts, channel = (await post(office))["ts"], office.channel().id
    await office.client.chat_update(channel=channel, ts=ts, text="x" * 4000)
    assert await office.refusal("chat.update", channel=channel, ts=ts, text="x" * 4001) == "msg_too_long"


@pytest.mark.parametrize(
    ("method", "error"), [("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")]
)
async def test_what_somebody_else_wrote_is_theirs(office, method, error):
    """A person's message is neither updated nor deleted by the bot, and one that is not there is not found."""
    said = await office.playground.say("ana", "world-news", "my words")
    channel = office.channel().id
    assert await office.refusal(method, channel=channel, ts=said.ts, text="x") == error
    assert await office.refusal(method, channel=channel, ts="1.000001", text="x") == "message_not_found"
    assert said.text == "my words"


async def test_a_deleted_message_is_gone(office):
    """After chat.delete the history is empty, and a second one finds no message."""
    ts, channel = (await post(office))["ts"], office.channel().id
    await office.client.chat_delete(channel=channel, ts=ts)
    assert (await office.client.conversations_history(channel=channel))["messages"] == []
    assert await office.refusal("chat.delete", channel=channel, ts=ts) == "message_not_found"


async def test_a_permalink_names_channel_and_message(office):
    """chat.getPermalink gives the address that Slack would."""
    ts, channel = (await post(office))["ts"], office.channel().id
    link = (await office.client.chat_getPermalink(channel=channel, message_ts=ts))["permalink"]
    assert link == f"https://newsroom.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    assert await office.refusal("chat.getPermalink", channel=channel, message_ts="1.0") == "message_not_found"
