"""What Slack answers to a call that it does not do."""

from __future__ import annotations

from typing import Any


class Refused(Exception):  # noqa: N818 - it is what Slack does
    """Slack's answer {"ok": false, "error": …}."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"ok": False, "error": error, **more}
