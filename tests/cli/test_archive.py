"""`briefbot archive`: what is typed to look after the archive, beside a bot and without."""

import contextlib
import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

from briefbot.archive import tables
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.source import Rights, Source
from briefbot.story import PubStatus, Story, StoryKey
from briefbot.subscription import DAYS, Schedule, Subscription

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def story(id_, body="Trucks crossed the bridge at Halmeria.", **more):
    return Story(**{"id": id_, "agency": "Coast", "headline": f"Bridge {id_}", "body": body, **more})


@pytest.fixture
def path(briefbot):
    return briefbot.folder / "archive.sqlite"


@contextlib.contextmanager
def opened(path, **more):
    archive = SQLiteArchive.open(path, **more)
    try:
        yield archive
    finally:
        archive.close()


@pytest.fixture
def filled(path):
    """An archive with stories of every kind."""
    with opened(path) as archive:
        archive.put_source(Source(id="coast", agency="Coast", url="/wire"))
        archive.put_source(Source(id="strict", agency="Strict", url="/s", rights=Rights(quotations=1, keep_days=5)))
        archive.put_source(Source(id="gone", agency="Gone", url="/g", rights=Rights(keep_days=900)))
        archive.remove_source("gone")
        archive.add(story("open", ednote="NOTE: call Milan"), source="coast", seen=NOW - 2 * HOUR)
        archive.add(story("open", "Trucks cross it no more."), source="coast", seen=NOW - HOUR)
        archive.add(story("killed"), source="coast", seen=NOW)
        archive.add(story("killed", status=PubStatus.CANCELED), source="coast", seen=NOW)
        archive.add(story("withheld", status=PubStatus.WITHHELD), source="coast", seen=NOW)
        archive.add(story("embargoed", embargoed=NOW + 9 * HOUR), source="coast", seen=NOW)
        archive.add(story("limited", "“Secret words,” he said."), source="strict", seen=NOW)
        archive.add(story("expired"), source="strict", seen=NOW - timedelta(days=6))
        archive.forget(NOW)
        archive.subscribe(
            Subscription(
                workspace="T1",
                channel="C1",
                topic="bridge",
                schedule=Schedule(days=DAYS, times=(time(8), time(18, 30)), zone="Asia/Kuwait"),
                created=NOW,
            )
        )
    return path


def rows(path):
    """All that an archive was given, but for the numbers that it gave itself."""
    own = {"sources": "id, source", "subscriptions": "workspace, channel, topic, days, times, zone, created"}
    own["stories"] = ", ".join(tables.STORY)
    with contextlib.closing(sqlite3.connect(path)) as db:
        return {
            table: sorted(map(repr, db.execute(f"SELECT {own.get(table, '*')} FROM {table}")))
            for table in ("sources", "stories", "earlier", "tombstones", "licences", "subscriptions")
        }


def test_stats_are_json_lines_where_they_are_piped(briefbot, filled):
    """A line a part: the file's size, the stories with the oldest and newest, each source's, and all the rest."""
    said = briefbot("archive", "stats")
    assert said.status == 0, said.err
    parts = {(r["part"], r.get("id")): r for r in said.records}
    assert parts["file", None]["bytes"] == filled.stat().st_size
    assert parts["stories", None] == {
        "part": "stories",
        "count": 5,
        "earlier_versions": 2,
        "killed": 1,
        "forgotten_versions": 1,
        "oldest": (NOW - 2 * HOUR).isoformat(),
        "newest": NOW.isoformat(),
    }
    assert parts["source", "coast"]["stories"] == 4
    assert parts["source", "coast"]["oldest"] == (NOW - HOUR).isoformat()
    assert parts["subscriptions", None]["count"] == 1


def test_stats_of_a_new_archive_are_zeros(briefbot, path):
    """An archive with nothing in it is no failure."""
    said = briefbot("archive", "stats")
    assert said.status == 0
    assert {r["part"]: r.get("count") for r in said.records}["stories"] == 0


def test_a_backup_is_whole_while_a_bot_runs_and_writes(briefbot, filled):
    """It holds every story committed before it, and can be opened as an archive; the bot's archive stays in use."""
    copy = briefbot.folder / "copy.sqlite"
    with opened(filled, exclusive=True) as bot:
        bot.add(story("late"), source="coast", seen=NOW)
        said = briefbot("archive", "backup", str(copy))
        assert said.status == 0, said.err
        assert f"briefbot archive restore {copy}" in said.err
        bot.add(story("later"), source="coast", seen=NOW)
        with opened(copy) as other:
            assert [s.id for s in other.latest(["open", "late", "later"], now=NOW)] == ["open", "late"]
    assert not list(briefbot.folder.glob("*.part"))


def test_a_backup_never_overwrites(briefbot, filled):
    """A file that is there, the archive itself too, is refused and stays as it is."""
    notes = briefbot.file("notes.txt", "mine")
    for name in (notes, str(filled)):
        assert "is there already" in briefbot.refused("archive", "backup", name, status=1)
    assert Path(notes).read_text("utf-8") == "mine"
    line = briefbot.refused("archive", "backup", str(briefbot.folder / "no folder" / "x"), status=1)
    assert "no folder" in line
    assert not (briefbot.folder / "no folder").exists()


def test_a_restored_archive_is_what_the_backup_was_and_the_old_one_is_kept(briefbot, filled):
    """After it the archive is the backup's, and the file that was there before stands beside it, whole."""
    copy = str(briefbot.folder / "copy.sqlite")
    briefbot("archive", "backup", copy)
    before = rows(filled)
    with opened(filled) as archive:
        archive.add(story("late"), source="coast", seen=NOW)
    said = briefbot("archive", "restore", copy)
    assert said.status == 0, said.err
    assert rows(filled) == before
    (aside,) = briefbot.folder.glob("archive.sqlite.before-*")
    assert str(aside) in said.err
    with opened(aside) as old, opened(filled, exclusive=True) as new:
        assert [s.id for s in old.latest(["late"], now=NOW)] == ["late"]
        assert new.latest(["late"], now=NOW) == []
        new.add(story("anew"), source="coast", seen=NOW)
    assert (briefbot("archive", "restore", copy).status, len(list(briefbot.folder.glob("*.before-*Z*")))) == (0, 2)


def test_a_damaged_archive_is_replaced_and_kept(briefbot, filled):
    """Where the archive itself cannot be read any more, the backup takes its place, and the damaged file is kept."""
    copy = str(briefbot.folder / "copy.sqlite")
    briefbot("archive", "backup", copy)
    filled.write_bytes(b"rubbish" * 999)
    (briefbot.folder / "archive.sqlite-wal").write_bytes(b"old log")
    assert briefbot("archive", "restore", copy).status == 0
    with opened(filled) as archive:
        assert archive.story(StoryKey("open", 2)).body == "Trucks cross it no more."
    kept = {path.name.partition("Z")[2]: path.read_bytes() for path in briefbot.folder.glob("archive.sqlite.before-*")}
    assert kept == {"": b"rubbish" * 999, "-wal": b"old log"}


def test_an_archive_is_restored_where_there_is_none(briefbot, filled):
    """Into an empty place, on a new machine: nothing is set aside."""
    copy = str(briefbot.folder / "copy.sqlite")
    briefbot("archive", "backup", copy)
    there = briefbot.folder / "new" / "archive.sqlite"
    said = briefbot("archive", "restore", copy, BRIEFBOT_ARCHIVE=str(there))
    assert (said.status, "is kept" in said.err) == (0, False)
    assert rows(there) == rows(filled)


def test_restore_is_refused_while_a_bot_or_a_command_has_the_archive(briefbot, filled):
    """One line says who has it; the archive stays, and nothing is left beside it."""
    copy = str(briefbot.folder / "copy.sqlite")
    briefbot("archive", "backup", copy)
    with opened(filled, exclusive=True):
        assert "another `briefbot run`" in briefbot.refused("archive", "restore", copy, status=1)
        assert "another `briefbot run`" in briefbot.refused("archive", "vacuum", status=1)
    with opened(filled) as command:
        assert "locked by another program" in briefbot.refused("archive", "restore", copy, status=1)
        assert command.latest(["open"], now=NOW)
    assert not [*briefbot.folder.glob("*.part"), *briefbot.folder.glob("*.before-*")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no file"),
        (b"my notes, none of yours" * 99, "not a briefbot archive: name a file"),
        (b"", "holds nothing"),
    ],
    ids=["missing", "text", "empty"],
)
def test_what_is_no_backup_is_refused(briefbot, filled, content, told):
    """The archive stays as it was where the file to restore is none of ours."""
    before = rows(filled)
    name = briefbot.file("other", content) if content is not None else str(briefbot.folder / "missing")
    line = briefbot.refused("archive", "restore", name, status=1)
    assert told in line
    assert name in line
    assert rows(filled) == before


def test_another_programs_a_newer_and_a_damaged_backup_are_refused(briefbot, filled):
    """Each with what to do; the archive stays as it was."""
    before = rows(filled)
    copy = briefbot.folder / "copy.sqlite"
    briefbot("archive", "backup", str(copy))
    whole = copy.read_bytes()
    copy.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])
    assert "damaged" in briefbot.refused("archive", "restore", str(copy), status=1)
    copy.write_bytes(whole)
    with contextlib.closing(sqlite3.connect(copy)) as db:
        db.execute("PRAGMA user_version = 99")
    assert "newer briefbot" in briefbot.refused("archive", "restore", str(copy), status=1)
    with contextlib.closing(sqlite3.connect(copy)) as db:
        db.execute("PRAGMA application_id = 7")
    assert "another program's" in briefbot.refused("archive", "restore", str(copy), status=1)
    assert "the archive itself" in briefbot.refused("archive", "restore", str(filled), status=1)
    assert rows(filled) == before


@pytest.mark.skipif(resource is None, reason="needs a limit to how large a file may grow")
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_copy_that_cannot_be_finished_is_not_there(briefbot, filled, command):
    """Where the disk takes no more, one line names the file; no half copy is left, and the archive is as it was."""
    copy = briefbot.folder / "copy.sqlite"
    if command == "restore":
        assert briefbot("archive", "backup", str(copy)).status == 0
    before, there = rows(filled), sorted(briefbot.folder.iterdir())
    ran = subprocess.run(
        [sys.executable, "-m", "briefbot", "archive", command, str(copy)], capture_output=True, text=True, check=False,
        env=briefbot.environment, cwd=briefbot.folder, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, 40_960)),
    )  # fmt: skip
    (line,) = ran.stderr.splitlines()
    assert (ran.returncode, ran.stdout, "copy.sqlite" in line) == (1, "", True)
    assert "look at the disk" in line
    assert rows(filled) == before
    assert [path for path in sorted(briefbot.folder.iterdir()) if path.suffix != ".lock"] == there


def test_vacuum_wipes_what_was_forgotten_off_the_disk(briefbot, path):
    """Of words that were forgotten, no byte is left in the file, nor of its words in the index."""
    with opened(path) as archive:
        archive.put_source(Source(id="strict", agency="Strict", url="/s", rights=Rights(keep_days=5)))
        archive.add(story("x", "Quizzaciously unforgettable."), source="strict", seen=NOW - timedelta(days=6))
        for number in range(300):
            archive.add(story(f"{number}", "words " * 500), source="strict", seen=NOW - timedelta(days=6))
        while archive.forget(NOW):
            pass
    large = path.stat().st_size
    said = briefbot("archive", "vacuum")
    assert said.status == 0, said.err
    assert path.stat().st_size < large / 2
    assert b"uizzacious" not in path.read_bytes()
    assert not path.with_name("archive.sqlite-wal").exists()


def test_an_export_is_what_anybody_may_read(briefbot, filled):
    """No killed, withheld, embargoed or forgotten words, no notes and no limited body; what was left out is counted."""
    said = briefbot("archive", "export")
    assert said.status == 0, said.err
    kept = [r for r in said.records if r["record"] == "story"]
    assert [(r["id"], r["version"]) for r in kept] == [("open", 1), ("open", 2), ("limited", 1)]
    assert [r["body"] for r in kept][2] is None
    for word in ("NOTE", "Milan", "Secret", "Bridge killed", "Bridge withheld", "Bridge embargoed", "Bridge expired"):
        assert word not in said.out
    for counted in ("2 killed", "1 under embargo", "1 withheld", "1 whose source limits what may be shown"):
        assert counted in said.err
    assert "--everything" in said.err


def test_a_whole_export_makes_the_same_archive_elsewhere_and_again_changes_nothing(briefbot, filled):
    """All versions, first sights, rights, notes, kills, what was forgotten and subscriptions come over, once."""
    lines = briefbot("archive", "export", "--everything").out
    there = briefbot.folder / "there.sqlite"
    first = briefbot("archive", "import", stdin=lines, BRIEFBOT_ARCHIVE=str(there))
    assert first.status == 0, first.err
    assert "7 versions of stories" in first.err
    assert rows(there) == rows(filled)
    file = briefbot.file("export.jsonl", lines)
    for target in (there, filled):
        again = briefbot("archive", "import", file, BRIEFBOT_ARCHIVE=str(target))
        assert again.status == 0, again.err
        assert "7 versions of stories known" in again.err
        assert rows(target) == rows(filled)
    first, *_ = briefbot("archive", "export", "--everything", BRIEFBOT_ARCHIVE=str(there)).records
    assert first["record"] == "archive"


def test_an_open_export_revises_nothing_where_it_is_read_back(briefbot, filled):
    """Bodies that were kept back are no new version with no words."""
    before = rows(filled)
    lines = briefbot("archive", "export").out
    assert briefbot("archive", "import", stdin=lines).status == 0
    assert rows(filled) == before


def test_what_was_killed_there_is_killed_here(briefbot, filled):
    """The tombstone of a kill voids the versions that the other archive still has."""
    with opened(filled) as archive:
        archive.forget(NOW + timedelta(days=2))
    there = briefbot.folder / "there.sqlite"
    with opened(there) as other:
        other.add(story("killed"), source="coast", seen=NOW)
    lines = briefbot("archive", "export").out
    assert briefbot("archive", "import", stdin=lines, BRIEFBOT_ARCHIVE=str(there)).status == 0
    with opened(there) as other:
        assert other.latest(["killed"], now=NOW) == []
        assert other.add(story("killed"), source="coast", seen=NOW).story.body == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("not json", "stdin, line 2"),
        ("[1]", "stdin, line 2"),
        ('{"record": "story", "id": "x"}', "line 2: this is no record"),
        ('{"record": "recipe"}', "'recipe' is not known"),
        ('{"record": "archive", "format": 99}', "format 99"),
        ('{"record": "event", "names": [], "stories": ["a"]}', "line 2"),
        ('{"record": "event", "names": ["a"], "stories": "a"}', "line 2"),
        ('{"record": "source", "id": "x", "agency": "X", "url": "/", "rights": {"sing": true}}', "line 2"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_leaves_nothing(briefbot, path, line, told):
    """A usage error with its place; what stood before it in the same batch is not taken in by halves."""
    good = json.dumps({"record": "source", "id": "a", "agency": "A", "url": "/a", "rights": {}})
    assert told in briefbot.refused("archive", "import", stdin=f"{good}\n{line}\n", status=2)
    with opened(path) as archive:
        assert archive.sources() == []


def test_nothing_to_import_is_said(briefbot):
    """An empty file is no failure, and it is said that nothing was in it."""
    said = briefbot("archive", "import", stdin="\n")
    assert (said.status, "nothing" in said.err) == (0, True)


@pytest.mark.parametrize("command", ["stats", "vacuum", "backup", "restore", "export", "import"])
def test_each_command_explains_itself(briefbot, command):
    """Its help says what it does and what happens beside a running bot, without the manual."""
    said = briefbot("archive", command, "--help")
    assert said.status == 0
    assert "bot" in said.out


def test_an_export_whose_reader_goes_away_ends_quietly(briefbot, filled):
    """`briefbot archive export | head -1` leaves no traceback."""
    with opened(filled) as archive:
        for number in range(200):
            archive.add(story(f"n{number}", "words " * 200), source="coast", seen=NOW)
    ran = subprocess.Popen(
        [sys.executable, "-m", "briefbot", "archive", "export"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=briefbot.environment, cwd=briefbot.folder,
    )  # fmt: skip
    with ran:
        assert ran.stdout
        assert ran.stderr
        assert ran.stdout.readline()
        ran.stdout.close()
        assert b"Traceback" not in ran.stderr.read()
