"""`briefbot sources`: where the news comes from."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefbot.cli import common
from briefbot.cli.common import tell
from briefbot.errors import InputError, NotFoundError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefbot.archive.protocol import Archive
    from briefbot.settings import Settings
    from briefbot.source import Poll, Source
    from briefbot.sources.discovery import Found

COLUMNS = ("id", "state", "last success", "last new", "a day", "next", "bytes", "reason (times are UTC)")

app = typer.Typer(name="sources", help="Where the news comes from: add, list, pause, import.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def _bare(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_()


@app.command()
def add(
    address: Annotated[str, typer.Argument(metavar="URL|FOLDER", show_default=False)],
    agency: Annotated[str, typer.Option(help="The agency's name, where the feed does not tell.")] = "",
    name: Annotated[str, typer.Option("--id", help="A short name of your own for the source.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Take the best without asking.")] = False,
) -> None:
    """Add what is behind an address, or a folder.

    Says what it found, shows the newest stories of each as they would be stored, and asks which to take. The address
    may be a feed's, a news sitemap's, an endpoint's or any page of a site that names its feeds; a folder is one that
    wire documents are dropped into.
    """
    from briefbot import settings

    chosen = settings.load()
    with common.archive(chosen) as kept:
        taken = {source.id: source for source in kept.sources()}
    try:
        found = asyncio.run(_discover(chosen, address))
    except (SourceError, NotFoundError) as fault:
        raise SourceError(f"{address} cannot be a source: {fault}") from None
    offers = [dataclasses.replace(each, source=_named(each, agency, name)) for each in found]
    if name in taken and taken[name].url not in {offer.source.url for offer in offers}:
        raise InputError(f"{name} is the source {taken[name].url}: choose another --id, or remove that one first")
    for number, offer in enumerate(offers, 1):
        _show(offer, number if len(offers) > 1 else None)
    for offer in _wanted(offers, yes):
        # A name of the person's own is the first's; others of the same address or name are numbered.
        source = dataclasses.replace(offer.source, id=_own_id(offer.source, taken))
        taken[source.id] = source
        with common.archive(chosen) as kept:
            kept.put_source(source)
        tell(f"Added {source.id}. The bot looks at it as often as it has news.")


async def _discover(chosen: Settings, address: str) -> list[Found]:
    from briefbot.sources.discovery import discover
    from briefbot.sources.reader import Reader

    async with Reader.configured(chosen) as reader:
        return await discover(reader, address, now=datetime.now(UTC))


def _named(found: Found, agency: str, name: str) -> Source:
    """The source under the names that were given, or those that its stories and its address tell."""
    from briefbot.sources.catalogue import slug

    told = agency or next((story.agency for story in found.sample.stories if story.agency), "")
    return dataclasses.replace(
        found.source, id=name or slug(told or found.source.url), agency=told or name or slug(found.source.url)
    )


def _show(offer: Found, number: int | None) -> None:
    numbered = f"{number}. " if number else ""
    tell(f"{numbered}{offer.source.url}: {offer.what}, {offer.sample.reason}. Of {offer.source.agency}:")
    for story in offer.sample.stories:
        when = f"{story.published:%d %b %H:%M} UTC" if story.published else "no date"
        held = story.embargoed is not None and story.embargoed > datetime.now(UTC)
        shown = f"under embargo until {story.embargoed:%d %b %H:%M} UTC" if held else story.headline
        tell(f"     {when}  {shown}  ({len(story.body.split())} words)")


def _wanted(offers: Sequence[Found], yes: bool) -> Sequence[Found]:
    """Those that the person wants; `InputError` where nobody can be asked."""
    if yes:
        return offers[:1]
    if not sys.stdin.isatty():
        best = f"; it takes {offers[0].source.url}" if len(offers) > 1 else ""
        raise InputError(f"nobody can be asked here: add --yes to take it{best}")
    if len(offers) == 1:
        typer.confirm("Take it?", default=True, abort=True, err=True)
        return offers
    while True:
        said = typer.prompt("Which? Numbers with blanks between them, or none", default="1", err=True)
        words = said.replace(",", " ").split()
        if words == ["none"]:
            raise typer.Abort
        if words and all(word.isascii() and word.isdigit() and 1 <= int(word) <= len(offers) for word in words):
            return [offers[int(word) - 1] for word in dict.fromkeys(words)]
        tell(f"Type numbers from 1 to {len(offers)}.")


def _own_id(source: Source, taken: Mapping[str, Source]) -> str:
    """The id that this address has already, or else the source's, numbered where another address has that."""
    for known in taken.values():
        if known.url == source.url:
            return known.id
    numbered = (f"{source.id}-{number}" for number in itertools.count(2))
    return next(id_ for id_ in itertools.chain([source.id], numbered) if id_ not in taken)


@app.command("list")
def list_() -> None:
    """List the sources, and how each is.

    The state is ok, quiet (seen, nothing new for longer than usual), stale (seen, nothing new for very long), blind
    (could not be seen) or paused, with the reason. Where stdout is no terminal, a JSON object a line.
    """
    from briefbot import settings
    from briefbot.sources.rhythm import Bounds

    chosen = settings.load()
    bounds = Bounds.configured(chosen)
    now = datetime.now(UTC)
    with common.archive(chosen) as kept:
        polls = kept.polls()
        records = [_record(source, polls.get(source.id), bounds, now) for source in kept.sources()]
    if sys.stdout.isatty():
        common.table(
            COLUMNS,
            list(map(_row, records)),
        )
    else:
        for record in records:
            common.emit(record)
    if not records:
        tell("No source yet: `briefbot sources import --catalogue`, or `briefbot sources add URL`.")


def _record(source: Source, poll: Poll | None, bounds: Any, now: datetime) -> dict[str, Any]:
    from briefbot.sources import rhythm

    state, reason = rhythm.condition(source, poll, now=now)
    often = poll.stories_a_day(now) if poll else None
    next_look = rhythm.next_look(source, poll, bounds)
    if poll is None and not source.paused:
        next_look = now
    return {
        "id": source.id,
        "agency": source.agency,
        "url": source.url,
        "language": source.language,
        "country": source.country,
        "state_owned": source.state_owned,
        "state": state.value,
        "reason": reason,
        "last_look": _iso(poll.at if poll else None),
        "last_success": _iso(poll.last_success if poll else None),
        "last_new": _iso(poll.last_new if poll else None),
        "stories_a_day": None if often is None else round(often, 2),
        "next_poll": _iso(next_look),
        "bytes": poll.spent if poll else 0,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    def when(name: str) -> str:
        if not record[name]:
            return "-"
        moment = datetime.fromisoformat(record[name])
        return f"{moment:%H:%M}" if moment.date() == datetime.now(UTC).date() else f"{moment:%d %b}"

    often = record["stories_a_day"]
    return (
        record["id"],
        record["state"],
        when("last_success"),
        when("last_new"),
        "-" if often is None else f"{often:.3g}",
        when("next_poll"),
        f"{record['bytes'] / 1000:,.0f} k",
        record["reason"],
    )


@app.command()
def pause(
    source: Annotated[str, typer.Argument(metavar="ID", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why, for those who read the list.")] = "",
) -> None:
    """Look at a source no more, until it is resumed."""
    told = f"paused by hand on {datetime.now(UTC):%d %B %Y}" + (f": {reason}" if reason else "")
    _change(source, paused=told)
    tell(f"Paused {source}; `briefbot sources resume {source}` ends that.")


@app.command()
def resume(source: Annotated[str, typer.Argument(metavar="ID", show_default=False)]) -> None:
    """Look at a paused source again."""
    _change(source, paused=None)
    tell(f"Resumed {source}.")


def _change(id_: str, **fields: Any) -> None:
    from briefbot import settings

    with common.archive(settings.load()) as kept:
        kept.change_source(dataclasses.replace(_source(kept, id_), **fields))


def _source(kept: Archive, id_: str) -> Source:
    for source in kept.sources():
        if source.id == id_:
            return source
    raise NotFoundError(f"there is no source {id_}: `briefbot sources list` shows those there are")


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
    from briefbot.sources import opml

    if (file is None) is not catalogue:
        raise InputError("give an OPML file, or --catalogue")
    if file is None:
        sources = bundled.catalogue()
    else:
        try:
            sources = opml.read(file.read_bytes())
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


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.opml]", show_default=False)] = None,
) -> None:
    """Write the sources as OPML, to a file or to stdout.

    Folders are left out: OPML has no words for them.
    """
    from briefbot import settings
    from briefbot.sources import opml
    from briefbot.sources.rhythm import is_address

    with common.archive(settings.load()) as kept:
        sources = kept.sources()
    document = opml.write(sources)
    if file is None:
        sys.stdout.write(document.decode("utf-8"))
    else:
        try:
            file.write_bytes(document)
        except OSError as fault:
            raise InputError(f"cannot write {file}: {fault.strerror}") from None
    if folders := [source.id for source in sources if not is_address(source.url)]:
        tell(f"Left out, because OPML has no words for folders: {', '.join(folders)}.")
