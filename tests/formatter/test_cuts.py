"""What a key point may leave out of its sentence, and what never.

The traps stand in cases/cuts.txt; a new one is a line there: the words that must stay, and a sentence that tempts.
"""

from pathlib import Path

import pytest

from briefbot.formatter.cuts import cuts
from briefbot.formatter.reading import read
from briefbot.formatter.text import Kind


def _traps():
    section = ""
    for line in Path(__file__).with_name("cases").joinpath("cuts.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            kept, sentence = line.split(" | ")
            yield section, kept, sentence


TRAPS = list(_traps())


@pytest.mark.parametrize(("section", "kept", "sentence"), TRAPS)
def test_a_line_never_loses_what_its_claim_rests_on(lines_of, section, kept, sentence):
    """Negations, conditions, hedges, sources, numbers, names and quotations of a sentence stand in its line."""
    assert kept in sentence
    assert kept in " ".join(lines_of(sentence))


@pytest.mark.parametrize(
    ("section", "kept", "sentence"), [trap for trap in TRAPS if trap[0] not in ("numbers", "names")]
)
def test_no_cut_is_even_offered_that_holds_a_hedge_or_a_source(section, kept, sentence):
    """However long a line may be, no cut goes through a negation, condition, hedge, attribution or quotation."""
    tokens = [token for token in read(sentence).prose if token.kind < Kind.END]
    start = sentence.index(kept)
    for cut in cuts(tokens):
        gone = range(tokens[cut.low].start, tokens[cut.high - 1].end)
        assert start not in gone


def test_there_are_traps_enough():
    """The trap set holds at least sixty different sentences, each long enough to tempt."""
    assert len({sentence for *_, sentence in TRAPS}) >= 60
    assert all(len(sentence.split()) > 20 for *_, sentence in TRAPS)


def _shortened():
    blocks = Path(__file__).with_name("cases").joinpath("shortened.txt").read_text("utf-8").split("\n\n")
    return [tuple(block.strip().split("\n")) for block in blocks[1:]]


@pytest.mark.parametrize(("sentence", "line"), _shortened())
def test_asides_are_cut_from_a_long_sentence(lines_of, sentence, line):
    """Asides of a long sentence go, whole clauses of one that is too long; a short one stays as it is."""
    assert lines_of(sentence) == [line]
