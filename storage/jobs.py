"""Keeps work that waits for the world, and the keys of what is to happen once.

Instants are texts, as `storage.instants` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage import Db, rows

Json = dict[str, Any]


class JobKind(StrEnum):
    """What is to be done; `bot.jobs.runner` and `bot.schedule.scheduler` say how."""

    # Files that somebody sent: an answer of a mission, its delegation, an admin's list of States.
    FETCH_FILE = "fetch_file"
    FETCH_SHEET = "fetch_sheet"
    FETCH_LIST = "fetch_desk_file"
    # A delegation that was read and waits for a yes.
    CONFIRM_SHEET = "import"
    BACKUP = "backup"
    FORGET = "forget"
    MAILING = "mailing"
    RETRY_UPDATE = "retry_update"


class JobState(StrEnum):
    """What became of a job."""

    QUEUED = "queued"
    DONE = "done"
    DEAD = "dead"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Job:
    """A queued piece of work; `payload` says what on."""

    id: int
    kind: JobKind
    payload: Json
    attempts: int
    due_at: str
    created_at: str


_COLUMNS = "id, kind, payload, attempts, due_at, created_at"


def add(
    db: Db, *, kind: JobKind, payload: Mapping[str, Any], now: str, due_at: str | None = None
) -> int:
    """Queue a job, to be done at once or at an instant; returns its id."""
    content = json.dumps(payload, ensure_ascii=False)
    due_at = now if due_at is None else due_at
    return rows.insert(db, "jobs", kind=kind, payload=content, due_at=due_at, created_at=now)


def due(
    db: Db, now: str, *, kinds: Collection[JobKind] = tuple(JobKind), limit: int = 10
) -> list[Job]:
    """Return the queued jobs of these kinds whose time has come, the longest due first.

    A kind that only another version of this program knows is left out; see `give_up_unknown`.
    """
    found = db.execute(
        f"SELECT {_COLUMNS} FROM jobs WHERE state = 'queued' AND due_at <= ?"
        " AND kind IN (SELECT value FROM json_each(?)) ORDER BY due_at, id LIMIT ?",
        (now, json.dumps(list(kinds)), limit),
    )
    return [_job(*row) for row in found]


def get(db: Db, job: int, kind: JobKind) -> Job | None:
    """Return a job of that kind; None when it is not queued any more."""
    where = "id = ? AND kind = ? AND state = 'queued'"
    row = db.execute(f"SELECT {_COLUMNS} FROM jobs WHERE {where}", (job, kind)).fetchone()
    return _job(*row) if row else None


def count_due(db: Db, now: str) -> int:
    """Return how many queued jobs' time has come."""
    query = "SELECT count(*) FROM jobs WHERE state = 'queued' AND due_at <= ?"
    return rows.number(db, query, now)


def next_due(db: Db, *, kinds: Collection[JobKind] = tuple(JobKind)) -> str | None:
    """Return when the next queued job of these kinds is due; None when there is none."""
    where = "state = 'queued' AND kind IN (SELECT value FROM json_each(?))"
    return rows.value(db, f"SELECT min(due_at) FROM jobs WHERE {where}", json.dumps(list(kinds)))


def finish(db: Db, job: int) -> bool:
    """Record that a job is done; False when it was not queued any more."""
    return _leave_queue(db, job, JobState.DONE, None)


def give_up(db: Db, job: int, error: str) -> bool:
    """Record that a job cannot be done; False when it was not queued any more."""
    return _leave_queue(db, job, JobState.DEAD, error)


def give_up_unknown(db: Db) -> int:
    """Give up the queued jobs of kinds that only another version knows; return how many."""
    return db.execute(
        "UPDATE jobs SET state = 'dead', error = 'unknown kind: ' || kind"
        " WHERE state = 'queued' AND kind NOT IN (SELECT value FROM json_each(?))",
        (json.dumps(list(JobKind)),),
    ).rowcount


def stop(db: Db, job: int) -> bool:
    """Call a job off; False when it was not queued any more."""
    return _leave_queue(db, job, JobState.STOPPED, None)


def postpone(
    db: Db,
    job: int,
    *,
    due_at: str,
    error: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Leave a job queued for an instant, after a failure or between two parts of its work.

    A new payload says how far it is; None leaves the old one.
    """
    db.execute(
        "UPDATE jobs SET due_at = ?1, error = ?2, attempts = attempts + (?2 IS NOT NULL),"
        " payload = coalesce(?3, payload) WHERE id = ?4 AND state = 'queued'",
        (due_at, error, None if payload is None else json.dumps(payload, ensure_ascii=False), job),
    )


def prune(db: Db, before: str) -> int:
    """Delete jobs created before an instant that wait no longer; returns how many."""
    return db.execute(
        "DELETE FROM jobs WHERE created_at < ? AND state <> 'queued'", (before,)
    ).rowcount


def once(db: Db, key: str, now: str) -> bool:
    """Return True to the first that asks for this key, ever, and False afterwards."""
    statement = "INSERT INTO happened (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
    return rows.changed(db, statement, key, now)


def has_happened(db: Db, key: str) -> bool:
    """Return whether `once` has been asked for this key."""
    return rows.value(db, "SELECT 1 FROM happened WHERE key = ?", key) is not None


def _leave_queue(db: Db, job: int, state: JobState, error: str | None) -> bool:
    statement = "UPDATE jobs SET state = ?, error = ? WHERE id = ? AND state = 'queued'"
    return rows.changed(db, statement, state, error, job)


def _job(job: int, kind: str, payload: str, *rest: Any) -> Job:
    return Job(job, JobKind(kind), json.loads(payload), *rest)
