"""Deadlines that have passed: told once, in the morning, and no news after a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.schedule.due_deadlines import DEADLINE_SET, passed_deadlines
from storage import (
    audit,
    deployment,
    outbox,
    replies,
)
from storage.instants import to_text
from storage.outbox import Lane
from storage.replies import Stage
from tests.schedule.clock import AHMED, CLOSES, close, hours, local, tick
from tests.world import CLAIRE, GROUP, World, to


def test_the_desk_and_every_mission_are_told_once_that_the_deadline_has_passed(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.focal_point(AHMED, "EGY")
    world.reply("EGY", by=AHMED)
    for party, stage in (("KEN", Stage.INVITED), ("CIV", Stage.DRAFT), ("JPN", Stage.WITHDRAWN)):
        replies.ensure(world.db, party, world.stamp)
        replies.advance_stage(world.db, party, (Stage.INVITED,), stage, world.stamp)
    close(world)

    said = tick(world, campaign, CLOSES + timedelta(minutes=1))
    again = tick(world, campaign, CLOSES + timedelta(minutes=2))

    (desk,) = to(said, GROUP)
    assert "The deadline has passed" in desk.text
    assert "Replied: 1\nNot replied: 3" in desk.text
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


def at(campaign: Campaign, world: World, moment: datetime) -> Work:
    return Work.at(campaign, world.db, moment)


@pytest.mark.parametrize(
    ("late", "told"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (timedelta(days=7) - timedelta(seconds=1), True),
        (timedelta(days=7), False),
    ],
)
def test_a_deadline_is_news_from_its_instant_on_and_for_a_week(
    world: World, campaign: Campaign, late: timedelta, told: bool
) -> None:
    world.focal_point()
    closes = CLOSES - timedelta(hours=8)
    close(world, closes)
    passed_deadlines(at(campaign, world, closes + late))

    assert {said.chat_id for said in world.read()} == ({CLAIRE, GROUP} if told else set())


@pytest.mark.parametrize(("known", "told"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_a_deadline_that_had_passed_when_it_was_set_is_no_news(
    world: World, campaign: Campaign, known: timedelta, told: bool
) -> None:
    world.focal_point()
    close(world)
    deployment.put(world.db, DEADLINE_SET, to_text(CLOSES + known))
    passed_deadlines(at(campaign, world, CLOSES + timedelta(hours=1)))

    assert bool(world.read()) == told


def test_a_states_own_deadline_is_known_since_that_was_set(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    replies.set_deadline(world.db, "FRA", to_text(CLOSES), world.stamp)
    deployment.put(world.db, f"{DEADLINE_SET}:FRA", to_text(CLOSES))
    passed_deadlines(at(campaign, world, CLOSES + timedelta(hours=1)))

    assert world.read() == []


def test_the_general_deadline_is_news_to_the_desk_only_where_somebody_was_invited_before(
    world: World, campaign: Campaign
) -> None:
    close(world)
    deployment.put(world.db, DEADLINE_SET, None)
    passed_deadlines(at(campaign, world, CLOSES + timedelta(hours=1)))

    assert world.read() == []


def test_a_mission_that_has_withdrawn_is_told_nothing(world: World, campaign: Campaign) -> None:
    world.focal_point()
    replies.set_stage(world.db, "FRA", Stage.WITHDRAWN, world.stamp)
    close(world)
    said = tick(world, campaign, CLOSES + timedelta(hours=1))

    assert to(said, CLAIRE) == []
    assert "Replied: 0\nNot replied: 0" in to(said, GROUP)[0].text


def test_a_closed_deadline_is_in_the_trail_once_with_its_state_and_goes_by_the_slow_lane(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    close(world)
    for minutes in (1, 2):
        passed_deadlines(at(campaign, world, CLOSES + timedelta(minutes=minutes)))
    entries = audit.entries(world.db)
    lanes = {row.chat_id: row.lane for row in outbox.waiting(world.db)}

    assert [(one.action, one.party, one.subject, one.actor) for one in entries] == [
        ("told of the deadline", "FRA", None, None)
    ]
    assert lanes == {CLAIRE: Lane.BULK, GROUP: Lane.NOTICE}


def test_the_extended_deadline_of_a_state_that_has_replied_is_told_as_such(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    world.reply()
    replies.set_deadline(world.db, "FRA", to_text(CLOSES), world.stamp)
    said = tick(world, campaign, CLOSES + timedelta(minutes=1))

    assert [one.text for one in to(said, GROUP)] == [
        "The extended deadline of France has passed. It has replied."
    ]


def test_the_next_moment_is_the_next_deadline_after_the_night(
    world: World, campaign: Campaign
) -> None:
    world.focal_point()
    # Midnight in Geneva: nobody is woken for it.
    close(world, datetime(2003, 11, 1, 23, 0, tzinfo=UTC))
    by_day = passed_deadlines(at(campaign, world, CLOSES))
    by_night = passed_deadlines(at(campaign, world, datetime(2003, 11, 1, 22, 30, tzinfo=UTC)))
    morning = datetime(2003, 11, 2, 7, 0, tzinfo=UTC)

    assert (by_day, by_night) == (morning, morning)


def test_where_there_is_no_deadline_nothing_is_due(world: World, campaign: Campaign) -> None:
    world.focal_point()
    timeless = replace(campaign, event=replace(campaign.event, deadline=None))

    assert passed_deadlines(at(timeless, world, CLOSES)) is None
    assert world.read() == []
