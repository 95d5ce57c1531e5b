"""Handles the way in: language, privacy notice, "you reply for …", or a request without an invitation."""

from __future__ import annotations

from typing import assert_never

from bot.engine import inputs
from bot.engine.changes import AccessAsked, LanguageSet, NoticeAgreed, PartyDeclined
from bot.engine.facts import CodeJudged
from bot.engine.inputs import ANY, EntranceInput, Verdict
from bot.engine.problems import Problem
from bot.engine.progress import first_open_step
from bot.engine.scene import Scene
from bot.engine.session import Agreeing, ChoosingLanguage, Meeting, NamingParty, New, Step, Waiting
from bot.engine.transitions import takes
from bot.engine.turn import TurnBuilder


def way_in(scene: Scene) -> Step:
    """Return the next step for somebody who comes in."""
    return ChoosingLanguage() if scene.person.language is None else _after_language(scene)


def start(turn: TurnBuilder, input: inputs.Started) -> None:
    """Handle /start on the way in, with or without an invitation."""
    if input.verdict not in (None, Verdict.WELCOME, Verdict.YOURS):
        turn.say(CodeJudged(input.verdict))
    turn.go(way_in(turn.scene))


def advance(turn: TurnBuilder, input: EntranceInput) -> None:
    """Handle an input of somebody who is not at the form yet."""
    match input:
        case inputs.Started():
            start(turn, input)
        case inputs.Command(name="language"):
            turn.go(ChoosingLanguage(_to_return_to(turn.session.step)))
        case inputs.Command(name="help" | "privacy" | "contact" | "status") if (
            not turn.scene.person.agreed
        ):
            # Nothing is taken or told before the notice has been read.
            turn.go(way_in(turn.scene))
        case inputs.Tapped():
            tapped(turn, input)
        case inputs.Said():
            _said(turn, input)
        case inputs.Unusable():
            turn.tell("unusable", kind=input.kind)
        case inputs.Command() | inputs.Edited() | inputs.Shared() | inputs.Attached():
            if not isinstance(turn.session.step, Waiting):
                turn.tell("not_yet")
        case never:
            assert_never(never)
    confirmed_meanwhile = isinstance(turn.step, Waiting) and turn.scene.standing is not None
    if isinstance(turn.step, New) or confirmed_meanwhile:
        turn.go(way_in(turn.scene))


def tapped(turn: TurnBuilder, input: inputs.Tapped) -> None:
    """Handle a button of the entrance, or one below a notice."""
    match turn.session.step, input.action:
        case ChoosingLanguage(then=then), "language":
            turn.change(LanguageSet(input.argument))
            turn.go(then or _after_language(turn.scene))
        case ChoosingLanguage(then=then), "back" if then is not None:
            turn.go(then)
        case Agreeing(), "agree":
            turn.change(NoticeAgreed())
            turn.go(_after_agreement(turn.scene))
        case Agreeing() | Meeting() | NamingParty() | Waiting(), "language_menu":
            turn.go(ChoosingLanguage(_to_return_to(turn.session.step)))
        case Meeting(), "yes":
            turn.go(first_open_step(turn.scene))
        case Meeting(), "no":
            turn.change(PartyDeclined())
            turn.tell("declined")
            turn.go(NamingParty())
        case NamingParty(), "party":
            turn.change(AccessAsked(input.argument))
            turn.go(Waiting(input.argument))
        case NamingParty(), "again":
            turn.go(NamingParty())
        case _ if input.screen == ANY:
            # Below a notice, such as that of the secretariat's confirmation: go on with coming in.
            turn.go(way_in(turn.scene))
        case _:
            turn.tell("stale")


def _to_return_to(step: Step) -> Step | None:
    """Return the step that a change of language leads back to, None for those that it replaces."""
    return step if isinstance(step, Agreeing | Meeting | NamingParty | Waiting) else None


def _after_language(scene: Scene) -> Step:
    return _after_agreement(scene) if scene.person.agreed else Agreeing()


def _after_agreement(scene: Scene) -> Step:
    if scene.standing is not None:
        return Meeting()
    return Waiting(scene.person.waiting) if scene.person.waiting else NamingParty()


def _said(turn: TurnBuilder, input: inputs.Said) -> None:
    if not takes(turn.session.step, inputs.Said):
        if not isinstance(turn.session.step, Waiting):
            turn.tell("use_buttons")
        return
    found = turn.help.country(input.text)
    if isinstance(found, str):
        turn.go(NamingParty((found,)))
        return
    candidates = _candidates(found)
    if not candidates:
        turn.tell("no_such_country")
    turn.go(NamingParty(candidates))


def _candidates(problem: Problem) -> tuple[str, ...]:
    found = problem.params.get("candidates")
    return tuple(found) if isinstance(found, list) else ()
