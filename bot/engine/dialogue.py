"""Routes one input to the handler of the step it arrives at; `advance` is the entry point of the engine."""

from __future__ import annotations

from typing import assert_never

from bot.engine import asking, entrance, people, screens, sending, writing
from bot.engine.answers import Help
from bot.engine.facts import HelpShown, NoticeShown, StatusShown
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
from bot.engine.progress import first_list, first_open_step, open_items
from bot.engine.scene import Scene, Standing
from bot.engine.session import (
    MAIN,
    Agreeing,
    Asking,
    AtMenu,
    ChoosingLanguage,
    Confirming,
    EntranceStep,
    Fetching,
    Listing,
    Meeting,
    NamingParty,
    New,
    Reviewing,
    Session,
    SettlingNamesake,
    SettlingUnique,
    Step,
    Viewing,
    Waiting,
    Writing,
)
from bot.engine.transitions import takes
from bot.engine.turn import Turn, TurnBuilder, without_detour


def advance(scene: Scene, session: Session, input: Input, help: Help) -> Turn:
    """Return what one input leads to, given what stands in the database now.

    The draft is only read; the caller stores the turn's changes, then asks `screens.look` for the screen.
    """
    tapped = f"{input.action}:{input.argument}" if isinstance(input, Tapped) else ""
    turn = TurnBuilder(scene, session, help, tapped=tapped)
    if isinstance(input, Tapped) and input.screen not in (ANY, session.screen):
        _old_button(turn, input, tapped)
    elif scene.standing is None or _is_on_the_way_in(session.step, input):
        _outside(turn, input)
    else:
        _inside(turn, scene.standing, input)
    return turn.build()


def _is_on_the_way_in(step: Step, input: Input) -> bool:
    """Return whether the entrance handles the input; corrections and fetched files belong to earlier answers."""
    if isinstance(input, Arrived) or (isinstance(input, Edited) and input.question is not None):
        return False
    if isinstance(step, ChoosingLanguage) and step.then is not None:
        step = step.then
    return isinstance(step, EntranceStep)


def _old_button(turn: TurnBuilder, input: Tapped, tapped: str) -> None:
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
        case Said() | Command(name="cancel") if isinstance(step, Writing):
            writing.write(turn, input)
        case Tapped() if isinstance(step, Writing):
            writing.tapped(turn, input)
        case Command(name="contact") if agreed:
            turn.go(step if isinstance(step, Writing) else Writing(step))
        case Command(name="help") if agreed:
            turn.say(HelpShown(turn.scene.standing))
        case Command(name="privacy") if agreed:
            turn.say(NoticeShown(agree=False))
        case Resumed():
            _resumed(turn, input)
            if isinstance(step, New):
                turn.go(entrance.way_in(turn.scene))
        case Arrived():
            # The answer it belongs to is a reply's, and there is none.
            pass
        case (
            Started()
            | Command()
            | Said()
            | Edited()
            | Tapped()
            | Shared()
            | Attached()
            | Unusable()
        ):
            if not isinstance(step, EntranceStep):
                turn.go(entrance.way_in(turn.scene))
            entrance.advance(turn, input)
        case never:
            assert_never(never)


def _inside(turn: TurnBuilder, standing: Standing, input: Input) -> None:
    match input:
        case Started():
            if input.verdict not in (None, Verdict.YOURS, Verdict.WELCOME):
                entrance.start(turn, input)
            turn.go(AtMenu(without_detour(turn.session.step)))
        case Command():
            _command(turn, standing, input.name)
        case Tapped():
            _tapped(turn, standing, input)
        case Said():
            asking.said(turn, input)
        case Edited():
            asking.edited(turn, input)
        case Shared():
            asking.shared(turn, input)
        case Attached():
            asking.attached(turn, input)
        case Arrived():
            asking.arrived(turn, input)
        case Unusable():
            turn.tell("unusable", kind=input.kind)
        case Resumed():
            _resumed(turn, input)
        case never:
            assert_never(never)


def _resumed(turn: TurnBuilder, input: Resumed) -> None:
    if input.taps_lost:
        turn.tell("taps_lost")


# ---------------------------------------------------------------- commands and buttons


def _command(turn: TurnBuilder, standing: Standing, name: str) -> None:
    step, scene = turn.session.step, turn.scene
    match name:
        case "menu":
            turn.go(AtMenu(without_detour(step)))
        case "form":
            turn.go(first_open_step(scene))
        case "review":
            turn.go(Reviewing())
        case "delegation":
            _people(turn)
        case "language" if not isinstance(step, ChoosingLanguage):
            turn.go(ChoosingLanguage(step))
        case "language":
            pass
        case "contact":
            turn.go(Writing(without_detour(step)))
        case "status" if not isinstance(step, AtMenu):
            count = len(open_items(scene.form, scene.draft.answers()))
            turn.say(StatusShown(standing, scene.draft.unsent(), count))
        case "status":
            # The menu begins with it.
            pass
        case "privacy":
            turn.say(NoticeShown(agree=False))
        case "help":
            turn.say(HelpShown(standing))
        case "cancel":
            turn.tell("cancelled" if isinstance(step, Writing | Confirming) else "nothing_lost")
            turn.go(_left(turn, step))
        case "receipt" | "calendar" | "template":
            sending.document(turn, standing, name)
        case _:
            turn.tell("unknown_command")


def _left(turn: TurnBuilder, step: Step) -> Step:
    """Return the step that /cancel leads to: out of a side task, else to the menu."""
    match step:
        case Writing() | ChoosingLanguage():
            return step.then or AtMenu()
        case Asking(filling=False) if step.record == MAIN:
            return asking.origin(turn, step.question)
        case Asking(filling=False):
            return people.back(turn, step)
        case (
            Asking()
            | AtMenu()
            | Fetching()
            | Listing()
            | Viewing()
            | SettlingUnique()
            | SettlingNamesake()
            | Reviewing()
            | Confirming()
            | New()
            | Agreeing()
            | Meeting()
            | NamingParty()
            | Waiting()
        ):
            return AtMenu(without_detour(step))
        case never:
            assert_never(never)


def _people(turn: TurnBuilder) -> None:
    repeat = first_list(turn.scene.form, turn.scene.draft.answers())
    if repeat is None:
        turn.tell("no_delegation")
        return
    turn.go(Listing(repeat))


def _tapped(turn: TurnBuilder, standing: Standing, input: Tapped) -> None:
    step = turn.session.step
    if input.action == "menu":
        turn.go(AtMenu(without_detour(step)))
        return
    if input.screen == ANY:
        _from_notice(turn, input)
        return
    if not screens.is_possible(turn.scene, step):
        # The form has changed, or a colleague the reply; the next look says so.
        return
    if not takes(step, input.action):
        turn.tell("stale")
        return
    match step:
        case New() | ChoosingLanguage() | Agreeing() | Meeting() | NamingParty() | Waiting():
            entrance.tapped(turn, input)
        case Asking():
            asking.tapped(turn, step, input)
        case Fetching():
            turn.go(Asking(step.question, filling=step.filling))
        case Listing():
            people.tapped_list(turn, step, input)
        case Viewing():
            people.tapped_card(turn, step, input)
        case SettlingUnique():
            people.settle_unique(turn, step, input)
        case SettlingNamesake():
            people.settle_namesake(turn, step, input)
        case Reviewing():
            sending.tapped_review(turn, standing, step, input)
        case Confirming():
            sending.tapped_confirmation(turn, standing, step, input)
        case AtMenu():
            _tapped_menu(turn, standing, step, input)
        case Writing():
            writing.tapped(turn, input)
        case never:
            assert_never(never)


def _from_notice(turn: TurnBuilder, input: Tapped) -> None:
    """Handle a button below a notice: it leads to a step and changes nothing."""
    match input.action:
        case "change":
            question, _, record = input.argument.partition("@")
            _open_question(turn, question, record)
        case "review":
            turn.go(Reviewing())
        case "form":
            turn.go(first_open_step(turn.scene))
        case "contact":
            turn.go(Writing(without_detour(turn.session.step)))
        case _:
            turn.tell("stale")


def _open_question(turn: TurnBuilder, question: str, record: str) -> None:
    form = turn.scene.form
    number = Tapped(ANY, "change", record).number or MAIN
    holder = next((r for r in form.repeats.values() if form.question(question, r.name)), None)
    if question in form.repeats:
        turn.go(Listing(question))
    elif number != MAIN and holder is not None:
        turn.go(Asking(question, number, holder.name, filling=False))
    elif form.question(question) is not None:
        turn.go(Asking(question, filling=False))
    else:
        turn.go(Reviewing())


def _tapped_menu(turn: TurnBuilder, standing: Standing, step: AtMenu, input: Tapped) -> None:
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
