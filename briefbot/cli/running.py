"""`briefbot run`, `check` and `demo`: the bot itself, whether it is in order, and a try without Slack."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from briefbot.cli.common import tell

if TYPE_CHECKING:
    from briefbot.settings import Settings

SWITCH = 0.0005
"""Seconds for which a thread that composes a briefing may keep the one that answers Slack waiting.

Python's own is ten times that, and each request waits several times.
"""


def run() -> None:
    """Run the bot until it is stopped by Ctrl-C or SIGTERM.

    It fetches the sources, delivers the subscriptions' briefings, and answers /brief and questions in threads. With
    BRIEFBOT_SLACK_APP_TOKEN it connects to Slack by Socket Mode; without, it listens for HTTP on BRIEFBOT_HOST and
    BRIEFBOT_PORT and checks each request with BRIEFBOT_SLACK_SIGNING_SECRET. .env.example lists every setting.

    Stopping takes about two seconds and loses nothing: what was under way is finished after the next start.
    """
    from briefbot import settings
    from briefbot.operating import logs

    chosen = settings.load()
    logs.configure(chosen.log_level, chosen.log)
    _offer_catalogue(chosen)
    sys.setswitchinterval(SWITCH)
    asyncio.run(_run(chosen))


async def _run(chosen: Settings) -> None:
    from briefbot import app

    stop, started = asyncio.Event(), asyncio.Event()

    def ready(words: str) -> None:
        started.set()
        gc.freeze()  # the modules, which stay: looking through them again keeps all threads waiting for 50 ms
        tell(f"briefbot is ready: {words}")

    running = asyncio.create_task(app.run(chosen, stop=stop, ready=ready))

    def end() -> None:
        stop.set()
        if not started.is_set():
            running.cancel()  # nothing is under way yet, and what is waited for may never come

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _offer_catalogue(chosen: Settings) -> None:
    """Where there is no source yet, offer the open agencies that come with briefbot."""
    from briefbot.cli.common import archive
    from briefbot.sources.catalogue import catalogue

    with archive(chosen) as kept:
        if kept.sources():
            return
        agencies = catalogue()
        tell(f"There is no source yet. briefbot brings a catalogue of {len(agencies)} feeds of open agencies.")
        if sys.stdin.isatty() and sys.stderr.isatty() and typer.confirm("Use it?", default=True, err=True):
            for source in agencies:
                kept.put_source(source)
            tell(f"Took {len(agencies)} sources; `briefbot sources list` shows them.")
        else:
            tell("Take it with `briefbot sources import --catalogue`, or add one: `briefbot sources add URL`.")


def check() -> None:
    """Say what is in order and what is not.

    Settings, archive, tokens, scopes, each source and subscriptions: one line each, and what to do about it if it is
    not. Each source is looked at once. Exit status 1 if anything is not in order.
    """
    raise typer.Exit(asyncio.run(_check()))


async def _check() -> int:
    from briefbot.cli.checks import checks

    failed = False
    async for what, fault, serious in checks():
        mark = "ok" if fault is None else "FAIL" if serious else "note"
        print(f"{mark:4}  {what}{f': {fault}' if fault else ''}", flush=True)
        failed |= fault is not None and serious
    return int(failed)


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Play the scene without a browser, print its transcript, and end.")
    ] = False,
    port: Annotated[
        int, typer.Option(help="The playground's port; 0 takes any that is free.", min=0, max=65535)
    ] = 8420,
) -> None:
    """Try briefbot without Slack and without the internet.

    Starts three pretend agencies, the bot itself, and a Slack-shaped workspace (the playground) in your browser, all on
    this machine. A briefing appears in #world-news; type /brief syria, or ask a question in the briefing's thread.
    Ctrl-C ends it.

    With --once the same scene is played by itself: exit status 0 only if the briefing, the answer to /brief and the
    answer to the question all came.
    """
    from briefbot.demo import scene

    raise typer.Exit(asyncio.run(scene.play_once() if once else scene.play(port)))
