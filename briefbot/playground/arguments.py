"""The arguments of a call: how they come over HTTP, and what each of them names in the workspace."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, TypeVar

from briefbot.playground.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from briefbot.playground.workspace import Channel, Message, User, Workspace

PAGE, MOST_PAGE = 100, 999
"""Things on a page where a call does not say how many, and the most it may ask for."""

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_Thing = TypeVar("_Thing")


async def received(request: Request) -> tuple[str, dict[str, Any]]:
    """A call's token and its other arguments, which may come by query, by form or as JSON; `Refused` as by Slack.

    The token comes in a header or in a form. In a query no app made since 2021 may send it, in JSON none ever could.
    """
    found: dict[str, Any] = dict(request.query_params)
    found.pop("token", None)
    token = ""
    if request.method == "POST" and (body := await request.body()):
        kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if not kind:
            raise Refused("missing_post_type")
        if kind == "application/json":
            found |= _object(body)
            found.pop("token", None)
        elif kind in _FORMS:
            form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
            token = form.pop("token", "")
            found |= form
        else:
            raise Refused("invalid_post_type")
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        token = bearer.strip()
    return token, {name: value for name, value in found.items() if value is not None}


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


def parsed(value: Any, otherwise: str) -> Any:
    """An argument that is itself JSON, be it the text that a form can hold; `Refused` with `otherwise`."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(otherwise) from None


def true(value: Any) -> bool:
    """Whether an argument says yes."""
    return str(value).casefold() in {"true", "1"}


def channel(workspace: Workspace, arguments: dict[str, Any], name: str = "channel") -> Channel:
    """The conversation of that id that the bot can see."""
    key = str(arguments.get(name, ""))
    return _seen(workspace, next((each for each in workspace.channels if each.id == key), None))


def named_channel(workspace: Workspace, arguments: dict[str, Any]) -> Channel:
    """The conversation of that id or name, which only posting takes; of a person's id, the one with the bot."""
    key = str(arguments.get("channel", ""))
    if any(each.id == key for each in workspace.users if not each.bot_id):
        return workspace.direct(workspace.user(key))
    name = key.removeprefix("#")
    found = (each for each in workspace.channels if each.id == key or (each.name == name and not each.is_im))
    return _seen(workspace, next(found, None))


def _seen(workspace: Workspace, found: Channel | None) -> Channel:
    if found is None or (found.kind != "channel" and workspace.bot.id not in found.members):
        raise Refused("channel_not_found")
    return found


def user(workspace: Workspace, key: str) -> User:
    """The member of that id."""
    found = next((each for each in workspace.users if each.id == key), None)
    if found is None:
        raise Refused("user_not_found")
    return found


def message(workspace: Workspace, place: Channel, ts: Any) -> Message | None:
    """The message of that ts; none that is ephemeral, which Slack keeps nowhere."""
    found = workspace.find(place, str(ts))
    return None if found is None or found.seen_by else found


def thread(workspace: Workspace, place: Channel, arguments: dict[str, Any]) -> str | None:
    """The ts of the message at the top of the thread that `thread_ts` names; `Refused` where there is none."""
    if (ts := arguments.get("thread_ts")) is None:
        return None
    parent = message(workspace, place, ts)
    if parent is None:
        raise Refused("thread_not_found")
    return parent.thread_ts or parent.ts


def page(
    items: Sequence[_Thing], arguments: dict[str, Any], key: Callable[[_Thing], str], most: int = MOST_PAGE
) -> tuple[list[_Thing], dict[str, Any]]:
    """The items that a call asked for, and what its answer says of the next; a cursor holds the `key` of its first."""
    try:
        limit = int(arguments.get("limit") or PAGE)
    except ValueError:
        raise Refused("invalid_limit") from None
    if not 0 < limit <= most:
        raise Refused("invalid_limit")
    start = 0
    if cursor := str(arguments.get("cursor") or ""):
        cursors = [_cursor(key(item)) for item in items]
        if cursor not in cursors:
            raise Refused("invalid_cursor")
        start = cursors.index(cursor)
    wanted, more = list(items[start : start + limit]), items[start + limit :]
    return wanted, {"response_metadata": {"next_cursor": _cursor(key(more[0]))}} if more else {}


def _cursor(key: str) -> str:
    return base64.b64encode(f"next:{key}".encode()).decode()
