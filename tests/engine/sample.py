"""A form with a question of every type and a list of people, and somebody who replies to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.engine.answers import Help, Problem, Words
from bot.engine.expressions import Expression
from bot.engine.form import Choice, Form, Question, Repeat, Section, Text, Type, Unique
from bot.engine.problems import Code
from bot.engine.scene import Person, Standing
from bot.engine.session import AtMenu, Session
from bot.engine.standing import ActingRole
from tests.engine.memory import Conversation


def question(name: str, kind: Type, *choices: str, **more: Any) -> Question:
    offered = tuple(Choice(choice, Text(choice)) for choice in choices)
    return Question(name, kind, Text(name), choices=offered, **more)


IF_GOING = Expression.parse("${going} != 'no'")

DELEGATION = Repeat(
    "delegation",
    Text("Delegation"),
    Text("Member"),
    (
        question("role", Type.CHOICE, "head", "deputy", "delegate", required=True),
        question("given", Type.NAME, required=True),
        question("family", Type.NAME, required=True),
        question("post", Type.TEXT),
    ),
    ("given", "family"),
    detail_question="role",
    maximum=20,
    announced_by="announced",
    unique=(Unique("role", "head", ("deputy", "delegate")),),
)
FORM = Form(
    "1",
    (
        Section(
            "going",
            Text("Going"),
            (question("going", Type.CHOICE, "yes", "no", "undecided", required=True),),
        ),
        Section(
            "contact",
            Text("Contact"),
            (
                question("name", Type.NAME, required=True),
                question("email", Type.EMAIL, required=True),
                question("telephone", Type.TELEPHONE),
                question("since", Type.DATE),
                question("born", Type.COUNTRY),
                question("backup", Type.YES_NO),
                question("languages", Type.CHOICES, "ar", "en", "fr"),
                question("letter", Type.FILE),
                question("rules", Type.NOTE),
            ),
        ),
        Section(
            "people",
            Text("People"),
            (
                question("announced", Type.INTEGER, required=True, minimum=0, maximum=100),
                DELEGATION,
            ),
            IF_GOING,
        ),
        Section("end", Text("End"), (question("remarks", Type.TEXT, max_chars=500),)),
    ),
)
# What each question is answered with, in the order of asking, by typing, and what is kept.
ANSWERS: dict[str, tuple[str, object]] = {
    "going": ("yes", "yes"),
    "name": ("Ana Lima", "Ana Lima"),
    "email": ("a@itu.int", "a@itu.int"),
    "telephone": ("022 730 5111", "+41227305111"),
    "since": ("10 December 2003", "2003-12-10"),
    "born": ("France", "FRA"),
    "backup": ("yes", True),
    "languages": ("fr, ar", ["ar", "fr"]),
}

_COUNTRIES: dict[str, str | Problem] = {
    "france": "FRA",
    "guinea": Problem(Code.SEVERAL_COUNTRIES, {"candidates": ["GIN", "GNB"]}),
}


def _labels(*names: str) -> dict[str, str]:
    return {name: name for name in names}


HELP = Help(
    words=Words(
        choices={
            "going": _labels("yes", "no", "undecided"),
            "languages": _labels("ar", "en", "fr"),
            "delegation.role": _labels("head", "deputy", "delegate"),
        },
        yes=frozenset({"yes"}),
        no=frozenset({"no"}),
        months={"december": 12},
        actions={"skip": "skip", "back": "back", "keep": "keep", "menu": "menu"},
    ),
    telephone=lambda said: (
        "+41227305111" if said.endswith(("5111", "05111")) else Problem(Code.NOT_A_TELEPHONE)
    ),
    email=lambda said: said if said == "a@itu.int" else Problem(Code.NOT_AN_EMAIL),
    country=lambda said: _COUNTRIES.get(said.casefold(), Problem(Code.NOT_A_COUNTRY)),
    today=date(2003, 9, 1),
)
PRIMARY = Standing("FRA", ActingRole.PRIMARY)


def talk(standing: Standing = PRIMARY, form: Form = FORM, **changes: object) -> Conversation:
    """Somebody at the menu of an empty reply; `changes` alter what they may do."""
    person = Person("en", agreed=True)
    session = Session(AtMenu(), screen=1, form=form.version)
    standing = replace(standing, **changes)  # type: ignore[arg-type]
    return Conversation(form, HELP, standing=standing, person=person, session=session)


def answered(until: str, **changes: object) -> Conversation:
    """Somebody who has answered every question before `until`, which is asked now."""
    one = talk(**changes)  # type: ignore[arg-type]
    one.tap("fill")
    for name, (said, _) in ANSWERS.items():
        if name == until:
            return one
        assert one.asked == name
        one.say(said)
    if until == "letter":
        return one
    one.tap("skip")
    if until == "rules":
        return one
    one.tap("next")
    if until == "announced":
        return one
    one.say("3")
    assert until == "delegation"
    return one


def add(one: Conversation, role: str, given: str, family: str) -> int:
    """One more person, from the list of people and back to it; their record."""
    one.tap("add")
    for said in (role, given, family, "skip"):
        one.say(said)
    return max(one.draft.lists["delegation"])


def complete(**changes: object) -> Conversation:
    """Somebody at the review of a reply that can be sent."""
    one = answered("delegation", **changes)
    add(one, "head", "Ana", "Lima")
    one.tap("next")
    one.tap("skip")
    return one
