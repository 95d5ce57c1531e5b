"""Requests that nobody has decided: brought up once, after two days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.schedule.due_requests import REQUESTS_WAIT, waiting_requests
from bot.texts.schedule_notices import REQUESTS_SHOWN
from storage import (
    assignments,
)
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from tests.schedule.clock import hours
from tests.world import CLAIRE, GROUP, World


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


def ask(world: World, person: int = CLAIRE, party: str = "FRA") -> int:
    world.meet(person)
    return assignments.assign(
        world.db,
        party,
        person,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.UNINVITED,
        now=world.stamp,
    )


@pytest.mark.parametrize(
    ("waited", "told"), [(REQUESTS_WAIT - timedelta(seconds=1), False), (REQUESTS_WAIT, True)]
)
def test_a_request_waits_two_days_to_the_second(
    world: World, campaign: Campaign, waited: timedelta, told: bool
) -> None:
    ask(world)
    asked = world.now
    due = waiting_requests(Work.at(campaign, world.db, asked + waited))

    assert [said.chat_id for said in world.read()] == ([GROUP] if told else [])
    assert due == (None if told else asked + REQUESTS_WAIT)


def test_of_several_requests_the_next_to_have_waited_is_looked_for(
    world: World, campaign: Campaign
) -> None:
    ask(world, 2000)
    first = world.now
    world.later(minutes=60)
    ask(world, 2001)

    assert waiting_requests(Work.at(campaign, world.db, world.now)) == first + timedelta(days=2)


def test_a_request_that_was_decided_is_not_brought_up(world: World, campaign: Campaign) -> None:
    assignments.decide(
        world.db,
        ask(world),
        AssignmentStatus.REFUSED,
        before=AssignmentStatus.PENDING,
        by=None,
        now=world.stamp,
    )

    assert waiting_requests(Work.at(campaign, world.db, world.now + timedelta(days=3))) is None
    assert world.read() == []


def test_at_night_requests_wait_for_the_morning(world: World, campaign: Campaign) -> None:
    ask(world)
    night = datetime(2003, 9, 5, 20, 0, tzinfo=UTC)

    assert waiting_requests(Work.at(campaign, world.db, night)) == datetime(
        2003, 9, 6, 6, 0, tzinfo=UTC
    )
    assert world.read() == []


@pytest.mark.parametrize("count", [REQUESTS_SHOWN, REQUESTS_SHOWN + 1])
def test_of_many_requests_the_first_are_written_out(
    world: World, campaign: Campaign, count: int
) -> None:
    for number in range(count):
        ask(world, 2000 + number)
    waiting_requests(Work.at(campaign, world.db, world.now + timedelta(days=3)))
    (said,) = world.read()

    assert said.text.startswith(f"{count} people have waited")
    assert said.text.count("• France: Person") == REQUESTS_SHOWN
