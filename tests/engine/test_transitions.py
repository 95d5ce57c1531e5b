"""The table of transitions: a long walk from fixed seeds finds exactly what it lists, no less and no more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from copy import copy, deepcopy
from dataclasses import replace
from functools import cache
from random import Random
from typing import get_args

import pytest

from bot.engine.changes import AnswerSet
from bot.engine.form import Form, Section, Text, Type
from bot.engine.inputs import ANY, Arrived, Attached, Command, Input, Said, Shared, Started, Tapped
from bot.engine.scene import Person
from bot.engine.session import Asking, EntranceStep, Fetching, Session, Step
from bot.engine.transitions import (
    ANYWHERE,
    COMMANDS,
    LEFT,
    NOTICES,
    TRANSITIONS,
    Row,
    Target,
    Trigger,
)
from bot.mission.commands import MISSION
from tests.engine.memory import Conversation
from tests.engine.sample import (
    ANSWERS,
    DELEGATION,
    FORM,
    HELP,
    PRIMARY,
    add,
    answered,
    complete,
    question,
    talk,
)

LIST = "delegation"
TYPED = {
    **{name: said for name, (said, _) in ANSWERS.items()},
    "announced": "3",
    "remarks": "none",
    "role": "delegate",
    "post": "Clerk",
}
NAMES = ("Ana", "Lima")
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "language": ("fr",),
    "party": ("FRA",),
    "page": ("0", "1"),
    "become": ("deputy",),
    "section": ("contact", "people"),
    "list": (LIST,),
}
Seen = dict[str, dict[Trigger, set[Target]]]


def newcomer(
    language: str | None = None,
    *,
    known: bool = False,
    agreed: bool = False,
    waiting: str | None = None,
) -> Conversation:
    return Conversation(
        FORM,
        HELP,
        standing=PRIMARY if known else None,
        person=Person(language, agreed=agreed, waiting=waiting),
        session=Session(form=FORM.version),
    )


def at_the_list(people: int) -> Conversation:
    one = answered(LIST)
    for number in range(people):
        add(one, "delegate" if number else "head", f"Ana{'a' * number}", "Lima")
    return one


def sent() -> Conversation:
    one = complete()
    one.tap("send")
    return one


def on_a_card(*taps: tuple[str, str]) -> Conversation:
    """The second of two people, and what is tapped there."""
    one = at_the_list(2)
    one.tap("open", "2")
    for action, argument in taps:
        one.tap(action, argument)
    return one


def being_added(*said: str) -> Conversation:
    """Somebody new in the list, of whom so much has been said."""
    one = at_the_list(1)
    one.tap("add")
    for text in said:
        one.say(text)
    return one


def at_a_second_head(given: str) -> Conversation:
    """Somebody being added, all of whose other answers are there, named as head too."""
    one = being_added("delegate", given, "Lima")
    for _ in range(3):
        one.tap("back")
    one.draft.apply(AnswerSet("post", None, 2, LIST))
    one.tap("pick", "head")
    return one


def renamed() -> Conversation:
    """Somebody whose name was changed to that of the first."""
    one = on_a_card(("change", "given"))
    one.say("Ana")
    return one


def at_the_second_list() -> Conversation:
    one = talk(form=LISTS_FIRST)
    one.tap("fill")
    one.tap("next")
    return one


def changing() -> Conversation:
    one = complete()
    one.tap("section", "contact")
    one.tap("change", "email")
    return one


def writing() -> Conversation:
    one = answered("email")
    one.command("contact")
    return one


# Lists beside each other and last, a note before one: what the sample's order leaves out.
LISTS_FIRST = Form(
    FORM.version,
    (
        Section("first", Text("First"), (DELEGATION, replace(DELEGATION, name="helpers"))),
        Section(
            "rules", Text("Rules"), (question("rules", Type.NOTE), question("letter", Type.FILE))
        ),
        Section("last", Text("Last"), (replace(DELEGATION, name="guests"),)),
    ),
)
STARTS: tuple[Callable[[], Conversation], ...] = (
    newcomer,
    lambda: newcomer(known=True),
    lambda: newcomer(agreed=True),
    lambda: newcomer(agreed=True, known=True),
    lambda: newcomer(agreed=True, waiting="FRA"),
    lambda: newcomer("en"),
    lambda: newcomer("en", waiting="FRA"),
    lambda: newcomer("en", agreed=True),
    lambda: newcomer("en", agreed=True, waiting="FRA"),
    lambda: newcomer("en", agreed=True, known=True),
    talk,
    lambda: talk(form=LISTS_FIRST),
    lambda: answered("going"),
    lambda: answered("languages"),
    lambda: answered("letter"),
    lambda: answered("rules"),
    lambda: at_the_list(2),
    lambda: at_the_list(9),
    on_a_card,
    lambda: on_a_card(("change", "given")),
    lambda: on_a_card(("change", "post")),
    writing,
    lambda: on_a_card(("change", "role"), ("pick", "head")),
    renamed,
    being_added,
    lambda: being_added("head"),
    lambda: being_added("delegate", "Ana", "Lima"),
    lambda: being_added("delegate", "Ana", "Lima", "skip"),
    lambda: at_a_second_head("Ana"),
    lambda: at_a_second_head("Ben"),
    at_the_second_list,
    changing,
    complete,
    sent,
)


class Walker:
    """Plays what it has played least, and notes where each input led from each step."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.seen: Seen = defaultdict(lambda: defaultdict(set))
        self.played: Counter[tuple[str, Trigger]] = Counter()
        self.one = talk()

    def each(self, start: Conversation) -> None:
        """Play all that can be done at once from there."""
        for where, trigger in self.choices(start.session.step):
            self.one = copy(start)
            self.one.draft = deepcopy(start.draft, {id(FORM): FORM})
            self.play(where, trigger)

    def walk(self, start: Conversation, steps: int) -> None:
        self.one = start
        for _ in range(steps):
            choices = self.choices(self.one.session.step)
            self.random.shuffle(choices)
            # Now and then anything: what is rare may lie behind what is played often.
            often = self.random.random() < 0.3
            self.play(*(choices[0] if often else min(choices, key=lambda one: self.played[one])))

    def choices(self, step: Step) -> list[tuple[str, Trigger]]:
        places = [type(step).__name__]
        if not isinstance(step, EntranceStep):
            places += ["command", "notice", "anywhere"]
        return [(place, trigger) for place in places for trigger in self.row(place)]

    def play(self, where: str, trigger: Trigger) -> None:
        self.played[where, trigger] += 1
        before = self.one.session.step
        self.one.send(self.input(where, trigger))
        after = self.one.turn.session.step
        if after == before:
            found: set[Target] = set()
        elif after == getattr(before, "then", None) and LEFT in self.row(where)[trigger]:
            found = {LEFT}
        else:
            found = {type(after)}
        self.seen[where][trigger] |= found

    @staticmethod
    def row(where: str) -> Row:
        return {"command": COMMANDS, "notice": NOTICES, "anywhere": ANYWHERE}.get(where) or next(
            row for step, row in TRANSITIONS.items() if step.__name__ == where
        )

    def input(self, where: str, trigger: Trigger) -> Input:
        screen = ANY if where == "notice" else self.one.session.screen
        if isinstance(trigger, str):
            if where == "command":
                return Command(trigger)
            return Tapped(screen, trigger, self.argument(where, trigger))
        step = self.one.session.step
        if trigger is Said:
            return Said(self.text(step), 1)
        if trigger is Started:
            return Started()
        if trigger is Shared:
            return Shared("+41227305111", 1)
        if trigger is Attached:
            return Attached("file", "note.pdf", 10)
        assert trigger is Arrived
        assert isinstance(step, Fetching)
        return Arrived(step.question, {"name": "note.pdf"})

    def text(self, step: Step) -> str:
        if not isinstance(step, Asking):
            return self.random.choice(("France", "Guinea"))
        if self.random.random() < 0.1:
            return "menu"
        if step.question in ("given", "family"):
            return self.random.choice(NAMES)
        if step.question == "role":
            return self.random.choice(("head", "delegate"))
        return TYPED.get(step.question, "hello")

    def argument(self, where: str, action: str) -> str:
        step = self.one.session.step
        records = self.one.draft.lists[LIST] or [1]
        match action:
            case "pick" | "on" | "off" if isinstance(step, Asking):
                asked = self.one.form.question(step.question, step.repeat)
                assert asked is not None
                if asked.type is Type.COUNTRY:
                    return "FRA"
                return self.random.choice([choice.name for choice in asked.choices] or ["yes"])
            case "open":
                return str(self.random.choice(records))
            case "change" if where == "notice":
                record = self.random.choice(records)
                return self.random.choice(("email@0", f"given@{record}", LIST, "gone"))
            case "change":
                of_card = where == "Viewing"
                names = ("role", "given", "post") if of_card else ("email", "languages", "letter")
                return str(self.random.choice(names))
            case _:
                return self.random.choice(ARGUMENTS.get(action, ("",)))


PLACES = (*(step.__name__ for step in TRANSITIONS), "command", "notice", "anywhere")


@cache
def walked() -> Seen:
    walker = Walker(2003)
    for start in STARTS:
        one = start()
        for _ in range(3):
            walker.each(one)
        walker.walk(one, 60)
    return walker.seen


def named(targets: Iterable[Target]) -> set[str]:
    return {target if isinstance(target, str) else target.__name__ for target in targets}


@pytest.mark.parametrize("where", PLACES)
def test_a_step_leads_only_where_the_table_says(where: str) -> None:
    seen, row = walked()[where], Walker.row(where)

    assert set(seen) == set(row)
    for trigger, targets in row.items():
        assert named(seen[trigger]) <= named(targets), trigger


def test_everything_the_table_lists_is_reached() -> None:
    """What several rows share is reached from one of them at least."""
    listed: dict[tuple[Target, ...], set[Target]] = defaultdict(set)
    for where in PLACES:
        for trigger, targets in Walker.row(where).items():
            listed[targets] |= walked()[where][trigger]

    for targets, reached in listed.items():
        assert named(reached) == named(targets)


def test_every_command_of_the_menu_is_one_that_the_dialogue_knows() -> None:
    assert set(COMMANDS) - set(MISSION) == {"template"}
    assert set(MISSION) <= set(COMMANDS)


def test_every_step_has_a_row() -> None:
    assert set(TRANSITIONS) == set(get_args(Step))
