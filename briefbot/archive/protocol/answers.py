"""Answers, and what people think of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.messages import Answered, Opinion


class Answers(Protocol):
    """Called by the slack room and `briefbot answers`."""

    def keep_answer(self, answered: Answered) -> None:
        """Keep what a question was answered with; its opinions are `rate`'s.

        Once the post of that key was queued what is kept stays as it is; before, it is replaced.
        """

    def answers(self, *, workspace: str, channel: str, thread: str) -> list[Answered]:
        """What was asked and answered in a thread, oldest first; where its words cannot be read any more, too."""

    def rate(self, key: str, workspace: str, opinion: Opinion) -> bool:
        """Keep what a person thinks of an answer in place of what they thought before.

        False, and nothing happens, where that workspace has no such answer.
        """

    def rated(self, workspace: str | None = None, *, limit: int = 100) -> list[Answered]:
        """The answers on which somebody has an opinion, of all workspaces or one, those rated last first."""

    def forget_answers(self, before: datetime) -> int:
        """Forget what was asked before then and rated by nobody; how many. Called by the nightly job."""
