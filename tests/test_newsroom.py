"""The newsroom at work: which sources are looked at when, and what is kept of each look."""

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.newsroom import Newsroom
from briefbot.source import Source
from briefbot.sources.fetching import Limits
from briefbot.sources.reader import Reader
from briefbot.sources.rhythm import Bounds
from briefbot.topic import Topic
from tests.sources.conftest import FIRST, answer, site  # noqa: F401 - a fixture

QUAY = "Quay reopens\nPORT ALMADIN, Nov 24 (CW) -- The harbour council voted on Tuesday to reopen the eastern quay.\n"
EVERY = Bounds(timedelta(), timedelta())


def rss(*numbers):
    items = "".join(
        f"<item><guid>urn:c:{n}</guid><title>Quay {n} reopens</title>"
        f"<description>{'Boats came in. ' * 60}</description></item>"
        for n in numbers
    )
    return answer(f"<rss version='2.0'><channel><title>Coast</title>{items}</channel></rss>", "application/rss+xml")


@pytest.fixture
async def room(site, tmp_path):  # noqa: F811 - the fixture
    """A newsroom over a new archive: its looks are at once due again."""

    class Room:
        archive = SQLiteArchive.open(tmp_path / "archive.sqlite")
        reader: Reader
        web = site
        wire = tmp_path / "wire"

        def add(self, name, url, **more):
            self.archive.put_source(Source(id=name, agency=name.title(), url=url, **more))

        def headlines(self):
            return sorted(story.headline for story in self.archive.find(Topic(""), now=datetime.now(UTC)))

        def newsroom(self, bounds=EVERY):
            return Newsroom(self.archive, self.reader, bounds)

        @property
        def sources(self):
            return {source.id: source for source in self.archive.sources()}

    made = Room()
    made.wire.mkdir()
    async with Reader(contact="", private_addresses=[site.pair], limits=Limits(seconds=5, spacing=0)) as reader:
        made.reader = reader
        yield made
    made.archive.close()


async def test_stories_come_in_and_the_poll_says_how_the_look_went(room):
    """A look files the stories, and keeps when there was news."""
    room.web.routes["/feed"] = rss(1, 2)
    room.add("coast", f"{room.web.address}/feed")
    newsroom = room.newsroom()
    await newsroom.look()
    assert room.headlines() == ["Quay 1 reopens", "Quay 2 reopens"]
    poll = room.archive.polls()["coast"]
    assert (poll.reason, poll.last_new, newsroom.looked.is_set()) == ("2 stories, 2 new", poll.at, True)
    room.web.routes["/feed"] = rss(1, 2, 3)
    await newsroom.look()
    assert room.archive.polls()["coast"].reason == "3 stories, 1 new"


async def test_a_source_that_cannot_be_read_keeps_no_other_out(room, tmp_path):
    """One look files what can be read, and writes down of the other source why it is blind."""
    (room.wire / "a.txt").write_text(QUAY)
    os.utime(room.wire / "a.txt", (1, 1))
    room.add("gone", str(tmp_path / "nowhere"))
    room.add("wire", str(room.wire))
    await room.newsroom().look()
    assert room.headlines() == ["Quay reopens"]
    polls = room.archive.polls()
    assert polls["wire"].ok
    assert not polls["gone"].ok
    assert polls["gone"].reason


async def test_only_what_is_due_is_looked_at_and_paused_sources_never(room):
    """A source that was looked at just now is left alone until its time, a paused one for good."""
    room.web.routes |= {"/a": rss(1), "/b": rss(2)}
    room.add("a", f"{room.web.address}/a")
    room.add("b", f"{room.web.address}/b", paused="by hand")
    newsroom = room.newsroom(Bounds())
    for _ in range(3):
        await newsroom.look()
    assert room.web.asked == [*FIRST, "/a"]


async def test_a_source_that_moved_and_one_that_is_gone_are_kept_as_such(room):
    """The archive has the new address after two looks, and the end of the other."""
    room.web.routes |= {
        "/old": answer(b"", status="301 Moved", Location="/new"),
        "/new": rss(1),
        "/gone": answer(b"", status="410 Gone"),
    }
    room.add("moving", f"{room.web.address}/old")
    room.add("gone", f"{room.web.address}/gone")
    newsroom = room.newsroom()
    for _ in range(3):
        await newsroom.look()
    assert room.sources["moving"].url == f"{room.web.address}/new"
    assert "410" in room.sources["gone"].paused
    assert (room.web.asked.count("/old"), room.web.asked.count("/gone")) == (2, 1)


async def test_a_source_that_was_removed_while_it_was_looked_at_stays_removed(room):
    """What a look found out about a source does not bring it back."""
    asked, hold = asyncio.Event(), asyncio.Event()

    async def slow(writer):
        asked.set()
        await hold.wait()
        writer.write(answer(b"", status="410 Gone"))

    room.web.routes["/gone"] = slow
    room.add("gone", f"{room.web.address}/gone")
    look = asyncio.create_task(room.newsroom().look())
    await asked.wait()
    room.archive.remove_source("gone")
    hold.set()
    await look
    assert room.archive.sources() == []


async def test_a_slow_source_holds_up_no_other_and_is_not_asked_twice(room, monkeypatch):
    """While one source drips, rounds go on for the others; closing the newsroom ends the look."""
    monkeypatch.setattr("briefbot.newsroom.ROUND", 0.2)

    async def slow(writer):
        await asyncio.sleep(30)

    room.web.routes |= {"/slow": slow}
    room.add("slow", f"{room.web.address}/slow")
    wire = room.wire / "a.txt"
    newsroom = room.newsroom()
    await newsroom.look()
    wire.write_text(QUAY)
    os.utime(wire, (1, 1))
    room.add("wire", str(room.wire))
    await newsroom.look()
    assert room.headlines() == ["Quay reopens"]
    assert room.web.asked.count("/slow") == 1
    await newsroom.close()


async def test_more_sources_than_are_looked_at_at_once_are_each_looked_at_once(room, monkeypatch):
    """Sources wait for their turn, and a slow one takes up one turn and no more."""
    monkeypatch.setattr("briefbot.newsroom.ROUND", 0.5)
    monkeypatch.setattr("briefbot.newsroom.SOURCES_AT_ONCE", 2)

    async def slow(writer):
        await asyncio.sleep(30)

    wires = [room.wire / name for name in "bcdefg"]
    for number, wire in enumerate(wires):
        wire.mkdir()
        (wire / "a.txt").write_text(QUAY.replace("Quay", f"Quay {number}"))
        os.utime(wire / "a.txt", (1, 1))
        room.add(wire.name, str(wire))
    room.web.routes |= {"/slow": slow}
    room.add("a", f"{room.web.address}/slow")
    newsroom = room.newsroom()
    await newsroom.look()
    assert room.headlines() == [f"Quay {number} reopens" for number in range(6)]
    assert all(poll.reason == "1 story, 1 new" for poll in room.archive.polls().values())
    (room.wire / "b" / "b.txt").write_text(QUAY.replace("Quay", "Quay 7"))
    os.utime(room.wire / "b" / "b.txt", (1, 1))
    await newsroom.look()
    assert "Quay 7 reopens" in room.headlines()
    assert room.web.asked.count("/slow") == 1
    await newsroom.close()


async def test_a_folders_documents_are_read_once_even_by_the_next_bot(room):
    """What was read is remembered in the archive: a second newsroom reads only what is new."""
    (room.wire / "a.txt").write_text(QUAY)
    os.utime(room.wire / "a.txt", (1, 1))
    room.add("wire", str(room.wire))
    await room.newsroom().look()
    assert list(room.archive.documents("wire")) == ["a.txt"]
    await room.newsroom().look()
    assert room.archive.polls()["wire"].reason in {"1 story, 1 new", "nothing new since the last look"}
    (room.wire / "a.txt").unlink()
    await room.newsroom().look()
    assert room.archive.documents("wire") == {}
    assert room.headlines() == ["Quay reopens"]


async def test_documents_are_remembered_only_after_their_stories_are_kept(room, monkeypatch):
    """A crash before the stories are filed loses nothing: the document is read at the next look."""
    (room.wire / "a.txt").write_text(QUAY)
    os.utime(room.wire / "a.txt", (1, 1))
    room.add("wire", str(room.wire))
    crashing = room.newsroom()
    monkeypatch.setattr(crashing.desk, "take_in", lambda *_, **__: 1 / 0)
    await crashing.look()
    assert (room.headlines(), room.archive.documents("wire")) == ([], {})
    await room.newsroom().look()
    assert room.headlines() == ["Quay reopens"]


async def test_a_paused_source_that_is_resumed_is_looked_at_again(room):
    """Resuming is enough; nothing is remembered against it."""
    room.web.routes["/feed"] = rss(1)
    room.add("coast", f"{room.web.address}/feed", paused="by hand")
    newsroom = room.newsroom()
    await newsroom.look()
    room.archive.change_source(replace(room.sources["coast"], paused=None))
    await newsroom.look()
    assert room.headlines() == ["Quay 1 reopens"]
