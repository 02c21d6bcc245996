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
    ("change", "body"),
    [
        ({"bodies": [{"value": "Alone"}]}, "Alone"),
        (
            {
                "bodies": [
                    {"role": "caption", "contentType": "text/html", "value": "<p>Boats at the quay</p>"},
                    {"role": "text", "contentType": "text/plain", "value": "One Two"},
                    {"role": "html", "contentType": "text/html", "value": "<p>One</p><p>Two</p>"},
                ]
            },
            "One\n\nTwo",
        ),
        (
            {
                "bodies": [
                    {
                        "role": "nitf",
                        "value": "<?xml version='1.0'?><nitf><head><title>T</title></head><body><body.head><hedline>"
                        "<hl1>Quay reopens</hl1></hedline></body.head><body.content><p>One</p><p>Two</p></body.content>"
                        "</body></nitf>",
                    }
                ]
            },
            "One\n\nTwo",
        ),
        ({"bodies": [], "descriptions": [{"role": "text", "value": "The quay is open."}]}, "The quay is open."),
        ({"bodies": [{"role": "nitf", "value": "<nitf"}]}, None),
    ],
)
def test_the_copy_is_found_among_the_bodies(change, body):
    """Markup goes before plain text, copy before captions, NITF without its head; a description is better than none."""
    if body is None:
        with pytest.raises(DocumentError, match="not well-formed XML"):
            read({**THREE, **change})
    else:
        assert read({**THREE, **change})[0].body == body


def test_what_versions_two_and_three_call_otherwise_is_kept():
    """Subjects by address or literal, genres by address, terms of use and an embargo by its later name are found."""
    [story] = read(
        {
            **THREE,
            "embargoed": None,
            "embargoedUntil": "2026-11-24T18:00:00Z",
            "subjects": [
                {"name": "Trade", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000349"},
                {"name": "Oil", "literal": "04005000"},
            ],
            "genres": [{"uri": "http://cv.iptc.org/newscodes/genre/Feature"}],
            "copyrightNotice": "© Coast Wire.",
            "usageTerms": "Not for resale.",
            "evolvedFrom": "urn:coast:0",
        }
    )
    assert story.embargoed == NOW.replace(hour=18)
    assert (story.subjects, story.genre) == (("medtop:20000349", "medtop:04000000"), "Feature")
    assert (story.rights, story.evolved_from) == ("© Coast Wire. Not for resale.", "urn:coast:0")


def test_a_part_without_its_text_never_replaces_the_whole():
    """An item that says it is partial and has no text is refused; a partial kill is a kill."""
    partial = {**THREE, "bodies": [], "representationType": "partial"}
    with pytest.raises(DocumentError, match="only a part of urn:coast:1"):
        read(partial)
    assert read({**partial, "pubStatus": "canceled"})[0].status is PubStatus.CANCELED


@pytest.mark.parametrize(
    "document", [[ONE, {**ONE, "uri": "urn:coast:2"}], {"_items": [ONE, {**ONE, "uri": "urn:coast:2"}]}]
)
def test_a_list_of_items_gives_each(document):
    """Items in a list or a packet come in their order."""
    assert [story.id for story in read(document)] == ["urn:coast:1", "urn:coast:2"]


def test_a_giant_packet_is_bounded():
    """Of thousands of items the first thousand are read; a document of nothing but members is refused."""
    assert len(read([{**ONE, "uri": f"urn:coast:{number}"} for number in range(1_500)])) == 1_000
    with pytest.raises(DocumentError, match="is made of more than 300,000 parts"):
        ninjs.read(b"[" + b"{}," * 200_000, CONTEXT)


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
