"""A mailroom whose messages carry stories, and an amender that has them follow."""

import asyncio
import dataclasses
import json
from datetime import UTC, datetime

import pytest

from briefbot.desk.briefing import gathered
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.slack import briefings
from briefbot.slack.amending import Amender
from briefbot.slack.pacing import Pacing
from briefbot.story import PubStatus, Signal, Story
from tests.slack.conftest import PATIENCE, page
from tests.slack.mailroom import SCALE, mailroom

__all__ = ["mailroom"]  # a fixture

CRANE = (
    "HALMERIA, Nov 24 (COAST) -- Some 12 people were hurt when a crane fell at the port of Halmeria on Tuesday, the "
    'harbour office said.\n\n"The jib gave way without a sound," said harbour master Petra Lindqvist.\n\n'
    "The quay stays shut until Friday, she said.\n"
)
BAKERS = (
    "OSTRAVA, Nov 24 (COAST) -- Bakers in Ostrava went back to work on Tuesday after the mills agreed to raise wages "
    'by seven per cent.\n\n"Nobody wanted empty shelves," said union leader Jana Kolarova.\n'
)
SECRETS = ("crane", "halmeria", "lindqvist", "jib", "quay stays")
"""Words of the story on the crane, and of no other."""


def crane(body=CRANE, **more):
    return Story(
        **{"id": "https://coast.example/crane-falls", "agency": "Coast News", "url": "https://coast.example/crane-falls",
           "headline": "Crane falls at Halmeria port", "body": body, **more}
    )  # fmt: skip


def corrected(version=2, body=None, **more):
    new = CRANE.replace("12 people", "15 people") if body is None else body
    return crane(new, version=version, signals=(Signal.CORRECTED,), **more)


def killed(version=2, **more):
    return crane(version=version, status=PubStatus.CANCELED, **more)


def bakers(number=1, body=BAKERS, **more):
    return Story(
        **{"id": f"bakers/{number}", "agency": "Northern Wire", "headline": f"Bakers end strike no. {number}",
           "body": body, **more}
    )  # fmt: skip


class Amendroom:
    """A mailroom, a desk, and the amender between them."""

    def __init__(self, mailroom):
        self.mailroom = mailroom
        self.desk = Desk(mailroom.archive, RulesFormatter())
        self._start()

    def restart(self):
        """What another process would go on with."""
        self.mailroom.restart()
        self._start()

    def _start(self):
        self.amender = Amender(self.archive, self.desk, self.mailroom.workspaces, Pacing(scale=SCALE))

    @property
    def archive(self):
        return self.mailroom.archive

    @property
    def faults(self):
        return self.mailroom.playground.faults

    def file(self, *stories):
        return self.desk.file(stories, None, datetime.now(UTC))

    def briefed(self, *events, key="briefing", channel="world-news", update=None):
        """The posts of a briefing: of these events, each the stories of one happening, or of all that is filed."""
        chosen = self.desk.briefing("", now=datetime.now(UTC), limit=20)
        if events:
            made = tuple(
                dataclasses.replace(gathered(lead, others, (), self.desk.brief), update=update)
                for lead, *others in events
            )
            chosen = dataclasses.replace(chosen, events=made)
        return briefings.posts(
            chosen,
            key=key,
            workspace=self.mailroom.workspace.team_id,
            channel=self.mailroom.room(channel),
            heading="News briefing",
        )

    def brief(self, *events, **more):
        """Queue it."""
        posts = self.briefed(*events, **more)
        self.archive.queue(posts)
        return posts

    async def send(self):
        await self.mailroom.outbox.work()

    async def amend(self):
        """All that is owed to posts, edits and notes, until nothing is."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.amender.work()
                await self.send()
                if not self.archive.outdated():
                    return
                await asyncio.sleep(0.02)

    def messages(self, channel="world-news"):
        return self.mailroom.workspace.channel(channel).messages

    def pages(self, channel="world-news"):
        return [page(message) for message in self.messages(channel)]

    def notes(self, channel="world-news"):
        """What threads were told."""
        return [message for message in self.messages(channel) if "/" in key(message) and key(message)[:5] == "amend"]

    def kept(self, channel="world-news"):
        """What the archive holds of the words that were posted."""
        place = {"workspace": self.mailroom.workspace.team_id, "channel": self.mailroom.room(channel)}
        return [(post.text, post.blocks) for post in self.archive.posts(**place)]

    def edits(self):
        return [
            call for call in self.mailroom.calls("chat.update") if isinstance(call.answer, dict) and call.answer["ok"]
        ]

    def everything(self):
        """All that stands in the workspace, as one text."""
        return json.dumps(
            [vars(m) for channel in self.mailroom.workspace.channels for m in channel.messages]
        ).casefold()


def key(message):
    return message.metadata["event_payload"]["key"]


@pytest.fixture
def room(mailroom):
    return Amendroom(mailroom)
