"""What a State has said, kept beside as plain dictionaries and lists: what must be found afterwards."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Value = Any
LIST = "delegation"


@dataclass
class Act:
    """Something a person did that is to have an effect; `lost` where Telegram never passed it on."""

    actor: int
    deed: str
    args: tuple[Any, ...] = ()
    lost: bool = False


@dataclass
class State:
    """How the reply of a State must stand after its acts so far."""

    answers: dict[str, Value] = field(default_factory=dict)
    people: list[dict[str, Value]] = field(default_factory=list)
    removed: tuple[int, dict[str, Value]] | None = None
    sent: tuple[dict[str, Value], list[dict[str, Value]]] | None = None
    # Number → (kind, answers, people)
    revisions: list[tuple[str, dict[str, Value], list[dict[str, Value]]]] = field(
        default_factory=list
    )
    # (actor, person or None, question, value), wherever a value changed
    history: list[tuple[int, int | None, str, Value]] = field(default_factory=list)
    # message → (person or None, question): the answers that typed messages gave
    messages: dict[int, tuple[int | None, str]] = field(default_factory=dict)

    @property
    def unsent(self) -> bool:
        return self.sent != (self.answers, self.people)

    def person(self, key: int) -> dict[str, Value] | None:
        return next((one for one in self.people if one["key"] == key), None)

    def fields(self, key: int | None) -> dict[str, Value] | None:
        return self.answers if key is None else self.person(key)


class Model:
    """The acts of everybody who acts for a State, in the order in which they happened."""

    def __init__(self, party: str) -> None:
        self.party = party
        self.acts: list[Act] = []
        # Our number of a person of the delegation → the record that the database gave it.
        self.records: dict[int, int] = {}
        self._keys = 0
        self._state: State | None = None

    def new_key(self) -> int:
        self._keys += 1
        return self._keys

    def act(self, actor: int, deed: str, *args: Any) -> Act:
        act = Act(actor, deed, args)
        self.acts.append(act)
        self._state = None
        return act

    def lose(self, act: Act) -> None:
        """It never reached the bot."""
        act.lost = True
        self._state = None

    @property
    def state(self) -> State:
        if self._state is None:
            self._state = State()
            for act in self.acts:
                if not act.lost:
                    _apply(self._state, act)
        return self._state


def _apply(state: State, act: Act) -> None:
    match act.deed, act.args:
        case "answer", (key, question, value, message):
            _answer(state, act.actor, key, question, value, message)
        case "edit", (key, question, value, message):
            # An edited message changes the answer that it gave, as long as it is that answer.
            if state.messages.get(message) == (key, question):
                _answer(state, act.actor, key, question, value, message)
        case "letter", _:
            pass
        case "add", (key, question, value, message):
            state.people.append({"key": key})
            state.removed = None
            _answer(state, act.actor, key, question, value, message)
        case "remove", (key,):
            gone = state.person(key)
            assert gone is not None
            state.removed = (state.people.index(gone), gone)
            state.people.remove(gone)
        case "undo", ():
            assert state.removed is not None
            place, back = state.removed
            state.people.insert(place, back)
            state.removed = None
        case "move", (key, by):
            person = state.person(key)
            assert person is not None
            place = state.people.index(person)
            if 0 <= place + by < len(state.people):
                state.people.remove(person)
                state.people.insert(place + by, person)
        case "send", ():
            state.sent = deepcopy((state.answers, state.people))
            state.revisions.append(("sent", *deepcopy(state.sent)))
        case "withdraw", ():
            last = state.revisions[-1]
            state.revisions.append(("withdrawn", *deepcopy(last[1:])))
        case "discard", ():
            assert state.sent is not None
            state.answers, state.people = deepcopy(state.sent)
        case _:
            raise AssertionError(act)


def _answer(
    state: State, actor: int, key: int | None, question: str, value: Value, message: int | None
) -> None:
    fields = state.fields(key)
    assert fields is not None
    if fields.get(question, None) != value:
        state.history.append((actor, key, question, value))
    fields[question] = value
    state.messages = {m: at for m, at in state.messages.items() if at != (key, question)}
    if message is not None:
        state.messages[message] = (key, question)
