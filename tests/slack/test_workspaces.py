"""One bot in many workspaces: each call with its workspace's token, each renewed once, none used after its end."""

import asyncio
import contextlib
import json
import logging
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.messages import Post
from briefbot.slack.faults import TokenUnavailableError
from briefbot.slack.installed import Installed
from briefbot.slack.outbox import Outbox
from briefbot.slack.workspaces import Workspaces
from tests.slack.conftest import BRIDGE, page
from tests.slack.town import APP, FIRST, SECOND, street

__all__ = ["street"]  # a fixture

POST, ACCESS = "chat.postMessage", "oauth.v2.access"


class Process:
    """What one process has of the workspaces: an archive of its own over the same file, and clients."""

    def __init__(self, street):
        self.archive = SQLiteArchive.open(street.first.archive)
        url = f"{street.address}/api/"
        self.tokens = Installed(self.archive, APP["client_id"], APP["client_secret"], url, timeout=2)
        self.workspaces = Workspaces(self.tokens, url, timeout=2)
        self.outbox = Outbox(self.archive, self.workspaces)

    async def ask(self, team=FIRST):
        """Some call, with whatever token there is."""
        return (await self.workspaces.client(team).auth_test())["team_id"]


@pytest.fixture
def process(street):
    opened = []

    def start():
        opened.append(Process(street))
        return opened[-1]

    yield start
    for each in opened:
        each.archive.close()


def soon():
    """An end that is near enough for a token to be renewed before it."""
    return datetime.now(UTC) + timedelta(hours=1)


async def test_each_workspace_is_called_with_its_own_token_and_none_without(street, process):
    """Two are answered as themselves; in a third `not_installed` is raised and no call is made."""
    street.installed()
    one = process()
    assert [*await asyncio.gather(one.ask(FIRST), one.ask(SECOND))] == [FIRST, SECOND]
    before = len(street.town.requests)
    with pytest.raises(SlackApiError, match="not_installed"):
        await one.ask("T9NOWHERE1")
    assert len(street.town.requests) == before


async def test_many_at_once_renew_a_token_once(street, process):
    """Twenty calls, some in another process, find a token that ends soon: one refresh, and all are answered."""
    street.installed(FIRST, expires=soon())
    spent = street.first.installation()
    one, other = process(), process()
    done = [*await asyncio.gather(*(each.ask() for each in [one, other] * 10))]
    assert done == [FIRST] * 20
    assert len(street.grants("refresh_token")) == 1
    kept = street.first.installation()
    assert kept.refresh != spent.refresh
    assert kept.expires > spent.expires


async def test_a_token_that_slack_calls_expired_is_renewed_once_and_all_try_again(street, process):
    """Where our clock has it good and Slack does not, four workers in two processes share one refresh."""
    street.installed(FIRST)
    street.town.expire(FIRST)
    one, other = process(), process()
    assert [*await asyncio.gather(one.ask(), other.ask(), one.ask(), other.ask())] == [FIRST] * 4
    assert len(street.grants("refresh_token")) == 1
    assert one.workspaces.shut == other.workspaces.shut == {}


async def test_the_next_pair_is_written_down_before_it_is_used(street, process, monkeypatch):
    """Where it cannot be kept, no call is made with it."""
    street.installed(FIRST)
    street.town.expire(FIRST)
    one = process()

    def full(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(one.archive, "renew", full)
    with pytest.raises(OSError, match="full"):
        await one.ask()
    assert [request.name for request in street.town.requests] == ["auth.test", ACCESS]


async def test_a_caller_that_is_cancelled_does_not_lose_the_pair(street, process):
    """Cancelled while Slack answers, the refresh ends all the same, and the next call has the new token."""
    street.installed(FIRST)
    street.town.expire(FIRST)
    one = process()
    asking = asyncio.create_task(one.ask())
    while not street.grants():  # noqa: ASYNC110 - Slack has given the pair, and the answer is on its way
        await asyncio.sleep(0)
    asking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asking
    assert asking.cancelled()
    await one.tokens.close()
    assert await one.ask() == FIRST
    assert len(street.grants()) == 1


@pytest.mark.parametrize(
    "fault", [{"kind": "drop_before"}, {"kind": "status", "status": 503}, {"kind": "error", "error": "internal_error"}]
)
async def test_a_token_that_still_holds_is_used_while_the_next_cannot_be_had(street, process, fault):
    """Slack out of reach an hour before the end: calls go on, and renewing is not tried at each of them."""
    street.installed(FIRST, expires=soon())
    street.town.faults.tell(ACCESS, **fault)
    one = process()
    assert [await one.ask() for _ in range(3)] == [FIRST] * 3
    assert len(street.grants("refresh_token")) == 1


async def test_a_token_that_has_run_out_is_asked_for_until_it_comes(street, process):
    """While the next cannot be had no call is made and nothing is shut; then it is had."""
    street.installed(FIRST, expires=datetime.now(UTC))
    street.town.faults.tell(ACCESS, "drop_before")
    one = process()
    with pytest.raises(TokenUnavailableError):
        await one.ask()
    assert street.first.calls("auth.test") == []
    assert one.workspaces.shut == {}
    assert await one.ask() == FIRST


async def test_a_refresh_token_that_gives_nothing_shuts_the_workspace_and_keeps_what_is_owed(street, process):
    """Spent elsewhere: no call is made any more and the post waits; installed again, it is sent, once."""
    street.installed(FIRST, expires=datetime.now(UTC))
    kept = street.first.installation()
    await _spend(street, kept)
    one = process()
    one.archive.queue([_post(street.first)])
    for _ in range(3):
        await one.outbox.work()
    assert list(one.workspaces.shut) == [FIRST]
    assert street.first.calls(POST) == []
    assert len(street.grants("refresh_token")) == 2
    street.installed(FIRST)
    one.workspaces.open_up(FIRST)
    await one.outbox.work()
    assert len(street.first.shown()) == 1


async def _spend(street, kept):
    async with aiohttp.ClientSession() as session:
        fields = {**APP, "grant_type": "refresh_token", "refresh_token": kept.refresh}
        await session.post(f"{street.address}/api/{ACCESS}", data=fields)


def _post(office, key="one", **more):
    fields = {"workspace": office.team, "channel": office.workspace.channel("world-news").id, "text": "Harbour reopens"}
    return Post(**{"key": key, **fields, **more})


async def test_no_event_and_no_delivery_is_lost_while_a_token_cannot_be_renewed(street):
    """The token runs out, Slack's door is shut twice: a briefing that is due and an answer both come, once."""
    street.installed()
    street.first.file("bridge", BRIDGE)
    async with street.bot():
        await street.first.until(street.first.stories)
        street.town.expire(FIRST)
        street.town.faults.tell(ACCESS, "drop_before", times=2)
        street.first.subscribe()
        await street.first.playground.say(
            "ana", "syria-desk", "@briefbot what did Petra Lindqvist say about the bridge?"
        )
        (briefing,) = await street.first.until(street.first.briefings, patience=30)
        (answer,) = await street.first.until(lambda: street.first.shown("syria-desk"), patience=30)
        await street.first.settled()
    assert "Old river bridge" in page(briefing)
    assert "forty tonnes" in page(answer)
    assert len(street.grants("refresh_token")) == 3
    assert len(street.first.briefings()) == len(street.first.shown("syria-desk")) == 1


async def test_each_workspace_has_its_own_briefings(street):
    """The same channel's name and topic in two: each has its own message, posted with its own token."""
    street.installed()
    for office in (street.first, street.second):
        office.subscribe()
    street.first.file("bridge", BRIDGE)
    async with street.bot():
        for office in (street.first, street.second):
            assert "Old river bridge" in page(await office.briefing())
    assert [len(office.calls(POST)) for office in (street.first, street.second)] == [1, 1]


@pytest.mark.parametrize("order", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled"), ()])
async def test_a_workspace_that_removes_the_bot_during_a_run_is_left_at_once(street, order, caplog):
    """Its queued posts are cancelled and its token is gone; no call is made with it but the one that finds it dead."""
    caplog.set_level(logging.DEBUG)
    street.installed()
    token = street.first.installation().token
    with street.open() as archive:
        archive.queue(
            [_post(office, f"{office.team}/{n}") for n in range(4) for office in (street.first, street.second)]
        )
    async with street.bot():
        await street.first.until(street.first.shown)
        if order:
            await street.town[FIRST].admin.remove(order)
        else:
            await street.town[FIRST].admin.revoke()
        sent = len(street.first.shown())
        await street.first.until(lambda: street.first.installation() is None)
        asked = len(street.first.calls(POST))
        await street.second.until(lambda: len(street.second.shown()) == 4)
    assert sent < 4
    assert len(street.first.shown()) == sent
    assert len(street.first.calls(POST)) == asked
    refused = [call for call in street.first.calls(POST) if not call.answer.get("ok")]
    assert len(refused) <= 1
    with street.open() as archive:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        left = [*archive.take(tomorrow), *archive.unsettled(tomorrow)]
        assert FIRST not in {post.workspace for post in left}
    assert token not in "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("briefbot"))


async def test_a_workspace_that_comes_back_goes_on_where_it_was(street):
    """Subscriptions wait while the bot is away, deliver nothing, and go on when it is installed anew, once."""
    street.installed()
    async with street.bot():
        await street.town[FIRST].admin.remove()
        await street.first.until(lambda: street.first.installation() is None)
        street.first.file("bridge", BRIDGE)
        street.first.subscribe()
        await street.first.settled(3)
        assert street.first.shown() == []
        with street.open() as archive:
            assert archive.deliveries(since=datetime.now(UTC) - timedelta(hours=1)) == []
        await street.install(FIRST)
        assert "Old river bridge" in page(await street.first.briefing())
        await street.first.settled()
    assert len(street.first.briefings()) == 1


async def test_a_removal_that_is_told_again_after_the_bot_came_back_does_nothing(street):
    """Neither the same event anew nor one that is older than the installation removes it."""
    street.installed()
    async with street.bot():
        await street.town[FIRST].admin.remove()
        await street.first.until(lambda: street.first.installation() is None)
        told = [request.sent for request in street.first.playground.requests if request.kind == "event"]
        await street.install(FIRST)
        for event in told:
            older = {**event, "event_id": f"{event['event_id']}9", "event_time": event["event_time"] - 60}
            for again in (event, older):
                assert (await street.first.send(json.dumps(again))).status_code == 200
        await street.first.settled()
        assert street.first.installation()
        street.first.file("bridge", BRIDGE)
        await street.first.until(street.first.stories)
        assert "forty tonnes" in page(await street.first.command("/brief halmeria"))


async def test_what_a_workspace_without_the_bot_asks_is_not_answered(street):
    """A command that arrives all the same is acknowledged, and nothing is shown or kept to be done."""
    street.installed(SECOND)
    async with street.bot():
        done = await street.first.playground.command(
            street.first.workspace.user("ana"), street.first.workspace.channel("world-news"), "/brief list"
        )
        assert done.status == 200
        await street.first.settled(0.5)
        with street.open() as archive:
            assert archive.jobs() == []
    assert street.first.shown() == []


async def test_one_token_stops_too_when_the_app_is_removed_and_starts_anew_with_the_next(newsroom):
    """With the token of the settings: what is owed is cancelled, and nothing more is sent; started again, it is."""
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        await newsroom.playground.tell({"type": "app_uninstalled"})
        newsroom.subscribe()
        await newsroom.settled(3)
        assert newsroom.shown() == []
    async with newsroom.bot():
        assert "Old river bridge" in page(await newsroom.briefing())
    with newsroom.open() as archive:
        assert archive.erase_departed(datetime.now(UTC) + timedelta(days=99)) == []


@pytest.mark.parametrize("tokens", [{}, {"oauth": ["U1"]}, {"oauth": ["U1"], "bot": []}, {"bot": ["UOTHER"]}, None, []])
async def test_tokens_of_others_that_are_revoked_are_none_of_ours(street, tokens):
    """A person's token, or another bot's: the installation stays."""
    street.installed(FIRST)
    async with street.bot():
        await street.first.playground.tell({"type": "tokens_revoked", "tokens": tokens})
        await street.first.settled(0.5)
        assert street.first.installation()


async def test_a_workspace_taken_out_of_an_organisation_is_left_and_the_others_are_not(street, process):
    """A request teaches which workspaces are an organisation's; `team_access_revoked` takes one of them out."""
    street.installed(FIRST)
    one = process()
    kept = street.first.installation()
    one.archive.uninstall(FIRST, datetime.now(UTC))
    one.archive.install(kept.__class__(workspace="E0ORG", token=kept.token, bot_user=kept.bot_user, at=kept.at))
    async with street.bot():
        body = {"type": "event_callback", "event_id": "Ev1", "event_time": int(datetime.now(UTC).timestamp())}
        of = {"enterprise_id": "E0ORG", "is_enterprise_install": True}
        for team in (FIRST, "T0OTHER"):
            opened = {"type": "app_home_opened", "user": "U1", "tab": "messages"}
            asked = body | {"event": opened, "authorizations": [{**of, "team_id": team}]}
            assert (await street.first.send(json.dumps(asked))).status_code == 200
        assert await one.ask(FIRST) == FIRST
        gone = {"type": "team_access_revoked", "team_ids": ["T0OTHER"]}
        told = body | {"event_id": "Ev2", "event": gone, "authorizations": [{**of, "team_id": None}], **of}
        assert (await street.first.send(json.dumps(told))).status_code == 200
        await street.first.until(lambda: one.archive.installation("T0OTHER") is None)
        assert await one.ask(FIRST) == FIRST
