"""Routes one input to the handler of the step it arrives at; `advance` is the entry point of the engine."""

from __future__ import annotations

from typing import assert_never

from bot.engine import asking, entrance, inputs, people, screens, sending, writing
from bot.engine import session as steps
from bot.engine.answers import Help
from bot.engine.facts import HelpShown, NoticeShown, StatusShown
from bot.engine.inputs import Input
from bot.engine.progress import first_list, first_open_step, open_items
from bot.engine.scene import Scene, Standing
from bot.engine.session import MAIN, EntranceStep, Session, Step
from bot.engine.transitions import takes
from bot.engine.turn import Turn, TurnBuilder, without_detour


def advance(scene: Scene, session: Session, input: Input, help: Help) -> Turn:
    """Return what one input leads to, given what stands in the database now.

    The draft is only read; the caller stores the turn's changes, then asks `screens.look` for the screen.
    """
    tapped = f"{input.action}:{input.argument}" if isinstance(input, inputs.Tapped) else ""
    turn = TurnBuilder(scene, session, help, tapped=tapped)
    if isinstance(input, inputs.Tapped) and input.screen not in (inputs.ANY, session.screen):
        _old_button(turn, input, tapped)
    elif scene.standing is None or _is_on_the_way_in(session.step, input):
        _outside(turn, input)
    else:
        _inside(turn, scene.standing, input)
    return turn.build()


def _is_on_the_way_in(step: Step, input: Input) -> bool:
    """Return whether the entrance handles the input; corrections and fetched files belong to earlier answers."""
    if isinstance(input, inputs.Arrived | inputs.Edited) and input.question is not None:
        return False
    if isinstance(step, steps.ChoosingLanguage) and step.then is not None:
        step = step.then
    return isinstance(step, EntranceStep)


def _old_button(turn: TurnBuilder, input: inputs.Tapped, tapped: str) -> None:
    """Ignore a double tap; show the present step again for a button of any other earlier screen."""
    if input.screen == turn.session.screen - 1 and tapped == turn.session.last:
        turn.tell("already")
        turn.stay_silent()
    else:
        turn.tell("stale")


def _outside(turn: TurnBuilder, input: Input) -> None:
    """Handle an input before the form, or of somebody who acts for no State."""
    step, agreed = turn.session.step, turn.scene.person.agreed
    match input:
        case inputs.Said() | inputs.Command(name="cancel") if isinstance(step, steps.Writing):
            writing.write(turn, input)
        case inputs.Tapped() if isinstance(step, steps.Writing):
            writing.tapped(turn, input)
        case inputs.Command(name="contact") if agreed:
            turn.go(step if isinstance(step, steps.Writing) else steps.Writing(step))
        case inputs.Command(name="help") if agreed:
            turn.say(HelpShown(turn.scene.standing))
        case inputs.Command(name="privacy") if agreed:
            turn.say(NoticeShown(agree=False))
        case inputs.Resumed():
            _resumed(turn, input)
            if isinstance(step, steps.New):
                turn.go(entrance.way_in(turn.scene))
        case inputs.Arrived():
            pass  # The answer it belongs to is a reply's, and there is none.
        case outside:
            if not isinstance(step, EntranceStep):
                turn.go(entrance.way_in(turn.scene))
            entrance.advance(turn, outside)


def _inside(turn: TurnBuilder, standing: Standing, input: Input) -> None:
    match input:
        case inputs.Started():
            if input.verdict not in (None, inputs.Verdict.YOURS, inputs.Verdict.WELCOME):
                entrance.start(turn, input)
            turn.go(steps.AtMenu(without_detour(turn.session.step)))
        case inputs.Command():
            _command(turn, standing, input.name)
        case inputs.Tapped():
            _tapped(turn, standing, input)
        case inputs.Said():
            asking.said(turn, input)
        case inputs.Edited():
            asking.edited(turn, input)
        case inputs.Shared():
            asking.shared(turn, input)
        case inputs.Attached():
            asking.attached(turn, input)
        case inputs.Arrived():
            asking.arrived(turn, input)
        case inputs.Unusable():
            turn.tell("unusable", kind=input.kind)
        case inputs.Resumed():
            _resumed(turn, input)
        case never:
            assert_never(never)


def _resumed(turn: TurnBuilder, input: inputs.Resumed) -> None:
    if input.taps_lost:
        turn.tell("taps_lost")


def _command(turn: TurnBuilder, standing: Standing, name: str) -> None:
    step, scene = turn.session.step, turn.scene
    match name:
        case "menu":
            turn.go(steps.AtMenu(without_detour(step)))
        case "form":
            turn.go(first_open_step(scene))
        case "review":
            turn.go(steps.Reviewing())
        case "delegation":
            _people(turn)
        case "language":
            if not isinstance(step, steps.ChoosingLanguage):
                turn.go(steps.ChoosingLanguage(step))
        case "contact":
            turn.go(steps.Writing(without_detour(step)))
        case "status" if not isinstance(step, steps.AtMenu):
            count = len(open_items(scene.form, scene.draft.answers()))
            turn.say(StatusShown(standing, scene.draft.unsent(), count))
        case "status":
            pass  # The menu begins with it.
        case "privacy":
            turn.say(NoticeShown(agree=False))
        case "help":
            turn.say(HelpShown(standing))
        case "cancel":
            given_up = isinstance(step, steps.Writing | steps.Confirming)
            turn.tell("cancelled" if given_up else "nothing_lost")
            turn.go(_left(turn, step))
        case "receipt" | "calendar" | "template":
            sending.document(turn, standing, name)
        case _:
            turn.tell("unknown_command")


def _left(turn: TurnBuilder, step: Step) -> Step:
    """Return the step that /cancel leads to: out of a side task, else to the menu."""
    if isinstance(step, steps.Writing | steps.ChoosingLanguage):
        return step.then or steps.AtMenu()
    if isinstance(step, steps.Asking) and not step.filling:
        return asking.back(turn, step)
    return steps.AtMenu(without_detour(step))


def _people(turn: TurnBuilder) -> None:
    repeat = first_list(turn.scene.form, turn.scene.draft.answers())
    if repeat is None:
        turn.tell("no_delegation")
    else:
        turn.go(steps.Listing(repeat))


def _tapped(turn: TurnBuilder, standing: Standing, input: inputs.Tapped) -> None:
    step = turn.session.step
    if input.action == "menu":
        turn.go(steps.AtMenu(without_detour(step)))
        return
    if input.screen == inputs.ANY:
        _from_notice(turn, standing, input)
        return
    if not screens.is_possible(turn.scene, step):
        # The form has changed, or a colleague the reply; the next look says so.
        return
    if not takes(step, input.action):
        turn.tell("stale")
        return
    if isinstance(step, EntranceStep):
        entrance.tapped(turn, input)
        return
    match step:
        case steps.Asking():
            asking.tapped(turn, step, input)
        case steps.Fetching():
            turn.go(steps.Asking(step.question, filling=step.filling))
        case steps.Listing():
            people.tapped_list(turn, step, input)
        case steps.Viewing():
            people.tapped_card(turn, step, input)
        case steps.SettlingUnique():
            people.settle_unique(turn, step, input)
        case steps.SettlingNamesake():
            people.settle_namesake(turn, step, input)
        case steps.Reviewing():
            sending.tapped_review(turn, standing, step, input)
        case steps.Confirming():
            sending.tapped_confirmation(turn, standing, step, input)
        case steps.AtMenu():
            _tapped_menu(turn, standing, step, input)
        case steps.Writing():
            writing.tapped(turn, input)
        case never:
            assert_never(never)


def _from_notice(turn: TurnBuilder, standing: Standing, input: inputs.Tapped) -> None:
    """Handle a button below a notice: it leads to a step and changes nothing."""
    match input.action:
        case "change":
            question, _, record = input.argument.partition("@")
            _open_question(turn, question, record)
        case "review" | "form" | "contact" as command:
            _command(turn, standing, command)
        case _:
            turn.tell("stale")


def _open_question(turn: TurnBuilder, question: str, record: str) -> None:
    form = turn.scene.form
    number = inputs.Tapped(inputs.ANY, "change", record).number or MAIN
    holder = next((r for r in form.repeats.values() if form.question(question, r.name)), None)
    if question in form.repeats:
        turn.go(steps.Listing(question))
    elif number != MAIN and holder is not None:
        turn.go(steps.Asking(question, number, holder.name, filling=False))
    elif form.question(question) is not None:
        turn.go(steps.Asking(question, filling=False))
    else:
        turn.go(steps.Reviewing())


def _tapped_menu(
    turn: TurnBuilder, standing: Standing, step: steps.AtMenu, input: inputs.Tapped
) -> None:
    match input.action:
        case "fill":
            turn.go(first_open_step(turn.scene))
        case "back":
            turn.go(step.then or first_open_step(turn.scene))
        case "people":
            _people(turn)
        case "withdraw" | "discard":
            sending.ask_confirmation(turn, standing, input.action)
        case "backup":
            sending.invite_backup(turn, standing)
        case command:
            # The rest of the menu's row in the table are commands under a button.
            _command(turn, standing, command)
