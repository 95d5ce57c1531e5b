"""The fixtures of the desk's tests."""

from __future__ import annotations

import pytest

from storage import assignments, staff
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.staff import Role
from tests.world import VISITOR, World, campaign, world

__all__ = ["campaign", "full", "world"]

BACKUP, OTHER_STATE, REMOVED = 102, 103, 903


@pytest.fixture
def full(world: World) -> World:
    """A world with something for every button to act on."""
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
