"""Writes the workbook in which a mission lists its delegation, empty or filled in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from bot.documents import File
from bot.documents.cells import cell_of, choice_labels, is_in_sheets
from bot.documents.columns import ID_HEADING
from bot.documents.lines import runs
from bot.documents.phrases import name_of_file
from bot.documents.workbook import XLSX, new_book, sheet_name
from bot.engine.diff import Member
from bot.engine.form import Question, Repeat, Type
from bot.events.event import Event
from bot.i18n.isolation import bare
from bot.i18n.tongue import Tongue, tongue_for
from bot.texts.values import value_text

# Excel takes so much in the note beside a cell, and in its title.
_MAX_NOTE_CHARS, _MAX_NOTE_TITLE_CHARS = 255, 32
_WIDTHS = {Type.TEXT: 32, Type.EMAIL: 28, Type.DATE: 12, Type.INTEGER: 10, Type.YES_NO: 10}
_USUAL_WIDTH = 22
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel counts a day that never was
_LAST_DAY = date(2199, 12, 31)
_LISTS = "Lists"
_EXPLAINED_CHARS, _LINE_HEIGHT = 80, 15
_A4 = 9  # ECMA-376, part 1, 18.3.1.63: paperSize


def template(
    event: Event, repeat: Repeat, *, language: str, members: Sequence[Member] = ()
) -> File:
    """Return the sheet to fill in; a hidden column keeps who is who, so that a row can be renamed.

    What is entered comes back through `bot.documents.sheet`, in whatever language it was made.
    """
    tongue = tongue_for(language)
    stream = io.BytesIO()
    # The day on which the event begins, because the same list is to give the same bytes.
    as_of = datetime.combine(event.starts, time(), tzinfo=UTC)
    book = new_book(stream, event, tongue, as_of, streaming=False)
    questions = [question for question in repeat.questions if is_in_sheets(question)]
    people = book.add_worksheet(sheet_name(book, tongue.text(repeat.label)))
    _explain(book, tongue, questions)
    lists = _write_lists(book, tongue, questions)
    if tongue.rtl:
        people.right_to_left()
    people.freeze_panes(1, 0)
    people.set_paper(_A4)
    people.set_landscape()
    people.fit_to_pages(1, 0)
    people.repeat_rows(0)
    _write_table(book, people, tongue, questions, members)
    for at, question in enumerate(questions):
        _guide(people, tongue, at, question, lists, last=repeat.maximum)
    book.close()
    name = name_of_file(event.code, repeat.name, language, suffix="xlsx")
    return File(name, XLSX, stream.getvalue())


def _write_table(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    tongue: Tongue,
    questions: Sequence[Question],
    members: Sequence[Member],
) -> None:
    style = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": "@"}
    required = book.add_format({**style, "bg_color": "#DCE6F1"})
    optional = book.add_format({**style, "bg_color": "#F2F2F2", "bold": False})
    sheet.set_row(0, 32)
    # As text, so that a telephone keeps its plus and a number its zeros.
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    number = book.add_format({"num_format": "0", "valign": "top"})
    formats = {Type.DATE: day, Type.INTEGER: number}
    for at, question in enumerate(questions):
        width = _WIDTHS.get(question.type, _USUAL_WIDTH)
        sheet.set_column(at, at, width, formats.get(question.type, text))
        title = tongue.text(question.label)
        sheet.write_string(0, at, title, required if question.required else optional)
    sheet.set_column(len(questions), len(questions), None, None, {"hidden": True})
    sheet.write_string(0, len(questions), ID_HEADING)
    held = book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True})
    for row, member in enumerate(members, start=1):
        for at, question in enumerate(questions):
            value = cell_of(tongue, question, member.answers.get(question.name))
            form = (held if runs(value) else text) if isinstance(value, str) else day
            if value != "":
                sheet.write(row, at, value, None if isinstance(value, int) else form)
        sheet.write_string(row, len(questions), str(member.id))


def _choices(tongue: Tongue, question: Question) -> list[str]:
    """Return what a drop-down offers."""
    if question.type is Type.YES_NO:
        return [value_text(tongue, question, True), value_text(tongue, question, False)]
    if question.type is Type.CHOICE:
        return list(choice_labels(tongue, question).values())
    return []


def _write_lists(
    book: xlsxwriter.Workbook, tongue: Tongue, questions: Sequence[Question]
) -> dict[str, str]:
    """Write the choices on a hidden sheet: a drop-down takes only 255 characters by itself."""
    sheet = book.add_worksheet(_LISTS)
    sheet.hide()
    places: dict[str, str] = {}
    for at, question in enumerate(questions):
        choices = _choices(tongue, question)
        if choices:
            sheet.write_column(0, at, choices)
            column = xl_col_to_name(at, col_abs=True)
            places[question.name] = f"={_LISTS}!{column}$1:{column}${len(choices)}"
    return places


def _guide(
    sheet: Worksheet,
    tongue: Tongue,
    at: int,
    question: Question,
    lists: dict[str, str],
    *,
    last: int,
) -> None:
    """Add a drop-down or bounds for a column, and the question's hint beside the cell in hand.

    What does not fit is warned of and not refused: the bot understands more than Excel.
    """
    rule: dict[str, object] = {"validate": "any"}
    if question.name in lists:
        rule = {"validate": "list", "source": lists[question.name]}
    elif question.type is Type.DATE:
        rule = {"validate": "date", "criteria": "between"}
        rule |= {"minimum": _FIRST_DAY, "maximum": _LAST_DAY}
    note = _note(tongue, question)
    if note:
        rule["input_title"] = tongue.text(question.label)[:_MAX_NOTE_TITLE_CHARS]
        rule["input_message"] = note[:_MAX_NOTE_CHARS]
    if rule != {"validate": "any"}:
        sheet.data_validation(1, at, last, at, {**rule, "error_type": "warning"})


def _note(tongue: Tongue, question: Question) -> str:
    parts = [tongue.text(question.hint)] if question.hint else []
    if question.example:
        example = tongue.text(question.example)
        parts.append(tongue.plain("For example: {example}", example=example))
    if not question.required:
        parts.append(tongue.plain("This may stay empty."))
    return bare("\n".join(parts))


def _explain(book: xlsxwriter.Workbook, tongue: Tongue, questions: Sequence[Question]) -> None:
    """Add a second sheet for reading: each column, whether it is needed, its hint, its choices."""
    sheet = book.add_worksheet(sheet_name(book, tongue.plain_as("sheet", "Explanations")))
    if tongue.rtl:
        sheet.right_to_left()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    style = {"valign": "top", "text_wrap": True, "reading_order": 2 if tongue.rtl else 1}
    bold = book.add_format({**style, "bold": True})
    wrapped = book.add_format(style)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, _EXPLAINED_CHARS)
    for row, question in enumerate(questions):
        lines = [
            tongue.plain_as("column", "Required") if question.required else "",
            _note(tongue, question),
            "\n".join(f"• {choice}" for choice in _choices(tongue, question)),
        ]
        sheet.write_string(row, 0, tongue.text(question.label), bold)
        text = "\n".join(filter(None, lines))
        # Excel would find the height by itself, LibreOffice would not.
        height = sum(1 + len(line) // _EXPLAINED_CHARS for line in text.split("\n"))
        sheet.set_row(row, _LINE_HEIGHT * (height + 1))
        sheet.write_string(row, 1, text, wrapped)
