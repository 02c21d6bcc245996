"""What every archive must do with what people are asked and told of the bot's own accord: say it once."""

from dataclasses import replace

from briefbot.source import Told
from briefbot.subscription import Schedule
from tests.archive.contract.installations import installation
from tests.archive.contract.samples import DAY, NOW, licensed, post, subscription


class Notices:
    """The claims about questions to travellers and about outages told."""

    def ask(self, archive, *subscriptions, zone="Asia/Tokyo", key="q"):
        """Ask, and give the ids of those that the question is about; None where none is asked."""
        about: list[int] = []

        def question(asked):
            about.extend(each.id for each in asked)
            return post(key)

        return about if archive.ask_to_move(subscriptions, zone, NOW, question) else None

    def test_a_subscription_is_asked_about_once_for_each_zone(self, archive):
        """Of several those that were not, in one post; none left: no post."""
        one, two = (archive.subscribe(subscription(channel=f"D{n}")) for n in (1, 2))
        assert self.ask(archive, one, key="q1") == [one.id]
        assert self.ask(archive, one, two, key="q2") == [two.id]
        assert self.ask(archive, one, two, key="q3") is None
        assert self.ask(archive, one, zone="Asia/Dubai", key="q4") == [one.id]
        assert [each.key for each in archive.take(NOW)] == ["q1"]

    def test_a_subscription_in_another_zone_may_be_asked_about_anew(self, archive):
        """A change of all else leaves what was asked; a change of the zone ends it."""
        made = archive.subscribe(subscription(follows=True))
        self.ask(archive, made)
        archive.change(replace(made, quiet=True))
        assert self.ask(archive, made, key="again") is None
        archive.change(made)
        moved = replace(made, schedule=Schedule(made.schedule.days, made.schedule.times, "Asia/Tokyo"))
        archive.change(moved)
        assert archive.subscriptions() == [moved]
        assert self.ask(archive, moved, zone="Asia/Kuwait", key="back") == [made.id]
        archive.change(made)
        assert self.ask(archive, made, key="again") == [made.id]

    def test_what_has_changed_meanwhile_is_not_asked_about(self, archive):
        """Moved, paused or ended since it was looked at: there is nothing to ask."""
        made = archive.subscribe(subscription())
        stale = replace(made, schedule=replace(made.schedule, zone="UTC"))
        assert self.ask(archive, stale) is None
        archive.change(replace(made, paused=True))
        assert self.ask(archive, made) is None
        archive.unsubscribe(made.id)
        assert self.ask(archive, made) is None

    def test_what_was_asked_waits_for_a_workspace_to_come_back(self, archive):
        """As its subscriptions do."""
        archive.install(installation())
        made = archive.subscribe(subscription())
        self.ask(archive, made)
        archive.uninstall("T1", NOW)
        assert self.ask(archive, made, key="again") is None

    def test_what_an_owner_was_told_of_sources_is_kept_by_workspace(self, archive):
        """The last word of each source counts; its post is queued; another workspace was told nothing."""
        fails, well = Told(fails=True, at=NOW), Told(fails=False, at=NOW + DAY)
        archive.tell_outages("T1", {"a": fails, "b": fails}, post("one"))
        archive.tell_outages("T1", {"b": well}, post("two"))
        assert archive.outages_told("T1") == {"a": fails, "b": well}
        assert archive.outages_told("T2") == {}
        assert [each.key for each in archive.take(NOW)] == ["one"]
        archive.sent("one", "1.0")
        assert [each.key for each in archive.take(NOW)] == ["two"]

    def test_what_was_told_goes_with_the_source_and_with_the_workspace(self, archive):
        """A source removed, or an app removed, is forgotten: added again, it is told anew."""
        archive.put_source(licensed())
        for team in ("T1", "T2"):
            archive.install(installation(team))
            archive.tell_outages(team, {name: Told(fails=True, at=NOW) for name in ("nw", "x")}, post(team))
        archive.remove_source("nw")
        assert archive.outages_told("T1").keys() == {"x"}
        archive.uninstall("T1", NOW)
        assert archive.outages_told("T1") == {}
        assert archive.outages_told("T2").keys() == {"x"}
