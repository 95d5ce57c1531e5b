"""The clock: everything once, nothing at night, nothing lost by having been down."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.campaign.campaign import DEADLINE, Campaign
from bot.campaign.quiet_hours import awake, is_quiet
from bot.campaign.work import Work
from bot.i18n.tongue import tongue_for
from bot.schedule import bulk_sending
from bot.schedule.due_deadlines import DEADLINE_SET
from bot.schedule.reminders import reminded_at
from bot.schedule.scheduler import LONGEST_REST, Scheduler
from storage import (
    assignments,
    audit,
    deployment,
    intake,
    invitations,
    jobs,
    outbox,
    replies,
    staff,
)
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.database import Database
from storage.instants import to_text
from storage.jobs import JobKind
from storage.replies import Stage
from storage.staff import Digest
from tests.waiting import PATIENCE_SECONDS
from tests.world import ADMIN, CLAIRE, GROUP, Said, World, campaign, to, world

# The fixtures are the desk's: the clock speaks to the same people.
__all__ = ["campaign", "world"]

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


# ---------------------------------------------------------------- reminders before the deadline


def test_whoever_has_not_replied_is_reminded_at_each_stage_and_told_when_it_is_over(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)

    told = [
        (local(at, campaign), said.text.split(":")[0].split(".")[0])
        for at, said in hours(world, campaign, world.now, CLOSES + timedelta(days=8))
        if said.chat_id == CLAIRE
    ]

    assert told == [
        ("10-02 09:00", "A kind reminder"),
        ("10-18 09:00", "A kind reminder"),
        ("10-25 09:00", "A kind reminder"),
        ("10-30 09:00", "A kind reminder"),
        ("11-01 09:00", "A kind reminder"),
        ("11-01 18:00", "The deadline for the reply of France has passed"),
    ]


def test_a_reminder_says_how_many_days_are_left_and_leads_to_the_form(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)

    (said,) = to(tick(world, campaign, CLOSES - timedelta(days=2, hours=8)), CLAIRE)

    assert "has not reached the secretariat yet" in said.text
    assert "The deadline is in 2 days: 1 November 2003, 18:00 (Zurich)." in said.text
    assert said.buttons["Fill in the reply"] == "*:form"


def test_whoever_has_replied_or_withdrawn_is_left_alone(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.reply()
    world.focal_point(AHMED, "EGY")
    replies.set_stage(world.db, "EGY", Stage.WITHDRAWN, world.stamp)
    close(world)

    told = [
        said.chat_id for _, said in hours(world, campaign, world.now, CLOSES - timedelta(hours=1))
    ]

    assert told == []


def test_a_stage_soon_after_an_officers_reminder_waits_until_the_gap_is_over(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    stage = CLOSES - timedelta(days=7, hours=8)
    deployment.put(world.db, "reminded:FRA", to_text(stage - timedelta(hours=17)))

    told = [
        (at - stage, said.chat_id)
        for at, said in hours(world, campaign, stage, stage + timedelta(days=4))
        if said.chat_id == CLAIRE
    ]

    assert told == [(timedelta(hours=3), CLAIRE)]


def test_a_stage_whose_gap_ends_at_night_waits_until_the_morning(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    stage = CLOSES - timedelta(days=7, hours=8)
    # Twenty hours after this, at 22:00, people sleep.
    deployment.put(world.db, "reminded:FRA", to_text(stage - timedelta(hours=7)))

    told = [
        local(at, campaign)
        for at, said in hours(world, campaign, stage, stage + timedelta(days=4))
        if said.chat_id == CLAIRE
    ]

    assert told == ["10-26 08:00"]


def test_a_stage_whose_gap_ends_with_the_deadline_is_lost_and_wakes_nobody(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    last_stage = CLOSES - timedelta(hours=9)
    deployment.put(world.db, "reminded:FRA", to_text(CLOSES - timedelta(hours=20)))

    due = Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, last_stage))
    told = [
        said.text
        for _, said in hours(world, campaign, last_stage, CLOSES + timedelta(hours=1))
        if said.chat_id == CLAIRE and "A kind reminder" in said.text
    ]

    assert told == []
    assert due == CLOSES


def test_a_stage_reached_while_another_waits_is_told_with_it_once(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    replies.set_deadline(world.db, "FRA", to_text(CLOSES), world.stamp)
    two_days = CLOSES - timedelta(days=2, hours=9)
    # The bot was down at seven days, and an officer has reminded just before two.
    deployment.put(world.db, "reminded:FRA", to_text(two_days - timedelta(minutes=30)))

    told = [
        at - two_days
        for at, said in hours(world, campaign, two_days, CLOSES - timedelta(hours=10))
        if said.chat_id == CLAIRE
    ]

    assert told == [timedelta(hours=23)]


def test_stages_before_the_deadline_was_set_are_not_made_up_for(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.now = CLOSES - timedelta(days=6)
    close(world)

    assert to(tick(world, campaign, world.now + timedelta(hours=1)), CLAIRE) == []


def test_stages_before_the_invitation_are_not_made_up_for(world: World, campaign: Campaign) -> None:
    close(world)
    world.now = CLOSES - timedelta(days=6)
    world.focal_point()

    assert to(tick(world, campaign, world.now + timedelta(hours=1)), CLAIRE) == []


def test_after_days_without_the_bot_one_reminder_makes_up_for_all(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)

    first = to(tick(world, campaign, CLOSES - timedelta(days=5)), CLAIRE)
    second = to(tick(world, campaign, CLOSES - timedelta(days=4)), CLAIRE)

    assert (len(first), len(second)) == (1, 0)


def test_a_state_with_its_own_deadline_is_reminded_of_that(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    later = CLOSES + timedelta(days=20)
    replies.set_deadline(world.db, "FRA", to_text(later), world.stamp)

    told = [
        local(at, campaign)
        for at, said in hours(world, campaign, CLOSES - timedelta(days=1), later)
        if said.chat_id == CLAIRE and "A kind reminder" in said.text
    ]

    # The stage of 30 days was reached in October, so the first tick makes up for it.
    assert told == ["10-31 18:00", "11-07 09:00", "11-14 09:00", "11-19 09:00", "11-21 09:00"]


def test_a_state_that_nobody_can_be_reached_for_is_not_counted_nor_noted_as_reminded(
    world: World, campaign: Campaign
) -> None:
    replies.ensure(world.db, "FRA", world.stamp)
    close(world)

    assert tick(world, campaign, CLOSES - timedelta(days=7, hours=8)) == []
    assert reminded_at(world.db, "FRA") is None
    assert audit.entries(world.db) == []


def test_what_the_clock_does_is_in_the_trail(world: World, campaign: Campaign) -> None:
    world.focal_point()
    close(world)

    for _ in hours(world, campaign, CLOSES - timedelta(days=3), CLOSES + timedelta(hours=1)):
        pass

    trail = [
        (one.action, one.party, one.subject, one.actor, one.actor_role)
        for one in audit.entries(world.db)
    ]
    # Three days before, seven days are made up for; two days before, that is too short ago.
    assert trail == [
        ("told of the deadline", "FRA", None, None, "clock"),
        ("reminded", "FRA", "missing", None, "clock"),
        ("reminded", "FRA", "missing", None, "clock"),
        ("reminded", "FRA", "missing", None, "clock"),
    ]


def test_the_desk_reads_how_many_were_reminded(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.focal_point(AHMED, "EGY", language="fr")
    close(world)

    said = tick(world, campaign, CLOSES - timedelta(days=7, hours=8))

    assert [one.text for one in to(said, GROUP)] == [
        "2 States that have not replied have been reminded of the deadline."
    ]


def test_the_next_moment_is_the_next_stage(world: World, campaign: Campaign) -> None:
    world.focal_point()
    close(world)
    now = CLOSES - timedelta(days=2, hours=9, minutes=1)

    due = Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, now))

    assert due == CLOSES - timedelta(days=2, hours=9)


# ---------------------------------------------------------------- changes that were not sent


def change(world: World, party: str = "FRA") -> None:
    replies.set_answer(world.db, party, 0, "remarks", '"new"', by=CLAIRE, now=world.stamp)


def test_unsent_changes_are_brought_up_after_a_day_and_once_for_each_pause(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    changed = world.now
    change(world)
    first = list(hours(world, campaign, changed, changed + timedelta(days=4)))
    change(world)
    second = list(hours(world, campaign, world.now, world.now + timedelta(days=4)))

    assert [(at - changed, said.chat_id) for at, said in first] == [(timedelta(days=1), CLAIRE)]
    assert first[0][1].buttons["Review and send"] == "*:review"
    assert [said.chat_id for _, said in second] == [CLAIRE]


def test_changes_that_were_sent_meanwhile_are_not_brought_up(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    change(world)
    replies.mark_sent(world.db, "FRA")

    assert tick(world, campaign, world.now + timedelta(days=2)) == []


def test_changes_nobody_can_be_told_of_are_not_brought_up(world: World, campaign: Campaign) -> None:
    world.reply()
    replies.ensure(world.db, "FRA", world.stamp)
    replies.set_stage(world.db, "FRA", Stage.SUBMITTED, world.stamp)
    change(world)
    replies.set_answer(world.db, "EGY", 0, "remarks", '"x"', by=CLAIRE, now=world.stamp)

    assert tick(world, campaign, world.now + timedelta(days=2)) == []


def test_a_reminder_of_unsent_changes_keeps_its_distance_from_another(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    changed = world.now
    change(world)
    deployment.put(world.db, "reminded:FRA", to_text(changed + timedelta(hours=20)))

    told = [at - changed for at, _ in hours(world, campaign, changed, changed + timedelta(days=3))]

    # Twenty hours after the other one it is night no more, but not yet eight o'clock's turn.
    assert told == [timedelta(hours=45)]


def test_nobody_is_pressed_after_the_event(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.reply()
    world.now = datetime(2003, 12, 12, 12, 0, tzinfo=UTC)
    change(world)

    assert tick(world, campaign, world.now + timedelta(days=2)) == []


# ---------------------------------------------------------------- the deadline


def test_the_desk_and_every_mission_are_told_once_that_the_deadline_has_passed(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.focal_point(AHMED, "EGY")
    world.reply("EGY", by=AHMED)
    close(world)

    said = tick(world, campaign, CLOSES + timedelta(minutes=1))
    again = tick(world, campaign, CLOSES + timedelta(minutes=2))

    (desk,) = to(said, GROUP)
    assert "The deadline has passed" in desk.text
    assert "Replied: 1\nNot replied: 1" in desk.text
    assert "A reply can still be sent" in to(said, CLAIRE)[0].text
    assert "Your reply is with the secretariat." in to(said, AHMED)[0].text
    assert again == []


def test_a_deadline_in_the_night_is_brought_up_in_the_morning(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    midnight = datetime(2003, 11, 1, 22, 59, tzinfo=UTC)
    close(world, midnight)

    told = [
        local(at, campaign)
        for at, said in hours(world, campaign, midnight, midnight + timedelta(hours=12))
        if said.chat_id in (CLAIRE, GROUP)
    ]

    assert told == ["11-02 08:59"] * 2


def test_a_deadline_of_long_ago_is_no_news(world: World, campaign: Campaign) -> None:
    world.focal_point()
    close(world)

    assert tick(world, campaign, CLOSES + timedelta(days=8)) == []


def test_the_desk_is_told_of_a_states_own_deadline_too(world: World, campaign: Campaign) -> None:
    world.focal_point()
    replies.set_deadline(world.db, "FRA", to_text(CLOSES), world.stamp)

    said = tick(world, campaign, CLOSES + timedelta(minutes=1))

    assert [one.text for one in to(said, GROUP)] == [
        "The extended deadline of France has passed without a reply."
    ]


# ---------------------------------------------------------------- requests


def test_a_request_of_two_days_ago_is_brought_up_once(world: World, campaign: Campaign) -> None:
    world.meet(CLAIRE)
    asked = world.now
    assignments.assign(
        world.db,
        "FRA",
        CLAIRE,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.UNINVITED,
        now=world.stamp,
    )

    told = list(hours(world, campaign, asked, asked + timedelta(days=5)))

    assert [(at - asked, said.chat_id) for at, said in told] == [(timedelta(days=2), GROUP)]
    assert "France: Claire Fontaine" in told[0][1].text
    assert told[0][1].buttons["Requests"] == "d:requests:0"


# ---------------------------------------------------------------- digests


@pytest.fixture
def daily(world: World, campaign: Campaign) -> World:
    """The group has just chosen to be told daily, at nine in the morning UTC."""
    world.focal_point()
    staff.set_desk_digest(world.db, GROUP, Digest.DAILY)
    assert tick(world, campaign, world.now) == []
    return world


def test_a_daily_chat_reads_at_eight_what_changed(daily: World, campaign: Campaign) -> None:
    daily.later(hours=1)
    daily.reply()
    daily.later(hours=1)
    daily.reply(participants=20)

    told = list(hours(daily, campaign, daily.now, daily.now + timedelta(days=3)))

    assert [(local(at, campaign), said.chat_id) for at, said in told] == [("09-02 08:00", GROUP)]
    text = told[0][1].text
    assert "France has replied." in text
    assert "France has changed its reply, revision 2." in text
    assert "12 → 20" in text
    assert told[0][1].buttons["France"] == "d:open:FRA"


def test_what_came_in_while_the_bot_was_down_at_eight_is_told_later_the_same_day(
    daily: World, campaign: Campaign
) -> None:
    daily.later(hours=1)
    daily.reply()

    noon = datetime(2003, 9, 2, 10, 0, tzinfo=UTC)

    assert len(tick(daily, campaign, noon)) == 1
    assert tick(daily, campaign, noon + timedelta(minutes=1)) == []


def test_a_chat_that_is_told_at_once_gets_no_digest(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.reply()

    assert list(hours(world, campaign, world.now, world.now + timedelta(days=2))) == []


def test_what_a_chat_was_told_at_once_is_not_in_its_first_digest(
    daily: World, campaign: Campaign
) -> None:
    staff.set_desk_digest(daily.db, GROUP, Digest.NOW)
    tick(daily, campaign, daily.now + timedelta(days=1))
    daily.reply()
    daily.later(days=3)
    staff.set_desk_digest(daily.db, GROUP, Digest.DAILY)

    assert list(hours(daily, campaign, daily.now, daily.now + timedelta(days=2))) == []


# ---------------------------------------------------------------- housekeeping


def test_what_is_old_goes_and_what_is_needed_stays(world: World, campaign: Campaign) -> None:
    post, stamp = world.post(), world.stamp
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


# ---------------------------------------------------------------- one part, the whole, the loop


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


@pytest.mark.parametrize(
    ("at", "quiet", "morning"),
    [
        ("2003-09-01T18:59Z", False, "2003-09-01T18:59Z"),
        ("2003-09-01T19:00Z", True, "2003-09-02T06:00Z"),
        ("2003-09-02T05:59Z", True, "2003-09-02T06:00Z"),
        ("2003-09-02T06:00Z", False, "2003-09-02T06:00Z"),
        # The night in which the clocks go back.
        ("2003-10-25T20:00Z", True, "2003-10-26T07:00Z"),
    ],
)
def test_quiet_hours_are_those_of_the_events_place(
    campaign: Campaign, at: str, quiet: bool, morning: str
) -> None:
    moment = datetime.fromisoformat(at)

    assert is_quiet(moment, campaign.event) == quiet
    assert awake(moment, campaign.event) == datetime.fromisoformat(morning)


def test_an_event_may_have_quiet_hours_by_day_or_none(campaign: Campaign) -> None:
    start, end = campaign.event.quiet_hours
    at_noon = datetime(2003, 9, 1, 10, 0, tzinfo=UTC)
    by_day = replace(campaign.event, quiet_hours=(end, start))
    never = replace(campaign.event, quiet_hours=(start, start))

    assert is_quiet(at_noon, by_day)
    assert not any(is_quiet(at_noon + timedelta(hours=n), never) for n in range(24))


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
