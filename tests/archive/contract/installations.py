"""What every archive must do with installations: keep one pair of tokens, renew it once, and erase what is to go."""

from dataclasses import replace
from datetime import timedelta

from briefbot.installation import Installation
from briefbot.messages import Job, Mark, MarkKind, Report
from briefbot.story import Span, StoryKey
from briefbot.subscription import DeliveryState
from tests.archive.contract.samples import DAY, MINUTE, NOW, SLOT, post, subscription


def installation(workspace="T1", **more):
    fields = {"name": "The Newsroom", "token": "xoxb-1", "bot_user": "UBOT", "scopes": ("chat:write",), "by": "UANA"}
    return Installation(**{"workspace": workspace, "at": NOW, **fields, **more})


def rotating(**more):
    return installation(**{"token": "xoxe.xoxb-1", "refresh": "xoxe-1", "expires": NOW + DAY / 2, **more})


class Installations:
    """The claims about where the bot is installed."""

    def test_an_installation_is_kept_until_the_next_one_of_its_workspace(self, archive):
        """What was installed is found as it was; anew, it stands in the place of the one before."""
        assert archive.installation("T1") is None
        assert archive.install(rotating()) == ["T1"]
        assert archive.installation("T1") == rotating()
        archive.install(installation())
        archive.install(installation("T2", name="Another", enterprise="E1"))
        assert archive.installations() == [installation("T2", name="Another", enterprise="E1"), installation()]

    def test_an_organisations_installation_is_that_of_its_workspaces(self, archive):
        """A workspace known to belong to it is served by it, unless it has one of its own; others are not."""
        archive.belongs("T1", "E1")
        archive.belongs("T2", "E1")
        assert archive.install(installation("E1")) == ["E1", "T1", "T2"]
        assert (archive.workspaces_of("E1"), archive.workspaces_of("T1")) == (["T1", "T2"], ["T1"])
        archive.install(installation("T2"))
        assert archive.installation("T1") == installation("E1")
        assert archive.installation("T2") == installation("T2")
        assert archive.installation("T3") is None

    def test_one_alone_renews_a_token_and_the_next_pair_stands_in_its_place(self, archive):
        """A second claim waits for the first to end; once renewed, the spent one can neither claim nor win."""
        spent = rotating()
        archive.install(spent)
        assert archive.claim_renewal(spent, NOW, NOW + MINUTE)
        assert not archive.claim_renewal(spent, NOW, NOW + MINUTE)
        archive.renew(spent, None)
        assert archive.claim_renewal(spent, NOW, NOW + MINUTE)
        renewed = replace(spent, token="xoxe.xoxb-2", refresh="xoxe-2", expires=NOW + DAY)
        archive.renew(spent, renewed)
        assert archive.installation("T1") == renewed
        assert not archive.claim_renewal(spent, NOW + DAY, NOW + DAY)
        archive.renew(spent, replace(spent, token="late", refresh="late"))
        assert archive.installation("T1") == renewed
        assert archive.claim_renewal(renewed, NOW, NOW + MINUTE)

    def test_the_claim_of_a_dead_process_ends_by_itself(self, archive):
        """Another may renew once the claim's time is over, not before."""
        archive.install(rotating())
        assert archive.claim_renewal(rotating(), NOW, NOW + MINUTE)
        assert not archive.claim_renewal(rotating(), NOW + MINUTE / 2, NOW + DAY)
        assert archive.claim_renewal(rotating(), NOW + MINUTE, NOW + DAY)

    def test_a_workspace_that_leaves_is_owed_nothing_and_its_words_are_erased(self, archive):
        """Token, jobs, reports and posts' words go, what was owed fails; another one keeps all; twice: the same."""
        for team in ("T1", "T2"):
            archive.install(installation(team))
            archive.subscribe(subscription(workspace=team))
            key, spans = StoryKey("a", 1), (Span(0, 3),)
            archive.report(Report(workspace=team, channel="C1", user="UANA", story=key, spans=spans, at=NOW))
            kind = next(iter(MarkKind))
            archive.mark(Mark(workspace=team, channel="C1", kind=kind, story="a", user="UANA", at=NOW))
            archive.accept(Job(key=f"job {team}", kind="question", payload={"team_id": team, "text": "why?"}, at=NOW))
            keys = [post(f"{name} {team}", workspace=team, stories=(StoryKey("a", 1),)) for name in ("sent", "owed")]
            if team == "T1":
                archive.claim({SLOT: NOW})
                keys[1] = replace(keys[1], slot=SLOT.key)
            archive.queue(keys)
        for taken in archive.take(NOW):
            archive.sent(taken.key, "1.0")
        for _ in range(2):
            assert archive.uninstall("T1", NOW) == ["T1"]
        assert archive.installation("T1") is None
        assert [job.key for job in archive.jobs()] == ["job T2"]
        assert [p.key for p in archive.take(NOW)] == ["owed T2"]
        assert [d.state for d in archive.deliveries(since=NOW)] == [DeliveryState.FAILED]
        (kept,) = archive.posts(workspace="T1", channel="C1")
        assert (kept.text, kept.blocks, kept.stories) == ("", (), (StoryKey("a", 1),))
        (other,) = archive.posts(workspace="T2", channel="C1")
        assert other.text
        assert [report.workspace for report in archive.reports()] == ["T2"]
        assert {s.workspace for s in archive.subscriptions()} == {"T1", "T2"}
        assert {m.workspace for m in archive.marks(next(iter(MarkKind)), NOW)} == {"T1", "T2"}

    def test_a_workspace_that_was_installed_anew_is_not_removed_for_its_old_token(self, archive):
        """With a token that is not the one installed, nothing is erased and None says so."""
        archive.install(installation(token="xoxb-new"))
        assert archive.uninstall("T1", NOW, "xoxb-old") is None
        assert archive.installation("T1")
        assert archive.uninstall("T1", NOW, "xoxb-new") == ["T1"]

    def test_an_organisation_leaves_with_its_workspaces_and_a_workspace_leaves_it_alone(self, archive):
        """One workspace taken out: the others are served on; the organisation gone: none is, until it comes back."""
        for team in ("T1", "T2"):
            archive.belongs(team, "E1")
        archive.install(installation("E1"))
        assert archive.uninstall("T1", NOW) == ["T1"]
        assert archive.installation("T1") is None
        assert archive.installation("T2")
        assert archive.uninstall("E1", NOW) == ["E1", "T2"]
        assert archive.installation("T2") is None
        assert archive.install(installation("E1")) == ["E1", "T2"]
        assert archive.erase_departed(NOW + 40 * DAY) == ["T1"]

    def test_what_waited_for_a_workspace_to_come_back_is_erased_after_thirty_days(self, archive):
        """Not before, and not where it came back or stayed; then nothing of it is left, and of others all."""
        for team in ("T1", "T2", "T3", "T4"):
            archive.install(installation(team))
            archive.subscribe(subscription(workspace=team))
            archive.queue([post(team, workspace=team)])
        archive.claim({SLOT._replace(subscription=1): NOW, SLOT._replace(subscription=4): NOW})
        for team in ("T1", "T2", "T3"):
            archive.uninstall(team, NOW)
        archive.accept(Job(key="late", kind="question", payload={"team_id": "T1"}, at=NOW))
        archive.install(installation("T2"))
        archive.stay("T3")
        assert archive.erase_departed(NOW + timedelta(days=29)) == []
        assert len(archive.subscriptions()) == 4
        assert archive.erase_departed(NOW + timedelta(days=30)) == ["T1"]
        assert [s.workspace for s in archive.subscriptions()] == ["T2", "T3", "T4"]
        assert [d.slot.subscription for d in archive.deliveries(since=NOW)] == [4]
        assert archive.jobs() == []
        assert archive.erase_departed(NOW + timedelta(days=60)) == []

    def test_an_installation_that_was_begun_is_ended_once_and_in_time(self, archive):
        """Its secret's digest is taken once; not a second time, not too late, and not if it was never given."""
        archive.expect_install("one", NOW, NOW + MINUTE)
        archive.expect_install("two", NOW, NOW + MINUTE)
        assert not archive.take_install("three", NOW)
        assert archive.take_install("one", NOW)
        assert not archive.take_install("one", NOW)
        assert not archive.take_install("two", NOW + MINUTE)
