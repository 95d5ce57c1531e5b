"""Handles messages to the secretariat: the next text while writing, or a reply to one of its messages."""

from __future__ import annotations

from bot.engine import entrance
from bot.engine.changes import DeskMessageWritten
from bot.engine.inputs import ANY, Command, Said, Tapped
from bot.engine.session import AtMenu, Writing
from bot.engine.transitions import takes
from bot.engine.turn import TurnBuilder


def write(turn: TurnBuilder, input: Said | Command) -> None:
    """Take a message to the secretariat, or /cancel, and go back to what was in hand before."""
    if isinstance(input, Command):
        turn.tell("cancelled")
    elif not input.text.strip():
        turn.tell("empty_desk_message")
        return
    else:
        turn.change(DeskMessageWritten(input.text.strip()))
        turn.tell("desk_message_sent")
    stop(turn)


def tapped(turn: TurnBuilder, input: Tapped) -> None:
    """Leave writing by a button of its screen, or by one below a notice."""
    if input.screen == ANY or takes(turn.session.step, input.action):
        stop(turn)
    else:
        turn.tell("stale")


def stop(turn: TurnBuilder) -> None:
    """Go back to the step that was left for writing; stay where the message came as a reply from another step."""
    step = turn.session.step
    if isinstance(step, Writing):
        turn.go(step.then or (AtMenu() if turn.scene.standing else entrance.way_in(turn.scene)))
