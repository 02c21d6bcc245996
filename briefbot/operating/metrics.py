"""What is counted while the bot runs, for Prometheus; what can be read from the archive is not counted, see `health`.

Each is of this process since its start, as Prometheus expects it. Where something is counted, its outcomes are words
of a fixed set: never a channel, a topic or a person.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

POSTS = Counter(
    "briefbot_posts",
    "Calls that post a message: posted; found, posted before by a call of unknown outcome; unsure, to be looked up; "
    "limited, Slack asked to wait; later, Slack could not be reached; plain, never, thread, channel, token: refused.",
    ["outcome"],
    registry=REGISTRY,
)
DELAY = Histogram(
    "briefbot_delivery_delay_seconds",
    "From the time at which a briefing was due until the last of its messages stood in the channel.",
    buckets=(1, 2, 5, 10, 30, 60, 120, 300, 900, 1800, 3600, 7200),
    registry=REGISTRY,
)
FETCHES = Counter(
    "briefbot_fetches",
    "Looks at a source: news, it brought some; nothing, it had none; failed, it could not be read.",
    ["outcome"],
    registry=REGISTRY,
)
ANSWERS = Counter(
    "briefbot_answers",
    "Questions answered: cited; nearest, the stories do not say it but something near; silent, they do not say it; "
    "no_stories, there is none about it.",
    ["outcome"],
    registry=REGISTRY,
)
JOBS = Histogram(
    "briefbot_job_seconds",
    "From the arrival of a command, click, question or form until it was done, by kind.",
    ["kind"],
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 30, 120, 1800),
    registry=REGISTRY,
)
