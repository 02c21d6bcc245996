"""The logs: a delivery's id from its slot to its ts, in JSON where asked, and nobody's words or tokens in them."""

import json
import logging

import pytest

from briefbot.operating import logs
from briefbot.subscription import DeliveryState
from tests.slack.conftest import APP_TOKEN, BRIDGE, SECRET, TOKEN


async def lived(newsroom, **settings):
    """All that a bot logs over a briefing, a command, a question, a form, a refused message and an end."""
    newsroom.file("bridge", BRIDGE)
    newsroom.subscribe()
    newsroom.playground.faults.tell("chat.postMessage", "error", error="invalid_blocks")
    async with newsroom.bot_process(log_level="DEBUG", **settings) as process:
        briefing = await newsroom.briefing()
        await newsroom.set(DeliveryState.DELIVERED)
        await newsroom.command("/brief halmeria")
        await newsroom.command("/brief zeppelins quietly")
        await newsroom.command("/brief subscribe zeppelins mondays 9am")
        await newsroom.ask("how many zeppelins crossed on their way?", thread=briefing)
        await newsroom.ask("@briefbot what did Petra say of zeppelins?")
        process.terminate()
        await process.wait()
        return await newsroom.log(), briefing


WORDS = ("260 trucks", "forty tonnes", "Lindqvist", "toll gate", "reopens", "zeppelins", "Petra")


@pytest.mark.parametrize("mode", [{}, {"slack_app_token": APP_TOKEN}], ids=["http", "socket"])
async def test_nobody_s_words_and_no_token_are_logged(newsroom, mode):
    """Not even at DEBUG is there a story's text, a topic or question that somebody typed, a token or the secret."""
    log, _ = await lived(newsroom, **mode)
    assert "posted delivery/" in log
    for secret in (TOKEN, APP_TOKEN, SECRET, *WORDS):
        assert secret not in log, next(line for line in log.splitlines() if secret in line)


async def test_each_record_is_a_line_of_json_that_a_delivery_is_followed_by(newsroom):
    """From composing to posting the records carry the slot; the last ones the post, the channel and Slack's ts."""
    log, briefing = await lived(newsroom, log="json")
    records = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert len(records) >= len(log.splitlines()) - 2
    assert all({"at", "level", "logger", "message"} <= record.keys() for record in records)
    (slot,) = {record["delivery"] for record in records if "delivery" in record}
    said = [record for record in records if record.get("delivery") == slot]
    assert "composed" in said[0]["message"]
    assert (said[-1]["ts"], said[-1]["channel"]) == (briefing.ts, "C0WORLDNEWS")
    assert "delivered" in said[-1]["message"]
    jobs = {record["job"] for record in records if "job" in record}
    assert any(job.startswith("command/") for job in jobs)
    assert [record for record in records if record.get("event", "").startswith("Ev")]


@pytest.mark.parametrize("form", [logs.Text(), logs.Json()], ids=["text", "json"])
@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-12-34-abcDEF",
        "xoxe.xoxb-1-abc",
        "xapp-1-A0-2-ff",
        "wss://wss-primary.slack.com/link/?ticket=5f3c-22&app_id=A0",
    ],
)
def test_a_secret_that_a_library_raised_is_cut_out(form, secret):
    """Tokens, and a socket's ticket, are replaced in messages and in tracebacks."""
    raised = (ValueError, ValueError(f"cannot use {secret} here"), None)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "told %s", (secret,), raised)
    said = form.format(record)
    assert "told" in said
    for part in ("12-34", "1-abc", "A0-2-ff", "5f3c-22"):
        assert part not in said
