"""The figures of the pictures: each changes with what came in, and with nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.documents import File, charts
from bot.documents.chart_contents import Numbers
from bot.events.event import Event
from bot.jobs.pictures import chart
from storage import invitations, replies
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.replies import Stage
from tests.world import OFFICER, World


@pytest.mark.parametrize("kind", ["progress", "regions", "numbers"])
def test_a_picture_changes_with_a_reply_and_not_by_itself(
    world: World, campaign: Campaign, kind: str
) -> None:
    as_of = world.now + timedelta(days=20)

    def drawn() -> bytes:
        return chart(campaign, world.db, kind, language="en", as_of=as_of)().data

    world.focal_point()
    before, again = drawn(), drawn()
    world.later(days=2)
    world.reply(members=2)
    after = drawn()

    assert before.startswith(b"\x89PNG")
    assert before == again
    assert after != before


def test_each_region_has_its_numbers_announced_and_named(
    world: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[dict[str, Numbers]] = []

    def draw(_event: Event, numbers: dict[str, Numbers], **_more: object) -> File:
        drawn.append(numbers)
        return File("numbers.png", "image/png", b"")

    monkeypatch.setattr(charts, "chart_numbers", draw)
    world.focal_point()
    world.reply(members=2)
    world.focal_point(102, "GBR")
    world.reply("GBR", by=102, members=1, participants=None)
    chart(campaign, world.db, "numbers", language="en", as_of=world.now)()

    (numbers,) = drawn
    assert numbers.pop("western") == Numbers(12, 3)
    assert set(numbers.values()) == {Numbers(0, 0)}


def test_a_withdrawn_reply_announces_nobody(world: World, campaign: Campaign) -> None:
    def drawn() -> bytes:
        return chart(campaign, world.db, "numbers", language="en", as_of=world.now)().data

    world.focal_point()
    nobody = drawn()
    world.reply()
    announced = drawn()
    replies.set_stage(world.db, "FRA", Stage.WITHDRAWN, world.stamp)

    assert announced != nobody
    assert drawn() == nobody


def test_the_progress_begins_with_the_first_invitation(
    world: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[date] = []

    def draw(_event: Event, _replied: object, *, since: date, **_more: object) -> File:
        begun.append(since)
        return File("progress.png", "image/png", b"")

    monkeypatch.setattr(charts, "chart_progress", draw)
    first = world.now
    for days, party in ((0, "FRA"), (9, "EGY")):
        world.now = first + timedelta(days=days)
        replies.ensure(world.db, party, world.stamp)
        invitations.create(
            world.db,
            party,
            MissionRole.PRIMARY,
            by=OFFICER,
            now=world.stamp,
            expires_at=to_text(first + timedelta(days=90)),
        )
    chart(campaign, world.db, "progress", language="en", as_of=first + timedelta(days=20))()

    assert begun == [first.date()]
