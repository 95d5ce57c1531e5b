"""Defines what a turn reads: the form, one State's draft, the person, and how the State's reply stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.engine.form import Answers, Form
from bot.engine.standing import AccessReason, ActingRole, ReplyReview, ReplyStage


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may do, and how their State's reply stands; read anew from the database each turn."""

    party: str
    role: ActingRole
    confirmed: bool = True
    reason: AccessReason = AccessReason.INVITED
    stage: ReplyStage = ReplyStage.OPENED
    review: ReplyReview | None = None
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
        return self.role != ActingRole.BACKUP


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of who writes: chosen language, agreement to the notice, the State they wait for."""

    language: str | None = None
    agreed: bool = False
    waiting: str | None = None


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record of a repeat, as a list shows it."""

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


@dataclass(frozen=True, slots=True)
class Scene:
    """What a turn looks at. `standing` is None for somebody who acts for no State."""

    form: Form
    draft: Draft
    person: Person
    standing: Standing | None
