"""What is erased is gone from the disk: rows, the write-ahead log, and the bytes of files."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

from bot.demo import ADMIN_ID
from storage.attachments import Attachments
from tests.documents.test_filetype import pdf
from tests.e2e.missions import MISSIONS, enter, fill
from tests.e2e.stage import Attache, Json, Stage, stage

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
    await one.sim.send_file(KENYA.user, "note-of-kenya.pdf", note, mime_type="application/pdf")
    await attache.saw(lambda entry: "of-kenya" in entry["text"] and bool(entry["buttons"]))
    await attache.say("/review")
    await attache.tap("send")
    await attache.saw(lambda entry: entry["document"] is not None)


def _offers(data: str, entry: Json) -> bool:
    return data in str(entry["buttons"])


async def erase_kenya(one: Stage) -> None:
    admin = Attache(one, ADMIN_ID)
    await admin.say("/erase Kenya")
    for action in ("erasesure", "erasenow"):
        data = f"d:{action}:s:KEN"
        shown = await admin.saw(partial(_offers, data))
        await one.sim.tap(ADMIN_ID, data, message_id=shown["message_id"])
    await admin.saw("has been erased")


async def test_bytes_that_a_kill_left_without_their_row_go_at_the_next_start(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as one:
        kept = Attachments(one.database.with_suffix(".files"))
        old, new = (kept._path(kept.keep(data)) for data in (b"left behind", b"just kept"))
        os.utime(old, (0, 0))
        await one.stop()
        await one.start()
        for _ in range(100):
            if not old.exists():
                break
            await asyncio.sleep(0.05)

        assert (old.exists(), new.exists()) == (False, True)


async def test_an_erased_state_is_gone_from_every_file_beside_the_database(tmp_path: Path) -> None:
    note = pdf() + b"\n% the note of Kenya"
    said = (KENYA.email, KENYA.function, KENYA.head[1], "245/2003", "the note of Kenya")
    async with stage(tmp_path) as one:
        await reply_with_a_note(one, note)
        before = on_disk(one)
        await erase_kenya(one)
        for _ in range(100):
            if not any((one.database.with_suffix(".files")).rglob("*")):
                break
            await asyncio.sleep(0.05)
        await one.stop()
        after = on_disk(one)

    assert [words for words in said if words.encode() not in before] == []
    assert [words for words in said if words.encode() in after] == []
