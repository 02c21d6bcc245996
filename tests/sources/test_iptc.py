"""IPTC's words."""

import pytest

from briefbot.errors import DocumentError
from briefbot.sources import iptc


@pytest.mark.parametrize(("value", "number"), [("3", 3), (7, 7), ("0", 1), ("x", 1), (None, 1), ("-2", 1), (True, 1)])
def test_a_version_is_a_number(value, number):
    """Versions come as text or number; anything else is the first."""
    assert iptc.version(value) == number


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1), ("8", 8), (9, 8), (0, 1), (None, None), ("high", None), (2.0, 2)]
)
def test_an_urgency_lies_between_one_and_eight(value, number):
    """Urgencies outside IPTC's range are brought into it; what is none is none."""
    assert iptc.urgency(value) == number


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("usable", "usable"),
        ("stat:canceled", "canceled"),
        ("Cancelled", "canceled"),
        ("http://cv.iptc.org/newscodes/pubstatusg2/withheld", "withheld"),
    ],
)
def test_a_publication_status_is_read_however_it_is_spelt(word, status):
    """A status comes bare, as a code or as an address, in either spelling."""
    assert iptc.status(word) == status


def test_an_unknown_status_may_forbid_publishing_and_is_refused():
    """A status that IPTC does not know is a document error."""
    with pytest.raises(DocumentError, match="'draft'"):
        iptc.status("draft")


@pytest.mark.parametrize(
    ("codes", "subjects"),
    [
        (["medtop:16000000", "medtop:16000000", "medtop:20000053"], ("medtop:16000000", "medtop:20000053")),
        (["http://cv.iptc.org/newscodes/mediatopic/04000000"], ("medtop:04000000",)),
        (["http://cv.iptc.org/newscodes/mediatopic/ 04000000"], ("medtop:04000000",)),
        (["subj:11006009", "15054000"], ("medtop:11000000", "medtop:15000000")),
        (["20000209"], ("medtop:20000209",)),
        (["18000000", "Ports", "", "medtop:200", "medtop:1600000012"], ()),
    ],
)
def test_subjects_are_media_topics(codes, subjects):
    """Media Topics are kept each once, older Subject Codes by their field, words of other vocabularies left out."""
    assert iptc.subjects(codes) == subjects
