"""Reports how the program itself is, tries again what failed, checks the database, and asks for backups."""

from __future__ import annotations

from collections.abc import Mapping

from bot import __version__
from bot.desk.visit import Visit
from bot.i18n.isolation import Html
from bot.i18n.tongue import N_
from bot.texts.messages import Message, Rows
from storage import deployment, files, intake, jobs, outbox, upkeep
from storage.instants import from_text
from storage.jobs import JobKind
from storage.outbox import Lane

# Faults written out; one is reason enough to restore.
FAULTS_SHOWN = 5
DEAD_LETTERS_SHOWN = 3

_LANES = {
    Lane.INTERACTIVE: N_("answers: {n}"),
    Lane.NOTICE: N_("notices: {n}"),
    Lane.BULK: N_("reminders and announcements: {n}"),
}


def command(visit: Visit, _: object) -> None:
    """Report (/health)."""
    visit.send(_report(visit))


def show(visit: Visit, _: object) -> None:
    """Report in place of the last report (d:health)."""
    visit.show(_report(visit))


def _report(visit: Visit, *more: Html) -> Message:
    figures = outbox.figures(visit.db)
    oldest = figures.oldest_queued_at
    letters = intake.count_dead_letters(visit.db)
    say = visit.tongue.say
    lines = [
        say(
            "Version {version}, running for {span}.",
            version=__version__,
            span=_since(visit, deployment.get(visit.db, deployment.Key.STARTED)),
        ),
        _waiting(visit, figures.queued),
        *([say("The oldest has waited for {span}.", span=_since(visit, oldest))] if oldest else []),
        say("Messages that Telegram refused: {n}", n=figures.dead),
        say("Updates that could not be handled: {n}", n=letters),
        *_dead_letters(visit),
        _backup(visit),
        say("The database has {size}.", size=visit.tongue.size(upkeep.size_bytes(visit.db))),
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


def _dead_letters(visit: Visit) -> list[Html]:
    """Return where in the program the newest of them failed; never what was written."""
    lines = []
    for letter in intake.dead_letters(visit.db)[-DEAD_LETTERS_SHOWN:]:
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
    failed = (visit.labelled("Retry", "retry"), visit.labelled("Looked at", "lookedat"))
    always = (
        visit.labelled("Refresh", "health"),
        visit.labelled("Check the database", "integrity"),
    )
    return (failed, always) if aside else (always,)


def retry(visit: Visit, _: object) -> None:
    """Queue anew what Telegram refused, and read anew what failed (d:retry)."""
    sent = upkeep.requeue_dead(visit.db, visit.stamp)
    letters = intake.dead_letters(visit.db)
    for letter in letters:
        jobs.add(
            visit.db, kind=JobKind.RETRY_UPDATE, payload={"letter": letter.id}, now=visit.stamp
        )
    if not sent and not letters:
        visit.toast("There is nothing to try again.")
        return
    visit.audit("retried", subject=f"{sent} messages, {len(letters)} updates")
    visit.show(_report(visit, visit.tongue.say("Everything that failed is being tried again.")))


def looked_at(visit: Visit, _: object) -> None:
    """Settle the updates that failed, and forget what they said (d:lookedat)."""
    settled = sum(
        intake.settle(visit.db, letter.id, visit.stamp) for letter in intake.dead_letters(visit.db)
    )
    visit.audit("settled", subject=f"{settled} updates")
    visit.show(_report(visit))


def integrity(visit: Visit, _: object) -> None:
    """Let SQLite read the whole file: a second or two for a large campaign (d:integrity)."""
    faults = files.faults_in(visit.db)
    lines = [visit.tongue.say("The database is whole.")]
    if faults:
        lines = [visit.tongue.say("⚠ The database is damaged. Please restore a backup:")]
        lines += [visit.tongue.say("{fault}", fault=one) for one in faults[:FAULTS_SHOWN]]
    visit.audit("checked database", new=str(len(faults)))
    visit.show(_report(visit, *lines))


def back_up(visit: Visit, _: object) -> None:
    """Ask a job for a backup (/backup)."""
    payload = {"chat": visit.incoming.chat_id, "person": visit.known.id}
    jobs.add(visit.db, kind=JobKind.BACKUP, payload=payload, now=visit.stamp)
    visit.audit("asked for a backup")
    visit.say("A backup is being made; one moment.")


def backed_up(visit: Visit, size_bytes: int | None) -> None:
    """Tell how large the backup is; None where none could be made."""
    if size_bytes is None:
        visit.say("No backup could be made. Is BACKUP_DIR set, and can it be written to?")
    else:
        size = visit.tongue.size(size_bytes)
        visit.say("A backup of {size} has been made.", size=size)
