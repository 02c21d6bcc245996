"""briefbot's commands: data on stdout, messages on stderr; exit 2 for a usage error, 1 for a failure.

Each module holds the commands of one room. A command imports what it needs when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from briefbot.cli import answers, archive, news, quotations, running, sources, subscriptions, workspaces
from briefbot.errors import BriefbotError, InputError

app = typer.Typer(
    name="briefbot",
    help="News briefings a newsroom would sign, in Slack. It cannot misquote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # it would take body[start:end] for markup
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"briefbot {version('briefbot')}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    pass


app.command()(news.fetch)
app.command()(news.condense)
app.command()(news.brief)
app.command()(answers.ask)
app.command()(news.group)
app.add_typer(sources.app, name="sources")
app.add_typer(archive.app, name="archive")
app.add_typer(quotations.app, name="quotations")
app.add_typer(answers.app, name="answers")
app.command()(subscriptions.subscribe)
app.command()(subscriptions.subscriptions)
app.command()(subscriptions.unsubscribe)
app.command()(workspaces.workspaces)
app.command()(running.run)
app.command()(running.check)
app.command()(running.demo)


def main() -> None:
    """The `briefbot` program: errors of ours become one line on stderr."""
    if isinstance(sys.stdout, TextIOWrapper):
        # JSON and news are UTF-8 whatever the locale; half a UTF-16 pair is written as JSON does it, as \\ud800.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BriefbotError as fault:
        print(f"briefbot: {fault}", file=sys.stderr)
        sys.exit(2 if isinstance(fault, InputError) else 1)
    except BrokenPipeError:
        # Whoever read our output has gone; a second complaint at shutdown would help nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
