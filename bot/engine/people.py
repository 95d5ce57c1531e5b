"""The people of a repeat: list, card, "one head at most", "the same person twice?". Pure; part of the dialogue."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.facts import (
    Accepted,
    AnswerSet,
    DocumentWanted,
    RecordAdded,
    RecordMoved,
    RecordRemoved,
    RecordRestored,
)
from bot.engine.folding import name_key
from bot.engine.form import Answers, Question, Repeat, Value, relevant_questions
from bot.engine.inputs import Tapped
from bot.engine.move import Move
from bot.engine.screens import (
    PAGE_SIZE,
    missing_in,
    neighbour,
    next_open,
    stands,
    step_for,
)
from bot.engine.session import (
    NEW,
    Asking,
    AtMenu,
    Listing,
    SettlingNamesake,
    SettlingUnique,
    Step,
    Viewing,
)

# Keys of a record beside its unique answers: what its name sounds like, and whether something is missing.
NAME_KEY = "~name"
INCOMPLETE_KEY = "~incomplete"


def keys_of(repeat: Repeat, answers: Answers) -> dict[str, str]:
    """By what a record is found again: unique answers it holds, its folded name, and if it is incomplete."""
    keys = {
        rule.question: rule.value
        for rule in repeat.unique
        if answers.get(rule.question) == rule.value
    }
    name = name_of(repeat, answers)
    if name:
        keys[NAME_KEY] = name
    if missing_in(repeat, answers):
        keys[INCOMPLETE_KEY] = "yes"
    return keys


def name_of(repeat: Repeat, answers: Answers) -> str:
    """The key under which namesakes meet; empty unless every part of the name is there."""
    parts = [answers.get(name) for name in repeat.name_questions]
    if not all(isinstance(part, str) and part for part in parts):
        return ""
    return name_key([str(part) for part in parts])


# ---------------------------------------------------------------- list and card


def tapped_list(move: Move, step: Listing, input: Tapped) -> None:
    repeat = move.scene.form.repeats[step.repeat]
    draft = move.scene.draft
    match input.action:
        case "add":
            if draft.count(repeat.name) >= repeat.maximum:
                move.tell("list_full", n=repeat.maximum)
            else:
                first = next(relevant_questions(repeat.questions, {}))
                move.go(Asking(first.name, NEW, repeat.name))
        case "open" if (record := input.number) is not None:
            move.go(Viewing(repeat.name, record))
        case "page" if (page := input.number) is not None:
            move.refresh(replace(step, page=page, removed=None))
        case "undo" if step.removed is not None:
            move.change(RecordRestored(repeat.name, step.removed))
            move.tell("restored")
            move.go(replace(step, removed=None))
        case "template":
            move.change(DocumentWanted("template"))
            move.tell("template_coming")
        case "next":
            move.change(AnswerSet(repeat.name, True))
            answers = {**draft.answers(), repeat.name: True}
            move.go(step_for(next_open(move.scene.form, answers, repeat.name)))
        case "back":
            item = neighbour(move.scene.form, draft.answers(), repeat.name, -1)
            move.go(step_for(item) if item else AtMenu())
        case _:
            move.tell("stale")


def tapped_card(move: Move, step: Viewing, input: Tapped) -> None:
    repeat = move.scene.form.repeats[step.repeat]
    draft = move.scene.draft
    match input.action:
        case "change" if any(q.name == input.argument for q in repeat.questions):
            move.go(Asking(input.argument, step.record, repeat.name, filling=False))
        case "complete":
            gaps = missing_in(repeat, draft.answers(step.record))
            move.go(Asking(gaps[0].name, step.record, repeat.name) if gaps else step)
        case "up":
            move.change(RecordMoved(repeat.name, step.record, -1))
        case "down":
            move.change(RecordMoved(repeat.name, step.record, 1))
        case "remove":
            page = (draft.place(repeat.name, step.record) - 1) // PAGE_SIZE
            move.change(RecordRemoved(repeat.name, step.record))
            _tell_of(move, repeat, draft.answers(step.record), "removed")
            move.go(Listing(repeat.name, page, removed=step.record))
        case "back":
            page = (draft.place(repeat.name, step.record) - 1) // PAGE_SIZE
            move.go(Listing(repeat.name, page))
        case _:
            move.tell("stale")


def _tell_of(move: Move, repeat: Repeat, answers: Answers, code: str) -> None:
    """Says it with the person's name; as of a nameless entry where no name has been given yet."""
    name = " ".join(str(answers[part]) for part in repeat.name_questions if answers.get(part))
    if name:
        move.tell(code, name=name)
    else:
        move.tell(f"nameless_{code}")


# ---------------------------------------------------------------- answers


def conflict(move: Move, at: Asking, repeat: Repeat, value: Value) -> SettlingUnique | None:
    """The question of what becomes of an earlier holder, where `value` may be held only once."""
    for rule in repeat.unique:
        if rule.question != at.question or rule.value != value:
            continue
        holder = move.scene.draft.holder(repeat.name, rule.question, rule.value)
        if holder is not None and holder.id != at.record:
            return SettlingUnique(at, rule.value, holder.id)
    return None


def take(move: Move, at: Asking, question: Question, value: Value, message_id: int | None) -> None:
    """An answer about one person, checked against "at most one"."""
    repeat = move.scene.form.repeats[at.repeat or ""]
    clash = conflict(move, at, repeat, value)
    if clash is not None:
        move.go(clash)
        return
    store(move, at, question, value, message_id)


def store(
    move: Move, at: Asking, question: Question, value: Value, message_id: int | None = None
) -> None:
    """The answer of one person; whoever is new comes into the list with their first answer."""
    repeat = move.scene.form.repeats[at.repeat or ""]
    if at.record == NEW:
        at = replace(at, record=move.scene.draft.next_record())
        move.change(RecordAdded(repeat.name, at.record))
    move.change(AnswerSet(question.name, value, at.record, repeat.name, message_id))
    move.say(Accepted(question, value, repeat))
    answers = {**move.scene.draft.answers(at.record), question.name: value}
    move.go(after(move, at, repeat, answers))


def after(move: Move, at: Asking, repeat: Repeat, answers: Answers) -> Step:
    """Where an answer about a person leads: the next open question, the card, or a question about namesakes."""
    if at.filling:
        questions = list(relevant_questions(repeat.questions, answers))
        place = next((i for i, q in enumerate(questions) if q.name == at.question), -1)
        upcoming = questions[place + 1 :] + questions[: place + 1]
        following = next((q for q in upcoming if not stands(q, answers)), None)
        if following is not None:
            return Asking(following.name, at.record, repeat.name)
    named = at.filling or at.question in repeat.name_questions
    key = name_of(repeat, answers) if named else ""
    other = move.scene.draft.namesake(repeat.name, key, at.record) if key else None
    if other is not None:
        return SettlingNamesake(repeat.name, at.record, other.id, at.filling)
    if not at.filling:
        return Viewing(repeat.name, at.record)
    return _noted(move, repeat, at.record, answers)


def _noted(move: Move, repeat: Repeat, record: int, answers: Answers) -> Step:
    """A new person is in the list: back to the page where they stand."""
    _tell_of(move, repeat, answers, "person_added")
    place = move.scene.draft.place(repeat.name, record) or move.scene.draft.count(repeat.name)
    return Listing(repeat.name, max(0, place - 1) // PAGE_SIZE)


def back(move: Move, at: Asking) -> Step:
    """One question back for a person being added; the card for one being changed."""
    repeat = move.scene.form.repeats[at.repeat or ""]
    if not at.filling:
        return Viewing(repeat.name, at.record)
    questions = list(relevant_questions(repeat.questions, move.scene.draft.answers(at.record)))
    place = next((i for i, q in enumerate(questions) if q.name == at.question), 0)
    if place == 0:
        return Listing(repeat.name)
    return Asking(questions[place - 1].name, at.record, repeat.name)


def keep(move: Move, at: Asking) -> Step:
    """The present answer stands: on to the next question of this person, answered or not."""
    repeat = move.scene.form.repeats[at.repeat or ""]
    answers = move.scene.draft.answers(at.record)
    questions = list(relevant_questions(repeat.questions, answers))
    place = next((i for i, q in enumerate(questions) if q.name == at.question), len(questions))
    if not at.filling:
        return Viewing(repeat.name, at.record)
    if place + 1 < len(questions):
        return Asking(questions[place + 1].name, at.record, repeat.name)
    return after(move, at, repeat, answers)


# ---------------------------------------------------------------- questions in between


def settle_unique(move: Move, step: SettlingUnique, input: Tapped) -> None:
    """What becomes of the earlier head: another role for them, or another role for this one."""
    at = step.at
    repeat = move.scene.form.repeats[at.repeat or ""]
    question = repeat.question(at.question)
    rule = next(rule for rule in repeat.unique if rule.question == question.name)
    match input.action:
        case "become" if input.argument in rule.becomes:
            move.change(AnswerSet(question.name, input.argument, step.holder, repeat.name))
            store(move, at, question, step.value)
        case "other" | "back":
            move.go(at)
        case _:
            move.tell("stale")


def settle_namesake(move: Move, step: SettlingNamesake, input: Tapped) -> None:
    match input.action:
        case "same":
            move.change(RecordRemoved(step.repeat, step.record))
            move.tell("merged")
            move.go(Viewing(step.repeat, step.other))
        case "different" if not step.filling:
            move.go(Viewing(step.repeat, step.record))
        case "different":
            repeat = move.scene.form.repeats[step.repeat]
            answers = move.scene.draft.answers(step.record)
            move.go(_noted(move, repeat, step.record, answers))
        case "back":
            move.go(Viewing(step.repeat, step.record))
        case _:
            move.tell("stale")
