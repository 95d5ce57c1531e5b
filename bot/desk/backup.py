"""/backup: a copy of the database now. The copying is a job's; here it is asked for, and its end is told."""

from __future__ import annotations

from bot.desk.visit import Visit
from storage import jobs

# The kind of job that `bot.jobs.runner` carries out.
BACKUP = "backup"


def command(visit: Visit, _: object) -> None:
    """/backup"""
    payload = {"chat": visit.incoming.chat_id, "person": visit.known.id}
    jobs.add(visit.db, kind=BACKUP, payload=payload, now=visit.stamp)
    visit.audit("asked for a backup")
    visit.say(visit.tongue.say("A backup is being made; one moment."))


def done(visit: Visit, size_bytes: int | None) -> None:
    """None where none could be made."""
    if size_bytes is None:
        visit.say(
            visit.tongue.say(
                "No backup could be made. Is BACKUP_DIR set, and can it be written to?"
            )
        )
    else:
        size = visit.tongue.size(size_bytes)
        visit.say(visit.tongue.say("A backup of {size} has been made.", size=size))
