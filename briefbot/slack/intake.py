"""What Slack sends, read into jobs: pure, and quick enough to be done before anything is acknowledged.

Slack never sends again what was acknowledged, so a job is written down first. Its key names the act and not the
request: a retried event, or one message that arrives as `app_mention` and as `message`, is one job.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefbot.messages import Job
from briefbot.slack import buttons, commands, modals, showing
from briefbot.slack.drafts import Draft

if TYPE_CHECKING:
    from datetime import datetime

COMMAND, QUESTION, CLICK, SUBMISSION, HOME = "command", "question", "click", "submission", "home"
FORM = "form"
"""A command or a click that opens a form, for which Slack gives three seconds."""

_ASKING = re.compile(
    r"(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should|quote|list|show|tell|and)\b",
    re.IGNORECASE,
)
_PLAIN_SUBTYPES = (None, "file_share", "thread_broadcast")
_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


def job(body: dict[str, Any], *, bot_user: str | None, now: datetime) -> Job | None:
    """The job in one verified request's body; None where it asks for nothing."""
    if "command" in body:
        return _command(body, now)
    if body.get("type") == "block_actions":
        return _click(body, now)
    if body.get("type") == "view_submission":
        return _submission(body, now)
    if body.get("type") == "event_callback":
        opened = (body.get("event") or {}).get("type") == "app_home_opened"
        return _home(body, now) if opened else _question(body, bot_user, now)
    return None


def _command(body: dict[str, Any], now: datetime) -> Job:
    names = ("team_id", "channel_id", "user_id", "text", "response_url", "trigger_id")
    payload = {name: str(body.get(name, "")) for name in names}
    kind = FORM if commands.wants_form(payload["text"]) else COMMAND
    return Job(key=f"command/{body['team_id']}/{body['trigger_id']}", kind=kind, payload=payload, at=now)


def _click(body: dict[str, Any], now: datetime) -> Job | None:
    action = (body.get("actions") or [{}])[0]
    view = body.get("view") or {}
    team, channel = (body.get("team") or {}).get("id"), (body.get("channel") or {}).get("id")
    if not (team and (channel or view.get("type") == "home") and action.get("action_id")):
        return None
    name, _, own = action["action_id"].partition("/")
    value = action.get("value", "")
    if name == buttons.MENU:
        name, value = (action.get("selected_option") or {}).get("value", ""), own
    payload = {
        "team_id": team,
        "channel_id": channel or "",
        "user_id": (body.get("user") or {}).get("id", ""),
        "action": name,
        "value": value,
        "response_url": body.get("response_url", ""),
        "trigger_id": body.get("trigger_id", ""),
        "hash": view.get("hash", ""),
        "thread_ts": _thread(body),
        "alone": bool((body.get("container") or {}).get("is_ephemeral")),
    }
    opens = name in buttons.READING | {showing.SUBSCRIBE, showing.EDIT}
    opens = opens or (name == showing.RUN and commands.wants_form(value))
    key = f"click/{team}/{body.get('trigger_id') or action.get('action_ts')}"
    return Job(key=key, kind=FORM if opens else CLICK, payload=payload, at=now)


def _thread(body: dict[str, Any]) -> str:
    """The thread of the message that was clicked in, "" where that stands in the channel itself."""
    message = {**(body.get("message") or {}), **(body.get("container") or {})}
    thread = message.get("thread_ts") or ""
    return "" if thread == (message.get("message_ts") or message.get("ts")) else str(thread)


def _submission(body: dict[str, Any], now: datetime) -> Job | None:
    """Of a form's second page; the first is only looked over, see `bot`."""
    view, team = body.get("view") or {}, (body.get("team") or {}).get("id")
    if view.get("callback_id") != modals.CHECKED or not team:
        return None
    draft = Draft.loads(view["private_metadata"])
    payload = {
        "team_id": team,
        "channel_id": draft.here,
        "user_id": (body.get("user") or {}).get("id", ""),
        "draft": view["private_metadata"],
        "response_url": draft.url,
    }
    return Job(key=f"submission/{team}/{view['id']}", kind=SUBMISSION, payload=payload, at=now)


def _home(body: dict[str, Any], now: datetime) -> Job | None:
    """Of the Home tab alone: the event comes for the Messages tab, too."""
    event = body.get("event") or {}
    team, user = _team(body), event.get("user")
    if event.get("tab") != "home" or not (team and isinstance(user, str) and user):
        return None
    view = event.get("view")
    payload = {
        "team_id": team,
        "channel_id": "",
        "user_id": user,
        "hash": view.get("hash", "") if isinstance(view, dict) else "",
    }
    return Job(
        key=f"home/{team}/{user}/{event.get('event_ts') or body.get('event_id')}", kind=HOME, payload=payload, at=now
    )


def _team(body: dict[str, Any]) -> str | None:
    """The workspace that is authorized: in a shared channel another one's id may stand at the top."""
    event = body.get("event") or {}
    team = ((body.get("authorizations") or [{}])[0].get("team_id")) or body.get("team_id") or event.get("team")
    return team if isinstance(team, str) else None


def _question(body: dict[str, Any], bot_user: str | None, now: datetime) -> Job | None:
    event: dict[str, Any] = body.get("event") or {}
    if event.get("type") not in ("message", "app_mention"):
        return None
    if event.get("subtype") not in _PLAIN_SUBTYPES or event.get("bot_id") or event.get("hidden"):
        return None
    team = _team(body)
    channel, ts, user, said = (event.get(name) or "" for name in ("channel", "ts", "user", "text"))
    if not all(isinstance(value, str) and value for value in (team, channel, ts, user, said)) or user == bot_user:
        return None
    direct = event.get("channel_type") == "im"
    mentioned = event["type"] == "app_mention" or bool(bot_user and f"<@{bot_user}" in said)
    if not mentioned and not direct and not event.get("thread_ts"):
        return None  # talk in a channel, which is none of ours
    payload = {
        "team_id": team,
        "channel_id": channel,
        "user_id": user,
        "ts": ts,
        "thread_ts": event.get("thread_ts") or ts,
        "text": unmarked(said),
        "addressed": mentioned or direct,
    }
    return Job(key=f"question/{team}/{channel}/{ts}", kind=QUESTION, payload=payload, at=now)


def unmarked(said: str) -> str:
    """What a person typed, without mentions and with Slack's three escapes undone."""
    text = _MENTION.sub(" ", said).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(text.split())


def asks(text: str) -> bool:
    """Whether a line in a thread reads like a question to the bot, which was not called by name."""
    return text.rstrip(" \"'”’»)").endswith(("?", "؟", "？")) or _ASKING.match(text) is not None
