"""Modals and Home tabs: what the app may open, change and publish, and what stands on each person's screen.

Source of shapes and errors: docs.slack.dev, views.open, views.push, views.update and views.publish.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefbot.playground import arguments as given
from briefbot.playground import block_kit
from briefbot.playground.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefbot.playground.workspace import Workspace

TRIGGER_LIFE = 3.0
"""Seconds in which a trigger_id opens a modal, once."""

MOST_VIEWS = 3
"""Modals on top of each other."""

MOST_BYTES = 250_000


@dataclass
class View:
    """A modal or a Home tab on one person's screen, with what they have typed into it."""

    id: str
    user: str
    content: dict[str, Any]
    root: str
    previous: str | None = None
    hash: str = ""
    values: dict[str, dict[str, Any]] = field(default_factory=dict)  # as `state.values`
    errors: dict[str, str] = field(default_factory=dict)  # by block_id

    def change(self, content: dict[str, Any]) -> None:
        """Show something else."""
        self.content, self.hash, self.errors = content, f"{self.id}.{secrets.token_hex(4)}", {}
        self.values = {
            block["block_id"]: {block["element"]["action_id"]: _state(block["element"])}
            for block in content["blocks"]
            if block["type"] == "input"
        }


@dataclass
class Screens:
    """Every person's modals, the topmost last, their Home tabs, and the trigger_ids given out."""

    modals: dict[str, list[View]] = field(default_factory=dict)  # by user
    homes: dict[str, View] = field(default_factory=dict)  # by user
    triggers: dict[str, tuple[str, float]] = field(default_factory=dict)  # id → user, time
    used: set[str] = field(default_factory=set)

    def trigger(self, id_: str, user: str, now: float) -> str:
        """Remember a trigger_id."""
        self.triggers[id_] = (user, now)
        return id_

    def view(self, id_: str) -> View:
        """A view that stands on a screen; `KeyError` where there is none."""
        return {view.id: view for view in self.every()}[id_]

    def every(self) -> Iterator[View]:
        """All that stand on a screen."""
        yield from self.homes.values()
        for stack in self.modals.values():
            yield from stack


def shown(workspace: Workspace, view: View) -> dict[str, Any]:
    """A view as the API and interactions give it."""
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        **view.content,
        "id": view.id,
        "team_id": workspace.team_id,
        "app_id": workspace.app_id,
        "bot_id": workspace.bot.bot_id,
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "state": {"values": view.values},
    }


def add(workspace: Workspace, user: str, content: dict[str, Any]) -> View:
    """Put a modal on top of a person's others."""
    stack = workspace.screens.modals.setdefault(user, [])
    if len(stack) >= MOST_VIEWS:
        raise Refused("push_limit_reached")
    external = content.get("external_id")
    if external and any(external == view.content.get("external_id") for view in workspace.screens.every()):
        raise Refused("duplicate_external_id")
    id_ = workspace.name_for("V")
    view = View(id_, user, {}, stack[0].id if stack else id_, stack[-1].id if stack else None)
    view.change(content)
    stack.append(view)
    return view


def content(view: Any, kind: str) -> dict[str, Any]:
    """A view as the app gave it, with an id for each block; `Refused` where Slack would refuse it."""
    view = given.parsed(view, "invalid_arguments")
    wrong = block_kit.check_view(view)
    if not wrong and view["type"] != kind:
        wrong = [f"must be a {kind} [json-pointer:/view/type]"]
    if wrong:
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {w}" for w in wrong]})
    if len(json.dumps(view).encode()) > MOST_BYTES:
        raise Refused("view_too_large")
    blocks = [{"block_id": f"b{n}", **block} for n, block in enumerate(view["blocks"])]
    for block in blocks:
        if block["type"] == "input":
            block["element"] = {"action_id": "a", **block["element"]}
    return {**view, "blocks": blocks}


def _state(element: dict[str, Any]) -> dict[str, Any]:
    """What an input holds when it is first shown."""
    kind = element["type"]
    if kind == "checkboxes":
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in {"static_select", "external_select", "radio_buttons"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind == "conversations_select":
        return {"type": kind, "selected_conversation": element.get("initial_conversation")}
    return {"type": kind, "value": element.get("initial_value")}


def _triggered(workspace: Workspace, arguments: dict[str, Any]) -> str:
    """Whose trigger_id it is."""
    screens, id_ = workspace.screens, str(arguments.get("trigger_id", ""))
    if id_ not in screens.triggers:
        raise Refused("invalid_trigger_id")
    user, at = screens.triggers[id_]
    if id_ in screens.used:
        raise Refused("exchanged_trigger_id")
    if workspace.clock() - at > TRIGGER_LIFE:
        raise Refused("expired_trigger_id")
    screens.used.add(id_)
    return user


def _open(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    made = content(arguments.get("view"), "modal")
    user = _triggered(workspace, arguments)
    workspace.screens.modals[user] = []
    return {"view": shown(workspace, add(workspace, user, made))}


def _push(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    made = content(arguments.get("view"), "modal")
    return {"view": shown(workspace, add(workspace, _triggered(workspace, arguments), made))}


def _update(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    made = content(arguments.get("view"), "modal")
    every = [view for stack in workspace.screens.modals.values() for view in stack]
    key, external = arguments.get("view_id"), arguments.get("external_id")
    view = next((v for v in every if v.id == key or (external and v.content.get("external_id") == external)), None)
    if view is None:
        raise Refused("not_found")
    _unchanged(view, arguments)
    view.change(made)
    return {"view": shown(workspace, view)}


def _publish(workspace: Workspace, arguments: dict[str, Any]) -> dict[str, Any]:
    made = content(arguments.get("view"), "home")
    user = str(arguments.get("user_id", ""))
    if not workspace.home_tab:
        raise Refused("not_enabled")
    if user not in {person.id for person in workspace.people}:
        raise Refused("invalid_arguments")
    homes = workspace.screens.homes
    if user in homes:
        _unchanged(homes[user], arguments)
    else:
        id_ = workspace.name_for("V")
        homes[user] = View(id_, user, {}, id_)
    homes[user].change(made)
    return {"view": shown(workspace, homes[user])}


def _unchanged(view: View, arguments: dict[str, Any]) -> None:
    if arguments.get("hash") not in (None, "", view.hash):
        raise Refused("hash_conflict")


METHODS: dict[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]] = {
    "views.open": _open,
    "views.publish": _publish,
    "views.push": _push,
    "views.update": _update,
}
