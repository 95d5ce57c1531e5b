"""Replaces a focal point on an official letter, whose reference and date are kept with the history."""

from __future__ import annotations

from bot.desk import state_cards
from bot.desk.assignments import decide, dismiss, welcome
from bot.desk.invitations import make_link, say_link
from bot.desk.prompts import ReplacementDateWanted, ReplacementReferenceWanted
from bot.desk.visit import Visit
from storage import assignments
from storage.assignments import Assignment, AssignmentStatus


def replace(visit: Visit, party: str) -> None:
    """Ask for the letter, and first who is to be replaced of several people (/replace France)."""
    acting = assignments.acting_for(visit.db, party)
    match acting:
        case []:
            visit.say(
                "Nobody acts for <b>{state}</b> yet. You can invite somebody.",
                ((visit.labelled("Invite", "for", "invite", party),),),
                state=visit.country(party),
            )
        case [one]:
            _ask_reference(visit, one, None)
        case _:
            rows = [
                (visit.button(visit.name_of(one.person_id), "replace", one.id),) for one in acting
            ]
            visit.say("Who is to be replaced?", (*rows, visit.cancel_row()))


def chosen(visit: Visit, args: tuple[str, ...]) -> None:
    """Ask for the letter (d:replace:<assignment>)."""
    one = assignments.get(visit.db, int(args[0]))
    if one is None or one.status != AssignmentStatus.CONFIRMED:
        visit.toast("This person does not act for the State any more.")
        return
    _ask_reference(visit, one, None)


def begin_for_request(visit: Visit, request: Assignment) -> None:
    """Ask for the letter by which somebody who waits replaces who holds the role."""
    holder = assignments.holder(visit.db, request.party, request.role)
    if holder is not None:
        _ask_reference(visit, holder, request.id)


def _ask_reference(visit: Visit, leaving: Assignment, coming: int | None) -> None:
    visit.ask(
        ReplacementReferenceWanted(leaving.party, leaving.id, coming),
        "<b>{state}</b>: {who} is to be replaced. A replacement rests on an official letter. "
        "Please write its reference.",
        state=visit.country(leaving.party),
        who=visit.name_of(leaving.person_id),
    )


def replace_by(visit: Visit, letter: ReplacementDateWanted, date: str) -> None:
    """Dismiss who leaves by a letter of that date; confirm who comes, or make a link."""
    leaving = assignments.get(visit.db, letter.leaving)
    if leaving is None or leaving.status != AssignmentStatus.CONFIRMED:
        visit.say(
            "This person has been replaced or removed meanwhile.",
            (state_cards.look_and_write(visit, letter.party),),
        )
        return
    if letter.coming is None:
        dismiss(visit, leaving, reference=letter.reference, date=date)
        _invite(visit, leaving)
        return
    coming = assignments.get(visit.db, letter.coming)
    if coming is None or coming.status != AssignmentStatus.PENDING:
        visit.say("This request has been decided meanwhile.")
        return
    dismiss(visit, leaving, reference=letter.reference, date=date)
    _confirm(visit, coming, letter.reference, date)


def _invite(visit: Visit, leaving: Assignment) -> None:
    code = make_link(visit, leaving.party, leaving.role)
    visit.say(
        "{who} no longer acts for <b>{state}</b>. The link for the successor follows.",
        who=visit.name_of(leaving.person_id),
        state=visit.country(leaving.party),
    )
    say_link(visit, leaving.party, leaving.role, code)


def _confirm(visit: Visit, coming: Assignment, reference: str, date: str) -> None:
    decide(visit, coming, AssignmentStatus.CONFIRMED, reference=reference, date=date)
    welcome(visit, coming)
    visit.say(
        "{who} now acts for <b>{state}</b>.",
        (state_cards.look_and_write(visit, coming.party),),
        who=visit.name_of(coming.person_id),
        state=visit.country(coming.party),
    )
