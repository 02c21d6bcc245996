"""Slack's Web API over a workspace: which methods there are, and who may call them.

Each method is a function of (workspace, arguments) that returns its answer without "ok", or raises `Refused`; it stands
in the room of its family, with the scopes that it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefbot.playground import agent, chat, conversations, views
from briefbot.playground.refused import Refused, missing_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefbot.playground.workspace import Workspace

OPEN_SOCKET = "apps.connections.open"
"""The one method that takes the app's token, and no bot's."""


def call(workspace: Workspace, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The answer to one call, refusals included."""
    try:
        return {"ok": True, **_answer(workspace, method, token, arguments)}
    except Refused as refusal:
        return refusal.answer


def _answer(workspace: Workspace, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
    does = METHODS.get(method)
    if does is None:
        raise Refused("unknown_method", req_method=method)
    if method != "api.test":
        _check(workspace, method, token)
    return does(workspace, arguments)


def _check(workspace: Workspace, method: str, token: str) -> None:
    """Whether that token may call that method."""
    if not token:
        raise Refused("not_authed")
    wrong, is_apps = workspace.refuses(token), token == workspace.app_token
    if is_apps != (method == OPEN_SOCKET) and (is_apps or wrong is None):
        raise Refused("not_allowed_token_type")
    if wrong and not is_apps:
        raise Refused(wrong)
    needed = SCOPES.get(method, ())
    if needed and not workspace.scopes & set(needed):
        raise missing_scope(workspace, needed[0])


def _api_test(_: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"args": arguments}


def _auth_test(workspace: Workspace, _: dict[str, Any]) -> dict[str, Any]:
    bot = workspace.bot
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": bot.name,
        "team_id": workspace.team_id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def _open_socket(_: Workspace, __: dict[str, Any]) -> dict[str, Any]:
    return {}  # the server adds the address


METHODS: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "api.test": _api_test,
    OPEN_SOCKET: _open_socket,
    "auth.test": _auth_test,
    **agent.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **views.METHODS,
}
SCOPES: dict[str, tuple[str, ...]] = {**agent.SCOPES, **chat.SCOPES, **conversations.SCOPES}
"""Of which a token needs one."""
