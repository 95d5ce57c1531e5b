"""Collects what one input leads to, changes, facts and the next step, and builds the frozen Turn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.engine import session as steps
from bot.engine.answers import Help
from bot.engine.changes import Change
from bot.engine.facts import Fact, Told
from bot.engine.form import Value
from bot.engine.scene import Scene
from bot.engine.session import KeptStep, Session, Step


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one input: the new session, what to store, what to tell.

    Where `shows`, the screen follows from `screens.look` once the changes are stored.
    `in_place` is True where the new screen may replace the one that was tapped.
    """

    session: Session
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    shows: bool = True
    in_place: bool = False


class TurnBuilder:
    """Collects the outcome of one input; `tapped` is the button's action and argument, '' without one."""

    def __init__(self, scene: Scene, session: Session, help: Help, *, tapped: str = "") -> None:
        self.scene = scene
        self.session = session
        self.help = help
        self.step: Step = session.step
        self.heard: int | None = None
        self._tapped = tapped
        self._changes: list[Change] = []
        self._facts: list[Fact] = []
        self._shows = True
        self._new_screen = True

    def change(self, *changes: Change) -> None:
        self._changes += changes

    def say(self, *facts: Fact) -> None:
        self._facts += facts

    def tell(self, code: str, **params: Value) -> None:
        self._facts.append(Told(code, params))

    def go(self, step: Step) -> None:
        self.step = step

    def stay_silent(self) -> None:
        """Show nothing new: the present screen stays as it is."""
        self._shows = False
        self._new_screen = False

    def refresh(self, step: Step) -> None:
        """Show the same screen with other marks on it; its buttons stay valid."""
        self.step = step
        self._new_screen = False

    def build(self) -> Turn:
        session = replace(
            self.session,
            step=self.step,
            screen=self.session.screen + self._new_screen,
            last=self._tapped if self._new_screen else self.session.last,
            heard=self.heard,
        )
        # Questions of the form stay in the chat with their answers; of all else the newest is enough.
        in_place = bool(self._tapped) and (
            not self._new_screen or not isinstance(self.session.step, steps.Asking)
        )
        return Turn(session, tuple(self._changes), tuple(self._facts), self._shows, in_place)


def without_detour(step: Step | None) -> Step | None:
    """Return the step to come back to after a side task: a question, a list or the review.

    A side task left for another one leads back to what the first was left for; None where there is nothing.
    """
    if isinstance(step, steps.AtMenu | steps.ChoosingLanguage | steps.Writing):
        return without_detour(step.then)
    return step if isinstance(step, KeptStep) else None
