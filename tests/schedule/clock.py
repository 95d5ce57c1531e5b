"""The clock as the tests of the schedule move it: ticks, hours of them, and a deadline."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.campaign.campaign import DEADLINE, Campaign
from bot.schedule.due_deadlines import DEADLINE_SET
from bot.schedule.scheduler import Scheduler
from storage import (
    deployment,
)
from storage.instants import to_text
from tests.world import Said, World

# 18:00 in Geneva, where it is winter by then.
CLOSES = datetime(2003, 11, 1, 17, 0, tzinfo=UTC)
AHMED = 102


def unexpected(db: sqlite3.Connection, letter: int, now: datetime) -> None:
    raise AssertionError(letter)


def tick(world: World, campaign: Campaign, at: datetime) -> list[Said]:
    """The clock as it is at that moment; each tick begins from what is stored alone."""
    world.now = at
    Scheduler(campaign, unexpected).tick(world.work())
    return world.read()


def hours(
    world: World, campaign: Campaign, since: datetime, until: datetime
) -> Iterator[tuple[datetime, Said]]:
    """What is queued by ticks an hour apart, with the moment of each."""
    while since <= until:
        for said in tick(world, campaign, since):
            yield since, said
        since += timedelta(hours=1)


def close(world: World, at: datetime = CLOSES) -> None:
    deployment.put(world.db, DEADLINE, to_text(at))
    deployment.put(world.db, DEADLINE_SET, world.stamp)


def local(at: datetime, campaign: Campaign) -> str:
    return at.astimezone(campaign.event.zone).strftime("%m-%d %H:%M")
