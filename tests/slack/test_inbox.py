"""The inbox: what people asked for is done as it comes, each once, and nobody waits for another's answer."""

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.messages import Job
from briefbot.slack.inbox import Inbox


@pytest.fixture
def archive(tmp_path):
    with contextlib.closing(SQLiteArchive.open(tmp_path / "archive.sqlite")) as opened:
        yield opened


def job(key, kind="command"):
    return Job(key=key, kind=kind, at=datetime.now(UTC))


async def test_a_job_that_takes_its_time_holds_up_no_other(archive):
    """While one job waits, a job that came after it is begun and done."""
    release, quick = asyncio.Event(), asyncio.Event()

    async def do(given):
        if given.key == "slow":
            await release.wait()
        else:
            quick.set()
        archive.done(given.key)

    inbox = Inbox(archive, lambda _: True, do)
    archive.accept(job("slow"))
    working = asyncio.create_task(inbox.work())
    await asyncio.sleep(0.05)
    archive.accept(job("quick"))
    inbox.nudge()
    await asyncio.wait_for(quick.wait(), 5)
    release.set()
    await asyncio.wait_for(working, 5)
    assert archive.jobs() == []


async def test_every_job_is_done_once_however_they_overlap(archive):
    """A hundred jobs that come while others end are each done a single time."""
    done = []

    async def do(given):
        await asyncio.sleep(0)
        await asyncio.to_thread(archive.done, given.key)
        done.append(given.key)

    inbox = Inbox(archive, lambda _: True, do)
    archive.accept(job("first"))
    working = asyncio.create_task(inbox.work())
    for number in range(100):
        await asyncio.to_thread(archive.accept, job(f"job-{number}"))
        inbox.nudge()
    while archive.jobs():
        await asyncio.wait_for(working, 5)
        working = asyncio.create_task(inbox.work())
    await working
    assert sorted(done) == sorted(["first", *(f"job-{n}" for n in range(100))])


async def test_only_the_jobs_that_are_wanted_are_done(archive):
    """Two inboxes over one archive share the jobs between them by kind."""
    done: dict[str, list[str]] = {"form": [], "rest": []}

    def doing(name):
        async def do(given):
            done[name].append(given.key)
            archive.done(given.key)

        return do

    archive.accept(job("a", "form"))
    archive.accept(job("b", "command"))
    await Inbox(archive, lambda one: one.kind == "form", doing("form")).work()
    await Inbox(archive, lambda one: one.kind != "form", doing("rest")).work()
    assert done == {"form": ["a"], "rest": ["b"]}


async def test_what_is_cut_short_stays_to_be_done(archive):
    """An inbox that is stopped cancels what is under way, and the job is there after a restart."""

    async def do(_):
        await asyncio.Event().wait()

    archive.accept(job("slow"))
    working = asyncio.create_task(Inbox(archive, lambda _: True, do).work())
    await asyncio.sleep(0.05)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert [left.key for left in archive.jobs()] == ["slow"]
