"""Handles the records of a repeat: list, card, values held by one at most, and namesakes."""

from __future__ import annotations

from dataclasses import replace

from bot.engine import changes
from bot.engine import session as steps
from bot.engine.facts import Accepted
from bot.engine.folding import name_key
from bot.engine.form import Answers, Question, Repeat, Value, relevant_questions
from bot.engine.inputs import Tapped
from bot.engine.progress import is_settled, missing_in, neighbour, next_open, step_for
from bot.engine.screens import PAGE_SIZE
from bot.engine.session import NEW, Step
from bot.engine.turn import TurnBuilder

# Keys of a record beside its unique answers: what its name sounds like, and whether something is missing.
NAME_KEY = "~name"
INCOMPLETE_KEY = "~incomplete"


def keys_of(repeat: Repeat, answers: Answers) -> dict[str, str]:
    """Return the keys a record is found by: unique answers it holds, its folded name, and if it is incomplete."""
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
    """Return the key that namesakes share; empty unless every part of the name is there."""
    parts = [answers.get(name) for name in repeat.name_questions]
    if not all(isinstance(part, str) and part for part in parts):
        return ""
    return name_key([str(part) for part in parts])


def tapped_list(turn: TurnBuilder, step: steps.Listing, input: Tapped) -> None:
    """Handle a button of the list."""
    repeat = turn.scene.form.repeats[step.repeat]
    draft = turn.scene.draft
    match input.action:
        case "add":
            if draft.count(repeat.name) >= repeat.maximum:
                turn.tell("list_full", n=repeat.maximum)
            else:
                first = next(relevant_questions(repeat.questions, {}))
                turn.go(steps.Asking(first.name, NEW, repeat.name))
        case "open" if (record := input.number) is not None:
            turn.go(steps.Viewing(repeat.name, record))
        case "page" if (page := input.number) is not None:
            turn.refresh(replace(step, page=page, removed=None))
        case "undo" if step.removed is not None:
            turn.change(changes.RecordRestored(repeat.name, step.removed))
            turn.tell("restored")
            turn.go(replace(step, removed=None))
        case "template":
            turn.change(changes.DocumentWanted("template"))
            turn.tell("template_coming")
        case "next":
            turn.change(changes.AnswerSet(repeat.name, True))
            answers = {**draft.answers(), repeat.name: True}
            turn.go(step_for(next_open(turn.scene.form, answers, repeat.name)))
        case "back":
            item = neighbour(turn.scene.form, draft.answers(), repeat.name, -1)
            turn.go(step_for(item) if item else steps.AtMenu())
        case _:
            turn.tell("stale")


def tapped_card(turn: TurnBuilder, step: steps.Viewing, input: Tapped) -> None:
    """Handle a button of one person's card."""
    repeat = turn.scene.form.repeats[step.repeat]
    draft = turn.scene.draft
    match input.action:
        case "change" if any(q.name == input.argument for q in repeat.questions):
            turn.go(steps.Asking(input.argument, step.record, repeat.name, filling=False))
        case "complete":
            gaps = missing_in(repeat, draft.answers(step.record))
            turn.go(steps.Asking(gaps[0].name, step.record, repeat.name) if gaps else step)
        case "up":
            turn.change(changes.RecordMoved(repeat.name, step.record, -1))
        case "down":
            turn.change(changes.RecordMoved(repeat.name, step.record, 1))
        case "remove":
            page = (draft.place(repeat.name, step.record) - 1) // PAGE_SIZE
            turn.change(changes.RecordRemoved(repeat.name, step.record))
            _tell_of(turn, repeat, draft.answers(step.record), "removed")
            turn.go(steps.Listing(repeat.name, page, removed=step.record))
        case "back":
            page = (draft.place(repeat.name, step.record) - 1) // PAGE_SIZE
            turn.go(steps.Listing(repeat.name, page))
        case _:
            turn.tell("stale")


def _tell_of(turn: TurnBuilder, repeat: Repeat, answers: Answers, code: str) -> None:
    """Tell `code` with the person's name, or `nameless_<code>` where no name has been given yet."""
    name = " ".join(str(answers[part]) for part in repeat.name_questions if answers.get(part))
    if name:
        turn.tell(code, name=name)
    else:
        turn.tell(f"nameless_{code}")


def conflict(
    turn: TurnBuilder, at: steps.Asking, repeat: Repeat, value: Value
) -> steps.SettlingUnique | None:
    """Return the step that asks what becomes of an earlier holder, where `value` may be held only once."""
    for rule in repeat.unique:
        if rule.question != at.question or rule.value != value:
            continue
        holder = turn.scene.draft.holder(repeat.name, rule.question, rule.value)
        if holder is not None and holder.id != at.record:
            return steps.SettlingUnique(at, rule.value, holder.id)
    return None


def take(
    turn: TurnBuilder, at: steps.Asking, question: Question, value: Value, message_id: int | None
) -> None:
    """Store an answer about one person, unless somebody else holds a value that only one may hold."""
    repeat = turn.scene.form.repeats[at.repeat or ""]
    clash = conflict(turn, at, repeat, value)
    if clash is not None:
        turn.go(clash)
        return
    store(turn, at, question, value, message_id)


def store(
    turn: TurnBuilder,
    at: steps.Asking,
    question: Question,
    value: Value,
    message_id: int | None = None,
) -> None:
    """Store the answer of one person; whoever is new comes into the list with their first answer."""
    repeat = turn.scene.form.repeats[at.repeat or ""]
    if at.record == NEW:
        at = replace(at, record=turn.scene.draft.next_record())
        turn.change(changes.RecordAdded(repeat.name, at.record))
    turn.change(changes.AnswerSet(question.name, value, at.record, repeat.name, message_id))
    turn.say(Accepted(question, value, repeat))
    answers = {**turn.scene.draft.answers(at.record), question.name: value}
    turn.go(after(turn, at, repeat, answers))


def after(turn: TurnBuilder, at: steps.Asking, repeat: Repeat, answers: Answers) -> Step:
    """Return where an answer about a person leads: the next open question, the card, or the namesake question."""
    if at.filling:
        questions = list(relevant_questions(repeat.questions, answers))
        place = next((i for i, q in enumerate(questions) if q.name == at.question), -1)
        upcoming = questions[place + 1 :] + questions[: place + 1]
        following = next((q for q in upcoming if not is_settled(q, answers)), None)
        if following is not None:
            return steps.Asking(following.name, at.record, repeat.name)
    named = at.filling or at.question in repeat.name_questions
    key = name_of(repeat, answers) if named else ""
    other = turn.scene.draft.namesake(repeat.name, key, at.record) if key else None
    if other is not None:
        return steps.SettlingNamesake(repeat.name, at.record, other.id, at.filling)
    if not at.filling:
        return steps.Viewing(repeat.name, at.record)
    return _noted(turn, repeat, at.record, answers)


def _noted(turn: TurnBuilder, repeat: Repeat, record: int, answers: Answers) -> Step:
    """Tell that a new person is in the list; return the page where they stand."""
    _tell_of(turn, repeat, answers, "person_added")
    # Whoever is added by this very turn is not in the draft yet: they will be last.
    place = turn.scene.draft.place(repeat.name, record) or turn.scene.draft.count(repeat.name) + 1
    return steps.Listing(repeat.name, (place - 1) // PAGE_SIZE)


def back(turn: TurnBuilder, at: steps.Asking) -> Step:
    """Return the question before for a person being added, the card for one being changed."""
    repeat = turn.scene.form.repeats[at.repeat or ""]
    if not at.filling:
        return steps.Viewing(repeat.name, at.record)
    questions = list(relevant_questions(repeat.questions, turn.scene.draft.answers(at.record)))
    place = next((i for i, q in enumerate(questions) if q.name == at.question), 0)
    if place == 0:
        return steps.Listing(repeat.name)
    return steps.Asking(questions[place - 1].name, at.record, repeat.name)


def keep(turn: TurnBuilder, at: steps.Asking) -> Step:
    """Return the next question of this person, answered or not; the present answer stands."""
    repeat = turn.scene.form.repeats[at.repeat or ""]
    answers = turn.scene.draft.answers(at.record)
    questions = list(relevant_questions(repeat.questions, answers))
    place = next((i for i, q in enumerate(questions) if q.name == at.question), len(questions))
    if not at.filling:
        return steps.Viewing(repeat.name, at.record)
    if place + 1 < len(questions):
        return steps.Asking(questions[place + 1].name, at.record, repeat.name)
    return after(turn, at, repeat, answers)


def settle_unique(turn: TurnBuilder, step: steps.SettlingUnique, input: Tapped) -> None:
    """Handle what becomes of the earlier holder: another value for them, or another for this one."""
    at = step.at
    repeat = turn.scene.form.repeats[at.repeat or ""]
    question = repeat.question(at.question)
    rule = next(rule for rule in repeat.unique if rule.question == question.name)
    match input.action:
        case "become" if input.argument in rule.becomes:
            turn.change(changes.AnswerSet(question.name, input.argument, step.holder, repeat.name))
            store(turn, at, question, step.value)
        case "other" | "back":
            turn.go(at)
        case _:
            turn.tell("stale")


def settle_namesake(turn: TurnBuilder, step: steps.SettlingNamesake, input: Tapped) -> None:
    """Handle whether somebody new, or renamed, is the person who has that name already."""
    if input.action == "same":
        turn.change(changes.RecordRemoved(step.repeat, step.record))
        turn.tell("merged")
        turn.go(steps.Viewing(step.repeat, step.other))
    elif input.action == "different" and step.filling:
        repeat = turn.scene.form.repeats[step.repeat]
        answers = turn.scene.draft.answers(step.record)
        turn.go(_noted(turn, repeat, step.record, answers))
    else:
        turn.go(steps.Viewing(step.repeat, step.record))
