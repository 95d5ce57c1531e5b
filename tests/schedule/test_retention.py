"""How long what missions wrote is kept: who is told when that is over, how often, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.schedule import retention
from storage import audit, jobs, people, replies, staff, upkeep
from storage.instants import to_text
from tests.schedule.clock import hours, local, tick
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VISITOR, World, campaign, only, world

# The fixtures are the desk's: the clock speaks to the same people.
__all__ = ["campaign", "world"]

# The event ends on 12 December 2003 and keeps for 365 days, one of them in a leap year.
LAST_DAY = datetime(2004, 12, 11, 12, tzinfo=UTC)


def test_the_admins_alone_are_told_the_day_after_the_last_and_every_week(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()

    told = [
        (local(at, campaign), said.chat_id, said.text)
        for at, said in hours(world, campaign, LAST_DAY, LAST_DAY + timedelta(days=16))
        if "was to be kept until" in said.text
    ]

    assert [(at, chat) for at, chat, _ in told] == [
        ("12-12 09:00", ADMIN),
        ("12-19 09:00", ADMIN),
        ("12-26 09:00", ADMIN),
    ]
    assert "11 December 2004" in told[0][2]


def test_a_bot_that_was_down_for_weeks_tells_once(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.reply()

    told = [
        said.chat_id
        for at in (LAST_DAY + timedelta(days=30), LAST_DAY + timedelta(days=30, hours=1))
        for said in tick(world, campaign, at)
        if "was to be kept until" in said.text
    ]

    assert told == [ADMIN]


def test_where_nothing_is_kept_nobody_is_told(world: World, campaign: Campaign) -> None:
    assert list(hours(world, campaign, LAST_DAY, LAST_DAY + timedelta(days=3))) == []


def test_an_event_long_over_is_kept_from_its_first_reply_on(
    world: World, campaign: Campaign
) -> None:
    world.now = LAST_DAY + timedelta(days=1000)
    world.focal_point()
    world.reply()

    told = [
        (at, said.text)
        for at, said in hours(world, campaign, world.now, world.now + timedelta(days=3))
        if "was to be kept until" in said.text
    ]

    assert told == []


def test_everything_is_erased_after_two_questions_and_the_secretariat_stays(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    world.focal_point(VISITOR, "KEN")
    (told,) = tick(world, campaign, LAST_DAY + timedelta(days=1))
    first = only(world.tap(ADMIN, told.buttons["Erase …"]), ADMIN)
    second = only(world.tap(ADMIN, first.buttons["Erase …"]), ADMIN)
    kept = replies.all_replies(world.db)
    done = only(world.tap(ADMIN, second.buttons["Erase for ever"]), ADMIN)

    assert "revisions sent: 1" in first.text
    assert "people who wrote to the bot: 2" in first.text
    assert "All replies: this cannot be undone by anybody." in second.text
    assert [reply.party for reply in kept] == ["FRA", "KEN"]
    assert "All replies have been erased" in done.text
    assert replies.all_replies(world.db) == []
    assert [people.known(world.db, person) for person in (CLAIRE, VISITOR)] == [None, None]
    assert staff.role_of(world.db, OFFICER) == "officer"
    assert [desk.chat_id for desk in staff.desks(world.db)] == [GROUP]
    assert upkeep.kept_since(world.db) is None
    (mark,) = audit.entries(world.db)
    assert (mark.action, mark.party, mark.actor) == ("erased", None, ADMIN)


def test_everything_can_be_erased_without_a_reminder_and_is_offered_by_the_command(
    world: World,
) -> None:
    world.focal_point()
    asked = only(world.command(ADMIN, "/erase"), ADMIN)
    first = only(world.tap(ADMIN, asked.buttons["Everything …"]), ADMIN)
    nothing_yet = replies.get(world.db, "FRA")

    assert "Erase all replies" in first.text
    assert nothing_yet is not None


def test_where_nothing_is_kept_there_is_nothing_to_erase(world: World) -> None:
    asked = only(world.command(ADMIN, "/erase"), ADMIN)
    first = only(world.tap(ADMIN, asked.buttons["Everything …"]), ADMIN)

    assert "There is nothing of that any more." in first.text
    assert first.buttons == {}


def test_the_bytes_of_files_are_left_to_a_job(world: World) -> None:
    world.focal_point()
    first = only(world.command(ADMIN, "/erase France"), ADMIN)
    second = only(world.tap(ADMIN, first.buttons["Erase …"]), ADMIN)
    world.tap(ADMIN, second.buttons["Erase for ever"])

    assert [job.kind for job in jobs.due(world.db, to_text(world.now))] == ["forget"]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        # Nine o'clock in Geneva on the day after the last, in winter.
        (datetime(2004, 12, 12, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2004, 12, 12, 8, 0, tzinfo=UTC), True),
    ],
)
def test_the_time_is_over_at_nine_on_the_day_after_the_last(
    world: World, campaign: Campaign, at: datetime, told: bool
) -> None:
    world.focal_point()
    due = retention.remind(Work.at(campaign, world.db, at))
    nine = datetime(2004, 12, 12, 8, 0, tzinfo=UTC)

    assert [said.chat_id for said in world.read()] == ([ADMIN] if told else [])
    assert due == (nine + timedelta(days=7) if told else nine)


@pytest.mark.parametrize(("days", "weeks"), [(6, 1), (7, 2), (13, 2), (14, 3)])
def test_each_week_begins_seven_days_after_the_one_before(
    world: World, campaign: Campaign, days: int, weeks: int
) -> None:
    world.focal_point()
    first = datetime(2004, 12, 12, 8, 0, tzinfo=UTC)
    due = retention.remind(Work.at(campaign, world.db, first + timedelta(days=days)))

    assert due == first + timedelta(days=7 * weeks)


def test_what_came_after_the_event_is_kept_from_that_day_in_the_events_zone(
    campaign: Campaign,
) -> None:
    days = timedelta(days=campaign.event.privacy.retention_days)
    before_midnight = datetime(2003, 12, 31, 22, 59, tzinfo=UTC)
    ends = campaign.event.ends

    assert retention.kept_until(campaign.event, datetime(2003, 7, 1, tzinfo=UTC)) == ends + days
    assert retention.kept_until(campaign.event, before_midnight).isoformat() == "2004-12-30"
    assert (
        retention.kept_until(campaign.event, before_midnight + timedelta(minutes=1)).isoformat()
        == "2004-12-31"
    )
