"""Defines what a person is shown and told: one frozen class for each kind of fact, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.engine.form import Answers, Question, Repeat, Value
from bot.engine.inputs import Verdict
from bot.engine.problems import Problem
from bot.engine.progress import Progress
from bot.engine.scene import RecordLine, Standing
from bot.engine.standing import AccessReason, ActingRole


@dataclass(frozen=True, slots=True)
class Asked:
    """A question is put. `present` is the answer in hand, `answered` tells whether there is one."""

    question: Question
    progress: Progress
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
    progress: Progress
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
    """ "You reply for France": as what, whether confirmed, and why."""

    party: str
    role: ActingRole
    confirmed: bool
    reason: AccessReason


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """Which country? `candidates` are offered as buttons, best first."""

    candidates: tuple[str, ...] = ()


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
class DeskMessageAsked:
    pass


@dataclass(frozen=True, slots=True)
class HelpShown:
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class StatusShown:
    standing: Standing
    unsent: int
    open_questions: int


# Screens before the form, and those of somebody who acts for a State.
EntranceScreen = LanguageAsked | NoticeShown | PartyAsked | Waited | DeskMessageAsked
RecordScreen = Asked | Listed | Viewed | UniqueAsked | NamesakeAsked
ReplyScreen = RecordScreen | PartyShown | Menu | Fetched | Reviewed | ConfirmAsked
# What is told beside a screen.
Notice = Accepted | Rejected | Submitted | Told | CodeJudged | HelpShown | StatusShown
Fact = EntranceScreen | ReplyScreen | Notice
