"""What the person who runs the bot sees: whether it lives, whether it is ready and why not, and its figures."""

import asyncio
import re
import socket

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from briefbot.archive.sqlite import SQLiteArchive
from briefbot.errors import InputError
from briefbot.operating import health
from briefbot.operating.health import Health, Signs
from briefbot.serving import serve
from briefbot.subscription import DeliveryState
from tests.slack.conftest import APP_TOKEN, BRIDGE


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


async def get(port, page):
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{port}{page}")


def figures(text):
    """{name and labels: value} of an exposition."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize("more", [{}, {"slack_app_token": APP_TOKEN}], ids=["http", "socket"])
async def test_a_running_bot_lives_and_is_ready(newsroom, port, more):
    """On the monitoring port both pages say so, with HTTP and with Socket Mode alike."""
    async with newsroom.bot(monitor_port=port, **more):
        assert (await get(port, "/healthz")).text == "ok"
        ready = await get(port, "/readyz")
        assert (ready.status_code, ready.text) == (200, "ready")


async def test_the_port_that_slack_reaches_shows_no_figures(newsroom):
    """There /healthz and /readyz are answered, for who balances the load, and /metrics is not there."""
    async with newsroom.bot():
        (port,) = re.findall(r":(\d+)/", newsroom.request_url)
        assert (await get(port, "/healthz")).status_code == 200
        assert (await get(port, "/readyz")).status_code == 200
        assert (await get(port, "/metrics")).status_code == 404


async def test_a_slack_that_cannot_be_reached_is_not_ready_in_words(newsroom, port, monkeypatch):
    """/readyz is 503 with what is wrong and what to do, while the bot lives; once Slack answers it is ready again."""
    monkeypatch.setattr(health, "ASKED_AGAIN", 0.0)
    async with newsroom.bot(monitor_port=port):
        newsroom.playground.faults.tell("api.test", "status", status=503)
        unready = await get(port, "/readyz")
        assert unready.status_code == 503
        assert "does not answer as Slack does" in unready.text
        assert (await get(port, "/healthz")).status_code == 200
        assert (await get(port, "/readyz")).status_code == 200


async def test_sockets_that_are_all_down_are_not_ready(newsroom, port, monkeypatch):
    """When no socket is connected /readyz says that, and what to look at."""
    async with newsroom.bot(monitor_port=port, slack_app_token=APP_TOKEN, sockets=1):
        newsroom.playground.faults.tell("apps.connections.open", "status", status=503)
        await newsroom.playground.refresh_socket()
        await newsroom.until(lambda: newsroom.playground.sockets == 0)
        await newsroom.settled(0.3)
        unready = await get(port, "/readyz")
    assert unready.status_code == 503
    assert "no socket to Slack is connected" in unready.text


async def reached():
    return ""


async def test_an_archive_and_a_scheduler_that_stand_still_are_both_named(tmp_path):
    """Each trouble has its line; the figures are given without those of the archive."""
    archive = SQLiteArchive.open(tmp_path / "archive.sqlite")
    archive.close()
    made = Health(archive, Signs(started=0.0), reached)
    closed, still = await made.troubles()
    assert "was closed" in closed
    assert "the scheduler's last round was" in still
    async with serve(Starlette(routes=made.pages(figures=True)), "127.0.0.1", 0) as address:
        there = figures((await get(address.rpartition(":")[2], "/metrics")).text)
    assert there["briefbot_archive_up",] == 0
    assert ("briefbot_jobs_waiting",) not in there


async def test_the_figures_tell_of_a_briefing_a_question_and_the_sources(newsroom, port):
    """After a briefing and an answer: delivered, posted, fetched, answered, nothing waiting, rounds made."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    async with newsroom.bot(monitor_port=port):
        before = figures((await get(port, "/metrics")).text)
        briefing = await newsroom.briefing()
        await newsroom.set(DeliveryState.DELIVERED)
        await newsroom.ask("how many trucks crossed?", thread=briefing)
        await newsroom.settled(0.3)
        page = await get(port, "/metrics")
    after = figures(page.text)
    assert page.headers["content-type"].startswith("text/plain")

    def more(*name):
        return after.get(name, 0) - before.get(name, 0)

    assert after["briefbot_deliveries", "delivered"] == 1
    assert more("briefbot_delivery_delay_seconds_count") == 1
    assert more("briefbot_posts_total", "posted") >= 2
    assert more("briefbot_answers_total", "cited") == 1
    assert more("briefbot_job_seconds_count", "question") == 1
    assert after["briefbot_fetches_total", "news"] >= 1
    assert (after["briefbot_jobs_waiting",], after["briefbot_queue_age_seconds",]) == (0, 0)
    assert after["briefbot_archive_up",] == 1
    assert after["briefbot_last_round_timestamp_seconds", "deliveries"] > 0
    assert after["briefbot_slack_last_event_timestamp_seconds",] > 0


async def test_what_waits_has_an_age(newsroom, port):
    """While Slack holds a post, its delivery is queued, the post is being sent, and the queue has an age."""
    newsroom.file("bridge", BRIDGE)
    (fault,) = newsroom.playground.faults.tell("chat.postMessage", "hold_before")
    newsroom.subscribe()
    async with newsroom.bot(monitor_port=port):
        await asyncio.wait_for(fault.held.wait(), 15)
        await newsroom.settled(0.2)
        there = figures((await get(port, "/metrics")).text)
        fault.release.set()
    assert there["briefbot_deliveries", "queued"] == 1
    assert there["briefbot_posts_waiting", "sending"] == 1
    assert there["briefbot_queue_age_seconds",] > 0


async def test_a_monitoring_port_in_use_is_named_with_its_setting(newsroom):
    """The bot does not start, and says which variable names another port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bot = newsroom.bot(monitor_port=taken.getsockname()[1])
        with pytest.raises(InputError, match="BRIEFBOT_MONITOR_PORT"):
            await bot.__aenter__()
