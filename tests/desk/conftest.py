"""The fixtures of the desk's tests."""

from __future__ import annotations

import pytest

from storage import assignments, intake, outbox, staff
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.staff import Role
from tests.world import ADMIN, VISITOR, World, campaign, world

__all__ = ["busy", "campaign", "full", "replied", "world"]

BACKUP, OTHER_STATE, REMOVED = 102, 103, 903
# Acts for Kenya, which has not replied; and waits to act for Egypt, for which somebody acts.
OF_KENYA, SECOND_OF_EGYPT = 104, 105


@pytest.fixture
def full(world: World) -> World:
    """A world with something for every button to act on."""
    return filled(world)


def filled(world: World) -> World:
    """Give every button something to act on."""
    world.focal_point()
    world.focal_point(BACKUP, "FRA", role="backup")
    world.focal_point(OTHER_STATE, "EGY", language="ar")
    world.reply()
    world.reply(late=True)
    world.meet(VISITOR)
    assignments.assign(
        world.db,
        "ITA",
        VISITOR,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.UNINVITED,
        now=world.stamp,
    )
    world.meet(REMOVED)
    staff.grant(world.db, REMOVED, Role.ADMIN, by=None, now=world.stamp)
    staff.remove(world.db, REMOVED, world.stamp)
    return world


@pytest.fixture
def busy(full: World) -> World:
    """A world in which everything has happened that the desk has a button for."""
    return busied(full)


def busied(full: World) -> World:
    """Let everything happen that the desk has a button for."""
    file = {"file": 1, "name": "note.pdf", "size_bytes": 9, "mime_type": "", "hash": "ab"}
    full.reply("FRA", note_file=file)
    full.reply("EGY", by=OTHER_STATE)
    full.focal_point(OF_KENYA, "KEN")
    full.meet(SECOND_OF_EGYPT)
    assignments.assign(
        full.db,
        "EGY",
        SECOND_OF_EGYPT,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.SECOND,
        now=full.stamp,
    )
    full.command(ADMIN, "/invite Norway")
    full.tap(ADMIN, "d:deadlineset:-:200311301700")
    row = full.post().document(ADMIN, {"kind": "csv"})
    assert row is not None
    outbox.mark_dead(full.db, row, "refused")
    intake.bury(full.db, update_id=None, raw="{}", error="KeyError", now=full.stamp)
    for _ in range(9):
        full.command(VISITOR, "/accept France")
    return full


@pytest.fixture
def replied(world: World) -> World:
    """A world in which France has replied."""
    world.focal_point()
    world.reply()
    return world
