"""What a headline and the lines above the copy say of a version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.sources import forms, signals
from briefbot.sources.forms import Context
from briefbot.story import PubStatus, Signal
from tests.sources.conftest import NOW

CONTEXT = Context(source="coast", agency="Coast Wire", address="https://coast.example/feed", now=NOW)


@pytest.mark.parametrize(
    ("headline", "said"),
    [
        ("CORRECTED-Quay reopens", "corrected"),
        ("CORRECTED (OFFICIAL)-Quay reopens", "corrected"),
        ("Correction: Quay reopening story", "corrected"),
        ("REFILE-Quay reopens", "refile"),
        ("UPDATE 2-Quay reopens", "update"),
        ("UPDATE: Quay reopens", "update"),
        ("WRAPUP 1-Quays reopen along the coast", "wrapup"),
        ("CORRECTED-UPDATE 2-Quay reopens", "corrected update"),
        ("RPT-REFILE-WRAPUP 3-Quays reopen", "refile wrapup"),
        ("URGENT: CORRECTED - Quay reopens", "corrected"),
        ("STORY WITHDRAWN", "withdrawn"),
        ("STORY WITHDRAWN - Quay reopens", "withdrawn"),
        ("ADVISORY-Story withdrawn", ""),
        ("KILL-Quay reopens", "withdrawn"),
        ("MANDATORY KILL", "withdrawn"),
        ("WITHDRAWN: Quay reopens", "withdrawn"),
        ("WITHDRAWN: TROOPS LEAVE QUAY", ""),
        ("Kill - or be killed: the quay's rats", ""),
        ("Corrected figures show quay lost money", ""),
        ("UPDATED RULES FOR QUAYS", ""),
        ("Quay reopens (UPDATE 2)", ""),
        ("Story withdrawn from quay's history", ""),
        ("", ""),
    ],
)
def test_a_headline_says_what_this_version_is(headline, said):
    """Signals before the news are read in their order; the same words in the news itself are none."""
    assert " ".join(signals.of_headline(headline)) == said


@given(st.text())
def test_any_text_can_be_a_headline_and_a_body(words):
    """No text makes the signals fail, or an advisory of several lines."""
    signals.of_headline(words)
    assert "\n" not in (signals.advisory(words) or "")


@pytest.mark.parametrize(
    ("headline", "urgency"),
    [
        ("FLASH-Quay collapses", 1),
        ("BULLETIN: Quay collapses", 2),
        ("URGENT - Quay collapses", 3),
        ("BREAKING: Quay collapses", 3),
        ("Flash flood closes quay", 4),
        ("Urgent: read this", 4),
    ],
)
def test_a_headline_cries_out_its_urgency(headline, urgency):
    """Where the agency gives no urgency, a flash, a bulletin and an urgent one are known by their headlines."""
    assert forms.story(CONTEXT, id="1", headline=headline, body="Copy.").urgency == urgency
    assert forms.story(CONTEXT, id="1", headline=headline, body="Copy.", urgency=5).urgency == 5


@pytest.mark.parametrize(
    ("body", "advisory"),
    [
        ("(Adds detail in paragraph 3)\nPORT ALMADIN, Nov 24 (CW) -- Copy.", "Adds detail in paragraph 3"),
        ("Adds detail in paragraph 3\nPORT ALMADIN, Nov 24 (CW) -- Copy.", "Adds detail in paragraph 3"),
        ("By Ana Prado\n(Recasts, adds quotes)\nCopy.", "Recasts, adds quotes"),
        ("Adds up to nothing\nCopy.", None),
        ("The mayor (adds a word) spoke.\nCopy.", None),
        ("Copy.\n" * 20 + "(Adds quotes)", None),
    ],
)
def test_an_advisory_says_what_was_changed(body, advisory):
    """The line for desks above the copy becomes a field, and stays in the body."""
    story = forms.story(CONTEXT, id="1", headline="UPDATE 1-Quay reopens", body=body)
    assert (story.advisory, story.body) == (advisory, body)
    assert story.signals == (Signal.UPDATE,)


@pytest.mark.parametrize(
    "line",
    [
        "(Corrects the day in paragraph 2 to Tuesday, not Monday)",
        "(This story has been corrected to say Tuesday in paragraph 2)",
        "(This Nov. 24 story corrects the day in paragraph 2)",
    ],
)
def test_an_advisory_that_corrects_is_a_correction(line):
    """A story that says that it corrects a mistake is a correction though its headline is silent."""
    story = forms.story(CONTEXT, id="1", headline="Quay reopens", body=f"{line}\nCopy.")
    assert story.signals == (Signal.CORRECTED,)
    whole = forms.with_body(forms.story(CONTEXT, id="1", headline="Quay reopens", body=""), f"{line}\nCopy.")
    assert whole.signals == (Signal.CORRECTED,)


def test_a_withdrawn_story_is_a_kill():
    """A feed's item that says it is withdrawn voids the story, whatever text it carries."""
    story = forms.story(CONTEXT, id="1", headline="STORY WITHDRAWN - Quay reopens", body="Please remove it.")
    assert story.status is PubStatus.CANCELED
    held = forms.story(CONTEXT, id="1", headline="STORY WITHDRAWN", body="", status=PubStatus.WITHHELD)
    assert held.status is PubStatus.WITHHELD


def test_a_headline_stays_as_it_came():
    """Signals are read, and not taken away."""
    assert forms.story(CONTEXT, id="1", headline="UPDATE 1-Quay", body="").headline == "UPDATE 1-Quay"
