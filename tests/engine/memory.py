"""The engine's `Draft` kept in a dictionary: the second thing that steps in where the database does in earnest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.engine import dialogue, screens
from bot.engine.answers import Help
from bot.engine.changes import (
    AccessAsked,
    AnswerSet,
    Change,
    DraftDiscarded,
    LanguageSet,
    NoticeAgreed,
    PartyDeclined,
    RecordAdded,
    RecordMoved,
    RecordRemoved,
    RecordRestored,
    ReplySent,
    ReplyWithdrawn,
)
from bot.engine.facts import Asked, Fact, Told
from bot.engine.form import Answers, Form, Value
from bot.engine.inputs import Command, Input, Said, Tapped
from bot.engine.people import INCOMPLETE_KEY, NAME_KEY, keys_of
from bot.engine.scene import Person, RecordLine, Scene, Standing
from bot.engine.session import MAIN, Session
from bot.engine.standing import ReplyStage
from bot.engine.turn import Turn


class MemoryDraft:
    """One State's reply. `sent` is the content of the newest revision."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.values: dict[int, dict[str, Value]] = {MAIN: {}}
        self.lists: dict[str, list[int]] = {name: [] for name in form.repeats}
        self.removed: dict[int, tuple[str, int]] = {}
        self.sent: tuple[dict[int, dict[str, Value]], dict[str, list[int]]] | None = None
        self._last = 0

    def answers(self, record: int = MAIN) -> Answers:
        return dict(self.values.get(record, {}))

    def exists(self, repeat: str, record: int) -> bool:
        return record in self.lists.get(repeat, [])

    def count(self, repeat: str) -> int:
        return len(self.lists[repeat])

    def page(self, repeat: str, offset: int, limit: int) -> Sequence[RecordLine]:
        chosen = self.lists[repeat][offset : offset + limit]
        return [RecordLine(record, self.answers(record)) for record in chosen]

    def place(self, repeat: str, record: int) -> int:
        return self.lists[repeat].index(record) + 1 if self.exists(repeat, record) else 0

    def holder(self, repeat: str, question: str, value: str) -> RecordLine | None:
        return self._keyed(repeat, question, value)

    def namesake(self, repeat: str, key: str, record: int) -> RecordLine | None:
        return self._keyed(repeat, NAME_KEY, key, but=record)

    def incomplete(self, repeat: str) -> RecordLine | None:
        return self._keyed(repeat, INCOMPLETE_KEY, "yes")

    def _keyed(
        self, repeat: str, key: str, value: str, but: int | None = None
    ) -> RecordLine | None:
        for record in sorted(self.lists[repeat]):
            keys = keys_of(self.form.repeats[repeat], self.answers(record))
            if record != but and keys.get(key) == value:
                return RecordLine(record, self.answers(record))
        return None

    def next_record(self) -> int:
        return self._last + 1

    def unsent(self) -> int:
        """As the person counts: answers changed, people added, removed, moved."""
        values, lists = self.sent or ({MAIN: {}}, {name: [] for name in self.lists})
        count = 0
        for record in values.keys() & self.values.keys():
            old, new = values[record], self.values[record]
            kept = record == MAIN or any(record in order for order in self.lists.values())
            names = {name for name in {*old, *new} if name not in self.lists}
            count += sum(kept and old.get(name) != new.get(name) for name in names)
        for name, order in self.lists.items():
            count += len(set(order) ^ set(lists[name]))
            stayed = [record for record in order if record in lists[name]]
            count += stayed != [record for record in lists[name] if record in order]
        return count

    def apply(self, change: Change) -> None:
        match change:
            case AnswerSet():
                self.values.setdefault(change.record, {})[change.question] = change.value
            case RecordAdded():
                self._last = max(self._last, change.record)
                self.lists[change.repeat].append(change.record)
                self.values.setdefault(change.record, {})
            case RecordRemoved():
                place = self.lists[change.repeat].index(change.record)
                self.lists[change.repeat].remove(change.record)
                self.removed[change.record] = (change.repeat, place)
            case RecordRestored():
                repeat, place = self.removed.pop(change.record)
                self.lists[repeat].insert(place, change.record)
            case RecordMoved():
                self._move(change)
            case ReplySent() | ReplyWithdrawn():
                self._keep()
            case DraftDiscarded():
                assert self.sent is not None
                self.values = {record: dict(held) for record, held in self.sent[0].items()}
                self.lists = {name: list(order) for name, order in self.sent[1].items()}
            case _:
                pass

    def _move(self, change: RecordMoved) -> None:
        order = self.lists[change.repeat]
        place = order.index(change.record)
        other = place + change.by
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]

    def _keep(self) -> None:
        self.sent = (
            {record: dict(held) for record, held in self.values.items()},
            {name: list(order) for name, order in self.lists.items()},
        )


class Conversation:
    """One person and their draft: says something, sees the screen; the session is read back between turns."""

    def __init__(
        self,
        form: Form,
        help: Help,
        *,
        standing: Standing | None = None,
        person: Person | None = None,
        session: Session | None = None,
    ) -> None:
        self.form = form
        self.help = help
        self.draft = MemoryDraft(form)
        self.standing = standing
        self.person = person or Person("en", agreed=True)
        self.session = session or Session()
        self.turn = Turn(self.session)
        self.facts: tuple[Fact, ...] = ()
        self.message_id = 0

    @property
    def screen(self) -> Fact:
        return self.facts[-1]

    @property
    def asked(self) -> str:
        """The name of the question that is in front of the person."""
        assert isinstance(self.screen, Asked), self.screen
        return self.screen.question.name

    @property
    def told(self) -> list[str]:
        return [fact.code for fact in self.facts if isinstance(fact, Told)]

    def scene(self) -> Scene:
        """What a turn would look at now."""
        return Scene(self.form, self.draft, self.person, self.standing)

    def tap(self, action: str, argument: str = "") -> Fact:
        """A button of the present screen; what is seen then."""
        self.send(Tapped(self.session.screen, action, argument))
        return self.screen

    def say(self, text: str) -> Fact:
        self.message_id += 1
        self.send(Said(text, self.message_id))
        return self.screen

    def command(self, name: str) -> Fact:
        self.send(Command(name))
        return self.screen

    def send(self, input: Input) -> tuple[Fact, ...]:
        """One turn, stored and looked at as in earnest."""
        before = Session.from_json(self.session.to_json())
        assert before == self.session
        self.turn = dialogue.advance(self.scene(), before, input, self.help)
        for change in self.turn.changes:
            self._store(change)
        self.session = self.turn.session
        self.facts = self.turn.facts
        if self.turn.shows:
            self.session, shown = screens.look(self.scene(), self.session)
            self.facts = (*self.turn.facts, *shown)
        return self.facts

    def _store(self, change: Change) -> None:
        self.draft.apply(change)
        if isinstance(change, LanguageSet):
            self.person = replace(self.person, language=change.language)
        if isinstance(change, NoticeAgreed):
            self.person = replace(self.person, agreed=True)
        if isinstance(change, AccessAsked):
            self.person = replace(self.person, waiting=change.party)
        if isinstance(change, PartyDeclined):
            self.standing = None
        if self.standing is None:
            return
        if isinstance(change, ReplySent):
            stage = ReplyStage.SUBMITTED if change.number == 1 else ReplyStage.AMENDED
            self.standing = replace(
                self.standing,
                newest=change.number,
                revision=self.standing.revision if change.late else change.number,
                stage=self.standing.stage if change.late else stage,
                proposed=change.late,
            )
        if isinstance(change, ReplyWithdrawn):
            self.standing = replace(
                self.standing,
                newest=change.number,
                revision=change.number,
                stage=ReplyStage.WITHDRAWN,
            )
