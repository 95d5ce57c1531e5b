"""A withdrawn reply can be sent again as it is: once, not over and over while the desk decides."""

from __future__ import annotations

from storage import replies
from storage.instants import to_text
from tests.desk.test_story import fill, newest, review_and_send, tap_ending
from tests.world import ADMIN, CLAIRE, World, to


def test_after_the_deadline_a_withdrawn_reply_is_proposed_once(world: World) -> None:
    world.focal_point()
    fill(world, "FRA")
    review_and_send(world)
    menu = newest(world.command(CLAIRE, "/menu"), CLAIRE)
    asked = newest(tap_ending(world, CLAIRE, menu, ":withdraw"), CLAIRE)
    tap_ending(world, CLAIRE, asked, ":do")
    replies.set_deadline(world.db, "FRA", to_text(world.now), world.stamp)
    world.later(days=1)
    review_and_send(world)
    waiting = newest(world.command(CLAIRE, "/review"), CLAIRE)

    world.tap(ADMIN, "d:decline:FRA:3")
    refused = newest(world.command(CLAIRE, "/review"), CLAIRE)

    assert not [data for data in waiting.data if data.endswith(":send")]
    assert [data for data in refused.data if data.endswith(":send")]
    assert to(world.read(), CLAIRE) == []
