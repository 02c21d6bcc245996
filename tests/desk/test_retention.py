"""The nightly job."""

from datetime import UTC, datetime, timedelta

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.desk import retention
from briefbot.messages import Job

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_what_people_wrote_is_forgotten_a_day_after_it_was_answered(tmp_path):
    """A question that was answered is known for a day, one unanswered for ever."""
    archive = SQLiteArchive.open(tmp_path / "archive.sqlite")
    questions = [Job(key=key, kind="question", at=NOW) for key in ("answered", "open")]
    for job in questions:
        archive.accept(job)
    archive.done("answered")
    retention.work(archive, NOW + timedelta(hours=23))
    assert not archive.accept(questions[0])
    retention.work(archive, NOW + timedelta(hours=25))
    assert archive.accept(questions[0])
    assert not archive.accept(questions[1])
    archive.close()
