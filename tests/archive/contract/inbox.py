"""Claims about the jobs that people gave."""

from dataclasses import replace

from briefbot.messages import Job
from tests.archive.contract.samples import MINUTE, NOW


class Inbox:
    """See the module."""

    def test_a_job_is_accepted_once_and_listed_until_it_is_done(self, archive):
        """A job's key stays known when it is done; jobs come oldest first."""
        later = Job(key="b", kind="question", payload={"text": "why?", "n": [1, {"x": None}]}, at=NOW)
        earlier = Job(key="a", kind="command", at=NOW - MINUTE)
        assert archive.accept(later)
        assert archive.accept(earlier)
        assert not archive.accept(replace(later, kind="other"))
        assert archive.jobs() == [earlier, later]
        archive.done("a")
        archive.done("a")
        assert archive.jobs() == [later]
        assert not archive.accept(earlier)

    def test_jobs_that_are_done_are_forgotten_when_they_are_old_and_no_others(self, archive):
        """What was done before that time is gone with its key; what is not done, or is newer, stays."""
        done, waiting, fresh = (Job(key=key, kind="question", at=NOW) for key in ("done", "waiting", "fresh"))
        for job in (done, waiting, replace(fresh, at=NOW + MINUTE)):
            archive.accept(job)
        archive.done("done")
        archive.done("fresh")
        assert archive.forget_jobs(NOW) == 0
        assert archive.forget_jobs(NOW + MINUTE) == 1
        assert archive.jobs() == [waiting]
        assert archive.accept(done)
        assert not archive.accept(fresh)
