"""The figures of the pictures: each changes with what came in, and with nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.campaign.campaign import Campaign
from bot.jobs.pictures import chart
from storage import replies
from storage.replies import Stage
from tests.world import World


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
