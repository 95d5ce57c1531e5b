"""For whom somebody acts, and what they may do, as the database has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.campaign.work import Work
from bot.engine.scene import Standing
from bot.engine.session import Acting, Session
from bot.mission.standing import standing_of
from storage import assignments, invitations, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from tests.world import CLAIRE, OFFICER, VIEWER, VISITOR, World, campaign, world

__all__ = ["campaign", "world"]


def look(
    world: World, person: int = CLAIRE, session: Session | None = None, *, work: Work | None = None
) -> tuple[Standing | None, str | None]:
    known = people.known(world.db, person)
    assert known is not None
    return standing_of(work or world.work(), known, session or Session())


def test_a_visitor_acts_for_nobody_and_waits_for_nobody(world: World) -> None:
    world.meet(VISITOR)

    assert look(world, VISITOR) == (None, None)


@pytest.mark.parametrize(
    ("reason", "may_fill"),
    [
        (AssignmentReason.UNINVITED, False),
        (AssignmentReason.SECOND, False),
        (AssignmentReason.APPROVAL, True),
    ],
)
def test_who_waits_may_fill_in_the_reply_only_with_an_invitation_of_their_own(
    world: World, reason: AssignmentReason, may_fill: bool
) -> None:
    world.meet(VISITOR)
    assignments.assign(
        world.db,
        "FRA",
        VISITOR,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=reason,
        now=world.stamp,
    )
    standing, waiting = look(world, VISITOR)

    assert (standing is not None, waiting) == (may_fill, None if may_fill else "FRA")
    assert standing is None or not standing.confirmed


def test_a_reply_is_late_from_the_instant_after_the_deadline_on(world: World) -> None:
    world.focal_point()
    work = world.work()
    replies.set_deadline(world.db, "FRA", to_text(work.now), world.stamp)
    at, _ = look(world, work=work)
    after = Work.at(work.campaign, world.db, work.now + timedelta(milliseconds=1))
    late, _ = look(world, work=after)

    assert at is not None
    assert not at.late
    assert late is not None
    assert late.late


@pytest.mark.parametrize(("person", "acts"), [(OFFICER, True), (VIEWER, False)])
def test_an_officer_who_records_acts_for_that_state_and_is_never_late(
    world: World, person: int, acts: bool
) -> None:
    replies.ensure(world.db, "FRA", world.stamp)
    replies.set_deadline(world.db, "FRA", to_text(world.now - timedelta(days=1)), world.stamp)
    standing, waiting = look(world, person, Session(acting=Acting("FRA", "Fax 12", "2003-09-01")))

    assert waiting is None
    assert (standing is not None) is acts
    assert standing is None or (standing.role, standing.confirmed, standing.late) == (
        "officer",
        True,
        False,
    )


def test_a_focal_point_knows_of_a_backup_that_is_invited_or_acts(world: World) -> None:
    world.focal_point()
    before, _ = look(world)
    expires = to_text(world.now + timedelta(days=9))
    invitations.create(
        world.db, "FRA", MissionRole.BACKUP, by=CLAIRE, now=world.stamp, expires_at=expires
    )
    invited, _ = look(world)
    world.focal_point(VISITOR, role=MissionRole.BACKUP)
    acting, _ = look(world)

    assert before is not None
    assert not before.backup_invited
    assert invited is not None
    assert invited.backup_invited
    assert acting is not None
    assert acting.backup_invited


def test_revision_and_newest_differ_while_a_late_change_is_proposed(world: World) -> None:
    world.focal_point()
    world.reply()
    world.reply(late=True)
    standing, _ = look(world)

    assert standing is not None
    assert (standing.newest, standing.proposed) == (2, True)
    assert standing.revision == 1
