"""Two workspaces in which one bot can be installed, and the bot that serves both."""

import contextlib
import socket
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from briefbot.installation import Installation
from briefbot.playground import oauth
from briefbot.playground.workspace import demo_workspace
from tests.slack.conftest import SECRET, Newsroom

FIRST, SECOND = "T0NEWSROOM", "T1HARBOUR1"
APP = {"client_id": "12.34", "client_secret": "the client's secret"}


class Office(Newsroom):
    """One of the workspaces; both have one archive and one bot."""

    def __init__(self, folder, town, team, address):
        self.folder, self.playground, self.address, self.town = folder, town[team], address, town
        self.archive, self.wire, self.request_url = folder / "archive.sqlite", folder / "wire", ""
        self.team = team

    def _listens(self, words):
        super()._listens(words)
        self.town.hear(self.request_url or None)

    def installation(self):
        with self.open() as archive:
            return archive.installation(self.team)

    def calls(self, method):
        return [request for request in self.playground.requests if request.name == method]


class Street:
    """Both offices, and a browser to install the bot with."""

    def __init__(self, folder, town, address):
        self.town, self.address = town, address
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.public = f"http://127.0.0.1:{self.port}"
        town.app.redirect_urls = (f"{self.public}/slack/oauth_redirect",)
        Newsroom(folder, town[FIRST], address)  # makes the archive and the wire
        self.first, self.second = (Office(folder, town, team, address) for team in (FIRST, SECOND))
        self.open = self.first.open

    @property
    def settings(self):
        """What makes the bot serve many."""
        return {
            "slack_bot_token": "",
            "slack_client_id": APP["client_id"],
            "slack_client_secret": APP["client_secret"],
            "public_url": self.public,
            "port": str(self.port),
        }

    def bot(self, **changed):
        return self.first.bot(**(self.settings | changed))

    def grants(self, kind=None):
        """The calls of oauth.v2.access, of codes and of refresh tokens."""
        calls = [request for request in self.town.requests if request.name == "oauth.v2.access"]
        return [call for call in calls if kind is None or call.sent.get("grant_type") == kind]

    def browser(self):
        return httpx.AsyncClient(trust_env=False, base_url=self.public)

    async def leave_for_slack(self, browser):
        """Press the button; the address at Slack that it leads to."""
        answer = await browser.get("/slack/install/go")
        assert answer.status_code == 302
        return answer.headers["location"]

    async def allow(self, browser, slack, team=FIRST, answer="allow"):
        """Answer Slack's own page; the address that it leads back to."""
        assert (await browser.get(slack)).status_code == 200
        back = await browser.post(slack, data={"team": team, "answer": answer})
        assert back.status_code == 303, back.text
        return back.headers["location"]

    async def install(self, *teams):
        """All of it, in a browser of its own each; what the last page says."""
        said = ""
        for team in teams or (FIRST, SECOND):
            async with self.browser() as browser:
                back = await self.allow(browser, await self.leave_for_slack(browser), team)
                done = await browser.get(back)
                assert done.status_code == 200, done.text
                said = unescape(done.text)
        return said

    def installed(self, *teams, expires=None):
        """The bot in the archive as if it had been installed, without its pages."""
        with self.open() as archive:
            for team in teams or (FIRST, SECOND):
                given = self.town.grant(team)
                archive.install(
                    Installation(
                        workspace=team,
                        name=given["team"]["name"],
                        token=given["access_token"],
                        refresh=given.get("refresh_token"),
                        expires=expires or datetime.fromtimestamp(self.town.clock() + given["expires_in"], UTC),
                        bot_user=given["bot_user_id"],
                        scopes=tuple(given["scope"].split(",")),
                        at=datetime.now(UTC),
                    )
                )


def asked(address):
    """The arguments in an address."""
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


@pytest.fixture
async def street(tmp_path):
    town = oauth.Town(
        [demo_workspace(""), oauth.second_workspace()],
        oauth.App(APP["client_id"], APP["client_secret"]),
        signing_secret=SECRET,
    )
    async with town.serve() as address:
        yield Street(tmp_path, town, address)
