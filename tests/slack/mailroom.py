"""An outbox with posts to send and a workspace to send them to, in scaled time."""

import asyncio
import contextlib
import json
from datetime import UTC, date, datetime, time

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.messages import Post
from briefbot.playground.rates import Rates
from briefbot.playground.server import Playground
from briefbot.playground.workspace import demo_workspace
from briefbot.slack.outbox import Outbox
from briefbot.slack.pacing import Pacing
from briefbot.slack.workspaces import Workspaces
from briefbot.subscription import DAYS, DeliveryState, Schedule, Slot, Subscription
from tests.slack.conftest import PATIENCE, SECRET, TOKEN

SCALE = 20.0
"""Of Slack's seconds pass in one."""


class _OneForAll:
    """The double's token, for whatever workspace a post names."""

    async def token(self, _):
        return TOKEN

    async def instead(self, *_):
        return None

    async def bot_user(self, _):
        return None

    async def belongs(self, *_):
        return None


class Mailroom:
    """What is owed, what stands in the workspace, and which calls were made."""

    def __init__(self, path, playground, address, archive=SQLiteArchive):
        self.playground, self.path = playground, path
        self.address = address
        self.archive = archive.open(path)
        self._start()

    @property
    def workspace(self):
        return self.playground.workspace

    def room(self, channel):
        return self.workspace.channel(channel).id

    def subscribe(self, channel="world-news"):
        return self.archive.subscribe(
            Subscription(
                workspace=self.workspace.team_id,
                channel=self.room(channel),
                topic="",
                schedule=Schedule(days=DAYS, times=(time(8),), zone="UTC"),
                created=datetime.now(UTC),
            )
        )

    def owe(self, *parts, channel="world-news", day=1):
        """A delivery to the channel, of posts made of these fields; those after the first stand in its thread."""
        subscription = self.subscribe(channel)
        now = datetime.now(UTC)
        slot = Slot(subscription.id, date(2026, 11, day), time(8))
        self.archive.claim({slot: now})
        posts: list[Post] = []
        for number, fields in enumerate(parts or [{}]):
            posts.append(
                Post(
                    **{
                        "key": f"{channel}/{day}/{number}",
                        "workspace": self.workspace.team_id,
                        "channel": self.room(channel),
                        "text": f"Part {number} for day {day}",
                        "slot": slot.key,
                        "parent": posts[0].key if posts else None,
                        **fields,
                    }
                )
            )
        self.archive.queue(posts)
        return posts

    async def deliver(self, state=DeliveryState.DELIVERED, count=1):
        """Work until so many deliveries are of that state; give them."""
        async with asyncio.timeout(PATIENCE):
            while len(found := self.deliveries(state)) < count:
                await self.outbox.work()
                await asyncio.sleep(0.02)
        return found

    def deliveries(self, state=None):
        return self.archive.deliveries(since=datetime(2026, 1, 1, tzinfo=UTC), state=state)

    def standing(self, channel="world-news"):
        """The keys of the messages in a channel, in order."""
        messages = self.workspace.channel(channel).messages
        return [m.metadata["event_payload"]["key"] for m in messages if m.metadata]

    def calls(self, method="chat.postMessage"):
        return [request for request in self.playground.requests if request.name == method]

    def key(self, call):
        """The key of the post that a call carried."""
        metadata = call.sent["metadata"]
        return (json.loads(metadata) if isinstance(metadata, str) else metadata)["event_payload"]["key"]

    def restart(self):
        """What another process would go on with."""
        self.archive.recover()
        self._start()

    def _start(self):
        self.workspaces = Workspaces(_OneForAll(), f"{self.address}/api/", timeout=1)
        self.outbox = Outbox(self.archive, self.workspaces, Pacing(scale=SCALE))


@pytest.fixture
async def mailroom(tmp_path):
    playground = Playground(demo_workspace(TOKEN), signing_secret=SECRET, rates=Rates(scale=SCALE))
    async with playground.serve() as address:
        made = Mailroom(tmp_path / "archive.sqlite", playground, address)
        with contextlib.closing(made.archive):
            yield made
