"""Bytes under their hash beside the database, and the rows that name them."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from storage import attachments
from storage.attachments import AttachmentDamaged, AttachmentMissing, Attachments

NOW = "2003-11-03T09:41:00.000Z"
NOTE = b"%PDF-1.4 a note verbale"
DIGEST = hashlib.sha256(NOTE).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path / "files")


def files_in(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def add(db: sqlite3.Connection, party: str | None = "FRA", digest: str = DIGEST) -> int:
    return attachments.add(
        db, digest=digest, party=party, name="note.pdf", mime_type="application/pdf",
        size_bytes=len(NOTE), by=7, now=NOW,
    )  # fmt: skip


def test_what_is_kept_is_read_back_under_its_hash(store: Attachments) -> None:
    digest = store.keep(NOTE)

    assert digest == DIGEST
    assert store.read(digest) == NOTE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_nobody_else_can_read_it(store: Attachments, tmp_path: Path) -> None:
    store.keep(NOTE)

    [path] = files_in(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_bytes_are_kept_once(store: Attachments, tmp_path: Path) -> None:
    store.keep(NOTE)
    store.keep(NOTE)

    assert len(files_in(tmp_path)) == 1


def test_damaged_bytes_are_not_handed_out_and_are_healed_by_a_new_sending(
    store: Attachments, tmp_path: Path
) -> None:
    store.keep(NOTE)
    [path] = files_in(tmp_path)
    path.write_bytes(NOTE[:5])

    with pytest.raises(AttachmentDamaged):
        store.read(DIGEST)
    store.keep(NOTE)
    assert store.read(DIGEST) == NOTE


@pytest.mark.parametrize(
    "digest", ["0" * 64, "", "../../etc/passwd", DIGEST.upper(), DIGEST + "\n"]
)
def test_what_was_never_kept_is_missing(store: Attachments, digest: str) -> None:
    with pytest.raises(AttachmentMissing) as caught:
        store.read(digest)

    assert caught.value.digest == str(caught.value) == digest


def test_a_write_cut_off_leaves_nothing_under_the_hash(
    store: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="no space"):
        store.keep(NOTE)
    assert files_in(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows opens no folders")
def test_bytes_are_on_the_disk_before_their_name_and_then_the_folder(
    store: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int | None, bool]] = []

    def fsync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        size = found.st_size if stat.S_ISREG(found.st_mode) else None
        synced.append((size, (tmp_path / "files" / DIGEST[:2] / DIGEST).exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    store.keep(NOTE)

    assert synced == [(len(NOTE), False), (None, True)]


def test_deleting_is_for_good_and_may_be_repeated(store: Attachments, tmp_path: Path) -> None:
    store.keep(NOTE)

    store.delete(DIGEST)
    store.delete(DIGEST)

    assert files_in(tmp_path) == []
    with pytest.raises(AttachmentMissing):
        store.read(DIGEST)


def test_deleting_leaves_the_neighbours(store: Attachments, tmp_path: Path) -> None:
    store.keep(NOTE)
    neighbour = tmp_path / "files" / DIGEST[:2] / "neighbour"
    neighbour.write_bytes(b"")

    store.delete(DIGEST)

    assert files_in(tmp_path) == [neighbour]


def newest(folder: Path) -> float:
    """When the last of the files was written, by the clock that stamps them."""
    return max(path.stat().st_mtime for path in files_in(folder))


def test_a_sweep_removes_old_bytes_without_a_row_and_nothing_new(
    store: Attachments, tmp_path: Path
) -> None:
    for data in (NOTE, b"left by a crash", b"just kept"):
        store.keep(data)
    unfinished = tmp_path / "files" / DIGEST[:2] / f"{DIGEST}.1-1.unfinished"
    unfinished.write_bytes(b"half")
    for path in files_in(tmp_path):
        if path.name != hashlib.sha256(b"just kept").hexdigest():
            os.utime(path, (1_000, 1_000))

    removed = store.sweep({DIGEST}, now=newest(tmp_path))

    assert removed == 2
    assert {path.read_bytes() for path in files_in(tmp_path)} == {NOTE, b"just kept"}


def test_bytes_sent_again_are_new_to_a_sweep(store: Attachments, tmp_path: Path) -> None:
    store.keep(NOTE)
    now = newest(tmp_path)
    os.utime(files_in(tmp_path)[0], (1_000, 1_000))

    store.keep(NOTE)

    assert store.sweep((), now=now) == 0
    assert store.read(DIGEST) == NOTE


def test_a_sweep_passes_over_what_somebody_else_removes_meanwhile(
    store: Attachments, tmp_path: Path
) -> None:
    store.keep(NOTE)
    store.keep(b"left by a crash")
    for path in files_in(tmp_path):
        os.utime(path, (1_000, 1_000))

    class Referenced(set[str]):
        """Finds the note gone when it is asked for."""

        def __contains__(self, name: object) -> bool:
            if name == DIGEST:
                store.delete(DIGEST)
            return False

    assert store.sweep(Referenced(), now=1_000_000) == 1
    assert files_in(tmp_path) == []


def test_a_row_tells_who_sent_what(db: sqlite3.Connection) -> None:
    file = add(db)

    found = attachments.get(db, file)

    assert found == attachments.Attachment(
        file, DIGEST, "FRA", "note.pdf", "application/pdf", len(NOTE), 7, NOW
    )
    assert attachments.get(db, file + 1) is None


def test_the_files_of_a_state_are_its_own_in_order(db: sqlite3.Connection) -> None:
    first, _, third = add(db), add(db, "TUN"), add(db)

    assert [found.id for found in attachments.of_party(db, "FRA")] == [first, third]
    assert attachments.of_party(db, "CHE") == []


def test_bytes_go_only_when_the_last_row_that_names_them_goes(db: sqlite3.Connection) -> None:
    mine, theirs = add(db), add(db, "TUN")
    db.execute("DELETE FROM files WHERE id = ?", (mine,))
    assert attachments.unreferenced(db, [DIGEST]) == []

    db.execute("DELETE FROM files WHERE id = ?", (theirs,))

    assert attachments.unreferenced(db, [DIGEST]) == [DIGEST]
    assert attachments.referenced(db) == set()
