"""Sources, subscriptions and deliveries in SQLite."""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from briefbot.archive.database import moment, stamp
from briefbot.errors import NotFoundError
from briefbot.source import Poll, Rights, Source
from briefbot.subscription import Delivery, DeliveryState, Schedule, Slot, Subscription

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from briefbot.archive.database import Database

OPEN = "('claimed', 'queued')"
"""States that a delivery still leaves; the others are its end."""


class Sources:
    """The part of the archive that knows where news comes from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_source(self, source: Source) -> None:
        """See `Archive.put_source`."""
        with self._database.writing() as db:
            row = (source.id, json.dumps(asdict(source)))
            db.execute("INSERT OR REPLACE INTO sources (id, source) VALUES (?, ?)", row)

    def sources(self) -> list[Source]:
        """See `Archive.sources`."""
        with self._database.reading() as db:
            rows = [json.loads(row["source"]) for row in db.execute("SELECT source FROM sources ORDER BY id")]
        return [Source(**{**fields, "rights": Rights(**fields["rights"])}) for fields in rows]

    def remove_source(self, source: str) -> None:
        """See `Archive.remove_source`."""
        with self._database.writing() as db:
            if not db.execute("DELETE FROM sources WHERE id = ?", (source,)).rowcount:
                raise NotFoundError(f"there is no source {source}: `briefbot sources list` shows those there are")
            db.execute("DELETE FROM polls WHERE source = ?", (source,))

    def put_poll(self, poll: Poll) -> None:
        """See `Archive.put_poll`."""
        fields = {k: stamp(v) if isinstance(v, datetime) else v for k, v in asdict(poll).items()}
        with self._database.writing() as db:
            row = (poll.source, json.dumps(fields))
            db.execute("INSERT OR REPLACE INTO polls (source, poll) VALUES (?, ?)", row)

    def polls(self) -> dict[str, Poll]:
        """See `Archive.polls`."""
        with self._database.reading() as db:
            rows = [json.loads(row["poll"]) for row in db.execute("SELECT poll FROM polls ORDER BY source")]
        return {fields["source"]: _poll(fields) for fields in rows}


class Deliveries:
    """The part of the archive that knows what is owed to whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def subscribe(self, subscription: Subscription) -> Subscription:
        """See `Archive.subscribe`."""
        schedule = subscription.schedule
        row = {
            "workspace": subscription.workspace,
            "channel": subscription.channel,
            "topic": subscription.topic,
            "days": json.dumps(schedule.days),
            "times": json.dumps([at.isoformat() for at in schedule.times]),
            "zone": schedule.zone,
            "event_limit": subscription.limit,
            "created": stamp(subscription.created),
            "paused": subscription.paused,
        }
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        same = " AND ".join(f"{k} = :{k}" for k in ("workspace", "channel", "topic", "days", "times", "zone"))
        with self._database.writing() as db:
            known = db.execute(f"SELECT * FROM subscriptions WHERE {same}", row).fetchone()
            if known is None:
                made = db.execute(f"INSERT INTO subscriptions ({names}) VALUES ({values})", row).lastrowid
                known = db.execute("SELECT * FROM subscriptions WHERE id = ?", (made,)).fetchone()
        return _subscription(known)

    def subscriptions(self, workspace: str | None = None) -> list[Subscription]:
        """See `Archive.subscriptions`."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT * FROM subscriptions WHERE :workspace IS NULL OR workspace = :workspace ORDER BY id",
                {"workspace": workspace},
            )
            return [_subscription(row) for row in rows]

    def unsubscribe(self, subscription: int, workspace: str | None = None) -> None:
        """See `Archive.unsubscribe`."""
        with self._database.writing() as db:
            removed = db.execute(
                "DELETE FROM subscriptions WHERE id = :id AND (:workspace IS NULL OR workspace = :workspace)",
                {"id": subscription, "workspace": workspace},
            )
            if not removed.rowcount:
                raise NotFoundError(
                    f"there is no subscription {subscription}: `briefbot subscriptions` shows those there are"
                )

    def claim(self, due: Mapping[Slot, datetime]) -> set[Slot]:
        """See `Archive.claim`."""
        sql = "INSERT OR IGNORE INTO deliveries (slot, due, state) VALUES (?, ?, ?)"
        state = DeliveryState.CLAIMED.value
        with self._database.writing() as db:
            return {slot for slot, when in due.items() if db.execute(sql, (slot.key, stamp(when), state)).rowcount}

    def briefed(self, since: datetime) -> dict[int, datetime]:
        """See `Archive.briefed`."""
        sql = (
            "SELECT CAST(substr(slot, 1, instr(slot, '/') - 1) AS INTEGER) AS subscription, max(due) AS due "
            "FROM deliveries WHERE due >= ? AND state = 'delivered' GROUP BY subscription"
        )
        with self._database.reading() as db:
            return {row["subscription"]: moment(row["due"]) for row in db.execute(sql, (stamp(since),))}

    def settle(self, slot: Slot, state: DeliveryState, reason: str | None = None) -> None:
        """See `Archive.settle`; a delivery that has come to its end stays there."""
        with self._database.writing() as db:
            if db.execute("SELECT 1 FROM deliveries WHERE slot = ?", (slot.key,)).fetchone() is None:
                raise NotFoundError(f"the delivery {slot.key} was never claimed: claim it before it is settled")
            settle(db, slot.key, state, reason)

    def deliveries(self, *, since: datetime, state: DeliveryState | None = None) -> list[Delivery]:
        """See `Archive.deliveries`."""
        sql = "SELECT * FROM deliveries WHERE due >= :since AND (:state IS NULL OR state = :state) ORDER BY due, slot"
        with self._database.reading() as db:
            return [_delivery(row) for row in db.execute(sql, {"since": stamp(since), "state": state})]


def settle(db: sqlite3.Connection, slot: str | None, state: DeliveryState, reason: str | None = None) -> None:
    """Move the delivery on, within a transaction of the caller's; nothing where it has come to its end."""
    db.execute(
        f"UPDATE deliveries SET state = ?, reason = ? WHERE slot = ? AND state IN {OPEN}", (state.value, reason, slot)
    )


def _poll(fields: dict[str, Any]) -> Poll:
    times = {name: moment(fields[name]) for name in ("at", "last_success", "last_new") if fields[name] is not None}
    return Poll(**{**fields, **times})


def _subscription(row: sqlite3.Row) -> Subscription:
    return Subscription(
        id=row["id"],
        workspace=row["workspace"],
        channel=row["channel"],
        topic=row["topic"],
        schedule=_schedule(row["days"], row["times"], row["zone"]),
        limit=row["event_limit"],
        created=moment(row["created"]),
        paused=bool(row["paused"]),
    )


@lru_cache(1024)  # thousands of subscriptions are read every second, and few schedules are different
def _schedule(days: str, times: str, zone: str) -> Schedule:
    return Schedule(days=tuple(json.loads(days)), times=tuple(map(time.fromisoformat, json.loads(times))), zone=zone)


def _delivery(row: sqlite3.Row) -> Delivery:
    subscription, day, at = row["slot"].split("/")
    return Delivery(
        slot=Slot(int(subscription), date.fromisoformat(day), time.fromisoformat(at)),
        due=moment(row["due"]),
        state=DeliveryState(row["state"]),
        reason=row["reason"],
    )
