"""NITF, an agency's single items."""

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import documents, nitf
from briefbot.sources.forms import Context
from briefbot.story import PubStatus, Signal
from tests.sources.conftest import NOW

CONTEXT = Context(source="cw", agency="", address="drop/1.xml", now=NOW)


def item(docdata="", status="usable", own="coast-1", body="<p>One <em>bold</em> word.</p><p>Two.</p>", head="") -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.3//EN" "nitf-3-3.dtd">'
        '<nitf xml:lang="en"><head><title>T</title><tobject><tobject.property tobject.property.type="feature"/>'
        '<tobject.subject tobject.subject.refnum="04000000"/></tobject>'
        f'<docdata management-status="{status}"><doc-id id-string="{own}"/><urgency ed-urg="3"/>'
        '<date.issue norm="20261124T100000+0300"/><du-key version="2"/><ed-msg info="Not for print."/>'
        '<doc.copyright year="2026" holder="Coast Wire"/><key-list><keyword key="ports"/></key-list>'
        f"{docdata}</docdata></head><body><body.head><hedline><hl1>Quay reopens</hl1><hl2>After floods</hl2></hedline>"
        "<byline>By <person>Ana Prado</person><byttl>Editor</byttl></byline><distributor><org>Coast Wire</org>"
        f"</distributor><dateline><location>PORT ALMADIN</location></dateline>{head}</body.head>"
        f"<body.content>{body}</body.content></body></nitf>"
    )


def read(document):
    found = nitf.read(document.encode(), CONTEXT)
    assert found is not None
    return found


def test_what_an_item_says_of_itself_is_kept():
    """Identity, version, times, urgency, note, byline, dateline, subjects, genre and rights get into the story."""
    [story] = read(item())
    assert (story.id, story.version, story.status, story.urgency) == ("cw:coast-1", 2, PubStatus.USABLE, 3)
    assert (story.headline, story.body) == ("Quay reopens", "One bold word.\n\nTwo.")
    assert (story.published, story.language) == (NOW.replace(hour=7), "en")
    assert (story.byline, story.dateline, story.agency) == ("Ana Prado", "PORT ALMADIN", "Coast Wire")
    assert (story.ednote, story.keywords) == ("Not for print.", ("ports",))
    assert (story.subjects, story.genre, story.rights) == (("medtop:04000000",), "feature", "© 2026 Coast Wire")


def test_a_release_time_is_an_embargo():
    """Nothing is shown before the time of its release, and an embargo without a time is never shown."""
    release = '<date.release norm="20261125T060000Z"/>'
    [story] = read(item(release, status="embargoed"))
    assert (story.status, story.embargoed) == (PubStatus.USABLE, NOW.replace(day=25, hour=6))
    assert read(item(release))[0].embargoed == story.embargoed
    assert read(item(status="embargoed"))[0].status is PubStatus.WITHHELD


@pytest.mark.parametrize("killed", [item(status="canceled", body=""), item().replace("Not for print.", "kill")])
def test_a_kill_voids_the_story(killed):
    """An item that is cancelled, or whose note says kill, is a kill."""
    assert read(killed)[0].status is PubStatus.CANCELED


def test_a_correction_is_told_by_its_element():
    """What an item says that it corrects is its advisory, and makes it a correction."""
    [story] = read(item('<correction info="Corrects the day"/>'))
    assert (story.signals, story.advisory) == ((Signal.CORRECTED,), "Corrects the day")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (item(own=""), "without a doc-id"),
        (item(status="draft"), "publication status 'draft'"),
        (item('<date.release norm="noon"/>'), "embargo that cannot be read"),
        (item()[:-9], "is not well-formed XML"),
        (
            item().replace('"nitf-3-3.dtd">', '"x" [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "document type of its own",
        ),
    ],
)
def test_a_document_that_cannot_be_read_says_why(document, said):
    """Missing identity, unknown status, unreadable embargo, broken XML and entities: each is named."""
    with pytest.raises(DocumentError, match=said):
        read(document)


@pytest.mark.parametrize("document", ["", "text", "<rss/>", "<nitfoo/>"])
def test_what_is_no_nitf_is_left_to_other_forms(document):
    """Other documents give None."""
    assert nitf.read(document.encode(), CONTEXT) is None


def test_nitf_is_found_among_the_forms():
    """A NITF document in a folder is read as such."""
    assert documents.stories(item().encode(), CONTEXT)[0].headline == "Quay reopens"
