"""advance(): the only place that decides what comes next. Pure: no clock, no I/O, no language."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.engine import entrance, people, screens, sending
from bot.engine.answers import Code, Help, Problem, accept, read
from bot.engine.facts import (
    Accepted,
    AnswerSet,
    FileWanted,
    HelpShown,
    LetterWritten,
    NoticeShown,
    Rejected,
    SheetWanted,
    Standing,
    StatusShown,
    Turn,
)
from bot.engine.folding import fold
from bot.engine.form import Question, Type, Value
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
from bot.engine.move import Move, without_detour
from bot.engine.screens import (
    Scene,
    choices_of,
    first_list,
    neighbour,
    next_open,
    open_items,
    resumed,
    step_for,
)
from bot.engine.session import (
    MAIN,
    Asking,
    AtMenu,
    ChoosingLanguage,
    Confirming,
    Fetching,
    Listing,
    Reviewing,
    Session,
    SettlingNamesake,
    SettlingUnique,
    Step,
    Viewing,
    Writing,
)

# Endings under which a delegation may come as a spreadsheet.
SHEETS = (".xlsx", ".csv")


def advance(scene: Scene, session: Session, input: Input, help: Help) -> Turn:
    """What one input leads to, given what stands in the database now.

    The reply is only looked at; what is to change is in the turn, and the next screen is looked at
    afterwards (`screens.look`).
    """
    tapped = f"{input.action}:{input.argument}" if isinstance(input, Tapped) else ""
    move = Move(scene, session, help, tapped=tapped)
    if isinstance(input, Tapped) and input.screen not in (ANY, session.screen):
        _old_button(move, input, tapped)
    elif scene.standing is None or _is_on_the_way_in(session.step, input):
        _outside(move, input)
    else:
        _inside(move, scene.standing, input)
    return move.turn()


def _is_on_the_way_in(step: Step, input: Input) -> bool:
    """Corrections and files belong to answers given before, even while the language is chosen anew."""
    if isinstance(input, Arrived) or (isinstance(input, Edited) and input.question is not None):
        return False
    if isinstance(step, ChoosingLanguage) and step.then is not None:
        step = step.then
    return isinstance(step, entrance.ENTRANCE)


def _old_button(move: Move, input: Tapped, tapped: str) -> None:
    """A double tap is passed over; a button of an earlier screen leads to where the person stands."""
    if input.screen == move.session.screen - 1 and tapped == move.session.last:
        move.tell("already")
        move.stay_silent()
    else:
        move.tell("stale")


def _outside(move: Move, input: Input) -> None:
    """Before the form, and for somebody who acts for no State."""
    match input, move.session.step:
        case Said() | Command(name="cancel"), Writing():
            _write(move, input)
        case Tapped(), Writing():
            _stop_writing(move)
        case Command(name="contact"), step if move.scene.person.agreed:
            move.go(step if isinstance(step, Writing) else Writing(step))
        case Command(name="help"), _ if move.scene.person.agreed:
            move.say(HelpShown(move.scene.standing))
        case Command(name="privacy"), _ if move.scene.person.agreed:
            move.say(NoticeShown(agree=False))
        case Resumed(), _:
            _resumed(move, input)
        case Arrived(), _:
            pass
        case _:
            if not isinstance(move.session.step, entrance.ENTRANCE):
                move.go(entrance.way_in(move.scene))
            entrance.advance(move, input)


def _inside(move: Move, standing: Standing, input: Input) -> None:
    match input:
        case Started():
            if input.verdict not in (None, Verdict.YOURS, Verdict.WELCOME):
                entrance.start(move, input)
            move.go(AtMenu(without_detour(move.session.step)))
        case Command():
            _command(move, standing, input.name)
        case Tapped():
            _tapped(move, standing, input)
        case Said():
            _said(move, input)
        case Edited():
            _edited(move, input)
        case Shared():
            _shared(move, input)
        case Attached():
            _attached(move, input)
        case Arrived():
            _arrived(move, input)
        case Unusable():
            move.tell("unusable", kind=input.kind)
        case Resumed():
            _resumed(move, input)
        case never:
            assert_never(never)


def _resumed(move: Move, input: Resumed) -> None:
    if input.taps_lost:
        move.tell("taps_lost")


# ---------------------------------------------------------------- commands and buttons


def _command(move: Move, standing: Standing, name: str) -> None:
    step, scene = move.session.step, move.scene
    match name:
        case "menu":
            move.go(AtMenu(without_detour(step)))
        case "form":
            move.go(resumed(scene))
        case "review":
            move.go(Reviewing())
        case "delegation":
            _people(move)
        case "language" if not isinstance(step, ChoosingLanguage):
            move.go(ChoosingLanguage(step))
        case "language":
            pass
        case "contact":
            move.go(Writing(without_detour(step)))
        case "status" if not isinstance(step, AtMenu):
            count = len(open_items(scene.form, scene.draft.answers()))
            move.say(StatusShown(standing, scene.draft.unsent(), count))
        case "status":
            # The menu begins with it.
            pass
        case "privacy":
            move.say(NoticeShown(agree=False))
        case "help":
            move.say(HelpShown(standing))
        case "cancel":
            move.tell("cancelled" if isinstance(step, Writing | Confirming) else "nothing_lost")
            move.go(_left(move, step))
        case "receipt" | "calendar" | "template":
            sending.document(move, standing, name)
        case _:
            move.tell("unknown_command")


def _left(move: Move, step: Step) -> Step:
    """What /cancel leads to: out of a side task, else to the menu."""
    match step:
        case Writing() | ChoosingLanguage():
            return step.then or AtMenu()
        case Asking(filling=False) if step.record == MAIN:
            return _origin(move, step.question)
        case Asking(filling=False):
            return people.back(move, step)
        case Confirming():
            return AtMenu()
        case _:
            return AtMenu(without_detour(step))


def _people(move: Move) -> None:
    repeat = first_list(move.scene.form, move.scene.draft.answers())
    if repeat is None:
        move.tell("no_delegation")
        return
    move.go(Listing(repeat))


def _tapped(move: Move, standing: Standing, input: Tapped) -> None:
    step = move.session.step
    if input.action == "menu":
        move.go(AtMenu(without_detour(step)))
        return
    if input.screen == ANY:
        _from_notice(move, input)
        return
    if not screens.is_possible(move.scene, step):
        # The form has changed, or a colleague the reply; the next look says so.
        return
    match step:
        case Asking():
            _tapped_question(move, step, input)
        case ChoosingLanguage():
            entrance.tapped(move, input)
        case Fetching():
            move.go(Asking(step.question, filling=step.filling))
        case Listing():
            people.tapped_list(move, step, input)
        case Viewing():
            people.tapped_card(move, step, input)
        case SettlingUnique():
            people.settle_unique(move, step, input)
        case SettlingNamesake():
            people.settle_namesake(move, step, input)
        case Reviewing():
            sending.tapped_review(move, standing, step, input)
        case Confirming():
            sending.tapped_confirmation(move, standing, step, input)
        case AtMenu():
            _tapped_menu(move, standing, step, input)
        case _:
            _stop_writing(move)


def _from_notice(move: Move, input: Tapped) -> None:
    """Buttons below notices: they lead somewhere and change nothing by themselves."""
    match input.action:
        case "change":
            question, _, record = input.argument.partition("@")
            _open_question(move, question, record)
        case "review":
            move.go(Reviewing())
        case "form":
            move.go(resumed(move.scene))
        case "contact":
            move.go(Writing(without_detour(move.session.step)))
        case _:
            move.tell("stale")


def _open_question(move: Move, question: str, record: str) -> None:
    form = move.scene.form
    number = Tapped(ANY, "change", record).number or MAIN
    holder = next((r for r in form.repeats.values() if form.question(question, r.name)), None)
    if question in form.repeats:
        move.go(Listing(question))
    elif number != MAIN and holder is not None:
        move.go(Asking(question, number, holder.name, filling=False))
    elif form.question(question) is not None:
        move.go(Asking(question, filling=False))
    else:
        move.go(Reviewing())


def _tapped_menu(move: Move, standing: Standing, step: AtMenu, input: Tapped) -> None:
    match input.action:
        case "fill":
            move.go(resumed(move.scene))
        case "back":
            move.go(step.then or resumed(move.scene))
        case "people":
            _people(move)
        case "withdraw" | "discard":
            sending.ask_confirmation(move, standing, input.action)
        case "backup":
            sending.invite_backup(move, standing)
        case (
            "review"
            | "language"
            | "contact"
            | "status"
            | "privacy"
            | "help"
            | "receipt"
            | "calendar"
        ):
            _command(move, standing, input.action)
        case _:
            move.tell("stale")


# ---------------------------------------------------------------- the question in hand


def _in_hand(move: Move, step: Asking) -> Question:
    """The question of a step that is possible."""
    question = move.scene.form.question(step.question, step.repeat)
    assert question is not None
    return question


def _tapped_question(move: Move, step: Asking, input: Tapped) -> None:
    question = _in_hand(move, step)
    answers = move.scene.draft.answers(step.record)
    match input.action:
        case "back":
            move.go(_back(move, step))
        case "keep" if question.name in answers:
            move.go(_keep(move, step))
        case "skip" if not question.required:
            _store(move, step, question, None, None)
        case "on" | "off" if question.type is Type.CHOICES:
            _tick(move, step, question, input)
        case "done" if question.type is Type.CHOICES:
            _offer(move, step, question, list(step.picked), None)
        case "pick":
            value: Value = input.argument
            if question.type is Type.YES_NO:
                value = input.argument == "yes"
            _offer(move, step, question, value, None)
        case "next" if question.type is Type.NOTE:
            _store(move, step, question, True, None)
        case _:
            move.tell("stale")


def _tick(move: Move, step: Asking, question: Question, input: Tapped) -> None:
    """Ticks say what they want rather than "the other way round", so a double tap is harmless."""
    offered = choices_of(question, move.scene.draft.answers(step.record))
    wanted = set(step.picked) - {input.argument}
    if input.action == "on":
        wanted.add(input.argument)
    move.refresh(replace(step, picked=tuple(name for name in offered if name in wanted)))


def _said(move: Move, input: Said) -> None:
    step = move.session.step
    if isinstance(step, Writing) or input.to_desk:
        _write(move, input)
        return
    if not screens.is_possible(move.scene, step):
        return
    if not isinstance(step, Asking):
        move.tell("use_buttons")
        return
    question, answers = _in_hand(move, step), move.scene.draft.answers(step.record)
    action = move.help.words.actions.get(fold(input.text))
    if action is not None and _typed_action(move, step, question, action):
        return
    key = f"{step.repeat}.{question.name}" if step.repeat else question.name
    found = read(question, input.text, move.help, answers, key=key)
    if isinstance(found, Problem):
        move.heard = input.message_id
        move.say(Rejected(question, found))
        return
    _store(move, step, question, found, input.message_id)


def _typed_action(move: Move, step: Asking, question: Question, action: str) -> bool:
    """True where a typed word such as "skip" was taken as the button of that name."""
    if action == "menu":
        move.go(AtMenu(without_detour(step)))
        return True
    present = question.name in move.scene.draft.answers(step.record)
    if (action == "skip" and question.required) or (action == "keep" and not present):
        return False
    _tapped_question(move, step, Tapped(move.session.screen, action))
    return True


def _offer(
    move: Move, step: Asking, question: Question, value: Value, message_id: int | None
) -> None:
    """A tapped or shared value, held to the same rules as a typed one."""
    found = accept(question, value, move.scene.draft.answers(step.record))
    if isinstance(found, Problem):
        move.say(Rejected(question, found))
    else:
        _store(move, step, question, found, message_id)


def _store(
    move: Move, step: Asking, question: Question, value: Value, message_id: int | None
) -> None:
    if step.record != MAIN:
        people.take(move, step, question, value, message_id)
        return
    move.change(AnswerSet(question.name, value, message_id=message_id))
    move.say(Accepted(question, value))
    answers = {**move.scene.draft.answers(), question.name: value}
    if step.filling:
        move.go(step_for(next_open(move.scene.form, answers, question.name)))
    else:
        move.go(_origin(move, question.name))


def _origin(move: Move, question: str) -> Reviewing:
    section = move.scene.form.section_of(question)
    return Reviewing(section.name if section else None)


def _back(move: Move, step: Asking) -> Step:
    if step.record != MAIN:
        return people.back(move, step)
    if not step.filling:
        return _origin(move, step.question)
    item = neighbour(move.scene.form, move.scene.draft.answers(), step.question, -1)
    return step_for(item) if item else AtMenu()


def _keep(move: Move, step: Asking) -> Step:
    if step.record != MAIN:
        return people.keep(move, step)
    if not step.filling:
        return _origin(move, step.question)
    return step_for(neighbour(move.scene.form, move.scene.draft.answers(), step.question, 1))


# ---------------------------------------------------------------- other things people send


def _write(move: Move, input: Said | Command) -> None:
    """A message to the secretariat; what was in hand before comes back."""
    if isinstance(input, Command):
        move.tell("cancelled")
    elif not input.text.strip():
        move.tell("empty_letter")
        return
    else:
        move.change(LetterWritten(input.text.strip()))
        move.tell("letter_sent")
    _stop_writing(move)


def _stop_writing(move: Move) -> None:
    """Back to what was left for writing; a letter may also come as a reply, from any step."""
    step = move.session.step
    if isinstance(step, Writing):
        move.go(step.then or (AtMenu() if move.scene.standing else entrance.way_in(move.scene)))


def _edited(move: Move, input: Edited) -> None:
    """A message changed by its author changes the answer it gave, and says so."""
    if input.message_id == move.session.heard:
        _said(move, Said(input.text, input.message_id))
        return
    question = move.scene.form.question(input.question, input.repeat) if input.question else None
    if question is None:
        move.tell("edit_unknown")
        return
    key = f"{input.repeat}.{question.name}" if input.repeat else question.name
    answers = move.scene.draft.answers(input.record)
    found = read(question, input.text, move.help, answers, key=key)
    if isinstance(found, Problem):
        move.say(Rejected(question, found))
        return
    repeat = move.scene.form.repeats.get(input.repeat or "")
    at = Asking(question.name, input.record, input.repeat)
    if repeat is not None and people.conflict(move, at, repeat, found) is not None:
        move.tell("edit_conflict")
        return
    move.change(AnswerSet(question.name, found, input.record, input.repeat, input.message_id))
    move.say(Accepted(question, found, repeat, corrected=True))


def _shared(move: Move, input: Shared) -> None:
    step = move.session.step
    question = _question_asked(move, Type.TELEPHONE)
    if question is None:
        move.tell("unusable", kind="contact")
        return
    assert isinstance(step, Asking)
    number = input.telephone if input.telephone.startswith("+") else f"+{input.telephone}"
    found = move.help.telephone(number)
    if isinstance(found, Problem):
        move.say(Rejected(question, found))
        return
    _store(move, step, question, found, input.message_id)


def _question_asked(move: Move, wanted: Type) -> Question | None:
    """The question in hand, if it is one of that type."""
    step = move.session.step
    if not isinstance(step, Asking) or not screens.is_possible(move.scene, step):
        return None
    question = _in_hand(move, step)
    return question if question.type is wanted else None


def _attached(move: Move, input: Attached) -> None:
    step = move.session.step
    possible = screens.is_possible(move.scene, step)
    if isinstance(step, Listing) and possible:
        repeat: str | None = step.repeat
    else:
        repeat = first_list(move.scene.form, move.scene.draft.answers())
    if _question_asked(move, Type.FILE) is not None:
        assert isinstance(step, Asking)
        move.change(
            FileWanted(input.file_id, input.name, input.size_bytes, step.question, input.message_id)
        )
        move.go(Fetching(step.question, step.filling))
    elif input.name.lower().endswith(SHEETS) and repeat is not None:
        move.change(SheetWanted(input.file_id, input.name, input.size_bytes, repeat))
        move.tell("sheet_coming")
        move.go(Listing(repeat))
    else:
        move.tell("unusable", kind="photo" if input.photo else "file")


def _arrived(move: Move, input: Arrived) -> None:
    """The file that was asked for; the person may have gone on in the meantime."""
    question = move.scene.form.question(input.question)
    if question is None:
        return
    step = move.session.step
    waited = isinstance(step, Fetching) and step.question == question.name
    back = Asking(question.name, filling=not isinstance(step, Fetching) or step.filling)
    if input.problem is not None:
        move.say(Rejected(question, Problem(Code(input.problem))))
        move.go(back if waited else step)
    elif waited:
        _store(move, back, question, input.value, input.message_id)
    else:
        move.change(AnswerSet(question.name, input.value, message_id=input.message_id))
        move.say(Accepted(question, input.value))
