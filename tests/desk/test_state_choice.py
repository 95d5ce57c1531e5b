"""Finding the State a command is about."""

from __future__ import annotations

import pytest

from bot.events.parties import load
from tests.world import OFFICER, VIEWER, World, only


@pytest.mark.parametrize(
    "said", ["FRA", "fr", "France", "france", "Francia", "Франция", "法国", "فرنسا", "  FRANCE  "]
)
def test_a_code_or_a_name_in_any_language(world: World, said: str) -> None:
    assert "WSIS-2003/FRA" in only(world.command(VIEWER, f"/country {said}"), VIEWER).text


def test_a_name_alone_shows_the_card(world: World) -> None:
    assert "WSIS-2003/CIV" in only(world.write(VIEWER, "cote d ivoire"), VIEWER).text


@pytest.mark.parametrize(("said", "codes"), [("Congo", {"COD", "COG"}), ("Frnace", {"FRA"})])
def test_what_is_open_is_asked_with_the_candidates(
    world: World, said: str, codes: set[str]
) -> None:
    asked = only(world.command(VIEWER, f"/country {said}"), VIEWER)
    offered = {one.rpartition(":")[2] for one in asked.data if one.startswith("d:for:country:")}

    assert offered == codes
    chosen = only(world.tap(VIEWER, f"d:for:country:{codes.pop()}"), VIEWER)
    assert "WSIS-2003/" in chosen.text


def test_a_name_of_no_country_is_asked_again_and_can_be_typed(world: World) -> None:
    asked = only(world.command(OFFICER, "/return Atlantisia"), OFFICER)
    assert "“Atlantisia”" in asked.text

    said = only(world.write(OFFICER, "Kenya"), OFFICER)
    assert "no reply" in said.text


def test_a_command_without_its_country_leads_there_by_region_and_page(world: World) -> None:
    asked = only(world.command(OFFICER, "/country"), OFFICER)
    african = next(one for one in asked.data if one.endswith(":african:0"))
    first = only(world.tap(OFFICER, african, message=7), OFFICER)
    assert first.method == "editMessageText"
    assert "1 of 3" in first.buttons
    second = only(world.tap(OFFICER, first.buttons["›"]), OFFICER)
    assert "d:for:country:KEN" in second.data
    assert only(world.tap(OFFICER, second.buttons["‹ Regions"]), OFFICER).data == asked.data


def test_every_country_can_be_reached_by_buttons(world: World) -> None:
    reached = set()
    asked = only(world.command(OFFICER, "/country"), OFFICER)
    for region in (one for one in asked.data if one.startswith("d:where:")):
        for page in range(3):
            shown = only(world.tap(OFFICER, region.removesuffix(":0") + f":{page}"), OFFICER)
            reached |= {one[-3:] for one in shown.data if one.startswith("d:for:")}

    assert reached == {party.code for party in load()}


def test_twenty_countries_are_on_a_page(world: World) -> None:
    pages = [
        only(world.tap(OFFICER, f"d:where:country:african:{page}"), OFFICER) for page in range(3)
    ]
    shown = [[one for one in page.data if one.startswith("d:for:")] for page in pages]

    assert [len(one) for one in shown] == [20, 20, 14]
    assert [list(page.buttons)[-5:-2] for page in pages] == [
        ["‹", "1 of 3", "›"],
        ["‹", "2 of 3", "›"],
        ["‹", "3 of 3", "›"],
    ]
    assert [page.data[-5:-2] for page in pages] == [
        [f"d:where:country:african:{to}" for to in around]
        for around in ((0, 0, 1), (0, 1, 2), (1, 2, 2))
    ]


def test_a_page_that_is_not_there_shows_the_last(world: World) -> None:
    shown = only(world.tap(OFFICER, "d:where:country:western:99"), OFFICER)

    assert "2 of 2" in shown.buttons


def test_no_button_is_too_long_for_telegram(world: World) -> None:
    shown = only(world.tap(OFFICER, "d:where:secretariat:eastern_european:0"), OFFICER)

    # Telegram refuses longer callback data: Bot API, InlineKeyboardButton.
    assert all(len(one.encode()) <= 64 for one in shown.data)
