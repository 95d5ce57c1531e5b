"""A walk at random through the dialogue: every button that is shown does something, and every answer is where it should be."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.engine import dialogue, screens
from bot.engine.changes import RecordRemoved
from bot.engine.facts import Asked, Menu, Rejected, UniqueAsked
from bot.engine.form import Question, Type
from bot.engine.inputs import (
    ANY,
    Arrived,
    Attached,
    Command,
    Edited,
    Input,
    Resumed,
    Said,
    Shared,
    Started,
    Tapped,
    Unusable,
    Verdict,
)
from bot.engine.scene import Scene
from bot.engine.session import (
    MAIN,
    NEW,
    Asking,
    Confirming,
    Listing,
    SettlingNamesake,
    SettlingUnique,
    Viewing,
)
from bot.events import reader
from bot.i18n.tongue import tongue_for
from bot.texts.context import RenderContext
from bot.texts.messages import Message
from bot.texts.screens import ending
from tests.engine.memory import Conversation
from tests.engine.sample import FORM, HELP, add, answered, complete, talk

EVENT = replace(reader.load("wsis-geneva-2003"), form=FORM)
LIST = "delegation"

# What is typed → what is kept, by type; None for what cannot be taken.
TYPED: dict[Type, tuple[tuple[str, object], ...]] = {
    Type.NAME: (("Ana", "Ana"), ("Lima", "Lima"), ("José", "José"), ("12", None)),
    Type.TEXT: (("Two\nlines", "Two\nlines"), ("x" * 5000, None)),
    Type.INTEGER: (("about 3", 3), ("0", 0), ("-1", None), ("many", None)),
    Type.EMAIL: (("a@itu.int", "a@itu.int"), ("a at itu", None)),
    Type.TELEPHONE: (("022 730 5111", "+41227305111"), ("1", None)),
    Type.DATE: (("10 December 2003", "2003-12-10"), ("31.2.2003", None)),
    Type.COUNTRY: (("France", "FRA"), ("Guinea", None), ("Atlantis", None)),
    Type.YES_NO: (("yes", True), ("no", False), ("perhaps", None)),
    Type.CHOICES: (("fr, ar", ["ar", "fr"]), ("en", ["en"]), ("klingon", None)),
    Type.FILE: (("it is in the post", None),),
    Type.NOTE: (("I have read it", None),),
}
CHOICES = {
    "going": (("yes", "yes"), ("undecided", "undecided"), ("no", "no"), ("perhaps", None)),
    "role": (("head", "head"), ("deputy", "deputy"), ("delegate", "delegate"), ("chef", None)),
}
COMMANDS = (
    "menu form review delegation language contact status privacy help cancel receipt calendar "
    "template frobnicate"
)
OTHERS: tuple[Input, ...] = (
    *(Command(name) for name in COMMANDS.split()),
    *(Said(text, to_desk=True) for text in ("hello", "", "\u200b", "x" * 5000)),
    Unusable("sticker"),
    Started(),
    Started(Verdict.ELSEWHERE),
    Resumed(),
    Attached("file", "list.xlsx", 10),
    Attached("file", "holiday.jpg", 10),
    Edited("hello", 9999),
    Tapped(ANY, "frobnicate"),
    Tapped(ANY, "change", "email@0"),
    Tapped(ANY, "change", "given@1"),
    Tapped(ANY, "change", "given@" + "9" * 30),
    Tapped(3, "pick", "yes"),
    Tapped(-7, "send"),
)

PICKS = st.integers(0, 10**6)


def sent() -> Conversation:
    one = complete()
    one.tap("send")
    return one


def with_people() -> Conversation:
    one = answered(LIST)
    for role, given in (("head", "Ana"), ("delegate", "Ben"), ("deputy", "José")):
        add(one, role, given, "Lima")
    return one


STARTS = (talk, lambda: answered("since"), lambda: answered(LIST), with_people, complete, sent)


def typed(question: Question) -> tuple[tuple[str, object], ...]:
    return TYPED.get(question.type) or CHOICES[question.name]


class Walk(RuleBasedStateMachine):
    """Somebody, a colleague, and what a plain dictionary says should be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.one = talk()
        self.main: dict[str, object] = {}
        self.people: dict[int, dict[str, object]] = {}
        self.order: list[int] = []
        self.removed: dict[int, int] = {}
        self.sent: tuple[Any, ...] = ({}, {}, [])
        self.made = 0
        self.message_id = 100

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start: Callable[[], Conversation]) -> None:
        self.one = start()
        self.one.send(Resumed())
        draft = self.one.draft
        self.order = list(draft.lists[LIST])
        self.main = dict(draft.answers())
        self.people = {record: dict(draft.answers(record)) for record in self.order}
        self.made = len(self.order)
        if draft.sent is not None:
            self.send()

    # ------------------------------------------------------------ what people do

    @rule(picks=st.lists(PICKS, min_size=1, max_size=6))
    def tap_what_is_shown(self, picks: list[int]) -> None:
        for pick in picks:
            self.tap(pick)
            self.every_answer_is_where_it_should_be()

    @rule(picks=st.lists(PICKS, min_size=1, max_size=6))
    def answer(self, picks: list[int]) -> None:
        for pick in picks:
            self.say(pick)
            self.every_answer_is_where_it_should_be()

    @rule(picks=st.tuples(*[st.integers(0, 2)] * 3))
    def add_somebody(self, picks: tuple[int, ...]) -> None:
        self.one.command(LIST)
        if not isinstance(self.one.session.step, Listing):
            return
        self.one.tap("add")
        for pick in picks:
            self.say(pick)
        if self.question is not None:
            self.expect_tap("skip", "")
            self.one.tap("skip")

    def tap(self, pick: int) -> None:
        buttons = [button for row in self.shown().buttons for button in row if button.data]
        if not buttons:
            return
        data = buttons[pick % len(buttons)].data
        assert data is not None
        _, action, argument = (*data.split(":", 2), "")[:3]
        self.expect_tap(action, argument)
        self.one.tap(action, argument)
        assert "stale" not in self.one.told

    def say(self, pick: int) -> None:
        question = self.question
        if question is None:
            return
        choices = typed(question)
        said, value = choices[pick % len(choices)]
        if value is not None:
            self.expect(question, value)
        self.message_id += 1
        self.one.send(Said(said, self.message_id))
        if value is None:
            assert any(isinstance(fact, Rejected) for fact in self.one.facts)

    @rule(word=st.sampled_from(["back", "keep", "menu"]))
    def type_a_button(self, word: str) -> None:
        question = self.question
        if question is None or (word == "keep" and question.name not in self.held):
            return
        self.one.send(Said(word))

    @rule()
    def go_back_and_keep(self) -> None:
        question = self.question
        if question is None:
            return
        self.one.tap("back")
        here = self.one.screen
        if isinstance(here, Asked) and here.answered and here.question.type is not Type.NOTE:
            self.one.tap("keep")
            if here.repeat is None:
                assert self.question == question

    @rule(other=st.sampled_from(OTHERS))
    def do_something_else(self, other: Input) -> None:
        self.one.send(other)

    @rule()
    def share_a_number(self) -> None:
        question = self.question
        if question is not None and question.type is Type.TELEPHONE:
            self.expect(question, "+41227305111")
        self.one.send(Shared("+41227305111"))

    @rule(fits=st.booleans())
    def a_file_arrives(self, fits: bool) -> None:
        if fits:
            self.main["letter"] = {"name": "note.pdf"}
        value: Any = {"name": "note.pdf"} if fits else None
        self.one.send(Arrived("letter", value, None if fits else "file_type"))

    @rule(said=st.sampled_from(["Ana", "Maria", "7"]))
    def edit_a_name(self, said: str) -> None:
        if "name" in self.main and said != "7":
            self.main["name"] = said
        self.one.send(Edited(said, 1, "name" if "name" in self.main else None))

    @precondition(lambda self: self.order)
    @rule(pick=PICKS, role=st.sampled_from(["head", "deputy"]))
    def edit_a_role(self, pick: int, role: str) -> None:
        record = self.order[pick % len(self.order)]
        if role != "head" or self.head() in (None, record):
            self.people[record]["role"] = role
        self.one.send(Edited(role, 2, "role", record, LIST))

    @precondition(lambda self: self.order)
    @rule(pick=PICKS)
    def a_colleague_removes_somebody(self, pick: int) -> None:
        record = self.order[pick % len(self.order)]
        self.one.draft.apply(RecordRemoved(LIST, record))
        self.forget(record)
        self.one.send(Resumed())

    @rule(going=st.sampled_from(["yes", "no"]))
    def a_colleague_decides_who_goes(self, going: str) -> None:
        self.one.draft.values[MAIN]["going"] = self.main["going"] = going

    # ------------------------------------------------------------ what should be kept

    @property
    def question(self) -> Question | None:
        """The question in front of the person, if it can still be answered."""
        step = self.one.session.step
        if not isinstance(step, Asking) or not screens.is_possible(self.scene(), step):
            return None
        return FORM.question(step.question, step.repeat)

    @property
    def held(self) -> dict[str, object]:
        step = self.one.session.step
        assert isinstance(step, Asking)
        return self.main if step.record == MAIN else self.people.get(step.record, {})

    def head(self) -> int | None:
        return next((r for r in self.order if self.people[r].get("role") == "head"), None)

    def expect(self, question: Question, value: object) -> None:
        """An answer to the question in hand."""
        step = self.one.session.step
        assert isinstance(step, Asking)
        if step.repeat is None:
            self.main[question.name] = value
        elif value == "head" and self.head() not in (None, step.record):
            return
        else:
            self.people[self.known(step.record)][question.name] = value

    def known(self, record: int) -> int:
        if record != NEW:
            return record
        self.made += 1
        self.people[self.made] = {}
        self.order.append(self.made)
        return self.made

    def forget(self, record: int) -> None:
        self.removed[record] = self.order.index(record)
        self.order.remove(record)

    def expect_tap(self, action: str, argument: str) -> None:
        step = self.one.session.step
        if not screens.is_possible(self.scene(), step) or action == "menu":
            return
        match step:
            case Asking():
                self.expect_answer(action, argument)
            case Listing() if action == "next":
                self.main[LIST] = True
            case Listing(removed=int(record)) if action == "undo":
                self.order.insert(self.removed[record], record)
            case Viewing(record=record):
                self.expect_of_card(action, record)
            case SettlingUnique(at=at, holder=holder) if action == "become":
                self.people[holder]["role"] = argument
                self.people[self.known(at.record)]["role"] = "head"
            case SettlingNamesake(record=record) if action == "same":
                self.forget(record)
            case Confirming(deed="discard") if action == "do":
                self.main, self.people, self.order = deepcopy(self.sent)
            case Confirming() if action == "do":
                self.send()
            case _ if action == "send":
                self.send()

    def send(self) -> None:
        self.sent = deepcopy((self.main, self.people, self.order))

    def expect_answer(self, action: str, argument: str) -> None:
        question, step = self.question, self.one.session.step
        assert question is not None
        assert isinstance(step, Asking)
        match action:
            case "pick" if question.type is Type.YES_NO:
                self.expect(question, argument == "yes")
            case "pick":
                self.expect(question, argument)
            case "done" if step.picked:
                self.expect(question, list(step.picked))
            case "skip":
                self.expect(question, None)
            case "next":
                self.expect(question, True)

    def expect_of_card(self, action: str, record: int) -> None:
        place = self.order.index(record)
        match action:
            case "remove":
                self.forget(record)
            case "up" | "down":
                other = place + (1 if action == "down" else -1)
                self.order[place], self.order[other] = self.order[other], self.order[place]

    # ------------------------------------------------------------ what must always hold

    def scene(self) -> Scene:
        return Scene(FORM, self.one.draft, self.one.person, self.one.standing)

    def shown(self) -> Message:
        context = RenderContext(EVENT, tongue_for("en"), self.one.session.screen)
        return ending(context, self.one.facts)[-1]

    @invariant()
    def every_answer_is_where_it_should_be(self) -> None:
        draft = self.one.draft
        assert draft.answers() == self.main
        assert draft.lists[LIST] == self.order
        for record in self.order:
            assert draft.answers(record) == self.people[record]

    @invariant()
    def what_is_shown_can_be_said(self) -> None:
        assert self.shown().text

    @invariant()
    def the_menu_is_always_one_step_away(self) -> None:
        turn = dialogue.advance(self.scene(), self.one.session, Command("menu"), HELP)
        _, facts = screens.look(self.scene(), turn.session)
        assert isinstance(facts[-1], Menu)

    @invariant()
    def there_is_one_head_at_most(self) -> None:
        heads = [record for record in self.order if self.people[record].get("role") == "head"]
        assert len(heads) <= 1
        assert not isinstance(self.one.screen, UniqueAsked) or heads


Walk.TestCase.settings = settings(max_examples=80, stateful_step_count=30)
test_a_walk_at_random = Walk.TestCase
