"""How soon briefbot is there and gone, and what it takes meanwhile: CPU of --help, ready, memory when idle, Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from briefbot.demo.scene import stage
from briefbot.playground.server import Playground
from briefbot.playground.workspace import demo_workspace
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES = 5
IDLE = 45.0  # seconds; the sources have been looked at, a briefing has gone out, and the next is a while off
MEGABYTE = 1024 * 1024

BARE_BOLT = "from slack_bolt.async_app import AsyncApp; AsyncApp(token='xoxb-1', signing_secret='s')"


def cpu(*arguments: str) -> float:
    """Milliseconds of CPU time that Python with these arguments takes: the least of some runs."""
    spent = []
    for _ in range(TIMES):
        process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, arguments
        spent.append((used.ru_utime + used.ru_stime) * 1000)
    return min(spent)


def measure() -> Iterator[Figure]:
    """The figures that the issue names."""
    helped = cpu("-m", "briefbot", "--help")
    yield Figure("CPU of `briefbot --help`", helped, "ms", "`python -c pass`", cpu("-c", "pass"), 250)
    yield Figure("CPU of `briefbot --help`", helped, "ms", "`pip --help`", cpu("-m", "pip", "--help"))
    bare = min(_ready([sys.executable, "-c", f"{BARE_BOLT}; print('is ready')"], {}) for _ in range(3))
    yield Figure("`briefbot run` until ready", asyncio.run(_run()), "s", "a bare Bolt app until made", bare, 2)
    yield Figure("Ctrl-C of `briefbot demo` until ended", _demo(), "s", "`python -m http.server`", _http_server(), 3)
    resident = asyncio.run(_idle())
    yield Figure("`briefbot run` when idle", resident, "MB", "a bare Bolt app", _resident_bolt(), 120)


def _ready(command: list[str], environment: dict[str, str]) -> float:
    """Seconds until the process says that it is ready; it is ended then."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said = ""
        while "is ready" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        took = time.perf_counter() - began
        process.terminate()
        process.stdout.read()
    return took


async def _run() -> float:
    playground = Playground(demo_workspace("xoxb-bench"), signing_secret="bench")
    with tempfile.TemporaryDirectory() as folder:
        async with playground.serve() as address:
            environment = {
                "BRIEFBOT_SLACK_BOT_TOKEN": "xoxb-bench",
                "BRIEFBOT_SLACK_SIGNING_SECRET": "bench",
                "BRIEFBOT_SLACK_API_URL": f"{address}/api/",
                "BRIEFBOT_ARCHIVE": str(Path(folder) / "archive.sqlite"),
                "BRIEFBOT_PORT": "0",
            }
            command = [sys.executable, "-m", "briefbot", "run"]
            return min([await asyncio.to_thread(_ready, command, environment) for _ in range(3)])


async def _idle() -> float:
    async with stage(port=0) as running:
        await asyncio.sleep(IDLE)
        return float(psutil.Process(running.bot.pid).memory_info().rss) / MEGABYTE


def _ended(process: subprocess.Popen[str], at_word: str) -> float:
    """Seconds from SIGINT, sent once the process has said the word, until it has ended."""
    assert process.stdout is not None
    while at_word not in process.stdout.readline():
        assert process.poll() is None
    began = time.perf_counter()
    process.send_signal(signal.SIGINT)
    process.communicate()
    return time.perf_counter() - began


def _demo() -> float:
    command = [sys.executable, "-m", "briefbot", "demo", "--port", "0"]
    environment = os.environ | {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        return _ended(process, "Ctrl-C")


def _http_server() -> float:
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        return _ended(process, "Serving")


def _resident_bolt() -> float:
    with subprocess.Popen(
        [sys.executable, "-c", f"{BARE_BOLT}; print(flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        resident = float(psutil.Process(process.pid).memory_info().rss) / MEGABYTE
        process.communicate(b"\n")
    return resident
