"""What Slack answers to a call that it does not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from briefbot.playground.workspace import Workspace


class Refused(Exception):  # noqa: N818 - it is what Slack does
    """Slack's answer {"ok": false, "error": …}."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}


def missing_scope(workspace: Workspace, scope: str) -> Refused:
    """The refusal of a call for which the app would need that scope."""
    return Refused("missing_scope", needed=scope, provided=",".join(sorted(workspace.scopes)))
