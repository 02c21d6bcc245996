"""NewsML-G2 items and messages."""

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import newsmlg2
from briefbot.sources.forms import Context
from briefbot.story import PubStatus
from tests.sources.conftest import NOW

CONTEXT = Context(source="cw", agency="", address="drop/1.xml", now=NOW)
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>'
    "<body><p>One <em>bold</em> word.</p><p>Two.</p></body></html></inlineXML>"
)
NITF = (
    '<inlineXML contenttype="application/nitf+xml"><nitf><body><body.head><hl1>Quay</hl1></body.head>'
    "<body.content><block><p>One bold word.</p><p>Two.</p></block></body.content></body></nitf></inlineXML>"
)
PLAIN = '<inlineData contenttype="text/plain">One bold word.\n\nTwo.</inlineData>'


def item(guid="urn:newsml:coast.example:1", content=XHTML, status="stat:usable", kind="ninat:text", embargo="") -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2" xml:lang="en-GB"><itemMeta>'
        f'<itemClass qcode="{kind}"/><provider><name>Coast Wire</name></provider>'
        f"<versionCreated>2026-11-24T10:00:00+03:00</versionCreated>{embargo}"
        f'<pubStatus qcode="{status}"/><edNote>Not for print.</edNote></itemMeta><contentMeta><urgency>3</urgency>'
        "<headline>Quay reopens</headline><by>Ana Prado</by><dateline>PORT ALMADIN</dateline><keyword>ports</keyword>"
        f"</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def read(document):
    found = newsmlg2.read(document.encode(), CONTEXT)
    assert found is not None
    return found


@pytest.mark.parametrize("content", [XHTML, NITF, PLAIN])
def test_an_items_text_is_its_body_however_it_is_marked_up(content):
    """XHTML, NITF and plain text give the same paragraphs, without the headline."""
    [story] = read(item(content=content))
    assert story.body == "One bold word.\n\nTwo."


def test_what_an_item_says_of_itself_is_kept():
    """Identity, version, times, status, urgency, note, byline, dateline, language and keywords get into the story."""
    [story] = read(item(embargo="<embargoed>2026-11-24T18:00:00Z</embargoed>"))
    assert (story.id, story.version, story.status) == ("urn:newsml:coast.example:1", 2, PubStatus.USABLE)
    assert (story.published, story.embargoed) == (NOW.replace(hour=7), NOW.replace(hour=18))
    assert (story.headline, story.urgency, story.ednote) == ("Quay reopens", 3, "Not for print.")
    assert (story.byline, story.dateline, story.agency) == ("Ana Prado", "PORT ALMADIN", "Coast Wire")
    assert (story.language, story.keywords) == ("en-GB", ("ports",))


def test_a_message_gives_each_of_its_items():
    """Text items of a newsMessage come in order; pictures among them are left out, a bad one costs no other."""
    items = (
        item("urn:1")
        + item("urn:2", kind="ninat:picture")
        + item("")
        + item("urn:3", status="stat:canceled", content="")
    )
    message = (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>{items}</itemSet></newsMessage>'
    )
    found = read(message)
    assert [(story.id, story.status) for story in found] == [("urn:1", "usable"), ("urn:3", "canceled")]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (item(""), "without a guid"),
        (item(status="stat:draft"), "publication status 'stat:draft'"),
        (item(embargo="<embargoed>noon</embargoed>"), "embargo that cannot be read"),
        (item(kind="ninat:picture"), "holds no news item with text"),
        (item()[:-9], "is not well-formed XML"),
        (
            '<!DOCTYPE newsItem [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + item(content="&x;"),
            "document type of its own",
        ),
    ],
)
def test_a_document_that_cannot_be_read_says_why(document, said):
    """Missing identity, unknown status, unreadable embargo, no text, broken XML and entities: each is named."""
    with pytest.raises(DocumentError, match=said):
        newsmlg2.read(document.encode(), CONTEXT)


@pytest.mark.parametrize("document", ["", "text", "<rss/>", "<newsletter/>"])
def test_what_is_no_newsml_is_left_to_other_forms(document):
    """Other documents give None."""
    assert newsmlg2.read(document.encode(), CONTEXT) is None
