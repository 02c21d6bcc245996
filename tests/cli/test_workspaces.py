"""The commands of a bot that serves many workspaces, beside two of them on loopback."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.slack.town import APP, FIRST, SECOND, street

__all__ = ["street"]  # a fixture

EVERY_DAY = ("subscribe", "#world-news", "syria", "every day at 8")


@pytest.fixture
def many(briefbot, street):
    """Commands with the settings of many workspaces, over the archive of both."""
    briefbot.environment |= {
        "BRIEFBOT_ARCHIVE": str(street.first.archive),
        "BRIEFBOT_SLACK_API_URL": f"{street.address}/api/",
        "BRIEFBOT_SLACK_CLIENT_ID": APP["client_id"],
        "BRIEFBOT_SLACK_CLIENT_SECRET": APP["client_secret"],
        "BRIEFBOT_SLACK_SIGNING_SECRET": "secret",
        "BRIEFBOT_PUBLIC_URL": "https://briefbot.example.org",
    }
    return briefbot


async def _refused(many, *command):
    return await asyncio.to_thread(lambda: many.refused(*command, status=2))


async def test_a_subscription_is_made_in_the_workspace_that_is_named(many, street):
    """In the other one there is none; without a name it is asked for, and a strange one is refused."""
    street.installed()
    line = await _refused(many, *EVERY_DAY)
    assert "--workspace" in line
    assert f"{FIRST} (The Newsroom)" in line
    assert f"{SECOND} (Harbour Desk)" in line
    wrong = await _refused(many, *EVERY_DAY, "--workspace", "T9NOWHERE")
    assert "T9NOWHERE" in wrong
    made = await asyncio.to_thread(lambda: many(*EVERY_DAY, "--workspace", SECOND))
    assert made.status == 0, made.err
    with street.open() as archive:
        (kept,) = archive.subscriptions()
    assert (kept.workspace, kept.channel) == (SECOND, "C1WORLDNEWS")
    assert (await asyncio.to_thread(many, "subscriptions", "--workspace", FIRST)).out == ""
    assert "C1WORLDNEWS" in (await asyncio.to_thread(many, "subscriptions", "--workspace", SECOND)).out


async def test_the_only_workspace_need_not_be_named(many, street):
    """Installed in one, that is the one."""
    street.installed(SECOND)
    assert (await asyncio.to_thread(many, *EVERY_DAY)).status == 0


async def test_the_workspaces_are_listed_without_their_tokens(many, street):
    """Id, name, since, who and what lacks; the address to install it at where there is none."""
    none = await asyncio.to_thread(many, "workspaces")
    assert (none.out, "https://briefbot.example.org/slack/install" in none.err) == ("", True)
    street.installed()
    listed = await asyncio.to_thread(many, "workspaces")
    rows = [line.split("\t") for line in listed.out.splitlines()]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        (SECOND, "Harbour Desk", "none"),
        (FIRST, "The Newsroom", "none"),
    ]
    assert "xox" not in listed.out + listed.err


async def test_each_workspaces_token_is_checked(many, street):
    """One that was revoked fails with its workspace's name and what to do; the other is in order."""
    street.installed()
    await street.town[FIRST].admin.revoke()
    said = await asyncio.to_thread(many, "check")
    lines = {line[6:].split(":")[0]: line for line in said.out.splitlines()}
    assert lines[f"workspace {SECOND} (Harbour Desk)"].startswith("ok")
    failed = lines[f"workspace {FIRST} (The Newsroom)"]
    assert failed.startswith("FAIL")
    assert "install the app there again" in failed
    assert "xox" not in said.out + said.err


async def test_two_processes_renew_a_token_once(many, street):
    """Two checks at once find a token of each workspace that has run out: one refresh each, and all are in order."""
    street.installed(expires=datetime.now(UTC))
    both = await asyncio.gather(*(asyncio.to_thread(many, "check") for _ in range(2)))
    for said in both:
        assert [line[:2] for line in said.out.splitlines() if "workspace T" in line] == ["ok", "ok"], said.out
    assert len(street.grants("refresh_token")) == 2


async def test_an_export_has_no_token(many, street):
    """`archive export --everything` writes neither a token nor a refresh token."""
    street.installed()
    said = await asyncio.to_thread(many, "archive", "export", "--everything")
    assert said.status == 0, said.err
    assert "xox" not in said.out
