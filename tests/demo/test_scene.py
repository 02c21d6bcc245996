"""The demo as a person starts it: the scene by itself, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys

import httpx
import psutil
import pytest

PATIENCE = 30.0

ENDS_WITHIN = 9.0
"""Seconds; the promise is 3, which `make bench` measures, but the machine may be busy with other tests."""


@contextlib.asynccontextmanager
async def demo(folder, *arguments, **environment):
    """`briefbot demo` as a process of its own, with its temporary files in `folder`; killed if it outlives the test."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "briefbot", "demo", *arguments,
        env=os.environ | {"TMPDIR": str(folder), "DISPLAY": "", "WAYLAND_DISPLAY": ""} | environment, cwd=folder,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            await process.wait()


async def ended(process, within=PATIENCE):
    """Exit status, stdout and stderr of a demo that ends."""
    async with asyncio.timeout(within):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def bot_of(process):
    """The bot that the demo started, waited for."""
    async with asyncio.timeout(PATIENCE):
        while not (bots := psutil.Process(process.pid).children()):  # noqa: ASYNC110 - no other process tells us
            await asyncio.sleep(0.02)
    return bots[0]


async def address_of(process):
    """The playground's address, as the demo prints it."""
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            if "playground:" in line:
                return line.split()[-1]
    raise AssertionError((await process.stderr.read()).decode())


def left_in(folder):
    return list(folder.iterdir())


async def test_the_scene_by_itself_is_a_transcript_of_all_three_things(tmp_path):
    """`--once` prints the briefing, the command with its answer and the question with its, and exits with 0."""
    async with demo(tmp_path, "--once") as process:
        status, said, complaints = await ended(process)
    assert (status, complaints) == (0, "")
    heads = [line.removeprefix("--- ") for line in said.splitlines() if line.startswith("---")]
    assert heads == [
        "briefbot, in #world-news:",
        "Ana Ruiz, in #world-news:",
        "briefbot, to Ana Ruiz alone:",
        "Ana Ruiz, in the briefing's thread:",
        "briefbot, in the briefing's thread:",
    ]
    briefing, command, brief, question, answer = (part.split("\n\n", 1)[1] for part in said.split("--- ")[1:])
    assert briefing.startswith("    News briefing\n")
    assert "Aid trucks enter Syria" in briefing
    assert command.strip() == "/brief syria"
    assert brief.startswith("    Briefing: syria\n")
    assert question.strip() == "how many trucks crossed?"
    assert "│" in answer  # a cited quotation
    assert "42 trucks" in answer.splitlines()[0]
    assert left_in(tmp_path) == []


async def test_settings_of_a_real_bot_do_not_reach_the_demo(tmp_path):
    """Variables and a `.env` for the real workspace, even wrong ones, change nothing in the demo."""
    (tmp_path / ".env").write_text("BRIEFBOT_PORT=none\n")
    async with demo(tmp_path, "--once", BRIEFBOT_SLACK_APP_TOKEN="xapp-real", SLACK_CLIENT_ID="1") as process:
        status, _, complaints = await ended(process)
    assert (status, complaints) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_the_demo_and_leaves_nothing(tmp_path, number):
    """Ctrl-C, SIGTERM and a closed terminal end it soon, with a page open: no process, no file, status 0."""
    async with demo(tmp_path, "--port", "0") as process:
        address, bot = await address_of(process), await bot_of(process)
        async with httpx.AsyncClient(trust_env=False) as browser, browser.stream("GET", f"{address}/changes"):
            process.send_signal(number)
            status, said, complaints = await ended(process, ENDS_WITHIN)
    assert (status, complaints) == (0, "")
    assert "nothing is left behind" in said
    assert not bot.is_running()
    assert left_in(tmp_path) == []


async def test_a_demo_that_is_killed_takes_its_bot_along(tmp_path):
    """After a kill -9 of the demo its bot ends by itself, soon."""
    async with demo(tmp_path, "--port", "0") as process:
        await address_of(process)
        bot = await bot_of(process)
        process.kill()
        await process.wait()
        await asyncio.to_thread(bot.wait, ENDS_WITHIN)


async def test_ctrl_c_while_slack_does_not_answer_ends_the_demo(tmp_path):
    """A call that the workspace is holding holds up nothing."""
    async with demo(tmp_path, "--port", "0") as process:
        address, bot = await address_of(process), await bot_of(process)
        async with httpx.AsyncClient(trust_env=False, base_url=address, follow_redirects=True) as browser:
            told = await browser.post("/requests", data={"method": "chat.postMessage", "kind": "hold_before"})
            told.raise_for_status()
            async with asyncio.timeout(PATIENCE):
                while "(waiting now)" not in (await browser.get("/requests")).text:  # noqa: ASYNC110 - a page
                    await asyncio.sleep(0.1)
        process.send_signal(signal.SIGINT)
        status, _, complaints = await ended(process, ENDS_WITHIN)
    assert (status, complaints) == (0, "")
    assert not bot.is_running()
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
async def test_a_signal_while_the_bot_is_starting_ends_the_scene_with_1(tmp_path, again):
    """The scene was not played, and says so; pressing Ctrl-C a second time does not cut the tidying short."""
    async with demo(tmp_path, "--once") as process:
        bot = await bot_of(process)
        process.send_signal(signal.SIGINT)
        if again:
            await asyncio.sleep(0.05)
            process.send_signal(signal.SIGINT)
        status, _, complaints = await ended(process, ENDS_WITHIN)
    assert (status, complaints.strip()) == (1, "The demo was ended before its scene was.")
    assert not bot.is_running()
    assert left_in(tmp_path) == []


async def test_a_bot_that_dies_ends_the_demo_with_its_words(tmp_path):
    """Where the bot ends by itself the demo says so, and exits with 1."""
    async with demo(tmp_path, "--port", "0") as process:
        await address_of(process)
        (await bot_of(process)).kill()
        status, _, complaints = await ended(process)
    assert status == 1
    assert "The bot ended by itself" in complaints


async def test_a_scene_that_is_not_played_to_its_end_exits_with_1(tmp_path):
    """Where an answer does not come, here because the bot is killed, the status is 1 and the bot's log is shown."""
    async with demo(tmp_path, "--once", PYTHONUNBUFFERED="1") as process:
        async with asyncio.timeout(PATIENCE):
            while b"in #world-news" not in await process.stdout.readline():
                assert process.returncode is None
        (await bot_of(process)).kill()
        status, said, complaints = await ended(process)
    assert status == 1
    assert "Nothing came" in complaints
    assert "in the briefing's thread:\n\n    42 trucks" not in said
    assert left_in(tmp_path) == []


async def test_a_port_in_use_is_named_with_what_to_do(tmp_path):
    """The second demo on a port says in one line how to choose another, and exits with 2."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with demo(tmp_path, "--port", str(port)) as process:
            status, said, complaints = await ended(process)
    assert (status, said) == (2, "")
    (line,) = complaints.splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "--port" in line
    assert left_in(tmp_path) == []
