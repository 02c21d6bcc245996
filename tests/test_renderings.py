"""One brief in every form that a reader may get: text, Markdown, JSON and Slack's blocks."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from briefbot.demo.transcript import readable
from briefbot.desk.briefing import EventBrief
from briefbot.formatter.render import markdown, record, text
from briefbot.formatter.rules import RulesFormatter
from briefbot.slack import blocks
from briefbot.story import Brief, KeyPoint, Quote, Span, Story

DISPATCHES = sorted(Path(str(files("briefbot.demo") / "dispatches")).glob("*/*.txt"))


def plain(page):
    """The letters of a page in order, without marks, markup and line ends."""
    return re.sub(r"[\W_]+", "", page)


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_form_shows_the_same_brief_in_the_same_order(path):
    """The news of the headline, key points, and featured quotations with speakers stand in each form, in one order."""
    head, _, body = path.read_text("utf-8").partition("\n\n")
    story = Story(id=path.stem, agency="Wire", headline=head.splitlines()[0].partition(": ")[2], body=body)
    brief = RulesFormatter().condense(story)
    parts = [blocks.headline(story), *(point.text(body) for point in brief.key_points)]
    for quote in brief.featured:
        parts += [quote.text(body), "".join(quote.whose(body))]
    slack = "\n".join(readable("", [block]) for block in blocks.event(EventBrief(lead=story, brief=brief, others=())))
    for page in map(plain, (text(story, brief), markdown(story, brief), slack)):
        at = 0
        for part in map(plain, parts):
            found = page.find(part, at)
            assert found >= 0, part
            at = found + len(part)
    made = record(story, brief)
    assert [one["text"] for one in made["key_points"]] == [point.text(body) for point in brief.key_points]
    shown = {one["quotation"] for one in made["quotes"] if one["featured"]}
    assert len(shown) == len(brief.featured)


def test_words_that_another_agency_adds_stand_last_with_its_name():
    """In text and in Slack they follow the brief's own quotations, with speaker and agency, by the other's spans."""
    lead = Story(id="1", agency="Wire", headline="Ferry aground", body="The ferry ran aground.")
    other = Story(id="2", agency="Press", headline="", body='"All boats were out," said Jon Brandt, harbour master.')
    quote = Quote(spans=(Span(1, 19),), speaker=Span(27, 37), role=Span(39, 53), featured=True)
    brief = Brief(story=lead.key, formatter="f/1", key_points=(KeyPoint((Span(0, 22),)),), quotes=())
    made = blocks.event(EventBrief(lead=lead, brief=brief, others=(other,), added=((other, quote),)))
    slack = "\n".join(readable("", [block]) for block in made)
    for page in map(plain, (text(lead, brief, [(other, quote)]), slack)):
        assert plain("The ferry ran aground. “All boats were out” — Jon Brandt, harbour master (Press)") in page


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_demo_dispatch_gets_a_brief_worth_sending(path):
    """One to five key points of at most forty words, and at least one quotation, featured or inside a point."""
    head, _, body = path.read_text("utf-8").partition("\n\n")
    story = Story(id=path.stem, agency="Wire", headline=head.splitlines()[0].partition(": ")[2], body=body)
    brief = RulesFormatter().condense(story)
    lines = [point.text(body) for point in brief.key_points]
    assert 1 <= len(lines) <= 5
    assert all(len(line.split()) <= 40 for line in lines)
    assert brief.featured or any("“" in line or '"' in line for line in lines)


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_line_keeps_every_number_of_its_sentence(path):
    """Whatever is left out of a sentence, the figures in it stay in the key point."""
    body = path.read_text("utf-8").partition("\n\n")[2]
    brief = RulesFormatter().condense(Story(id=path.stem, agency="Wire", headline="", body=body))
    for point in brief.key_points:
        (sentence,) = (one for one in brief.sentences if one.holds(point.spans[0]))
        assert re.findall(r"\d[\d.,]*", sentence.of(body)) == re.findall(r"\d[\d.,]*", point.text(body))
