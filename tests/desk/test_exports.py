"""Documents: what their rows name, and that the links of letters are made once and kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import ADMIN, OFFICER, VIEWER, Said, World, only, to


def file(said: list[Said], person: int) -> Said:
    return next(one for one in to(said, person) if one.document is not None)


def document(said: list[Said], person: int) -> dict[str, Any]:
    found = file(said, person).document
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "kind", "sheet"),
    [("/export xlsx", "workbook", None), ("/export csv", "csv", "replies")],
)
def test_an_export_is_queued_at_once(world: World, line: str, kind: str, sheet: str | None) -> None:
    found = document(world.command(OFFICER, line), OFFICER)

    assert found == {
        "kind": kind,
        "language": "en",
        "as_of": world.stamp,
        **({"sheet": sheet} if sheet else {}),
    }
    assert world.actions() == ["exported"]


def test_the_form_of_an_export_is_asked_for(world: World) -> None:
    said = only(world.command(OFFICER, "/export"), OFFICER)
    found = document(world.tap(OFFICER, said.buttons["Delegates (csv)"]), OFFICER)

    assert (found["kind"], found["sheet"]) == ("csv", "delegates")
    assert world.toast == "The document is on its way."


@pytest.mark.parametrize(
    ("line", "kind", "group"),
    [
        ("/participants pdf", "pdf", None),
        ("/participants docx African", "docx", "african"),
    ],
)
def test_the_list_of_participants_is_queued(
    world: World, line: str, kind: str, group: str | None
) -> None:
    found = document(world.command(OFFICER, line), OFFICER)

    assert (found["kind"], found["format"], found.get("group")) == ("participants", kind, group)


@pytest.mark.parametrize(
    ("line", "region"),
    [
        ("/participants", "all regions"),
        ("/participants African", "African States"),
        ("/participants pdf Atlantis", "all regions"),
    ],
)
def test_the_form_of_the_list_is_asked_for(world: World, line: str, region: str) -> None:
    said = only(world.command(OFFICER, line), OFFICER)
    found = document(world.tap(OFFICER, said.buttons["Word (docx)"]), OFFICER)

    assert region in said.text
    assert found["format"] == "docx"


def test_status_offers_pictures(world: World) -> None:
    said = only(world.command(VIEWER, "/status"), VIEWER)
    picture = file(world.tap(VIEWER, said.buttons["By region"]), VIEWER)

    assert picture.method == "sendPhoto"
    assert picture.document == {
        "kind": "chart",
        "chart": "regions",
        "language": "en",
        "as_of": world.stamp,
    }


@pytest.mark.parametrize(
    "data",
    [
        "d:export:exe",
        "d:participants:exe:all",
        "d:picture:exe",
        "d:letters:XXX:en:1",
        "d:letters:FRA:xx:1",
    ],
)
def test_a_button_of_no_document_makes_none(world: World, data: str) -> None:
    said = world.tap(ADMIN, data)

    assert [one for one in said if one.document] == []
    assert world.actions() == []


# ---------------------------------------------------------------- letters
