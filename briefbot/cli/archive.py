"""`briefbot archive`: the file that remembers, looked after."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefbot.cli import common
from briefbot.cli.common import emit, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer(
    name="archive",
    help="The stored stories: how many, copies of them, moving them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def stats() -> None:
    """Show what the archive holds and takes.

    Counts, sizes, the oldest and newest story, and the stories of each source. Where stdout is no terminal, one
    JSON object a part. A bot may be running on it.
    """
    from briefbot import settings

    with common.archive(settings.load()) as kept:
        parts = kept.stats()
    if not sys.stdout.isatty():
        for part in parts:
            emit(part)
        return
    common.table(("part", "what it holds"), [_row(part) for part in parts])


def _row(part: Mapping[str, Any]) -> tuple[str, str]:
    name = " ".join(str(part[key]) for key in ("part", "id", "state") if part.get(key) is not None)
    shown = (
        f"{key.replace('_', ' ')} {value:,}" if isinstance(value, int) else f"{key} {value}"
        for key, value in part.items()
        if key not in {"part", "id", "state"} and value is not None
    )
    return name, " · ".join(shown)


@app.command()
def vacuum() -> None:
    """Make the file small, and wipe what was forgotten.

    What the archive does not need any more goes back to the disk. The bot must be stopped meanwhile, and twice the
    archive's size must be free beside it.
    """
    from briefbot import settings

    with common.archive(settings.load(), exclusive=True) as kept:
        before, after = kept.vacuum()
    tell(f"The archive took {before:,} bytes and takes {after:,} now.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="A file that is not there yet.")],
) -> None:
    """Copy the archive into a new file.

    As it is at this moment; the bot may go on running. The copy is complete or not there at all. To put it back:
    briefbot archive restore FILE
    """
    from briefbot import settings

    with common.archive(settings.load()) as kept:
        size = kept.backup(file)
    tell(f"{file} holds the whole archive, {size:,} bytes. To put it back: briefbot archive restore {file}")


@app.command()
def restore(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", show_default=False, help="What `briefbot archive backup` wrote.")
    ],
) -> None:
    """Put a backup in the archive's place.

    The archive that was there is kept beside it, under another name. Refused while the bot runs on the archive, or
    any other command is at it. The backup is looked through first; where it is damaged or no backup, nothing is
    changed. What was posted since the backup was written is not known any more: of that, what may still be sent late
    may come a second time.
    """
    from briefbot import settings
    from briefbot.archive.upkeep import restore as put_back

    archive = settings.load().archive
    aside = put_back(archive, file, datetime.now(UTC))
    tell(f"{archive} is what {file} holds." + (f" What was there before is kept as {aside}." if aside else ""))


@app.command()
def export(
    everything: Annotated[
        bool,
        typer.Option(
            "--everything",
            help="What must not be published too: killed, withheld, embargoed, notes. For another archive of yours.",
        ),
    ] = False,
) -> None:
    """Write the archive to stdout as JSON Lines.

    Sources, stories with all their versions, and subscriptions, as anybody may read it: killed, withheld and
    embargoed stories are left out, and so are the agencies' notes to editors (ednote) and the bodies of sources
    whose rights limit what may be shown; how many is said on stderr. Bodies are as they came, signatures and
    contact lines in them included. To take everything over into another archive, use --everything, and `briefbot
    archive import` there. What was posted to channels is not among it, so a channel may be told there of events that
    it had here: to move a bot as it is, use `briefbot archive backup` and `restore`. The bot may go on running.
    """
    from briefbot import settings

    left_out: Counter[str] = Counter()
    with common.archive(settings.load()) as kept:
        for record in kept.export(datetime.now(UTC), everything=everything, left_out=left_out):
            emit(record)
    if left_out:
        counted = ", ".join(f"{count:,} {why}" for why, count in sorted(left_out.items()))
        tell(f"Left out, of versions of stories: {counted}. With --everything they are written too.")


def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="What `briefbot archive export` wrote; - for stdin.")
    ] = "-",
) -> None:
    """Take in what an export wrote.

    It goes into the archive there is. What is known already stays as it is, so that it can be read again. What was
    forgotten there is not taken in here, and what was killed there is killed here. Events come with an export of
    everything; from another, stories are put together anew as they are first asked for. A subscription is owed what
    falls due after its last slot there. The bot may go on running.
    """
    from briefbot import settings

    with common.archive(settings.load()) as kept, common.opened(file) as stream:
        taken = kept.take_over(common.json_lines(stream, "stdin" if file == "-" else file))
        alone = kept.unplaced()
    tell(
        f"Taken in: {', '.join(f'{count:,} {what}' for what, count in taken.items()) or 'nothing, there was no line'}."
    )
    if alone:
        tell(f"{alone:,} stories are of no event yet, and are put together with others when they are first asked for.")


app.command("import")(import_)
