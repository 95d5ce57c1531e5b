"""Keeps files that people sent: bytes under the hash of their content, and a row for each sending."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage import Db, rows
from storage.errors import StorageError
from storage.folders import make_private, sync

_HASH = re.compile(r"[0-9a-f]{64}")
# A writer cut off leaves its unfinished file; after this long nobody is still writing it, and no
# turn that kept new bytes is still on its way to its row.
_ABANDONED_AFTER_SECONDS = 3600.0


class AttachmentMissing(StorageError):
    """There are no bytes under that hash."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


class AttachmentDamaged(AttachmentMissing):
    """The bytes under that hash are not those that were kept."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file as somebody sent it; several may share their bytes."""

    id: int
    hash: str
    party: str | None
    name: str
    mime_type: str
    size_bytes: int
    uploaded_by: int
    uploaded_at: str


_TABLE = rows.Table("files", Attachment)


class Attachments:
    """The folder of the bytes. Keep them before the row's transaction, delete them after it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Store bytes, readable for nobody but us, once; returns their SHA-256."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if self._is_whole(path, digest):
            # Its age protects it from a sweep until its new row is there.
            os.utime(path)
            return digest
        make_private(path.parent)
        unfinished = path.with_name(f"{digest}.{os.getpid()}-{time.monotonic_ns()}.unfinished")
        try:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        with suppress(OSError):  # Windows opens no folders, and needs no such thing
            sync(path.parent)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes that were kept.

        Raises:
            AttachmentMissing: nothing was kept under that hash, or it is gone.
            AttachmentDamaged: the bytes on disk are others.
        """
        try:
            data = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise AttachmentMissing(digest) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise AttachmentDamaged(digest)
        return data

    def delete(self, digest: str) -> None:
        """Remove the bytes, if they are there; see `unreferenced`."""
        path = self._path(digest)
        path.unlink(missing_ok=True)
        with suppress(OSError):  # others share the first two digits
            path.parent.rmdir()

    def sweep(self, referenced: Collection[str], *, now: float) -> int:
        """Remove what a crash left between bytes and row, but nothing new; how many files went.

        `now` is in seconds since 1970, as the times of files are.
        """
        oldest = now - _ABANDONED_AFTER_SECONDS
        removed = 0
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            # A turn may delete or name a file meanwhile.
            with suppress(FileNotFoundError):
                if path.name not in referenced and path.stat().st_mtime < oldest:
                    path.unlink()
                    removed += 1
        return removed

    def _path(self, digest: str) -> Path:
        if not _HASH.fullmatch(digest):
            raise AttachmentMissing(digest)
        return self._folder / digest[:2] / digest

    def _is_whole(self, path: Path, digest: str) -> bool:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() == digest
        except FileNotFoundError:
            return False


def add(
    db: Db,
    *,
    digest: str,
    party: str | None,
    name: str,
    mime_type: str,
    size_bytes: int,
    by: int,
    now: str,
) -> int:
    """Add a row for bytes that are already kept; return its id."""
    return rows.insert(
        db,
        "files",
        hash=digest,
        party=party,
        name=name,
        mime_type=mime_type,
        size_bytes=size_bytes,
        uploaded_by=by,
        uploaded_at=now,
    )


def get(db: Db, file: int) -> Attachment | None:
    return _TABLE.first(db, "WHERE id = ?", file)


def of_party(db: Db, party: str) -> list[Attachment]:
    """Return every file of a State, oldest first."""
    return _TABLE.all(db, "WHERE party = ? ORDER BY id", party)


def unreferenced(db: Db, digests: Collection[str]) -> list[str]:
    """Return those of the hashes that no row names, whose bytes can go once this transaction stands."""
    query = "SELECT 1 FROM files WHERE hash = ? LIMIT 1"
    return [digest for digest in digests if rows.value(db, query, digest) is None]


def referenced(db: Db) -> set[str]:
    """Return every hash that a row names."""
    return set(rows.column(db, "SELECT DISTINCT hash FROM files"))
