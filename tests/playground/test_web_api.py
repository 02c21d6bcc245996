"""The Web API as a client of slack_sdk meets it: what is answered, and what is refused, as Slack does."""

import json
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from briefbot.playground.workspace import SCOPES
from tests.playground.conftest import APP_TOKEN, TOKEN

MANIFEST = Path(__file__).parent.parent.parent / "deploy/slack-manifest.json"


async def post(office, text="Ferry fares rise", **more):
    return await office.client.chat_postMessage(channel=office.channel().id, text=text, **more)


# How a call comes


@pytest.mark.parametrize("way", ["query", "form", "json", "token in the form", "token in the query"])
async def test_a_call_is_the_same_in_every_way_that_slack_takes_it(office, way):
    """GET with a query, POST with a form or JSON, the token in a header or among the arguments: all do the same."""
    arguments = {"channel": office.channel().id, "text": "Ferry fares rise", "unfurl_links": "false"}
    header = {"Authorization": f"Bearer {TOKEN}"}
    calls = {
        "query": {"method": "GET", "params": arguments, "headers": header},
        "form": {"method": "POST", "data": arguments, "headers": header},
        "json": {"method": "POST", "json": arguments | {"unfurl_links": False}, "headers": header},
        "token in the form": {"method": "POST", "data": arguments | {"token": TOKEN}},
        "token in the query": {"method": "GET", "params": arguments | {"token": TOKEN}},
    }
    answer = (await office.http.request(url="/api/chat.postMessage", **calls[way])).json()
    (message,) = office.channel().messages
    assert (answer["ok"], answer["ts"], message.text) == (True, message.ts, "Ferry fares rise")


@pytest.mark.parametrize("body", ["{", "[]", "null", '"text"'])
async def test_json_that_is_no_object_is_refused(office, body):
    """A body that is no JSON object is answered with invalid_json."""
    answer = await office.http.post("/api/api.test", content=body, headers={"Content-Type": "application/json"})
    assert answer.json() == {"ok": False, "error": "invalid_json"}


async def test_a_method_that_there_is_not_is_refused(office):
    """An unknown method is named in the refusal."""
    with pytest.raises(SlackApiError) as caught:
        await office.client.api_call("chat.telegraph")
    assert (caught.value.response["error"], caught.value.response["req_method"]) == ("unknown_method", "chat.telegraph")


# Tokens and scopes

METHODS = (
    "auth.test", "chat.delete", "chat.getPermalink", "chat.postEphemeral", "chat.postMessage", "chat.update",
    "conversations.history", "conversations.info", "conversations.join", "conversations.list", "conversations.members",
    "conversations.open", "conversations.replies", "users.conversations", "users.info", "views.open", "views.publish",
    "views.push", "views.update",
)  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
async def test_every_method_wants_the_token(office, method):
    """Without a token a call is not_authed, with another one it is invalid_auth, before anything else is looked at."""
    assert (await office.http.post(f"/api/{method}")).json()["error"] == "not_authed"
    wrong = await office.http.post(f"/api/{method}", headers={"Authorization": "Bearer xoxb-other"})
    assert wrong.json()["error"] == "invalid_auth"


@pytest.mark.parametrize(
    "method", [m for m in METHODS if m not in {"auth.test", "chat.getPermalink"} and not m.startswith("views.")]
)
async def test_every_method_wants_its_scope(office, method):
    """A token without scopes is refused, and told which scope it needs and which it has."""
    office.workspace.scopes = frozenset({"commands"})
    with pytest.raises(SlackApiError) as caught:
        await office.client.api_call(method)
    answer = caught.value.response
    assert (answer["error"], answer["provided"]) == ("missing_scope", "commands")
    assert ":" in answer["needed"]


@pytest.mark.parametrize(
    ("kind", "needed"), [("channel", "channels:history"), ("private", "groups:history"), ("direct", "im:history")]
)
async def test_what_a_conversation_holds_is_read_by_the_scope_of_its_kind(office, kind, needed):
    """Public channels, private ones and direct conversations each want their own history scope."""
    private, bot = office.channel("risk-room"), office.workspace.bot.id
    private.members.add(bot)
    place = {"channel": office.channel(), "private": private, "direct": office.channel("D0ANABOT001")}[kind]
    office.workspace.scopes = SCOPES - {needed}
    with pytest.raises(SlackApiError) as caught:
        await office.client.conversations_history(channel=place.id)
    assert caught.value.response["needed"] == needed
    office.workspace.scopes = frozenset({needed})
    assert (await office.client.conversations_history(channel=place.id))["messages"] == []


def test_the_demos_bot_has_the_scopes_of_the_manifest_and_no_more():
    """What the bot may do in the playground is what deploy/slack-manifest.json asks Slack for."""
    assert set(json.loads(MANIFEST.read_text("utf-8"))["oauth_config"]["scopes"]["bot"]) == SCOPES


async def test_scopes_come_in_a_header(office):
    """Each answer says in x-oauth-scopes what the token may do."""
    answer = await office.client.auth_test()
    assert set(answer.headers["x-oauth-scopes"].split(",")) == SCOPES


async def test_auth_test_says_who_the_bot_is(office):
    """auth.test gives the workspace, and the bot's user and app ids."""
    answer, bot = await office.client.auth_test(), office.workspace.bot
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (office.workspace.team_id, bot.id, bot.bot_id)


async def test_api_test_needs_no_token(office):
    """api.test gives back what it was sent."""
    assert (await office.http.get("/api/api.test", params={"ping": "1"})).json() == {"ok": True, "args": {"ping": "1"}}


async def test_a_socket_is_opened_for_the_app_token_alone(office):
    """apps.connections.open gives an address to connect to; the bot token is refused."""
    opened = await AsyncWebClient(base_url=f"{office.address}/api/").apps_connections_open(app_token=APP_TOKEN)
    assert opened["url"].startswith(office.address.replace("http", "ws"))
    assert await office.refusal("apps.connections.open") == "invalid_auth"


# Posting


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
        ({"text": "x"}, "channel_not_found"),
        ({"channel": "risk-room", "text": "x"}, "channel_not_found"),  # private, and the bot is not in it
        ({"channel": "general", "text": "x"}, "not_in_channel"),
        ({"channel": "old-desk", "text": "x"}, "is_archived"),
        ({"channel": "world-news"}, "no_text"),
        ({"channel": "world-news", "text": ""}, "no_text"),
        ({"channel": "world-news", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "world-news", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": "world-news", "blocks": '{"type": "divider"}'}, "invalid_blocks"),
        ({"channel": "world-news", "text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"channel": "world-news", "text": "x", "metadata": {"event_type": "d"}}, "invalid_metadata_schema"),
        ({"channel": "world-news", "text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_schema"),
    ],
)
async def test_what_slack_refuses_to_post_is_refused(office, arguments, error):
    """A place where the bot may not write, or something that is no message, is refused, and nothing is posted."""
    office.channel("general").is_archived = False
    office.workspace.channels.append(
        type(office.channel())("C0OLDDESK01", "old-desk", {office.workspace.bot.id}, is_archived=True)
    )
    assert await office.refusal("chat.postMessage", **arguments) == error
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
    """Slack keeps the first 40,000 characters."""
    assert len((await post(office, "x" * 40_001))["message"]["text"]) == 40_000


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
    assert await office.refusal("chat.postMessage", channel="risk-room", text="x") == "channel_not_found"


async def test_an_ephemeral_message_is_in_no_history(office):
    """What one person alone sees is neither in history nor replies, and can be neither updated nor deleted."""
    channel, ana = office.channel(), office.workspace.user("ana")
    parent = await post(office)
    shown = await office.client.chat_postEphemeral(channel=channel.id, user=ana.id, text="x", thread_ts=parent["ts"])
    assert channel.messages[-1].seen_by == ana.id
    assert len((await office.client.conversations_history(channel=channel.id))["messages"]) == 1
    assert len((await office.client.conversations_replies(channel=channel.id, ts=parent["ts"]))["messages"]) == 1
    for method in ("chat.update", "chat.delete"):
        assert await office.refusal(method, channel=channel.id, ts=shown["message_ts"], text="y") == "message_not_found"


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


# Reading


async def test_history_is_paged_newest_first(office):
    """Cursor by cursor, every message comes once, and the last page has no cursor."""
    posted = [(await post(office))["ts"] for _ in range(7)]
    pages = [
        [m["ts"] for m in page["messages"]]
        async for page in await office.client.conversations_history(channel=office.channel().id, limit=3)
    ]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [ts for page in pages for ts in page] == posted[::-1]


async def test_replies_are_paged_oldest_first_with_the_parent_on_every_page(office):
    """Each page of conversations.replies begins with the parent, whatever its bounds, and goes on with its replies."""
    parent = (await post(office))["ts"]
    replies = [(await post(office, thread_ts=parent))["ts"] for _ in range(5)]
    call = await office.client.conversations_replies(
        channel=office.channel().id, ts=parent, limit=2, oldest=replies[0], inclusive=False
    )
    pages = [[m["ts"] for m in page["messages"]] async for page in call]
    assert pages == [[parent, *replies[1:3]], [parent, *replies[3:]]]


async def test_replies_stand_in_their_thread_and_not_in_the_history(office):
    """conversations.history has the parent alone."""
    parent = (await post(office))["ts"]
    await post(office, thread_ts=parent)
    history = (await office.client.conversations_history(channel=office.channel().id))["messages"]
    assert [m["ts"] for m in history] == [parent]


@pytest.mark.parametrize(("inclusive", "found"), [(True, [2, 1, 0]), (False, [1])])
async def test_history_is_bounded_by_ts(office, inclusive, found):
    """`oldest` and `latest` leave their own messages out unless `inclusive` says otherwise."""
    stamps = [(await post(office))["ts"] for _ in range(3)]
    answer = await office.client.conversations_history(
        channel=office.channel().id, oldest=stamps[0], latest=stamps[2], inclusive=inclusive
    )
    assert [m["ts"] for m in answer["messages"]] == [stamps[i] for i in found]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "tomorrow"}, "invalid_ts_latest"),
        ({"cursor": "next"}, "invalid_cursor"),
        ({"cursor": "-1"}, "invalid_cursor"),
        ({"channel": "nowhere"}, "channel_not_found"),
        ({"channel": "general"}, "not_in_channel"),
    ],
)
async def test_a_history_that_cannot_be_read_is_refused(office, arguments, error):
    """Bounds and cursors that are none, and channels that the bot is not in, are refused."""
    assert await office.refusal("conversations.history", **{"channel": office.channel().id} | arguments) == error


async def test_a_thread_that_is_not_there_is_refused(office):
    """conversations.replies on an unknown ts is thread_not_found."""
    channel = office.channel().id
    assert await office.refusal("conversations.replies", channel=channel, ts="1.000001") == "thread_not_found"


async def test_channels_are_listed_by_type(office):
    """Public channels by default; private and direct ones where asked for, and only those that the bot is in."""

    async def names(**arguments):
        return {c["name"] for c in (await office.client.conversations_list(**arguments))["channels"]}

    assert await names() == {"world-news", "syria-desk", "general"}
    assert await names(types="private_channel") == set()
    office.channel("risk-room").members.add(office.workspace.bot.id)
    assert await names(types="private_channel,im") == {"risk-room", "ana", "sami"}
    office.channel("general").is_archived = True
    assert await names(exclude_archived=True) == {"world-news", "syria-desk"}


async def test_the_list_of_channels_is_paged(office):
    """Two to a page, three channels make two pages."""
    pages = [len(page["channels"]) async for page in await office.client.conversations_list(limit=2)]
    assert pages == [2, 1]


async def test_joining_makes_a_channel_writable(office):
    """#general refuses the bot until it has joined."""
    channel = office.channel("general").id
    assert await office.refusal("chat.postMessage", channel=channel, text="x") == "not_in_channel"
    assert (await office.client.conversations_join(channel=channel))["channel"]["is_member"] is True
    await office.client.chat_postMessage(channel=channel, text="x")


async def test_only_open_public_channels_can_be_joined(office):
    """An archived channel and a direct conversation are refused."""
    office.channel("general").is_archived = True
    assert await office.refusal("conversations.join", channel="general") == "is_archived"
    wrong = await office.refusal("conversations.join", channel="D0ANABOT001")
    assert wrong == "method_not_supported_for_channel_type"


async def test_a_channel_is_described_with_its_members(office):
    """conversations.info counts the members that conversations.members lists, page by page."""
    channel = office.channel()
    info = (await office.client.conversations_info(channel=channel.id))["channel"]
    pages = await office.client.conversations_members(channel=channel.id, limit=2)
    members = [member async for page in pages for member in page["members"]]
    assert (info["name"], info["num_members"], set(members)) == ("world-news", len(members), channel.members)


async def test_people_are_known_by_id_with_their_zone(office):
    """users.info gives a person's name and time zone; nobody is user_not_found."""
    office.workspace.scopes = SCOPES | {"users:read"}
    user = (await office.client.users_info(user="U0SAMIHADD"))["user"]
    assert (user["real_name"], user["tz"], user["is_bot"]) == ("Sami Haddad", "Asia/Kuwait", False)
    assert await office.refusal("users.info", user="U0NOBODY01") == "user_not_found"


async def test_a_direct_conversation_is_opened_once(office):
    """conversations.open gives the same channel each time."""
    office.workspace.scopes = SCOPES | {"im:write"}
    opened = {(await office.client.conversations_open(users="U0ANARUIZ1"))["channel"]["id"] for _ in range(2)}
    assert opened == {"D0ANABOT001"}
    assert await office.refusal("conversations.open", users="U0NOBODY01") == "user_not_found"
