"""Copies the database and the files beside it while the bot works: once a day, and when an admin asks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.operations.clock import Now
from storage import attachments, deployment, files
from storage.attachments import Attachments
from storage.database import Database
from storage.folders import make_private
from storage.instants import from_text, to_text

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
# After a failure (a disk that is full, a share that is away) the next try.
AGAIN = timedelta(minutes=10)
# Where the attachments go, beside the copies; all copies share them.
FILES = "files"
_NAME = re.compile(r"focal-point-\d{8}T\d{6}Z\.sqlite3")


class NoBackupFolder(Exception):
    """BACKUP_DIR is not set."""


class Backups:
    """Keeps the newest `keep` copies in a folder, from `run` until `stop`; without a folder, none."""

    def __init__(
        self, database: Database, attachments: Path, folder: Path | None, keep: int, now: Now
    ) -> None:
        self._database = database
        self._attachments = attachments
        self._folder = folder
        self._keep = keep
        self._now = now
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let `run` return."""
        self._stopping.set()

    async def run(self) -> None:
        """Make a copy whenever the last one is a day old; log what fails, and try again."""
        if self._folder is None:
            await self._stopping.wait()
        while not self._stopping.is_set():
            wait = await self.make_if_due()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait.total_seconds())

    def until_due(self, db: sqlite3.Connection) -> timedelta:
        """Return how long the last copy is good for; negative where one is overdue."""
        last = deployment.get(db, deployment.Key.LAST_BACKUP)
        return timedelta(0) if last is None else from_text(last) + EVERY - self._now()

    async def make_if_due(self) -> timedelta:
        """Make a copy where the last one is a day old; return how long until the next try."""
        try:
            wait = await self._database.read(self.until_due)
            if wait > timedelta(0):
                return wait
            await self.make()
        except (OSError, sqlite3.Error) as error:
            log.error("no backup was made: %s", type(error).__name__)  # noqa: TRY400
            return AGAIN
        return EVERY

    async def make(self) -> Path:
        """Make a copy now, with the files beside the database; the oldest beyond `keep` go.

        Returns its path.

        Raises: NoBackupFolder, or OSError and sqlite3.Error where it cannot be written.
        """
        if self._folder is None:
            raise NoBackupFolder
        now = self._now()
        target = self._folder / f"focal-point-{now:%Y%m%dT%H%M%SZ}.sqlite3"
        await asyncio.to_thread(make_private, self._folder)
        await self._database.backup(target)
        await asyncio.to_thread(_check, target)
        await asyncio.to_thread(self._copy_files)
        await asyncio.to_thread(self._forget_oldest)
        await self._database.write(
            lambda db: deployment.put(db, deployment.Key.LAST_BACKUP, to_text(now))
        )
        return target

    def _copy_files(self) -> None:
        """Copy what is not there yet: files lie under the hash of their content."""
        if self._folder is None or not self._attachments.is_dir():
            return
        kept = self._folder / FILES
        make_private(kept)
        for source in self._attachments.rglob("*"):
            copy = kept / source.relative_to(self._attachments)
            if source.is_dir():
                make_private(copy)
            elif not copy.exists():
                arriving = copy.with_name(copy.name + ".part")
                shutil.copyfile(source, arriving)
                arriving.chmod(0o600)
                os.replace(arriving, copy)  # noqa: PTH105 - atomic, and that is what it is called

    def _forget_oldest(self) -> None:
        """Delete copies beyond those to keep, and files that no kept copy names, erased ones among them."""
        assert self._folder is not None
        copies = sorted(path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
        for path in copies[: -self._keep]:
            path.unlink()
        named: set[str] = set()
        with contextlib.suppress(sqlite3.DatabaseError):
            for path in copies[-self._keep :]:
                with closing(files.connect(path, read_only=True)) as db:
                    named |= attachments.referenced(db)
            # Not where a copy cannot be read: nobody knows what it names.
            Attachments(self._folder / FILES).sweep(named, now=self._now().timestamp())


def _check(copy: Path) -> None:
    """Delete a copy that cannot be read whole, so that it pushes no good one out.

    Raises: sqlite3.DatabaseError
    """
    with closing(files.connect(copy, read_only=True)) as db:
        faults = files.faults_in(db)
    if faults:
        copy.unlink()
        raise sqlite3.DatabaseError("the copy is damaged, and so is the database")
