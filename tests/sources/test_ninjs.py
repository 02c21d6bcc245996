"""IPTC ninjs, version by version."""

import json

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import ninjs
from briefbot.sources.forms import Context
from briefbot.story import PubStatus
from tests.sources.conftest import NOW

CONTEXT = Context(source="cw", agency="", address="drop/1.json", now=NOW)
ONE = {
    "uri": "urn:coast:1",
    "type": "text",
    "version": "3",
    "versioncreated": "2026-11-24T10:00:00+03:00",
    "pubstatus": "usable",
    "urgency": 2,
    "embargoed": "2026-11-24T18:00:00Z",
    "headline": "Quay reopens",
    "byline": "Ana Prado",
    "located": "Port Almadin",
    "language": "en",
    "ednote": "Ms Ferrant can be reached at the desk.",
    "copyrightholder": "Coast Wire",
    "body_text": "One Two",
    "body_xhtml": "<p>One</p><p>Two</p>",
    "subject": [{"name": "ports", "code": "1"}, {"code": "2"}],
}
THREE = {
    **{name: ONE[name] for name in ("uri", "type", "version", "urgency", "embargoed", "located", "language")},
    "standard": {"name": "ninjs", "version": "3.0"},
    "versionCreated": ONE["versioncreated"],
    "pubStatus": "usable",
    "by": "Ana Prado",
    "edNote": ONE["ednote"],
    "copyrightHolder": "Coast Wire",
    "headlines": [{"role": "short", "value": "Quay"}, {"role": "main", "value": "Quay reopens"}],
    "bodies": [
        {"contentType": "text/plain", "value": "One Two"},
        {"contentType": "application/xhtml+xml", "value": "<p>One</p><p>Two</p>"},
    ],
    "subjects": [{"name": "ports"}],
}


def read(item):
    found = ninjs.read(json.dumps(item).encode(), CONTEXT)
    assert found is not None
    return found


@pytest.mark.parametrize("item", [ONE, THREE])
def test_what_an_item_says_of_itself_is_kept(item):
    """Versions 1 and 3 give the same story: identity, version, times, status, note and text."""
    [story] = read(item)
    assert (story.id, story.version, story.status, story.urgency) == ("urn:coast:1", 3, PubStatus.USABLE, 2)
    assert (story.headline, story.body) == ("Quay reopens", "One\n\nTwo")
    assert (story.published, story.embargoed) == (NOW.replace(hour=7), NOW.replace(hour=18))
    assert (story.byline, story.dateline, story.language, story.agency) == (
        "Ana Prado",
        "Port Almadin",
        "en",
        "Coast Wire",
    )
    assert (story.ednote, story.keywords) == ("Ms Ferrant can be reached at the desk.", ("ports",))


@pytest.mark.parametrize(
    "document", [[ONE, {**ONE, "uri": "urn:coast:2"}], {"_items": [ONE, {**ONE, "uri": "urn:coast:2"}]}]
)
def test_a_list_of_items_gives_each(document):
    """Items in a list or a packet come in their order."""
    assert [story.id for story in read(document)] == ["urn:coast:1", "urn:coast:2"]


def test_a_bad_item_costs_no_other():
    """Of a packet with a bad item the good ones are read."""
    assert [story.id for story in read([{**ONE, "embargoed": "soon"}, {**ONE, "uri": "urn:coast:2"}])] == [
        "urn:coast:2"
    ]


def test_a_cancelled_item_needs_no_text():
    """A kill is a story without text, of the id that it voids."""
    [story] = read({"uri": "urn:coast:1", "pubstatus": "canceled", "version": 4})
    assert (story.status, story.body, story.version) == (PubStatus.CANCELED, "", 4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uri": ""}, "without a uri"),
        ({"pubstatus": "draft"}, "publication status 'draft'"),
        ({"embargoed": "noon"}, "embargo that cannot be read"),
        ({"headline": "", "body_text": "", "body_xhtml": ""}, "neither headline nor body"),
        ({"type": "picture"}, "holds no text"),
    ],
)
def test_an_item_that_cannot_be_a_story_says_why(change, said):
    """Missing identity, unknown status, unreadable embargo, no text: each is named."""
    with pytest.raises(DocumentError, match=said):
        read({**ONE, **change})


def test_broken_json_is_named():
    """JSON cut short is a document error, not wire text."""
    with pytest.raises(DocumentError, match="no well-formed JSON"):
        ninjs.read(json.dumps(ONE).encode()[:-9], CONTEXT)


@pytest.mark.parametrize(
    "document", ["[Photos] Quay reopens\nCopy.", '{"a": 1}', "[1, 2]", "[]", "text", "", '{"uri": "x"}']
)
def test_what_is_no_ninjs_is_left_to_other_forms(document):
    """Other JSON, and text in brackets, give None."""
    assert ninjs.read(document.encode(), CONTEXT) is None
