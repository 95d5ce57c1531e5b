"""Digests: at eight in the event's zone, to the chats that are told daily."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.i18n.tongue import tongue_for
from bot.schedule import digests
from bot.schedule.scheduler import Scheduler
from storage import (
    message_threads,
    staff,
)
from storage.message_threads import Direction
from storage.staff import Digest
from tests.schedule.clock import hours, local, tick, unexpected
from tests.world import CLAIRE, GROUP, World


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


# Eight o'clock in Geneva, in summer.
EIGHT = datetime(2003, 9, 2, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "now", "told"),
    [
        (EIGHT - timedelta(days=1), EIGHT - timedelta(seconds=1), False),
        (EIGHT - timedelta(days=1), EIGHT, True),
        (EIGHT - timedelta(seconds=1), EIGHT + timedelta(hours=1), True),
        (EIGHT, EIGHT + timedelta(hours=1), False),
    ],
)
def test_a_digest_is_due_from_eight_on_where_the_last_was_before(
    daily: World, campaign: Campaign, last: datetime, now: datetime, told: bool
) -> None:
    daily.now = last + timedelta(milliseconds=1)
    daily.reply()
    digests.note(daily.db, GROUP, last)
    Scheduler(campaign, unexpected).tick(Work.at(campaign, daily.db, now))

    assert [said.chat_id for said in daily.read()] == ([GROUP] if told else [])
    assert digests.last(daily.db, GROUP) == (now if told else last)


def test_eight_is_eight_where_nights_end_earlier(daily: World, campaign: Campaign) -> None:
    early = replace(campaign, event=replace(campaign.event, quiet_hours=(time(21), time(6))))
    digests.note(daily.db, GROUP, EIGHT - timedelta(days=1))
    daily.now = EIGHT - timedelta(hours=2)
    daily.reply()
    told = []
    for at in (EIGHT - timedelta(seconds=1), EIGHT):
        Scheduler(early, unexpected).tick(Work.at(early, daily.db, at))
        told.append([said.chat_id for said in daily.read()])

    assert told == [[], [GROUP]]


def test_the_first_digest_begins_a_little_before_the_chat_chose_it(
    world: World, campaign: Campaign
) -> None:
    staff.set_desk_digest(world.db, GROUP, Digest.DAILY)
    at = EIGHT + timedelta(hours=2)
    Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, at))
    begun = digests.last(world.db, GROUP)
    staff.set_desk_digest(world.db, GROUP, Digest.NOW)
    Scheduler(campaign, unexpected).tick(Work.at(campaign, world.db, at))

    assert begun == at - timedelta(minutes=10)
    assert digests.last(world.db, GROUP) is None


def test_what_came_in_at_the_end_of_a_span_is_in_it_and_at_its_beginning_is_not(
    world: World,
) -> None:
    world.focal_point()
    world.reply()
    sent = world.now
    message_threads.add(world.db, "FRA", CLAIRE, Direction.IN, "Hello", world.stamp)
    message_threads.add(world.db, "FRA", CLAIRE, Direction.OUT, "Good day", world.stamp)
    found = digests.arrived(world.db, sent - timedelta(seconds=1), sent)
    after = digests.arrived(world.db, sent, sent + timedelta(seconds=1))

    assert [revision.party for revision in found.revisions] == ["FRA"]
    assert [letter.text for letter in found.letters] == ["Hello"]
    assert found
    assert not after


@pytest.mark.parametrize("more", [0, 1])
def test_a_letter_is_shown_up_to_its_limit(world: World, more: int) -> None:
    world.focal_point()
    text = "x" * (200 + more)
    message_threads.add(world.db, "FRA", CLAIRE, Direction.IN, text, world.stamp)
    (message,) = digests.digest(world.work(), tongue_for("en"), world.now - timedelta(seconds=1))

    assert ("…" in message.text) == bool(more)
    assert "x" * 200 in message.text
    assert "x" * 201 not in message.text


@pytest.mark.parametrize("more", [0, 1])
def test_of_many_states_the_newest_have_a_button(
    world: World, campaign: Campaign, more: int
) -> None:
    codes = [party.code for party in campaign.parties][: 12 + more]
    for number, code in enumerate(codes):
        world.focal_point(2000 + number, code)
        world.later(minutes=1)
        world.reply(code, by=2000 + number)
    message = digests.digest(world.work(), tongue_for("en"), EIGHT - timedelta(days=30))[-1]
    data = [button.data for row in message.buttons for button in row]

    assert data == [f"d:open:{code}" for code in codes[more:]]
