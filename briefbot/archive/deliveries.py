"""Subscriptions and deliveries in SQLite."""

# ruff: noqa: S608 - only names of our own are put into SQL; every value is a parameter

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from briefbot.archive.database import moment, stamp
from briefbot.archive.posts import read_post
from briefbot.errors import InputError, NotFoundError
from briefbot.subscription import Delivery, DeliveryState, Schedule, Slot, Subscription

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from briefbot.archive.database import Database
    from briefbot.messages import Post

OPEN = "('claimed', 'queued')"
"""States that a delivery still leaves; the others are its end."""


class Deliveries:
    """The part of the archive that knows what is owed to whom."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def subscribe(self, subscription: Subscription) -> Subscription:
        """See `Archive.subscribe`."""
        with self._database.writing() as db:
            return subscribe(db, subscription)[0]

    def subscriptions(self, workspace: str | None = None) -> list[Subscription]:
        """See `Archive.subscriptions`."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT * FROM subscriptions WHERE :workspace IS NULL OR workspace = :workspace ORDER BY id",
                {"workspace": workspace},
            )
            return [read_subscription(row) for row in rows]

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
            db.execute("DELETE FROM travels WHERE subscription = ?", (subscription,))

    def change(self, subscription: Subscription) -> None:
        """See `Archive.change`."""
        row = _row(subscription) | {"id": subscription.id}
        changed = ", ".join(f"{k} = :{k}" for k in row if k not in {"id", "workspace", "channel"})
        own = "id = :id AND workspace = :workspace AND channel = :channel"
        with self._database.writing() as db:
            if db.execute(f"SELECT 1 FROM subscriptions WHERE {own}", row).fetchone() is None:
                raise NotFoundError(
                    f"there is no subscription {subscription.id} any more: `/brief list` shows those there are"
                )
            if db.execute(f"SELECT 1 FROM subscriptions WHERE {_SAME} AND id != :id", row).fetchone():
                raise InputError("the channel has a subscription to that topic at those times already: change that one")
            # In another zone than before, its creator may be asked about any zone anew.
            moves = "EXISTS (SELECT 1 FROM subscriptions WHERE id = :id AND zone != :zone)"
            db.execute(f"DELETE FROM travels WHERE subscription = :id AND {moves}", row)
            db.execute(f"UPDATE subscriptions SET {changed} WHERE {own}", row)

    def last_delivery(self, subscription: int) -> tuple[Delivery, Post | None] | None:
        """See `Archive.last_delivery`; slots of one subscription are in order of their keys."""
        sql = (
            "SELECT deliveries.*, posts.key AS post FROM deliveries LEFT JOIN posts ON posts.slot = deliveries.slot "
            "AND posts.parent IS NULL WHERE deliveries.slot >= ? AND deliveries.slot < ? "
            "ORDER BY deliveries.slot DESC LIMIT 1"
        )
        with self._database.reading() as db:
            row = db.execute(sql, (f"{subscription}/", f"{subscription}0")).fetchone()  # "0" comes after "/"
            if row is None:
                return None
            post = db.execute("SELECT * FROM posts WHERE key = ?", (row["post"],)).fetchone()
            return _delivery(row), None if post is None else read_post(post)

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


_SAME = " AND ".join(f"{k} = :{k}" for k in ("workspace", "channel", "topic", "days", "times", "zone"))


def _row(subscription: Subscription) -> dict[str, Any]:
    schedule = subscription.schedule
    return {
        "workspace": subscription.workspace,
        "channel": subscription.channel,
        "topic": subscription.topic,
        "days": json.dumps(schedule.days),
        "times": json.dumps([at.isoformat() for at in schedule.times]),
        "zone": schedule.zone,
        "event_limit": subscription.limit,
        "created": stamp(subscription.created),
        "paused": subscription.paused,
        "quiet": subscription.quiet,
        "creator": subscription.creator,
        "follows": subscription.follows,
    }


def settle(db: sqlite3.Connection, slot: str | None, state: DeliveryState, reason: str | None = None) -> None:
    """Move the delivery on, within a transaction of the caller's; nothing where it has come to its end."""
    db.execute(
        f"UPDATE deliveries SET state = ?, reason = ? WHERE slot = ? AND state IN {OPEN}", (state.value, reason, slot)
    )


def subscribe(db: sqlite3.Connection, subscription: Subscription) -> tuple[Subscription, bool]:
    """Add it within a transaction of the caller's, or give the one there is; and whether it was added."""
    row = _row(subscription)
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    known = db.execute(f"SELECT * FROM subscriptions WHERE {_SAME}", row).fetchone()
    if known is not None:
        return read_subscription(known), False
    made = db.execute(f"INSERT INTO subscriptions ({names}) VALUES ({values})", row).lastrowid
    assert made is not None
    return replace(subscription, id=made), True


def read_subscription(row: sqlite3.Row) -> Subscription:
    """The subscription that `subscribe` wrote."""
    return Subscription(
        id=row["id"],
        workspace=row["workspace"],
        channel=row["channel"],
        topic=row["topic"],
        schedule=_schedule(row["days"], row["times"], row["zone"]),
        limit=row["event_limit"],
        created=moment(row["created"]),
        paused=bool(row["paused"]),
        quiet=bool(row["quiet"]),
        creator=row["creator"],
        follows=bool(row["follows"]),
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
