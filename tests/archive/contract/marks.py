"""Claims about what people want of single stories, what has come just now, and the quotations that they doubt."""

from dataclasses import replace

from briefbot.messages import Mark, MarkKind, Report
from briefbot.story import PubStatus, Span, StoryKey
from tests.archive.contract.samples import DAY, MINUTE, NOW, licensed, post, story

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

    def test_how_a_story_stands_is_known(self, archive):
        """By its newest version: shown, embargoed until its time, withheld, killed; then what was forgotten."""
        archive.put_source(licensed(keep_days=1))
        archive.add(story("a"), source="nw", seen=NOW)
        for id_, more in (
            ("later", {"embargoed": NOW + MINUTE}),
            ("held", {"status": PubStatus.WITHHELD}),
            ("dead", {"status": PubStatus.CANCELED}),
        ):
            archive.add(story(id_), source="nw", seen=NOW)
            archive.add(story(id_, **more), source="nw", seen=NOW)
        stand = {id_: archive.availability(id_, NOW).value for id_ in ("a", "later", "held", "dead", "none")}
        assert stand == {"a": "shown", "later": "embargoed", "held": "withheld", "dead": "killed", "none": "unknown"}
        assert archive.availability("later", NOW + MINUTE) == "shown"
        archive.forget(NOW + 3 * DAY)
        assert [archive.availability(id_, NOW).value for id_ in ("a", "dead")] == ["forgotten", "killed"]

    def test_news_is_what_came_or_came_out_of_embargo(self, archive):
        """Newest versions since a time that may be shown, in the order in which they could be."""
        archive.add(story("old"), source=None, seen=NOW - DAY)
        archive.add(story("freed", embargoed=NOW + 2 * MINUTE), source=None, seen=NOW - DAY)
        archive.add(story("closed", embargoed=NOW + DAY), source=None, seen=NOW)
        archive.add(story("new"), source=None, seen=NOW)
        archive.add(story("killed", status=PubStatus.CANCELED), source=None, seen=NOW)
        archive.add(story("old", "The harbour shut again."), source=None, seen=NOW + MINUTE)
        found = archive.news(NOW, NOW + 3 * MINUTE)
        assert [each.key for each in found] == [("new", 1), ("old", 2), ("freed", 1)]
        assert [each.id for each in archive.news(NOW, NOW + MINUTE)] == ["new", "old"]
        assert archive.news(NOW + DAY, NOW + DAY) == [archive.story(StoryKey("closed"))]

    def test_what_is_urgent_is_so_once(self, archive):
        """Urgency 3 or less; a version of a story that was as urgent before the time is not urgent anew."""
        archive.add(story("flash", urgency=1), source=None, seen=NOW)
        archive.add(story("routine", urgency=4), source=None, seen=NOW)
        for id_, urgency in (("told", 2), ("raised", 4)):
            archive.add(story(id_, urgency=urgency), source=None, seen=NOW - DAY)
            archive.add(story(id_, "It is worse.", urgency=2), source=None, seen=NOW)
        archive.add(story("freed", urgency=3, embargoed=NOW), source=None, seen=NOW - DAY)
        archive.add(story("freed", "It is out.", urgency=3), source=None, seen=NOW)
        assert {each.id for each in archive.urgent(NOW, NOW)} == {"flash", "raised", "freed"}
        assert {each.id for each in archive.urgent(NOW + MINUTE, NOW + MINUTE)} == set()

    def test_alerts_are_a_channels_own_from_a_time_on(self, archive):
        """Those owed, sent and refused are given, and no other posts, channels or workspaces."""
        archive.queue([post("alert/1/x"), post("alertness"), post("delivery/1/x")])
        archive.queue([post("alert/2/x", channel="C2"), post("alert/3/x", workspace="T2")])
        archive.take(NOW)
        archive.refused("alert/1/x", "no")
        archive.queue([post("alert/1/y")])
        assert [each.key for each in archive.alerts("T1", "C1", NOW)] == ["alert/1/x", "alert/1/y"]
        assert [each.key for each in archive.alerts("T1", "C1", NOW + MINUTE)] == ["alert/1/y"]
