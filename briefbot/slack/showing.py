"""Subscriptions and sources as people see them: lines of text beside the blocks that carry the same."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, NamedTuple

from briefbot.desk import alerts, muting, schedules
from briefbot.desk.due import next_slot
from briefbot.slack import blocks as kit
from briefbot.slack.mrkdwn import escape, moment
from briefbot.subscription import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from briefbot.messages import Post
    from briefbot.slack.drafts import Draft
    from briefbot.source import Poll, Source
    from briefbot.subscription import Delivery, Subscription

PAUSE, RESUME, END, EDIT, SUBSCRIBE = "pause", "resume", "unsubscribe", "edit", "subscribe"
SAVE, CANCEL, RUN, BRIEF = "save", "cancel", "run", "brief"
"""What the buttons of subscriptions do; an action_id goes on after a slash where a row has several of one."""

MOST_SOURCES = 40
"""Named one by one; the others are counted."""

ALERTS = (
    "Only what an agency marks urgent, each happening once, "
    f"in at most {alerts.AN_HOUR} messages an hour; never with a mention of everybody."
)
"""What an alert is, said before one subscribes."""

LABEL = 75
"""Characters of a button's label, for a screen reader too."""


class Reply(NamedTuple):
    """What one person is told: as text, for a notification and a screen reader, and as blocks."""

    text: str
    blocks: list[kit.Block]
    replaces: bool = True  # the message that was clicked in, if one was


def said(line: str, *buttons: kit.Block) -> Reply:
    """A line of our own mrkdwn, with buttons under it."""
    made: list[kit.Block] = [{"type": "section", "text": {"type": "mrkdwn", "text": line[:3000]}}]
    return Reply(line, [*made, *actions(*buttons)])


def actions(*buttons: kit.Block) -> list[kit.Block]:
    """A row of buttons; no block where there is none."""
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def button(label: str, action: str, value: str, spoken: str = "", **more: str) -> kit.Block:
    """A button; `spoken` is what a screen reader says where several buttons look alike."""
    label = label if len(label) <= LABEL else label[: LABEL - 1] + "…"
    return kit.button(label, action, value, accessibility_label=(spoken or label)[:LABEL], **more)


def place(channel: str) -> str:
    """A conversation in mrkdwn."""
    return "this conversation" if channel.startswith("D") else f"<#{channel}>"


def in_place(channel: str) -> kit.Block:
    """A conversation in rich text."""
    return kit.words("Your direct messages") if channel.startswith("D") else {"type": "channel", "channel_id": channel}


def sentence(draft: Draft) -> str:
    """What a draft asks for, in words: "Brief <#C1> on *syria*, weekdays at 08:00, Asia/Kuwait"."""
    if draft.alerts:
        return f"Alert {place(draft.channel)} to urgent stories on *{escape(muting.named(draft.topic))}*, as they come"
    return f"Brief {place(draft.channel)} on *{escape(muting.named(draft.topic))}*, {escape(when(draft))}"


def when(draft: Draft) -> str:
    """When a draft's briefings come, and whether none comes where there is nothing new."""
    return f"{draft.when}, quiet if nothing is new" if draft.quiet and not draft.alerts else draft.when


def first(draft: Draft, now: datetime) -> str:
    """What comes of a draft first: the time of a briefing, or what an alert is; mrkdwn."""
    if draft.alerts:
        return ALERTS
    return f"{'Next' if draft.id else 'First'} briefing: {moment(draft.next(now))}, your time."


def confirmation(draft: Draft, now: datetime, zone: str | None) -> Reply:
    """A draft read back, to be saved or not; `zone` is the person's own where it was taken from their profile."""
    line = f"{sentence(draft)}.\n{first(draft, now)}"
    reply = said(
        line,
        button("Subscribe", SAVE, draft.dumps(), style="primary"),
        button("Change…", SUBSCRIBE, draft.dumps()),
        button("Cancel", CANCEL, "cancel"),
    )
    if zone:
        note = f"{escape(zone)} is the time zone of your Slack profile. For another one, add `in Kuwait`."
        note += " When you travel, I ask before anything moves." if draft.follows else ""
        reply.blocks.insert(1, kit.context(note))
    return Reply(f"Shall I save this? {line}", reply.blocks)


def line(subscription: Subscription, now: datetime) -> str:
    """One subscription of a channel's list, in mrkdwn: number, topic, schedule, what is next."""
    topic = escape(muting.named(subscription.topic))
    coming = "paused" if subscription.paused else following(subscription, now)
    return f"{subscription.id}. *{topic}*, {escape(schedule(subscription))} · {coming}"


def schedule(subscription: Subscription) -> str:
    """When a subscription's briefings come, or that it is one of alerts."""
    said = schedules.describe(subscription.schedule)
    return f"{said}, quiet if nothing is new" if subscription.quiet and not subscription.alerts else said


def following(subscription: Subscription, now: datetime) -> str:
    """When the next briefing comes, or what an alert waits for; mrkdwn."""
    return "alerts to what is urgent" if subscription.alerts else f"next {moment(next_slot(subscription, now)[1])}"


def things(subscription: Subscription) -> str:
    """What a subscription brings."""
    return "alerts" if subscription.alerts else "briefings"


def handles(subscription: Subscription) -> list[kit.Block]:
    """The buttons of one subscription."""
    id_, topic = str(subscription.id), muting.named(subscription.topic)
    turn, label = (RESUME, "Resume") if subscription.paused else (PAUSE, "Pause")
    return [
        button(label, f"{turn}/{id_}", id_, f"{label} {topic}"),
        button("Change…", f"{EDIT}/{id_}", id_, f"Change {topic}"),
        {
            **button("Unsubscribe", f"{END}/{id_}", id_, f"Unsubscribe {topic}"),
            "confirm": {
                "title": {
                    "type": "plain_text",
                    "text": f"End {'these alerts' if subscription.alerts else 'this briefing'}?",
                },
                "text": {
                    "type": "plain_text",
                    "text": f"No more {things(subscription)} on {shorten(topic, 80, placeholder='…')}.",
                },
                "confirm": {"type": "plain_text", "text": "Unsubscribe"},
                "deny": {"type": "plain_text", "text": "Keep it"},
                "style": "danger",
            },
        },
    ]


def last(found: tuple[Delivery, Post | None] | None) -> str:
    """How the last delivery went, in words without a link."""
    if found is None:
        return "Nothing sent yet"
    delivery, _ = found
    when = moment(delivery.due)
    match delivery.state:
        case DeliveryState.DELIVERED:
            return f"Last: {when}"
        case DeliveryState.EMPTY:
            return f"Last: {when}, nothing new"
        case DeliveryState.CLAIMED | DeliveryState.QUEUED:
            return f"Under way since {when}"
    return f"Last: {when}, not delivered: {escape(delivery.reason or delivery.state.value)}"


def health(sources: Sequence[Source], polls: dict[str, Poll]) -> Reply:
    """What is read, and what cannot be seen and why; what cannot be seen comes first."""
    if not sources:
        line = "No source is read yet. The person who runs me adds them: `briefbot sources import --catalogue`."
        return said(line)
    paused = [s for s in sources if s.paused]
    blind = [s for s in sources if not s.paused and (poll := polls.get(s.id)) is not None and not poll.ok]
    rest = [s for s in sources if s not in blind and not s.paused]
    seen = [s for s in rest if s.id in polls]
    others = ((len(rest) - len(seen), "not looked at yet"), (len(paused), "paused"))
    counted = "".join(f", {count} {what}" for count, what in others if count)
    opening = f"{len(seen)} of {len(sources)} sources can be seen{counted}."
    lines = [_source(source, polls.get(source.id)) for source in [*blind, *rest, *paused][:MOST_SOURCES]]
    if len(sources) > MOST_SOURCES:
        lines.append(f"… and {len(sources) - MOST_SOURCES} more")
    text = "\n".join([opening, *lines])
    made: list[kit.Block] = [kit.rich(kit.section(kit.words(opening, bold=True)))]
    made += [kit.context("\n".join(lines[n : n + 10])) for n in range(0, len(lines), 10)]
    return Reply(text[:3000], made)


def _source(source: Source, poll: Poll | None) -> str:
    name = f"*{escape(source.agency)}* ({escape(source.id)})"
    if source.paused:
        return f"{name}: not looked at, {escape(source.paused[:200])}"
    if poll is None:
        return f"{name}: not looked at yet"
    if poll.ok:
        new = f" · last news {moment(poll.last_new)}" if poll.last_new else ""
        return f"{name}: seen {moment(poll.at)}{new}"
    since = f" since {moment(poll.last_success)}" if poll.last_success else ""
    return f":warning: {name}: cannot be seen{since}: {escape(poll.reason[:200])}"
