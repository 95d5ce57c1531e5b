from __future__ import annotations

import sqlite3

import pytest

from storage import jobs
from storage.jobs import Job, JobKind

NOW = "2003-12-10T08:30:00.000Z"
LATER = "2003-12-10T08:31:00.000Z"


def test_a_job_is_due_at_once_or_at_its_instant(db: sqlite3.Connection) -> None:
    later = jobs.add(db, kind=JobKind.RETRY_UPDATE, payload={"party": "CIV"}, now=NOW, due_at=LATER)
    at_once = jobs.add(db, kind=JobKind.FETCH_FILE, payload={"name": "收据.pdf"}, now=NOW)

    assert jobs.due(db, NOW) == [
        Job(at_once, JobKind.FETCH_FILE, {"name": "收据.pdf"}, 0, NOW, NOW)
    ]
    assert [job.id for job in jobs.due(db, LATER)] == [at_once, later]
    assert [job.id for job in jobs.due(db, LATER, limit=1)] == [at_once]


@pytest.mark.parametrize("count", [10, 11])
def test_ten_jobs_are_given_at_a_time(db: sqlite3.Connection, count: int) -> None:
    added = [jobs.add(db, kind=JobKind.FORGET, payload={}, now=NOW) for _ in range(count)]

    assert [job.id for job in jobs.due(db, NOW)] == added[:10]


def test_what_a_job_is_on_is_stored_as_it_reads(db: sqlite3.Connection) -> None:
    first, second = (
        jobs.add(db, kind=JobKind.FETCH_FILE, payload={"name": "收据.pdf"}, now=NOW)
        for _ in range(2)
    )
    jobs.postpone(db, second, due_at=LATER, payload={"name": "réçu.pdf"})

    assert db.execute("SELECT id, payload FROM jobs ORDER BY id").fetchall() == [
        (first, '{"name": "收据.pdf"}'),
        (second, '{"name": "réçu.pdf"}'),
    ]


def test_the_next_instant_is_that_of_the_job_due_first(db: sqlite3.Connection) -> None:
    empty = jobs.next_due(db)
    jobs.add(db, kind=JobKind.BACKUP, payload={}, now=NOW, due_at=LATER)
    first = jobs.add(db, kind=JobKind.FORGET, payload={}, now=NOW)
    two = jobs.next_due(db)
    jobs.finish(db, first)

    assert (empty, two, jobs.next_due(db)) == (None, NOW, LATER)


def test_a_job_leaves_the_queue_once(db: sqlite3.Connection) -> None:
    done, dead, stopped = (jobs.add(db, kind=JobKind.FORGET, payload={}, now=NOW) for _ in range(3))

    assert [jobs.finish(db, done), jobs.finish(db, done)] == [True, False]
    assert [jobs.give_up(db, dead, "too large"), jobs.stop(db, dead)] == [True, False]
    assert [jobs.stop(db, stopped), jobs.give_up(db, stopped, "late")] == [True, False]
    assert db.execute("SELECT state, error FROM jobs ORDER BY id").fetchall() == [
        ("done", None),
        ("dead", "too large"),
        ("stopped", None),
    ]
    assert jobs.due(db, LATER) == []


def test_only_a_failure_counts_as_an_attempt(db: sqlite3.Connection) -> None:
    job = jobs.add(db, kind=JobKind.MAILING, payload={"done": 0}, now=NOW)
    jobs.postpone(db, job, due_at=LATER, payload={"done": 50})
    between = jobs.due(db, LATER)
    jobs.postpone(db, job, due_at=LATER, error="NetworkError")
    failed = jobs.due(db, LATER)

    assert jobs.due(db, NOW) == []
    assert between == [Job(job, JobKind.MAILING, {"done": 50}, 0, LATER, NOW)]
    assert failed == [Job(job, JobKind.MAILING, {"done": 50}, 1, LATER, NOW)]


def test_a_job_called_off_is_not_postponed(db: sqlite3.Connection) -> None:
    job = jobs.add(db, kind=JobKind.MAILING, payload={"done": 0}, now=NOW)
    jobs.stop(db, job)
    jobs.postpone(db, job, due_at=LATER, payload={"done": 50})

    assert db.execute("SELECT state, payload, due_at FROM jobs").fetchall() == [
        ("stopped", '{"done": 0}', NOW)
    ]


def test_pruning_keeps_what_waits(db: sqlite3.Connection) -> None:
    waits, done = (jobs.add(db, kind=JobKind.FORGET, payload={}, now=NOW) for _ in range(2))
    jobs.finish(db, done)

    assert [jobs.prune(db, NOW), jobs.prune(db, LATER)] == [0, 1]
    assert [job.id for job in jobs.due(db, NOW)] == [waits]


def test_what_happens_once_happens_for_the_first_alone(db: sqlite3.Connection) -> None:
    happened = [
        jobs.once(db, key, NOW) for key in ("digest:2003-12-10", "other", "digest:2003-12-10")
    ]

    assert happened == [True, True, False]


def test_jobs_are_looked_for_by_their_kind(db: sqlite3.Connection) -> None:
    first = jobs.add(db, kind=JobKind.MAILING, payload={"n": 1}, now=NOW)
    second = jobs.add(db, kind=JobKind.FETCH_FILE, payload={}, now=NOW, due_at=LATER)

    assert [job.id for job in jobs.due(db, LATER, kinds=[JobKind.MAILING])] == [first]
    assert [job.id for job in jobs.due(db, LATER, kinds=[JobKind.FETCH_FILE])] == [second]
    assert jobs.next_due(db, kinds=[JobKind.FETCH_FILE]) == LATER
    assert jobs.next_due(db, kinds=[JobKind.BACKUP]) is None


def test_a_job_is_there_by_its_kind_alone_and_until_it_leaves_the_queue(
    db: sqlite3.Connection,
) -> None:
    job = jobs.add(db, kind=JobKind.CONFIRM_SHEET, payload={"party": "CIV"}, now=NOW)
    waiting = jobs.get(db, job, JobKind.CONFIRM_SHEET)
    other_kind = jobs.get(db, job, JobKind.MAILING)
    jobs.stop(db, job)

    assert waiting == Job(job, JobKind.CONFIRM_SHEET, {"party": "CIV"}, 0, NOW, NOW)
    assert other_kind is None
    assert jobs.get(db, job, JobKind.CONFIRM_SHEET) is None


def test_a_kind_of_another_version_is_nobodys_until_it_is_given_up_with_its_reason(
    db: sqlite3.Connection,
) -> None:
    job, known = (jobs.add(db, kind=JobKind.MAILING, payload={}, now=NOW) for _ in range(2))
    jobs.stop(db, known)
    db.execute("UPDATE jobs SET kind = 'of tomorrow'")
    queued = jobs.add(db, kind=JobKind.FORGET, payload={}, now=LATER)
    before = jobs.due(db, NOW), jobs.next_due(db), jobs.count_due(db, NOW)
    given_up = [jobs.give_up_unknown(db), jobs.give_up_unknown(db)]

    assert before == ([], LATER, 1)
    assert given_up == [1, 0]
    assert jobs.count_due(db, NOW) == 0
    assert db.execute("SELECT id, state, error FROM jobs ORDER BY id").fetchall() == [
        (job, "dead", "unknown kind: of tomorrow"),
        (known, "stopped", None),
        (queued, "queued", None),
    ]


def test_what_has_happened_once_is_known_by_its_key(db: sqlite3.Connection) -> None:
    before = jobs.has_happened(db, "staged:FRA")
    jobs.once(db, "staged:FRA", NOW)

    assert (before, jobs.has_happened(db, "staged:FRA")) == (False, True)
    assert not jobs.has_happened(db, "staged:KEN")
