"""Invites all States, or those of a list in a file; shows first what would be done, and does it once confirmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.desk import state_lists
from bot.desk.invitations import invite_one, make_link
from bot.desk.prompts import BulkReady, InviteWanted
from bot.desk.state_choice import ALL, codes_in, regions
from bot.desk.state_lists import ListFault, ListRefused, Remark
from bot.desk.visit import Visit
from bot.engine.folding import fold
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.telegram.updates import FileMessage
from bot.texts.messages import Message, split
from bot.texts.regions import region_name, region_of
from storage import assignments, invitations, jobs
from storage.assignments import MissionRole
from storage.instants import to_text
from storage.jobs import JobKind
from storage.staff import Role

# Of a long report, the first; the rest is of the same kind.
REMARKS_SHOWN = 40
# Of a line that is no State, so much as tells which one it is.
SAID_CHARS = 80
# A list of two hundred States is a few kilobytes.
MAX_FILE_BYTES = 1_000_000
LIST_SUFFIXES = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class Plan:
    """What inviting these States means now, by State."""

    new: tuple[str, ...]
    # Whose link can still be opened: it would be renewed. The stage "invited", by contrast, says that no link
    # has been opened, be it valid or not.
    renewable: tuple[str, ...]
    acting: tuple[str, ...]


def invite(visit: Visit, text: str) -> None:
    """Invite a State, show the dry run for all, or ask whom (/invite [country [backup] | all])."""
    if fold(text) in {ALL, fold(visit.tongue.plain_as("invite", "all"))}:
        _show_plan(visit, codes_in(visit, ALL), ())
    elif text:
        invite_one(visit, text)
    else:
        _ask(visit)


def everybody(visit: Visit, _: object) -> None:
    """Show the dry run for all States (d:everybody)."""
    invite(visit, ALL)


def _ask(visit: Visit) -> None:
    visit.ask_here(
        InviteWanted(),
        "Whom shall I invite? Write a country, choose it by region, or send a list as a CSV "
        "file with a column “country” (names in any of the six languages, or codes).",
        ((visit.labelled("All States", "everybody"),), *regions(visit, "invite")),
    )


def invited(visit: Visit, _: InviteWanted, text: str) -> None:
    """Take what was written when it was asked whom to invite."""
    visit.done()
    invite(visit, text)


_UNUSABLE = {
    ListRefused.BINARY: N_(
        "This is not a list in plain text. Please save it as CSV and send it again."
    ),
    ListRefused.EMPTY: N_("This file holds no country."),
    ListRefused.COLUMNS: N_(
        "No column of this file holds countries. Please name the column “country” or “code”."
    ),
    ListRefused.TOO_LONG: N_("This file has too many lines for a list of States."),
}
_FAULTS = {
    ListFault.UNKNOWN: N_("Line {line}: “{said}” is no country that can be invited."),
    ListFault.SEVERAL: N_("Line {line}: “{said}” is not clear. Possible: {candidates}"),
    ListFault.TWICE: N_("Line {line}: “{said}” stands in the list twice."),
}


def file_given(visit: Visit, file: FileMessage) -> None:
    """Queue a list of States to be fetched, known by its ending even unasked; refuse other files."""
    listed = file.name.casefold().endswith(LIST_SUFFIXES)
    asked = isinstance(visit.prompt, InviteWanted)
    if not visit.may(Role.ADMIN) or not (asked or listed):
        visit.say("No file is needed here. /menu shows the desk.")
        return
    if file.size_bytes > MAX_FILE_BYTES:
        visit.say("This file is too large for a list of States.")
        return
    payload = {
        "chat": visit.chat_id,
        "person": visit.known.id,
        "file_id": file.file_id,
        "name": file.name,
        "size_bytes": file.size_bytes,
    }
    jobs.add(visit.db, kind=JobKind.FETCH_LIST, payload=payload, now=visit.stamp)
    visit.say("Thank you. The file is being read; one moment.")


def file_arrived(visit: Visit, data: bytes | None) -> None:
    """Report on each line of a list and show the dry run; None where it could not be fetched."""
    if not visit.may(Role.ADMIN):
        return
    if data is None:
        visit.say("The file could not be fetched. Please send it again.")
        return
    found = state_lists.read(data, visit.campaign.parties)
    if isinstance(found, ListRefused):
        visit.say(_UNUSABLE[found])
        return
    remarks = [_remark(visit, one) for one in found.remarks[:REMARKS_SHOWN]]
    more = len(found.remarks) - REMARKS_SHOWN
    if more > 0:
        remarks.append(visit.tongue.say_n("… and {n} more line.", "… and {n} more lines.", more))
    _show_plan(visit, found.parties, remarks)


def _remark(visit: Visit, one: Remark) -> Html:
    names = [visit.country(code) for code in one.candidates]
    return visit.tongue.say(
        _FAULTS[one.fault], line=one.line, said=one.said[:SAID_CHARS], candidates=" · ".join(names)
    )


def plan_for(visit: Visit, parties: Iterable[str]) -> Plan:
    """Sort States by whether they are new, have a link that can still be opened, or have somebody who acts."""
    new: list[str] = []
    renewable: list[str] = []
    acting: list[str] = []
    for party in parties:
        if assignments.holder(visit.db, party, MissionRole.PRIMARY) is not None:
            acting.append(party)
        elif invitations.open_of_role(visit.db, party, MissionRole.PRIMARY, visit.stamp):
            renewable.append(party)
        else:
            new.append(party)
    return Plan(tuple(new), tuple(renewable), tuple(acting))


def _show_plan(visit: Visit, parties: Sequence[str], remarks: Sequence[Html]) -> None:
    plan, say_n = plan_for(visit, parties), visit.tongue.say_n
    lines = [visit.tongue.say("<b>Nothing has been done yet.</b>")]
    if plan.new or not (plan.renewable or plan.acting):
        lines.append(say_n("{n} State to be invited.", "{n} States to be invited.", len(plan.new)))
    if plan.renewable:
        lines.append(
            say_n(
                "{n} State is invited already and has not opened its link.",
                "{n} States are invited already and have not opened their link.",
                len(plan.renewable),
            )
        )
    if plan.acting:
        lines.append(
            say_n(
                "{n} State has a focal point already and is not invited again.",
                "{n} States have a focal point already and are not invited again.",
                len(plan.acting),
            )
        )
    reports = (remarks, lines) if remarks else (lines,)
    *parts, last = split(["\n".join(report) for report in reports])
    for part in parts:
        visit.send(Message(part))
    _offer(visit, parties, plan, last)


def _offer(visit: Visit, parties: Sequence[str], plan: Plan, text: Html) -> None:
    rows = []
    if plan.new:
        word = visit.tongue.plain_n("Invite {n} State", "Invite {n} States", len(plan.new))
        rows.append((visit.button(word, "bulk", "new"),))
    if plan.renewable:
        word = visit.tongue.plain_n(
            "Also renew {n} unopened link", "Also renew {n} unopened links", len(plan.renewable)
        )
        rows.append((visit.button(word, "bulk", "renew"),))
    if rows:
        visit.send(visit.question(BulkReady(tuple(parties)), text, tuple(rows)))
    else:
        visit.done()
        visit.send(Message(text))


def confirmed(visit: Visit, args: tuple[str, ...]) -> None:
    """Make the links, and send them in one file only (d:bulk:<new|renew>)."""
    prompt = visit.prompt
    if not isinstance(prompt, BulkReady):
        visit.alert("This list is not waiting any more.")
        return
    visit.done()
    # What was true when it was shown may have changed: looked at again.
    plan = plan_for(visit, prompt.parties)
    wanted = plan.new + (plan.renewable if args[0] == "renew" else ())
    made = {
        party: visit.campaign.link(make_link(visit, party, MissionRole.PRIMARY)) for party in wanted
    }
    text = visit.tongue.say_n(
        "{n} invitation has been made. Its link is in the file below and nowhere else: "
        "please keep it safe.",
        "{n} invitations have been made. Their links are in the file below and nowhere "
        "else: please keep it safe.",
        len(made),
    )
    visit.show(Message(text))
    if made:
        document = {
            "kind": "text",
            "name": f"invitations-{visit.campaign.event.code}.csv",
            "text": _table(visit, made),
        }
        visit.post.document(visit.chat_id, document)


def _table(visit: Visit, made: dict[str, str]) -> str:
    """Return the file: a line for each State, in the order in which they were asked for."""
    until = to_text(visit.now + visit.campaign.event.invitation_validity)[:10]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            visit.tongue.plain_as("column", "Code"),
            visit.tongue.plain_as("column", "Country"),
            visit.tongue.plain_as("column", "Region"),
            visit.tongue.plain_as("column", "Link"),
            visit.tongue.plain_as("column", "Valid until"),
        ]
    )
    for party, link in made.items():
        region = region_name(visit.tongue, region_of(visit.campaign.parties[party]))
        writer.writerow([party, visit.country(party), region, link, until])
    return out.getvalue()
