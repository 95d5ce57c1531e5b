"""A list of people from a file is read as somebody of the mission's own country writes it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.campaign.campaign import Campaign
from bot.campaign.work import Work
from bot.documents.sheet import Sheet
from bot.mission import spreadsheet_import
from storage.jobs import JobKind
from tests.documents.sheets import csv_of
from tests.documents.test_cells import GUESTS, OTHER
from tests.world import CLAIRE, World, campaign, world

__all__ = ["campaign", "world"]


@pytest.mark.parametrize(
    ("party", "number"), [("FRA", "+33142345678"), ("CHE", None)], ids=["at home", "abroad"]
)
def test_a_telephone_is_read_as_it_is_dialled_at_home(
    world: World, campaign: Campaign, party: str, number: str | None
) -> None:
    other = replace(campaign, event=OTHER)
    world.focal_point(CLAIRE, party)
    title = GUESTS.question("calls").label.msgid
    name = GUESTS.question("name").label.msgid
    payload = {"person": CLAIRE, "language": "en", "party": party, "repeat": GUESTS.name}
    data = csv_of((name, title), ("Awa", "01 42 34 56 78"))
    sheet = spreadsheet_import.read(other, payload, data)
    assert isinstance(sheet, Sheet)

    spreadsheet_import.show_preview(Work.at(other, world.db, world.now), payload, sheet)

    found = world.db.execute("SELECT payload FROM jobs WHERE kind = ?", (JobKind.CONFIRM_SHEET,))
    people = [person for (kept,) in found for person in json.loads(kept)["add"]]
    assert [person.get("calls") for person in people] == ([number] if number else [])
