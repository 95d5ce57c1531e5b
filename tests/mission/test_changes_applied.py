"""What a turn decided is stored: here what is asked twice, or comes from a button that was made up."""

from __future__ import annotations

from bot.engine.session import NamingParty, Session
from storage import assignments, people
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from tests.world import FORM, VISITOR, World, campaign, world

# The fixtures are the desk's.
__all__ = ["campaign", "world"]


def naming(world: World) -> None:
    """A visitor who has agreed to the notice and is asked for a State."""
    world.meet(VISITOR)
    people.set_agreed(world.db, VISITOR, "notice", world.stamp)
    session = Session(step=NamingParty(("FRA",)), form=FORM.version)
    people.save_session(world.db, VISITOR, session.to_json(), None, world.stamp)


def held(world: World) -> list[tuple[str, str]]:
    return world.db.execute("SELECT party, status FROM assignments ORDER BY id").fetchall()


def test_whoever_waits_for_one_state_asks_for_no_other(world: World) -> None:
    naming(world)
    assignments.assign(
        world.db,
        "EGY",
        VISITOR,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.UNINVITED,
        now=world.stamp,
    )
    world.tap(VISITOR, "0:party:FRA")

    assert held(world) == [("EGY", "pending")]
    assert world.actions() == []


def test_whoever_asks_for_a_state_waits_for_it(world: World) -> None:
    naming(world)
    world.tap(VISITOR, "0:party:FRA")

    assert held(world) == [("FRA", "pending")]
    assert world.actions() == ["asked in"]


def test_a_state_that_does_not_exist_cannot_be_asked_for(world: World) -> None:
    naming(world)
    world.tap(VISITOR, "0:party:XXX")

    assert held(world) == []
    assert world.actions() == []
