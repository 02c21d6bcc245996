"""The jobs that people gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.messages import Job


class Inbox(Protocol):
    """Called by the slack room."""

    def accept(self, job: Job) -> bool:
        """Write a job down; False where its key is known, done or not."""

    def jobs(self) -> list[Job]:
        """Those not done yet, oldest first."""

    def done(self, key: str) -> None:
        """The job needs no more work; its key stays known until `forget_jobs`. Again: nothing happens."""

    def forget_jobs(self, before: datetime) -> int:
        """Forget the jobs that are done and came before then, what people wrote in them and their keys; how many.

        Called by the nightly job, long after Slack would send any of them again.
        """
