"""The SQLite archive: the contract, and what is SQLite's own."""

import contextlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from briefbot.archive import upkeep
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.errors import ArchiveError, ArchiveInUseError, ArchiveVersionError, TopicError
from briefbot.messages import PostState
from briefbot.subscription import DeliveryState
from briefbot.topic import Term, Topic
from tests.archive.contract.installations import installation
from tests.archive.contract.samples import DAY, NOW, SLOT, post, story
from tests.archive.contract.whole import Contract

ROOT = Path(__file__).parents[2]
FERRY = Topic("ferry", ((Term(("ferry",)),),))
WORDS = " ".join(f"word{number}" for number in range(200))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "archive.sqlite"


@pytest.fixture
def open_archive(path):
    opened = []

    def open_(**more):
        opened.append(SQLiteArchive.open(path, **more))
        return opened[-1]

    yield open_
    for archive in opened:
        archive.close()


def process(path, code, **more):
    """Run code in a process of its own, where `archive` is open on the path; stdin is a pipe."""
    begin = f"""
        import os, sys
        from datetime import timedelta
        from pathlib import Path
        from briefbot.archive.sqlite import SQLiteArchive
        from tests.archive.contract.samples import NOW, SLOT, post, story
        archive = SQLiteArchive.open(Path({str(path)!r}), exclusive={more.get("exclusive", False)})
    """
    code = textwrap.dedent(begin) + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


class TestSQLite(Contract):
    """Runs every claim of the contract."""


def test_a_second_run_is_refused_and_other_commands_are_not(open_archive, path):
    """While one `run` has the archive a second is refused with what to do; commands read and write beside it."""
    running = open_archive(exclusive=True)
    with pytest.raises(ArchiveInUseError, match=r"another `briefbot run` has .*: stop it first"):
        open_archive(exclusive=True)
    child = process(path, "archive.add(story(), source=None, seen=NOW)")
    assert child.wait(30) == 0
    child.stdout.close(), child.stdin.close()
    assert running.latest(["a"], now=NOW) == [story()]
    running.close()
    open_archive(exclusive=True)


def test_a_killed_run_lets_go_of_the_archive(open_archive, path):
    """Another process's `run` keeps this one out until it is killed, and no longer."""
    with process(path, "print('open', flush=True); sys.stdin.read()", exclusive=True) as child:
        assert child.stdout.readline() == "open\n"
        with pytest.raises(ArchiveInUseError):
            open_archive(exclusive=True)
        child.kill()
        child.wait(30)
        open_archive(exclusive=True)


CRASHES = [
    ("archive.claim({SLOT: NOW})", DeliveryState.CLAIMED, None),
    ("archive.queue([post(slot=SLOT.key)])", DeliveryState.QUEUED, PostState.QUEUED),
    ("archive.take(NOW)", DeliveryState.QUEUED, PostState.SENDING),
    ("archive.unsure('p', NOW)", DeliveryState.QUEUED, PostState.UNSURE),
    ("archive.put_back('p', NOW)", DeliveryState.QUEUED, PostState.QUEUED),
    ("archive.sent('p', '1.1')", DeliveryState.DELIVERED, PostState.SENT),
]


@pytest.mark.parametrize("count", range(1, len(CRASHES) + 1), ids=lambda n: CRASHES[n - 1][0])
def test_a_death_between_two_verbs_loses_nothing_and_repeats_nothing(open_archive, path, count):
    """Wherever the process dies between claiming and sending, what it said it did is kept and the rest can be done."""
    steps = "\n".join(step for step, _, _ in CRASHES[:count])
    child = process(path, f"{steps}\nos._exit(9)", exclusive=True)
    assert child.wait(30) == 9
    child.stdout.close(), child.stdin.close()
    _, delivery, state = CRASHES[count - 1]
    anew = open_archive(exclusive=True)
    anew.recover()
    assert [d.state for d in anew.deliveries(since=NOW)] == [delivery]
    assert not anew.claim({SLOT: NOW})
    anew.queue([post(slot=SLOT.key)])
    unsure = [p.key for p in anew.unsettled(NOW)]
    assert unsure == (["p"] if state in {PostState.SENDING, PostState.UNSURE} else [])
    ready = [p.key for p in anew.take(NOW)]
    assert ready == (["p"] if state in {None, PostState.QUEUED} else [])
    stands = [p.ts for p in anew.posts(workspace="T1", channel="C1")]
    assert stands == (["1.1"] if state is PostState.SENT else [])


def test_a_death_in_the_middle_of_a_verb_leaves_the_state_before_it(open_archive, path):
    """A process that dies inside a transaction leaves none of it behind."""
    code = """
        archive.claim({SLOT: NOW})
        class Fatal(list):
            def __iter__(self):
                yield post("1", slot=SLOT.key)
                os._exit(9)
        archive.queue(Fatal())
    """
    child = process(path, code)
    assert child.wait(30) == 9
    child.stdout.close(), child.stdin.close()
    anew = open_archive()
    assert anew.take(NOW) == []
    assert [d.state for d in anew.deliveries(since=NOW)] == [DeliveryState.CLAIMED]


def test_two_processes_may_make_the_archive_at_once(open_archive, path):
    """Processes that open an archive that is not there yet, at the same moment, all succeed and share it."""
    path.parent.mkdir()
    children = [process(path, f"archive.add(story('{n}'), source=None, seen=NOW)") for n in range(4)]
    assert [child.wait(30) for child in children] == [0, 0, 0, 0]
    for child in children:
        child.stdout.close(), child.stdin.close()
    assert len(open_archive().find(Topic(""), now=NOW)) == 4


def test_a_newer_archive_is_left_alone(open_archive, path):
    """An archive of a newer briefbot is refused with what to do, and not touched."""
    open_archive().close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(ArchiveVersionError, match=r"newer briefbot .*install"):
        open_archive()


def test_a_file_that_is_no_database_is_refused_and_kept(open_archive, path):
    """A text file in the archive's place is an `ArchiveError` that says what to do, and stays as it is."""
    path.parent.mkdir()
    path.write_text("These are my notes. " * 100)
    with pytest.raises(ArchiveError, match="not a briefbot archive: move that file away"):
        open_archive()
    assert path.read_text().startswith("These are my notes.")


def test_another_programs_database_is_refused_and_kept(open_archive, path):
    """A SQLite database of another program is an `ArchiveError`, and gets no table of ours."""
    path.parent.mkdir()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    db.close()
    with pytest.raises(ArchiveError, match="another program's database"):
        open_archive(exclusive=True)
    db = sqlite3.connect(path)
    assert [name for (name,) in db.execute("SELECT name FROM sqlite_master")] == ["bookmarks"]
    db.close()


def test_a_folder_in_the_archives_place_is_an_error_that_says_so(open_archive, path):
    """A folder where the file should be is an `ArchiveError` that says that it must be a file."""
    path.mkdir(parents=True)
    with pytest.raises(ArchiveError, match="must be a file"):
        open_archive()


def test_a_file_in_the_folders_place_is_an_error_that_says_so(open_archive, path):
    """A file where a folder should be is an `ArchiveError` that names the folder."""
    path.parent.write_text("")
    with pytest.raises(ArchiveError, match="cannot make the folder"):
        open_archive()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("exclusive", [False, True])
def test_a_folder_that_may_not_be_written_is_an_error_that_says_so(open_archive, path, exclusive):
    """In a folder without the right to write, opening says that the right is missing."""
    path.parent.mkdir()
    path.parent.chmod(0o500)
    try:
        with pytest.raises(ArchiveError, match=r"may write|the right"):
            open_archive(exclusive=exclusive)
    finally:
        path.parent.chmod(0o700)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_an_error_that_says_so(open_archive, path):
    """A read-only archive is an `ArchiveError` that names it and the right that is missing, and stays as it is."""
    open_archive().close()
    held = path.read_bytes()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(ArchiveError, match=rf"{path} cannot be (written|opened): "):
            open_archive().add(story(), source=None, seen=NOW)
    finally:
        path.parent.chmod(0o700)
    assert path.read_bytes() == held


def test_a_full_disk_is_said_and_loses_nothing(open_archive, path):
    """Where the file cannot grow, the write fails with what to do, and what was there can still be read."""
    archive = open_archive()
    archive.add(story(), source=None, seen=NOW)
    with archive._database.writing() as db:  # noqa: SLF001 - a full disk that needs no root and no disk
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    archive._database._writer.execute(f"PRAGMA max_page_count = {pages}")  # noqa: SLF001 - the same
    with pytest.raises(ArchiveError, match="the disk is full: free some space"):
        archive.add(story("big", "word " * 100_000), source=None, seen=NOW)
    assert archive.find(Topic(""), now=NOW) == [story()]


def test_a_writer_that_does_not_end_is_named_as_the_reason(open_archive, path, monkeypatch):
    """A write that another program keeps waiting is an `ArchiveError`; reading goes on meanwhile."""
    monkeypatch.setattr("briefbot.archive.database.BUSY", 0.05)
    archive = open_archive()
    archive.add(story(), source=None, seen=NOW)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveError, match="locked by another program"):
        archive.add(story("b"), source=None, seen=NOW)
    assert archive.find(Topic(""), now=NOW) == [story()]
    other.close()
    archive.add(story("b"), source=None, seen=NOW)


def test_a_closed_archive_says_that_it_is_closed(open_archive):
    """Every door of a closed archive raises `ArchiveError`."""
    archive = open_archive()
    archive.close()
    for verb in (archive.jobs, archive.recover):
        with pytest.raises(ArchiveError, match="closed"):
            verb()


def test_a_topic_that_only_leaves_out_is_refused(open_archive):
    """A topic built of negated terms alone is a `TopicError`, not everything."""
    with pytest.raises(TopicError, match="what to look for"):
        open_archive().find(Topic("-x", ((Term(("x",), negated=True),),)), now=NOW)


def test_the_archive_and_its_copies_are_for_their_owner_alone(tmp_path):
    """A new archive, the files beside it and a backup have the mode 0600; an older one gets it with its first token."""
    path = tmp_path / "archive.sqlite"
    archive = SQLiteArchive.open(path)
    archive.add(story(), source=None, seen=NOW)
    archive.backup(tmp_path / "copy.sqlite")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert set(modes) >= {"archive.sqlite", "archive.sqlite-wal", "copy.sqlite"}
    assert set(modes.values()) == {0o600}
    path.chmod(0o644)
    archive.install(installation())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    archive.close()


def test_a_token_is_wiped_from_the_file_with_its_row(tmp_path):
    """After an uninstall and a checkpoint no byte of the token stands in the file, nor in what is exported before."""
    path = tmp_path / "archive.sqlite"
    archive = SQLiteArchive.open(path)
    archive.install(installation(token="xoxb-very-secret-token", refresh="xoxe-very-secret-token"))
    assert "very-secret" not in json.dumps(list(archive.export(NOW, everything=True, left_out=Counter())))
    assert "very-secret" not in repr(archive.installations())
    archive.uninstall("T1", NOW)
    archive.close()
    assert b"very-secret" not in path.read_bytes()


def test_whatever_an_archive_has_of_a_workspace_is_erased_with_it(tmp_path):
    """Gone, only what waits for it to come back has a row in any table; after thirty days nothing has."""
    path = tmp_path / "archive.sqlite"
    archive = SQLiteArchive.open(path)
    archive.close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        tables = [
            name
            for (name,) in db.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
            if any(row[1] == "workspace" for row in db.execute(f"PRAGMA table_info({name})"))
        ]
        for table in tables:
            columns = db.execute(f"PRAGMA table_info({table})").fetchall()
            values = {c[1]: "T1" if c[1] == "workspace" else 1 for c in columns if c[1] != "number"}
            marks = ", ".join("?" * len(values))
            db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
        db.commit()
        assert {"installations", "posts", "subscriptions"} <= set(tables)

        def filled():
            return {table for table in tables if db.execute(f"SELECT 1 FROM {table}").fetchone()}

        db.execute("DELETE FROM departures")
        db.commit()
        archive = SQLiteArchive.open(path)
        archive.uninstall("T1", NOW)
        assert filled() == {"departures", "marks", "posts", "subscriptions", "travels"}
        archive.erase_departed(NOW + DAY * 30)
        assert filled() == set()
        archive.close()


def test_tidying_up_leaves_few_pieces_of_the_index_and_every_word(open_archive, path):
    """However many pieces filing left the index of words in, a few are left, and all words are found."""
    archive, count = open_archive(), 255
    for number in range(count):
        archive.add(story(id=f"s{number}", body=f"{WORDS} pilot{number % 7} ferry"), source=None, seen=NOW)
    assert pieces(path) > upkeep.SEGMENTS
    archive.tidy()
    assert pieces(path) <= upkeep.SEGMENTS
    assert len(archive.find(FERRY, now=NOW, limit=count)) == count
    assert len(archive.find(Topic("pilot3", ((Term(("pilot3",)),),)), now=NOW, limit=count)) == len(range(3, count, 7))


def test_tidying_up_lets_others_write_meanwhile(open_archive, path, monkeypatch):
    """What is written between two steps of tidying up is kept and found, and the steps come to an end."""
    archive, other = open_archive(), open_archive()
    monkeypatch.setattr(upkeep, "_PAGES", 1)
    monkeypatch.setattr(upkeep, "SEGMENTS", 1)  # so that all become one
    archive.add_all((story(id=f"s{n}", body=f"{WORDS} number{n} ferry") for n in range(300)), source=None, seen=NOW)
    for number in range(30):
        archive.add(story(id=f"t{number}", body=f"{WORDS} pilot{number} ferry"), source=None, seen=NOW)
    written = 0

    def pause(_):
        nonlocal written
        if written < 20:
            other.add(story(id=f"u{written}", body=f"tug{written} ferry"), source=None, seen=NOW)
            written += 1

    monkeypatch.setattr("time.sleep", pause)
    archive.tidy()
    assert written == 20
    assert len(archive.find(FERRY, now=NOW, limit=1000)) == 350


def pieces(path):
    """How many pieces the index of words is in."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT count(DISTINCT segid) FROM stories_fts_idx").fetchone()[0]
