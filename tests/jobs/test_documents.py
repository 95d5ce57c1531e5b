"""Documents made when they are sent: each kind from what its row names, and no file of what is gone."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import docx
import pytest

from bot.campaign.campaign import Campaign
from bot.documents import File, receipt
from bot.events.event import Event
from bot.events.parties import Party
from bot.jobs.documents import DocumentMaker
from bot.turns import Turns
from storage import Db, attachments, replies, revisions
from storage.attachments import Attachments
from storage.database import Database
from storage.replies import Stage
from tests.world import CLAIRE, World

AS_OF = "2003-09-01T08:00:00.000Z"


@pytest.fixture
async def database(tmp_path: Path, campaign: Campaign) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "made.sqlite3")

    def fill(db: Db) -> None:
        there = World(db, Turns(campaign))
        for person, party in ((CLAIRE, "FRA"), (103, "KEN"), (104, "ITA")):
            there.focal_point(person, party)
            there.reply(party, by=person, members=2)
        replies.set_stage(db, "KEN", Stage.WITHDRAWN, AS_OF)

    await database.write(fill)
    yield database
    await database.close()


@pytest.fixture
def maker(campaign: Campaign, database: Database, tmp_path: Path) -> DocumentMaker:
    return DocumentMaker(campaign, database, Attachments(tmp_path / "files"))


def words_of(data: bytes) -> str:
    made = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


@pytest.mark.parametrize(
    ("document", "name", "starts"),
    [
        ({"kind": "receipt", "party": "FRA", "number": 1}, ".pdf", b"%PDF"),
        ({"kind": "calendar", "party": "FRA"}, ".ics", b"BEGIN:VCALENDAR"),
        ({"kind": "template", "party": "FRA"}, ".xlsx", b"PK"),
        ({"kind": "text", "name": "links.csv", "text": "a"}, "links.csv", b"\xef\xbb\xbfa"),
        ({"kind": "workbook"}, ".xlsx", b"PK"),
        ({"kind": "csv"}, ".csv", b"\xef\xbb\xbf"),
        ({"kind": "audit"}, ".csv", b"\xef\xbb\xbf"),
        ({"kind": "chart", "chart": "progress"}, ".png", b"\x89PNG"),
        ({"kind": "chart", "chart": "regions"}, ".png", b"\x89PNG"),
        ({"kind": "chart", "chart": "numbers"}, ".png", b"\x89PNG"),
    ],
)
async def test_each_kind_makes_its_file_and_the_same_row_the_same_bytes(
    maker: DocumentMaker, document: dict[str, Any], name: str, starts: bytes
) -> None:
    row = {"language": "en", "as_of": AS_OF, **document}
    first, second = await maker.make(row), await maker.make(row)

    assert first.name.endswith(name)
    assert first.data.startswith(starts)
    assert first == second


async def test_a_receipt_names_sender_or_paper_and_the_files_of_its_own_revision(
    maker: DocumentMaker, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[receipt.ReceiptContent] = []

    def print_(
        _event: Event, _party: Party, content: receipt.ReceiptContent, *, language: str
    ) -> File:
        printed.append(content)
        return File(f"{language}.pdf", "application/pdf", b"")

    def kept(db: Db, name: str) -> int:
        return attachments.add(
            db,
            digest="0" * 64,
            party="FRA",
            name=name,
            mime_type="application/pdf",
            size_bytes=9,
            by=CLAIRE,
            now=AS_OF,
        )

    def record(db: Db) -> None:
        named, _ = kept(db, "named.pdf"), kept(db, "replaced.pdf")
        revisions.add(
            db,
            "FRA",
            2,
            json.dumps({"answers": {"note": {"file": named}}, "records": {}}),
            language="en",
            by=CLAIRE,
            now=AS_OF,
            recorded_by=CLAIRE,
            paper_reference="N 7",
            paper_date="2003-08-30",
        )

    monkeypatch.setattr(receipt, "receipt", print_)
    await database.write(record)
    for number in (1, 2):
        await maker.make({"kind": "receipt", "party": "FRA", "number": number, "language": "en"})

    assert [(one.sent_by, one.recorded) for one in printed] == [
        ("Claire Fontaine", None),
        ("", receipt.Recorded("", "N 7", "2003-08-30")),
    ]
    assert [[file.name for file in one.files] for one in printed] == [[], ["named.pdf"]]


async def test_a_kind_that_nobody_knows_is_a_mistake(maker: DocumentMaker) -> None:
    with pytest.raises(KeyError):
        await maker.make({"kind": "of tomorrow"})


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "file", "file": 99},
        {"kind": "receipt", "party": "FRA", "number": 9, "language": "en"},
    ],
)
async def test_what_is_gone_is_not_made_up(maker: DocumentMaker, document: dict[str, Any]) -> None:
    with pytest.raises(LookupError):
        await maker.make(document)


async def test_a_file_that_a_mission_sent_is_given_as_it_came(
    maker: DocumentMaker, database: Database, tmp_path: Path
) -> None:
    digest = Attachments(tmp_path / "files").keep(b"%PDF-note")
    number = await database.write(
        lambda db: attachments.add(
            db,
            digest=digest,
            party="FRA",
            name="note.pdf",
            mime_type="application/pdf",
            size_bytes=9,
            by=CLAIRE,
            now=AS_OF,
        )
    )
    made = await maker.make({"kind": "file", "file": number})

    assert (made.name, made.data) == ("note.pdf", b"%PDF-note")


@pytest.mark.parametrize("group", [None, "western", "african"])
async def test_the_list_of_participants_has_the_replies_that_count_of_the_region_asked_for(
    maker: DocumentMaker, group: str | None
) -> None:
    document = {"kind": "participants", "format": "docx", "language": "en", "as_of": AS_OF}
    made = await maker.make(document | ({"group": group} if group else {}))
    words = words_of(made.data)

    assert ("France" in words) == (group != "african")
    assert ("Italy" in words) == (group != "african")
    # Kenya has withdrawn.
    assert "Kenya" not in words


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({}, "provisional"),
        ({"provisional": True}, "provisional"),
        ({"provisional": False}, "final"),
    ],
)
async def test_the_list_of_participants_is_a_provisional_one_unless_the_row_says_otherwise(
    maker: DocumentMaker, asked: dict[str, bool], name: str
) -> None:
    row = {"kind": "participants", "format": "docx", "language": "en", "as_of": AS_OF, **asked}

    assert name in (await maker.make(row)).name
