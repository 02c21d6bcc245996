"""conversations.* and users.*: what the bot may read, page by page, and what it is refused."""

import pytest
from slack_sdk.errors import SlackApiError

from briefbot.playground.workspace import SCOPES


async def post(office, text="Ferry fares rise", **more):
    return await office.client.chat_postMessage(channel=office.channel().id, text=text, **more)


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
        ({"cursor": "1"}, "invalid_cursor"),
        ({"limit": "many"}, "invalid_limit"),
        ({"limit": -1}, "invalid_limit"),
        ({"limit": 1000}, "invalid_limit"),
        ({"channel": "nowhere"}, "channel_not_found"),
        ({"channel": "C0GENERAL01"}, "not_in_channel"),
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
    assert await names(types="private_channel") == {"risk-room"}
    office.channel("general").is_archived = True
    assert await names(exclude_archived=True) == {"world-news", "syria-desk"}


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("conversations.list", {}, "channels:read"),
        ("conversations.list", {"types": "public_channel,private_channel"}, "groups:read"),
        ("conversations.list", {"types": "im"}, "im:read"),
        ("users.conversations", {"types": "mpim"}, "mpim:read"),
        ("conversations.info", {"channel": "C0WORLDNEWS"}, "channels:read"),
        ("conversations.info", {"channel": "C0PRIVATE01"}, "groups:read"),
        ("conversations.info", {"channel": "D0ANABOT001"}, "im:read"),
        ("conversations.members", {"channel": "C0PRIVATE01"}, "groups:read"),
        ("conversations.open", {"users": "U0ANARUIZ1,U0SAMIHADD"}, "mpim:write"),
    ],
)
async def test_every_kind_of_conversation_wants_its_own_scope(office, method, arguments, needed):
    """With all scopes but the one that belongs to the kind, the call is refused and that one is named."""
    office.channel("risk-room").members.add(office.workspace.bot.id)
    every = {f"{family}:read" for family in ("channels", "groups", "im", "mpim")} | {"im:write"}
    office.workspace.scopes = frozenset(every - {needed})
    with pytest.raises(SlackApiError) as caught:
        await office.client.api_call(method, json=arguments)
    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", needed)


async def test_a_direct_conversation_is_described_by_who_is_in_it(office):
    """It has no name; it has the other person."""
    office.workspace.scopes = SCOPES | {"im:read"}
    described = (await office.client.conversations_info(channel="D0ANABOT001"))["channel"]
    assert (described["is_im"], described["user"], "name" in described) == (True, "U0ANARUIZ1", False)
    assert await office.refusal("conversations.list", types="channels") == "invalid_types"


async def test_a_cursor_belongs_to_what_it_was_given_for(office):
    """The cursor of one list is none of another."""
    first = await office.client.conversations_list(limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    assert await office.refusal("conversations.members", channel=office.channel().id, cursor=cursor) == "invalid_cursor"


async def test_what_is_posted_between_two_pages_does_not_move_them(office):
    """The second page of a history goes on where the first ended, whatever was said in between."""
    posted = [await office.post(str(n)) for n in range(4)]
    first = await office.client.conversations_history(channel=office.channel().id, limit=2)
    await office.post("later")
    second = await office.client.conversations_history(
        channel=office.channel().id, limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["ts"] for m in [*first["messages"], *second["messages"]]] == posted[::-1]


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
    assert await office.refusal("conversations.join", channel=office.channel("general").id) == "is_archived"
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


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": "U0NOBODY01"}, "user_not_found"),
        ({"users": "ana"}, "user_not_found"),  # a handle is no id
        ({"users": "U0BRIEFBOT"}, "cannot_dm_bot"),
        ({"users": ",".join(["U0ANARUIZ1"] * 9)}, "too_many_users"),
        ({"channel": "C0WORLDNEWS"}, "method_not_supported_for_channel_type"),
    ],
)
async def test_a_conversation_that_cannot_be_opened_is_refused(office, arguments, error):
    """Nobody, somebody who is not there, the bot itself, too many, and a channel are refused, each in Slack's word."""
    assert await office.refusal("conversations.open", **arguments) == error
