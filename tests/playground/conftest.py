"""A workspace on loopback with its Web API client, and a bot that only takes what it is sent."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from briefbot.playground.server import Playground
from briefbot.playground.workspace import demo_workspace
from briefbot.serving import serve

if TYPE_CHECKING:
    from starlette.requests import Request

TOKEN, APP_TOKEN, SECRET = "xoxb-test", "xapp-test", "a signing secret"
PATIENCE = 15.0


class Clock:
    """The time that the playground reckons by."""

    now = 1_795_530_000.0

    def __call__(self):
        return self.now


@dataclass
class Office:
    """The workspace, who calls its API, and where it all is."""

    playground: Playground
    address: str
    client: AsyncWebClient
    http: httpx.AsyncClient
    clock: Clock

    @property
    def workspace(self):
        return self.playground.workspace

    def channel(self, name="world-news"):
        return self.workspace.channel(name)

    async def post(self, text="Ferry fares rise", channel="world-news", **more):
        """Post as the bot, and give the ts."""
        return (await self.client.chat_postMessage(channel=self.channel(channel).id, text=text, **more))["ts"]

    async def visit(self, page, place="world-news", query=""):
        """Open a channel in a browser."""
        await page.goto(f"{self.address}/c/{place}{query}")

    async def refusal(self, method, **arguments):
        """The error that a call is refused with."""
        with pytest.raises(SlackApiError) as caught:
            await self.client.api_call(method, json=arguments)
        return caught.value.response["error"]

    async def until(self, there, patience=PATIENCE):
        """What `there` gives as soon as it gives something."""
        async with asyncio.timeout(patience):
            while not (found := there()):  # noqa: ASYNC110 - a browser or a server may be what is waited for
                await asyncio.sleep(0.02)
            return found


@pytest.fixture
async def office():
    """The demo's workspace, served, with the bot's token in the client."""
    clock = Clock()
    playground = Playground(
        demo_workspace(TOKEN, APP_TOKEN), signing_secret=SECRET, retries=(0.0, 0.05, 0.1), clock=clock
    )
    async with playground.serve() as address, httpx.AsyncClient(base_url=address, trust_env=False) as http:
        client = AsyncWebClient(TOKEN, base_url=f"{address}/api/", retry_handlers=[])
        yield Office(playground, address, client, http, clock)


@dataclass
class Received:
    """A request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def is_signed(self):
        """Whether Slack's own check of a signature, against the secret and the time, lets it pass."""
        return SignatureVerifier(SECRET).is_valid_request(self.body, self.headers)


@dataclass
class Receiver:
    """A bot that writes down what it is sent and answers what it was told to: with a status, a body, or not in time."""

    answers: deque[Response] = field(default_factory=deque)
    received: list[Received] = field(default_factory=list)
    url: str = ""

    async def take(self, request: Request) -> Response:
        self.received.append(Received(dict(request.headers), await request.body()))
        return self.answers.popleft() if self.answers else PlainTextResponse("")


@pytest.fixture
async def receiver(office):
    """A receiver that the workspace sends to."""
    made = Receiver()
    app: Any = Starlette(routes=[Route("/slack/events", made.take, methods=["POST"])])
    async with contextlib.AsyncExitStack() as stack:
        made.url = f"{await stack.enter_async_context(serve(app, '127.0.0.1', 0))}/slack/events"
        office.playground.request_url = made.url
        yield made


def button(**more):
    """Blocks with one button."""
    text = {"type": "plain_text", "text": "Share"}
    return [{"type": "actions", "elements": [{"type": "button", "action_id": "share", "text": text, **more}]}]
