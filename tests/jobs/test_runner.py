"""The runner: each kind once, retries with growing waits, an end in one transaction, and nothing that stops the loop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.campaign.campaign import Campaign
from bot.jobs.runner import FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS, JobRunner, wait_seconds
from bot.operations.backups import Backups
from bot.schedule import scheduler
from bot.telegram.delivery import RetryLater
from bot.turns import Turns
from storage import deployment, jobs, outbox, people, staff
from storage.attachments import Attachments
from storage.database import Database
from storage.instants import to_text
from storage.jobs import JobKind
from storage.staff import Role
from tests.jobs.conftest import Downloads
from tests.waiting import PATIENCE_SECONDS, until
from tests.world import ADMIN

NOW = datetime(2003, 9, 1, 8, tzinfo=UTC)
STAMP = to_text(NOW)


class Running:
    """A runner over a database of its own, at an instant that stands still."""

    def __init__(
        self, campaign: Campaign, database: Database, downloads: Downloads, folder: Path | None
    ) -> None:
        turns = Turns(campaign)
        self.database = database
        self.kept = Attachments(database.path.parent / "files")
        self.woken = 0
        self.runner = JobRunner(
            campaign,
            turns.mission,
            turns.desk,
            database,
            downloads,
            self.kept,
            Backups(database, database.path.parent / "files", folder, 3, lambda: NOW),
            self.wake,
            lambda: NOW,
        )

    def wake(self) -> None:
        self.woken += 1

    async def add(self, kind: JobKind, payload: dict[str, object], **given: str) -> int:
        return await self.database.write(
            lambda db: jobs.add(db, kind=kind, payload=payload, now=STAMP, **given)
        )

    async def row(self, job: int) -> tuple[str, int, str, str | None]:
        """Return (state, attempts, due, error) of a job."""
        found: tuple[str, int, str, str | None] = await self.database.read(
            lambda db: db.execute(
                "SELECT state, attempts, due_at, error FROM jobs WHERE id = ?", (job,)
            ).fetchone()
        )
        return found

    async def until_run(self, job: int) -> tuple[str, int, str, str | None]:
        """Run until something has come of a job; return what."""
        before = await self.row(job)
        task = asyncio.create_task(self.runner.run())

        async def changed() -> bool:
            return await self.row(job) != before

        try:
            await until(changed, f"an end of job {job}")
        finally:
            self.runner.stop()
            await asyncio.wait_for(task, PATIENCE_SECONDS)
        return await self.row(job)


@pytest.fixture
async def running(
    campaign: Campaign, downloads: Downloads, tmp_path: Path
) -> AsyncIterator[Running]:
    database = await Database.open(tmp_path / "focal.sqlite3")

    def admin(db: sqlite3.Connection) -> None:
        people.meet(db, ADMIN, "Mary Keller", None, STAMP)
        staff.grant(db, ADMIN, Role.ADMIN, by=None, now=STAMP)

    await database.write(admin)
    yield Running(campaign, database, downloads, tmp_path / "backups")
    await database.close()


def test_every_kind_is_run_in_one_place(running: Running) -> None:
    assert sorted([*running.runner.kinds, *scheduler.KINDS]) == sorted(JobKind)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, FIRST_RETRY_SECONDS), (1, 4.0), (7, 256.0), (8, LAST_RETRY_SECONDS), (5000, 300.0)],
)
def test_each_wait_is_twice_the_one_before_up_to_the_longest(attempts: int, seconds: float) -> None:
    assert wait_seconds(attempts) == seconds


LIST = {"chat": ADMIN, "person": ADMIN, "file_id": "F", "name": "states.csv"}


async def test_a_job_that_is_done_leads_to_its_message_and_wakes_the_outbox(
    running: Running, downloads: Downloads
) -> None:
    downloads.comes = b"France\n"
    job = await running.add(JobKind.FETCH_LIST, LIST)

    state, attempts, _, error = await running.until_run(job)
    rows = await running.database.read(outbox.waiting)

    assert (state, attempts, error) == ("done", 0, None)
    assert [row.chat_id for row in rows] == [ADMIN]
    assert running.woken == 1


async def test_telegrams_own_wait_is_kept_and_the_failure_counted(
    running: Running, downloads: Downloads
) -> None:
    downloads.comes = RetryLater("RetryAfter", after_seconds=33.0)
    job = await running.add(JobKind.FETCH_LIST, LIST)

    found = await running.until_run(job)

    assert found == ("queued", 1, to_text(NOW + timedelta(seconds=33)), "RetryAfter")
    assert running.woken == 0


async def test_a_wait_that_telegram_does_not_name_is_the_runners(
    running: Running, downloads: Downloads
) -> None:
    downloads.comes = RetryLater("TimedOut")
    job = await running.add(JobKind.FETCH_LIST, LIST)

    _, _, due, _ = await running.until_run(job)

    assert due == to_text(NOW + timedelta(seconds=FIRST_RETRY_SECONDS))


@pytest.mark.parametrize(("attempts", "state"), [(39, "queued"), (40, "dead")])
async def test_a_disk_that_stays_full_is_given_up_after_the_last_attempt(
    running: Running, downloads: Downloads, attempts: int, state: str
) -> None:
    downloads.comes = OSError("full")
    job = await running.add(JobKind.FETCH_LIST, LIST)
    await running.database.write(
        lambda db: db.execute("UPDATE jobs SET attempts = ? WHERE id = ?", (attempts, job))
    )

    found = await running.until_run(job)

    assert (found[0], found[3]) == (state, "OSError")


async def test_a_mistake_of_ours_sets_the_job_aside_by_kind_alone_and_the_next_is_run(
    running: Running, downloads: Downloads, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    downloads.comes = ValueError("what the file says")
    aside = await running.add(JobKind.FETCH_LIST, LIST)
    later = to_text(NOW - timedelta(hours=1))
    await running.add(JobKind.CONFIRM_SHEET, {}, due_at=later)

    found = await running.until_run(aside)

    assert (found[0], found[3]) == ("dead", "ValueError")
    assert "job set aside" in caplog.text


async def test_a_job_of_another_version_is_given_up_with_its_reason_at_the_start(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    job = await running.add(JobKind.BACKUP, {})
    await running.database.write(lambda db: db.execute("UPDATE jobs SET kind = 'of tomorrow'"))
    with caplog.at_level(logging.ERROR):
        row = await running.until_run(job)

    assert row == ("dead", 0, STAMP, "unknown kind: of tomorrow")
    assert "jobs of an unknown kind are given up: 1" in caplog.messages


async def test_a_preview_that_nobody_confirms_is_called_off(running: Running) -> None:
    job = await running.add(JobKind.CONFIRM_SHEET, {"person": 1})

    state, *_ = await running.until_run(job)

    assert state == "stopped"
    assert await running.database.read(outbox.waiting) == []


async def test_a_job_called_off_meanwhile_leads_to_nothing(
    running: Running, downloads: Downloads
) -> None:
    job = await running.add(JobKind.FETCH_LIST, LIST)

    async def stop() -> None:
        await running.database.write(lambda db: jobs.stop(db, job))

    downloads.first = stop

    state, *_ = await running.until_run(job)

    assert state == "stopped"
    assert await running.database.read(outbox.waiting) == []


async def test_a_backup_is_made_and_its_size_told(running: Running, tmp_path: Path) -> None:
    job = await running.add(JobKind.BACKUP, {"chat": ADMIN, "person": ADMIN})

    state, *_ = await running.until_run(job)
    (row,) = await running.database.read(outbox.waiting)
    (sent,) = await running.database.read(lambda db: outbox.load(db, [row.id]))

    assert state == "done"
    assert len(list((tmp_path / "backups").glob("*.sqlite3"))) == 1
    assert sent.params["text"].startswith("A backup of ")
    made = await running.database.read(lambda db: deployment.get(db, deployment.Key.LAST_BACKUP))
    assert made == STAMP


async def test_without_a_folder_for_backups_the_admin_is_told(
    campaign: Campaign, running: Running, downloads: Downloads
) -> None:
    without = Running(campaign, running.database, downloads, None)
    job = await without.add(JobKind.BACKUP, {"chat": ADMIN, "person": ADMIN})

    await without.until_run(job)
    (row,) = await without.database.read(outbox.waiting)
    (sent,) = await without.database.read(lambda db: outbox.load(db, [row.id]))

    assert sent.params["text"].startswith("No backup could be made.")


async def test_what_was_erased_goes_from_the_folder_but_not_what_somebody_else_named(
    running: Running,
) -> None:
    gone, shared = running.kept.keep(b"gone"), running.kept.keep(b"shared")
    await running.database.write(
        lambda db: db.execute(
            "INSERT INTO files (hash, party, name, mime_type, size_bytes, uploaded_by, uploaded_at)"
            " VALUES (?, 'KEN', 'n', 'm', 6, 1, ?)",
            (shared, STAMP),
        )
    )
    job = await running.add(JobKind.FORGET, {"hashes": [gone, shared]})

    state, *_ = await running.until_run(job)

    assert state == "done"
    assert running.kept.read(shared) == b"shared"
    with pytest.raises(FileNotFoundError):
        (running.database.path.parent / "files" / gone[:2] / gone).stat()


async def test_a_database_that_fails_is_waited_for(
    running: Running, downloads: Downloads, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    job = await running.add(JobKind.FETCH_LIST, LIST)
    await running.database.write(lambda db: db.execute("ALTER TABLE jobs RENAME TO hidden"))
    task = asyncio.create_task(running.runner.run())
    await until(lambda: "files wait for the database" in caplog.text, "the log")
    await running.database.write(lambda db: db.execute("ALTER TABLE hidden RENAME TO jobs"))
    running.runner.wake()

    async def done() -> bool:
        return (await running.row(job))[0] == "done"

    await until(done, "the job's end")
    running.runner.stop()
    await asyncio.wait_for(task, PATIENCE_SECONDS)

    assert downloads.asked == ["F"]
