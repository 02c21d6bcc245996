"""A process that dies at any statement leaves the archive as it was before or after the verb, and never between."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from tests.archive import dumping, dying

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")


def prepared(path, begin):
    path.parent.mkdir(parents=True)
    if begin == "old":
        dumping.load(dying.OLD.read_text("utf-8"), path)
    return SQLiteArchive.open(path)


@pytest.fixture
def folder(tmp_path):
    """In memory where that can be: what a process wrote outlives it there as well, and nothing waits for a disk."""
    if not Path("/dev/shm").is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm") as made:
        yield Path(made)


@pytest.mark.parametrize("begin", ["new", "old"])
def test_a_death_at_any_statement_leaves_what_the_verbs_before_it_did(folder, begin):
    """Of the verb under way all is there or nothing; index and rows agree, and the archive goes on from there.

    Opening is a verb too: making the tables, or bringing those of the first version up to date.
    """
    run = subprocess.run([sys.executable, "-m", "tests.archive.dying", folder, begin], cwd=ROOT, check=False)
    assert run.returncode == 0
    sound = folder / "sound" / "archive.sqlite"
    archive = prepared(sound, begin)
    states = [dying.contents(sound)]
    for _, step in dying.steps():
        step(archive)
        states.append(dying.contents(sound))
    archive.close()
    assert len(set(map(repr, states))) == len(states), "a step that leaves no trace tests nothing"
    deaths = sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit())
    assert len(deaths) > 100
    for number in deaths:
        path = folder / str(number) / "archive.sqlite"
        done = (path.parent / "done").read_text("utf-8").splitlines()
        SQLiteArchive.open(path).close()
        assert dying.contents(path) in states[len(done) : len(done) + 2], (number, done)
        with contextlib.closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            db.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES ('integrity-check', 1)")
    # The last had them all: it goes on as if nothing had been.
    assert done == [name for name, _ in dying.steps()]
