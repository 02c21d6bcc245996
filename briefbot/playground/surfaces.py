"""What a person does on the surfaces beside messages: the Home tab and modals, as Slack tells the app of it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from briefbot.playground import views
from briefbot.playground.refused import Refused

if TYPE_CHECKING:
    from briefbot.playground.delivery import Delivered
    from briefbot.playground.server import Playground
    from briefbot.playground.views import View
    from briefbot.playground.workspace import User

Values = dict[str, Any]
"""What was put into a form, by block_id: a text, the value of a choice, or a list of such values."""

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack says where the app does not answer, or answers what it may not."""


class Surfaces:
    """A person's hands on the Home tab and on modals; each act ends when the bot has answered."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._workspace = playground.workspace

    def home(self, user: str) -> View | None:
        """The Home tab that the bot last published to a person."""
        return self._workspace.screens.homes.get(self._workspace.user(user).id)

    def modal(self, user: str) -> View | None:
        """The modal on top of a person's screen."""
        return next(iter(reversed(self._workspace.screens.modals.get(self._workspace.user(user).id, []))), None)

    async def open_home(self, user: str, tab: str = "home") -> None:
        """Look at the app's Home tab, or at its messages."""
        person, home = self._workspace.user(user), self.home(user)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self._workspace.direct(person).id,
            "tab": tab,
            "event_ts": self._workspace.stamp(),
        }
        if home is not None and tab == "home":
            event["view"] = views.shown(self._workspace, home)
        await self._playground.tell(event)

    async def press(self, user: str, view_id: str, action_id: str) -> Delivered:
        """Press a button of the Home tab or a modal; `KeyError` where it is gone."""
        person, view = self._workspace.user(user), self._view(user, view_id)
        found = {
            element.get("action_id"): (block, element)
            for block in view.content["blocks"]
            for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        }
        block, element = found[action_id]
        return await self._playground.interact(
            {
                **self._who("block_actions", person),
                "container": {"type": "view", "view_id": view.id},
                "view": views.shown(self._workspace, view),
                "actions": [{**element, "block_id": block["block_id"], "action_ts": f"{time.time():.6f}"}],
            }
        )

    async def suggest(self, user: str, view_id: str, block_id: str, typed: str) -> list[dict[str, Any]]:
        """The choices that the bot offers for what was typed into an external select."""
        person, view = self._workspace.user(user), self._view(user, view_id)
        element = next(b["element"] for b in view.content["blocks"] if b["block_id"] == block_id)
        payload = {
            **self._who("block_suggestion", person),
            "container": {"type": "view", "view_id": view.id},
            "view": views.shown(self._workspace, view),
            "action_id": element["action_id"],
            "block_id": block_id,
            "value": typed,
        }
        done = await self._playground.interact(payload, quiet=True)
        answer = json.loads(done.body) if done.accepted and done.body else {}
        options: list[dict[str, Any]] = answer.get("options") or []
        return options

    async def fill(self, user: str, view_id: str, values: Values) -> None:
        """Put something into a modal's inputs; `KeyError` where there is none of that name."""
        view = self._view(user, view_id)
        blocks = {block["block_id"]: block for block in view.content["blocks"] if block["type"] == "input"}
        for name, value in values.items():
            element = blocks[name]["element"]
            kept = view.values[name][element["action_id"]]
            match element["type"]:
                case "checkboxes":
                    kept["selected_options"] = [o for o in element["options"] if o["value"] in value]
                case "external_select":
                    offered = [kept["selected_option"]] if kept["selected_option"] else []
                    if value and value not in [option["value"] for option in offered]:
                        offered = await self.suggest(user, view_id, name, value)
                    kept["selected_option"] = next((o for o in offered if o["value"] == value), None)
                case "static_select" | "radio_buttons":
                    kept["selected_option"] = next((o for o in element["options"] if o["value"] == value), None)
                case "conversations_select":
                    kept["selected_conversation"] = value or None
                case _:
                    kept["value"] = value or None

    async def submit(self, user: str, view_id: str, values: Values | None = None) -> View | None:
        """Press a modal's submit button; the modal on top afterwards, with errors where the bot found some."""
        await self.fill(user, view_id, values or {})
        person, view = self._workspace.user(user), self._view(user, view_id)
        view.errors = _empty(view)
        if not view.errors:
            payload = {**self._who("view_submission", person), "view": views.shown(self._workspace, view)}
            done = await self._playground.interact({**payload, "response_urls": []})
            if done.accepted:
                self._answered(person, view, json.loads(done.body) if done.body.startswith("{") else {})
            else:
                view.errors = {"": TROUBLE}
        await self._playground.changed()
        return self.modal(user)

    async def close(self, user: str, view_id: str) -> None:
        """Close a modal, or go back to the one under it."""
        stack, view = self._workspace.screens.modals[self._workspace.user(user).id], self._view(user, view_id)
        if view.content.get("clear_on_close"):
            stack.clear()
        else:
            stack.remove(view)
        await self._playground.changed()

    def _answered(self, person: User, view: View, answer: dict[str, Any]) -> None:
        """What the bot's answer to a submission does to the screen; one that Slack refuses is trouble."""
        stack = self._workspace.screens.modals[person.id]
        try:
            match answer.get("response_action"):
                case "errors" if answer.get("errors") and answer["errors"].keys() <= view.values.keys():
                    view.errors = dict(answer["errors"])
                case "errors":
                    view.errors = {"": TROUBLE}
                case "clear":
                    stack.clear()
                case "update":
                    view.change(views.content(answer["view"], "modal"))
                case "push":
                    views.add(self._workspace, person.id, views.content(answer["view"], "modal"))
                case _:
                    stack.remove(view)
        except Refused:
            view.errors = {"": TROUBLE}

    def _view(self, user: str, view_id: str) -> View:
        view = self._workspace.screens.view(view_id)
        if view.user != self._workspace.user(user).id:
            raise KeyError(view_id)
        return view

    def _who(self, kind: str, person: User) -> dict[str, Any]:
        return {
            "type": kind,
            "team": {"id": self._workspace.team_id, "domain": self._workspace.domain},
            "user": {"id": person.id, "username": person.name, "team_id": self._workspace.team_id},
            "api_app_id": self._workspace.app_id,
            "trigger_id": self._playground.trigger(person),
        }


def _empty(view: View) -> dict[str, str]:
    """Inputs that must not be left empty, and are: Slack says so itself."""
    needed = [b for b in view.content["blocks"] if b["type"] == "input" and not b.get("optional")]
    return {
        block["block_id"]: "Please complete this required field."
        for block in needed
        if not any(v for k, v in view.values[block["block_id"]][block["element"]["action_id"]].items() if k != "type")
    }
