"""Whoever may have tapped while we were out of reach is shown where they stand; nobody else is."""

from __future__ import annotations

from datetime import timedelta

from bot.mission.reconnection import Reconnection
from storage import people
from tests.world import CLAIRE, VISITOR, World, campaign, to, world

__all__ = ["campaign", "world"]


def absent(world: World, span: timedelta) -> None:
    """Telegram was heard just now, and then not for a while."""
    absence = Reconnection(world.turns.mission)
    absence.heard(world.db, world.now)
    world.read()
    world.now += span
    absence.heard(world.db, world.now)


def test_the_question_in_hand_comes_again_with_a_word_why(world: World) -> None:
    world.focal_point()
    world.command(CLAIRE, "/form")
    absent(world, timedelta(minutes=3))
    said = world.read()

    assert "a tap may have been lost" in said[-1].text
    assert "Participation in the summit" in said[-1].text
    assert [one.method for one in said] == ["editMessageReplyMarkup", "sendMessage"]


def test_its_buttons_are_those_that_count_from_then_on(world: World) -> None:
    world.focal_point()
    old = world.command(CLAIRE, "/form")[-1]
    absent(world, timedelta(minutes=3))
    new = world.read()[-1]
    world.tap(CLAIRE, old.buttons["Yes"])
    taken = world.tap(CLAIRE, world_button(world, new.buttons["Yes"]))

    assert "Courtesy title" in taken[-1].text


def world_button(world: World, data: str) -> str:
    """The same button on the screen that the stale tap led to."""
    known = people.known(world.db, CLAIRE)
    assert known is not None
    assert known.session is not None
    screen, _, rest = data.partition(":")
    return f"{int(screen) + 1}:{rest}"


def test_a_visitor_on_the_way_in_is_told_too(world: World) -> None:
    world.command(VISITOR, "/start")
    absent(world, timedelta(minutes=3))

    assert "choose your language" in to(world.read(), VISITOR)[-1].text


def test_a_short_absence_is_no_matter(world: World) -> None:
    world.focal_point()
    world.command(CLAIRE, "/form")
    absent(world, timedelta(seconds=150))

    assert world.read() == []


def test_people_long_silent_and_people_who_blocked_us_are_passed_over(world: World) -> None:
    world.focal_point()
    world.command(CLAIRE, "/form")
    world.later(hours=2)
    world.command(VISITOR, "/start")
    people.set_blocked(world.db, VISITOR, world.stamp)
    absent(world, timedelta(minutes=30))

    assert world.read() == []


def test_a_clock_put_back_offers_nothing_and_is_noted(world: World) -> None:
    world.focal_point()
    world.command(CLAIRE, "/form")
    absent(world, timedelta(hours=-3))
    absence = Reconnection(world.turns.mission)
    absence.noted(world.now)

    assert world.read() == []
    assert absence.is_due(world.now - timedelta(seconds=1))
    assert not absence.is_due(world.now + timedelta(seconds=9))
    assert absence.is_due(world.now + timedelta(seconds=10))
