"""The Web API as a client of slack_sdk meets it: how a call comes, and who may make it."""

import json
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from briefbot.playground.workspace import SCOPES
from tests.playground.conftest import APP_TOKEN, TOKEN

MANIFEST = Path(__file__).parent.parent.parent / "deploy/slack-manifest.json"


# How a call comes


@pytest.mark.parametrize("way", ["query", "form", "json", "query and form", "token in the form"])
async def test_a_call_is_the_same_in_every_way_that_slack_takes_it(office, way):
    """GET with a query, POST with a form or JSON or a mix, the token in a header or in a form: all do the same."""
    arguments = {"channel": office.channel().id, "text": "Ferry fares rise", "unfurl_links": "false"}
    header = {"Authorization": f"Bearer {TOKEN}"}
    calls = {
        "query": {"method": "GET", "params": arguments, "headers": header},
        "form": {"method": "POST", "data": arguments, "headers": header},
        "json": {"method": "POST", "json": arguments | {"unfurl_links": False}, "headers": header},
        "token in the form": {"method": "POST", "data": arguments | {"token": TOKEN}},
        "query and form": {
            "method": "POST",
            "params": {"channel": arguments["channel"]},
            "data": {"text": arguments["text"]},
            "headers": header,
        },
    }
    answer = (await office.http.request(url="/api/chat.postMessage", **calls[way])).json()
    (message,) = office.channel().messages
    assert (answer["ok"], answer["ts"], message.text) == (True, message.ts, "Ferry fares rise")


@pytest.mark.parametrize("way", ["query", "json", "no scheme", "another scheme"])
async def test_a_token_that_comes_in_another_way_is_none(office, way):
    """In a query, in JSON, bare in the header or as a password a token does not count, as for every app since 2021."""
    calls = {
        "query": {"method": "GET", "params": {"token": TOKEN}},
        "json": {"method": "POST", "json": {"token": TOKEN}},
        "no scheme": {"method": "POST", "headers": {"Authorization": TOKEN}},
        "another scheme": {"method": "POST", "headers": {"Authorization": f"Basic {TOKEN}"}},
    }
    assert (await office.http.request(url="/api/auth.test", **calls[way])).json()["error"] == "not_authed"


@pytest.mark.parametrize(
    ("body", "media", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json; charset=utf-8", "json_not_object"),
        ("null", "application/json", "json_not_object"),
        ("text=x", "", "missing_post_type"),
        ("text=x", "text/plain", "invalid_post_type"),
        ("<text>x</text>", "application/xml", "invalid_post_type"),
    ],
)
async def test_a_body_that_slack_does_not_read_is_refused(office, body, media, error):
    """What is no JSON object, or of a media type that Slack does not take arguments in, is refused in its words."""
    answer = await office.http.post("/api/api.test", content=body, headers={"Content-Type": media} if media else {})
    assert answer.json() == {"ok": False, "error": error}


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
    """apps.connections.open gives an address to connect to; the bot's token is refused there, the app's elsewhere."""
    opened = await AsyncWebClient(base_url=f"{office.address}/api/").apps_connections_open(app_token=APP_TOKEN)
    assert opened["url"].startswith(office.address.replace("http", "ws"))
    assert await office.refusal("apps.connections.open") == "not_allowed_token_type"
    office.client.token = APP_TOKEN
    assert await office.refusal("auth.test") == "not_allowed_token_type"
