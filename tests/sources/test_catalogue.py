"""The bundled catalogue and short names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.sources import text
from briefbot.sources.catalogue import catalogue, slug
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


@given(st.text(max_size=100))
def test_every_name_has_a_slug(name):
    """Any text has a slug of letters, digits and hyphens, at most sixty."""
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", slug(name))
