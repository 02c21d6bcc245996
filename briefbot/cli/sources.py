"""`briefbot sources`: where the news comes from."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli import common
from briefbot.cli.common import tell
from briefbot.errors import InputError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefbot.settings import Settings
    from briefbot.source import Poll, Source
    from briefbot.sources.reader import Reading

app = typer.Typer(
    name="sources",
    help="Where the news comes from: add, list, remove, import.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

SHOWN = 3


@app.command()
def add(
    address: Annotated[str, typer.Argument(metavar="URL|FOLDER", show_default=False)],
    agency: Annotated[str, typer.Option(help="The agency's name, where the feed does not tell.")] = "",
    name: Annotated[str, typer.Option("--id", help="A short name of your own for the source.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Take it without asking.")] = False,
) -> None:
    """Add an address or folder, after a look at it.

    Shows its newest stories as they would be stored, and asks. An address is a feed's; a folder is one that
    wire documents are dropped into. Where the address is a page, the feed that it names is told.
    """
    from briefbot import settings
    from briefbot.source import Source
    from briefbot.sources.catalogue import slug

    chosen = settings.load()
    with common.archive(chosen) as kept:
        taken = {source.id: source for source in kept.sources()}
    if name in taken and taken[name].url != address:
        raise InputError(f"{name} is the source {taken[name].url}: choose another --id, or remove that one first")
    reading = asyncio.run(_look(chosen, Source(id=name or slug(agency or address), agency=agency, url=address)))
    if not reading.poll.ok:
        raise SourceError(f"{address} cannot be a source: {reading.poll.reason}")
    agency = agency or next((story.agency for story in reading.stories if story.agency), name or slug(address))
    source = Source(id=name or slug(agency), agency=agency, url=address)
    if not name:
        source = dataclasses.replace(source, id=_own_id(source, taken))
    tell(f"{address}: {reading.poll.reason}. As {source.id}, of {source.agency}:")
    for story in reading.stories[:SHOWN]:
        when = f"{story.published:%d %b %H:%M} UTC" if story.published else "no date"
        tell(f"  {when}  {story.headline}  ({len(story.body.split())} words)")
    if not yes:
        if not sys.stdin.isatty():
            raise InputError("add --yes to take it without being asked")
        typer.confirm("Take it?", default=True, abort=True, err=True)
    with common.archive(chosen) as kept:
        kept.put_source(source)
    tell(f"Added {source.id}. The bot looks at it every {chosen.fetch_every} seconds.")


def _own_id(source: Source, taken: Mapping[str, Source]) -> str:
    """The id that this address has already, or else the source's, numbered where another address has that."""
    for known in taken.values():
        if known.url == source.url:
            return known.id
    numbered = (f"{source.id}-{number}" for number in itertools.count(2))
    return next(id_ for id_ in itertools.chain([source.id], numbered) if id_ not in taken)


async def _look(chosen: Settings, source: Source) -> Reading:
    from briefbot.sources.reader import Reader

    async with Reader(contact=chosen.contact, private_addresses=chosen.private_addresses) as reader:
        return await reader.read(source, None, now=datetime.now(UTC))


@app.command("list")
def list_() -> None:
    """List the sources, and how the last look at each went.

    Where stdout is no terminal, a line for each: id, agency, last look and address, with tabs between them.
    """
    from briefbot import settings

    with common.archive(settings.load()) as kept:
        polls = kept.polls()
        rows = [(s.id, s.agency, _state(polls.get(s.id)), s.url) for s in kept.sources()]
    common.table(("id", "agency", "last look", "address"), rows)
    if not rows:
        tell("No source yet: `briefbot sources import --catalogue`, or `briefbot sources add URL`.")


def _state(poll: Poll | None) -> str:
    if poll is None:
        return "not looked at yet"
    return f"{'ok' if poll.ok else 'BLIND'} {poll.at:%d %b %H:%M} UTC: {poll.reason}"


@app.command()
def remove(source: Annotated[str, typer.Argument(metavar="ID", show_default=False)]) -> None:
    """Remove a source by its id; its stories stay.

    `briefbot sources list` shows the ids.
    """
    from briefbot import settings

    with common.archive(settings.load()) as kept:
        kept.remove_source(source)
    tell(f"Removed {source}.")


@app.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.opml]", show_default=False)] = None,
    catalogue: Annotated[bool, typer.Option("--catalogue", help="The open agencies that come with briefbot.")] = False,
) -> None:
    """Add many sources: an OPML file's, or the bundled ones.

    What is a source already stays as it is. Feed readers export OPML; --catalogue takes the open agencies' feeds that
    come with briefbot.
    """
    from briefbot import settings
    from briefbot.sources import catalogue as bundled

    if (file is None) is not catalogue:
        raise InputError("give an OPML file, or --catalogue")
    if file is None:
        sources = bundled.catalogue()
    else:
        try:
            sources = bundled.opml(file.read_bytes())
        except OSError as fault:
            raise InputError(f"cannot read {file}: {fault.strerror}") from None
    with common.archive(settings.load()) as kept:
        taken = {known.id: known for known in kept.sources()}
        addresses = {known.url for known in taken.values()}
        new = [source for source in sources if source.url not in addresses]
        for source in new:
            own = _own_id(source, taken)
            taken[own] = source
            kept.put_source(dataclasses.replace(source, id=own))
    there = f", {len(sources) - len(new)} were there already" if len(new) < len(sources) else ""
    tell(f"Added {len(new)} sources{there}; `briefbot sources list` shows them.")
