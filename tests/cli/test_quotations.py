"""`briefbot quotations review`, run as a person does."""

from datetime import UTC, datetime
from pathlib import Path

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.messages import Report
from briefbot.story import PubStatus, Span, Story, StoryKey

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = '"The bridge carries forty tonnes again," the minister said.'


def test_reported_quotations_are_listed_newest_first(briefbot):
    """With who, where and the words of the story; of a killed one it is said that it is, without a word of it."""
    assert "Nobody has reported a quotation." in briefbot("quotations", "review").err
    archive = SQLiteArchive.open(Path(briefbot.environment["BRIEFBOT_ARCHIVE"]))
    for id_ in ("a", "b"):
        story = Story(id=id_, agency="Coast", headline="Bridge", body=BODY, url="https://coast.example/a")
        archive.add(story, source=None, seen=NOW)
        key = StoryKey(id_, 1)
        archive.report(Report(workspace="T1", channel="C1", user="U1", story=key, spans=(Span(1, 39),), at=NOW))
    archive.add(Story(id="b", agency="Coast", headline="", body="", status=PubStatus.CANCELED), source=None, seen=NOW)
    archive.close()
    lines = briefbot("quotations", "review").out.splitlines()
    assert [line.split("\t") for line in lines] == [
        ["2026-11-24 12:00", "U1", "C1", "b", "1", "(killed)", ""],
        ["2026-11-24 12:00", "U1", "C1", "a", "1", "The bridge carries forty tonnes again", "https://coast.example/a"],
    ]
