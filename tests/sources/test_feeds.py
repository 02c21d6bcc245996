"""Feeds of every kind, whole and half-broken."""

import json

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import feeds
from briefbot.sources.forms import Context
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
    """A feed of 3,000 items gives its first 1,000."""
    feed = parse(rss("".join(f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(3000))))
    assert len(feed.items) == 1000
    assert feed.items[-1].story.headline == "999"
