"""`briefbot subscribe`, `subscriptions` and `unsubscribe`: which channel is briefed on what, and when."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from briefbot.cli import common
from briefbot.cli.common import tell
from briefbot.errors import InputError

if TYPE_CHECKING:
    from briefbot.archive.protocol import Archive
    from briefbot.settings import Settings
    from briefbot.subscription import Subscription


def subscribe(  # noqa: PLR0917 - a command's options
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="'#world-news', or its id: C024BE91L")],
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="What to brief on; '' for everything.")],
    when: Annotated[
        str, typer.Argument(metavar="WHEN", help="'weekdays 08:00', 'every day at 7 and 18 in Asia/Kuwait'")
    ],
    limit: Annotated[int, typer.Option(help="Events a briefing holds at most.", min=1, max=25)] = 5,
    quiet: Annotated[bool, typer.Option("--quiet", help="Post nothing where there is nothing new.")] = False,
    workspace: Annotated[
        str, typer.Option(metavar="T…", help="The workspace, where the bot is in several.", show_default=False)
    ] = "",
) -> None:
    """Brief a channel on a topic on schedule. The bot joins the channel if it is public.

    With 'as it happens' for WHEN, it is alerted to urgent stories, each happening once. Times are in the
    zone named after `in`, else in BRIEFBOT_TIMEZONE. The schedule is read back in words.
    """
    from briefbot import settings
    from briefbot.desk import schedules, topics
    from briefbot.desk.due import next_slot
    from briefbot.subscription import Subscription

    chosen = settings.load()
    topics.parse(topic)
    schedule = schedules.parse(when, chosen.timezone)
    with common.archive(chosen) as kept:
        team, channel_id = asyncio.run(_joined(chosen, kept, workspace, channel))
        made = kept.subscribe(
            Subscription(
                workspace=team,
                channel=channel_id,
                topic=topic,
                schedule=schedule,
                limit=limit,
                created=datetime.now(UTC),
                quiet=quiet,
            )
        )
    if made.alerts:
        told = f"{channel} is alerted to urgent stories on {topic or 'everything'}"
        tell(f"{told}. To end it: briefbot unsubscribe {made.id}")
        print(made.id)
        return
    _, moment = next_slot(made, datetime.now(UTC))
    local = moment.astimezone(ZoneInfo(schedule.zone))
    tell(
        f"{channel} is briefed on {topic or 'everything'} {schedules.describe(schedule)}; "
        f"next on {local:%a %d %b at %H:%M}. To end it: briefbot unsubscribe {made.id}"
    )
    print(made.id)


async def _joined(chosen: Settings, kept: Archive, workspace: str, channel: str) -> tuple[str, str]:
    from briefbot import app
    from briefbot.slack.channels import join
    from briefbot.slack.workspaces import OneToken, Workspaces

    tokens, _ = await app.tokens_of(chosen, kept)
    team = _meant(workspace, {tokens.team: ""} if isinstance(tokens, OneToken) else _served(kept))
    web = Workspaces(tokens, chosen.slack_api_url).client(team)
    with app.asking(web):
        return team, await join(web, channel)


def _served(kept: Archive) -> dict[str, str]:
    """The names of the workspaces that the bot is in; of an organisation's those that are known."""
    return {team: each.name for each in kept.installations() for team in kept.workspaces_of(each.workspace)}


def _meant(workspace: str, served: dict[str, str]) -> str:
    """The workspace that was named, or the only one."""
    if workspace in served:
        return workspace
    if len(served) == 1 and not workspace:
        return next(iter(served))
    those = ", ".join(f"{team} ({name})" if name else team for team, name in served.items()) or "none yet"
    said = f"briefbot is not in the workspace {workspace}" if workspace else "say in which workspace, with --workspace"
    raise InputError(f"{said}: it is in {those}")


def subscriptions(
    workspace: Annotated[
        str, typer.Option(metavar="T…", help="Those of one workspace alone.", show_default=False)
    ] = "",
) -> None:
    """List the subscriptions, with the next briefing of each.

    Where stdout is no terminal, a line for each: id, channel, topic, when and next, with tabs between them. `briefbot
    workspaces` lists the workspaces, where there are several.
    """
    from briefbot import settings
    from briefbot.desk import schedules
    from briefbot.desk.due import next_slot

    def following(s: Subscription) -> str:
        if s.paused or s.alerts:
            return "paused" if s.paused else "when urgent"
        return f"{next_slot(s, now)[1].astimezone(ZoneInfo(s.schedule.zone)):%a %d %b %H:%M}"

    now = datetime.now(UTC)
    with common.archive(settings.load()) as kept:
        every = kept.subscriptions(workspace or None)
    rows = [
        (
            str(s.id),
            s.channel,
            s.topic or "everything",
            schedules.describe(s.schedule),
            following(s),
        )
        for s in every
    ]
    common.table(("id", "channel", "topic", "when", "next"), rows)
    if not rows:
        tell("No subscription yet: briefbot subscribe '#world-news' syria 'weekdays 08:00'")


def unsubscribe(subscription: Annotated[int, typer.Argument(metavar="ID", show_default=False)]) -> None:
    """End a subscription by its id.

    `briefbot subscriptions` lists the ids.
    """
    from briefbot import settings

    with common.archive(settings.load()) as kept:
        kept.unsubscribe(subscription)
    tell(f"Ended subscription {subscription}.")
