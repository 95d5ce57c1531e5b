"""Finds what a reply asks for, in which order, what of it is still open, and which step comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from bot.engine.form import Answers, Form, Item, Question, Repeat, Section, Type, relevant_questions
from bot.engine.scene import Scene
from bot.engine.session import Asking, Listing, Reviewing, Step


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a question stands: `position` of `total` in its section, `done` of `whole` in all."""

    section: Section
    position: int
    total: int
    done: int
    whole: int


def is_settled(item: Item, answers: Answers) -> bool:
    """Return whether the item needs nothing more: answered, or skipped where that is allowed."""
    if item.name not in answers:
        return False
    value = answers[item.name]
    if isinstance(item, Repeat):
        return True
    if value is None:
        return not item.required
    if item.type is Type.CHOICE:
        return isinstance(value, str) and item.choice(value) is not None
    if item.type is Type.CHOICES:
        return isinstance(value, list) and all(item.choice(name) for name in value)
    return True


def relevant(form: Form, answers: Answers) -> list[tuple[Section, Item]]:
    """Return the relevant items with their sections, in the order of asking."""
    return list(form.relevant_items(answers))


def open_items(form: Form, answers: Answers) -> list[Item]:
    """Return the relevant items that are not settled."""
    return [item for _, item in relevant(form, answers) if not is_settled(item, answers)]


def first_list(form: Form, answers: Answers) -> str | None:
    """Return the name of the first relevant repeat; None if there is none."""
    return next(
        (item.name for _, item in relevant(form, answers) if isinstance(item, Repeat)), None
    )


def next_open(form: Form, answers: Answers, after: str | None) -> Item | None:
    """Return the first open item after `after`, else the first open one of all; None if nothing is open."""
    items = [item for _, item in relevant(form, answers)]
    start = next((i + 1 for i, item in enumerate(items) if item.name == after), 0)
    return next(
        (i for i in chain(items[start:], items[:start]) if not is_settled(i, answers)), None
    )


def neighbour(form: Form, answers: Answers, name: str, by: int) -> Item | None:
    """Return the item before (-1) or after (+1) in the order of asking; None at the ends."""
    items = [item for _, item in relevant(form, answers)]
    place = next((i for i, item in enumerate(items) if item.name == name), None)
    if place is None or not 0 <= place + by < len(items):
        return None
    return items[place + by]


def missing_in(repeat: Repeat, answers: Answers) -> tuple[Question, ...]:
    """Return the required questions of a record that are not settled."""
    return tuple(
        question
        for question in relevant_questions(repeat.questions, answers)
        if question.required and not is_settled(question, answers)
    )


def step_for(item: Item | None) -> Step:
    """Return the step that asks for an item; the review where there is nothing left to ask."""
    if item is None:
        return Reviewing()
    return Asking(item.name) if isinstance(item, Question) else Listing(item.name)


def first_open_step(scene: Scene) -> Step:
    """Return the step of the first item that is still open."""
    return step_for(next_open(scene.form, scene.draft.answers(), None))


def progress_of(
    scene: Scene, item: Item, repeat: Repeat | None, answers: Answers
) -> Progress | None:
    """Return where an item stands among the relevant ones; None where it is not relevant.

    `repeat` holds the item, and `answers` are the record's, where it is about one person.
    """
    main = scene.draft.answers()
    items = relevant(scene.form, main)
    done = sum(1 for _, other in items if is_settled(other, main))
    section = next((held for held, other in items if other is (repeat or item)), None)
    questions: Sequence[Item] = [other for held, other in items if held is section]
    if repeat is not None:
        questions = list(relevant_questions(repeat.questions, answers))
    if section is None or item not in questions:
        return None
    return Progress(section, questions.index(item) + 1, len(questions), done, len(items))
