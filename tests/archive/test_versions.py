"""Archives of every earlier briefbot, brought up to date."""

import contextlib
import json
import sqlite3
from dataclasses import replace

import pytest

from briefbot.archive import schema
from briefbot.archive.sqlite import SQLiteArchive
from briefbot.errors import ArchiveError
from briefbot.messages import PostState
from briefbot.story import PubStatus, StoryKey
from briefbot.topic import Term, Topic
from tests.archive import dumping
from tests.archive.contract.samples import document, story

STORED = {int(path.stem): path.read_text("utf-8") for path in dumping.VERSIONS.glob("*.sql")}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "archive.sqlite"


def tables(path):
    """What a file's tables are made of, without the order of columns and the defaults that only an upgrade needs."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'")]
        columns = {
            name: {
                tuple(row) for row in db.execute(f'SELECT name, type, "notnull", pk FROM pragma_table_info({name!r})')
            }
            for name in names
        }
        others = db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')").fetchall()
        return columns, {name: sql and " ".join(sql.split()) for name, sql in others}


def test_an_archive_of_every_earlier_version_is_stored():
    """There is one for each version but the present, so that no step goes untested."""
    assert sorted(STORED) == list(range(1, schema.VERSION))
    assert sorted(schema.STEPS) == list(range(2, schema.VERSION + 1))


@pytest.mark.parametrize("version", sorted(STORED))
def test_an_archive_of_every_earlier_briefbot_is_brought_up_to_date(path, version):
    """All that it held is there, can be found as before, and goes on from where it was."""
    dumping.load(STORED[version], path)
    archive = SQLiteArchive.open(path)
    assert archive.story(dumping.HARBOUR.key) == dumping.HARBOUR
    assert archive.latest(["a", "killed", "withheld", "embargoed"], now=dumping.NOW) == [dumping.SHUT]
    assert archive.find(Topic("", ((Term(("sellen",)),),)), now=dumping.NOW) == [dumping.SHUT]
    brief = archive.brief(dumping.SHUT.key, "rules/1")
    assert brief
    assert brief.key_points[0].text(dumping.SHUT.body) == "The harbour."
    assert [source.rights.keep_days for source in archive.sources()] == [30]
    assert archive.polls()["nw"].etag == '"x"'
    assert archive.subscriptions() == [dumping.SUBSCRIPTION]
    assert not archive.claim({dumping.SLOT: dumping.NOW})
    (sent,) = archive.posts(workspace="T1", channel="C1")
    assert (sent.state, sent.stories) == (PostState.SENT, (StoryKey("a", 2),))
    assert [job.key for job in archive.jobs()] == ["j"]
    archive.add(story("new", "Quay walls of Port Sellen stand."), source="nw", seen=dumping.NOW)
    assert len(archive.find(Topic("", ((Term(("sellen",)),),)), now=dumping.NOW)) == 2
    archive.keep_documents("nw", [document("a.txt")])
    assert archive.place({"a": "a", "new": "a"}, {}, revision=0)
    assert archive.events(["a", "new", "killed"]) == {"a": "a", "new": "a"}
    archive.add(replace(dumping.SHUT, version=3, status=PubStatus.CANCELED), source="nw", seen=dumping.NOW)
    assert [(post.key, which) for post, which in archive.outdated()] == [("p", (StoryKey("a", 2),))]
    archive.close()


@pytest.mark.parametrize("version", sorted(STORED))
def test_an_upgraded_archive_has_the_tables_of_a_new_one(path, tmp_path, version):
    """Tables, columns, indexes and triggers are the same, whichever version it began as."""
    dumping.load(STORED[version], path)
    SQLiteArchive.open(path).close()
    SQLiteArchive.open(tmp_path / "new.sqlite").close()
    assert tables(path) == tables(tmp_path / "new.sqlite")


@pytest.mark.parametrize("keyword", ["الكويت", "Łódź", "harbour"])
def test_keywords_of_an_older_archive_can_be_found_in_any_script(path, keyword):
    """What was stored when keywords were not searched is found now, beside a broken character too."""
    dumping.load(STORED[4], path)
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE stories SET keywords = ? WHERE id = 'a'", (json.dumps(["\ud800", keyword]),))
    archive = SQLiteArchive.open(path)
    (found,) = archive.find(Topic("", ((Term((keyword,)),),)), now=dumping.NOW)
    assert found.keywords == ("?", keyword)
    archive.add(replace(found, keywords=(), body="Revised."), source="nw", seen=dumping.NOW)
    (newest,) = archive.latest(["a"], now=dumping.NOW)
    assert newest.body == "Revised."
    archive.close()


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(path):
    """Where somebody's own table is in the way of the last step, no step is done, and the file can be mended."""
    dumping.load(STORED[1], path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE tombstones (mine)")
        before = tables(path)
        with pytest.raises(ArchiveError, match="tombstones"):
            SQLiteArchive.open(path)
        assert tables(path) == before
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        db.execute("DROP TABLE tombstones")
    archive = SQLiteArchive.open(path)
    assert archive.story(dumping.HARBOUR.key) == dumping.HARBOUR
    archive.close()
