"""Plain wire text."""

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import wire
from briefbot.sources.forms import Context
from tests.sources.conftest import NOW

CONTEXT = Context(source="cw", agency="", address="drop/cw-0417.txt", now=NOW)
DISPATCH = """Port Almadin reopens eastern quay

By Ana Prado
PORT ALMADIN, Nov 24 (CW) -- The harbour council voted on Tuesday to reopen the eastern quay.
“We have waited long enough for this,” said council head Nadia Ferrant.
(Pickup previous)
Boats are expected within a week. (end) ap.rt
"""


def test_a_dispatch_is_a_story_whose_body_stays_as_it_came():
    """Headline, dateline, byline and agency are found; the body is all after the headline, furniture in it."""
    [story] = wire.read(DISPATCH.encode(), CONTEXT) or []
    assert story.headline == "Port Almadin reopens eastern quay"
    assert story.body == DISPATCH.partition("\n\n")[2].strip()
    assert (story.dateline, story.byline, story.agency) == ("PORT ALMADIN", "Ana Prado", "CW")
    assert (story.id, story.source, story.url) == ("cw:cw-0417", "drop/cw-0417.txt", None)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_wire_text_is_read_in_its_charset(charset):
    """UTF-8 with and without mark, UTF-16 and Windows-1252 give the same story."""
    [story] = wire.read(DISPATCH.replace("\n", "\r\n").encode(charset), CONTEXT) or []
    assert story.body == DISPATCH.partition("\n\n")[2].strip()


def test_damage_in_the_copy_stays():
    """Stray question marks, unclosed quotation marks and misspellings are the agency's, and stay."""
    damaged = DISPATCH.replace("long enough", "lnog ? enough").replace("”", "")
    [story] = wire.read(damaged.encode(), CONTEXT) or []
    assert "“We have waited lnog ? enough for this, said" in story.body


def test_text_at_an_address_is_known_by_the_address():
    """A dispatch read over HTTP has its address for an id; a given agency wins over the copy's."""
    context = Context(source="cw", agency="Coast Wire", address="https://coast.example/417.txt", now=NOW)
    [story] = wire.read(DISPATCH.encode(), context) or []
    assert (story.id, story.agency) == ("https://coast.example/417.txt", "Coast Wire")


def test_copy_without_a_headline_is_called_by_its_first_words():
    """A long first line is copy: it stays in the body, and its first words are the headline."""
    copy = "PORT ALMADIN, Nov 24 (CW) -- " + "The harbour council voted to reopen the quay. " * 9
    [story] = wire.read(copy.encode(), CONTEXT) or []
    assert story.headline.startswith("PORT ALMADIN")
    assert story.body == copy.strip()


@pytest.mark.parametrize("document", [b"hello world", b"Headline\n\n", b"Headline\n\nFlash."])
def test_too_little_is_no_dispatch(document):
    """A single line, or hardly a word of copy, is refused by what is missing."""
    with pytest.raises(DocumentError, match="too short for a dispatch"):
        wire.read(document, CONTEXT)


@pytest.mark.parametrize(
    "document",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04" + bytes(range(32)) * 9,
        b'{"a": 1}\n' * 9,
        b"<nitf>\n</nitf>\n" * 9,
    ],
)
def test_other_documents_are_no_wire_text(document):
    """Pictures, archives, JSON and XML are never taken for copy."""
    assert wire.read(document, CONTEXT) is None


SECOND = DISPATCH.replace("Port Almadin reopens eastern quay", "Vesta closes its market").replace("ap.rt", "ti")


@pytest.mark.parametrize(
    "between", ["\n\n", "\nNNNN\n", "\x03\n", "\f", "\nNNNN\n\nZCZC CW0418\n", "\r\n\r\n"], ids=ascii
)
def test_several_dispatches_of_one_file_are_several_stories(between):
    """Messages parted by a sign-off, by NNNN or by a telex's marks are read each for itself, and keep their numbers."""
    both = f"{DISPATCH.rstrip()}{between}{SECOND.rstrip()}{between}"
    stories = wire.read(both.encode(), CONTEXT) or []
    assert [(story.id, story.headline) for story in stories] == [
        ("cw:cw-0417", "Port Almadin reopens eastern quay"),
        ("cw:cw-0417/2", "Vesta closes its market"),
    ]
    assert stories[0].body.endswith("(end) ap.rt")
    assert stories[1].body.endswith("(end) ti")


def test_what_follows_a_sign_off_without_a_dateline_belongs_to_the_dispatch():
    """A credit or a second sign-off after the end is no other dispatch, and a bad message costs no other."""
    [story] = wire.read(f"{DISPATCH}\nSource: Coast Wire\n\nAll rights reserved by it.\n".encode(), CONTEXT) or []
    assert story.id == "cw:cw-0417"
    assert story.body.endswith("All rights reserved by it.")
    [good] = wire.read(f"Flash\nNNNN\n{DISPATCH}".encode(), CONTEXT) or []
    assert good.headline == "Port Almadin reopens eastern quay"
