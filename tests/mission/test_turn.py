"""What a turn of a mission makes sure of before it begins."""

from __future__ import annotations

import pytest

from bot.campaign.campaign import Campaign
from storage import records, replies
from tests.world import CLAIRE, World, campaign, world

__all__ = ["campaign", "world"]


@pytest.mark.parametrize("is_new", [True, False], ids=["a new form", "the same form"])
def test_people_are_found_by_the_keys_of_a_new_form_from_the_next_turn_on(
    world: World, campaign: Campaign, is_new: bool
) -> None:
    world.focal_point()
    version = campaign.event.form.version
    repeat = next(iter(campaign.event.form.repeats))
    records.add(world.db, "FRA", repeat, 1)
    for name, value in (("given", '"Awa"'), ("family", '"Diop"')):
        replies.set_answer(world.db, "FRA", 1, name, value, by=CLAIRE, now=world.stamp)
    replies.set_form_version(world.db, "FRA", "an earlier one" if is_new else version)

    world.command(CLAIRE, "/status")

    reply = replies.get(world.db, "FRA")
    keys = world.db.execute("SELECT count(*) FROM record_keys").fetchone()[0]
    assert reply is not None
    assert reply.form_version == version
    assert bool(keys) == is_new
