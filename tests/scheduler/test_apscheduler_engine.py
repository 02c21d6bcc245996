"""The engine of one process."""

import asyncio

import pytest

from briefbot.scheduler.apscheduler_engine import APSchedulerEngine


@pytest.fixture
async def engine():
    made = APSchedulerEngine()
    yield made
    await made.stop(0)


async def test_work_of_every_runs_at_once_and_again(engine):
    """Work given to `every` runs when the engine starts, and again after its interval."""
    runs = asyncio.Semaphore(0)

    async def work():
        runs.release()

    engine.every(0.05, "work", work)
    await engine.start()
    async with asyncio.timeout(5):
        for _ in range(3):
            await runs.acquire()


async def test_two_runs_of_one_name_never_overlap(engine):
    """However often a name is asked for, at most one of its runs is under way."""
    under_way = most = 0

    async def work():
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1

    await engine.start()
    engine.every(0.002, "work", work)
    for _ in range(20):
        engine.soon("work", work)
        await asyncio.sleep(0.002)
    await engine.stop(5)
    assert most == 1


async def test_what_is_asked_for_during_a_run_is_done_after_it(engine):
    """`soon` during a run leads to one more run after it, however often it is called meanwhile."""
    started, release, runs = asyncio.Event(), asyncio.Event(), []

    async def work():
        runs.append(1)
        started.set()
        await release.wait()

    await engine.start()
    engine.soon("work", work)
    await started.wait()
    for _ in range(5):
        engine.soon("work", work)
    release.set()
    await engine.stop(5)
    assert len(runs) == 2


async def test_a_run_that_raises_does_not_end_the_next_ones(engine, caplog):
    """A run that raises is logged under its name, and the next run happens."""
    runs = asyncio.Semaphore(0)

    async def work():
        runs.release()
        raise ValueError("a bad day")

    engine.every(0.02, "fragile", work)
    await engine.start()
    async with asyncio.timeout(5):
        for _ in range(2):
            await runs.acquire()
    assert "fragile failed" in caplog.text


async def test_stopping_waits_for_what_is_under_way(engine):
    """`stop` lets a run finish within its grace, and nothing begins after it."""
    started, done = asyncio.Event(), []

    async def work():
        started.set()
        await asyncio.sleep(0.05)
        done.append(1)

    await engine.start()
    engine.soon("work", work)
    await started.wait()
    await engine.stop(5)
    engine.soon("work", work)
    await asyncio.sleep(0.1)
    assert done == [1]


async def test_stopping_cuts_short_what_takes_longer_than_its_grace(engine, caplog):
    """A run that outlasts the grace is cancelled, and named in the log."""
    started = asyncio.Event()

    async def work():
        started.set()
        await asyncio.Event().wait()

    await engine.start()
    engine.soon("endless", work)
    await started.wait()
    await engine.stop(0.01)
    assert "endless was cut short" in caplog.text
