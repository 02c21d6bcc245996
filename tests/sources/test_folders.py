"""Folders that agencies drop wire documents into."""

import os
import random
import threading
import time
from dataclasses import replace

import pytest

from briefbot.errors import NotFoundError
from briefbot.source import Source
from briefbot.sources import folders
from briefbot.sources.folders import REJECTED
from briefbot.sources.forms import Context
from briefbot.sources.reader import Reader
from tests.sources.conftest import NOW

QUAY = "Quay reopens\nPORT ALMADIN, Nov 24 (CW) -- The harbour council voted on Tuesday to reopen the eastern quay.\n"
PACKET = """<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{}</itemSet></newsMessage>"""
ITEM = """<newsItem guid="urn:cw:{0}" version="1"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Quay {0} reopens</headline></contentMeta><contentSet><inlineXML><p>The harbour council voted to
reopen quay number {0}, which was closed in spring.</p></inlineXML></contentSet></newsItem>"""


@pytest.fixture
def wire(tmp_path):
    """A watched folder, looked at as the bot does: what was read is remembered once the stories are kept."""

    class Wire:
        def __init__(self):
            self.path = tmp_path
            self.known = {}

        def drop(self, name, words, age=60.0):
            path = tmp_path / name
            path.write_bytes(words if isinstance(words, bytes) else words.encode())
            os.utime(path, (time.time() - age,) * 2)
            return path

        def look(self, *, crash=False):
            found = folders.collect(tmp_path, self.context, self.known)
            if not crash:
                self.known = {n: d for n, d in self.known.items() if n not in found.gone}
                self.known |= {document.name: document for document in found.documents}
            return found

        context = Context(source="cw", agency="Coast Wire", address=str(tmp_path), now=NOW)

    return Wire()


def headlines(found):
    return [story.headline for story in found.stories]


def test_a_document_is_read_once(wire):
    """A document that stays where it is gives its stories at one look and no more; a new one is read beside it."""
    wire.drop("a.txt", QUAY, age=90)
    assert headlines(wire.look()) == ["Quay reopens"]
    assert headlines(wire.look()) == []
    wire.drop("b.txt", QUAY.replace("Quay", "Pier"))
    assert headlines(wire.look()) == ["Pier reopens"]


def test_after_a_crash_what_was_not_kept_is_read_again_under_the_same_ids(wire):
    """A look whose documents were not remembered is repeated, story for story."""
    wire.drop("a.txt", QUAY)
    lost, again = wire.look(crash=True), wire.look()
    assert [story.key for story in lost.stories] == [story.key for story in again.stories] == [("cw:a", 1)]


def test_a_document_that_changes_is_read_again_and_one_that_is_touched_is_not(wire):
    """New words under an old name are read; a new date alone is only remembered."""
    wire.drop("a.txt", QUAY)
    wire.look()
    wire.drop("a.txt", QUAY, age=30)
    touched = wire.look()
    assert (headlines(touched), len(touched.documents)) == ([], 1)
    assert wire.look().documents == []
    wire.drop("a.txt", QUAY.replace("Quay", "Pier"), age=20)
    assert headlines(wire.look()) == ["Pier reopens"]


def test_what_is_gone_is_forgotten(wire):
    """A name that is no longer there is let go, and read anew when it comes back."""
    path = wire.drop("a.txt", QUAY)
    wire.look()
    path.unlink()
    assert wire.look().gone == ["a.txt"]
    wire.drop("a.txt", QUAY)
    assert headlines(wire.look()) == ["Quay reopens"]


def test_a_document_written_slowly_is_read_whole_and_once(wire):
    """However slowly a program writes, with the file open, nothing is read before it is closed; then all of it is."""
    whole = PACKET.format("".join(map(ITEM.format, range(3)))).encode()
    path = wire.path / "packet.xml"
    with path.open("wb") as file:
        for start in range(0, len(whole), 200):
            file.write(whole[start : start + 200])
            file.flush()
            os.utime(path, (1, 1))  # as if it had not been written to for long
            found = wire.look()
            assert (found.stories, found.faults) == ([], [])
    os.utime(path, (1, 1))
    assert headlines(wire.look()) == ["Quay 0 reopens", "Quay 1 reopens", "Quay 2 reopens"]
    assert headlines(wire.look()) == []


def test_a_document_written_to_just_now_is_left_for_the_next_look(wire):
    """Not even a whole document is read within a second of its last change, nor one dated a moment ahead."""
    for age in (0.0, -30.0):
        wire.drop("a.txt", QUAY, age=age)
        assert headlines(wire.look()) == []
    wire.drop("a.txt", QUAY, age=-90_000.0)  # by a clock that is a day ahead, it would never be read
    assert headlines(wire.look()) == ["Quay reopens"]


def test_documents_renamed_into_place_while_looking_are_each_read_once(wire):
    """As rsync and careful FTP servers write: under a passing name, then renamed; every document comes once, whole."""
    rng = random.Random(5)

    def sender():
        for number in range(60):
            passing = wire.path / rng.choice([f".d{number}.txt.Xa1", f"d{number}.part", f"d{number}.txt.tmp"])
            with passing.open("w") as file:
                file.write(QUAY.replace("Quay", f"Quay {number}")[:40])
                file.flush()
                file.write(QUAY.replace("Quay", f"Quay {number}")[40:])
            os.utime(passing, (1, 1))
            passing.rename(wire.path / f"d{number}.txt")

    sending = threading.Thread(target=sender)
    sending.start()
    found = []
    while sending.is_alive():
        found += headlines(wire.look())
    sending.join()
    found += headlines(wire.look())
    assert sorted(found) == sorted(f"Quay {number} reopens" for number in range(60))


def test_a_bad_document_goes_to_quarantine_with_its_reason(wire):
    """It is moved, the reason stands beside it, the others are read, and the next look is clean but tells of it."""
    wire.drop("bad.json", '{"headline": "x", "pubstatus": "usable"}')
    wire.drop("good.txt", QUAY)
    found = wire.look()
    assert headlines(found) == ["Quay reopens"]
    assert "bad.json has an item without a uri" in found.faults[0]
    assert REJECTED in found.faults[0]
    assert sorted(path.name for path in (wire.path / REJECTED).iterdir()) == ["bad.json", "bad.json.reason.txt"]
    assert (wire.path / REJECTED / "bad.json.reason.txt").read_text().startswith("bad.json has an item without a uri")
    again = wire.look()
    assert (again.faults, again.rejected) == ([], 1)


def test_a_second_bad_document_of_the_same_name_replaces_none(wire):
    """Each bad document is kept, under a number where its name is taken."""
    for words in ("one line", "another"):
        wire.drop("bad.txt", words)
        wire.look()
    kept = {path.name for path in (wire.path / REJECTED).iterdir()}
    assert kept == {"bad.txt", "bad.txt.reason.txt", "bad-2.txt", "bad-2.txt.reason.txt"}


def test_a_bad_document_that_is_still_young_may_yet_become_good(wire):
    """Half a document is not put aside at once: it may be its writer who is slow."""
    wire.drop("a.xml", PACKET.format(ITEM.format(1))[:150], age=4)
    found = wire.look()
    assert (found.faults, found.stories) == ([], [])
    wire.drop("a.xml", PACKET.format(ITEM.format(1)), age=4)
    assert headlines(wire.look()) == ["Quay 1 reopens"]


def test_a_mended_document_is_read(wire):
    """A bad document that is dropped again, mended, gives its story."""
    wire.drop("a.txt", "no copy")
    wire.look()
    wire.drop("a.txt", QUAY)
    assert headlines(wire.look()) == ["Quay reopens"]


def test_a_bad_document_that_cannot_be_moved_says_what_to_do(wire):
    """Where something is in the way the document stays, and every look says why."""
    wire.drop("bad.txt", "one line")
    (wire.path / REJECTED).write_text("in the way")
    for _ in range(2):
        assert "let briefbot write to the folder" in wire.look().faults[0]
    assert (wire.path / "bad.txt").exists()


def test_what_is_no_document_is_let_lie(wire):
    """Folders, links, pipes and hidden files are neither read nor moved, and none of them stops a look."""
    (wire.path / "sub").mkdir()
    (wire.path / "link.txt").symlink_to(wire.drop(".hidden.txt", QUAY))
    os.mkfifo(wire.path / "pipe.txt")
    found = wire.look()
    assert (found.stories, found.faults) == ([], [])


def test_a_name_that_is_no_text_is_put_aside(wire):
    """A file whose name is no UTF-8 cannot be named anywhere, so it is put aside like a bad one."""
    wire.drop(os.fsdecode(b"\xff.txt"), QUAY)
    assert "no UTF-8" in wire.look().faults[0]
    assert wire.look().rejected == 1


def test_a_document_that_is_too_long_is_put_aside_unread(wire):
    """A file of many megabytes is no dispatch."""
    path = wire.drop("a.txt", "")
    with path.open("r+b") as file:
        file.truncate(folders.MAX_FILE + 1)
    os.utime(path, (1, 1))
    assert "is longer than 10 MB" in wire.look().faults[0]


def test_very_many_documents_are_read_over_several_looks(wire, monkeypatch):
    """A look reads some hundreds at most, the oldest first, and the others wait."""
    monkeypatch.setattr(folders, "AT_A_LOOK", 3)
    for number in range(7):
        wire.drop(f"{number}.txt", QUAY.replace("Quay", f"Quay {number}"), age=100 - number)
    looks = [wire.look() for _ in range(4)]
    assert [(len(found.stories), found.left) for found in looks] == [(3, 4), (3, 1), (1, 0), (0, 0)]
    assert headlines(looks[0])[0] == "Quay 0 reopens"


def test_a_folder_that_is_not_there_says_so(wire):
    """The folder itself must be there."""
    with pytest.raises(NotFoundError, match="there is no folder"):
        folders.collect(wire.path / "none", wire.context, {})


async def test_a_look_says_how_a_folder_is(wire):
    """Empty, with news, without, with bad ones: each in words, and what to remember stands in the reading."""
    source = Source(id="cw", agency="Coast Wire", url=str(wire.path))
    async with Reader(contact="") as reader:

        async def look(known):
            return await reader.read(source, None, now=NOW, documents=known)

        assert (await look({})).poll.reason == "a folder without documents at present"
        wire.drop("a.txt", QUAY)
        reading = await look({})
        assert (reading.poll.reason, len(reading.documents)) == ("1 story", 1)
        known = {document.name: document for document in reading.documents}
        reading = await look(known)
        assert (reading.poll.ok, reading.poll.reason) == (True, "nothing new since the last look")
        wire.drop("bad.txt", "one line")
        reading = await look(known)
        assert not reading.poll.ok
        assert "1 bad document lies in .briefbot-rejected" in reading.poll.reason
        reading = await look(known)
        assert (reading.poll.ok, reading.poll.failures) == (True, 0)
        assert "1 bad document lies in" in reading.poll.reason
        gone = await look(known | {"old.txt": replace(known["a.txt"], name="old.txt")})
        assert gone.gone == ("old.txt",)
        # Somebody who only asks moves nothing.
        wire.drop("bad.txt", "one line")
        await reader.read(source, None, now=NOW)
        assert (wire.path / "bad.txt").exists()
