"""Review, sending, withdrawal, discarding, and what goes with them. Pure; part of the dialogue."""

from __future__ import annotations

from bot.engine.facts import (
    BackupInvited,
    DocumentWanted,
    DraftDiscarded,
    ReplySent,
    ReplyWithdrawn,
    Standing,
    Submitted,
)
from bot.engine.inputs import Tapped
from bot.engine.move import Move
from bot.engine.screens import may_send, missing, resumed
from bot.engine.session import Asking, AtMenu, Confirming, Listing, Reviewing


def tapped_review(move: Move, standing: Standing, step: Reviewing, input: Tapped) -> None:
    form = move.scene.form
    match input.action:
        case "section" if form.section(input.argument) is not None:
            move.go(Reviewing(input.argument))
        case "change" if form.question(input.argument) is not None:
            move.go(Asking(input.argument, filling=False))
        case "list" if input.argument in form.repeats:
            move.go(Listing(input.argument))
        case "fill":
            _fill(move)
        case "send":
            send(move, standing)
        case "discard":
            ask_confirmation(move, standing, "discard")
        case "back":
            move.go(Reviewing() if step.section else AtMenu())
        case _:
            move.tell("stale")


def _fill(move: Move) -> None:
    """To the first thing that is missing, be it in the reply itself or about one person."""
    gaps = missing(move.scene)
    if not gaps:
        move.go(resumed(move.scene))
        return
    question, repeat, _ = gaps[0]
    if repeat is None:
        move.go(Asking(question.name))
        return
    entry = move.scene.draft.incomplete(repeat.name)
    assert entry is not None
    move.go(Asking(question.name, entry.id, repeat.name))


def send(move: Move, standing: Standing) -> None:
    """Sends what is there as the next revision, unless something is missing or nothing is new."""
    if missing(move.scene):
        move.tell("missing")
    elif not standing.confirmed:
        move.tell("not_confirmed")
    elif not may_send(move.scene, standing):
        move.tell("nothing_new")
    else:
        number = standing.newest + 1
        move.change(ReplySent(number, standing.late))
        if standing.role != "officer":
            move.change(DocumentWanted("receipt", number))
        move.say(
            Submitted(
                standing.party,
                number,
                number == 1,
                standing.late,
                on_behalf=standing.role == "officer",
            )
        )
        move.go(AtMenu())


def ask_confirmation(move: Move, standing: Standing, deed: str) -> None:
    """Withdrawing and discarding are asked about once more."""
    refusal = _refusal(move, standing, deed)
    if refusal is None:
        move.go(Confirming(deed))
    else:
        move.tell(refusal)


def _refusal(move: Move, standing: Standing, deed: str) -> str | None:
    """Why it cannot be done now, as what is told; a colleague may have been faster."""
    if deed == "discard":
        nothing = standing.newest == 0 or move.scene.draft.unsent() == 0
        return "nothing_to_discard" if nothing else None
    if not standing.may_withdraw:
        return "only_primary"
    if standing.revision == 0 or standing.stage == "withdrawn":
        return "nothing_to_withdraw"
    return None


def tapped_confirmation(move: Move, standing: Standing, step: Confirming, input: Tapped) -> None:
    match input.action:
        case "do":
            _do(move, standing, step.deed)
            move.go(AtMenu())
        case "back":
            move.go(AtMenu())
        case _:
            move.tell("stale")


def _do(move: Move, standing: Standing, deed: str) -> None:
    refusal = _refusal(move, standing, deed)
    if refusal is not None:
        move.tell(refusal)
    elif deed == "withdraw":
        move.change(ReplyWithdrawn(standing.newest + 1))
        move.tell("withdrawn")
    else:
        move.change(DraftDiscarded())
        move.tell("discarded")


def invite_backup(move: Move, standing: Standing) -> None:
    """A focal point may invite one backup; a backup invites nobody."""
    if standing.role != "primary" or not standing.confirmed:
        move.tell("only_primary")
    elif standing.backup_invited:
        move.tell("backup_there")
    else:
        move.change(BackupInvited())


def document(move: Move, standing: Standing, kind: str) -> None:
    if kind == "receipt" and standing.newest == 0:
        move.tell("no_receipt")
        return
    number = standing.newest if kind == "receipt" else 0
    move.change(DocumentWanted(kind, number))
    move.tell("document_coming")
