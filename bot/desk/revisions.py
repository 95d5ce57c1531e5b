"""Shows what a State has said: the whole reply, what a revision changed, the history of revisions and people."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk import state_cards
from bot.desk.visit import Visit
from bot.engine.diff import Content, differences
from bot.engine.form import Question, Repeat
from bot.engine.progress import relevant
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.desk_notices import DeskNotices
from bot.texts.messages import Rows
from bot.texts.values import answer_lines, left_open, not_answered, record_name
from storage import assignments, attachments, replies
from storage import revisions as stored_revisions
from storage.assignments import Assignment, AssignmentStatus
from storage.revisions import Late, Revision, RevisionKind

# More people than this are read in the list of participants.
PEOPLE_SHOWN = 200


def whole_reply(visit: Visit, args: tuple[str, ...]) -> None:
    """Show every answer of the revision in force, in this chat's language (d:reply:<party>)."""
    party = args[0]
    reply = replies.get(visit.db, party)
    said = state_cards.content(visit, party, reply.revision) if reply else None
    if reply is None or said is None:
        visit.toast("There is no reply yet.")
        return
    blocks: list[str] = [
        visit.tongue.say(
            "<b>{state}</b> · revision {number}", state=visit.country(party), number=reply.revision
        )
    ]
    blocks += _sections(visit, said)
    rows = (*_file_buttons(visit, party, said), state_cards.look_and_write(visit, party))
    visit.say_parts(blocks, rows)


def _file_buttons(visit: Visit, party: str, said: Content) -> Rows:
    """Return buttons for the note verbale and whatever else was attached."""
    return tuple(
        (visit.button(f"📎 {value['name']}", "file", party, int(value["file"])),)
        for value in said.answers.values()
        if isinstance(value, dict)
    )


def send_file(visit: Visit, args: tuple[str, ...]) -> None:
    """Send a file that this mission attached (d:file:<party>:<file>)."""
    party, number = args[0], int(args[1])
    file = attachments.get(visit.db, number)
    if file is None or file.party != party:
        visit.toast("This file is not there any more.")
        return
    visit.audit("opened file", party=party, subject=file.name)
    visit.post.document(visit.chat_id, {"kind": "file", "file": number})


def _sections(visit: Visit, said: Content) -> list[str]:
    form = visit.campaign.event.form
    blocks: list[str] = []
    asked = list(relevant(form, said.answers))
    for section in form.sections:
        lines: list[Html] = []
        for item in (item for held, item in asked if held is section):
            if isinstance(item, Question):
                lines += answer_lines(visit.tongue, (item,), said.answers)
            else:
                lines += _members(visit, item, said)
        if lines:
            title = visit.tongue.say("<b>{section}</b>", section=visit.tongue.text(section.label))
            blocks.append("\n".join([title, *lines]))
    questions = [item for _, item in asked if isinstance(item, Question)]
    unanswered = not_answered(visit.tongue, left_open(questions, said.answers))
    return [*blocks, unanswered] if unanswered else blocks


def _members(visit: Visit, repeat: Repeat, said: Content) -> list[Html]:
    """Return each person as printed in lists; contact details are in the workbook."""
    members = said.records.get(repeat.name, ())
    if not members:
        return [visit.tongue.say("Nobody is named yet.")]
    lines = []
    for place, member in enumerate(members[:PEOPLE_SHOWN], 1):
        name = record_name(visit.tongue, repeat, member.answers)
        lines.append(
            visit.tongue.say(
                "{place}. {person}", place=place, person=name or visit.tongue.text(repeat.singular)
            )
        )
    more = len(members) - PEOPLE_SHOWN
    if more > 0:
        lines.append(visit.tongue.say_n("… and {n} more person.", "… and {n} more people.", more))
    return lines


def changes(visit: Visit, args: tuple[str, ...]) -> None:
    """Show a revision against the one before; 0 is the newest (d:changes:<party>:<number>)."""
    party, number = args[0], int(args[1]) or stored_revisions.newest(visit.db, args[0])[0]
    revision = stored_revisions.get(visit.db, party, number)
    before = stored_revisions.previous(visit.db, party, number)
    if revision is None:
        visit.toast("There is no reply yet.")
        return
    title = visit.tongue.say(
        "<b>{state}</b> · revision {number}, {moment}",
        state=visit.country(party),
        number=number,
        moment=visit.moment(revision.sent_at),
    )
    blocks = [title, "\n".join(_change_lines(visit, revision, before))]
    visit.say_parts(blocks, _change_buttons(visit, party, number))


def _change_lines(visit: Visit, revision: Revision, before: Revision | None) -> list[Html]:
    if revision.kind == RevisionKind.WITHDRAWN:
        return [visit.tongue.say("The reply has been withdrawn.")]
    if before is None:
        return [visit.tongue.say("This is the first revision.")]
    found = differences(
        visit.campaign.event.form,
        Content.from_json(before.content),
        Content.from_json(revision.content),
    )
    lines = DeskNotices(visit.campaign.event, visit.tongue).changes(found)
    return lines or [visit.tongue.say("Sent again without changes.")]


def _change_buttons(visit: Visit, party: str, number: int) -> Rows:
    newest, _ = stored_revisions.newest(visit.db, party)
    steps = []
    if number > 1:
        earlier = "‹ " + visit.tongue.plain("Revision {number}", number=number - 1)
        steps.append(visit.button(earlier, "changes", party, number - 1))
    if number < newest:
        later = visit.tongue.plain("Revision {number}", number=number + 1) + " ›"
        steps.append(visit.button(later, "changes", party, number + 1))
    look = state_cards.look_and_write(visit, party)
    return (tuple(steps), look) if steps else (look,)


def history(visit: Visit, args: tuple[str, ...]) -> None:
    """Show the revisions and the people, oldest first (d:history:<party>)."""
    party = args[0]
    lines: list[Html] = [
        visit.tongue.say("<b>{state}</b>: history", state=visit.country(party)),
        *_revision_lines(visit, stored_revisions.of_party(visit.db, party)),
        *(_assignment_line(visit, one) for one in assignments.history(visit.db, party)),
    ]
    if len(lines) == 1:
        lines.append(visit.tongue.say("Nothing has happened yet."))
    visit.say_parts(["\n".join(lines)], (state_cards.look_and_write(visit, party),))


def _revision_lines(visit: Visit, revisions: Sequence[Revision]) -> list[Html]:
    return [
        visit.tongue.say(
            _REVISIONS[one.kind if one.kind == RevisionKind.WITHDRAWN else one.late or one.kind],
            number=one.number,
            moment=visit.moment(one.sent_at),
            who=visit.name_of(one.sent_by),
        )
        for one in revisions
    ]


_REVISIONS = {
    RevisionKind.SENT: N_("Revision {number}: {moment}, {who}"),
    RevisionKind.WITHDRAWN: N_("Revision {number}: {moment}, {who}, withdrawn"),
    Late.PROPOSED: N_("Revision {number}: {moment}, {who}, late, not decided"),
    Late.TAKEN: N_("Revision {number}: {moment}, {who}, late, taken"),
    Late.REFUSED: N_("Revision {number}: {moment}, {who}, late, refused"),
}


def _assignment_line(visit: Visit, one: Assignment) -> Html:
    line = visit.tongue.say(
        _ASSIGNMENTS[one.status],
        who=visit.name_of(one.person_id),
        moment=visit.moment(one.decided_at or one.asked_at),
    )
    if one.letter_reference:
        line = Html(
            f"{line}, " + visit.tongue.say("letter {reference}", reference=one.letter_reference)
        )
    return line


_ASSIGNMENTS = {
    AssignmentStatus.PENDING: N_("{who}: waits to be confirmed since {moment}"),
    AssignmentStatus.CONFIRMED: N_("{who}: acts since {moment}"),
    AssignmentStatus.REFUSED: N_("{who}: refused on {moment}"),
    AssignmentStatus.REMOVED: N_("{who}: until {moment}"),
}
