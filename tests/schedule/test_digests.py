"""Digests: at eight in the event's zone, to the chats that are told daily."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.campaign.campaign import Campaign
from storage import (
    staff,
)
from storage.staff import Digest
from tests.schedule.clock import hours, local, tick
from tests.world import GROUP, World


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
