"""Lists of sources in OPML."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.errors import InputError
from briefbot.source import Source
from briefbot.sources import opml
from briefbot.sources.catalogue import catalogue


def test_opml_outlines_become_sources():
    """Nested outlines with an address become sources with ids of their own; others are left out."""
    document = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
      <outline text="Ports"><outline text="Coast Wire" xmlUrl="https://coast.example/rss?utm_source=o" language="en"/>
      <outline text="Coast Wire" xmlUrl="https://coast.example/sport"/><outline xmlUrl="https://vesta.example/all.xml"/></outline>
      <outline text="Again" xmlUrl="https://coast.example/sport"/><outline text="No" xmlUrl="file:///etc/passwd"/>
      </body></opml>"""
    assert [(source.id, source.agency, source.url, source.language) for source in opml.read(document)] == [
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
        opml.read(document)


def test_what_is_written_is_read_again():
    """Ids, agencies, addresses, languages, countries and ownership survive; folders, OPML has no words for."""
    sources = catalogue()
    folder = Source(id="wire", agency="Wire", url="/var/wire")
    odd = Source(id="odd", agency='A & B <"C">', url="https://odd.example/rss?a=1&b=2", state_owned=False)
    assert opml.read(opml.write([*sources, folder, odd])) == [*sources, odd]


def test_entities_are_refused():
    """A document type of its own, which entities would come with, is refused."""
    with pytest.raises(InputError, match="document type"):
        opml.read(
            b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline text="&a;" xmlUrl="http://a.example/"/></body></opml>'
        )


@given(st.binary(max_size=300))
def test_any_bytes_are_sources_or_an_input_error(document):
    """Nothing but `InputError` leaves the reader, whatever it is given."""
    for wrapped in (document, b"<opml><body><outline xmlUrl='" + document + b"'/></body></opml>"):
        with contextlib.suppress(InputError):
            assert opml.read(wrapped)
