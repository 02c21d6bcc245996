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
LEAVING = "leaving"
"""The app was removed from the workspace, or its token was taken away."""

AGENT = "agent"
"""A person looks at their messages with the bot."""

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
        if (leaving := _leaving(body, bot_user, now)) is not None:
            return leaving
        opened = (body.get("event") or {}).get("type") == "app_home_opened"
        return _home(body, now) if opened else _question(body, bot_user, now)
    return None


def _leaving(body: dict[str, Any], bot_user: str | None, now: datetime) -> Job | None:
    """Of an app that was removed; its tokens may be said to be revoked before that, after it, or alone.

    A workspace that is taken out of an organisation's installation leaves alone.
    """
    event = body.get("event") or {}
    gone: list[Any] = [team(body)]
    match event.get("type"):
        case "app_uninstalled":
            if is_of_organisation(body):
                gone = [body.get("enterprise_id")]
        case "tokens_revoked":
            tokens = event.get("tokens")
            bots = tokens.get("bot") if isinstance(tokens, dict) else None
            if not (isinstance(bots, list) and bots) or (bot_user and bot_user not in bots):
                return None
        case "team_access_revoked":
            ids = event.get("team_ids")
            gone = ids if isinstance(ids, list) else []
        case _:
            return None
    if not (gone := [id_ for id_ in gone if isinstance(id_, str) and id_]):
        return None
    at = body.get("event_time")
    # No "team_id": a job is erased with its workspace, and this one is to be known when Slack tells it again.
    payload = {"workspaces": gone, "why": event["type"], "at": at if isinstance(at, int) else int(now.timestamp())}
    return Job(key=f"leaving/{'+'.join(gone)}/{body.get('event_id')}", kind=LEAVING, payload=payload, at=now)


def _user_team(body: dict[str, Any]) -> str:
    """The workspace of the person who pressed something: another one's in a shared channel.

    Empty where it is not told, or the app is installed in a whole organisation, whose people may be of any of its own.
    """
    said = "" if is_of_organisation(body) else (body.get("user") or {}).get("team_id")
    return said if isinstance(said, str) else ""


def is_of_organisation(body: dict[str, Any]) -> bool:
    """Whether the app that was asked is installed in a whole organisation."""
    authorized = body.get("authorizations")
    first = authorized[0] if isinstance(authorized, list) and authorized else None
    said = (first if isinstance(first, dict) else body).get("is_enterprise_install")
    return said in {True, "true"} if isinstance(said, (bool, str)) else False


def organisation(body: dict[str, Any]) -> str | None:
    """The organisation in all of which the app that was asked is installed, if it is."""
    if not is_of_organisation(body):
        return None
    authorized, own = body.get("authorizations"), body.get("enterprise")
    first = authorized[0] if isinstance(authorized, list) and authorized else None
    named = ((first, "enterprise_id"), (own, "id"), (body, "enterprise_id"))
    found = (where.get(name) for where, name in named if isinstance(where, dict))
    return next((id_ for id_ in found if isinstance(id_, str) and id_), None)


def team(body: dict[str, Any]) -> str | None:
    """The workspace in which the app was asked, and whose token and subscriptions are meant.

    In a channel shared with another workspace, that of the person may stand beside it: an event names the one that is
    authorized, a view the one where the app is installed.
    """
    authorized = body.get("authorizations")
    first = authorized[0] if isinstance(authorized, list) and authorized else None
    named = ((first, "team_id"), (body.get("view"), "app_installed_team_id"), (body.get("team"), "id"))
    every = (*named, (body, "team_id"), (body.get("event"), "team"))
    found = (where.get(name) for where, name in every if isinstance(where, dict))
    return next((id_ for id_ in found if isinstance(id_, str) and id_), None)


def _command(body: dict[str, Any], now: datetime) -> Job:
    names = ("team_id", "channel_id", "user_id", "text", "response_url", "trigger_id")
    payload = {name: str(body.get(name, "")) for name in names}
    kind = FORM if commands.wants_form(payload["text"]) else COMMAND
    return Job(key=f"command/{body['team_id']}/{body['trigger_id']}", kind=kind, payload=payload, at=now)


def _click(body: dict[str, Any], now: datetime) -> Job | None:
    action = (body.get("actions") or [{}])[0]
    view = body.get("view") or {}
    where, channel = team(body), (body.get("channel") or {}).get("id")
    if not (where and (channel or view.get("type") == "home") and action.get("action_id")):
        return None
    name, _, own = action["action_id"].partition("/")
    value = action.get("value", "")
    if name == buttons.MENU:
        name, value = (action.get("selected_option") or {}).get("value", ""), own
    payload = {
        "team_id": where,
        "channel_id": channel or "",
        "user_id": (body.get("user") or {}).get("id", ""),
        "user_team": _user_team(body),
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
    key = f"click/{where}/{body.get('trigger_id') or action.get('action_ts')}"
    return Job(key=key, kind=FORM if opens else CLICK, payload=payload, at=now)


def _thread(body: dict[str, Any]) -> str:
    """The thread of the message that was clicked in, "" where that stands in the channel itself."""
    message = {**(body.get("message") or {}), **(body.get("container") or {})}
    thread = message.get("thread_ts") or ""
    return "" if thread == (message.get("message_ts") or message.get("ts")) else str(thread)


def _submission(body: dict[str, Any], now: datetime) -> Job | None:
    """Of a form's second page; the first is only looked over, see `bot`."""
    view, where = body.get("view") or {}, team(body)
    if view.get("callback_id") != modals.CHECKED or not where:
        return None
    draft = Draft.loads(view["private_metadata"])
    payload = {
        "team_id": where,
        "channel_id": draft.here,
        "user_id": (body.get("user") or {}).get("id", ""),
        "user_team": _user_team(body),
        "draft": view["private_metadata"],
        "response_url": draft.url,
    }
    return Job(key=f"submission/{where}/{view['id']}", kind=SUBMISSION, payload=payload, at=now)


def _home(body: dict[str, Any], now: datetime) -> Job | None:
    """Of the Home tab, or of the messages."""
    event = body.get("event") or {}
    where, user, channel = team(body), event.get("user"), event.get("channel")
    if not (where and isinstance(user, str) and user):
        return None
    if event.get("tab") == "messages" and isinstance(channel, str) and channel:
        payload = {"team_id": where, "channel_id": channel, "user_id": user}
        return Job(key=f"agent/{where}/{user}/{event.get('event_ts')}", kind=AGENT, payload=payload, at=now)
    if event.get("tab") != "home":
        return None
    view = event.get("view")
    payload = {
        "team_id": where,
        "channel_id": "",
        "user_id": user,
        "hash": view.get("hash", "") if isinstance(view, dict) else "",
    }
    return Job(
        key=f"home/{where}/{user}/{event.get('event_ts') or body.get('event_id')}", kind=HOME, payload=payload, at=now
    )


def _question(body: dict[str, Any], bot_user: str | None, now: datetime) -> Job | None:
    event: dict[str, Any] = body.get("event") or {}
    if event.get("type") not in ("message", "app_mention"):
        return None
    if event.get("subtype") not in _PLAIN_SUBTYPES or event.get("bot_id") or event.get("hidden"):
        return None
    where = team(body)
    channel, ts, user, said = (event.get(name) or "" for name in ("channel", "ts", "user", "text"))
    if not all(isinstance(value, str) and value for value in (where, channel, ts, user, said)) or user == bot_user:
        return None
    direct = event.get("channel_type") == "im"
    mentioned = event["type"] == "app_mention" or bool(bot_user and f"<@{bot_user}" in said)
    if not mentioned and not direct and not event.get("thread_ts"):
        return None  # talk in a channel, which is none of ours
    payload = {
        "team_id": where,
        "channel_id": channel,
        "user_id": user,
        "ts": ts,
        "thread_ts": event.get("thread_ts") or ts,
        "text": unmarked(said),
        "addressed": mentioned or direct,
    }
    return Job(key=f"question/{where}/{channel}/{ts}", kind=QUESTION, payload=payload, at=now)


def unmarked(said: str) -> str:
    """What a person typed, without mentions and with Slack's three escapes undone."""
    text = _MENTION.sub(" ", said).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(text.split())


def asks(text: str) -> bool:
    """Whether a line in a thread reads like a question to the bot, which was not called by name."""
    return text.rstrip(" \"'”’»)").endswith(("?", "؟", "？")) or _ASKING.match(text) is not None
