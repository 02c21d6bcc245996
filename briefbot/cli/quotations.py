"""`briefbot quotations review`: the quotations that people hold to be wrong, beside what their stories say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from briefbot.cli import common
from briefbot.cli.common import tell

if TYPE_CHECKING:
    from datetime import datetime

    from briefbot.archive.protocol import Archive
    from briefbot.messages import Report

app = typer.Typer(help="Quotations that people reported.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """So that `review` is named, though it stands alone."""


@app.command()
def review() -> None:
    """List the quotations that people reported.

    They do so by the menu under a story. The newest come first. Of a story that may not be shown any more it is said
    why, in place of the words. Where stdout is no terminal, a line for each: when, who, channel, story, version,
    quotation and link, with tabs between them.
    """
    from datetime import UTC, datetime

    from briefbot import settings

    now = datetime.now(UTC)
    with common.archive(settings.load()) as kept:
        rows = [_row(kept, report, now) for report in kept.reports()]
    common.table(("when", "who", "channel", "story", "version", "quotation", "link"), rows)
    if not rows:
        tell("Nobody has reported a quotation.")


def _row(kept: Archive, report: Report, now: datetime) -> tuple[str, ...]:
    words, link = _quotation(kept, report, now)
    when = f"{report.at:%Y-%m-%d %H:%M}"
    return when, report.user, report.channel, report.story.id, str(report.story.version), words, link


def _quotation(kept: Archive, report: Report, now: datetime) -> tuple[str, str]:
    from briefbot.archive.protocol import Availability
    from briefbot.errors import NotFoundError
    from briefbot.story import Quote

    available = kept.availability(report.story.id, now)
    if available is not Availability.SHOWN:
        return f"({available})", ""
    try:
        story = kept.story(report.story)
    except NotFoundError:
        return f"({Availability.FORGOTTEN})", ""
    return Quote(spans=report.spans).text(story.body), story.url or ""
