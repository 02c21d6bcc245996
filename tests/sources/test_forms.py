"""Every form against hostile bytes, and a form of somebody else's."""

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import DocumentError
from briefbot.sources import documents, feeds, forms, newsmlg2, ninjs, nitf, pages, times, wire
from briefbot.sources.forms import Context
from briefbot.story import PubStatus, Story
from tests.sources.conftest import NOW

TIME_PARTS = (
    "2026", "11", "24", "Nov", "November", "Tue, ", " ", "-", "/", ":", "T", "Z", "+03:00", "+99:99", "10:00", "PM",
    "p.m.", "CET", "MSK", ",", ".", "0", "99999999999", "W48", "am",
)  # fmt: skip
CONTEXT = Context(source="coast", agency="Coast Wire", address="https://coast.example/feed", now=NOW)
KUNA = replace(CONTEXT, address="https://www.kuna.net.kw/Default.aspx?language=en")

SEEDS = (
    b'<?xml version="1.0"?><rss><channel><item><title>A</title><link>/a</link><pubDate>x</pubDate></item>',
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>u:1</id><content>&lt;p&gt;x</content></entry></feed>',
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": "\\ud800", "content_text": "x"}]}',
    b'{"uri": "urn:1", "headline": "H", "body_xhtml": "<p>x</p>", "version": 3, "pubstatus": "usable", "urgency": 9}',
    b'<newsItem guid="urn:1"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta><contentSet><inlineData>x',
    b'<packageItem guid="urn:1"><groupSet><group><itemRef residref="urn:2" href="/2"><title>T</title></itemRef>',
    b'<nitf><head><docdata><doc-id id-string="1"/><date.release norm="x"/></docdata></head><body><body.content><p>x',
    b"<urlset><url><loc>https://coast.example/1</loc><lastmod>2026-11-24</lastmod></url><url><loc>x</loc></urlset>",
    b"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-11-24T10:00Z</lastmod></sitemap></sitemapindex>",
    b"<!doctype html><head><script type='application/ld+json'>{\"articleBody\": 1}</script></head><body><p>x</p>",
    b"<html><a href='ArticleDetails.aspx?id=31001&language=en'>Port Almadin reopens eastern quay</a></html>",
    b"Quay reopens\nPORT ALMADIN, Nov 24 (CW) -- The harbour council voted to reopen it. (end) ap.rt\n",
)

DAMAGE = {
    "cut short": lambda document: document[: len(document) * 2 // 3],
    "controls": lambda document: document.replace(b">", b">\0\x0b\x1b", 2),
    "bare ampersands": lambda document: document.replace(b">", b"> & &nbsp &#0; &#x110000; &bogus;"),
    "bytes of no charset": lambda document: document.replace(b"x", b"\xff\xfe\x80"),
    "a byte order mark of another": lambda document: b"\xff\xfe" + document,
    "UTF-16": lambda document: document.decode("latin-1").encode("utf-16"),
    "twice": lambda document: document + document,
    "in capitals": lambda document: document.upper(),
    "entities of its own": lambda document: (
        b'<!DOCTYPE a [<!ENTITY x "&y;&y;"><!ENTITY y SYSTEM "file:///etc/passwd">]>' + document.replace(b"x", b"&x;")
    ),
    "nested without end": lambda document: document.replace(b">", b">" + b"<b>" * 5_000, 1),
    "lists within lists": lambda document: document.replace(b"1", b"[" * 5_000, 1),
    "a number too long": lambda document: document.replace(b"1", b"9" * 5_000),
    "an attribute without end": lambda document: document.replace(b"=", b'="', 1),
    "an unended CDATA": lambda document: document.replace(b">x", b"><![CDATA[x"),
    "a lone surrogate": lambda document: document.replace(b"x", b"\xed\xa0\x80"),
}


@st.composite
def _damaged(draw):
    """A document of some form with a stretch of it replaced by anything."""
    seed = draw(st.sampled_from(SEEDS))
    start = draw(st.integers(0, len(seed)))
    return seed[:start] + draw(st.binary(max_size=30)) + seed[start + draw(st.integers(0, 30)) :]


DOCUMENTS = st.one_of(
    st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")), _damaged()
)


@pytest.mark.parametrize("form", [feeds.read, ninjs.read, newsmlg2.read, nitf.read, pages.read, wire.read])
@given(document=DOCUMENTS)
def test_no_bytes_get_anything_but_stories_or_a_document_error_out_of_a_form(form, document):
    """Any bytes in any form give stories, None, or a `DocumentError`."""
    with contextlib.suppress(DocumentError):
        found = form(document, CONTEXT)
        assert found is None or all(isinstance(story, Story) for story in found)


@pytest.mark.parametrize("context", [CONTEXT, KUNA], ids=["a feed's address", "a described site"])
@given(document=DOCUMENTS)
def test_no_bytes_get_anything_but_a_feed_or_a_document_error_out_of_a_list(context, document):
    """Any bytes taken for a list give its items, None, or a `DocumentError`."""
    with contextlib.suppress(DocumentError):
        found = feeds.parse(document, context)
        assert found is None or all(item.story.headline or item.story.url for item in found.items)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed[:24].decode())
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_of_every_kind_is_a_document_error_or_the_good_stories(damage, seed):
    """Each form with each kind of damage gives clean stories or says what is wrong, and nothing of any file."""
    document = DAMAGE[damage](seed)
    for read, context in ((feeds.parse, CONTEXT), (feeds.parse, KUNA), (documents.stories, CONTEXT)):
        try:
            found = read(document, context)
        except DocumentError:
            continue
        for story in found if isinstance(found, list) else [item.story for item in found.items] if found else []:
            assert "root:" not in story.body
            f"{story.id}{story.headline}{story.body}".encode()


@given(DOCUMENTS)
def test_what_any_bytes_become_is_clean(document):
    """Any bytes give stories without unseen characters and foreign addresses, or a `DocumentError`."""
    with contextlib.suppress(DocumentError):
        for story in documents.stories(document, CONTEXT):
            assert not set("\u202e\u200b\ufeff\0\x1b") & set(story.headline + story.body)
            assert story.url is None or story.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("document", [b"", b" \n\t "])
def test_an_empty_document_is_called_empty(document):
    """Nothing, or blanks, is an error of its own."""
    with pytest.raises(DocumentError, match="is empty"):
        documents.stories(document, CONTEXT)


def test_another_packages_form_is_asked_first(tmp_path, monkeypatch):
    """A form registered under briefbot.forms reads its documents, and those alone."""
    (tmp_path / "sample_form.py").write_text(
        "from briefbot.sources import forms\n"
        "def read(document, context):\n"
        "    if not document.startswith(b'%SAMPLE '):\n"
        "        return None\n"
        "    return [forms.story(context, id='1', headline='From a plug-in', body=document[8:].decode())]\n"
    )
    made = tmp_path / "sample_form-1.0.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: sample-form\nVersion: 1.0\n")
    (made / "entry_points.txt").write_text("[briefbot.forms]\nsample = sample_form:read\n")
    monkeypatch.syspath_prepend(tmp_path)
    documents.added.cache_clear()
    try:
        [story] = documents.stories(b"%SAMPLE The quay reopens.", CONTEXT)
        assert (story.id, story.headline, story.body) == ("coast:1", "From a plug-in", "The quay reopens.")
        assert documents.stories(SEEDS[-1], CONTEXT)[0].headline == "Quay reopens"
    finally:
        documents.added.cache_clear()


@pytest.mark.parametrize(
    ("own", "id_"),
    [
        ("urn:newsml:coast.example:1", "urn:newsml:coast.example:1"),
        ("tag:coast.example,2026:1", "tag:coast.example,2026:1"),
        ("https://Coast.example/a?utm_source=x&id=1", "https://coast.example/a?id=1"),
        ("https://coast.example/a#3", "https://coast.example/a"),
        ("https://coast.example/a#live", "https://coast.example/a#live"),
        ("4711", "coast:4711"),
        ("Story: of today", "coast:Story: of today"),
    ],
)
def test_the_agencys_own_uri_is_the_id_and_anything_else_is_prefixed(own, id_):
    """URIs are kept, without tracking and edition numbers; other ids are made unique by the source."""
    assert forms.identity(CONTEXT, own) == id_


def test_dateline_and_byline_come_from_the_copy_where_nobody_gives_them():
    """The copy's own dateline and byline fill the fields; the body keeps them."""
    body = "By Ana Prado\nPORT ALMADIN, Nov 24 (CW) -- The harbour council voted to reopen the quay."
    story = forms.story(CONTEXT, id="1", headline="H", body=body)
    assert (story.dateline, story.byline, story.body) == ("PORT ALMADIN", "Ana Prado", body)
    given_ = forms.story(CONTEXT, id="1", headline="H", body=body, dateline="VESTA", byline="T. Ildefonso")
    assert (given_.dateline, given_.byline) == ("VESTA", "T. Ildefonso")


def test_a_story_is_cleaned():
    """Direction marks, unseen characters and controls never get into a story; its lines end in one way."""
    story = forms.story(
        CONTEXT, id="1", headline="Qu\u200bay \u202ereopens\n now", body="\ufeffOne\r\n\r\nTwo\x93\x00\u2067"
    )
    assert (story.headline, story.body) == ("Quay reopens now", "One\n\nTwo“")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-25T06:00:00+03:00", "2026-11-25T03:00:00+00:00"),
        ("2026-11-25T06:00:00", "2026-11-25T18:00:00+00:00"),
        ("2026-11-25", "2026-11-25T12:00:00+00:00"),
    ],
)
def test_an_embargo_never_ends_early(written, utc):
    """An embargo without a zone ends when it has ended everywhere."""
    found = forms.embargo(written)
    assert found is not None
    assert found.isoformat() == utc


@given(st.lists(st.sampled_from(TIME_PARTS) | st.text(max_size=4), max_size=12).map("".join))
def test_whatever_is_written_for_a_time_is_read_or_refused(written):
    """Any text is a time in UTC, or none; for an embargo, a time or a document error."""
    moment = times.moment(written)
    assert moment is None or moment.utcoffset() == timedelta(0)
    with contextlib.suppress(DocumentError):
        embargo = forms.embargo(written)
        assert (embargo is None) == (written == "")
        assert embargo is None or embargo.utcoffset() == timedelta(0)


def test_a_headline_that_is_copy_is_cut_and_fields_that_are_none_are_left_out():
    """A headline of thousands of characters is called by its first words; no language and no giant keyword is kept."""
    story = forms.story(
        CONTEXT, id="1", headline="word " * 500, body="", language="none at all", keywords=("a" * 999, "b")
    )
    assert (len(story.headline) <= 100, story.language, story.keywords) == (True, None, ("b",))


@pytest.mark.parametrize("written", ["tomorrow at noon", "25/11", True, "0001-01-01T00:00:00+14:00"])
def test_an_embargo_that_cannot_be_read_keeps_the_story_out(written):
    """A story whose embargo nobody understands is not taken in."""
    with pytest.raises(DocumentError, match="embargo that cannot be read"):
        forms.embargo(written)


def test_the_full_text_fills_what_the_feed_left_open():
    """A page's text, byline, time and language complete a story; what the feed said stays."""
    story = forms.story(CONTEXT, id="1", headline="H", body="Summary", language="en")
    whole = forms.with_body(story, "VESTA, Nov 24 (CW) -- Copy.", byline="Ana Prado", published=NOW, language="fr")
    assert (whole.dateline, whole.byline, whole.published, whole.language) == ("VESTA", "Ana Prado", NOW, "en")
    assert whole == replace(whole, id=story.id, status=PubStatus.USABLE)


def test_garbled_text_is_logged_and_kept_as_it_came(caplog):
    """A story read in a wrong charset is noted in the log by its id, and never mended."""
    garbled = "We don’t know, she said".encode().decode("cp1252")
    assert forms.story(CONTEXT, id="urn:coast:1", headline="Quay", body=garbled).body == garbled
    assert "the story urn:coast:1 looks garbled" in caplog.text
    caplog.clear()
    forms.story(CONTEXT, id="urn:coast:2", headline="Quay", body="We don’t know, she said")
    assert not caplog.text
