"""What an invitation code lets its holder do: judged, bound, recorded, in the transaction of the turn."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from bot.campaign.campaign import Campaign
from bot.campaign.post import Post
from bot.engine.inputs import Verdict
from storage import assignments, audit, invitations, people, replies
from storage.instants import to_text
from storage.invitations import Invitation
from storage.people import KnownPerson

# Wrong codes within the window that lead to a pause. Codes have 144 random bits; the pause keeps
# the log of attempts readable rather than the codes safe.
MOST_ATTEMPTS = 5
WINDOW = timedelta(hours=1)


def open_code(
    campaign: Campaign,
    db: sqlite3.Connection,
    post: Post,
    known: KnownPerson,
    code: str,
    now: datetime,
) -> Verdict:
    """Judges a code and, where it is good, binds it to the person and their State."""
    stamp = to_text(now)
    tried = invitations.attempts_since(db, known.id, to_text(now - WINDOW))
    if tried >= MOST_ATTEMPTS:
        return Verdict.PAUSED
    invitation = invitations.find(db, code)
    if invitation is None or invitation.party is None:
        return _unknown(campaign, db, post, known, tried + 1, stamp)
    verdict = _judged(db, invitation, known, stamp)
    if verdict is Verdict.WELCOME:
        _let_in(campaign, db, post, known, invitation, stamp)
    elif verdict is Verdict.USED:
        _opened_twice(campaign, db, post, known, invitation, stamp)
    return verdict


def _judged(
    db: sqlite3.Connection, invitation: Invitation, known: KnownPerson, stamp: str
) -> Verdict:
    held = assignments.active(db, known.id)
    if invitation.used_by == known.id and held is not None and held.party == invitation.party:
        return Verdict.YOURS
    if invitation.revoked_at is not None:
        return Verdict.REVOKED
    if invitation.used_by is not None:
        return Verdict.USED
    if invitation.expires_at is not None and invitation.expires_at <= stamp:
        return Verdict.EXPIRED
    if held is not None and held.status == "confirmed":
        return Verdict.YOURS if held.party == invitation.party else Verdict.ELSEWHERE
    return Verdict.WELCOME


def _unknown(
    campaign: Campaign,
    db: sqlite3.Connection,
    post: Post,
    known: KnownPerson,
    count: int,
    stamp: str,
) -> Verdict:
    invitations.record_attempt(db, known.id, stamp)
    audit.record(db, at=stamp, actor=known.id, role="visitor", action="unknown_code")
    if count >= MOST_ATTEMPTS:
        campaign.tell_desks(db, post, lambda notices: notices.guessing(known.name, count))
    return Verdict.UNKNOWN


def _let_in(
    campaign: Campaign,
    db: sqlite3.Connection,
    post: Post,
    known: KnownPerson,
    invitation: Invitation,
    stamp: str,
) -> None:
    """Binds the invitation. Where somebody holds the role, or the event asks for it, the desk decides."""
    assert invitation.party is not None
    party = invitation.party
    invitations.use(db, invitation.id, known.id, stamp)
    replies.ensure(db, party, stamp)
    replies.advance_stage(db, party, ("invited",), "opened", stamp)
    waited = assignments.active(db, known.id)
    if waited is not None:
        assignments.decide(db, waited.id, "removed", before="pending", by=known.id, now=stamp)
    holder = assignments.holder(db, party, invitation.role)
    if holder is not None:
        reason, status = "second", "pending"
    elif campaign.event.verification == "approve" and invitation.role == "primary":
        reason, status = "approval", "pending"
    else:
        reason, status = "invited", "confirmed"
    assignment = assignments.assign(
        db,
        party,
        known.id,
        invitation.role,
        status=status,
        reason=reason,
        now=stamp,
        invitation_id=invitation.id,
    )
    audit.record(
        db,
        at=stamp,
        actor=known.id,
        role=invitation.role,
        action="opened",
        party=party,
        subject=f"invitation {invitation.id}",
        new=status,
    )
    if status == "pending":
        ask_desks(campaign, db, post, assignment, party, known.name, reason)


def ask_desks(
    campaign: Campaign,
    db: sqlite3.Connection,
    post: Post,
    assignment: int,
    party: str,
    who: str,
    reason: str,
) -> None:
    """The card with Confirm and Refuse, in every chat of the secretariat."""
    holder = assignments.holder(db, party, "primary")
    name = people.names(db, {holder.person_id}).get(holder.person_id) if holder else None
    campaign.tell_desks(
        db, post, lambda notices: notices.request(assignment, party, who, reason, name)
    )


def _opened_twice(
    campaign: Campaign,
    db: sqlite3.Connection,
    post: Post,
    known: KnownPerson,
    invitation: Invitation,
    stamp: str,
) -> None:
    """A second person with the same link: the mission and the secretariat hear of it."""
    party = invitation.party
    assert party is not None
    audit.record(
        db,
        at=stamp,
        actor=known.id,
        role="visitor",
        action="used_code",
        party=party,
        subject=f"invitation {invitation.id}",
    )
    campaign.tell_desks(db, post, lambda notices: notices.opened_twice(party, known.name))
    campaign.tell_mission(
        db, post, party, lambda notices: notices.somebody_tried(known.name), but=known.id
    )
