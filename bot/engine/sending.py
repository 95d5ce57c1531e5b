"""Handles the review, sending, withdrawing and discarding, the backup's invitation and documents."""

from __future__ import annotations

from bot.engine import changes
from bot.engine.facts import Submitted
from bot.engine.inputs import Tapped
from bot.engine.progress import first_open_step
from bot.engine.review import may_send, missing_answers
from bot.engine.scene import Standing
from bot.engine.session import Asking, AtMenu, Confirming, Listing, Reviewing
from bot.engine.standing import ActingRole, ReplyStage
from bot.engine.turn import TurnBuilder


def tapped_review(turn: TurnBuilder, standing: Standing, step: Reviewing, input: Tapped) -> None:
    """Handle a button of the review."""
    form = turn.scene.form
    match input.action:
        case "section" if form.section(input.argument) is not None:
            turn.go(Reviewing(input.argument))
        case "change" if form.question(input.argument) is not None:
            turn.go(Asking(input.argument, filling=False))
        case "list" if input.argument in form.repeats:
            turn.go(Listing(input.argument))
        case "fill":
            _fill(turn)
        case "send":
            send(turn, standing)
        case "discard":
            ask_confirmation(turn, standing, "discard")
        case "back":
            turn.go(Reviewing() if step.section else AtMenu())
        case _:
            turn.tell("stale")


def _fill(turn: TurnBuilder) -> None:
    """Go to the first thing that is missing, be it in the reply itself or about one person."""
    gaps = missing_answers(turn.scene)
    if not gaps:
        turn.go(first_open_step(turn.scene))
        return
    question, repeat, _ = gaps[0]
    if repeat is None:
        turn.go(Asking(question.name))
        return
    entry = turn.scene.draft.incomplete(repeat.name)
    assert entry is not None
    turn.go(Asking(question.name, entry.id, repeat.name))


def send(turn: TurnBuilder, standing: Standing) -> None:
    """Send what is there as the next revision, unless something is missing or nothing is new."""
    if missing_answers(turn.scene):
        turn.tell("missing")
    elif not standing.confirmed:
        turn.tell("not_confirmed")
    elif not may_send(turn.scene, standing):
        turn.tell("nothing_new")
    else:
        number = standing.newest + 1
        turn.change(changes.ReplySent(number, standing.late))
        if standing.role != ActingRole.OFFICER:
            turn.change(changes.DocumentWanted("receipt", number))
        turn.say(
            Submitted(
                standing.party,
                number,
                number == 1,
                standing.late,
                on_behalf=standing.role == ActingRole.OFFICER,
            )
        )
        turn.go(AtMenu())


def ask_confirmation(turn: TurnBuilder, standing: Standing, deed: str) -> None:
    """Go to the confirmation of withdrawing or discarding, or tell why it cannot be done."""
    refusal = _refusal(turn, standing, deed)
    if refusal is None:
        turn.go(Confirming(deed))
    else:
        turn.tell(refusal)


def _refusal(turn: TurnBuilder, standing: Standing, deed: str) -> str | None:
    """Return the code of why it cannot be done now, else None; a colleague may have been faster."""
    if deed == "discard":
        nothing = standing.newest == 0 or turn.scene.draft.unsent() == 0
        return "nothing_to_discard" if nothing else None
    if not standing.may_withdraw:
        return "only_primary"
    if standing.revision == 0 or standing.stage == ReplyStage.WITHDRAWN:
        return "nothing_to_withdraw"
    return None


def tapped_confirmation(
    turn: TurnBuilder, standing: Standing, step: Confirming, input: Tapped
) -> None:
    """Handle the answer to "are you sure"."""
    if input.action == "do":
        _do(turn, standing, step.deed)
    turn.go(AtMenu())


def _do(turn: TurnBuilder, standing: Standing, deed: str) -> None:
    refusal = _refusal(turn, standing, deed)
    if refusal is not None:
        turn.tell(refusal)
    elif deed == "withdraw":
        turn.change(changes.ReplyWithdrawn(standing.newest + 1))
        turn.tell("withdrawn")
    else:
        turn.change(changes.DraftDiscarded())
        turn.tell("discarded")


def invite_backup(turn: TurnBuilder, standing: Standing) -> None:
    """Invite a backup where a confirmed focal point has none yet; a backup invites nobody."""
    if standing.role != ActingRole.PRIMARY or not standing.confirmed:
        turn.tell("only_primary")
    elif standing.backup_invited:
        turn.tell("backup_there")
    else:
        turn.change(changes.BackupInvited())


def document(turn: TurnBuilder, standing: Standing, kind: str) -> None:
    """Order a document for the person; a receipt needs a reply that was sent."""
    if kind == "receipt" and standing.newest == 0:
        turn.tell("no_receipt")
        return
    number = standing.newest if kind == "receipt" else 0
    turn.change(changes.DocumentWanted(kind, number))
    turn.tell("document_coming")
