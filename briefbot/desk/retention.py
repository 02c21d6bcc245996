"""The nightly job: keeps to what licences say of how long words may be kept, and forgets what people wrote to the bot.

Synchronous, as the desk is.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.archive.protocol import Archive

log = logging.getLogger(__name__)

NIGHTLY = 24 * 3600.0
"""Seconds; the first time when the bot starts, so that one that is often restarted does it too."""

JOBS_KEPT = timedelta(days=1)
"""After a job came; Slack sends what was not acknowledged again for an hour."""

ANSWERS_KEPT = timedelta(days=30)
"""After a question was asked: for so long a thread may go on. What somebody rated is kept, to learn from."""


def work(archive: Archive, now: datetime) -> int:
    """Forget all that may be kept no longer, a little at a time, so that others can write meanwhile; how many versions.

    Jobs that are done are forgotten too, and old questions that nobody rated the answers of.
    """
    archive.forget_jobs(now - JOBS_KEPT)
    archive.forget_answers(now - ANSWERS_KEPT)
    total = 0
    while gone := archive.forget(now):
        total += gone
    if total:
        log.info("forgot the words of %d versions of stories, as their sources ask", total)
    return total
