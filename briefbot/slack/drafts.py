"""A subscription as it travels through buttons and forms until it is saved: small, and read back with care."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefbot.desk import muting, schedules
from briefbot.desk.due import next_slot
from briefbot.subscription import AS_IT_HAPPENS, Subscription

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall be subscribed to, or, with an id, changed."""

    channel: str
    topic: str = ""
    when: str = ""  # in the words of `schedules.describe`, zone included
    id: int = 0
    here: str = ""  # the channel that the form was opened in
    url: str = ""  # the response_url that the form's outcome is told to; in the Home tab there is none

    quiet: bool = False  # nothing is posted where there is nothing new
    profile: str = ""  # the zone of the person's Slack profile, unless they named one in words

    @property
    def follows(self) -> bool:
        """Whether it is in the person's own messages and by the clock of their profile."""
        zone = "" if self.alerts or not self.when else schedules.parse(self.when, "UTC").zone
        return bool(zone) and zone == self.profile and self.channel.startswith("D")

    @property
    def alerts(self) -> bool:
        """Whether it is for urgent stories as they come, and not for briefings."""
        return self.when == schedules.describe(AS_IT_HAPPENS)

    def dumps(self) -> str:
        """As a button's value or a form's private metadata, within Slack's limits for both."""
        return json.dumps(
            [self.channel, self.topic, self.when, self.id, self.here, self.url, self.quiet, self.profile],
            ensure_ascii=False,
        )

    @staticmethod
    def loads(text: str) -> Draft:
        """What `dumps` wrote."""
        return Draft(*json.loads(text))

    def subscription(self, workspace: str, now: datetime, creator: str = "") -> Subscription:
        """The subscription that it describes; `InputError` where topic or schedule cannot be read."""
        return Subscription(
            id=self.id,
            workspace=workspace,
            channel=self.channel,
            topic=muting.checked(self.topic),
            schedule=schedules.parse(self.when, "UTC"),
            created=now,
            quiet=self.quiet,
            creator=creator,
            follows=self.follows,
        )

    def next(self, now: datetime) -> datetime:
        """When the first briefing would come; UTC. Alerts have no such time."""
        return next_slot(self.subscription("", now), now)[1]


def draft_of(subscription: Subscription) -> Draft:
    """A subscription as it may be changed, or made again after it was ended."""
    return Draft(
        channel=subscription.channel,
        topic=subscription.topic,
        when=schedules.describe(subscription.schedule),
        id=subscription.id,
        quiet=subscription.quiet,
        profile=subscription.schedule.zone if subscription.follows else "",
    )


def ended(subscription: Subscription) -> Draft:
    """The draft that makes the same subscription anew."""
    return replace(draft_of(subscription), id=0)
