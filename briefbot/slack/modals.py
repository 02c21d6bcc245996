"""The form in which a subscription is made or changed, and what is wrong with it; pure.

The form is checked at once, under its fields, and then read back on a second page, whose button saves it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from briefbot.desk import muting, schedules, topics, zones
from briefbot.errors import ScheduleError, TopicError
from briefbot.slack import blocks as kit
from briefbot.slack import showing
from briefbot.slack.drafts import Draft
from briefbot.subscription import AS_IT_HAPPENS, DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

View = dict[str, Any]

FORM, CHECKED = "subscription", "subscription_checked"
"""The callback_ids of the two pages."""

TOPIC, CHANNEL, KIND, DAYS_, TIMES, ZONE, NEW = "topic", "channel", "kind", "days", "times", "zone", "new"
"""Each field's block_id and action_id."""

BRIEFINGS, ALERTS = "schedule", "alerts"
KINDS = {
    BRIEFINGS: ("On a schedule", "As set below"),
    ALERTS: ("As it happens", "Only what is urgent; the rest of this form does not count"),
}
SAY, QUIET = "say", "quiet"
SILENCE = {SAY: ("Say so", ""), QUIET: ("Post nothing", "")}

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def form(draft: Draft, zone: str, *, profile: bool = False, fixed: bool = False) -> View:
    """The first page, filled in from the draft; `zone` where the draft names none, `profile` where it is the person's.

    `fixed`: the channel is not to be chosen.
    """
    when = "" if draft.alerts else draft.when
    schedule = schedules.parse(when or "weekdays 08:00", zone)
    times = ", ".join(at.isoformat("seconds" if at.second else "minutes") for at in schedule.times)
    topic: dict[str, Any] = {"type": "plain_text_input", "max_length": topics.LONGEST}
    if draft.topic:
        topic["initial_value"] = draft.topic
    made = [
        _field(
            TOPIC,
            "Topic",
            topic | {"placeholder": _plain("syria OR damascus")},
            'Empty: everything. "oil price" keeps words together, from:kuna names an agency, -word leaves out.',
            optional=True,
        ),
        _field(KIND, "When", _chosen(KINDS, ALERTS if draft.alerts else BRIEFINGS)),
        _field(DAYS_, "Days", _days(schedule.days)),
        _field(
            TIMES, "Times", {"type": "plain_text_input", "initial_value": times}, "For example 08:00, or 7am and 18"
        ),
        _field(
            ZONE,
            "Time zone",
            {
                "type": "external_select",
                "min_query_length": 2,
                "placeholder": _plain("Type a city or a country"),
                "initial_option": option(schedule.zone),
            },
            "The one of your Slack profile, unless you choose another." if profile else "",
        ),
        _field(NEW, "When nothing is new", _chosen(SILENCE, _silence(draft))),
    ]
    if fixed:
        made.insert(0, kit.rich(kit.section({"type": "text", "text": "For "}, showing.in_place(draft.channel))))
    else:
        chosen: dict[str, Any] = {
            "type": "conversations_select",
            "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        }
        if draft.channel:
            chosen["initial_conversation"] = draft.channel
        made.insert(1, _field(CHANNEL, "Channel", chosen))
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": draft.dumps(),
        "title": _plain("Change a briefing" if draft.id else "New briefing"),
        "submit": _plain("Next"),
        "close": _plain("Cancel"),
        "blocks": made,
    }


def filled(view: View) -> tuple[Draft, dict[str, str]]:
    """The draft that a submitted form holds, and what is wrong with it, by field."""
    draft = Draft.loads(view["private_metadata"])
    state = {name: value.get(name) or {} for name, value in view["state"]["values"].items()}
    topic = " ".join((state.get(TOPIC, {}).get("value") or "").split())
    days = [one["value"] for one in state.get(DAYS_, {}).get("selected_options") or ()]
    times = state.get(TIMES, {}).get("value") or ""
    zone = (state.get(ZONE, {}).get("selected_option") or {}).get("value") or ""
    channel = state.get(CHANNEL, {}).get("selected_conversation") or draft.channel
    quiet = (state.get(NEW, {}).get("selected_option") or {}).get("value") == QUIET
    draft = replace(draft, topic=topic, channel=channel, quiet=quiet)
    wrong: dict[str, str] = {}
    try:
        muting.checked(topic)
    except TopicError as fault:
        wrong[TOPIC] = _capital(str(fault))
    if (state.get(KIND, {}).get("selected_option") or {}).get("value") == ALERTS:
        return replace(draft, when=schedules.describe(AS_IT_HAPPENS)), wrong
    when, more = _schedule(days, times, zone)
    return replace(draft, when=when), {**wrong, **more}


def _schedule(days: Sequence[str], times: str, zone: str) -> tuple[str, dict[str, str]]:
    """The schedule that the fields make, in words, and what is wrong with it, by field."""
    wrong: dict[str, str] = {}
    if not days:
        wrong[DAYS_] = "Choose a day at least."
    when = ""
    try:
        read = schedules.parse(times, zones.exact(zone) or "UTC")
    except ScheduleError as fault:
        wrong[TIMES] = str(fault).split("; write")[0] + ": write for example 08:00, or 7am and 18"
    else:
        if len(read.days) < len(DAYS) or read.zone != (zones.exact(zone) or "UTC"):
            wrong[TIMES] = "Only times stand here, such as 08:00: days and time zone have fields of their own."
        ordered = tuple(day for day in DAYS if day in days)
        when = schedules.describe(replace(read, days=ordered)) if ordered else ""
    if not zones.exact(zone):
        wrong[ZONE] = "Choose a time zone: type a city or a country."
    return when, {name: _capital(text) for name, text in wrong.items()}


def checked(draft: Draft, now: datetime) -> View:
    """The second page: the draft read back, with the time of the first briefing."""
    return {
        "type": "modal",
        "callback_id": CHECKED,
        "private_metadata": draft.dumps(),
        "title": _plain("Is this right?"),
        "submit": _plain("Save" if draft.id else "Subscribe"),
        "close": _plain("Back"),
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"{showing.sentence(draft)}."}},
            kit.context(showing.first(draft, now)),
        ],
    }


def suggestions(typed: str) -> list[dict[str, Any]]:
    """The time zones that fit what was typed into the form's field."""
    return [option(zone) for zone in zones.search(typed)]


def option(zone: str) -> dict[str, Any]:
    """A time zone as a choice, with its offset today."""
    offset = f"{datetime.now(ZoneInfo(zone)):%z}"
    return {"text": _plain(f"{zone.replace('_', ' ')} (UTC{offset[:3]}:{offset[3:5]})"), "value": zone}


def _days(chosen: Iterable[str]) -> dict[str, Any]:
    every = {day: {"text": _plain(name), "value": day} for day, name in zip(DAYS, NAMES, strict=True)}
    return {"type": "checkboxes", "options": [*every.values()], "initial_options": [every[day] for day in chosen]}


def _chosen(choices: dict[str, tuple[str, str]], value: str) -> dict[str, Any]:
    options = {
        name: {"text": _plain(label), "value": name, **({"description": _plain(more)} if more else {})}
        for name, (label, more) in choices.items()
    }
    return {"type": "radio_buttons", "options": [*options.values()], "initial_option": options[value]}


def _silence(draft: Draft) -> str:
    return QUIET if draft.quiet else SAY


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _field(name: str, label: str, element: dict[str, Any], hint: str = "", *, optional: bool = False) -> View:
    field: View = {
        "type": "input",
        "block_id": name,
        "label": _plain(label),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return field | ({"hint": _plain(hint)} if hint else {})


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}
