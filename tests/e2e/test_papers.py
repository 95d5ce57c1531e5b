"""Every document that somebody can ask for really arrives, and opens as what it says it is."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl

from bot.demo.cast import GROUP_ID
from tests.documents.reading import words_of
from tests.e2e.desk import Officer
from tests.e2e.missions import MISSIONS, enter, fill
from tests.e2e.stage import Attache, Json, Stage, stage

KENYA = MISSIONS[-1]


async def replied(one: Stage) -> Attache:
    attache = Attache(one, KENYA.user)
    await enter(attache, KENYA.language)
    await fill(attache, KENYA)
    await attache.tap("send")
    await Officer(one, chat=GROUP_ID).reads("Kenya has replied", of=attache.act)
    return attache


async def test_the_desks_documents_arrive_and_open(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        desk = Officer(one)
        await replied(one)
        await desk.say("/export xlsx", "on its way")
        name, workbook = await desk.file(".xlsx")
        sheets = openpyxl.load_workbook(io.BytesIO(workbook))
        await desk.say("/participants pdf", "on its way")
        _, participants = await desk.file(".pdf")
        await desk.say("/participants docx", "on its way")
        _, word = await desk.file(".docx")

        assert name.startswith("WSIS-2003")
        assert any("Kenya" in map(str, row) for row in sheets.worksheets[0].values)
        assert "Njoroge" in words_of(participants)
        assert "Njoroge" in zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()


async def test_letters_arrive_and_open_and_are_seen_as_they_come(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        desk = Officer(one)
        await desk.say("/letter France", "in which language?")
        await desk.tap("d:letters:FRA:fr", "is being made")
        _, letter = await desk.file(".pdf")
        await desk.say("/letters Observer", "2 letters")
        making = await desk.tap_only("d:letters:others:es")
        await desk.reads("letters are being made")
        name, letters = await desk.file(".zip")
        await desk.saw("Delivered: 1 of 1.", since=making)
        inside = zipfile.ZipFile(io.BytesIO(letters))

        assert "t.me/" in words_of(letter)
        assert name == "WSIS-2003-letters-others.zip"
        assert len(inside.namelist()) == 3
        assert "t.me/" in words_of(inside.read(inside.namelist()[1]))


async def test_the_picture_of_the_campaign_is_one(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        desk = Officer(one)
        await desk.say("/status", "States have replied")
        await desk.tap_only("d:picture:regions")
        shown = await desk.reads(lambda entry: bool(entry["photo"]))
        picture = await one.sim.file(largest(shown)["file_id"])

        assert picture.startswith(b"\x89PNG\r\n")


def largest(entry: Json) -> Json:
    """The largest of the sizes of a photo."""
    sizes: list[Json] = entry["photo"] if isinstance(entry["photo"], list) else [entry["photo"]]
    return sizes[-1]


async def test_a_missions_receipt_and_calendar_arrive_and_open(tmp_path: Path) -> None:
    async with stage(tmp_path) as one:
        mission, desk = await replied(one), Officer(one)
        await mission.write("/receipt")
        _, receipt = await mission.file(".pdf")
        await mission.write("/calendar")
        _, first = await mission.file(".ics")
        await desk.say("/deadline 31.12.2099 18:00", "Set the deadline to")
        await desk.tap("d:deadlineset", "The deadline is")
        one.clock.ahead += timedelta(minutes=1)
        await mission.write("/calendar")
        _, moved = await mission.file(".ics")

        assert "WSIS-2003/KEN" in words_of(receipt)
        assert "BEGIN:VCALENDAR" in first.decode()
        assert "DTSTART:20991231T170000Z" in moved.decode()
        # Of two files a calendar believes the later one.
        assert stamp(moved) > stamp(first)


def stamp(calendar: bytes) -> str:
    return next(line for line in calendar.decode().splitlines() if line.startswith("DTSTAMP"))
