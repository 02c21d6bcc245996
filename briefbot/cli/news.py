"""The commands on stories: `fetch`, `condense`, `brief` and `group`."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli import common
from briefbot.cli.common import emit, tell
from briefbot.errors import BriefbotError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefbot.story import Brief, Story


class Form(StrEnum):
    """How a brief is written."""

    text = "text"
    markdown = "markdown"
    slack = "slack"


def fetch(addresses: Annotated[list[str], typer.Argument(metavar="URL|FILE|FOLDER", show_default=False)]) -> None:
    """Read feeds, pages, files or folders into JSON Lines.

    Each line holds {"id", "agency", "headline", "body", "dateline", "byline", "published", "url", "source", …}; source
    is the address or path that the story was read from. What cannot be read is named on stderr, the rest is printed,
    and the exit status is 1. Addresses in private networks are refused unless BRIEFBOT_PRIVATE_ADDRESSES names them.
    """
    raise typer.Exit(asyncio.run(_fetch(addresses)))


async def _fetch(addresses: list[str]) -> int:
    from rich.console import Console
    from rich.progress import Progress

    from briefbot import settings
    from briefbot.sources.reader import Reader

    chosen = settings.load()
    failed = False
    console = Console(stderr=True)
    async with Reader.configured(chosen) as reader:
        # On a terminal of its own the bar would be drawn between the stories; and it must not catch what we print.
        shown = console.is_terminal and not sys.stdout.isatty()
        with Progress(console=console, transient=True, disable=not shown, redirect_stdout=False) as progress:
            for address in progress.track(addresses, description="Reading"):
                try:
                    for story in await reader.read_once(address, now=datetime.now(UTC)):
                        emit(common.record(story))
                except BriefbotError as fault:
                    failed = True
                    tell(f"briefbot: {address}: {fault}")
    return int(failed)


def condense(
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE|-", show_default=False)] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Write one JSON object a line.")] = False,
    form: Annotated[Form | None, typer.Option("--format", help="How to write the brief.", show_default=False)] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show whom each quotation may be by, and why, instead of the brief.")
    ] = False,
) -> None:
    """Condense dispatches into key points and quotes.

    Reads plain text (the headline is the first line) or JSON Lines of {"id", "headline", "body"}, from files or stdin.
    On a terminal it prints readable briefs, otherwise JSON Lines, in order: {"id", "headline", "key_points", "quotes"}.
    start, end and spans are code-point offsets into the body as given, and the text of a quote is exactly
    body[start:end]. The body of a plain text is what follows the headline and the empty lines after it. With --format
    slack each line is a message's {"blocks"}.
    """
    from briefbot.formatter.rules import RulesFormatter

    if jsonl and form:
        raise InputError("--jsonl and --format ask for two different things: give one of them")
    if explain:
        from briefbot.formatter.explain import explain as explained

        for path in files or ["-"]:
            for story, _ in _dispatches(path):
                print(explained(story))
        return
    formatter = RulesFormatter()
    for path in files or ["-"]:
        for story, were_lines in _dispatches(path):
            readable = Form.text if sys.stdout.isatty() and not jsonl and not were_lines else None
            print(_written(story, formatter.condense(story), form or readable))


def _dispatches(path: str) -> Iterator[tuple[Story, bool]]:
    """The stories in a file, and whether the file was JSON Lines."""
    name = "stdin" if path == "-" else path
    with common.opened(path) as stream:
        opening = []
        for line in stream:
            opening.append(line.removeprefix("\ufeff"))
            if not opening[-1].isspace():
                break
        first = opening[-1] if opening else ""
        if first.lstrip().startswith("{"):
            for where, fields in common.json_lines(itertools.chain(opening, stream), name):
                yield common.story(fields, where), True
        else:
            yield _plain(common.decoded(first, name), common.decoded(stream.read(), name), name), False


def _plain(first: str, rest: str, name: str) -> Story:
    from briefbot.story import Story

    headline, body = (first, rest) if rest.strip() else ("", first)
    if not body.strip():
        raise InputError(f"{name}: there is no text in it")
    try:
        return Story(id=name, agency="", headline=headline.strip(), body=body.strip("\r\n"))
    except InputError as fault:
        raise InputError(f"{name}: {fault}") from None


def _written(story: Story, brief: Brief, form: Form | None) -> str:
    from briefbot.formatter import render

    match form:
        case Form.text:
            return render.text(story, brief)
        case Form.markdown:
            return render.markdown(story, brief)
        case Form.slack:
            from briefbot.desk.briefing import EventBrief
            from briefbot.slack import blocks

            made = blocks.event(EventBrief(lead=story, brief=brief, others=()))
            return json.dumps({"blocks": made}, ensure_ascii=False)
        case None:
            return json.dumps(render.record(story, brief), ensure_ascii=False)


def brief(
    topic: Annotated[
        str,
        typer.Argument(
            metavar="TOPIC", help='Words, "a phrase", -word, OR, from:, by:, place:, lang:, topic:sport, since:24h'
        ),
    ] = "",
    limit: Annotated[int, typer.Option(help="Events at most.", min=1, max=50)] = 5,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why the events stand in this order, instead of the briefs.")
    ] = False,
) -> None:
    """Print what /brief answers on a topic.

    The briefs come from the archive; without a topic, on everything in it. Exit status 1 where there is none.
    """
    from briefbot import settings
    from briefbot.desk import explain as explaining
    from briefbot.formatter import render

    with common.desk(settings.load()) as desk:
        briefing = desk.briefing(topic, now=datetime.now(UTC), limit=limit)
    if explain and briefing.events:
        print(explaining.explain(briefing))
        return
    for event in briefing.events:
        print(render.text(event.lead, event.brief, event.added))
        if len(event.agencies) > 1 or event.carriers:
            print(f"Reported by {', '.join(event.agencies)}{event.carriers}.")
        print()
    if not briefing.events:
        if briefing.nearest is not None:
            near = f" These have news: {', '.join(briefing.nearest)}." if briefing.nearest else ""
            read = explaining.looked_at(briefing)
            tell(f"Nothing on {topic!r}.{near} {read[0].upper()}{read[1:]}: `briefbot sources list` says more.")
        else:
            tell("The archive has no stories yet: briefbot run fetches them from the sources")
        raise typer.Exit(1)


def group() -> None:
    """Put stories of one happening together.

    Reads JSON Lines of {"id", "headline", "body"} from stdin and writes {"id", "event"}, in order.
    Stories are taken to arrive in the order given; an event is named by the first of its stories.
    """
    from briefbot.desk.events import group as grouped

    stories: list[Story] = []
    with common.opened("-") as stream:
        for where, fields in common.json_lines(stream, "stdin"):
            stories.append(common.story(fields, where))
    for story, event in zip(stories, grouped(stories), strict=True):
        emit({"id": story.id, "event": event})
