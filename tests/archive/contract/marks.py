"""Claims about what people want of single stories, and the quotations that they doubt."""

from dataclasses import replace

from briefbot.messages import Mark, MarkKind, Report
from briefbot.story import Span, StoryKey
from tests.archive.contract.samples import DAY, MINUTE, NOW

MARK = Mark(workspace="T1", channel="C1", kind=MarkKind.MUTED, story="a", user="U1", at=NOW)
REPORT = Report(workspace="T1", channel="C1", user="U1", story=StoryKey("a", 2), spans=(Span(0, 4), Span(6, 9)), at=NOW)


class Marks:
    """See the module."""

    def test_a_mark_is_kept_once_and_taken_back(self, archive, open_archive):
        """Again it is not new; each conversation, kind and story has its own; taken back twice is no error."""
        others = [
            replace(MARK, **more)
            for more in ({"channel": "C2"}, {"workspace": "T2"}, {"kind": MarkKind.FOLLOWED}, {"story": "b"})
        ]
        assert archive.mark(MARK)
        assert not archive.mark(replace(MARK, user="U2", at=NOW + DAY))
        assert all(archive.mark(other) for other in others)
        assert archive.marks(MarkKind.FOLLOWED, NOW) == [others[2]]
        assert MARK in open_archive().marks(MarkKind.MUTED, NOW)
        for _ in range(2):
            archive.unmark("T1", "C1", MarkKind.MUTED, "a")
        assert archive.marks(MarkKind.MUTED, NOW) == [others[3], others[0], others[1]]

    def test_marks_are_given_from_a_time_on(self, archive):
        """`since` looks at when a mark was made; older ones are left out, and the oldest come first."""
        marks = [replace(MARK, story=str(n), at=NOW - n * MINUTE) for n in range(3)]
        for mark in marks:
            archive.mark(mark)
        assert archive.marks(MarkKind.MUTED, NOW - MINUTE) == [marks[1], marks[0]]

    def test_a_report_is_kept_once_a_person_and_quotation(self, archive, open_archive):
        """Said again, it is not new; another person's, quotation's or workspace's is; the newest comes first."""
        others = [replace(REPORT, user="U2"), replace(REPORT, spans=(Span(0, 4),)), replace(REPORT, workspace="T2")]
        assert archive.report(REPORT)
        assert not archive.report(replace(REPORT, at=NOW + DAY))
        assert all(archive.report(other) for other in others)
        assert open_archive().reports() == [*reversed(others), REPORT]
        assert archive.reports("T2") == [others[2]]
