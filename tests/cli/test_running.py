"""`briefbot run` and `check`: what a person who runs the bot is told, and how the bot ends."""

import asyncio
import contextlib
import os
import pty
import re
import signal
import socket
import sqlite3
import subprocess
import sys

import psutil
import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.playground.server import Playground
from briefbot.playground.workspace import demo_workspace
from briefbot.source import Source
from tests.cli.conftest import DISPATCH, feed

TOKEN, APP_TOKEN, SECRET = "xoxb-test", "xapp-test", "a signing secret"
PATIENCE = 20.0
ENDS_WITHIN = 9.0
"""Seconds; the promise is 3, which `make bench` measures, but the machine may be busy with other tests."""


@pytest.fixture
async def workspace(briefbot):
    """A workspace on loopback, and settings for a bot in it that listens for HTTP."""
    playground = Playground(demo_workspace(TOKEN, APP_TOKEN), signing_secret=SECRET)
    async with playground.serve() as address:
        briefbot.environment |= {
            "BRIEFBOT_SLACK_BOT_TOKEN": TOKEN,
            "BRIEFBOT_SLACK_SIGNING_SECRET": SECRET,
            "BRIEFBOT_SLACK_API_URL": f"{address}/api/",
            "BRIEFBOT_PORT": "0",
        }
        yield playground


@contextlib.asynccontextmanager
async def running(briefbot, **environment):
    """The bot as a process, ready, and the words with which it said so."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "briefbot", "run", cwd=briefbot.folder,
        env=briefbot.environment | {"TMPDIR": str(briefbot.folder / "tmp")} | environment,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            said = ""
            while "is ready" not in said:
                line = (await process.stderr.readline()).decode()
                assert line, said
                said += line
        yield process, said
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def typed(briefbot, *arguments, **environment):
    return await asyncio.to_thread(briefbot, *arguments, **environment)


def states(said):
    """{what was looked at: "ok", "note" or "FAIL"}, and the lines of `briefbot check`."""
    lines = said.out.splitlines()
    assert all(re.match(r"(ok  |note|FAIL)  \S", line) for line in lines)
    return {line[6:].split(":")[0]: line[:4].strip() for line in lines}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_signal_ends_the_bot_and_leaves_nothing(briefbot, workspace, number, mode):
    """SIGTERM and Ctrl-C end it soon, with status 0: no process, no temporary file, stdout never used."""
    (briefbot.folder / "tmp").mkdir()
    token = {"BRIEFBOT_SLACK_APP_TOKEN": APP_TOKEN} if mode == "socket" else {}
    async with running(briefbot, **token) as (process, said):
        assert ("listening on" in said) is (mode == "http")
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        async with asyncio.timeout(ENDS_WITHIN):
            out, err = await process.communicate()
    assert (process.returncode, out) == (0, b"")
    assert b"Traceback" not in err
    assert not [child for child in children if child.is_running()]
    assert list((briefbot.folder / "tmp").iterdir()) == []


async def test_a_call_that_slack_holds_does_not_hold_up_the_end(briefbot, workspace):
    """SIGTERM while a message is being posted ends the bot as soon."""
    briefbot.file("wire/bridge.txt", DISPATCH)
    await typed(briefbot, "sources", "add", str(briefbot.folder / "wire"), "--agency", "Coast News", "--yes")
    (fault,) = workspace.faults.tell("chat.postMessage", "hold_before")
    async with running(briefbot) as (process, said):
        workspace.request_url = said.strip().rpartition("listening on ")[2]
        await workspace.say("ana", "world-news", "@briefbot how many trucks crossed?")
        async with asyncio.timeout(PATIENCE):
            await fault.held.wait()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(ENDS_WITHIN):
            assert await process.wait() == 0


async def test_a_source_that_does_not_answer_does_not_hold_up_the_end(briefbot, workspace):
    """SIGTERM while a feed is being read that never comes ends the bot as soon."""
    came = asyncio.Event()

    async def silent(reader, writer):
        came.set()
        await reader.read()  # until the bot hangs up
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with contextlib.closing(SQLiteArchive.open(briefbot.folder / "archive.sqlite")) as archive:
            archive.put_source(Source(id="silent", agency="Silent News", url=f"http://{place}/feed"))
        async with running(briefbot, BRIEFBOT_PRIVATE_ADDRESSES=place) as (process, _):
            async with asyncio.timeout(PATIENCE):
                await came.wait()
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(ENDS_WITHIN):
                assert await process.wait() == 0


@pytest.mark.parametrize("call", ["auth.test", "apps.connections.open"])
async def test_a_signal_while_the_bot_is_starting_ends_it(briefbot, workspace, call):
    """SIGTERM ends a bot that still waits for Slack's first answer, at once and without complaint."""
    (fault,) = workspace.faults.tell(call, "hold_before")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "briefbot", "run", cwd=briefbot.folder,
        env=briefbot.environment | {"BRIEFBOT_SLACK_APP_TOKEN": APP_TOKEN}, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(PATIENCE):
        await fault.held.wait()
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(ENDS_WITHIN):
        assert await process.wait() == 0


async def test_a_bot_without_sources_offers_the_catalogue(briefbot, workspace):
    """The first run says that there is no source, and with which command the bundled ones are taken."""
    async with running(briefbot) as (_, said):
        assert "There is no source yet" in said
        assert "briefbot sources import --catalogue" in said


def test_on_a_terminal_the_catalogue_is_taken_for_the_asking(briefbot):
    """Asked `Use it?`, Enter takes the open agencies; the list has them."""
    ours, theirs = pty.openpty()
    os.write(ours, b"\n")
    said = subprocess.run(
        [sys.executable, "-m", "briefbot", "run"],
        stdin=theirs, stderr=theirs, cwd=briefbot.folder, env=briefbot.environment, check=False,
    )  # fmt: skip
    os.close(theirs)
    assert said.returncode == 2  # there is no token yet
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "Use it?" in shown
    assert "BRIEFBOT_SLACK_BOT_TOKEN" in shown or "BRIEFBOT_SLACK_APP_TOKEN" in shown
    assert len(briefbot("sources", "list").out.splitlines()) > 20


async def test_no_token_and_no_text_stand_in_the_log(briefbot, workspace):
    """Even with DEBUG, neither tokens nor the words of a story or a question are logged."""
    briefbot.file("wire/bridge.txt", DISPATCH)
    await typed(briefbot, "sources", "add", str(briefbot.folder / "wire"), "--agency", "Coast News", "--yes")
    async with running(briefbot, BRIEFBOT_LOG_LEVEL="DEBUG") as (process, said):
        workspace.request_url = said.strip().rpartition("listening on ")[2]
        await workspace.say("ana", "world-news", "@briefbot how many trucks crossed on their way to Ostrava?")
        channel = workspace.workspace.channel("world-news")
        async with asyncio.timeout(PATIENCE):
            while not [m for m in channel.messages if m.is_reply]:  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        log = said + (await process.communicate())[1].decode()
    assert "posted" in log
    for secret in (TOKEN, SECRET, "on their way to Ostrava", "forty tonnes"):
        assert secret not in log


async def test_a_second_bot_on_one_archive_is_told_who_has_it(briefbot, workspace):
    """The second `run` ends with 1 and one line; commands that only read or write go on working."""
    await typed(briefbot, "sources", "import", "--catalogue")
    briefbot.environment["BRIEFBOT_FETCH_EVERY"] = "86400"
    async with running(briefbot):
        line = await asyncio.to_thread(briefbot.refused, "run", status=1)
        assert "another `briefbot run` has the archive" in line
        assert (await typed(briefbot, "sources", "list")).status == 0


async def test_a_port_in_use_is_named_with_its_setting(briefbot, workspace):
    """`run` says which port it is and which variable names another, and exits with 2."""
    await typed(briefbot, "sources", "import", "--catalogue")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = await asyncio.to_thread(briefbot.refused, "run", status=2, BRIEFBOT_PORT=port)
    assert port in line
    assert "BRIEFBOT_PORT" in line


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"BRIEFBOT_SLACK_BOT_TOKEN": ""}, 2, ["BRIEFBOT_SLACK_BOT_TOKEN is not set", ".env.example"]),
        ({"BRIEFBOT_SLACK_BOT_TOKEN": "xapp-1"}, 2, ["BRIEFBOT_SLACK_BOT_TOKEN", "xoxb-"]),
        ({"BRIEFBOT_SLACK_BOT_TOKEN": "xoxb-1"}, 1, ["BRIEFBOT_SLACK_BOT_TOKEN", "OAuth & Permissions"]),
        ({"BRIEFBOT_SLACK_SIGNING_SECRET": ""}, 2, ["BRIEFBOT_SLACK_APP_TOKEN", "BRIEFBOT_SLACK_SIGNING_SECRET"]),
        ({"BRIEFBOT_SLACK_APP_TOKEN": "xapp-1"}, 1, ["BRIEFBOT_SLACK_APP_TOKEN", "connections:write"]),
        ({"BRIEFBOT_PRIVATE_ADDRESSES": "here"}, 2, ["BRIEFBOT_PRIVATE_ADDRESSES", "here"]),
    ],
    ids=["no token", "wrong kind", "bad token", "no secret", "bad app token", "bad address"],
)
async def test_a_bot_that_cannot_start_says_what_to_do(briefbot, workspace, changed, status, told):
    """One line names the setting and where the right value stands; 2 for what is written, 1 for what Slack says."""
    await typed(briefbot, "sources", "import", "--catalogue")
    line = await asyncio.to_thread(briefbot.refused, "run", status=status, **changed)
    for words in told:
        assert words in line


@pytest.mark.parametrize(
    "fault", [{"kind": "drop_before"}, {"kind": "status", "status": 503}, {"kind": "error", "error": "internal_error"}]
)
async def test_a_slack_that_does_not_answer_is_a_failure_in_one_line(briefbot, workspace, fault):
    """A broken connection, a proxy's error page and Slack's own trouble end `run` with 1 and what to look at."""
    await typed(briefbot, "sources", "import", "--catalogue")
    workspace.faults.tell("auth.test", **fault)
    line = await asyncio.to_thread(briefbot.refused, "run", status=1)
    assert "Slack" in line
    assert "try again" in line or "look at" in line


@pytest.mark.parametrize("command", [("run",), ("brief", "syria"), ("sources", "list"), ("subscriptions",)])
async def test_an_archive_that_cannot_be_used_is_explained(briefbot, workspace, command):
    """A file that is no database, one of a newer briefbot, and a folder: 1, with what to do about it."""
    other = briefbot.folder / "other"
    other.mkdir()
    (other / "text.sqlite").write_text("this is no database, and long enough to be told from an empty one" * 20)
    SQLiteArchive.open(other / "newer.sqlite").close()
    with contextlib.closing(sqlite3.connect(other / "newer.sqlite")) as newer:
        (version,) = newer.execute("PRAGMA user_version").fetchone()
        newer.execute(f"PRAGMA user_version = {version + 1}")
        newer.commit()
    for file, told in (("text.sqlite", "not a briefbot archive"), ("newer.sqlite", "newer"), ("", str(other))):
        line = await asyncio.to_thread(briefbot.refused, *command, status=1, BRIEFBOT_ARCHIVE=str(other / file))
        assert told in line


async def test_check_of_a_bot_in_order_is_all_ok(briefbot, workspace, web):
    """Settings, archive, token, scopes, connection and each source: a line each, and exit status 0."""
    briefbot.file("web/feed.xml", feed(("Bridge reopens", "Trucks crossed it.")))
    await typed(briefbot, "sources", "add", f"{web}/feed.xml", "--yes")
    await typed(briefbot, "subscribe", "#world-news", "", "weekdays 08:00")
    said = await typed(briefbot, "check")
    assert (said.status, said.err) == (0, "")
    assert set(states(said).values()) == {"ok"}
    for what in (
        "settings",
        "archive",
        "bot token of @briefbot in The Newsroom",
        "scopes",
        "signing secret",
        "source coast-news",
        "subscriptions",
    ):
        assert what in said.out


async def test_check_names_everything_that_is_not_in_order(briefbot, workspace, web):
    """A token, scopes, a source: each has its line with what to do, all in one go, and the exit status is 1."""
    briefbot.file("web/feed.xml", feed(("Bridge reopens", "Trucks crossed it.")))
    await typed(briefbot, "sources", "add", f"{web}/feed.xml", "--yes")
    (briefbot.folder / "web/feed.xml").unlink()
    workspace.workspace.scopes = frozenset({"chat:write"})
    said = await typed(briefbot, "check", BRIEFBOT_SLACK_APP_TOKEN="xapp-wrong", BRIEFBOT_CONTACT="")
    assert (said.status, said.err) == (1, "")
    found = states(said)
    assert {what for what, state in found.items() if state == "FAIL"} == {
        "scopes",
        "app-level token",
        "source coast-news",
    }
    assert {what for what, state in found.items() if state == "note"} == {"contact", "subscriptions"}
    assert "channels:history" in said.out
    assert "connections:write" in said.out
    assert "404" in said.out


@pytest.mark.parametrize(
    ("changed", "what", "told"),
    [
        ({"BRIEFBOT_SLACK_BOT_TOKEN": ""}, "bot token", "BRIEFBOT_SLACK_BOT_TOKEN is not set"),
        ({"BRIEFBOT_SLACK_BOT_TOKEN": "xoxb-1"}, "bot token", "OAuth & Permissions"),
        ({"BRIEFBOT_SLACK_API_URL": "http://127.0.0.1:9"}, "bot token", "cannot be reached"),
        ({"BRIEFBOT_SLACK_SIGNING_SECRET": ""}, "connection", "BRIEFBOT_SLACK_APP_TOKEN"),
        ({"BRIEFBOT_PORT": "high"}, "settings", "BRIEFBOT_PORT"),
        ({"BRIEFBOT_PRIVATE_ADDRESSES": "here"}, "sources", "BRIEFBOT_PRIVATE_ADDRESSES"),
        ({"BRIEFBOT_ARCHIVE": "."}, "archive .", "must be a file"),
    ],
    ids=["no token", "bad token", "no slack", "no secret", "bad port", "bad address", "bad archive"],
)
async def test_check_says_what_to_do_about_each(briefbot, workspace, changed, what, told):
    """Whatever is wrong, check goes through, says what to do on that thing's line, and exits with 1."""
    said = await typed(briefbot, "check", **changed)
    assert (said.status, said.err) == (1, "")
    assert states(said)
    assert [line for line in said.out.splitlines() if line.startswith(f"FAIL  {what}: ") and told in line]


def test_check_with_nothing_set_up_says_how_to_begin(briefbot):
    """On a fresh machine each missing thing is named with the setting or command for it."""
    said = briefbot("check", BRIEFBOT_CONTACT="", HOME=str(briefbot.folder))
    assert said.status == 1
    assert "BRIEFBOT_SLACK_BOT_TOKEN" in said.out
    assert "briefbot sources import --catalogue" in said.out
