"""Installing the bot in a workspace: its pages, the way to Slack and back, and every way in which that can go wrong."""

import asyncio
import json
import logging
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from briefbot import app
from briefbot.errors import SettingsError
from briefbot.playground.workspace import SCOPES as GRANTED
from briefbot.settings import Settings
from briefbot.slack.oauth import SCOPES
from tests.slack.conftest import BRIDGE, page
from tests.slack.town import APP, FIRST, SECOND, asked, street

__all__ = ["street"]  # a fixture

DEPLOY = Path(__file__).parents[2] / "deploy"


async def test_the_page_says_what_is_asked_for_and_why(street):
    """Every scope of the manifest stands there with a reason, and the button is a link; nothing is begun by looking."""
    async with street.bot(), street.browser() as browser:
        shown = await browser.get("/slack/install")
    text = shown.text.replace("<wbr>", "")
    assert set(re.findall(r"<td><code>([\w:.]+)</code></td><td>\w", text)) == SCOPES.keys() == GRANTED
    assert f'href="{street.public}/slack/install/go"' in shown.text
    assert '<html lang="en">' in shown.text
    assert "set-cookie" not in shown.headers
    assert "default-src 'none'" in shown.headers["content-security-policy"]


async def test_a_workspace_is_installed_through_the_pages_and_served_at_once(street):
    """From the button over Slack's page to the last one; then /brief is answered there, and not by auth.test."""
    street.first.file("bridge", BRIDGE)
    async with street.bot():
        assert "briefbot is in Harbour Desk" in await street.install(SECOND)
        await street.first.until(street.first.stories)
        answers = [page(await street.second.command("/brief halmeria")) for _ in range(3)]
    assert all("The bridge carries forty tonnes again" in answer for answer in answers)
    kept = street.second.installation()
    assert (kept.name, kept.by, set(kept.scopes)) == ("Harbour Desk", "U1ANAMORE1", set(SCOPES))
    assert kept.refresh
    assert kept.expires
    assert street.second.calls("auth.test") == street.first.calls("auth.test") == []
    assert street.first.installation() is None


async def test_installed_without_rotation_a_token_is_kept_that_does_not_end(street):
    """Where the app does not rotate its tokens there is none to renew, and installing again changes nothing."""
    street.town.app.rotates = False
    async with street.bot():
        await street.install(FIRST)
        before = street.first.installation()
        await street.install(FIRST)
    kept = street.first.installation()
    assert (kept.refresh, kept.expires) == (None, None)
    assert kept.token == before.token


async def test_an_organisation_is_installed_as_one(street):
    """Where Slack names no team, the installation is the organisation's, under its own name."""
    street.town.organisation = "E0ORG"
    async with street.bot():
        assert "briefbot is in The Organisation" in await street.install(FIRST)
    with street.open() as archive:
        (kept,) = archive.installations()
    assert (kept.workspace, kept.enterprise) == ("E0ORG", "E0ORG")


async def test_a_way_back_is_taken_once(street):
    """The same address a second time installs nothing and asks Slack nothing; what is installed stays."""
    async with street.bot(), street.browser() as browser:
        back = await street.allow(browser, await street.leave_for_slack(browser))
        assert (await browser.get(back)).status_code == 200
        kept = street.first.installation()
        again = await browser.get(back)
        assert again.status_code == 400
        assert "has been used already" in again.text
    assert street.first.installation() == kept
    assert len(street.grants()) == 1


async def test_a_way_back_in_another_browser_leads_nowhere(street):
    """Neither without the cookie nor with another installation's does a stranger's link install anything."""
    async with street.bot(), street.browser() as mine, street.browser() as other:
        back = await street.allow(mine, await street.leave_for_slack(mine))
        assert (await other.get(back)).status_code == 400
        await street.leave_for_slack(other)
        assert (await other.get(back)).status_code == 400
        assert street.grants() == []
        assert (await mine.get(back)).status_code == 200


@pytest.mark.parametrize("state", ["", "x", "é", "A" * 5000])
async def test_a_state_that_was_never_given_leads_nowhere(street, state):
    """Whatever is sent as state and cookie, nothing is asked of Slack, and the page says to begin again."""
    async with street.bot(), street.browser() as browser:
        cookie = {"Cookie": f"briefbot-install={state}".encode()}
        answer = await browser.get("/slack/oauth_redirect", params={"state": state, "code": "1"}, headers=cookie)
    assert answer.status_code == 400
    assert "/slack/install" in answer.text
    assert street.grants() == []


async def test_an_installation_that_took_too_long_leads_nowhere(street):
    """After ten minutes the way back is refused."""
    async with street.bot(), street.browser() as browser:
        back = await street.allow(browser, await street.leave_for_slack(browser))
        with closing(sqlite3.connect(street.first.archive)) as db:
            ((left,),) = db.execute("SELECT until / 1000000 - unixepoch() FROM installs_begun").fetchall()
            assert 590 <= left <= 600
            db.execute("UPDATE installs_begun SET until = until - 600000000")
            db.commit()
        assert (await browser.get(back)).status_code == 400
    assert street.first.installation() is None


async def test_a_person_who_says_no_is_told_that_nothing_was_installed(street):
    """Cancelled at Slack: a page says so, and nothing is kept."""
    async with street.bot(), street.browser() as browser:
        back = await street.allow(browser, await street.leave_for_slack(browser), answer="cancel")
        said = await browser.get(back)
    assert "Nothing was installed." in said.text
    assert street.grants() == []
    assert street.first.installation() is None


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"kind": "drop_before"}, 503),
        ({"kind": "drop_after"}, 503),
        ({"kind": "truncate"}, 503),
        ({"kind": "status", "status": 502}, 400),
        ({"kind": "error", "error": "invalid_code"}, 400),
        ({"kind": "garble"}, 400),
    ],
    ids=lambda each: each["kind"] if isinstance(each, dict) else None,
)
async def test_what_goes_wrong_at_slack_is_said_and_can_be_begun_again(street, fault, status, caplog):
    """No 500 and no half installation; no code or secret is logged; begun anew, it works."""
    caplog.set_level(logging.DEBUG)
    async with street.bot():
        async with street.browser() as browser:
            back = await street.allow(browser, await street.leave_for_slack(browser))
            street.town.faults.tell("oauth.v2.access", **fault)
            said = await browser.get(back)
            assert said.status_code == status
            assert "begin again" in said.text
            assert street.first.installation() is None
        await street.install(FIRST)
    kept = street.first.installation()
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("briefbot"))
    for secret in (asked(back)["code"], asked(back)["state"], APP["client_secret"], kept.token, kept.refresh):
        assert secret not in logged


async def test_what_was_not_granted_is_named(street):
    """Installed with fewer scopes, the last page names the ones that lack."""
    async with street.bot(), street.browser() as browser:
        slack = (await street.leave_for_slack(browser)).replace("%2Cusers%3Aread", "")
        said = await browser.get(await street.allow(browser, slack))
    assert "not granted <code>users:read</code>" in said.text


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"slack_client_secret": ""}, "BRIEFBOT_SLACK_CLIENT_SECRET"),
        ({"slack_client_id": ""}, "BRIEFBOT_SLACK_CLIENT_ID"),
        ({"public_url": ""}, "BRIEFBOT_PUBLIC_URL"),
        ({"slack_signing_secret": ""}, "BRIEFBOT_SLACK_SIGNING_SECRET"),
        ({"slack_bot_token": "xoxb-1"}, "BRIEFBOT_SLACK_BOT_TOKEN"),
        ({"slack_app_token": "xapp-1"}, "BRIEFBOT_SLACK_APP_TOKEN"),
    ],
)
async def test_settings_that_are_half_made_are_refused_by_name(street, changed, named):
    """The bot does not start, and says which setting lacks or is too much."""
    settings = Settings(_env_file=None, **(street.first.settings | street.settings | changed))
    with pytest.raises(SettingsError, match=named):
        await app.run(settings, stop=asyncio.Event(), ready=print)


@pytest.mark.parametrize("address", ["http://briefbot.example.org", "briefbot.example.org", "https://", "ftp://x.org"])
def test_a_public_address_without_tls_is_refused(address):
    """Slack sends nobody back to an address without https."""
    with pytest.raises(ValueError, match="https://"):
        Settings(_env_file=None, public_url=address)


async def test_variables_of_slacks_own_names_do_not_make_one_workspace_into_many(newsroom, monkeypatch):
    """With SLACK_CLIENT_ID and SLACK_CLIENT_SECRET in the environment the bot with one token answers as ever."""
    for name in ("ID", "SECRET"):
        monkeypatch.setenv(f"SLACK_CLIENT_{name}", "another app's")
    newsroom.file("bridge", BRIDGE)
    async with newsroom.bot():
        await newsroom.until(newsroom.stories)
        assert "forty tonnes" in page(await newsroom.command("/brief halmeria"))
    assert len([request for request in newsroom.playground.requests if request.name == "auth.test"]) == 1


def test_the_manifest_for_many_differs_from_the_one_for_one_in_what_it_must():
    """Request and redirect URLs, HTTP instead of a socket, rotation and organisations; scopes and events agree."""
    one, many = (
        json.loads((DEPLOY / f"slack-manifest{name}.json").read_text("utf-8")) for name in ("", "-distributed")
    )
    assert set(many["oauth_config"]["scopes"]["bot"]) == SCOPES.keys()
    assert many["oauth_config"].pop("redirect_urls") == ["https://briefbot.example.org/slack/oauth_redirect"]
    settings = many["settings"]
    events = "https://briefbot.example.org/slack/events"
    assert settings["event_subscriptions"].pop("request_url") == events
    places = [settings["interactivity"].pop(f"{name}_url") for name in ("request", "message_menu_options")]
    assert places == [events] * 2
    assert [command.pop("url") for command in many["features"]["slash_commands"]] == [events]
    for name, value in (("socket_mode", False), ("token_rotation", True), ("org_deploy", True)):
        assert settings[f"{name}_enabled"] is value
        settings[f"{name}_enabled"] = not value
    assert many == one
