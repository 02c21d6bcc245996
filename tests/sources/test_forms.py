"""Every form against hostile bytes, and a form of somebody else's."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.errors import DocumentError
from briefbot.sources import feeds, forms, newsmlg2, ninjs, pages, wire
from briefbot.sources.forms import Context
from briefbot.story import PubStatus, Story
from tests.sources.conftest import NOW

CONTEXT = Context(source="coast", agency="Coast Wire", address="https://coast.example/feed", now=NOW)

SEEDS = (
    b'<?xml version="1.0"?><rss><channel><item><title>A</title><link>/a</link><pubDate>x</pubDate></item>',
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>u:1</id><content>&lt;p&gt;x</content></entry></feed>',
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": "\\ud800", "content_text": "x"}]}',
    b'{"uri": "urn:1", "headline": "H", "body_xhtml": "<p>x</p>", "version": 3, "pubstatus": "usable", "urgency": 9}',
    b'<newsItem guid="urn:1"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta><contentSet><inlineData>x',
    b"<!doctype html><html><head><script type='application/ld+json'>{\"articleBody\": 1}</script></head><body><p>x</p>",
    b"Quay reopens\nPORT ALMADIN, Nov 24 (CW) -- The harbour council voted to reopen it. (end) ap.rt\n",
)


@st.composite
def _damaged(draw):
    """A document of some form with a stretch of it replaced by anything."""
    seed = draw(st.sampled_from(SEEDS))
    start = draw(st.integers(0, len(seed)))
    return seed[:start] + draw(st.binary(max_size=30)) + seed[start + draw(st.integers(0, 30)) :]


DOCUMENTS = st.one_of(
    st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")), _damaged()
)


@pytest.mark.parametrize("form", [feeds.read, ninjs.read, newsmlg2.read, pages.read, wire.read])
@settings(deadline=None)  # the first document loads the parsers
@given(document=DOCUMENTS)
def test_no_bytes_get_anything_but_stories_or_a_document_error_out_of_a_form(form, document):
    """Any bytes in any form give stories, None, or a `DocumentError`."""
    with contextlib.suppress(DocumentError):
        found = form(document, CONTEXT)
        assert found is None or all(isinstance(story, Story) for story in found)


@settings(deadline=None)
@given(DOCUMENTS)
def test_what_any_bytes_become_is_clean(document):
    """Any bytes give stories without unseen characters and foreign addresses, or a `DocumentError`."""
    with contextlib.suppress(DocumentError):
        for story in forms.stories(document, CONTEXT):
            assert not set("\u202e\u200b\ufeff\0\x1b") & set(story.headline + story.body)
            assert story.url is None or story.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("document", [b"", b" \n\t "])
def test_an_empty_document_is_called_empty(document):
    """Nothing, or blanks, is an error of its own."""
    with pytest.raises(DocumentError, match="is empty"):
        forms.stories(document, CONTEXT)


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
    forms.registered.cache_clear()
    try:
        [story] = forms.stories(b"%SAMPLE The quay reopens.", CONTEXT)
        assert (story.id, story.headline, story.body) == ("coast:1", "From a plug-in", "The quay reopens.")
        assert forms.stories(SEEDS[-1], CONTEXT)[0].headline == "Quay reopens"
    finally:
        forms.registered.cache_clear()


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
