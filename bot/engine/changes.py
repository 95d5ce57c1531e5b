"""Defines what a turn decides to store: one frozen class for each kind of change."""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.form import Value


@dataclass(frozen=True, slots=True)
class AnswerSet:
    question: str
    value: Value
    record: int = 0
    repeat: str | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordAdded:
    repeat: str
    record: int


@dataclass(frozen=True, slots=True)
class RecordRemoved:
    repeat: str
    record: int


@dataclass(frozen=True, slots=True)
class RecordRestored:
    repeat: str
    record: int


@dataclass(frozen=True, slots=True)
class RecordMoved:
    """One place up (-1) or down (+1)."""

    repeat: str
    record: int
    by: int


@dataclass(frozen=True, slots=True)
class ReplySent:
    number: int
    late: bool = False


@dataclass(frozen=True, slots=True)
class ReplyWithdrawn:
    number: int


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    pass


@dataclass(frozen=True, slots=True)
class LanguageSet:
    language: str


@dataclass(frozen=True, slots=True)
class NoticeAgreed:
    pass


@dataclass(frozen=True, slots=True)
class PartyDeclined:
    """ "This is not my country": the invitation is free again."""


@dataclass(frozen=True, slots=True)
class AccessAsked:
    party: str


@dataclass(frozen=True, slots=True)
class DeskMessageWritten:
    text: str


@dataclass(frozen=True, slots=True)
class BackupInvited:
    pass


@dataclass(frozen=True, slots=True)
class FileWanted:
    """A file to be fetched by a job, which ends in an `Arrived` of its own."""

    file_id: str
    name: str
    size_bytes: int
    question: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class SheetWanted:
    """A spreadsheet to be fetched and read as a delegation; ends in a preview."""

    file_id: str
    name: str
    size_bytes: int
    repeat: str


@dataclass(frozen=True, slots=True)
class DocumentWanted:
    """A document to be made for the person: receipt, calendar, template."""

    kind: str
    number: int = 0


RecordChange = RecordAdded | RecordRemoved | RecordRestored | RecordMoved
DraftChange = AnswerSet | RecordChange | DraftDiscarded
FetchWanted = FileWanted | SheetWanted
# Changes that only somebody who acts for a State can make, and those that anybody can.
ReplyChange = (
    DraftChange | ReplySent | ReplyWithdrawn | FetchWanted | DocumentWanted | BackupInvited
)
PersonChange = LanguageSet | NoticeAgreed | PartyDeclined | AccessAsked | DeskMessageWritten
Change = ReplyChange | PersonChange
