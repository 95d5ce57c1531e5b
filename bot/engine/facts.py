"""What a turn decided: facts to be told to the person, changes to be stored. Plain data, no words, no SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.engine.answers import Problem
from bot.engine.form import Answers, Question, Repeat, Section, Value
from bot.engine.inputs import Verdict
from bot.engine.session import Session

# ---------------------------------------------------------------- what the engine is shown


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may do, and how their State's reply stands; read anew from the database each turn."""

    party: str
    role: str
    confirmed: bool = True
    reason: str = "invited"
    stage: str = "opened"
    review: str | None = None
    review_note: str | None = None
    review_question: str | None = None
    revision: int = 0
    # The newest revision that exists, in force or still proposed.
    newest: int = 0
    proposed: bool = False
    late: bool = False
    backup_invited: bool = False

    @property
    def may_withdraw(self) -> bool:
        return self.role != "backup"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of who writes: chosen language, agreement to the notice, the State they wait for."""

    language: str | None = None
    agreed: bool = False
    waiting: str | None = None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record of a repeat, as a list shows it: `missing` counts required answers that are not there."""

    id: int
    answers: Answers


class Draft(Protocol):
    """The reply in hand, read within the turn's own transaction: one State's and nobody else's."""

    def answers(self, record: int = 0) -> Answers: ...

    def exists(self, repeat: str, record: int) -> bool: ...

    def count(self, repeat: str) -> int: ...

    def page(self, repeat: str, offset: int, limit: int) -> Sequence[RecordLine]: ...

    def place(self, repeat: str, record: int) -> int: ...

    def holder(self, repeat: str, question: str, value: str) -> RecordLine | None: ...

    def namesake(self, repeat: str, key: str, record: int) -> RecordLine | None: ...

    def incomplete(self, repeat: str) -> RecordLine | None: ...

    def next_record(self) -> int: ...

    def unsent(self) -> int: ...


# ---------------------------------------------------------------- changes


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
class LetterWritten:
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


Change = (
    AnswerSet
    | RecordAdded
    | RecordRemoved
    | RecordRestored
    | RecordMoved
    | ReplySent
    | ReplyWithdrawn
    | DraftDiscarded
    | LanguageSet
    | NoticeAgreed
    | PartyDeclined
    | AccessAsked
    | LetterWritten
    | BackupInvited
    | FileWanted
    | SheetWanted
    | DocumentWanted
)


# ---------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a question stands: `position` of `total` in its section, `done` of `whole` in all."""

    section: Section
    position: int
    total: int
    done: int
    whole: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question is put. `present` is the answer in hand, `answered` tells whether there is one."""

    question: Question
    place: Progress
    choices: tuple[str, ...] = ()
    answered: bool = False
    present: Value = None
    picked: tuple[str, ...] = ()
    repeat: Repeat | None = None
    record: Answers = field(default_factory=dict)
    filling: bool = True


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer in hand was taken; `corrected` when an edited message changed an earlier one."""

    question: Question
    value: Value
    repeat: Repeat | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was typed cannot be taken; the old value stays."""

    question: Question
    problem: Problem


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of people: `announced` is the estimate given, `undo` a person just removed."""

    repeat: Repeat
    place: Progress
    entries: Sequence[RecordLine]
    count: int
    page: int
    pages: int
    announced: int | None = None
    undo: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class Viewed:
    """One person; `missing` are the required questions without an answer."""

    repeat: Repeat
    record: int
    answers: Answers
    questions: tuple[Question, ...]
    missing: tuple[Question, ...]
    position: int
    count: int


@dataclass(frozen=True, slots=True)
class UniqueAsked:
    """`question` can be held once; `holder` holds it; `becomes` are the choices offered for them."""

    repeat: Repeat
    question: Question
    value: str
    holder: Answers
    record: Answers
    becomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamesakeAsked:
    repeat: Repeat
    answers: Answers
    other: Answers


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that does not fit together, said but not held against anyone: code and figures."""

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class People:
    """The first people of a list, and how many are in it."""

    first: Sequence[RecordLine]
    count: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The whole reply with what is missing, as (question, repeat, record's answers), and what does not fit."""

    answers: Answers
    people: Mapping[str, People]
    missing: Sequence[tuple[Question, Repeat | None, Answers]]
    misfits: Sequence[Misfit]
    unsent: int
    standing: Standing
    may_send: bool
    section: str | None = None
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """`resumable` where a question was left for it, `people` where the reply asks for a list of them."""

    standing: Standing
    unsent: int
    open_questions: int
    resumable: bool = False
    people: bool = True


@dataclass(frozen=True, slots=True)
class ConfirmAsked:
    deed: str
    standing: Standing
    unsent: int = 0


@dataclass(frozen=True, slots=True)
class Submitted:
    party: str
    number: int
    first: bool
    late: bool = False
    on_behalf: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A short thing said on the way; `code` names it, `params` fill it."""

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LanguageAsked:
    first: bool


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """The privacy notice; `agree` where agreement is still asked for."""

    agree: bool


@dataclass(frozen=True, slots=True)
class PartyShown:
    """ "You reply for France"; `taken` where somebody else holds that State already."""

    party: str
    role: str
    confirmed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """Which country? `candidates` are offered as buttons, best first."""

    candidates: tuple[str, ...] = ()
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Waited:
    party: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file is on its way; the question it answers."""

    question: Question


@dataclass(frozen=True, slots=True)
class CodeJudged:
    """An invitation code was not what lets one in."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class LetterAsked:
    pass


@dataclass(frozen=True, slots=True)
class HelpShown:
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class StatusShown:
    standing: Standing
    unsent: int
    open_questions: int


Fact = (
    Asked
    | Accepted
    | Rejected
    | Listed
    | Viewed
    | UniqueAsked
    | NamesakeAsked
    | Reviewed
    | Menu
    | ConfirmAsked
    | Submitted
    | Told
    | LanguageAsked
    | NoticeShown
    | PartyShown
    | PartyAsked
    | Waited
    | Fetched
    | CodeJudged
    | LetterAsked
    | HelpShown
    | StatusShown
)


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one input: where the person is now, what to store, what to tell.

    The screen itself is looked at afterwards, when the changes are stored (`screens.look`), where `shows` says so.
    `in_place` is True where the new screen may replace the one that was tapped.
    """

    session: Session
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    shows: bool = True
    in_place: bool = False
