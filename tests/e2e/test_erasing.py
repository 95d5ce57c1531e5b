"""What is erased is gone from the disk: rows, the write-ahead log, and the bytes of files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from storage.attachments import Attachments
from tests import clock
from tests.documents.test_filetype import pdf
from tests.e2e.desk import Officer
from tests.e2e.missions import MISSIONS, enter, fill
from tests.e2e.stage import Attache, Json, Stage, stage
from tests.waiting import until

KENYA = MISSIONS[-1]


def on_disk(one: Stage) -> bytes:
    """Every byte beside and in the database."""
    folder = one.database.parent
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def reply_with_a_note(one: Stage, note: bytes) -> None:
    attache = Attache(one, KENYA.user)
    await enter(attache, KENYA.language)
    await fill(attache, KENYA)
    await attache.tap("section:note")
    await attache.tap("change:note_reference")
    await attache.say("No. 245/2003")
    await attache.tap("change:note_file")
    taken = await attache.gives_file("note-of-kenya.pdf", note, "application/pdf")
    assert "of-kenya" in taken["text"]
    await attache.say("/review")
    await attache.tap("send")
    await attache.file(".pdf")


def _offers(data: str) -> Callable[[Json], bool]:
    return lambda entry: data in str(entry["buttons"])


async def erase_kenya(one: Stage) -> None:
    admin = Officer(one)
    await admin.write("/erase Kenya")
    for action in ("erasesure", "erasenow"):
        data = f"d:{action}:s:KEN"
        await admin.reads(_offers(data))
        await admin.tap_only(data)
    await admin.reads("has been erased")


async def test_bytes_that_a_kill_left_without_their_row_go_at_the_next_start(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        kept = Attachments(one.database.with_suffix(".files"))
        old, new = (kept._path(kept.keep(data)) for data in (b"left behind", b"just kept"))
        os.utime(old, (0, 0))
        os.utime(new, (clock.unix(), clock.unix()))
        await one.stop()
        await one.start()
        await until(lambda: not old.exists(), "the sweep at the start")

        assert (old.exists(), new.exists()) == (False, True)


async def test_an_erased_state_is_gone_from_every_file_beside_the_database(tmp_path: Path) -> None:
    note = pdf() + b"\n% the note of Kenya"
    said = (KENYA.email, KENYA.function, KENYA.head[1], "245/2003", "the note of Kenya")
    async with stage(tmp_path) as one:
        await reply_with_a_note(one, note)
        before = on_disk(one)
        await erase_kenya(one)
        beside = one.database.with_suffix(".files")
        await until(lambda: not any(beside.rglob("*")), "the deleting of the file's bytes")
        await one.stop()
        after = on_disk(one)

    assert [words for words in said if words.encode() not in before] == []
    assert [words for words in said if words.encode() in after] == []
