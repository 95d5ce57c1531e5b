"""Closed sets of the engine: every type, input and step has a place in the form, the dialogue and the words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from bot.engine.answers import read
from bot.engine.facts import (
    Accepted,
    Asked,
    ConfirmAsked,
    Fact,
    Listed,
    Menu,
    Misfit,
    PartyAsked,
    Submitted,
    Told,
)
from bot.engine.form import Question, Text, Type
from bot.engine.inputs import (
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
)
from bot.engine.problems import Code, Problem
from bot.engine.progress import Progress
from bot.engine.scene import Person, Standing
from bot.engine.session import (
    Agreeing,
    Asking,
    AtMenu,
    ChoosingLanguage,
    Confirming,
    Fetching,
    Listing,
    Meeting,
    NamingParty,
    New,
    ReplyStep,
    Reviewing,
    Session,
    SettlingNamesake,
    SettlingUnique,
    Step,
    Viewing,
    Waiting,
    Writing,
)
from bot.engine.standing import AccessReason, ActingRole, ReplyStage
from bot.engine.transitions import takes
from bot.engine.turn import Turn
from bot.events import reader
from bot.i18n.tongue import tongue_for
from bot.texts.context import RenderContext
from bot.texts.screens import ending
from tests.engine.memory import Conversation
from tests.engine.sample import FORM, HELP, PRIMARY, add, answered

EVENT = replace(reader.load("wsis-geneva-2003"), form=FORM)
QUESTIONS = [
    *(item for section in FORM.sections for item in section.items if isinstance(item, Question)),
    *(question for repeat in FORM.repeats.values() for question in repeat.questions),
]
LIST = "delegation"
STEPS: tuple[Step, ...] = (
    New(),
    ChoosingLanguage(),
    ChoosingLanguage(Asking("email")),
    Agreeing(),
    Meeting(),
    NamingParty(),
    NamingParty(("FRA",)),
    Waiting("FRA"),
    AtMenu(),
    AtMenu(Asking("email")),
    *(Asking(question.name) for question in QUESTIONS if FORM.question(question.name)),
    *(Asking(question.name, 1, LIST) for question in FORM.repeats[LIST].questions),
    Fetching("letter"),
    Listing(LIST),
    Listing(LIST, 0, 1),
    Viewing(LIST, 1),
    SettlingUnique(Asking("role", 2, LIST), "head", 1),
    SettlingNamesake(LIST, 2, 1),
    Reviewing(),
    Reviewing("contact"),
    Confirming("withdraw"),
    Confirming("discard"),
    Writing(),
)
INPUTS: tuple[Input, ...] = (
    Started(),
    Command("menu"),
    Said("hello", 1),
    Edited("hello", 1),
    Tapped(0, "back"),
    Shared("+41227305111", 2),
    Attached("file", "note.pdf", 10),
    Arrived("letter", {"name": "note.pdf", "size_bytes": 10}),
    Unusable("sticker"),
    Resumed(),
)


def at(step: Step, *, known: bool) -> Conversation:
    """Somebody at a step, with two people in the list; `known` where they act for a State."""
    one = answered(LIST)
    add(one, "head", "Ana", "Lima")
    add(one, "delegate", "Ben", "Lima")
    one.standing = PRIMARY if known else None
    one.person = Person("en", agreed=not isinstance(step, Agreeing))
    one.session = Session(step, form=FORM.version)
    return one


def words(one: Conversation, facts: tuple[Fact, ...]) -> list[str]:
    context = RenderContext(EVENT, tongue_for("en"), one.session.screen)
    return [message.text for message in ending(context, facts)]


def test_the_sample_form_asks_a_question_of_every_type() -> None:
    assert {question.type for question in QUESTIONS} == set(Type)


@pytest.mark.parametrize(("examples", "union"), [(STEPS, Step), (INPUTS, Input)])
def test_there_is_an_example_of_every_class(examples: tuple[object, ...], union: object) -> None:
    assert {type(example) for example in examples} == set(get_args(union))


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_every_input_at_every_step_ends_in_words(step: Step, known: bool) -> None:
    for input in INPUTS:
        one = at(step, known=known)
        one.send(input)

        assert all(words(one, one.facts)), input
        assert known or not isinstance(one.session.step, ReplyStep), input


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_every_button_of_a_step_is_one_that_it_takes(step: Step, known: bool) -> None:
    one = at(step, known=known)
    one.send(Resumed())
    context = RenderContext(EVENT, tongue_for("en"))
    data = [
        button.data
        for message in ending(context, one.facts)
        for row in message.buttons
        for button in row
        if button.data is not None
    ]

    assert [action for action in data if not takes(one.session.step, action.split(":")[1])] == []


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("step", STEPS, ids=repr)
def test_any_other_button_belongs_to_an_earlier_message(step: Step, known: bool) -> None:
    one = at(step, known=known)
    before = one.draft.answers()
    one.tap("frobnicate")

    assert one.told[0] == "stale"
    assert one.turn.changes == ()
    assert one.draft.answers() == before


@pytest.mark.parametrize("kind", Type)
def test_every_type_is_asked_and_read(kind: Type) -> None:
    question = next(question for question in QUESTIONS if question.type is kind)
    of_somebody = FORM.question(question.name) is None
    step = Asking(question.name, 1, LIST) if of_somebody else Asking(question.name)
    one = at(step, known=True)
    one.send(Resumed())
    found = read(question, "\ufffd", HELP, {}, key=question.name)

    assert isinstance(one.screen, Asked)
    assert one.screen.question is question
    assert isinstance(found, Problem)
    expected = {Type.FILE: Code.FILE_EXPECTED, Type.NOTE: Code.NOTHING_ASKED}
    assert found.code is expected.get(kind, Code.UNREADABLE_CHARACTERS)


def test_what_is_not_said_of_an_input_a_question_or_a_standing_is_the_usual() -> None:
    """Whoever makes one of these leaves out what is usual; the dialogue takes the default for it."""
    assert Said("x") == Said("x", message_id=None, to_desk=False)
    assert Edited("x", 1) == Edited("x", 1, question=None, record=0, repeat=None)
    assert Started() == Started(verdict=None)
    assert Tapped(0, "x") == Tapped(0, "x", argument="")
    assert Attached("f", "n", 1) == Attached("f", "n", 1, message_id=None, photo=False)
    assert Arrived("q") == Arrived("q", value=None, problem=None, message_id=None)
    assert Resumed() == Resumed(taps_lost=False)
    assert Person() == Person(language=None, agreed=False, waiting=None)
    assert (
        Standing(
            "FRA",
            ActingRole.PRIMARY,
            confirmed=True,
            reason=AccessReason.INVITED,
            stage=ReplyStage.OPENED,
            review=None,
            review_note=None,
            review_question=None,
            revision=0,
            newest=0,
            proposed=False,
            late=False,
            backup_invited=False,
        )
        == PRIMARY
    )
    asked = Question("q", Type.TEXT, Text("Q"))
    assert not asked.required
    assert (asked.minimum, asked.maximum, asked.max_chars, asked.privacy) == (None,) * 4


def test_what_a_fact_does_not_say_is_the_usual() -> None:
    section = FORM.sections[0]
    progress = Progress(section, 1, 1, 0, 1)
    repeat = FORM.repeats[LIST]
    asked = Question("q", Type.TEXT, Text("Q"))

    assert Asked(asked, progress) == Asked(
        asked, progress, (), answered=False, present=None, picked=(), repeat=None, filling=True
    )
    assert Asked(asked, progress).record == {}
    assert Accepted(asked, "x") == Accepted(asked, "x", repeat=None, corrected=False)
    assert Listed(repeat, progress, (), 0, 0, 1) == Listed(
        repeat, progress, (), 0, 0, 1, announced=None, undo=False, full=False
    )
    assert Menu(PRIMARY, 0, 0) == Menu(PRIMARY, 0, 0, resumable=False, people=True)
    assert ConfirmAsked("discard", PRIMARY) == ConfirmAsked("discard", PRIMARY, unsent=0)
    assert Submitted("FRA", 1, True) == Submitted("FRA", 1, True, late=False, on_behalf=False)
    assert PartyAsked() == PartyAsked(())
    assert Told("x").params == Misfit("x").params == {}
    assert Turn(Session()) == Turn(Session(), (), (), shows=True, in_place=False)
