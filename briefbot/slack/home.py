"""The Home tab: what a person's channels are briefed on, when, how the last one went, and how the sources are."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from slack_sdk.errors import SlackApiError

from briefbot.desk import alerts, muting
from briefbot.slack import blocks as kit
from briefbot.slack import showing
from briefbot.slack.drafts import Draft
from briefbot.slack.mrkdwn import moment
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.slack.people import People
    from briefbot.slack.workspaces import Workspaces
    from briefbot.subscription import Subscription

MOST = 20
"""Subscriptions shown: each takes four of the hundred blocks that Slack allows."""


class Row(NamedTuple):
    """One subscription, and how its last delivery went: in words, with the message's address where it stands."""

    subscription: Subscription
    last: str
    link: str | None = None


class Home:
    """Publishes each person's Home tab as the archive has it at that moment."""

    def __init__(self, archive: Archive, workspaces: Workspaces, people: People) -> None:
        self._archive = archive
        self._workspaces = workspaces
        self._people = people

    async def publish(self, workspace: str, user: str, now: datetime, *, note: str = "", hash_: str = "") -> None:
        """Show a person what is so now, with what their last act came to as `note`.

        `hash_` is that of the view which they see: where another was published since, what is so is read anew.
        """
        try:
            await self._publish(workspace, user, now, note, hash_)
        except SlackApiError as fault:
            if fault.response["error"] != "hash_conflict":
                raise
            await self._publish(workspace, user, now, note, "")

    async def _publish(self, workspace: str, user: str, now: datetime, note: str, hash_: str) -> None:
        view = await self.view(workspace, user, now, note)
        await self._workspaces.client(workspace).api_call(
            "views.publish", json={"user_id": user, "view": view, **({"hash": hash_} if hash_ else {})}
        )

    async def view(self, workspace: str, user: str, now: datetime, note: str = "") -> dict[str, Any]:
        """The person's Home tab: their own channels' subscriptions, and nobody else's."""
        every = await asyncio.to_thread(self._archive.subscriptions, workspace)
        places = await self._people.channels(workspace, user)
        mine = sorted((s for s in every if s.channel in places), key=lambda s: (s.channel[0] != "D", s.channel, s.id))
        rows = await asyncio.gather(*map(self._row, mine[:MOST]))
        sources = await asyncio.to_thread(self._archive.sources)
        health = showing.health(sources, await asyncio.to_thread(self._archive.polls))
        return page(rows, len(mine), health, now, note)

    async def _row(self, subscription: Subscription) -> Row:
        if subscription.alerts:
            return await self._alerted(subscription)
        found = await asyncio.to_thread(self._archive.last_delivery, subscription.id)
        if not (found and found[1] and found[1].ts and found[0].state is DeliveryState.DELIVERED):
            return Row(subscription, showing.last(found))
        return await self._linked(subscription, showing.last(found), found[1].ts)

    async def _alerted(self, subscription: Subscription) -> Row:
        """With the last alert, where there was one in the last days."""
        place, since = (subscription.workspace, subscription.channel), datetime.now(UTC) - alerts.REMEMBERED
        posts = await asyncio.to_thread(self._archive.alerts, *place, since)
        own = [post for post in posts if post.key.startswith(f"alert/{subscription.id}/") and post.ts]
        if not own or own[-1].first_tried is None or own[-1].ts is None:
            return Row(subscription, f"No alert in the last {alerts.REMEMBERED.days} days")
        return await self._linked(subscription, f"Last: {moment(own[-1].first_tried)}", own[-1].ts)

    async def _linked(self, subscription: Subscription, last: str, ts: str) -> Row:
        try:
            web = self._workspaces.client(subscription.workspace)
            answer: Any = await web.chat_getPermalink(channel=subscription.channel, message_ts=ts)
        except SlackApiError as fault:
            deleted = ", deleted since" if fault.response["error"] == "message_not_found" else ""
            return Row(subscription, last + deleted)
        return Row(subscription, last, str(answer["permalink"]))


def page(rows: Sequence[Row], count: int, health: showing.Reply, now: datetime, note: str = "") -> dict[str, Any]:
    """The Home tab's view: the first rows of `count` subscriptions, and the sources' health."""
    made: list[kit.Block] = [kit.header("Your briefings")]
    if note:
        made.append({"type": "section", "text": {"type": "mrkdwn", "text": note[:3000]}})
    if not rows:
        made.append(
            kit.rich(
                kit.section(
                    kit.words("Nothing yet. A briefing puts the news on a topic into a channel, when you choose.")
                ),
                kit.section(
                    {"type": "text", "text": "Try it: type "},
                    kit.words("/brief syria", code=True),
                    {"type": "text", "text": " anywhere."},
                ),
            )
        )
    made += showing.actions(
        showing.button("New briefing…", showing.SUBSCRIBE, Draft("").dumps(), style="primary"),
        showing.button("Only for me…", f"{showing.SUBSCRIBE}/me", "me"),
    )
    for row in rows:
        made += _shown(row, now)
    if count > len(rows):
        made.append(kit.context(f"{count - len(rows)} more: type `/brief list` in their channels."))
    return {"type": "home", "blocks": [*made, {"type": "divider"}, kit.header("Sources"), *health.blocks]}


def _shown(row: Row, now: datetime) -> list[kit.Block]:
    subscription = row.subscription
    name = kit.section(
        showing.in_place(subscription.channel),
        {"type": "text", "text": " · "},
        kit.words(muting.named(subscription.topic), bold=True),
        {"type": "text", "text": "\n" + showing.schedule(subscription)},
    )
    coming = showing.following(subscription, now)
    when = "Paused" if subscription.paused else coming[:1].upper() + coming[1:].replace("ext ", "ext: ", 1)
    last = f"{row.last} (<{row.link}|open>)" if row.link else row.last
    return [
        {"type": "divider"},
        kit.rich(name),
        kit.context(f"{when} · {last}"),
        *showing.actions(*showing.handles(subscription)),
    ]
