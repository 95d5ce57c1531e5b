"""Makes the rows of an export, as titles and typed cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from bot.documents.cells import cell_of, choice_labels
from bot.engine.diff import Change, Content
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


# ---------------------------------------------------------------- what is exported


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One State: how its reply stands, and the revision in force.

    A party alone where never invited.

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
    content = row.content or Content({})
    return {
        "state": row.party.code,
        "name": row.party.name("en"),
        "status": row.stage or "not_invited",
        "review": row.review,
        "revision": row.revision,
        "late": row.late,
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "answers": dict(content.answers),
        **{
            name: [{"id": m.id, **m.answers} for m in content.records.get(name, ())]
            for name in event.form.repeats
        },
    }


# ---------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and, in characters, about how wide its cells are."""

    title: str
    width: int = 18


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One sheet to write: its columns, and the rows that one thing exported gives."""

    name: str
    columns: Sequence[Column]
    rows: Callable[[Any], Iterator[list[Value]]]


_DAY, _MOMENT, _NUMBER, _LONG = 12, 17, 10, 36
_WIDTHS = {Type.INTEGER: _NUMBER, Type.DATE: _DAY, Type.YES_NO: _NUMBER, Type.TEXT: _LONG}
_WIDTHS |= {Type.EMAIL: 28, Type.CHOICE: 20, Type.CHOICES: _LONG}


def replies_table(event: Event, tongue: Tongue) -> ExportTable:
    """Return one row a State; what is asked for totals only is given as numbers of people."""
    zone, form = event.zone, event.form
    items = [item for _, item in form.items]
    questions = [item for item in items if isinstance(item, Question) and _is_exported(item)]
    cells = [_teller(tongue, question) for question in questions]
    counts = [_Counted(tongue, repeat) for repeat in form.repeats.values()]
    columns = [
        *_state_columns(tongue),
        Column(tongue.plain_as("column", "Regional group"), 26),
        Column(tongue.plain_as("column", "Stage"), 14),
        Column(tongue.plain_as("column", "Review"), 12),
        Column(tongue.plain_as("column", "Revision"), _NUMBER),
        Column(tongue.plain_as("column", "After the deadline"), 18),
        _moment_column(tongue, zone, tongue.plain_as("column", "Sent")),
        Column(tongue.plain_as("column", "Sent by"), 24),
        Column(tongue.plain_as("column", "Paper reference")),
        Column(tongue.plain_as("column", "Focal point in the chat"), 24),
        Column(tongue.plain_as("column", "Backup in the chat"), 24),
        _moment_column(tongue, zone, tongue.plain_as("column", "Invited")),
        _moment_column(tongue, zone, tongue.plain_as("column", "Opened")),
        _moment_column(tongue, zone, tongue.plain_as("column", "Own deadline")),
        *(Column(tongue.text(q.label), _WIDTHS.get(q.type, 20)) for q in questions),
        *(column for counted in counts for column in counted.columns),
    ]

    def rows(row: ReplyRow) -> Iterator[list[Value]]:
        values: list[Value] = [
            row.party.code,
            row.party.name(tongue.code),
            region_name(tongue, region_of(row.party)),
            tongue.plain_as("stage", _STAGES[row.stage]),
            tongue.plain_as("review", _REVIEWS[row.review]) if row.review else None,
            row.revision or None,
            tongue.plain_as("late", _LATE[row.late]) if row.late else None,
            _local(row.sent_at, zone),
            row.sent_by,
            row.paper_reference,
            row.focal,
            row.backup,
            _local(row.invited_at, zone),
            _local(row.opened_at, zone),
            _local(row.deadline, zone),
        ]
        if row.content is not None:
            answers = row.content.answers
            values += [tell(answers) for tell in cells]
            for counted in counts:
                values += counted.values(row.content)
        yield values

    return ExportTable(tongue.plain_as("sheet", "Replies"), columns, rows)


def delegates_table(tongue: Tongue, repeat: Repeat, *, single: bool) -> ExportTable:
    """Return one row a person, without what is asked for totals only."""
    questions = [q for q in repeat.questions if _is_exported(q) and q.privacy != "total"]
    cells = [_teller(tongue, question) for question in questions]
    columns = [
        *_state_columns(tongue),
        Column(tongue.plain_as("column", "No."), 6),
        *(Column(tongue.text(q.label), _WIDTHS.get(q.type, 20)) for q in questions),
    ]

    def rows(row: ReplyRow) -> Iterator[list[Value]]:
        if row.content is None:
            return
        code, state = row.party.code, row.party.name(tongue.code)
        for number, member in enumerate(row.content.records.get(repeat.name, ()), start=1):
            answers = member.answers
            yield [code, state, number, *[tell(answers) for tell in cells]]

    name = tongue.plain_as("sheet", "Delegates") if single else tongue.text(repeat.label)
    return ExportTable(name, columns, rows)


def changes_table(event: Event, tongue: Tongue) -> ExportTable:
    """Return one row a difference, in the order given."""
    columns = [
        *_state_columns(tongue),
        Column(tongue.plain_as("column", "Revision"), _NUMBER),
        _moment_column(tongue, event.zone, tongue.plain_as("column", "Sent")),
        Column(tongue.plain_as("column", "After the deadline"), 18),
        Column(tongue.plain_as("column", "Kind of change"), 14),
        Column(tongue.plain_as("column", "Person"), 28),
        Column(tongue.plain_as("column", "Question"), 28),
        Column(tongue.plain_as("column", "Before"), 28),
        Column(tongue.plain_as("column", "Now"), 28),
    ]

    def rows(row: ChangeRow) -> Iterator[list[Value]]:
        change = row.change
        repeat, question = change.repeat, change.question
        yield [
            row.party.code,
            row.party.name(tongue.code),
            row.revision,
            _local(row.sent_at, event.zone),
            tongue.plain_as("late", _LATE[row.late]) if row.late else None,
            tongue.plain_as("change", _CHANGES[change.kind]),
            record_name(tongue, repeat, change.answers, detail=False) if repeat else None,
            tongue.text(question.label) if question else None,
            *(_changed(tongue, question, value) for value in (change.old, change.new)),
        ]

    return ExportTable(tongue.plain_as("sheet", "Changes"), columns, rows)


def _changed(tongue: Tongue, question: Question | None, value: Answer) -> Value:
    """Return an answer before or after; of what is asked for totals only, just that it changed."""
    if question is None or question.privacy == "total":
        return None
    return cell_of(tongue, question, value)


def invitations_table(event: Event, tongue: Tongue, as_of: datetime) -> ExportTable:
    """Return one row an invitation, without its code, which is not kept."""
    zone = event.zone
    columns = [
        *_state_columns(tongue),
        Column(tongue.plain_as("column", "For"), 20),
        Column(tongue.plain_as("column", "Standing"), 14),
        _moment_column(tongue, zone, tongue.plain_as("column", "Made")),
        _moment_column(tongue, zone, tongue.plain_as("column", "Good until")),
        _moment_column(tongue, zone, tongue.plain_as("column", "Used")),
        Column(tongue.plain_as("column", "Used by"), 24),
        _moment_column(tongue, zone, tongue.plain_as("column", "Taken back")),
    ]

    def rows(row: InvitationRow) -> Iterator[list[Value]]:
        yield [
            row.party.code if row.party else None,
            row.party.name(tongue.code) if row.party else None,
            tongue.plain_as("invitation", _ROLES[row.role]),
            _standing(tongue, row, as_of),
            _local(row.created_at, zone),
            _local(row.expires_at, zone),
            _local(row.used_at, zone),
            row.used_by,
            _local(row.revoked_at, zone),
        ]

    return ExportTable(tongue.plain_as("sheet", "Invitations"), columns, rows)


def _standing(tongue: Tongue, row: InvitationRow, as_of: datetime) -> str:
    if row.used_at is not None:
        return tongue.plain_as("invitation", "Used")
    if row.revoked_at is not None:
        return tongue.plain_as("invitation", "Taken back")
    if row.expires_at is not None and row.expires_at <= as_of:
        return tongue.plain_as("invitation", "Expired")
    return tongue.plain_as("invitation", "Open")


# ---------------------------------------------------------------- columns and cells


def _state_columns(tongue: Tongue) -> tuple[Column, Column]:
    return (
        Column(tongue.plain_as("column", "Code"), 7),
        Column(tongue.plain_as("column", "State"), 30),
    )


def _moment_column(tongue: Tongue, zone: tzinfo, title: str) -> Column:
    """Return a column of instants in the event's own time, with the zone in its title."""
    return Column(f"{title} ({tongue.town(zone)})", _MOMENT)


def _local(at: datetime | None, zone: tzinfo) -> datetime | None:
    """Return an instant as clocks at the event show it; cells of a sheet have no time zone."""
    return at.astimezone(zone).replace(tzinfo=None) if at else None


def _is_exported(question: Question) -> bool:
    return question.type is not Type.NOTE


def _teller(tongue: Tongue, question: Question) -> Callable[[Answers], Value]:
    """Return the function that reads a question's cell from a reply's answers."""
    name = question.name
    if question.type in (Type.TEXT, Type.NAME, Type.EMAIL, Type.TELEPHONE, Type.INTEGER):
        return lambda answers: answers.get(name)  # type: ignore[return-value]
    if question.type is Type.CHOICE:
        labels = choice_labels(tongue, question)
        return lambda answers: labels.get(str(chosen)) if (chosen := answers.get(name)) else None
    return lambda answers: cell_of(tongue, question, answers.get(name))


class _Counted:
    """The people of a repeat by number, and by each choice of what is asked for totals only."""

    def __init__(self, tongue: Tongue, repeat: Repeat) -> None:
        self._repeat = repeat
        self._totals = [q for q in repeat.questions if q.privacy == "total" and q.choices]
        self.columns = [Column(tongue.text(repeat.label), _NUMBER)]
        for question in self._totals:
            self.columns += [
                Column(f"{tongue.text(question.label)}: {label}", _NUMBER)
                for label in choice_labels(tongue, question).values()
            ]

    def values(self, content: Content) -> list[Value]:
        members = content.records.get(self._repeat.name, ())
        values: list[Value] = [len(members)]
        for question in self._totals:
            chosen = Counter(str(member.answers.get(question.name)) for member in members)
            values += [chosen[choice.name] for choice in question.choices]
        return values
