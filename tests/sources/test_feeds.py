"""Feeds of every kind, whole and half-broken."""

import contextlib
import json
import tracemalloc

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import feeds
from briefbot.sources.forms import Context
from briefbot.story import PubStatus, Signal
from tests.sources.conftest import NOW

CONTEXT = Context(source="coast", agency="", address="https://coast.example/news/feed", now=NOW)
LONG = (
    "The harbour council of Port Almadin voted on Tuesday to reopen the eastern quay, and thanked all who had a hand. "
)


def parse(document, **changes):
    feed = feeds.parse(document.encode() if isinstance(document, str) else document, CONTEXT)
    assert feed is not None
    return feed


def rss(items, attributes="") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"{attributes}><channel><title>Coast &amp; Wire</title>'
        f"<language>en-gb</language>{items}</channel></rss>"
    )


def test_rss_two():
    """Everything that RSS 2.0 says of an item gets into its story."""
    [item] = parse(
        rss(
            "<item><title>Quay &lt;b&gt;reopens&lt;/b&gt; &amp;amp; fills</title><link>/quay?utm_medium=rss</link>"
            "<guid isPermaLink='false'>q-1</guid><pubDate>Tue, 24 Nov 2026 10:00:00 +0300</pubDate>"
            "<dc:creator>Ana Prado</dc:creator><category>Ports</category><category>Ports</category>"
            "<description>Short.</description><content:encoded><![CDATA["
            f"<p>{LONG}</p><p>{LONG}</p><p>Third.</p>]]></content:encoded></item>"
        )
    ).items
    story = item.story
    assert item.whole
    assert story.headline == "Quay reopens & fills"
    assert story.body == f"{LONG.strip()}\n\n{LONG.strip()}\n\nThird."
    assert (story.id, story.url) == ("coast:q-1", "https://coast.example/quay")
    assert story.published == NOW.replace(hour=7)
    assert (story.byline, story.language, story.agency) == ("Ana Prado", "en-gb", "Coast & Wire")
    assert (story.keywords, story.source) == (("Ports",), "https://coast.example/news/feed")


def test_atom():
    """Atom entries, with XHTML content and relative links, become stories."""
    [item] = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Coast Wire</title>'
        "<entry><id>tag:coast,2026:1</id>"
        '<title type="html">Le quai &lt;i&gt;rouvre&lt;/i&gt;</title><link rel="alternate" href="../quai"/>'
        "<updated>2026-11-24T10:00:00Z</updated><author><name>Ana Prado</name></author><content type='xhtml'>"
        f"<div xmlns='http://www.w3.org/1999/xhtml'><p>{LONG}</p><p>{LONG}</p></div></content></entry></feed>"
    ).items
    assert (item.whole, item.story.id, item.story.language) == (True, "tag:coast,2026:1", "fr")
    assert item.story.headline == "Le quai rouvre"
    assert item.story.body == f"{LONG.strip()}\n\n{LONG.strip()}"
    assert item.story.url == "https://coast.example/quai"


def test_rdf():
    """RSS 1.0, which is RDF, becomes stories, and their texts are called summaries."""
    [item] = parse(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://coast.example/">'
        '<title>Coast Wire</title></channel><item rdf:about="https://coast.example/q"><title>Quay reopens</title>'
        "<link>https://coast.example/q</link><description>Boats return.</description>"
        "<dc:date>2026-11-24T10:00:00+00:00</dc:date></item></rdf:RDF>"
    ).items
    assert (item.whole, item.story.id, item.story.body) == (False, "https://coast.example/q", "Boats return.")
    assert item.story.published == NOW.replace(hour=10)


def test_json_feed():
    """JSON Feed items become stories; lone surrogates in its escapes are replaced."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Coast Wire",
        "language": "en",
        "items": [
            {
                "id": 17,
                "url": "https://coast.example/q",
                "title": "Quay reopens",
                "content_html": f"<p>{LONG}</p><p>{LONG}</p>",
                "date_published": "2026-11-24T10:00:00Z",
                "authors": [{"name": "Ana Prado"}, {"name": "Tomas Ildefonso"}],
                "tags": ["ports", 3],
            },
            {"id": "b", "content_text": "Half a pair \ud83d here"},
            "not an item",
            {"id": "empty"},
        ],
    }
    feed = parse(json.dumps(document))
    first, second = (item.story for item in feed.items)
    assert (first.id, first.byline, first.keywords) == ("coast:17", "Ana Prado, Tomas Ildefonso", ("ports", "3"))
    assert (second.headline, second.body) == ("Half a pair \ufffd here", "Half a pair \ufffd here")
    assert feed.unreadable == 1


RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"'
ITEM = "<item><title>Quay reopens</title><link>https://coast.example/q</link></item>"
AGES = {
    "RSS 0.90": f"<rdf:RDF {RDF}><channel><title>C</title></channel>{ITEM}</rdf:RDF>",
    "RSS 0.91": (
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
        f'<rss version="0.91"><channel>{ITEM}</channel></rss>'
    ),
    "RSS 0.92": f'<rss version="0.92"><channel>{ITEM.replace("title", "description")}</channel></rss>',
    "Atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="escaped">Quay reopens</title>'
        '<link rel="alternate" href="https://coast.example/q"/></entry></feed>'
    ),
    "Atom under a prefix": (
        '<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"><atom:entry><atom:title>Quay reopens</atom:title>'
        '<atom:link href="https://coast.example/q"/></atom:entry></atom:feed>'
    ),
    "Atom with a base": (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://coast.example/"><entry><title>Quay reopens</title>'
        '<link rel="enclosure" href="a.mp3"/><link rel="alternate" href="q"/></entry></feed>'
    ),
    "CDF": '<CHANNEL BASE="https://coast.example/"><ITEM HREF="q"><TITLE>Quay reopens</TITLE></ITEM></CHANNEL>',
    "prefixes that nothing declares": (
        "<r:rss><r:channel><r:item><title>Quay reopens</title><link>https://coast.example/q</link></r:item>"
        "</r:channel></r:rss>"
    ),
}


@pytest.mark.parametrize("document", AGES.values(), ids=AGES)
def test_feeds_of_every_age_are_read(document):
    """Versions that nobody writes any more, capitals, prefixes and bases of a feed's own give the same story."""
    [item] = parse(document).items
    assert (item.story.headline, item.story.url) == ("Quay reopens", "https://coast.example/q")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ('<content type="text">5 &lt; 6</content>', "5 < 6"),
        ('<content type="html">&lt;p>One&lt;/p>&lt;p>Two&lt;/p></content>', "One\n\nTwo"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>Two</p></div></content>',
            "One\n\nTwo",
        ),
        ('<content type="application/octet-stream">UXVheSA8Yj5vcGVuPC9iPg==</content>', "Quay open"),
        ("<summary>Short</summary><content>Much longer</content>", "Much longer"),
        ('<content type="html">&lt;object data="x">Port opens again</content>', "Port opens again"),
    ],
)
def test_content_is_read_as_what_it_says_it_is(content, body):
    """Text, escaped and plain markup, and Base64 become paragraphs; what never ends does not swallow the copy."""
    [item] = parse(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>{content}</entry></feed>').items
    assert item.story.body == body


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("<author>desk@coast.example (Ana Prado)</author>", "Ana Prado"),
        ("<author>Ana Prado &lt;ana@coast.example&gt;</author>", "Ana Prado"),
        ("<author>ana@coast.example</author>", None),
        ("<dc:creator>Ana Prado</dc:creator><dc:creator>Tomas Ildefonso</dc:creator>", "Ana Prado, Tomas Ildefonso"),
        ("<author><name>Ana Prado</name><email>ana@coast.example</email></author>", "Ana Prado"),
    ],
)
def test_a_byline_is_names_and_never_an_address(author, byline):
    """Of an author's name and mail address the name is kept."""
    [item] = parse(rss(f"<item><title>A</title>{author}</item>")).items
    assert item.story.byline == byline


def test_an_items_own_words_of_itself_are_kept():
    """Language, rights, Media Topics and signals of an item get into its story."""
    [item] = parse(
        rss(
            "<item><title>CORRECTED-UPDATE 1-Quay reopens</title><dc:language>ar</dc:language>"
            "<dc:rights>© Coast</dc:rights>"
            '<category domain="http://cv.iptc.org/newscodes/mediatopic/">04000000</category><category>Ports</category></item>'
        )
    ).items
    story = item.story
    assert (story.language, story.rights, story.subjects) == ("ar", "© Coast", ("medtop:04000000",))
    assert (story.signals, story.keywords) == ((Signal.CORRECTED, Signal.UPDATE), ("04000000", "Ports"))


def test_a_withdrawn_item_voids_its_story():
    """An item whose headline says that the story is withdrawn is a kill of the same identity."""
    one, two = (
        parse(rss(f"<item><title>{title}</title><guid>urn:coast:1</guid></item>")).items[0].story
        for title in ("Quay reopens", "STORY WITHDRAWN - Quay reopens")
    )
    assert (one.id, one.status, two.status) == (two.id, PubStatus.USABLE, PubStatus.CANCELED)


def test_a_story_republished_under_a_new_address_is_the_same():
    """The guid is the identity, though the address changes, and though both are listed at once."""
    old, new = (f"<item><title>A</title><guid>urn:coast:1</guid><link>/{path}</link></item>" for path in ("old", "new"))
    assert parse(rss(old)).items[0].story.id == parse(rss(new)).items[0].story.id
    assert [item.story.id for item in parse(rss(new + old)).items] == ["urn:coast:1"]


@pytest.mark.parametrize(
    "document",
    [
        "", "{}", "[]", '{"version": "1"}', "plain text", "<html><body>no</body></html>", "<opml/>", "\0",
        '{"version": "2", "home": "jsonfeed.org"}',
    ],
)  # fmt: skip
def test_what_is_no_feed_is_left_to_other_forms(document):
    """Other documents give None."""
    assert feeds.parse(document.encode(), CONTEXT) is None


@pytest.mark.parametrize(
    "document",
    ['{"version": "https://jsonfeed.org/version/1", "items": [', "<rss><channel><title>Cut", "<feed>\0\0\0"],
)
def test_a_feed_of_which_nothing_can_be_read_says_so(document):
    """A feed cut short before its first item is an error, and not a feed without news."""
    with pytest.raises(DocumentError, match="ask the agency"):
        feeds.parse(document.encode(), CONTEXT)


A, B = "<item><title>A</title><link>/a</link></item>", "<item><title>B</title><link>/b</link></item>"


@pytest.mark.parametrize(
    "document",
    [
        rss(A + B).partition("</channel")[0],
        rss(A + B.replace("B<", "B &nbsp; & &lt;<")),
        rss(A + "<item></item>" + B),
        "<br />\n<b>Warning</b>: deprecated\n" + rss(A + B),
        "\n\n " + rss(A + B.replace("B<", "B\x0b<")),
        rss(A + B.replace("</item>", "<guid></item>")),
    ],
)
def test_a_half_broken_feed_yields_its_good_items(document):
    """A feed cut short, with stray characters, empty items, a warning before it or unclosed tags gives what is good."""
    headlines = [item.story.headline for item in parse(document).items]
    assert headlines[0] == "A"
    assert headlines[1].startswith("B")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (LONG * 9, True),
        (LONG, False),
        (f"&lt;p&gt;{LONG}&lt;/p&gt;" * 4, True),
        (LONG * 9 + "…", False),
        (LONG * 9 + "[...]", False),
        (LONG * 9 + "Read more »", False),
        ("", False),
    ],
)
def test_a_description_is_whole_only_when_the_text_is_really_there(text, whole):
    """Long texts are whole; short ones, and those that say that there is more, are to be completed."""
    [item] = parse(
        rss(f"<item><title>Quay reopens</title><link>/q</link><description>{text}</description></item>")
    ).items
    assert item.whole is whole


def test_a_guid_that_several_stories_share_is_no_identity():
    """Where an agency gives every item the same guid, their links are their ids."""
    shared = "<guid>https://coast.example/</guid>"
    feed = parse(rss("".join(f"<item><title>{n}</title><link>/{n}</link>{shared}</item>" for n in range(3))))
    assert [item.story.id for item in feed.items] == [f"https://coast.example/{n}" for n in range(3)]


def test_an_item_listed_twice_is_one_story():
    """The first of two items with one id is kept."""
    older = A.replace("A<", "A, older<")
    assert [item.story.headline for item in parse(rss(A + older)).items] == ["A"]


def test_items_without_guid_and_link_keep_their_id():
    """An id made of what an item says is the same at every look, and differs between items."""
    document = rss("<item><title>A</title></item><item><title>B</title></item>")
    ids = [item.story.id for item in parse(document).items]
    assert ids == [item.story.id for item in parse(document).items]
    assert len(set(ids)) == 2


def test_an_item_without_a_title_is_called_by_its_first_words():
    """The headline of an untitled item is the beginning of its text."""
    [item] = parse(rss(f"<item><description>{LONG}</description></item>")).items
    assert item.story.headline.startswith("The harbour council of Port Almadin voted")
    assert len(item.story.headline) <= 100


@pytest.mark.parametrize("date", ["", "gestern", "Wed, 01 Jan 2099 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_an_impossible_date_is_none(date):
    """Missing, unreadable, far future and unset dates are no dates."""
    [item] = parse(rss(f"<item><title>A</title><pubDate>{date}</pubDate></item>")).items
    assert item.story.published is None


def test_a_backdated_item_keeps_its_place_and_its_date():
    """An item dated days before the others is given where it stands, with the date that it has."""
    dates = ["Tue, 24 Nov 2026 10:00:00 GMT", "Wed, 18 Nov 2026 10:00:00 GMT", "Tue, 24 Nov 2026 09:00:00 GMT"]
    items = parse(rss("".join(f"<item><title>{d}</title><pubDate>{d}</pubDate></item>" for d in dates))).items
    assert [item.story.headline for item in items] == dates
    assert items[1].story.published == NOW.replace(day=18, hour=10)


def test_charsets_of_feeds_are_respected():
    """A feed in windows-1256 is read as such."""
    document = (
        '<?xml version="1.0" encoding="windows-1256"?><rss><channel><item><title>الكويت</title></item></channel></rss>'
    )
    [item] = parse(document.encode("cp1256")).items
    assert item.story.headline == "الكويت"


def test_entities_of_a_feeds_own_are_not_expanded():
    """A feed that declares entities gets nothing of a file or of a billion laughs into its stories."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    document = (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
        "<rss><channel><item><title>A&l8;</title><description>&f;</description></item></channel></rss>"
    )
    for item in parse(document).items:
        assert len(item.story.headline) < 200
        assert "root:" not in item.story.body


def test_of_a_giant_feed_the_first_thousand_are_read():
    """A feed of 100,000 items gives its first 1,000, and takes little more memory than they do."""
    document = rss("".join(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(100_000))).encode()
    parse(rss(A))  # so that nothing is loaded while memory is watched
    tracemalloc.start()
    feed = parse(document)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(feed.items) == 1000
    assert feed.items[-1].story.headline == "999"
    assert most < 4 * len(document)


@pytest.mark.parametrize("wrong", ["<a>" * 600_000, "<item " + "".join(f"a{n}='' " for n in range(600_000)) + "/>"])
def test_a_feed_of_nothing_but_nodes_is_refused(wrong):
    """Elements and attributes by the million are refused before there is a tree of them."""
    with pytest.raises(DocumentError, match="is made of more than 300,000 parts"):
        parse(f"<rss><channel>{wrong}")


@pytest.mark.parametrize("depth", [200, 5_000, 100_000])
def test_endless_nesting_ends_without_the_stack(depth):
    """A feed whose first item is nested deeper than any parser goes gives what stood before, or says what is wrong."""
    with contextlib.suppress(DocumentError):
        assert parse(rss(A + "<item><title>B</title><description>" + "<b>" * depth)).items[0].story.headline == "A"


def test_an_item_without_headline_and_text_is_named_by_its_page():
    """An item that is an address alone is given without a headline, to be completed, and is no story of a file."""
    document = rss("<item><link>/a</link></item>" + B)
    first, second = parse(document).items
    assert (first.story.headline, first.story.body, first.whole) == ("", "", False)
    assert feeds.read(document.encode(), CONTEXT) == [second.story]
