"""NewsML-G2 items and messages."""

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import feeds, newsmlg2
from briefbot.sources.forms import Context
from briefbot.story import PubStatus, Signal
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


def test_an_items_place_among_others_is_kept():
    """Subjects, genre, rights, signals and what an item evolved from get into the story."""
    meta = '<link rel="irel:evolvedFrom" residref="urn:0"/><signal qcode="sig:correction"/><provider>'
    content = '<genre qcode="genre:Feature"/><subject qcode="medtop:04000000"/><urgency>'
    rights = "<rightsInfo><copyrightNotice>© Coast</copyrightNotice></rightsInfo><contentMeta>"
    document = item().replace("<provider>", meta).replace("<urgency>", content).replace("<contentMeta>", rights)
    [story] = read(document)
    assert (story.subjects, story.genre, story.rights) == (("medtop:04000000",), "Feature", "© Coast")
    assert (story.signals, story.evolved_from) == ((Signal.CORRECTED,), "urn:0")


PACKAGE = (
    '<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:p"><itemMeta>{}</itemMeta><groupSet><group>'
    '<itemRef residref="urn:1" href="https://coast.example/1"><itemClass qcode="ninat:text"/><title>Quay</title>'
    '<description>Boats return.</description></itemRef><itemRef residref="urn:2" href="/2.jpg"><itemClass '
    'qcode="ninat:picture"/></itemRef><itemRef residref="urn:3"><title>Nowhere</title></itemRef></group></groupSet>'
    "</packageItem>"
)


def test_a_package_lists_stories_to_be_completed():
    """The text items that a package names, and that have an address, are a list; in a folder it holds no text."""
    feed = feeds.parse(PACKAGE.format("").encode(), CONTEXT)
    assert feed is not None
    [item] = feed.items
    assert (item.story.id, item.story.url, item.whole) == ("urn:1", "https://coast.example/1", False)
    assert (item.story.headline, item.story.body) == ("Quay", "Boats return.")
    with pytest.raises(DocumentError, match="a package that names others' items"):
        read(PACKAGE.format(""))


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        ('<pubStatus qcode="stat:withheld"/>', "withheld or cancelled"),
        ("<embargoed>2026-11-24T18:00:00Z</embargoed>", "under embargo until 24 Nov 18:00 UTC"),
    ],
)
def test_a_package_that_is_held_back_lists_nothing(meta, said):
    """What an agency withholds or puts under embargo as a package does not leak by its parts."""
    with pytest.raises(DocumentError, match=said):
        feeds.parse(PACKAGE.format(meta).encode(), CONTEXT)


def test_a_message_gives_the_items_beside_its_package():
    """A message with a package and items is read for its items."""
    message = (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{PACKAGE.format("")}{item()}</itemSet>'
        "</newsMessage>"
    )
    assert feeds.parse(message.encode(), CONTEXT) is None
    assert [story.headline for story in read(message)] == ["Quay reopens"]


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
