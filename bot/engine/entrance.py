"""Getting in: language, privacy notice, "you reply for …", or asking in without an invitation. Pure."""

from __future__ import annotations

from bot.engine.answers import Problem
from bot.engine.facts import (
    AccessAsked,
    CodeJudged,
    LanguageSet,
    NoticeAgreed,
    PartyDeclined,
)
from bot.engine.inputs import ANY, Command, Input, Said, Started, Tapped, Unusable, Verdict
from bot.engine.move import Move
from bot.engine.screens import Scene, resumed
from bot.engine.session import (
    Agreeing,
    ChoosingLanguage,
    Meeting,
    NamingParty,
    New,
    Step,
    Waiting,
)

ENTRANCE = (New, ChoosingLanguage, Agreeing, Meeting, NamingParty, Waiting)


def way_in(scene: Scene) -> Step:
    """The next thing somebody who comes in has to be asked."""
    person = scene.person
    if person.language is None:
        return ChoosingLanguage()
    if not person.agreed:
        return Agreeing()
    if scene.standing is not None:
        return Meeting()
    return Waiting(person.waiting) if person.waiting else NamingParty()


def start(move: Move, input: Started) -> None:
    """/start on the way in, with or without an invitation."""
    if input.verdict not in (None, Verdict.WELCOME, Verdict.YOURS):
        move.say(CodeJudged(input.verdict))
    move.go(way_in(move.scene))


def advance(move: Move, input: Input) -> None:
    """Everything that can happen before somebody is at the form."""
    match input:
        case Started():
            start(move, input)
        case Command(name="language"):
            move.go(ChoosingLanguage(_to_return_to(move.session.step)))
        case Command(name="help" | "privacy" | "contact" | "status") if (
            not move.scene.person.agreed
        ):
            # Nothing is taken or told before the notice has been read.
            move.go(way_in(move.scene))
        case Tapped():
            tapped(move, input)
        case Said():
            _said(move, input)
        case Unusable():
            move.tell("unusable", kind=input.kind)
        case _ if not isinstance(move.session.step, Waiting):
            move.tell("not_yet")
    confirmed_meanwhile = isinstance(move.step, Waiting) and move.scene.standing is not None
    if isinstance(move.step, New) or confirmed_meanwhile:
        move.go(way_in(move.scene))


def tapped(move: Move, input: Tapped) -> None:
    match move.session.step, input.action:
        case ChoosingLanguage(then=then), "language":
            move.change(LanguageSet(input.argument))
            move.go(then or _after_language(move.scene))
        case ChoosingLanguage(then=then), "back" if then is not None:
            move.go(then)
        case Agreeing(), "agree":
            move.change(NoticeAgreed())
            move.go(_after_agreement(move.scene))
        case Agreeing() | Meeting() | NamingParty() | Waiting(), "language_menu":
            move.go(ChoosingLanguage(_to_return_to(move.session.step)))
        case Meeting(), "yes":
            move.go(resumed(move.scene))
        case Meeting(), "no":
            move.change(PartyDeclined())
            move.tell("declined")
            move.go(NamingParty())
        case NamingParty(), "party":
            move.change(AccessAsked(input.argument))
            move.go(Waiting(input.argument))
        case NamingParty(), "again":
            move.go(NamingParty())
        case _ if input.screen == ANY:
            # Below a notice, such as that of the secretariat's confirmation: go on with coming in.
            move.go(way_in(move.scene))
        case _:
            move.tell("stale")


def _to_return_to(step: Step) -> Step | None:
    """A screen of the entrance that a change of language leads back to."""
    return step if isinstance(step, Agreeing | Meeting | NamingParty | Waiting) else None


def _after_language(scene: Scene) -> Step:
    if not scene.person.agreed:
        return Agreeing()
    return _after_agreement(scene)


def _after_agreement(scene: Scene) -> Step:
    if scene.standing is not None:
        return Meeting()
    return Waiting(scene.person.waiting) if scene.person.waiting else NamingParty()


def _said(move: Move, input: Said) -> None:
    if not isinstance(move.session.step, NamingParty):
        if not isinstance(move.session.step, Waiting):
            move.tell("use_buttons")
        return
    found = move.help.country(input.text)
    if isinstance(found, str):
        move.go(NamingParty((found,)))
        return
    candidates = _candidates(found)
    if not candidates:
        move.tell("no_such_country")
    move.go(NamingParty(candidates))


def _candidates(problem: Problem) -> tuple[str, ...]:
    found = problem.params.get("candidates")
    return tuple(found) if isinstance(found, list) else ()
