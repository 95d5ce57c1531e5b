"""Lists who asks in or waits to be confirmed, confirms and refuses them; the first to decide wins."""

from __future__ import annotations

from bot.desk import state_cards
from bot.desk.assignments import decide, tell, welcome
from bot.desk.decisions import CARD
from bot.desk.replacements import begin_for_request
from bot.desk.state_choice import page_of, pager
from bot.desk.visit import Visit, called
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.messages import Button, Message
from storage import assignments, people, replies
from storage.assignments import Assignment, AssignmentReason, AssignmentStatus, MissionRole
from storage.replies import Stage
from storage.staff import Role

PAGE_SIZE = 5
# Below a list the whole list is shown anew; below a notice only its buttons change.
LIST = "l"

_REASONS = {
    AssignmentReason.APPROVAL: N_("has opened the invitation"),
    AssignmentReason.SECOND: N_("holds an invitation too"),
    AssignmentReason.UNINVITED: N_("has no invitation and asks in"),
}


def requests(visit: Visit, _: str) -> None:
    """Show who waits to be confirmed (/requests)."""
    visit.send(_page(visit, 0))


def show_page(visit: Visit, args: tuple[str, ...]) -> None:
    """Show another page of requests (d:requests:<page>)."""
    visit.show(_page(visit, int(args[0])))


def _page(visit: Visit, page: int) -> Message:
    waiting = assignments.pending(visit.db)
    if not waiting:
        return Message(visit.tongue.say("Nobody waits to be confirmed."))
    here, pages = page_of(page, len(waiting), PAGE_SIZE)
    shown = waiting[here * PAGE_SIZE : (here + 1) * PAGE_SIZE]
    lines = [visit.tongue.say_n("{n} person waits:", "{n} people wait:", len(waiting))]
    placed = list(enumerate(shown, here * PAGE_SIZE + 1))
    lines += [_line(visit, place, one) for place, one in placed]
    pairs = [_pair(visit, place, one) for place, one in placed if visit.may(Role.OFFICER)]
    rows = (*pairs, *pager(visit, here, pages, "requests"))
    return Message(Html("\n\n".join(lines)), rows)


def _line(visit: Visit, place: int, one: Assignment) -> Html:
    known = people.known(visit.db, one.person_id)
    line = visit.tongue.say(
        "{place}. <b>{state}</b>: {who}, {reason}, {moment}",
        place=place,
        state=visit.country(one.party),
        who=called(known) if known else "—",
        reason=visit.tongue.plain(_REASONS.get(one.reason, _REASONS[AssignmentReason.APPROVAL])),
        moment=visit.moment(one.asked_at),
    )
    holder = assignments.holder(visit.db, one.party, one.role)
    if holder is None:
        return line
    acts = visit.tongue.say(
        "{holder} acts for this State already.", holder=visit.name_of(holder.person_id)
    )
    return Html(f"{line}\n{acts}")


def _pair(visit: Visit, place: int, one: Assignment) -> tuple[Button, ...]:
    number = visit.tongue.number(place)
    confirm = visit.tongue.plain_as("button", "Confirm")
    refuse = visit.tongue.plain_as("button", "Refuse")
    return (
        visit.button(f"✓ {confirm} {number}", "confirm", one.id, LIST),
        visit.button(f"✕ {refuse} {number}", "refuse", one.id, LIST),
    )


def confirm(visit: Visit, args: tuple[str, ...]) -> None:
    """Confirm somebody, or ask what becomes of who holds the role (d:confirm:<assignment>[:l])."""
    one = _pending(visit, args)
    if one is None:
        return
    holder = assignments.holder(visit.db, one.party, one.role)
    if holder is not None:
        _ask_instead(visit, one, holder)
        return
    if not decide(visit, one, AssignmentStatus.CONFIRMED):
        return
    welcome(visit, one)
    visit.toast("Confirmed, and told.")
    _settle(visit, one.id, args)


def refuse(visit: Visit, args: tuple[str, ...]) -> None:
    """Refuse somebody (d:refuse:<assignment>[:l])."""
    one = _pending(visit, args)
    if one is None:
        return
    refused = AssignmentStatus.REFUSED
    decide(visit, one, refused)
    if not assignments.acting_for(visit.db, one.party):
        replies.advance_stage(visit.db, one.party, (Stage.OPENED,), Stage.INVITED, visit.stamp)
    name = visit.name_of(one.person_id)
    visit.audit("refused person", party=one.party, subject=name, old=one.status, new=refused)
    tell(visit, one.person_id, lambda notices: notices.refused(one.party))
    visit.toast("Refused, and told.")
    _settle(visit, one.id, args)


def _pending(visit: Visit, args: tuple[str, ...]) -> Assignment | None:
    """Return the request; say who decided and return None where that was done before."""
    one = assignments.get(visit.db, int(args[0]))
    if one is None:
        visit.alert("There is no such request.")
        return None
    if one.status == AssignmentStatus.PENDING:
        return one
    visit.answer(_decided(visit, one), alert=True)
    _settle(visit, one.id, args)
    return None


_DECIDED = {
    AssignmentStatus.CONFIRMED: N_("Confirmed by {who} on {moment}."),
    AssignmentStatus.REFUSED: N_("Refused by {who} on {moment}."),
    AssignmentStatus.REMOVED: N_("No longer asked for since {moment}."),
}


def _decided(visit: Visit, one: Assignment) -> str:
    return visit.tongue.plain(
        _DECIDED[one.status],
        who=visit.name_of(one.decided_by),
        moment=visit.moment(one.decided_at or one.asked_at),
    )


def who_decided(visit: Visit, args: tuple[str, ...]) -> None:
    """Tell who decided on a request (d:whoin:<assignment>)."""
    one = assignments.get(visit.db, int(args[0]))
    if one is not None and one.status in _DECIDED:
        visit.answer(_decided(visit, one), alert=True)


def _settle(visit: Visit, assignment: int, args: tuple[str, ...]) -> None:
    if LIST in args[1:2]:
        visit.show(_page(visit, 0))
        return
    one = assignments.get(visit.db, assignment)
    if one is None or one.status not in _OUTCOMES:
        return
    if CARD in args[1:2]:
        visit.show(state_cards.card(visit, one.party))
        return
    word = visit.tongue.plain(_OUTCOMES[one.status], who=visit.name_of(one.decided_by))
    look = visit.labelled("Open", "open", one.party)
    visit.settle(((visit.button(word, "whoin", one.id), look),))


_OUTCOMES = {
    AssignmentStatus.CONFIRMED: N_("✓ Confirmed: {who}"),
    AssignmentStatus.REFUSED: N_("✕ Refused: {who}"),
    AssignmentStatus.REMOVED: N_("No longer asked for"),
}


def _ask_instead(visit: Visit, one: Assignment, holder: Assignment) -> None:
    name, new = visit.name_of(holder.person_id), visit.name_of(one.person_id)
    rows: list[tuple[Button, ...]] = []
    if visit.may(Role.ADMIN):
        successor = visit.tongue.plain("{new} instead of {old}", new=new, old=name)
        rows.append((visit.button(successor, "instead", one.id),))
    if assignments.holder(visit.db, one.party, MissionRole.BACKUP) is None:
        beside = visit.tongue.plain("{new} as backup", new=new)
        rows.append((visit.button(beside, "beside", one.id),))
    rows.append((visit.labelled("Refuse", "refuse", one.id),))
    visit.say(
        "{old} acts for <b>{state}</b> already. What shall {new} be?",
        tuple(rows),
        old=name,
        state=visit.country(one.party),
        new=new,
    )


def instead(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask for the official letter by which somebody replaces who holds the role (d:instead:<assignment>)."""
    one = _pending(visit, args)
    if one is not None:
        begin_for_request(visit, one)


def beside(visit: Visit, args: tuple[str, ...]) -> None:
    """Confirm somebody as backup of who holds the role (d:beside:<assignment>)."""
    one = _pending(visit, args)
    if one is None:
        return
    if assignments.holder(visit.db, one.party, MissionRole.BACKUP) is not None:
        visit.alert("This State has a backup already.")
        return
    decide(visit, one, AssignmentStatus.REMOVED)
    made = assignments.assign(
        visit.db,
        one.party,
        one.person_id,
        MissionRole.BACKUP,
        status=AssignmentStatus.CONFIRMED,
        reason=one.reason,
        now=visit.stamp,
        invitation_id=one.invitation_id,
        decided_by=visit.known.id,
    )
    backup = assignments.get(visit.db, made)
    if backup is not None:
        welcome(visit, backup)
    visit.toast("Confirmed, and told.")
    _settle(visit, made, args)
