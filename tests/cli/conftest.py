"""briefbot as it is typed: a process of its own, in an empty folder, with an archive of its own."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

BODY = """\
HALMERIA -- Trucks crossed the old river bridge at Halmeria on Tuesday for the first time since spring, after \
engineers replaced 18 of its beams.

“The bridge carries forty tonnes again,” said Minister of Works Petra Lindqvist at the toll gate, “and it will carry \
them for thirty years.”

Some 260 trucks crossed before noon, the port authority said.
"""
HEADLINE = "Old river bridge at Halmeria reopens to trucks"
DISPATCH = f"{HEADLINE}\n\n{BODY}"
STRIKE = """\
Bakers in Ostrava end strike after wage deal
By Milan Hrubec
OSTRAVA, Nov 24 (COAST) -- Bakers in Ostrava went back to work on Tuesday after the mills agreed to raise wages by \
seven per cent.

"Nobody wanted empty shelves," said union leader Jana Kolarova.
(end) mh.rt
"""


def feed(*items):
    """An RSS feed of (title, body) items with whole stories."""
    entries = "".join(
        f"<item><guid>urn:coast:{n}</guid><title>{title}</title><description>{body}</description></item>"
        for n, (title, body) in enumerate(items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Coast News</title>{entries}</channel></rss>'


@dataclass
class Said:
    """What a command left: exit status, data and messages."""

    status: int
    out: str
    err: str

    @property
    def records(self):
        """Its JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """A folder to type commands in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BRIEFBOT_")}
        self.environment = kept | {"BRIEFBOT_ARCHIVE": str(folder / "archive.sqlite"), "BRIEFBOT_CONTACT": "the tests"}
        self.environment["BRIEFBOT_FETCH_SPACING"] = "0"

    def __call__(self, *arguments, stdin="", **environment):
        """Run `briefbot` with these arguments; `stdin` is text or bytes."""
        ran = subprocess.run(
            [sys.executable, "-m", "briefbot", *arguments],
            input=stdin if isinstance(stdin, bytes) else stdin.encode("utf-8"),
            capture_output=True, cwd=self.folder, env=self.environment | environment, check=False, timeout=60,
        )  # fmt: skip
        return Said(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    def file(self, name, content):
        """Write a file; give its path."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        os.utime(path, (0, 0))  # a wire document just written is left for the next look
        return str(path)

    def refused(self, *arguments, status, **more):
        """Run what has to fail: no data, no traceback, one line of message, which is given."""
        said = self(*arguments, **more)
        assert (said.status, said.out) == (status, ""), said
        (line,) = said.err.splitlines()
        return line


@pytest.fixture
def briefbot(tmp_path):
    """Commands to type, in an empty folder."""
    return Shell(tmp_path)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(folder):
    """The folder's files over loopback; gives "127.0.0.1:PORT"."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def web(tmp_path, briefbot):
    """A web server on loopback that commands may read from; its files go into `tmp_path/"web"`."""
    (tmp_path / "web").mkdir()
    with serving(tmp_path / "web") as place:
        briefbot.environment["BRIEFBOT_PRIVATE_ADDRESSES"] = place
        yield f"http://{place}"
