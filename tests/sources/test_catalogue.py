"""The bundled catalogue, OPML and short names."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbot.errors import InputError
from briefbot.sources import text
from briefbot.sources.catalogue import catalogue, opml, slug
from briefbot.sources.network import checked


def test_every_source_of_the_catalogue_can_be_added_as_it_stands():
    """Ids and addresses are unique, short and safe; countries and languages are codes."""
    sources = catalogue()
    assert len(sources) >= 30
    assert len({source.id for source in sources}) == len({source.url for source in sources}) == len(sources)
    for source in sources:
        assert source.id == slug(source.id)
        assert text.address(source.url) == source.url == str(checked(source.url))
        assert re.fullmatch("[A-Z]{2}", source.country or "XX")
        assert re.fullmatch("[a-z]{2}", source.language or "")
        assert source.agency


def test_the_catalogue_says_what_is_state_owned():
    """State-owned, independent and unknown are told apart."""
    owned = {source.agency: source.state_owned for source in catalogue()}
    assert (owned["Anadolu"], owned["ANSA"], owned["AFP"]) == (True, False, None)


@pytest.mark.parametrize("agency", ["AP", "Reuters", "Al Jazeera", "Associated Press"])
def test_agencies_that_need_a_licence_are_left_out(agency):
    """Agencies whose terms forbid it are not in the catalogue."""
    assert agency not in {source.agency for source in catalogue()}


def test_opml_outlines_become_sources():
    """Nested outlines with an address become sources with ids of their own; others are left out."""
    document = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
      <outline text="Ports"><outline text="Coast Wire" xmlUrl="https://coast.example/rss?utm_source=o" language="en"/>
      <outline text="Coast Wire" xmlUrl="https://coast.example/sport"/><outline xmlUrl="https://vesta.example/all.xml"/></outline>
      <outline text="Again" xmlUrl="https://coast.example/sport"/><outline text="No" xmlUrl="file:///etc/passwd"/>
      </body></opml>"""
    assert [(source.id, source.agency, source.url, source.language) for source in opml(document)] == [
        ("coast-wire", "Coast Wire", "https://coast.example/rss", "en"),
        ("coast-wire-2", "Coast Wire", "https://coast.example/sport", None),
        ("vesta-example-all", "vesta-example-all", "https://vesta.example/all.xml", None),
    ]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "not well-formed"),
        (b"<rss/>", "no OPML"),
        (b"<opml><body/></opml>", "names no feed"),
        (b"text", "OPML document"),
    ],
)
def test_what_is_no_opml_says_so(document, said):
    """Other documents, and OPML without feeds, are input errors."""
    with pytest.raises(InputError, match=said):
        opml(document)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("UN News", "un-news"),
        ("Agência Lusa", "agencia-lusa"),
        ("https://www.coast.example/en/rss.xml", "coast-example-en"),
        ("https://feeds.coast.example/world/rss.xml?cat=live", "coast-example-world-cat-live"),
        ("/var/wire/kuna", "var-wire-kuna"),
    ],
)
def test_a_slug_is_short_to_type(name, short):
    """Names, addresses and paths become lower-case words with hyphens."""
    assert slug(name) == short


@settings(deadline=None)
@given(st.text(max_size=100))
def test_every_name_has_a_slug(name):
    """Any text has a slug of letters, digits and hyphens, at most sixty."""
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", slug(name))
