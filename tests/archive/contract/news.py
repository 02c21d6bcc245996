"""Claims about what may be shown now, and what has come just now."""

from briefbot.story import PubStatus, StoryKey
from tests.archive.contract.samples import DAY, MINUTE, NOW, licensed, story


class News:
    """See the module."""

    def test_whether_a_story_may_be_shown_is_known_and_why_not(self, archive):
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
