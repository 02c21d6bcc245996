"""Readers beside somebody who writes: what they are told needs nothing written, so they neither wait nor fail."""

import sqlite3
import threading
from datetime import UTC, datetime

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk.desk import Desk
from briefbot.formatter.rules import RulesFormatter
from briefbot.story import Story
from tests.desk.happenings import HAPPENINGS

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOLD = {f"{which}{teller}": HAPPENINGS["ferry"][which][teller] for which in (0, 1) for teller in (0, 1)}


@pytest.fixture
def stocked(tmp_path):
    """A desk over stories that have neither briefs nor events yet, and the archive's file."""
    path = tmp_path / "archive.sqlite"
    archive = SQLiteArchive.open(path)
    archive.add_all([Story(id=id_, agency=id_, headline="", body=body) for id_, body in TOLD.items()],
                    source=None, seen=NOW)  # fmt: skip
    yield path, Desk(archive, RulesFormatter())
    archive.close()


def told(desk):
    """What a reader of the desk is told."""
    return desk.briefing("", now=NOW), desk.search("", now=NOW), desk.survey("", now=NOW).events


def test_what_is_told_while_another_process_writes_is_what_is_told_after_it(stocked):
    """The lock is held all the while: briefing, search and events are whole, and the same once it is free."""
    path, desk = stocked
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    during = told(desk)
    (story, _), *_ = during[1]
    assert desk.happening(story, now=NOW) == [each for each, _ in desk.reports(story, now=NOW)] == [story]
    (kept,) = writer.execute("SELECT count(*) FROM briefs").fetchone()
    writer.execute("COMMIT")
    assert during == told(desk)
    assert len(set(during[2].values())) == len(HAPPENINGS["ferry"][:2])
    assert (kept, writer.execute("SELECT count(*) FROM briefs").fetchone()) == (0, (len(TOLD),))
    writer.close()


def test_a_writer_waits_for_another_after_readers_did_not(stocked):
    """Reading without waiting leaves no impatience behind: the next story that is filed waits for its turn."""
    path, desk = stocked
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    told(desk)
    end = threading.Timer(0.3, lambda: writer.execute("COMMIT"))
    end.start()
    filed = desk.file([Story(id="late", agency="late", headline="Late news", body="It came late.")], None, NOW)
    end.join()
    writer.close()
    assert [each.story.id for each in filed] == ["late"]
