"""Makes the rows of an export, as titles and typed cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from bot.documents.cells import cell_of, choice_labels
from bot.engine.diff import Change, Content, Member
from bot.engine.form import Answers, Question, Repeat, Type
from bot.engine.form import Value as Answer
from bot.engine.standing import LateState, ReplyReview, ReplyStage
from bot.events.event import Event
from bot.events.parties import Parties, Party
from bot.i18n.tongue import NP_, Tongue
from bot.texts.regions import region_name, region_of
from bot.texts.values import record_name

Value = str | int | date | datetime | None

_STAGES: Mapping[ReplyStage | None, str] = {
    None: NP_("stage", "Not invited"),
    ReplyStage.INVITED: NP_("stage", "Invited"),
    ReplyStage.OPENED: NP_("stage", "Opened"),
    ReplyStage.DRAFT: NP_("stage", "Draft"),
    ReplyStage.SUBMITTED: NP_("stage", "Sent"),
    ReplyStage.AMENDED: NP_("stage", "Amended"),
    ReplyStage.WITHDRAWN: NP_("stage", "Withdrawn"),
}
_REVIEWS: Mapping[ReplyReview, str] = {
    ReplyReview.NEW: NP_("review", "New"),
    ReplyReview.SEEN: NP_("review", "Seen"),
    ReplyReview.ACCEPTED: NP_("review", "Accepted"),
    ReplyReview.RETURNED: NP_("review", "Returned"),
}
_LATE: Mapping[LateState, str] = {
    LateState.PROPOSED: NP_("late", "Late, to be decided"),
    LateState.TAKEN: NP_("late", "Late, taken"),
    LateState.REFUSED: NP_("late", "Late, refused"),
}
_CHANGES: Mapping[str, str] = {
    "answered": NP_("change", "Answer"),
    "added": NP_("change", "Added"),
    "removed": NP_("change", "Removed"),
    "changed": NP_("change", "Changed"),
    "moved": NP_("change", "Moved"),
}
_ROLES: Mapping[str, str] = {
    "primary": NP_("invitation", "Focal point"),
    "backup": NP_("invitation", "Backup focal point"),
    "admin": NP_("invitation", "Secretariat"),
}


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One State: how its reply stands, and the revision in force; a party alone if never invited.

    `focal` and `backup` are the people who act for the State in the chat.
    """

    party: Party
    stage: ReplyStage | None = None
    review: ReplyReview | None = None
    revision: int = 0
    late: LateState | None = None
    sent_at: datetime | None = None
    sent_by: str = ""
    paper_reference: str | None = None
    focal: str = ""
    backup: str = ""
    invited_at: datetime | None = None
    opened_at: datetime | None = None
    deadline: datetime | None = None
    content: Content | None = None

    @property
    def answers(self) -> Answers:
        return self.content.answers if self.content else {}

    def people(self, repeat: Repeat) -> Sequence[Member]:
        return self.content.records.get(repeat.name, ()) if self.content else ()


@dataclass(frozen=True, slots=True)
class _Delegate:
    """A person of a State's reply, and their place in its list."""

    party: Party
    number: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference that a sent revision made."""

    party: Party
    revision: int
    sent_at: datetime
    change: Change
    late: LateState | None = None


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation link, without its code; `party` None for the secretariat's own."""

    party: Party | None
    role: str
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None
    used_by: str = ""
    revoked_at: datetime | None = None


def every_state(
    parties: Parties, rows: Mapping[str, ReplyRow], *, language: str
) -> Iterator[ReplyRow]:
    """Return a row for each State in the order of the language, also for those without a reply."""
    for party in parties.in_order(language):
        yield rows.get(party.code) or ReplyRow(party)


def as_json(event: Event, rows: Iterable[ReplyRow]) -> dict[str, Any]:
    """Return all replies as plain data: answers by the names of their questions."""
    return {
        "event": {
            "code": event.code,
            "title": event.title.own.get("en", event.title.msgid),
            "place": event.place.own.get("en", event.place.msgid),
            "starts": event.starts.isoformat(),
            "ends": event.ends.isoformat(),
            "time_zone": event.zone.key,
            "deadline": event.deadline.isoformat() if event.deadline else None,
            "form_version": event.form.version,
        },
        "states": [_state(event, row) for row in rows],
    }


def _state(event: Event, row: ReplyRow) -> dict[str, Any]:
    return {
        "state": row.party.code,
        "name": row.party.name("en"),
        "status": row.stage or "not_invited",
        "review": row.review,
        "revision": row.revision,
        "late": row.late,
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "answers": dict(row.answers),
        **{
            name: [{"id": member.id, **member.answers} for member in row.people(repeat)]
            for name, repeat in event.form.repeats.items()
        },
    }


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, in characters about how wide its cells are, and how a cell is told."""

    title: str
    width: int = 18
    cell: Callable[[Any], Value] = lambda _: None


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One sheet to write: its columns, and the rows that one thing exported gives."""

    name: str
    columns: Sequence[Column]
    rows: Callable[[Any], Iterable[list[Value]]]


def _told(columns: Sequence[Column], one: object) -> list[Value]:
    return [column.cell(one) for column in columns]


_DAY, _MOMENT, _NUMBER, _LONG = 12, 17, 10, 36
_WIDTHS = {Type.INTEGER: _NUMBER, Type.DATE: _DAY, Type.YES_NO: _NUMBER, Type.TEXT: _LONG}
_WIDTHS |= {Type.EMAIL: 28, Type.CHOICE: 20, Type.CHOICES: _LONG}


def replies_table(event: Event, tongue: Tongue) -> ExportTable:
    """Return one row a State; what is asked for totals only is given as numbers of people."""
    zone, word = event.zone, tongue.plain_as
    asked = [item for _, item in event.form.items if isinstance(item, Question)]

    def region(row: ReplyRow) -> str:
        return region_name(tongue, region_of(row.party))

    def review(row: ReplyRow) -> str | None:
        return word("review", _REVIEWS[row.review]) if row.review else None

    facts = [
        *_state_columns(tongue),
        Column(word("column", "Regional group"), 26, region),
        Column(word("column", "Stage"), 14, lambda row: word("stage", _STAGES[row.stage])),
        Column(word("column", "Review"), 12, review),
        Column(word("column", "Revision"), _NUMBER, lambda row: row.revision or None),
        _late_column(tongue),
        _moment_column(tongue, zone, word("column", "Sent"), lambda row: row.sent_at),
        Column(word("column", "Sent by"), 24, lambda row: row.sent_by),
        Column(word("column", "Paper reference"), cell=lambda row: row.paper_reference),
        Column(word("column", "Focal point in the chat"), 24, lambda row: row.focal),
        Column(word("column", "Backup in the chat"), 24, lambda row: row.backup),
        _moment_column(tongue, zone, word("column", "Invited"), lambda row: row.invited_at),
        _moment_column(tongue, zone, word("column", "Opened"), lambda row: row.opened_at),
        _moment_column(tongue, zone, word("column", "Own deadline"), lambda row: row.deadline),
    ]
    columns = [*facts, *_answer_columns(tongue, asked)]
    for repeat in event.form.repeats.values():
        columns += _people_columns(tongue, repeat)

    def rows(row: ReplyRow) -> list[list[Value]]:
        return [_told(columns if row.content else facts, row)]

    return ExportTable(word("sheet", "Replies"), columns, rows)


def delegates_table(tongue: Tongue, repeat: Repeat, *, single: bool) -> ExportTable:
    """Return one row a person, without what is asked for totals only."""
    columns = [
        *_state_columns(tongue),
        Column(tongue.plain_as("column", "No."), 6, lambda person: person.number),
        *_answer_columns(tongue, [q for q in repeat.questions if q.privacy != "total"]),
    ]

    def rows(row: ReplyRow) -> Iterator[list[Value]]:
        for number, member in enumerate(row.people(repeat), start=1):
            yield _told(columns, _Delegate(row.party, number, member.answers))

    name = tongue.plain_as("sheet", "Delegates") if single else tongue.text(repeat.label)
    return ExportTable(name, columns, rows)


def changes_table(event: Event, tongue: Tongue) -> ExportTable:
    """Return one row a difference, in the order given."""
    word = tongue.plain_as

    def person(row: ChangeRow) -> str | None:
        repeat, answers = row.change.repeat, row.change.answers
        return record_name(tongue, repeat, answers, detail=False) if repeat else None

    def question(row: ChangeRow) -> str | None:
        return tongue.text(row.change.question.label) if row.change.question else None

    columns = [
        *_state_columns(tongue),
        Column(word("column", "Revision"), _NUMBER, lambda row: row.revision),
        _moment_column(tongue, event.zone, word("column", "Sent"), lambda row: row.sent_at),
        _late_column(tongue),
        Column(
            word("column", "Kind of change"),
            14,
            lambda row: word("change", _CHANGES[row.change.kind]),
        ),
        Column(word("column", "Person"), 28, person),
        Column(word("column", "Question"), 28, question),
        Column(word("column", "Before"), 28, lambda row: _changed(tongue, row, row.change.old)),
        Column(word("column", "Now"), 28, lambda row: _changed(tongue, row, row.change.new)),
    ]
    return ExportTable(word("sheet", "Changes"), columns, lambda row: [_told(columns, row)])


def _changed(tongue: Tongue, row: ChangeRow, value: Answer) -> Value:
    """Return an answer before or after; of what is asked for totals only, just that it changed."""
    question = row.change.question
    if question is None or question.privacy == "total":
        return None
    return cell_of(tongue, question, value)


def invitations_table(event: Event, tongue: Tongue, as_of: datetime) -> ExportTable:
    """Return one row an invitation, without its code, which is not kept."""
    zone, word = event.zone, tongue.plain_as
    columns = [
        *_state_columns(tongue),
        Column(word("column", "For"), 20, lambda row: word("invitation", _ROLES[row.role])),
        Column(word("column", "Standing"), 14, lambda row: _standing(tongue, row, as_of)),
        _moment_column(tongue, zone, word("column", "Made"), lambda row: row.created_at),
        _moment_column(tongue, zone, word("column", "Good until"), lambda row: row.expires_at),
        _moment_column(tongue, zone, word("column", "Used"), lambda row: row.used_at),
        Column(word("column", "Used by"), 24, lambda row: row.used_by),
        _moment_column(tongue, zone, word("column", "Taken back"), lambda row: row.revoked_at),
    ]
    return ExportTable(word("sheet", "Invitations"), columns, lambda row: [_told(columns, row)])


def _standing(tongue: Tongue, row: InvitationRow, as_of: datetime) -> str:
    if row.used_at is not None:
        return tongue.plain_as("invitation", "Used")
    if row.revoked_at is not None:
        return tongue.plain_as("invitation", "Taken back")
    if row.expires_at is not None and row.expires_at <= as_of:
        return tongue.plain_as("invitation", "Expired")
    return tongue.plain_as("invitation", "Open")


def _state_columns(tongue: Tongue) -> tuple[Column, Column]:
    word = tongue.plain_as
    return (
        Column(word("column", "Code"), 7, lambda row: row.party and row.party.code),
        Column(word("column", "State"), 30, lambda row: row.party and row.party.name(tongue.code)),
    )


def _late_column(tongue: Tongue) -> Column:
    def late(row: ReplyRow | ChangeRow) -> str | None:
        return tongue.plain_as("late", _LATE[row.late]) if row.late else None

    return Column(tongue.plain_as("column", "After the deadline"), 18, late)


def _moment_column(
    tongue: Tongue, zone: tzinfo, title: str, at: Callable[[Any], datetime | None]
) -> Column:
    """Return a column of instants in the event's own time, with the zone in its title."""

    def local(row: object) -> datetime | None:
        # As clocks at the event show it; cells of a sheet have no time zone.
        instant = at(row)
        return instant.astimezone(zone).replace(tzinfo=None) if instant else None

    return Column(f"{title} ({tongue.town(zone)})", _MOMENT, local)


def _answer_columns(tongue: Tongue, questions: Iterable[Question]) -> list[Column]:
    """Return a column for each question, told from the `answers` of what has a row."""
    return [
        Column(tongue.text(q.label), _WIDTHS.get(q.type, 20), _teller(tongue, q))
        for q in questions
        if q.type is not Type.NOTE
    ]


def _teller(tongue: Tongue, question: Question) -> Callable[[ReplyRow | _Delegate], Value]:
    name = question.name
    if question.type in (Type.TEXT, Type.NAME, Type.EMAIL, Type.TELEPHONE, Type.INTEGER):
        return lambda row: row.answers.get(name)  # type: ignore[return-value]
    if question.type is Type.CHOICE:
        labels = choice_labels(tongue, question)
        return lambda row: labels.get(str(chosen)) if (chosen := row.answers.get(name)) else None
    return lambda row: cell_of(tongue, question, row.answers.get(name))


def _people_columns(tongue: Tongue, repeat: Repeat) -> Iterator[Column]:
    """Yield people by number, and by each choice of what is asked for totals only."""

    def counted(title: str, question: str = "", choice: str = "") -> Column:
        def count(row: ReplyRow) -> int:
            people = row.people(repeat)
            if question:
                people = [one for one in people if str(one.answers.get(question)) == choice]
            return len(people)

        return Column(title, _NUMBER, count)

    yield counted(tongue.text(repeat.label))
    for question in repeat.questions:
        if question.privacy == "total":
            for name, label in choice_labels(tongue, question).items():
                yield counted(f"{tongue.text(question.label)}: {label}", question.name, name)
