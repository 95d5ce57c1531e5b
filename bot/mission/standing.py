"""Reads from the database for whom a person acts and what they may do; a button's data is never asked."""

from __future__ import annotations

from bot.campaign.work import Work
from bot.engine.scene import Standing
from bot.engine.session import Session
from bot.engine.standing import AccessReason, ActingRole, ReplyReview, ReplyStage
from storage import assignments, invitations, replies, revisions
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.people import KnownPerson
from storage.revisions import Late
from storage.staff import Role


def standing_of(
    work: Work, known: KnownPerson, session: Session
) -> tuple[Standing | None, str | None]:
    """Return (standing, State waited for): one of them, or neither for a visitor."""
    if session.acting is not None and known.staff_role in (Role.OFFICER, Role.ADMIN):
        officer, party = ActingRole.OFFICER, session.acting.party
        return _standing(work, party, officer, True, AccessReason.RECORDED), None
    held = assignments.active(work.db, known.id)
    if held is None:
        return None, None
    confirmed = held.status == AssignmentStatus.CONFIRMED
    # Who opened an invitation fills in the draft while the secretariat decides; others wait.
    if not confirmed and held.reason != AssignmentReason.APPROVAL:
        return None, held.party
    role, reason = ActingRole(held.role), AccessReason(held.reason)
    return _standing(work, held.party, role, confirmed, reason), None


def _standing(
    work: Work, party: str, role: ActingRole, confirmed: bool, reason: AccessReason
) -> Standing:
    db = work.db
    reply = replies.get(db, party)
    newest, late = revisions.newest(db, party)
    deadline = work.campaign.deadline(db, party)
    backup = assignments.holder(db, party, MissionRole.BACKUP) is not None or (
        role == ActingRole.PRIMARY
        and invitations.open_of_role(db, party, MissionRole.BACKUP, work.stamp) is not None
    )
    return Standing(
        party=party,
        role=role,
        confirmed=confirmed,
        reason=reason,
        stage=ReplyStage(reply.stage) if reply else ReplyStage.INVITED,
        review=ReplyReview(reply.review) if reply and reply.review else None,
        review_note=reply.review_note if reply else None,
        review_question=reply.review_question if reply else None,
        revision=reply.revision if reply else 0,
        newest=newest,
        proposed=late == Late.PROPOSED,
        # An officer records what came on paper; when it came is the officer's to judge.
        late=role != ActingRole.OFFICER and deadline is not None and work.now > deadline,
        backup_invited=backup,
    )
