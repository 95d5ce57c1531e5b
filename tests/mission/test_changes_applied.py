"""What a turn decided is stored: here what is asked twice, or comes from a button that was made up."""

from __future__ import annotations

import pytest

from bot.engine.changes import PartyDeclined, ReplySent, ReplyWithdrawn
from bot.engine.session import NamingParty, Session
from bot.engine.turn import Turn
from bot.mission.changes_applied import ChangesApplied
from bot.mission.draft import StoredDraft
from bot.mission.standing import standing_of
from storage import assignments, people, replies, staff
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.staff import Digest
from tests.world import CLAIRE, FORM, GROUP, VISITOR, World, campaign, to, world

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


def test_whoever_acts_for_nobody_has_nothing_to_decline(world: World) -> None:
    world.meet(CLAIRE)
    draft = StoredDraft(world.db, FORM, "")

    ChangesApplied(world.work(), known(world), None, "en").apply(
        Turn(Session(), (PartyDeclined(),)), draft
    )

    assert world.actions() == []
    assert world.read() == []


@pytest.mark.parametrize(("digest", "told"), [(Digest.NOW, True), (Digest.DAILY, False)])
def test_a_reply_sent_or_withdrawn_is_told_at_once_where_that_is_wanted(
    world: World, digest: Digest, told: bool
) -> None:
    world.focal_point()
    world.reply()
    staff.set_desk_digest(world.db, GROUP, digest)
    replies.set_answer(world.db, "FRA", 0, "participation", '"no"', by=CLAIRE, now=world.stamp)
    standing, _ = standing_of(world.work(), known(world), Session())

    for change in (ReplySent(2), ReplyWithdrawn(3)):
        applied = ChangesApplied(world.work(), known(world), standing, "en")
        draft = StoredDraft(world.db, FORM, "FRA")
        applied.apply(Turn(Session(), (change,)), draft)

        assert bool(to(world.read(), GROUP)) is told


def known(world: World) -> people.KnownPerson:
    found = people.known(world.db, CLAIRE)
    assert found is not None
    return found
