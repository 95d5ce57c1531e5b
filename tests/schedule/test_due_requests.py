"""Requests that nobody has decided: brought up once, after two days."""

from __future__ import annotations

from datetime import timedelta

from bot.campaign.campaign import Campaign
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
