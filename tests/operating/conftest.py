"""The newsroom of the slack room's scenes, for the person who runs it."""

from tests.slack.conftest import newsroom

__all__ = ["newsroom"]
