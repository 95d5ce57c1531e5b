"""The scheduler: every part once, one that fails holds up no other, and the loop wakes and ends."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.i18n.tongue import tongue_for
from bot.schedule import bulk_sending
from bot.schedule.scheduler import LONGEST_REST, Scheduler
from storage import (
    deployment,
    intake,
    invitations,
    jobs,
    outbox,
    staff,
)
from storage.database import Database
from storage.instants import to_text
from storage.jobs import JobKind
from storage.staff import Digest
from tests.schedule.clock import CLOSES, close, tick, unexpected
from tests.waiting import PATIENCE_SECONDS
from tests.world import ADMIN, CLAIRE, GROUP, World, to


def test_what_is_old_goes_and_what_is_needed_stays(world: World, campaign: Campaign) -> None:
    stamp = world.stamp
    outbox.enqueue(world.db, chat_id=1, method="m", params={}, now=stamp)
    outbox.mark_sent(world.db, [outbox.Delivered(1, 1)], stamp)
    intake.take(world.db, 99, stamp)
    jobs.finish(world.db, jobs.add(world.db, kind=JobKind.FORGET, payload={}, now=stamp))
    invitations.record_attempt(world.db, 1, stamp)
    staff.save_desk_session(world.db, 1, 1, "{}", stamp)
    intake.settle(
        world.db, intake.bury(world.db, update_id=1, raw="x", error="y", now=stamp), stamp
    )
    tables = ("outbox", "processed", "jobs", "attempts", "desk_sessions", "dead_letters")

    def counts() -> list[int]:
        return [world.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]

    Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, world.now + timedelta(days=1)))
    after_a_day = counts()
    Scheduler(campaign, unexpected).tick(
        Work.at(campaign, world.db, world.now + timedelta(days=100))
    )

    assert after_a_day == [1] * 6
    # The newest updates stay known, lest a clock that has jumped makes one happen twice.
    assert counts() == [0, 1, 0, 0, 0, 0]


def test_a_part_that_fails_holds_up_no_other(
    world: World, campaign: Campaign, logged: pytest.LogCaptureFixture
) -> None:
    world.focal_point()
    close(world)
    staff.set_desk_digest(world.db, GROUP, Digest.DAILY)
    deployment.put(world.db, f"digested:{GROUP}", "a secret, and no instant")

    said = tick(world, campaign, CLOSES - timedelta(days=7, hours=8))

    assert len(to(said, CLAIRE)) == 1
    assert "a part of the clock failed: ValueError" in logged.text
    assert "secret" not in logged.text


def test_sendings_under_way_are_looked_after(world: World, campaign: Campaign) -> None:
    sending = bulk_sending.begin(world.work())
    outbox.enqueue(world.db, chat_id=1, method="m", params={}, now=world.stamp, batch=sending.batch)
    bulk_sending.follow(world.work(), sending, ADMIN, tongue_for("en"))
    world.read()
    outbox.mark_sent(world.db, [outbox.Delivered(1, 1)], world.stamp)

    (said,) = tick(world, campaign, world.now + timedelta(seconds=5))

    assert said.text == "Delivered: 1 of 1."


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "focal.sqlite3")
    yield opened
    await opened.close()


@asynccontextmanager
async def running(
    schedule: Scheduler, database: Database, ticked: Callable[[], None]
) -> AsyncIterator[None]:
    """The loop, by day: in quiet hours nothing would be looked up."""
    task = asyncio.create_task(schedule.run(database, ticked, now=lambda: CLOSES))
    try:
        yield
    finally:
        schedule.stop()
        await asyncio.wait_for(task, PATIENCE_SECONDS)


async def test_the_loop_wakes_for_a_job_and_ends_when_it_is_told_to(
    database: Database, campaign: Campaign
) -> None:
    handled: list[int] = []
    ticked, done = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def again(db: sqlite3.Connection, letter: int, now: datetime) -> None:
        handled.append(letter)
        loop.call_soon_threadsafe(done.set)

    def add(db: sqlite3.Connection) -> int:
        return jobs.add(db, kind=JobKind.RETRY_UPDATE, payload={"letter": 7}, now=to_text(CLOSES))

    schedule = Scheduler(campaign, again)
    async with running(schedule, database, ticked.set):
        await asyncio.wait_for(ticked.wait(), PATIENCE_SECONDS)
        await database.write(add)
        schedule.wake()
        # Without the wake it would look for jobs only after its longest rest.
        await asyncio.wait_for(done.wait(), LONGEST_REST.total_seconds() / 2)

    assert handled == [7]


async def test_the_loop_waits_for_a_database_that_fails(
    database: Database, campaign: Campaign, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write(lambda db: db.execute("ALTER TABLE facts RENAME TO hidden"))
    woken = asyncio.Event()
    caplog.set_level(logging.ERROR)

    async with running(Scheduler(campaign, unexpected), database, woken.set):
        await asyncio.wait_for(woken.wait(), PATIENCE_SECONDS)

    assert "the clock waits for its database" in caplog.text


def test_nothing_is_done_twice_by_two_ticks_at_once(world: World, campaign: Campaign) -> None:
    world.focal_point()
    close(world)
    at = CLOSES - timedelta(days=7, hours=8)
    schedule = Scheduler(campaign, unexpected)
    schedule.tick(Work.at(campaign, world.db, at))
    schedule.tick(Work.at(campaign, world.db, at))

    assert len(to(world.read(), CLAIRE)) == 1
    assert staff.role_of(world.db, ADMIN) == "admin"


# Three in the morning in Geneva, in winter.
NIGHT = datetime(2003, 11, 5, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("keep", "put", "table"),
    [
        (
            timedelta(days=90),
            lambda db, at: outbox.drop(
                db, outbox.enqueue(db, chat_id=1, method="m", params={}, now=at) or 0, "x"
            ),
            "outbox",
        ),
        (
            timedelta(days=30),
            lambda db, at: jobs.stop(db, jobs.add(db, kind=JobKind.FORGET, payload={}, now=at)),
            "jobs",
        ),
        (timedelta(days=7), lambda db, at: invitations.record_attempt(db, 1, at), "attempts"),
        (
            timedelta(days=30),
            lambda db, at: staff.save_desk_session(db, 1, 1, "{}", at),
            "desk_sessions",
        ),
        (
            timedelta(days=30),
            lambda db, at: intake.settle(
                db, intake.bury(db, update_id=1, raw="x", error="y", now=at), at
            ),
            "dead_letters",
        ),
    ],
)
@pytest.mark.parametrize(("older", "kept"), [(timedelta(0), 1), (timedelta(milliseconds=1), 0)])
def test_each_table_is_kept_for_as_long_as_it_is_needed_and_no_longer(
    world: World,
    campaign: Campaign,
    keep: timedelta,
    put: Callable[[sqlite3.Connection, str], object],
    table: str,
    older: timedelta,
    kept: int,
) -> None:
    put(world.db, to_text(NIGHT - keep - older))
    Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, NIGHT))

    assert world.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (kept,)


@pytest.mark.parametrize(
    ("older", "kept"), [(timedelta(0), 10_001), (timedelta(milliseconds=1), 10_000)]
)
def test_updates_are_forgotten_after_days_but_the_newest_stay(
    world: World, campaign: Campaign, older: timedelta, kept: int
) -> None:
    old = to_text(NIGHT - timedelta(days=4) - older)
    world.db.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n <= ?) "
        "INSERT INTO processed (update_id, at) SELECT n, ? FROM numbers",
        (10_000, old),
    )
    Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, NIGHT))

    assert world.db.execute("SELECT max(update_id), count(*) FROM processed").fetchone() == (
        10_001,
        kept,
    )


def test_housekeeping_is_at_three_once_a_night_and_made_up_for(
    world: World, campaign: Campaign
) -> None:
    left = []
    for at in (
        NIGHT - timedelta(seconds=1),
        NIGHT,
        NIGHT + timedelta(hours=20),
        NIGHT + timedelta(hours=30),
    ):
        invitations.record_attempt(world.db, 1, to_text(at - timedelta(days=60)))
        Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, at))
        left.append(world.db.execute("SELECT count(*) FROM attempts").fetchone()[0])

    # Not before three; once a day; and in the morning, where the bot was down at three.
    assert left == [1, 0, 1, 0]


def test_the_next_moment_is_tonights_where_nothing_else_is_due(
    world: World, campaign: Campaign
) -> None:
    timeless = replace(campaign, event=replace(campaign.event, deadline=None))
    noon = datetime(2003, 11, 5, 11, 0, tzinfo=UTC)

    assert Scheduler(timeless, unexpected).tick(Work.at(timeless, world.db, noon)) == (
        NIGHT + timedelta(days=1)
    )


def test_a_sending_is_looked_at_again_when_it_is_due(world: World, campaign: Campaign) -> None:
    sending = bulk_sending.begin(world.work())
    outbox.enqueue(world.db, chat_id=1, method="m", params={}, now=world.stamp, batch=sending.batch)
    bulk_sending.follow(world.work(), sending, ADMIN, tongue_for("en"))
    due = Scheduler(campaign, unexpected).tick(world.work())

    assert due == world.now + bulk_sending.EVERY
