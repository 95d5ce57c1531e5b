"""Deadlines that have passed: told once, in the morning, and no news after a week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.campaign.campaign import Campaign
from storage import (
    replies,
)
from storage.instants import to_text
from tests.schedule.clock import AHMED, CLOSES, close, hours, local, tick
from tests.world import CLAIRE, GROUP, World, to


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
