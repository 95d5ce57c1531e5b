"""Words the preview of a spreadsheet that somebody sent, or why it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.documents.delegation import Clash, Faulty, Preview, RowFault
from bot.documents.refusals import SheetCode, SheetRefused
from bot.engine.form import Question, Repeat, Text, Type
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_, Tongue
from bot.texts.messages import Button, Message, Rows, split
from bot.texts.problems import problem_text
from bot.texts.values import record_name

# Rows written out in a preview, of each kind; the rest is counted.
ROWS_SHOWN = 15

_REFUSALS: Mapping[SheetCode, str] = {
    SheetCode.EMPTY: N_("This file is empty."),
    SheetCode.TOO_LARGE: N_("This file is too large. A list of people has at most 5 MB."),
    SheetCode.NOT_A_SHEET: N_("This file is not a spreadsheet. Please send XLSX or CSV."),
    SheetCode.NOT_A_WORKBOOK: N_("This file is not a workbook, though it looks like one."),
    SheetCode.OLD_FORMAT: N_("This is an old workbook. Please save it as XLSX and send it again."),
    SheetCode.ENCRYPTED: N_("This file has a password. Please remove it and send the file again."),
    SheetCode.MACROS: N_("This file holds macros. Please save it as XLSX and send it again."),
    SheetCode.LINKS: N_(
        "This file takes values from other files. Please paste them as values and send it again."
    ),
    SheetCode.DAMAGED: N_("This file is damaged. Please save it once more and send it again."),
    SheetCode.UNPACKS_TOO_LARGE: N_("This file unpacks to far more than a list of people."),
    SheetCode.TOO_MANY_ROWS: N_("This file has more rows than a list may have ({maximum})."),
    SheetCode.TOO_MANY_COLUMNS: N_("This file has more columns than a list may have ({maximum})."),
    SheetCode.NO_HEADINGS: N_(
        "No column was recognised. The first row should name the columns, as in the template."
    ),
    SheetCode.NO_ROWS: N_("There are no people under the headings."),
    SheetCode.REPEATED_HEADING: N_("“{first}” and “{second}” mean the same column."),
    SheetCode.FULL_NAMES: N_(
        "“{heading}” holds whole names. Please put given and family names in two columns."
    ),
}
_CLASHES: Mapping[Clash, str] = {
    Clash.HELD: N_("A delegation has only one of these."),
    Clash.REPEATED: N_("The same person stands in an earlier row."),
    Clash.NAMESAKES: N_("Two people of this name are on the list."),
    Clash.WHOLE_NAME: N_("A whole name that cannot be taken apart."),
    Clash.BROKEN_CELL: N_("A formula that failed."),
    Clash.LIST_FULL: N_("The list is full."),
}

# A fault of a whole row is worded as one of a plain text.
_NO_QUESTION = Question("", Type.TEXT, Text(""))


def refusal_message(tongue: Tongue, refused: SheetRefused | None) -> Message:
    """Return why the file as a whole is not taken; `refused` is None where Telegram no longer has it."""
    if refused is None:
        reason = tongue.say("This file could not be fetched. Please send it again.")
    else:
        reason = tongue.say(_REFUSALS[refused.code], **refused.params)
    return Message(Html(reason + " " + tongue.say("Nothing has been changed.")))


def preview_message(tongue: Tongue, repeat: Repeat, found: Preview, job: int | None) -> Message:
    """Return what the file would add and change, which rows cannot be taken and why."""
    blocks: list[str] = [tongue.say("<b>Your spreadsheet has been read.</b>")]
    blocks += _listed(
        tongue.say_n("{n} person to add:", "{n} people to add:", len(found.add)),
        [record_name(tongue, repeat, row.answers) for row in found.add],
        tongue,
    )
    blocks += _listed(
        tongue.say_n("{n} person to change:", "{n} people to change:", len(found.change)),
        [record_name(tongue, repeat, row.member.answers) for row in found.change],
        tongue,
    )
    if found.same:
        blocks.append(
            tongue.say_n(
                "{n} person is there already.", "{n} people are there already.", len(found.same)
            )
        )
    if found.absent:
        blocks.append(
            tongue.say_n(
                "{n} person of the list is not in the file and stays.",
                "{n} people of the list are not in the file and stay.",
                len(found.absent),
            )
        )
    if found.faulty:
        blocks.append("\n".join(_faults(tongue, found.faulty)))
    rows: Rows = ()
    if job is None:
        blocks.append(tongue.say("There is nothing to take over."))
    else:
        blocks.append(tongue.say("Nothing has been changed yet."))
        take = Button(tongue.plain_as("button", "Take over"), f"*:import:{job}")
        leave = Button(tongue.plain_as("button", "Leave it"), f"*:import_drop:{job}")
        rows = ((take, leave),)
    return Message(split(blocks)[0], rows)


def _listed(title: Html, names: Sequence[str], tongue: Tongue) -> list[str]:
    if not names:
        return []
    lines = [tongue.say("+ {person}", person=name) for name in names[:ROWS_SHOWN]]
    if len(names) > ROWS_SHOWN:
        lines.append(tongue.say("…"))
    return ["\n".join([title, *lines])]


def _faults(tongue: Tongue, faulty: Sequence[Faulty]) -> Iterator[Html]:
    yield tongue.say_n(
        "{n} row cannot be taken. Please correct it and send the file again:",
        "{n} rows cannot be taken. Please correct them and send the file again:",
        len(faulty),
    )
    for row in faulty[:ROWS_SHOWN]:
        reasons = [_fault(tongue, fault) for fault in row.faults]
        yield tongue.say("Row {row}: {reasons}", row=row.row, reasons=Html(" ".join(reasons)))
    if len(faulty) > ROWS_SHOWN:
        yield tongue.say("…")


def _fault(tongue: Tongue, fault: RowFault) -> Html:
    if isinstance(fault.problem, Clash):
        reason = tongue.say(_CLASHES[fault.problem])
    else:
        reason = problem_text(tongue, fault.question or _NO_QUESTION, fault.problem)
    if fault.question is None:
        return reason
    return tongue.say("{column}: {reason}", column=tongue.text(fault.question.label), reason=reason)
