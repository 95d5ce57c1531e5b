"""Judges an invitation code and binds it to the person who opened it."""

from __future__ import annotations

from datetime import timedelta

from bot.campaign import notify
from bot.campaign.work import Work
from bot.engine.inputs import Verdict
from bot.engine.standing import AccessReason
from storage import Db, assignments, audit, invitations, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from storage.invitations import Invitation
from storage.people import KnownPerson
from storage.replies import Stage

# Wrong codes within the window that lead to a pause. Codes have 144 random bits; the pause keeps
# the log of attempts readable rather than the codes safe.
MOST_ATTEMPTS = 5
WINDOW = timedelta(hours=1)


def open_code(work: Work, known: KnownPerson, code: str) -> Verdict:
    """Judge a code and, where it is good, bind it to the person and their State."""
    tried = invitations.attempts_since(work.db, known.id, to_text(work.now - WINDOW))
    if tried >= MOST_ATTEMPTS:
        return Verdict.PAUSED
    invitation = invitations.find(work.db, code)
    if invitation is None or invitation.party is None:
        return _unknown(work, known, tried + 1)
    verdict = _judged(work.db, invitation, known, work.stamp)
    if verdict is Verdict.WELCOME:
        _let_in(work, known, invitation, invitation.party)
    elif verdict is Verdict.USED:
        _opened_twice(work, known, invitation, invitation.party)
    return verdict


def _judged(db: Db, invitation: Invitation, known: KnownPerson, stamp: str) -> Verdict:
    held = assignments.active(db, known.id)
    if invitation.used_by == known.id and held is not None and held.party == invitation.party:
        return Verdict.YOURS
    if invitation.revoked_at is not None:
        return Verdict.REVOKED
    if invitation.used_by is not None:
        return Verdict.USED
    if invitation.expires_at is not None and invitation.expires_at <= stamp:
        return Verdict.EXPIRED
    if held is not None and held.status == AssignmentStatus.CONFIRMED:
        return Verdict.YOURS if held.party == invitation.party else Verdict.ELSEWHERE
    return Verdict.WELCOME


def _unknown(work: Work, known: KnownPerson, count: int) -> Verdict:
    invitations.record_attempt(work.db, known.id, work.stamp)
    audit.record(work.db, at=work.stamp, actor=known.id, role="visitor", action="unknown_code")
    if count >= MOST_ATTEMPTS:
        notify.desks(work, lambda notices: notices.guessing(known.name, count))
    return Verdict.UNKNOWN


def _let_in(work: Work, known: KnownPerson, invitation: Invitation, party: str) -> None:
    """Bind the invitation; the desk decides where somebody holds the role or the event wants it."""
    db, stamp = work.db, work.stamp
    role = MissionRole(invitation.role)
    invitations.use(db, invitation.id, known.id, stamp)
    replies.ensure(db, party, stamp)
    replies.advance_stage(db, party, (Stage.INVITED,), Stage.OPENED, stamp)
    waited = assignments.active(db, known.id)
    if waited is not None:
        assignments.decide(
            db,
            waited.id,
            AssignmentStatus.REMOVED,
            before=AssignmentStatus.PENDING,
            by=known.id,
            now=stamp,
        )
    holder = assignments.holder(db, party, role)
    if holder is not None:
        reason, status = AssignmentReason.SECOND, AssignmentStatus.PENDING
    elif work.campaign.event.verification == "approve" and role == MissionRole.PRIMARY:
        reason, status = AssignmentReason.APPROVAL, AssignmentStatus.PENDING
    else:
        reason, status = AssignmentReason.INVITED, AssignmentStatus.CONFIRMED
    assignment = assignments.assign(
        db,
        party,
        known.id,
        role,
        status=status,
        reason=reason,
        now=stamp,
        invitation_id=invitation.id,
    )
    audit.record(
        db,
        at=stamp,
        actor=known.id,
        role=role,
        action="opened",
        party=party,
        subject=f"invitation {invitation.id}",
        new=status,
    )
    if status == AssignmentStatus.PENDING:
        ask_desks(work, assignment, party, known.name, AccessReason(reason))


def ask_desks(work: Work, assignment: int, party: str, who: str, reason: AccessReason) -> None:
    """Send the card with Confirm and Refuse to every chat of the secretariat."""
    holder = assignments.holder(work.db, party, MissionRole.PRIMARY)
    name = people.names(work.db, {holder.person_id}).get(holder.person_id) if holder else None
    notify.desks(work, lambda notices: notices.request(assignment, party, who, reason, name))


def _opened_twice(work: Work, known: KnownPerson, invitation: Invitation, party: str) -> None:
    """Tell the mission and the secretariat of a second person with the same link."""
    audit.record(
        work.db,
        at=work.stamp,
        actor=known.id,
        role="visitor",
        action="used_code",
        party=party,
        subject=f"invitation {invitation.id}",
    )
    notify.desks(work, lambda notices: notices.opened_twice(party, known.name))
    notify.mission(work, party, lambda notices: notices.somebody_tried(known.name), but=known.id)
