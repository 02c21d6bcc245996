"""Owners are told in a direct message which sources fail, since when and why: once, and nobody else is."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.installation import Installation
from briefbot.slack.outages import Outages
from briefbot.source import Poll, Source
from tests.slack.conftest import page
from tests.slack.mailroom import mailroom
from tests.slack.test_commands_about_briefings import buttons
from tests.slack.town import FIRST, SECOND, street

__all__ = ["mailroom", "street"]  # fixtures

ANA, OWN = "U0ANARUIZ1", "D0ANABOT001"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime.now(UTC)


def fails(archive, *names, lasts=7 * HOUR, now=NOW, reason="answered 403 Forbidden", agency=""):
    """Sources that were seen until so long ago."""
    for name in names:
        archive.put_source(Source(id=name, agency=agency or name.title(), url="https://a.example/"))
    archive.put_poll(
        *(
            Poll(
                source=name, at=now, ok=False, reason=reason, failures=9, first=now - 30 * DAY, since=now - lasts,
                last_success=now - lasts,
            )
            for name in names
        )
    )  # fmt: skip


def is_seen(archive, name, now, lasts=HOUR):
    fields = {"reason": "3 stories", "first": now - 30 * DAY, "last_success": now, "last_new": now, "pace": HOUR}
    archive.put_poll(Poll(source=name, at=now, ok=True, since=now - lasts, newest=now, **fields))


async def told(mailroom, now=NOW, owner=ANA, besides=()):
    """What the owner is told at a moment, by a bot that was started for it."""
    before = len(mailroom.workspace.channel("ana").messages)
    Outages(mailroom.archive, owner).work(now, besides)
    await mailroom.outbox.work()
    return mailroom.workspace.channel("ana").messages[before:]


async def test_the_owner_is_told_which_source_since_when_and_why_in_one_message(mailroom):
    """Those that fail together stand in one message, in the reader's own zone, with what to do; channels are spared."""
    mailroom.subscribe()
    fails(mailroom.archive, "kuna", "coast", reason="answered 403 <!channel>")
    (message,) = await told(mailroom)
    assert message.text.startswith("Trouble with 2 of 2 sources\n• Coast (coast) cannot be seen since <!date^")
    assert "• Kuna (kuna) cannot be seen since <!date^" in message.text
    assert ": answered 403 &lt;!channel&gt;" in message.text
    assert "`briefbot sources list`" in message.text
    assert list(buttons(message)) == ["Show all sources"]
    assert mailroom.workspace.channel("world-news").messages == []


async def test_an_outage_is_told_once_and_its_end_once_through_restarts(mailroom):
    """Days later nothing is repeated; seen again, one line says so, and no more."""
    mailroom.subscribe()
    fails(mailroom.archive, "kuna")
    assert len(await told(mailroom)) == 1
    for days in (0, 1, 7):
        fails(mailroom.archive, "kuna", lasts=(days + 1) * DAY, now=NOW + days * DAY)
        assert await told(mailroom, NOW + days * DAY) == []
    is_seen(mailroom.archive, "kuna", NOW + 8 * DAY)
    (message,) = await told(mailroom, NOW + 8 * DAY)
    assert message.text.startswith("Seen again\n• Kuna (kuna), since <!date^")
    assert buttons(message) == {}
    assert await told(mailroom, NOW + 9 * DAY) == []


async def test_a_dropped_connection_does_not_say_it_twice(mailroom):
    """The notice goes through the outbox: Slack has it, the answer was lost, and it is found there."""
    mailroom.subscribe()
    fails(mailroom.archive, "kuna")
    mailroom.playground.faults.tell("chat.postMessage", "drop_after")
    Outages(mailroom.archive, ANA).work(NOW)
    messages = mailroom.workspace.channel("ana").messages
    for _ in range(200):
        await mailroom.outbox.work()
        if not mailroom.archive.unsettled(NOW + DAY):
            break
    assert len(messages) == len(mailroom.calls()) == 1


@pytest.mark.parametrize(
    ("why", "owner", "besides", "subscribed"),
    [
        ("nobody owns it", "", (), True),
        ("it is left", ANA, ("T0NEWSROOM",), True),
        ("it is not briefed", ANA, (), False),
    ],
)
async def test_who_has_no_part_in_it_is_not_told(mailroom, why, owner, besides, subscribed):
    """Without an owner, without a token, or without a subscription that is not paused."""
    made = mailroom.subscribe()
    mailroom.archive.change(replace(made, paused=not subscribed))
    fails(mailroom.archive, "kuna")
    assert await told(mailroom, owner=owner, besides=besides) == [], why


async def test_very_many_sources_with_very_long_reasons_fit_into_one_message(mailroom):
    """Eight are named, the others counted, and Slack takes it."""
    mailroom.subscribe()
    fails(mailroom.archive, *(f"{n:03}{'s' * 80}" for n in range(200)), reason="<&>" * 300, agency="<A&B>" * 40)
    (message,) = await told(mailroom)
    assert "… and 192 more" in page(message)
    assert message.blocks


async def test_the_running_bot_tells_the_owner_whom_the_setting_names(newsroom):
    """A folder that is gone for hours is told in a direct message; its button shows how every source is."""
    with newsroom.open() as archive:
        fails(archive, "tide")
        archive.put_source(Source(id="tide", agency="Tide", url=str(newsroom.folder / "nowhere")))
    newsroom.subscribe(after=3600)
    async with newsroom.bot(owner=ANA):
        (message,) = await newsroom.until(lambda: newsroom.briefings(OWN))
        assert "Tide (tide) cannot be seen" in page(message)
        await newsroom.playground.click("ana", OWN, message.ts, buttons(message)["Show all sources"])
        shown = await newsroom.until(lambda: newsroom.alone("ana", OWN))
    assert "sources can be seen" in page(shown[0])
    assert newsroom.briefings() == []


async def test_each_workspace_tells_the_one_who_installed_it_there(street):
    """With their own token each; one that nobody is briefed in hears nothing."""
    street.installed()
    owners = {FIRST: "U0ANARUIZ1", SECOND: street.second.workspace.people[0].id}
    with street.open() as archive:
        fails(archive, "tide")
        archive.put_source(Source(id="tide", agency="Tide", url=str(street.first.folder / "nowhere")))
        for team, owner in owners.items():
            archive.install(replace(archive.installation(team), by=owner))
    street.first.subscribe(after=3600)
    async with street.bot(owner="U0SAMIHADD"):
        (message,) = await street.first.until(lambda: street.first.briefings("ana"))
        assert "Tide (tide)" in page(message)
        await street.first.settled(0.5)
    assert street.second.calls("chat.postMessage") == []
    assert [json.dumps(call.sent).count("Tide") > 0 for call in street.first.calls("chat.postMessage")] == [True]


def test_an_organisation_is_told_once_and_not_once_a_workspace(mailroom):
    """Its workspaces share one installation, whose installer hears of it in one of them."""
    archive = mailroom.archive
    made = mailroom.subscribe()
    for team in ("T1", "T2"):
        archive.belongs(team, "E1")
        archive.subscribe(replace(made, workspace=team))
    archive.install(Installation(workspace="E1", token="xoxb-1", bot_user="UB", by="U0ORG", at=NOW))
    fails(archive, "kuna")
    assert Outages(archive).work(NOW)
    assert not Outages(archive).work(NOW + 4 * HOUR)
    (post,) = archive.take(NOW)
    assert (post.workspace, post.channel) == ("T1", "U0ORG")
