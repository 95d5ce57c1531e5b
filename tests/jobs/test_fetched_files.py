"""Files that people sent: what is kept, what is refused and in which words, and when it is tried again."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.campaign.campaign import Campaign
from bot.documents.sheet import MAX_BYTES
from bot.jobs.fetched_files import FetchedFiles
from bot.jobs.outcome import MAX_ATTEMPTS, Done, Outcome, TryAgain
from bot.telegram.delivery import FileTooLarge, Refused, RetryLater
from storage import attachments, records, replies
from storage.attachments import Attachments
from storage.jobs import Job, JobKind
from storage.replies import Stage
from tests.documents.test_filetype import pdf
from tests.jobs.conftest import Downloads
from tests.world import ADMIN, CLAIRE, Said, World, only

NOW = "2003-09-01T08:00:00.000Z"


@pytest.fixture
def files(world: World, campaign: Campaign, downloads: Downloads, tmp_path: Path) -> FetchedFiles:
    return FetchedFiles(
        campaign, world.turns.mission, world.turns.desk, downloads, Attachments(tmp_path / "files")
    )


def answer(attempts: int = 0) -> Job:
    payload = {
        "person": CLAIRE,
        "party": "FRA",
        "file_id": "F1",
        "name": "note.exe",
        "size_bytes": 9,
        "question": "note_file",
        "message_id": 55,
    }
    return Job(1, JobKind.FETCH_FILE, payload, attempts, NOW, NOW)


def sheet(attempts: int = 0) -> Job:
    payload = {
        "person": CLAIRE,
        "party": "FRA",
        "file_id": "F2",
        "name": "list.xlsx",
        "size_bytes": 9,
        "repeat": "delegation",
        "language": "en",
    }
    return Job(2, JobKind.FETCH_SHEET, payload, attempts, NOW, NOW)


def listed(attempts: int = 0) -> Job:
    payload = {"chat": ADMIN, "person": ADMIN, "file_id": "F3", "name": "states.csv"}
    return Job(3, JobKind.FETCH_LIST, payload, attempts, NOW, NOW)


def after(world: World, outcome: Outcome) -> list[Said]:
    """What people read once the job's end is committed."""
    assert isinstance(outcome, Done)
    outcome.then(world.work())
    return world.read()


def stored(db: sqlite3.Connection) -> list[tuple[str, str, int, int]]:
    return [
        (file.name, file.mime_type, file.size_bytes, file.uploaded_by)
        for file in attachments.of_party(db, "FRA")
    ]


async def test_a_note_is_kept_under_a_name_that_fits_its_content_and_is_the_answer(
    world: World, files: FetchedFiles, downloads: Downloads
) -> None:
    world.focal_point()
    downloads.comes = pdf()
    after(world, await files.answer(answer()))

    assert downloads.asked == ["F1"]
    assert stored(world.db) == [("note.exe.pdf", "application/pdf", len(pdf()), CLAIRE)]
    assert '"name":"note.exe.pdf"' in replies.answers(world.db, "FRA")["note_file"]
    assert replies.answer_by_message(world.db, CLAIRE, 55) == ("FRA", 0, "note_file", None)


async def test_a_note_that_is_no_document_is_refused_and_nothing_is_kept(
    world: World, files: FetchedFiles, downloads: Downloads
) -> None:
    world.focal_point()
    downloads.comes = b"MZ, a program"
    said = only(after(world, await files.answer(answer())), CLAIRE)

    assert "PDF" in said.text
    assert stored(world.db) == []
    assert "note_file" not in replies.answers(world.db, "FRA")


@pytest.mark.parametrize(
    ("comes", "words"),
    [
        (FileTooLarge(), "too large"),
        (Refused("file is gone"), "damaged"),
    ],
)
async def test_a_note_that_telegram_does_not_give_is_told_with_the_reason(
    world: World, files: FetchedFiles, downloads: Downloads, comes: Refused, words: str
) -> None:
    world.focal_point()
    downloads.comes = comes
    said = only(after(world, await files.answer(answer())), CLAIRE)

    assert words in said.text
    assert stored(world.db) == []


@pytest.mark.parametrize(
    ("job", "handle"),
    [
        (answer, FetchedFiles.answer),
        (sheet, FetchedFiles.delegation),
        (listed, FetchedFiles.list_of_states),
    ],
)
async def test_a_failure_is_tried_again_as_often_as_allowed_and_then_told(
    world: World,
    files: FetchedFiles,
    downloads: Downloads,
    job: Callable[[int], Job],
    handle: Callable[[FetchedFiles, Job], Awaitable[Outcome]],
) -> None:
    world.focal_point()
    downloads.comes = RetryLater("TimedOut", after_seconds=7.0)
    last_but_one = await handle(files, job(MAX_ATTEMPTS - 1))
    last = after(world, await handle(files, job(MAX_ATTEMPTS)))

    assert last_but_one == TryAgain("TimedOut", 7.0)
    assert len(last) == 1


async def test_a_delegation_is_shown_before_anything_is_changed(
    world: World, files: FetchedFiles, downloads: Downloads
) -> None:
    world.focal_point()
    downloads.comes = b"Given name,Family name\nAmina,Diallo\n"
    said = only(after(world, await files.delegation(sheet())), CLAIRE)

    assert downloads.asked == ["F2"]
    assert said.text.startswith("Your spreadsheet has been read.")
    assert records.count(world.db, "FRA", "delegation") == 0


@pytest.mark.parametrize(
    ("comes", "words"),
    [
        (b"\0" * MAX_BYTES, "is not a spreadsheet"),
        (b"\0" * (MAX_BYTES + 1), "is too large"),
        (FileTooLarge(), "is too large"),
        (Refused("file is gone"), "could not be fetched"),
    ],
)
async def test_a_spreadsheet_is_read_up_to_its_limit_and_refused_with_the_reason(
    world: World,
    files: FetchedFiles,
    downloads: Downloads,
    comes: bytes | FileTooLarge | Refused,
    words: str,
) -> None:
    world.focal_point()
    downloads.comes = comes
    said = only(after(world, await files.delegation(sheet())), CLAIRE)

    assert words in said.text


async def test_a_reply_that_begins_with_a_spreadsheet_is_a_draft(
    world: World, files: FetchedFiles, downloads: Downloads
) -> None:
    world.focal_point()
    downloads.comes = (
        b"Role in the delegation,Courtesy title,Given name(s),Family name,Functional title,Ministry or institution\n"
        b"Delegate,Ms,Amina,Diallo,Adviser,Ministry of Communications\n"
    )
    shown = only(after(world, await files.delegation(sheet())), CLAIRE)
    before = replies.get(world.db, "FRA")
    world.tap(CLAIRE, next(data for data in shown.data if "import" in data))
    after_it = replies.get(world.db, "FRA")

    assert before is not None
    assert before.stage is Stage.OPENED
    assert after_it is not None
    assert after_it.stage is Stage.DRAFT


async def test_a_list_of_states_goes_to_the_desk(
    world: World, files: FetchedFiles, downloads: Downloads
) -> None:
    downloads.comes = b"France\nKenya\n"
    said = only(after(world, await files.list_of_states(listed())), ADMIN)

    assert downloads.asked == ["F3"]
    assert "2" in said.text
    assert "Invite 2 States" in said.buttons


async def test_a_list_that_telegram_does_not_give_is_told_to_the_desk(
    world: World, files: FetchedFiles, downloads: Downloads
) -> None:
    downloads.comes = Refused("file is gone")
    said = only(after(world, await files.list_of_states(listed())), ADMIN)

    assert said.text == "The file could not be fetched. Please send it again."
