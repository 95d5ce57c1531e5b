"""How the program itself is: version, queues, what failed, backup, size. Repairs nothing but by an admin's tap."""

from __future__ import annotations

from collections.abc import Mapping

from bot import __version__
from bot.desk.visit import Visit
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.schedule.scheduler import RETRY_UPDATE
from bot.texts.messages import Button, Message, Rows
from storage import deployment, files, intake, jobs, outbox, upkeep
from storage.instants import from_text
from storage.outbox import Lane

# Faults written out; one is reason enough to restore.
FAULTS_SHOWN = 5
LETTERS_SHOWN = 3

_LANES = {
    Lane.INTERACTIVE: N_("answers: {n}"),
    Lane.NOTICE: N_("notices: {n}"),
    Lane.BULK: N_("reminders and announcements: {n}"),
}


def command(visit: Visit, _: object) -> None:
    """/health"""
    visit.send(_report(visit))


def show(visit: Visit, _: object) -> None:
    """d:health"""
    visit.show(_report(visit))


def _report(visit: Visit, *more: Html) -> Message:
    figures = outbox.figures(visit.db)
    letters = intake.count_dead_letters(visit.db)
    say = visit.tongue.say
    lines = [
        say(
            "Version {version}, running for {span}.",
            version=__version__,
            span=_since(visit, deployment.get(visit.db, deployment.Key.STARTED)),
        ),
        _waiting(visit, figures.queued),
        *_oldest(visit, figures.oldest_queued_at),
        say("Messages that Telegram refused: {n}", n=figures.dead),
        say("Updates that could not be handled: {n}", n=letters),
        *_letters(visit),
        _backup(visit),
        say(
            "The database has {size}.",
            size=visit.tongue.size(upkeep.size_bytes(visit.db)),
        ),
        *more,
    ]
    return Message(Html("\n".join(lines)), _buttons(visit, figures.dead + letters))


def _waiting(visit: Visit, queued: Mapping[Lane, int]) -> Html:
    say = visit.tongue.say
    counted = [say(words, n=queued[lane]) for lane, words in _LANES.items() if queued.get(lane)]
    if not counted:
        return say("No message waits to be sent.")
    return Html(say("Waiting to be sent:") + " " + " · ".join(counted))


def _since(visit: Visit, stamp: str | None) -> str:
    return visit.tongue.ago(visit.now - from_text(stamp)) if stamp is not None else "—"


def _oldest(visit: Visit, stamp: str | None) -> list[Html]:
    if stamp is None:
        return []
    return [
        visit.tongue.say("The oldest has waited for {span}.", span=_since(visit, stamp)),
    ]


def _letters(visit: Visit) -> list[Html]:
    """Where in the program the newest of them failed; never what was written."""
    lines = []
    for letter in intake.dead_letters(visit.db)[-LETTERS_SHOWN:]:
        kind = letter.error.strip().rsplit("\n", 1)[-1]
        lines.append(
            visit.tongue.say("• {kind}, {moment}", kind=kind, moment=visit.moment(letter.at))
        )
    return lines


def _backup(visit: Visit) -> Html:
    stamp = deployment.get(visit.db, deployment.Key.LAST_BACKUP)
    if stamp is None:
        return visit.tongue.say("No backup has been made yet.")
    return visit.tongue.say("Last backup: {moment}", moment=visit.moment(stamp))


def _buttons(visit: Visit, aside: int) -> Rows:
    word = visit.tongue.plain_as
    rows: list[tuple[Button, ...]] = []
    if aside:
        rows.append(
            (
                visit.button(word("button", "Retry"), "retry"),
                visit.button(word("button", "Looked at"), "lookedat"),
            )
        )
    rows.append(
        (
            visit.button(word("button", "Refresh"), "health"),
            visit.button(word("button", "Check the database"), "integrity"),
        )
    )
    return tuple(rows)


def retry(visit: Visit, _: object) -> None:
    """d:retry — what Telegram refused is queued anew, what was not understood is read anew."""
    sent = upkeep.requeue_dead(visit.db, visit.stamp)
    letters = intake.dead_letters(visit.db)
    for letter in letters:
        jobs.add(visit.db, kind=RETRY_UPDATE, payload={"letter": letter.id}, now=visit.stamp)
    if not sent and not letters:
        visit.toast(visit.tongue.plain("There is nothing to try again."))
        return
    visit.audit("retried", subject=f"{sent} messages, {len(letters)} updates")
    visit.show(_report(visit, visit.tongue.say("Everything that failed is being tried again.")))


def looked_at(visit: Visit, _: object) -> None:
    """d:lookedat — updates that failed are settled; what they said is forgotten."""
    settled = sum(
        intake.settle(visit.db, letter.id, visit.stamp) for letter in intake.dead_letters(visit.db)
    )
    visit.audit("settled", subject=f"{settled} updates")
    visit.show(_report(visit))


def integrity(visit: Visit, _: object) -> None:
    """d:integrity — SQLite reads the whole file; a second or two for a large campaign."""
    faults = files.faults_in(visit.db)
    if not faults:
        found = visit.tongue.say("The database is whole.")
    else:
        found = Html(
            visit.tongue.say("⚠ The database is damaged. Please restore a backup:")
            + "\n"
            + "\n".join(visit.tongue.say("{fault}", fault=one) for one in faults[:FAULTS_SHOWN])
        )
    visit.audit("checked database", new=str(len(faults)))
    visit.show(_report(visit, found))
