"""Accepts replies, takes and refuses late changes; the first to decide wins."""

from __future__ import annotations

from bot.campaign import notify
from bot.desk import state_cards
from bot.desk.visit import Visit
from bot.texts import decision_notices
from bot.texts.messages import Rows
from storage import replies, revisions
from storage.replies import Reply, Review, Stage
from storage.revisions import Late

# Third argument of a button on a card, which is shown anew; below a notice only the buttons change.
CARD = "c"


def accept(visit: Visit, args: tuple[str, ...]) -> None:
    """Accept a revision (d:accept:<party>:<number>[:c:<decision seen>])."""
    party, number = args[0], int(args[1])
    reply = decidable(visit, party, number, args)
    if reply is None:
        return
    replies.set_review(visit.db, party, Review.ACCEPTED, by=visit.known.id, now=visit.stamp)
    visit.audit(
        "accepted", party=party, subject=f"revision {number}", old=reply.review, new=Review.ACCEPTED
    )
    reference = visit.campaign.event.reference(party)
    count = notify.mission(
        visit, party, lambda notices: decision_notices.accepted(notices, reference, number)
    )
    _say_done(visit, visit.tongue.plain("Accepted."), count)
    settle(visit, party, message_id=visit.tapped, card=CARD in args[2:3])


def _say_done(visit: Visit, done: str, told_people: int) -> None:
    """Say what was done, and whether anybody of the mission could be told."""
    if told_people:
        visit.answer(f"{done} {visit.tongue.plain('The mission is told.')}")
    else:
        nobody = visit.tongue.plain("Nobody of the mission can be reached here.")
        visit.answer(f"{done} {nobody}", alert=True)


def decidable(visit: Visit, party: str, number: int, args: tuple[str, ...]) -> Reply | None:
    """Return the reply where this revision is in force and nobody decided since it was shown."""
    reply = replies.get(visit.db, party)
    seen = args[3] if len(args) > 3 else Review.NEW
    if reply is None or reply.revision == 0:
        visit.alert("There is no reply to decide on.")
    elif reply.stage == Stage.WITHDRAWN:
        visit.alert("This reply has been withdrawn.")
    elif reply.revision != number:
        visit.alert(
            "Revision {number} has come in meanwhile. Please look at it first.",
            number=reply.revision,
        )
    elif reply.review in (Review.ACCEPTED, Review.RETURNED) and reply.review != seen:
        visit.answer(decided_by(visit, reply), alert=True)
    else:
        return reply
    settle(visit, party, message_id=visit.tapped, card=CARD in args[2:3])
    return None


def decided_by(visit: Visit, reply: Reply) -> str:
    """Return who has made what of a reply, and when."""
    who, at = visit.name_of(reply.reviewed_by), visit.moment(reply.reviewed_at or visit.stamp)
    match reply.review:
        case Review.ACCEPTED:
            return visit.tongue.plain("Accepted by {who} on {moment}.", who=who, moment=at)
        case Review.RETURNED:
            return visit.tongue.plain("Returned by {who} on {moment}.", who=who, moment=at)
        case Review.SEEN:
            return visit.tongue.plain("Seen by {who} on {moment}.", who=who, moment=at)
        case _:
            return visit.tongue.plain("Not looked at yet.")


def settle(visit: Visit, party: str, *, message_id: int | None, card: bool) -> None:
    """Show what has become of a reply: on the card anew, below a notice by its buttons."""
    if message_id is None:
        return
    if card:
        visit.post.edit_shown(visit.chat_id, state_cards.card(visit, party), message_id=message_id)
        return
    reply = replies.get(visit.db, party)
    rows: Rows = (state_cards.look_and_write(visit, party),)
    if reply is not None and reply.review in (Review.ACCEPTED, Review.RETURNED):
        rows = ((visit.button(_outcome_word(visit, reply), "who", party),), *rows)
    visit.post.relabel(visit.chat_id, rows, message_id=message_id)


def _outcome_word(visit: Visit, reply: Reply) -> str:
    who = visit.name_of(reply.reviewed_by)
    if reply.review == Review.ACCEPTED:
        return "✓ " + visit.tongue.plain("Accepted: {who}", who=who)
    return "↩ " + visit.tongue.plain("Returned: {who}", who=who)


def who_decided(visit: Visit, args: tuple[str, ...]) -> None:
    """Tell who decided on a reply (d:who:<party>)."""
    reply = replies.get(visit.db, args[0])
    if reply is not None:
        visit.answer(decided_by(visit, reply), alert=True)


def take(visit: Visit, args: tuple[str, ...]) -> None:
    """Take a late change (d:take:<party>:<number>)."""
    party, number = args[0], int(args[1])
    reply = replies.get(visit.db, party)
    if reply is not None and reply.revision > number:
        visit.alert(
            "Revision {number} is in force already, so this one cannot be taken.",
            number=reply.revision,
        )
        return
    if not _decide_late(visit, party, number, Late.TAKEN):
        return
    stage = Stage.SUBMITTED if number == 1 else Stage.AMENDED
    replies.set_stage(visit.db, party, stage, visit.stamp)
    replies.set_review(visit.db, party, Review.SEEN, by=visit.known.id, now=visit.stamp)
    count = notify.mission(
        visit, party, lambda notices: decision_notices.late_taken(notices, number)
    )
    _say_done(visit, visit.tongue.plain("Taken."), count)
    _settle_late(visit, party, number)


def decline(visit: Visit, args: tuple[str, ...]) -> None:
    """Refuse a late change (d:decline:<party>:<number>)."""
    party, number = args[0], int(args[1])
    if not _decide_late(visit, party, number, Late.REFUSED):
        return
    count = notify.mission(
        visit, party, lambda notices: decision_notices.late_refused(notices, number)
    )
    _say_done(visit, visit.tongue.plain("Refused."), count)
    _settle_late(visit, party, number)


_LATE = {Late.TAKEN: "late taken", Late.REFUSED: "late refused"}


def _decide_late(visit: Visit, party: str, number: int, decision: Late) -> bool:
    done = revisions.decide_late(
        visit.db, party, number, decision, by=visit.known.id, now=visit.stamp
    )
    if done:
        visit.audit(
            _LATE[decision],
            party=party,
            subject=f"revision {number}",
            old=Late.PROPOSED,
            new=decision,
        )
        return True
    words = late_decided(visit, party, number)
    visit.answer(words or visit.tongue.plain("There is no such late change."), alert=True)
    _settle_late(visit, party, number)
    return False


def late_decided(visit: Visit, party: str, number: int) -> str | None:
    """Return who took or refused a late change; None where nobody did."""
    revision = revisions.get(visit.db, party, number)
    if revision is None or revision.late not in (Late.TAKEN, Late.REFUSED):
        return None
    who, at = visit.name_of(revision.late_by), visit.moment(revision.late_at or visit.stamp)
    if revision.late == Late.TAKEN:
        return visit.tongue.plain("Taken by {who} on {moment}.", who=who, moment=at)
    return visit.tongue.plain("Refused by {who} on {moment}.", who=who, moment=at)


def _settle_late(visit: Visit, party: str, number: int) -> None:
    words = late_decided(visit, party, number)
    look = state_cards.look_and_write(visit, party)
    visit.settle(((visit.button(words, "wholate", party, number),), look) if words else (look,))


def who_decided_late(visit: Visit, args: tuple[str, ...]) -> None:
    """Tell who decided on a late change (d:wholate:<party>:<number>)."""
    visit.answer(late_decided(visit, args[0], int(args[1])) or "", alert=True)
