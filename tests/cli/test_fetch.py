"""`briefbot fetch`: from addresses, files and folders to JSON Lines."""

import os
import pty
import socket
import subprocess
import sys

import pytest

from tests.cli.conftest import BODY, DISPATCH, STRIKE, feed

KEYS = {"id", "agency", "headline", "body", "dateline", "byline", "published", "url", "source"}


def test_a_feed_on_the_web_becomes_json_lines(briefbot, web):
    """Each item of a feed is a line with the promised keys, and its source is the feed's address."""
    briefbot.file("web/feed.xml", feed(("Bridge reopens", "Trucks crossed it."), ("Strike ends", "Bakers worked.")))
    said = briefbot("fetch", f"{web}/feed.xml")
    assert (said.status, said.err) == (0, "")
    assert [story["headline"] for story in said.records] == ["Bridge reopens", "Strike ends"]
    for story in said.records:
        assert set(story) >= KEYS
        assert story["source"] == f"{web}/feed.xml"
        assert story["agency"] == "Coast News"


def test_files_and_folders_are_read_in_the_order_given(briefbot):
    """A file gives its story, a folder those of its documents, each with the path it was read from."""
    one = briefbot.file("bridge.txt", DISPATCH)
    two = briefbot.file("wire/strike.txt", STRIKE)
    said = briefbot("fetch", one, str(briefbot.folder / "wire"))
    assert (said.status, said.err) == (0, "")
    assert [story["source"] for story in said.records] == [one, two]
    assert said.records[1]["byline"] == "Milan Hrubec"
    assert said.records[1]["dateline"] == "OSTRAVA"


def test_what_cannot_be_read_is_named_and_the_rest_is_printed(briefbot, web):
    """A missing file, a dead address and a missing page each get a line on stderr; the exit status is 1."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"127.0.0.1:{closed.getsockname()[1]}"
    allowed = briefbot.environment["BRIEFBOT_PRIVATE_ADDRESSES"]
    good = briefbot.file("bridge.txt", DISPATCH)
    said = briefbot(
        "fetch", "nowhere.txt", f"http://{dead}/feed", f"{web}/missing.xml", good,
        BRIEFBOT_PRIVATE_ADDRESSES=f"{allowed},{dead}",
    )  # fmt: skip
    assert said.status == 1
    assert [story["source"] for story in said.records] == [good]
    assert [line.split(": ")[1] for line in said.err.splitlines()] == [
        "nowhere.txt",
        f"http://{dead}/feed",
        f"{web}/missing.xml",
    ]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "ftp://a.b/c"])
def test_addresses_that_are_not_public_are_refused(briefbot, address):
    """Nothing in a private network is read unless the settings name it, and the line says so."""
    assert address in briefbot.refused("fetch", address, status=1)


def test_without_anything_to_read_it_is_a_usage_error(briefbot):
    """`fetch` alone exits with 2 and names what is missing."""
    said = briefbot("fetch")
    assert (said.status, said.out) == (2, "")
    assert "URL|FILE|FOLDER" in said.err


def test_the_bar_on_a_terminal_leaves_the_data_alone(briefbot):
    """With stderr on a terminal and stdout in a file, the file holds the stories, whole, and nothing else."""
    path = briefbot.file("bridge.txt", DISPATCH)
    ours, theirs = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "briefbot", "fetch", path],
        stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL, env=briefbot.environment | {"TERM": "xterm"},
        cwd=briefbot.folder, check=True,
    )  # fmt: skip
    os.close(theirs)
    assert ran.stdout.count(b"\n") == 1
    assert BODY.split("\n\n")[1].encode() in ran.stdout.replace(b"\\n", b"\n")
    assert b"Reading" in os.read(ours, 10_000)
    os.close(ours)


def test_news_is_utf_8_whatever_the_locale(briefbot):
    """With a locale that knows no curly quotation marks the data is the same."""
    path = briefbot.file("bridge.txt", DISPATCH)
    assert briefbot("fetch", path, PYTHONIOENCODING="latin-1").records == briefbot("fetch", path).records
