"""Compares a sheet with a list of people: whom it adds or changes, and which rows are faulty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.documents.cells import Reading
from bot.documents.columns import PersonRow
from bot.documents.sheet import Sheet
from bot.documents.xlsx import Broken
from bot.engine.answers import Help, Problem
from bot.engine.diff import Member
from bot.engine.folding import name_key
from bot.engine.form import Answers, Question, Repeat, Unique, Value, relevant_questions
from bot.engine.people import name_of
from bot.engine.problems import Code
from bot.engine.progress import missing_in


class Clash(StrEnum):
    """Why a row does not fit beside other rows or people, though each of its cells can be read."""

    HELD = "held"  # the unique answer is another's: `row` or `member` tells whose
    REPEATED = "repeated"  # the same person stands in an earlier `row`
    NAMESAKES = "namesakes"  # two people of that name are on the list
    WHOLE_NAME = "whole_name"  # one cell with a whole name that cannot be taken apart
    BROKEN_CELL = "broken_cell"  # a formula that failed, such as #REF!
    LIST_FULL = "list_full"


@dataclass(frozen=True, slots=True)
class RowFault:
    """One reason why a row is not taken: the column's question, what it says, and what is wrong."""

    problem: Problem | Clash
    question: Question | None = None
    said: str = ""
    row: int | None = None
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row that is not taken; `answers` are those that could be read, to name the person."""

    row: int
    answers: Answers
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    row: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Amendment:
    """Answers that change for somebody on the list; None takes an answer back."""

    row: int
    member: Member
    answers: Answers


@dataclass(frozen=True, slots=True)
class Same:
    row: int
    member: Member


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. It removes nobody: `absent` are on the list and not in the file."""

    add: tuple[Addition, ...] = ()
    change: tuple[Amendment, ...] = ()
    same: tuple[Same, ...] = ()
    faulty: tuple[Faulty, ...] = ()
    absent: tuple[Member, ...] = ()


@dataclass(slots=True)
class _Draft:
    """One row on its way: whom it is about, what it says, what is wrong with it."""

    row: PersonRow
    member: Member | None = None
    by_id: bool = False
    answers: dict[str, Value] = field(default_factory=dict)
    changed: dict[str, Value] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)


def preview(
    repeat: Repeat, present: Sequence[Member], sheet: Sheet, *, help: Help, language: str
) -> Preview:
    """Return what the sheet would do to the list of the people `present`."""
    drafts = [_Draft(row) for row in sheet.rows]
    readings = {
        question.name: Reading(
            question, key=f"{repeat.name}.{question.name}", help=help, language=language
        )
        for question in repeat.questions
        if question.name in sheet.columns.places or question.name in repeat.name_questions
    }
    _match(repeat, present, drafts)
    for draft in drafts:
        _read(repeat, draft, sheet.columns.places, readings)
    _refuse_repeated(repeat, drafts)
    _refuse_held(repeat, present, drafts)
    _refuse_overfull(repeat, len(present), drafts)
    return _sorted_out(present, drafts)


# ---------------------------------------------------------------- whom a row is about


def _match(repeat: Repeat, present: Sequence[Member], drafts: Sequence[_Draft]) -> None:
    """Find each row's person, each at most once: by name and id, by name, and last by id alone.

    The name counts more than the id: who sorts the visible columns or copies a row down leaves the
    hidden one where it was.
    """
    by_id = {member.id: member for member in present}
    by_name: dict[str, list[Member]] = {}
    for member in present:
        by_name.setdefault(name_of(repeat, member.answers), []).append(member)
    by_name.pop("", None)
    free = set(by_id)
    for draft in drafts:
        known = by_id.get(draft.row.id or 0)
        if known is not None and known in by_name.get(_name_said(repeat, draft.row), ()):
            _claim(draft, known, free, by_id=True)
    for draft in drafts:
        alike = [] if draft.member else by_name.get(_name_said(repeat, draft.row), [])
        left = [member for member in alike if member.id in free]
        if len(left) == 1:
            _claim(draft, left[0], free, by_id=False)
        elif left:
            draft.faults.append(RowFault(Clash.NAMESAKES, member=left[0]))
    for draft in drafts:
        known = by_id.get(draft.row.id or 0)
        if draft.member is None and known is not None and not draft.faults:
            _claim(draft, known, free, by_id=True)


def _claim(draft: _Draft, member: Member, free: set[int], *, by_id: bool) -> None:
    if member.id in free:
        free.remove(member.id)
        draft.member, draft.by_id = member, by_id


def _name_said(repeat: Repeat, row: PersonRow) -> str:
    """Return the key of the name as a row writes it, '' where a part of it is blank."""
    if row.whole_name is not None:
        return name_key([row.whole_name])
    parts = [str(row.said.get(name, "")) for name in repeat.name_questions]
    return name_key(parts) if all(parts) else ""


# ---------------------------------------------------------------- what a row says


def _read(
    repeat: Repeat, draft: _Draft, places: Mapping[str, int], readings: Mapping[str, Reading]
) -> None:
    before = draft.member.answers if draft.member else {}
    if draft.row.whole_name is not None and draft.member is None:
        draft.faults.append(RowFault(Clash.WHOLE_NAME, said=draft.row.whole_name))
    draft.answers = dict(before)
    # Relevance depends on the answers before, so it is asked anew after each.
    for question in repeat.questions:
        if question not in tuple(relevant_questions(repeat.questions, draft.answers)):
            continue
        if question.name in draft.row.said:
            _take(draft, question, readings[question.name], before)
        elif question.name in places and draft.by_id:
            _take_back(draft, question, before)
    if draft.member is None:
        told = {fault.question.name for fault in draft.faults if fault.question}
        whole = set(repeat.name_questions) if draft.row.whole_name is not None else set()
        draft.faults += [
            RowFault(Problem(Code.REQUIRED), question)
            for question in missing_in(repeat, draft.answers)
            if question.name not in told | whole
        ]


def _take(draft: _Draft, question: Question, reading: Reading, before: Answers) -> None:
    said = draft.row.said[question.name]
    if isinstance(said, Broken):
        draft.faults.append(RowFault(Clash.BROKEN_CELL, question, said))
        return
    value = reading.value(said, draft.answers)
    if isinstance(value, Problem):
        draft.faults.append(RowFault(value, question, str(said)))
        return
    draft.answers[question.name] = value
    if before.get(question.name) != value:
        draft.changed[question.name] = value


def _take_back(draft: _Draft, question: Question, before: Answers) -> None:
    """Take back an answer emptied in our own sheet; in another sheet a blank says nothing."""
    if before.get(question.name) is None:
        return
    if question.required:
        draft.faults.append(RowFault(Problem(Code.REQUIRED), question))
    else:
        draft.answers[question.name] = draft.changed[question.name] = None


# ---------------------------------------------------------------- how the rows fit together


def _refuse_repeated(repeat: Repeat, drafts: Sequence[_Draft]) -> None:
    """Refuse a name that stands in an earlier row, unless both rows are people on the list."""
    first: dict[str, _Draft] = {}
    for draft in drafts:
        name = name_of(repeat, draft.answers)
        if not name:
            continue
        earlier = first.setdefault(name, draft)
        if earlier is not draft and not (draft.member and earlier.member):
            draft.faults.append(RowFault(Clash.REPEATED, row=earlier.row.number))


def _refuse_held(repeat: Repeat, present: Sequence[Member], drafts: Sequence[_Draft]) -> None:
    """Refuse rows that claim a unique answer which somebody else keeps.

    A row that is not taken changes nobody, so what its person holds stays held: repeated until no
    row falls any more.
    """
    while any(_refuse_once(repeat, rule, present, drafts) for rule in repeat.unique):
        pass


def _refuse_once(
    repeat: Repeat, rule: Unique, present: Sequence[Member], drafts: Sequence[_Draft]
) -> bool:
    good = [draft for draft in drafts if not draft.faults]
    changed = {draft.member.id: draft for draft in good if draft.member}
    claims = [draft for draft in good if draft.answers.get(rule.question) == rule.value]
    keeper = next((member for member in present if _keeps(rule, member, changed)), None)
    holder = claims[0] if claims and keeper is None else None
    row = holder.row.number if holder else None
    refused = [one for one in claims if one is not holder and not (keeper and one.member is keeper)]
    for draft in refused:
        said = str(draft.row.said.get(rule.question, ""))
        question = repeat.question(rule.question)
        draft.faults.append(RowFault(Clash.HELD, question, said, row=row, member=keeper))
    return bool(refused)


def _keeps(rule: Unique, member: Member, changed: Mapping[int, _Draft]) -> bool:
    draft = changed.get(member.id)
    told = (member.answers, draft.answers) if draft else (member.answers,)
    return all(answers.get(rule.question) == rule.value for answers in told)


def _refuse_overfull(repeat: Repeat, present: int, drafts: Sequence[_Draft]) -> None:
    new = [draft for draft in drafts if draft.member is None and not draft.faults]
    for draft in new[max(0, repeat.maximum - present) :]:
        draft.faults.append(RowFault(Clash.LIST_FULL))


def _sorted_out(present: Sequence[Member], drafts: Sequence[_Draft]) -> Preview:
    good = [draft for draft in drafts if not draft.faults]
    met = {draft.member.id for draft in drafts if draft.member}
    matched = [(draft, draft.member) for draft in good if draft.member]
    return Preview(
        tuple(Addition(d.row.number, d.answers) for d in good if d.member is None),
        tuple(Amendment(d.row.number, m, d.changed) for d, m in matched if d.changed),
        tuple(Same(d.row.number, m) for d, m in matched if not d.changed),
        tuple(Faulty(d.row.number, d.answers, tuple(d.faults)) for d in drafts if d.faults),
        tuple(member for member in present if member.id not in met),
    )
