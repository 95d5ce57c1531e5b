"""Handles the question in hand: typed, tapped, shared and sent answers, and corrections of earlier ones."""

from __future__ import annotations

from dataclasses import replace

from bot.engine import people, screens, writing
from bot.engine.answers import accept, read
from bot.engine.changes import AnswerSet, FileWanted, SheetWanted
from bot.engine.choices import names_offered
from bot.engine.facts import Accepted, Rejected
from bot.engine.folding import fold
from bot.engine.form import Question, Type, Value
from bot.engine.inputs import Arrived, Attached, Edited, Said, Shared, Tapped
from bot.engine.problems import Code, Problem
from bot.engine.progress import first_list, neighbour, next_open, step_for
from bot.engine.session import MAIN, Asking, AtMenu, Fetching, Listing, Reviewing, Step, Writing
from bot.engine.turn import TurnBuilder, without_detour

# Endings under which a delegation may come as a spreadsheet.
SHEETS = (".xlsx", ".csv")


def _in_hand(turn: TurnBuilder, step: Asking) -> Question:
    """Return the question of a step that is possible (`screens.is_possible`)."""
    question = turn.scene.form.question(step.question, step.repeat)
    assert question is not None
    return question


def tapped(turn: TurnBuilder, step: Asking, input: Tapped) -> None:
    """Handle a button of the question in hand."""
    question = _in_hand(turn, step)
    answers = turn.scene.draft.answers(step.record)
    match input.action:
        case "back":
            turn.go(back(turn, step))
        case "keep" if question.name in answers:
            turn.go(_keep(turn, step))
        case "skip" if not question.required:
            _store(turn, step, question, None, None)
        case "on" | "off" if question.type is Type.CHOICES:
            _tick(turn, step, question, input)
        case "done" if question.type is Type.CHOICES:
            _offer(turn, step, question, list(step.picked), None)
        case "pick":
            value: Value = input.argument
            if question.type is Type.YES_NO:
                value = input.argument == "yes"
            _offer(turn, step, question, value, None)
        case "next" if question.type is Type.NOTE:
            _store(turn, step, question, True, None)
        case _:
            turn.tell("stale")


def _tick(turn: TurnBuilder, step: Asking, question: Question, input: Tapped) -> None:
    """Set or clear one tick. The button says which, so a double tap changes nothing."""
    offered = names_offered(question, turn.scene.draft.answers(step.record))
    wanted = set(step.picked) - {input.argument}
    if input.action == "on":
        wanted.add(input.argument)
    turn.refresh(replace(step, picked=tuple(name for name in offered if name in wanted)))


def said(turn: TurnBuilder, input: Said) -> None:
    """Handle typed text: an answer, a button's word, or a message to the secretariat."""
    step = turn.session.step
    if isinstance(step, Writing) or input.to_desk:
        writing.write(turn, input)
        return
    if not screens.is_possible(turn.scene, step):
        return
    if not isinstance(step, Asking):
        turn.tell("use_buttons")
        return
    question, answers = _in_hand(turn, step), turn.scene.draft.answers(step.record)
    action = turn.help.words.actions.get(fold(input.text))
    if action is not None and _typed_action(turn, step, question, action):
        return
    key = f"{step.repeat}.{question.name}" if step.repeat else question.name
    found = read(question, input.text, turn.help, answers, key=key)
    if isinstance(found, Problem):
        turn.heard = input.message_id
        turn.say(Rejected(question, found))
        return
    _store(turn, step, question, found, input.message_id)


def _typed_action(turn: TurnBuilder, step: Asking, question: Question, action: str) -> bool:
    """Return whether a typed word such as "skip" was taken as the button of that name."""
    if action == "menu":
        turn.go(AtMenu(without_detour(step)))
        return True
    present = question.name in turn.scene.draft.answers(step.record)
    if (action == "skip" and question.required) or (action == "keep" and not present):
        return False
    tapped(turn, step, Tapped(turn.session.screen, action))
    return True


def _offer(
    turn: TurnBuilder, step: Asking, question: Question, value: Value, message_id: int | None
) -> None:
    """Store a tapped or shared value if it passes the checks of a typed one."""
    found = accept(question, value, turn.scene.draft.answers(step.record))
    if isinstance(found, Problem):
        turn.say(Rejected(question, found))
    else:
        _store(turn, step, question, found, message_id)


def _store(
    turn: TurnBuilder, step: Asking, question: Question, value: Value, message_id: int | None
) -> None:
    if step.record != MAIN:
        people.take(turn, step, question, value, message_id)
        return
    turn.change(AnswerSet(question.name, value, message_id=message_id))
    turn.say(Accepted(question, value))
    answers = {**turn.scene.draft.answers(), question.name: value}
    if step.filling:
        turn.go(step_for(next_open(turn.scene.form, answers, question.name)))
    else:
        turn.go(origin(turn, question.name))


def origin(turn: TurnBuilder, question: str) -> Reviewing:
    """Return the review with the section of a question that was changed from there."""
    section = turn.scene.form.section_of(question)
    return Reviewing(section.name if section else None)


def back(turn: TurnBuilder, step: Asking) -> Step:
    """Return where "back" leads from a question: the one before, or where it was changed from."""
    if step.record != MAIN:
        return people.back(turn, step)
    if not step.filling:
        return origin(turn, step.question)
    item = neighbour(turn.scene.form, turn.scene.draft.answers(), step.question, -1)
    return step_for(item) if item else AtMenu()


def _keep(turn: TurnBuilder, step: Asking) -> Step:
    if step.record != MAIN:
        return people.keep(turn, step)
    if not step.filling:
        return origin(turn, step.question)
    return step_for(neighbour(turn.scene.form, turn.scene.draft.answers(), step.question, 1))


def edited(turn: TurnBuilder, input: Edited) -> None:
    """Correct the answer that an edited message gave, or read the edited message that could not be taken."""
    if input.message_id == turn.session.heard:
        said(turn, Said(input.text, input.message_id))
        return
    question = turn.scene.form.question(input.question, input.repeat) if input.question else None
    if question is None:
        turn.tell("edit_unknown")
        return
    key = f"{input.repeat}.{question.name}" if input.repeat else question.name
    answers = turn.scene.draft.answers(input.record)
    found = read(question, input.text, turn.help, answers, key=key)
    if isinstance(found, Problem):
        turn.say(Rejected(question, found))
        return
    repeat = turn.scene.form.repeats.get(input.repeat or "")
    at = Asking(question.name, input.record, input.repeat)
    if repeat is not None and people.conflict(turn, at, repeat, found) is not None:
        turn.tell("edit_conflict")
        return
    turn.change(AnswerSet(question.name, found, input.record, input.repeat, input.message_id))
    turn.say(Accepted(question, found, repeat, corrected=True))


def shared(turn: TurnBuilder, input: Shared) -> None:
    """Store a shared contact where a telephone number is asked for."""
    step = turn.session.step
    question = _question_asked(turn, Type.TELEPHONE)
    if question is None:
        turn.tell("unusable", kind="contact")
        return
    assert isinstance(step, Asking)
    number = input.telephone if input.telephone.startswith("+") else f"+{input.telephone}"
    found = turn.help.telephone(number)
    if isinstance(found, Problem):
        turn.say(Rejected(question, found))
        return
    _store(turn, step, question, found, input.message_id)


def _question_asked(turn: TurnBuilder, wanted: Type) -> Question | None:
    """Return the question in hand if it is of that type, else None."""
    step = turn.session.step
    if not isinstance(step, Asking) or not screens.is_possible(turn.scene, step):
        return None
    question = _in_hand(turn, step)
    return question if question.type is wanted else None


def attached(turn: TurnBuilder, input: Attached) -> None:
    """Order the fetching of a file: the answer to a file question, else a spreadsheet of people."""
    step = turn.session.step
    possible = screens.is_possible(turn.scene, step)
    if isinstance(step, Listing) and possible:
        repeat: str | None = step.repeat
    else:
        repeat = first_list(turn.scene.form, turn.scene.draft.answers())
    if _question_asked(turn, Type.FILE) is not None:
        assert isinstance(step, Asking)
        turn.change(
            FileWanted(input.file_id, input.name, input.size_bytes, step.question, input.message_id)
        )
        turn.go(Fetching(step.question, step.filling))
    elif input.name.lower().endswith(SHEETS) and repeat is not None:
        turn.change(SheetWanted(input.file_id, input.name, input.size_bytes, repeat))
        turn.tell("sheet_coming")
        turn.go(Listing(repeat))
    else:
        turn.tell("unusable", kind="photo" if input.photo else "file")


def arrived(turn: TurnBuilder, input: Arrived) -> None:
    """Store a fetched file as the answer; move on only where the person still waits for it."""
    question = turn.scene.form.question(input.question)
    if question is None:
        return
    step = turn.session.step
    waited = isinstance(step, Fetching) and step.question == question.name
    back = Asking(question.name, filling=not isinstance(step, Fetching) or step.filling)
    if input.problem is not None:
        turn.say(Rejected(question, Problem(Code(input.problem))))
        turn.go(back if waited else step)
    elif waited:
        _store(turn, back, question, input.value, input.message_id)
    else:
        turn.change(AnswerSet(question.name, input.value, message_id=input.message_id))
        turn.say(Accepted(question, input.value))
