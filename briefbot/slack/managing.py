"""The commands about subscriptions: each reads what is there, does one thing, and says what it did.

Everything may be done again after a crash: what is done already is done no second time, and the same is said.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from briefbot.desk import alerts, muting, schedules
from briefbot.errors import BriefbotError, InputError, NotFoundError, TopicError
from briefbot.slack import blocks as kit
from briefbot.slack import channels, frames, showing
from briefbot.slack.drafts import Draft, ended
from briefbot.slack.mrkdwn import escape, moment
from briefbot.slack.showing import Reply, button, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.messages import Post
    from briefbot.slack.commands import Asked
    from briefbot.slack.people import People
    from briefbot.slack.workspaces import Workspaces
    from briefbot.subscription import Subscription

MOST_BUTTONS = 24
"""Of the 25 that Slack takes in a row."""

MOST_HANDLED = 12
"""Subscriptions that a list shows with their buttons; fewer where their topics are long."""

MOST_LISTED = 3_000
"""Characters of the lines of others, without buttons: what Slack takes in a section."""

_DONE = {showing.PAUSE: "paused", showing.RESUME: "resumed", showing.END: "ended"}


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, where and when."""

    workspace: str
    channel: str
    user: str
    at: datetime  # UTC; when it was asked for, the same however often it is done
    user_team: str = ""  # the person's own workspace, where it is told: in a shared channel it may be another


class Manager:
    """Answers the commands and the buttons that are about subscriptions."""

    def __init__(self, archive: Archive, workspaces: Workspaces, people: People, zone: str) -> None:
        """`zone` holds where a person's Slack profile names none."""
        self._archive = archive
        self._workspaces = workspaces
        self._people = people
        self._zone = zone

    async def answer(self, asked: Asked, act: Act) -> Reply:
        """What a command comes to; `InputError` and `SlackError` say what to do instead."""
        match asked.verb:
            case "subscribe":
                return await self.read_back(asked, act)
            case "list":
                return await self.listed(act)
            case "sources":
                return await self.sources()
            case "why":
                return await self.why(act)
            case "mute" | "unmute":
                return await self.mute(asked, act)
        return await self.named(asked, act)

    async def subscriptions(self, workspace: str, channel: str) -> list[Subscription]:
        """Those of one channel."""
        every = await asyncio.to_thread(self._archive.subscriptions, workspace)
        return [subscription for subscription in every if subscription.channel == channel]

    async def subscription(self, act: Act, id_: int) -> Subscription:
        """One of the act's workspace that the person may manage."""
        every = await asyncio.to_thread(self._archive.subscriptions, act.workspace)
        found = next((subscription for subscription in every if subscription.id == id_), None)
        if found is None:
            raise NotFoundError(f"There is no subscription {id_} any more: `/brief list` shows those there are.")
        await self.check(act, found.channel)
        return found

    async def check(self, act: Act, channel: str) -> None:
        """`InputError` where the person may not say what the channel is briefed on."""
        if act.user_team not in {"", act.workspace}:
            raise InputError("What is briefed here is for people of the workspace to say in which I am installed.")
        if channel.startswith("D") and not await self._people.is_member(act.workspace, act.user, channel):
            raise InputError("I am not in this conversation: say it in my own direct messages, or in a channel.")
        if not await self._people.may_manage(act.workspace, act.user, channel, act.channel):
            raise InputError(f"What that channel is briefed on is for {self._people.managed_by}.")

    async def zone(self, act: Act) -> tuple[str, bool]:
        """The zone of the person's new subscription, and whether it is that of their profile."""
        own = await self._people.zone(act.workspace, act.user)
        return own or self._zone, own is not None

    # What is typed

    async def read_back(self, asked: Asked, act: Act) -> Reply:
        """What would be subscribed to, with a button that saves it."""
        channel = act.channel
        if asked.channel:
            channel = await channels.find(self._workspaces.client(act.workspace), asked.channel)
        await self.check(act, channel)
        zone, own = await self.zone(act)
        topic, when = schedules.split(asked.rest.removeprefix("to "), zone)
        schedule = schedules.parse(when, zone)
        profile = zone if own and not schedules.names_zone(when) else ""
        draft = Draft(channel, muting.checked(topic.removesuffix(",")), schedules.describe(schedule), profile=profile)
        draft = replace(draft, quiet=asked.quiet)
        for had in await self.subscriptions(act.workspace, channel):
            if (had.topic, had.schedule) == (draft.topic, schedule):
                if had.quiet or not draft.quiet:
                    return _had(had, act)
                draft = replace(draft, id=had.id)
        stated = own and schedule.zone == zone and not draft.alerts
        return showing.confirmation(draft, act.at, zone if stated else None)

    async def listed(self, act: Act) -> Reply:
        """The channel's subscriptions, each with its buttons."""
        mine = await self.subscriptions(act.workspace, act.channel)
        if not mine:
            return _none(act)
        lines = [showing.line(subscription, act.at) for subscription in mine]
        heading = f"{showing.place(act.channel)} is briefed on:"
        made, handled = [*said(heading).blocks], 0
        for subscription, line in zip(mine[:MOST_HANDLED], lines, strict=False):
            shown = said(line, *showing.handles(subscription)).blocks
            if kit.size([*made, *shown]) > kit.MESSAGE_CHARACTERS - MOST_LISTED:
                break
            made, handled = [*made, *shown], handled + 1
        if handled < len(mine):
            made += said(_within(lines[handled:])).blocks
        return Reply("\n".join([heading, *lines])[:3000], made)

    async def named(self, asked: Asked, act: Act) -> Reply:
        """Pause, resume or end a subscription of the channel, named by topic or number; ask where it is not clear."""
        await self.check(act, act.channel)
        mine = await self.subscriptions(act.workspace, act.channel)
        wanted = asked.rest.removeprefix("#").casefold()
        fit = [s for s in mine if wanted in {str(s.id), s.topic.casefold(), muting.named(s.topic).casefold()}]
        if not wanted:
            able = {showing.PAUSE: [s for s in mine if not s.paused], showing.RESUME: [s for s in mine if s.paused]}
            fit = able.get(asked.verb, mine)
        if len(fit) == 1:
            return await self.turn(asked.verb, fit[0].id, act)
        if not mine:
            return _none(act)
        if not fit and wanted:
            question = f"This channel has no briefing on *{escape(asked.rest)}*. Which one shall I {asked.verb}?"
            topic = f"{asked.verb} {asked.rest}"
            more = [button(f"None: show me “{topic}”", showing.BRIEF, topic)]
        elif not fit:
            return said(f"Nothing to {asked.verb}: every briefing of this channel is {_DONE[asked.verb]} already.")
        else:
            question, more = f"Which briefing shall I {asked.verb}?", []
        choices = [_choice(asked.verb, subscription) for subscription in (fit or mine)[:MOST_BUTTONS]]
        return said(question, *choices, *more)

    async def mute(self, asked: Asked, act: Act) -> Reply:
        """Leave a topic out of all of the channel's briefings, or take it back."""
        await self.check(act, act.channel)
        mine = await self.subscriptions(act.workspace, act.channel)
        if not mine:
            return _none(act)
        change: Callable[[str, str], str] = muting.mute if asked.verb == "mute" else muting.unmute
        if not asked.rest:
            raise TopicError("Say what to leave out: `/brief mute football`", topic="", offset=0)
        changed = [replace(each, topic=change(each.topic, asked.rest)) for each in mine]  # all, before one is kept
        place, what = showing.place(act.channel), escape(asked.rest)
        if changed == mine:
            how = "leave *{}* out already" if asked.verb == "mute" else "do not leave *{}* out"
            return said(f"Nothing has changed: the briefings of {place} {how.format(what)}. `/brief list` shows them.")
        for subscription in changed:
            await asyncio.to_thread(self._archive.change, subscription)
        back, how = ("unmute", "leave out") if asked.verb == "mute" else ("mute", "may tell of")
        line = f"From now on the briefings of {place} {how} *{what}*."
        return said(line, button("Undo", showing.RUN, f"{back} {asked.rest}"))

    async def sources(self) -> Reply:
        """How each source is."""
        sources = await asyncio.to_thread(self._archive.sources)
        return showing.health(sources, await asyncio.to_thread(self._archive.polls))

    async def why(self, act: Act) -> Reply:
        """Why the channel's last briefing was sent: topic, schedule, slot, and what was read for it."""
        find, place = self._archive.posts, {"workspace": act.workspace, "channel": act.channel}
        since = act.at - alerts.REMEMBERED
        post = next(iter(await asyncio.to_thread(find, **place, scheduled=True, limit=1)), None)
        recent = await asyncio.to_thread(self._archive.alerts, act.workspace, act.channel, since)
        told = [each for each in recent if each.ts]
        if told and (post is None or (told[-1].ts or "") > (post.ts or "")):
            return await self._why_alerted(told[-1], act)
        if post is None or post.slot is None:
            return said("No scheduled briefing has come to this channel yet. `/brief list` shows what is planned.")
        id_, day, at = post.slot.split("/")
        mine = await self.subscriptions(act.workspace, act.channel)
        subscription = next((s for s in mine if str(s.id) == id_), None)
        if subscription is None:
            return said(f"The last briefing came for {day} {at[:5]}, of a subscription that was ended since.")
        when = escape(schedules.describe(subscription.schedule))
        slot = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ZoneInfo(subscription.schedule.zone))
        line = (
            f"The last briefing came because {showing.place(act.channel)} is briefed on "
            f"*{escape(muting.named(subscription.topic))}*, {when} (number {id_} of `/brief list`).\n"
            f"It was the one for {moment(slot)}, made from {_carried(post)}. {_read(post)}"
        )
        return said(line, *showing.handles(subscription))

    async def _why_alerted(self, post: Post, act: Act) -> Reply:
        """Why the channel's last message, an alert, was sent."""
        id_ = post.key.split("/")[1]
        mine = await self.subscriptions(act.workspace, act.channel)
        subscription = next((s for s in mine if str(s.id) == id_), None)
        if subscription is None:
            return said("The last message was an alert, of a subscription that was ended since.")
        line = (
            f"The last message came because {showing.place(act.channel)} is alerted to urgent stories on "
            f"*{escape(muting.named(subscription.topic))}* (number {id_} of `/brief list`), and one was marked so."
        )
        return said(line, *showing.handles(subscription))

    # What is pressed

    async def save(self, draft: Draft, act: Act) -> Reply:
        """Make or change the subscription that was read back."""
        await self.check(act, draft.channel)
        await channels.join(self._workspaces.client(act.workspace), draft.channel)
        wanted = draft.subscription(act.workspace, act.at, act.user)
        if draft.id:
            kept = await self.subscription(act, draft.id)
            if kept.schedule == wanted.schedule:
                wanted = replace(wanted, created=kept.created)
            if kept.schedule.zone == wanted.schedule.zone:
                wanted = replace(wanted, follows=kept.follows)
            saved = replace(wanted, limit=kept.limit, paused=kept.paused, creator=kept.creator or act.user)
            await asyncio.to_thread(self._archive.change, saved)
        else:
            saved = await asyncio.to_thread(self._archive.subscribe, wanted)
            if saved.created != wanted.created:  # else it is new, or saved before a crash by this very act
                return _had(saved, act)
        topic, place = escape(muting.named(draft.topic)), showing.place(draft.channel)
        line = f"Saved: {place} is briefed on *{topic}*, {escape(showing.when(draft))}."
        if saved.alerts:
            line = f"Saved: {place} is alerted to urgent stories on *{topic}*, as they come."
        if saved.paused:
            line += "\nIt is paused."
        elif not saved.alerts:
            line += f"\nNext briefing: {moment(draft.next(act.at))}, your time."
        return said(line, *showing.handles(saved))

    async def turn(self, verb: str, id_: int, act: Act) -> Reply:
        """Pause, resume or end one subscription."""
        try:
            subscription = await self.subscription(act, id_)
        except NotFoundError:
            if verb != showing.END:
                raise
            return said(f"Briefing {id_} is ended.")
        topic = escape(muting.named(subscription.topic))
        if verb == showing.END:
            await asyncio.to_thread(self._archive.unsubscribe, id_, act.workspace)
            again = button("Subscribe again", showing.SAVE, ended(subscription).dumps())
            place, things = showing.place(subscription.channel), showing.things(subscription)
            return said(f"Ended: {place} gets no more {things} on *{topic}*.", again)
        paused = verb == showing.PAUSE
        created = subscription.created if paused or not subscription.paused else max(subscription.created, act.at)
        turned = replace(subscription, paused=paused, created=created)
        await asyncio.to_thread(self._archive.change, turned)
        line = f"Paused: no {showing.things(subscription)} on *{topic}* until you resume them."
        if not paused:
            line = f"Resumed: {showing.line(turned, act.at)}."
        return said(line, *showing.handles(turned))


def spoken(fault: BriefbotError) -> str:
    """An error as a sentence in mrkdwn."""
    text = str(fault)
    return escape(text[:1].upper() + text[1:])


def _within(lines: Sequence[str]) -> str:
    """As many of the lines as one section holds, and how many there are besides."""
    room, shown = MOST_LISTED - len("and 100,000 more"), 0
    while shown < len(lines) and (room := room - len(lines[shown]) - 1) >= 0:
        shown += 1
    more = [f"and {len(lines) - shown} more"] if shown < len(lines) else []
    return "\n".join([*lines[:shown], *more])


def _none(act: Act) -> Reply:
    example = "subscribe syria weekdays 08:00"
    return said(
        f"{showing.place(act.channel)} has no briefings yet. Type for example `/brief {example}`, or fill in a form.",
        button("New briefing…", showing.SUBSCRIBE, Draft(act.channel).dumps(), style="primary"),
    )


def _had(subscription: Subscription, act: Act) -> Reply:
    line = f"{showing.place(subscription.channel)} has this already:\n{showing.line(subscription, act.at)}"
    return said(line, *showing.handles(subscription))


def _choice(verb: str, subscription: Subscription) -> dict[str, object]:
    label = f"{subscription.id}. {muting.named(subscription.topic)}, {showing.schedule(subscription)}"
    return button(label, f"{verb}/{subscription.id}", str(subscription.id), f"{verb} {label}")


def _carried(post: Post) -> str:
    """How many stories a briefing carries, and how many it did that were withdrawn since."""
    number, gone = len(post.stories), frames.leads(post.frame).count(None)
    stories, withdrawn = (f"{count} story" if count == 1 else f"{count} stories" for count in (number, gone))
    if gone:
        return f"{stories}, and {withdrawn} withdrawn since" if number else f"{withdrawn}, withdrawn since"
    return stories if number else "no story, since there was nothing new"


def _read(post: Post) -> str:
    """What a briefing's own last line says was read for it."""
    footer = post.blocks[-1] if post.blocks else {}
    text = str((footer.get("elements") or [{}])[0].get("text", "")) if footer.get("type") == "context" else ""
    return f"{text.split(' · next ')[0]}." if text.startswith(("Read ", "No source")) else ""
