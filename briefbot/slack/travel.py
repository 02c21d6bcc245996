"""Asks people whose Slack profile names another zone than before whether their own briefings shall come by that clock.

Nothing moves without their click. Slack tells of no change of a zone alone, only of every change of every profile; so
people with such briefings are looked up a few times a day, and when they open the app.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from textwrap import shorten
from typing import TYPE_CHECKING

from briefbot.desk import muting, schedules, travel, zones
from briefbot.desk.due import next_slot
from briefbot.errors import InputError
from briefbot.messages import Post
from briefbot.slack import showing
from briefbot.slack.mrkdwn import escape, moment

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.slack.managing import Act, Manager
    from briefbot.slack.people import People
    from briefbot.subscription import Subscription

MOVE, KEEP = "move_zone", "keep_zone"
"""The two answers, as action_ids."""

EVERY = timedelta(hours=6)
"""How often a person is looked up who does not open the app."""

A_ROUND = 50
"""People looked up in one minute at most; Slack takes twice that."""

ASKED_AT_ONCE = 100
"""Briefings in one question: as many as its buttons carry."""

MOST, TOPIC = 5, 80
"""Briefings named one by one, and characters of each topic; the others are counted."""


class Travel:
    """Notices that people are elsewhere, asks them, and does what they answer."""

    def __init__(self, archive: Archive, people: People, manager: Manager, posted: Callable[[], None]) -> None:
        """`posted` is told when the outbox has something new."""
        self._archive = archive
        self._people = people
        self._manager = manager
        self._posted = posted
        self._looked: dict[tuple[str, str], datetime] = {}  # at whom, by workspace and user

    async def work(self, now: datetime, besides: Container[str] = ()) -> None:
        """Look up the people whose turn it is; called every minute or so, never twice at a time."""
        never = now - 2 * EVERY
        every = travel.own(await asyncio.to_thread(self._archive.subscriptions))
        people = {(s.workspace, s.creator) for s in every if s.workspace not in besides}
        self._looked = {who: when for who, when in self._looked.items() if who in people}
        due = sorted((self._looked.get(who, never), who) for who in people)
        for when, (workspace, user) in due[:A_ROUND]:
            if now - when >= EVERY:
                await self.look(workspace, user, now)

    async def look(self, workspace: str, user: str, now: datetime) -> None:
        """Ask the person, once for each zone, where Slack says that they are in another than their briefings."""
        every = travel.own(await asyncio.to_thread(self._archive.subscriptions, workspace), user)
        if not every:
            return
        self._looked[workspace, user] = now
        zone = await self._people.zone(workspace, user)
        there = [] if zone is None else travel.elsewhere(every, zone, now)[:ASKED_AT_ONCE]
        if zone is None or not there:
            return

        def ask(asked: Sequence[Subscription]) -> Post:
            return question(asked, zone, now)

        if await asyncio.to_thread(self._archive.ask_to_move, there, zone, now, ask):
            self._posted()

    async def answer(self, action: str, value: str, act: Act) -> showing.Reply:
        """Move the briefings that the person was asked about, or keep them; what is so then."""
        zone, ids = json.loads(value)
        every = await asyncio.to_thread(self._archive.subscriptions, act.workspace)
        mine = [
            s for s in every if s.id in ids and s.creator == act.user and s.channel.startswith("D") and not s.alerts
        ]
        if not mine:
            return showing.said("There is no such briefing of yours any more. `/brief list` shows those there are.")
        for channel in {s.channel for s in mine}:
            await self._manager.check(act, channel)
        comes = " comes " if len(mine) == 1 else ", "
        if action == MOVE:
            return showing.said(_listed([await self._moved(s, zone, comes) for s in mine]))
        note = f"I will not ask again about {escape(zones.spoken_zone(zone))}. `/brief list` changes it."
        return showing.said(f"{_listed([f'{_line(s, comes)}.' for s in mine])}\n{note}")

    async def _moved(self, subscription: Subscription, zone: str, comes: str) -> str:
        now, soon = datetime.now(UTC), ""
        if subscription.schedule.zone != zone:
            last = await asyncio.to_thread(self._archive.last_delivery, subscription.id)
            move = travel.moved(subscription, zone, last[0].slot if last else None, now)
            # In this order: after a crash in between, what was claimed is composed, and the rest is done again.
            if await asyncio.to_thread(self._archive.claim, move.claims):
                soon = " One comes at once."
            try:
                await asyncio.to_thread(self._archive.change, move.subscription)
            except InputError:
                return f"{_line(subscription, comes)}, as before: another one comes at that time already.{soon}"
            subscription = move.subscription
        coming = "Paused" if subscription.paused else f"Next: {moment(next_slot(subscription, now)[1])}"
        return f"{_line(subscription, comes)}.{soon} {coming}."


def question(asked: Sequence[Subscription], zone: str, now: datetime) -> Post:
    """The message that asks one person about their briefings, all of one conversation."""
    there, first = zones.spoken_zone(zone), asked[0]
    opening = f"Slack says that you are in {escape(there)} now."
    if len(asked) == 1:
        times = first.schedule.times
        at = f"{schedules.clock(times[0])} " if len(times) == 1 else ""
        lines = [f"{opening} Your briefing on {_line(first, ' comes ')}."]
        move, keep = f"Move it to {at}{there}", f"Keep {zones.spoken_zone(first.schedule.zone)}"
    else:
        lines = [f"{opening} Your briefings come by another clock:", _listed([_line(s, ", ") for s in asked])]
        move, keep = f"Move them to {there}", "Keep them as they are"
    value = json.dumps([zone, [s.id for s in asked]])
    reply = showing.said(
        "\n".join(lines), showing.button(move, MOVE, value, style="primary"), showing.button(keep, KEEP, value)
    )
    return Post(
        key=f"travel/{first.id}/{zone}/{now.timestamp():.6f}",
        workspace=first.workspace,
        channel=first.channel,
        text=reply.text,
        blocks=tuple(reply.blocks),
    )


def _line(subscription: Subscription, comes: str) -> str:
    topic = escape(shorten(muting.named(subscription.topic), TOPIC, placeholder="…"))
    return f"*{topic}*{comes}{escape(schedules.spoken(subscription.schedule))}"


def _listed(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    more = [f"… and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([*(f"• {line}" for line in lines[:MOST]), *more])
