"""Gives the tests of texts an event, its form's questions and a short way to read a message."""

from __future__ import annotations

from bot.engine.facts import Asked
from bot.engine.form import Question
from bot.engine.progress import Progress
from bot.engine.scene import Standing
from bot.engine.standing import ActingRole, ReplyStage
from bot.events import reader
from bot.i18n.tongue import tongue_for
from bot.texts.context import RenderContext
from bot.texts.messages import Message
from tests.plain_text import unmarked

EVENT = reader.load("wsis-geneva-2003")
FORM = EVENT.form
PEOPLE = FORM.repeats["delegation"]
EN = tongue_for("en")
STANDING = Standing("FRA", ActingRole.PRIMARY, stage=ReplyStage.SUBMITTED, newest=1, revision=1)


def context(language: str = "en") -> RenderContext:
    return RenderContext(EVENT, tongue_for(language), 1)


def labels(message: Message) -> list[str]:
    """The words on the buttons, row after row."""
    return [unmarked(button.text) for row in message.buttons for button in row]


def buttons(message: Message) -> list[list[tuple[str, str | None]]]:
    """The buttons row by row: each its words and its data."""
    return [[(unmarked(button.text), button.data) for button in row] for row in message.buttons]


def said(message: Message) -> str:
    """The text with its HTML, without marks of direction."""
    return unmarked(message.text)


def question(name: str) -> Question:
    found = FORM.question(name)
    assert found is not None
    return found


def asked(name: str) -> Asked:
    held = question(name)
    section = FORM.section_of(name)
    assert section is not None
    names = tuple(choice.name for choice in held.choices)
    return Asked(held, Progress(section, 1, 2, 3, 10), names)
