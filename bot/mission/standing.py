"""Reads from the database for whom a person acts and what they may do; a button's data is never asked."""

from __future__ import annotations

from bot.campaign.work import Work
from bot.engine.scene import Standing
from bot.engine.session import Session
from storage import assignments, invitations, replies, revisions
from storage.assignments import AssignmentStatus, MissionRole
from storage.people import KnownPerson
from storage.revisions import Late
from storage.staff import Role

# Requests of people who hold an invitation may fill in the draft while the secretariat decides.
_MAY_FILL_WHILE_PENDING = "approval"


def standing_of(
    work: Work, known: KnownPerson, session: Session
) -> tuple[Standing | None, str | None]:
    """Return (standing, State waited for): one of them, or neither for a visitor."""
    if session.acting is not None and known.staff_role in (Role.OFFICER, Role.ADMIN):
        return _standing(work, session.acting.party, "officer", True, "recorded"), None
    held = assignments.active(work.db, known.id)
    if held is None:
        return None, None
    confirmed = held.status == AssignmentStatus.CONFIRMED
    if not confirmed and held.reason != _MAY_FILL_WHILE_PENDING:
        return None, held.party
    return _standing(work, held.party, held.role, confirmed, held.reason), None


def _standing(work: Work, party: str, role: str, confirmed: bool, reason: str) -> Standing:
    db = work.db
    reply = replies.get(db, party)
    newest, late = revisions.newest(db, party)
    deadline = work.campaign.deadline(db, party)
    backup = assignments.holder(db, party, MissionRole.BACKUP) is not None or (
        role == MissionRole.PRIMARY
        and invitations.open_of_role(db, party, MissionRole.BACKUP, work.stamp) is not None
    )
    return Standing(
        party=party,
        role=role,
        confirmed=confirmed,
        reason=reason,
        stage=reply.stage if reply else "invited",
        review=reply.review if reply else None,
        review_note=reply.review_note if reply else None,
        review_question=reply.review_question if reply else None,
        revision=reply.revision if reply else 0,
        newest=newest,
        proposed=late == Late.PROPOSED,
        # An officer records what came on paper; when it came is the officer's to judge.
        late=role != Role.OFFICER and deadline is not None and work.now > deadline,
        backup_invited=backup,
    )
