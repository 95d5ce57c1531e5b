"""What follows when the secretariat lets somebody act for a State or ends it: stored, recorded, told to all concerned."""

from __future__ import annotations

from collections.abc import Callable

from bot.campaign import notify
from bot.desk.visit import Visit
from bot.i18n.tongue import tongue_for
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
    """One person, in their language; nobody who has blocked the bot."""
    known = people.known(visit.db, person_id)
    if known is None or known.blocked_at is not None:
        return
    notices = MissionNotices(visit.campaign.event, tongue_for(known.language or "en"))
    visit.post.send(known.id, words(notices), lane=Lane.NOTICE, batch=batch)


def welcome(visit: Visit, one: Assignment) -> None:
    """Somebody has been confirmed: the reply is theirs to fill in."""
    replies.ensure(visit.db, one.party, visit.stamp)
    replies.advance_stage(visit.db, one.party, (Stage.INVITED,), Stage.OPENED, visit.stamp)
    name = visit.name_of(one.person_id)
    visit.audit("confirmed", party=one.party, subject=name, old="pending", new=one.role)
    tell(visit, one.person_id, lambda notices: notices.confirmed(one.party))
    notify.mission(
        visit,
        one.party,
        lambda notices: decision_notices.joined(notices, name),
        but=one.person_id,
    )


def dismiss(
    visit: Visit, one: Assignment, *, reference: str | None = None, date: str | None = None
) -> bool:
    """Somebody no longer acts for their State; False where that was so before."""
    done = assignments.decide(
        visit.db,
        one.id,
        AssignmentStatus.REMOVED,
        before=one.status,
        by=visit.known.id,
        now=visit.stamp,
        letter_reference=reference,
        letter_date=date,
    )
    if not done:
        return False
    name = visit.name_of(one.person_id)
    visit.audit("removed person", party=one.party, subject=name, old=one.status, new=reference)
    tell(visit, one.person_id, lambda notices: notices.removed(one.party))
    notify.mission(
        visit,
        one.party,
        lambda notices: decision_notices.left(notices, name),
        but=one.person_id,
    )
    return True
