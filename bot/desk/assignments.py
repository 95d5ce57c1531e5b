"""Lets somebody act for a State or ends it: stores it, records it, and tells all concerned."""

from __future__ import annotations

from collections.abc import Callable

from bot.campaign import notify
from bot.desk.visit import Visit
from bot.texts import decision_notices
from bot.texts.messages import Message
from bot.texts.mission_notices import MissionNotices
from storage import assignments, people, replies
from storage.assignments import Assignment, AssignmentStatus
from storage.outbox import Lane
from storage.replies import Stage


def tell(
    visit: Visit,
    person_id: int,
    words: Callable[[MissionNotices], Message],
    *,
    batch: str | None = None,
) -> None:
    """Tell one person, in their language, unless they have blocked the bot."""
    known = people.known(visit.db, person_id)
    if known is None or known.blocked_at is not None:
        return
    visit.post.send(
        known.id, words(notify.mission_notices(visit, known)), lane=Lane.NOTICE, batch=batch
    )


def welcome(visit: Visit, one: Assignment) -> None:
    """Open the reply to somebody who has been confirmed, and tell them and their mission."""
    replies.ensure(visit.db, one.party, visit.stamp)
    replies.advance_stage(visit.db, one.party, (Stage.INVITED,), Stage.OPENED, visit.stamp)
    name = visit.name_of(one.person_id)
    visit.audit(
        "confirmed", party=one.party, subject=name, old=AssignmentStatus.PENDING, new=one.role
    )
    tell(visit, one.person_id, lambda notices: notices.confirmed(one.party))
    notify.mission(
        visit, one.party, lambda notices: decision_notices.joined(notices, name), but=one.person_id
    )


def decide(
    visit: Visit,
    one: Assignment,
    status: AssignmentStatus,
    *,
    reference: str | None = None,
    date: str | None = None,
) -> bool:
    """Give an assignment a new status; return False where it has changed meanwhile."""
    return assignments.decide(
        visit.db,
        one.id,
        status,
        before=one.status,
        by=visit.known.id,
        now=visit.stamp,
        letter_reference=reference,
        letter_date=date,
    )


def dismiss(
    visit: Visit, one: Assignment, *, reference: str | None = None, date: str | None = None
) -> bool:
    """End an assignment, and tell the person and the mission; return False where it had ended."""
    if not decide(visit, one, AssignmentStatus.REMOVED, reference=reference, date=date):
        return False
    name = visit.name_of(one.person_id)
    visit.audit("removed person", party=one.party, subject=name, old=one.status, new=reference)
    tell(visit, one.person_id, lambda notices: notices.removed(one.party))
    notify.mission(
        visit, one.party, lambda notices: decision_notices.left(notices, name), but=one.person_id
    )
    return True
