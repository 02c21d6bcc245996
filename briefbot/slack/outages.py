"""Tells the owner of each workspace, in a direct message, which sources fail, since when and why; each outage once.

The owner is who installed the bot there, or whom the settings name where its one token stands in them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from briefbot.desk import outages
from briefbot.messages import Post
from briefbot.slack import blocks as kit
from briefbot.slack import showing
from briefbot.slack.mrkdwn import escape, moment

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from briefbot.archive.protocol import Archive
    from briefbot.desk.outages import Back, Failing, Notice

MOST = 8
"""Sources named one by one; the others are counted."""

WHY = 120
"""Characters of a reason."""

ADVICE = (
    "Briefings go on without what cannot be seen, and say so. The person who runs me sees more with "
    "`briefbot sources list`, and can pause or replace a source."
)


class Outages:
    """Queues what owners are to be told; `work` is called every minute or so, never twice at a time."""

    def __init__(self, archive: Archive, owner: str = "") -> None:
        """`owner`: Slack's user id of the one in a workspace that has no installation; "": nobody."""
        self._archive = archive
        self._owner = owner

    def work(self, now: datetime, besides: Container[str] = ()) -> bool:
        """Tell every owner what they are to be told, but in the workspaces named; whether there was anything."""
        queued = False
        sources, polls = self._archive.sources(), self._archive.polls()
        for (place, owner), workspace in self._owners(besides).items():
            told = self._archive.outages_told(place)
            notice = outages.notice(sources, polls, told, now)
            if notice is not None:
                key = f"outages/{place}/{now.timestamp():.6f}"
                self._archive.tell_outages(place, notice.told(now), post(notice, len(sources), key, workspace, owner))
                queued = True
        return queued

    def _owners(self, besides: Container[str]) -> dict[tuple[str, str], str]:
        """The owner of each workspace that is briefed, or of its organisation; and a workspace where they are told."""
        briefed = sorted({s.workspace for s in self._archive.subscriptions() if not s.paused})
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for workspace in briefed:
            if workspace in besides:
                continue
            installed = self._archive.installation(workspace)
            owner = installed.by if installed else self._owner
            if owner:
                found[installed.workspace if installed else workspace, owner].append(workspace)
        return {owner: workspaces[0] for owner, workspaces in found.items()}


def post(notice: Notice, sources: int, key: str, workspace: str, owner: str) -> Post:
    """The message to the owner; `sources` is how many there are."""
    blocks: list[kit.Block] = []
    lines: list[str] = []
    for heading, found in (
        (f"*Trouble with {len(notice.failing)} of {sources} sources*", [*map(_failing, notice.failing)]),
        ("*Seen again*", [*map(_back, notice.back)]),
    ):
        if found:
            named = [*found[:MOST], *([f"… and {len(found) - MOST} more"] if len(found) > MOST else [])]
            part = [heading, *(f"• {line}" for line in named)]
            for line in part:  # a section each: together they may be longer than Slack takes
                blocks += showing.said(line).blocks
            lines += part
    if notice.failing:
        blocks += [kit.context(ADVICE), *showing.actions(showing.button("Show all sources", showing.RUN, "sources"))]
        lines.append(ADVICE)
    return Post(
        key=key, workspace=workspace, channel=owner, text="\n".join(lines).replace("*", ""), blocks=tuple(blocks)
    )


def _failing(each: Failing) -> str:
    why = escape(each.why if len(each.why) <= WHY else f"{each.why[: WHY - 1]}…")
    what = "cannot be seen" if each.blind else "has had no news"
    return f"{_named(each)} {what} since {moment(each.since)}: {why}"


def _back(each: Back) -> str:
    return f"{_named(each)}, since {moment(each.since)}"


def _named(each: Failing | Back) -> str:
    return f"*{escape(each.source.agency[:60])}* ({escape(each.source.id[:60])})"
