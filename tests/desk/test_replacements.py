"""A focal point is replaced on an official letter, whose reference and date stay with the history."""

from __future__ import annotations

import pytest

from storage import assignments, invitations
from storage.assignments import MissionRole
from tests.desk.test_access_requests import ask_in, code_in
from tests.world import ADMIN, CLAIRE, OFFICER, VISITOR, World, only, to

SUCCESSOR = 104


def test_a_replacement_on_a_request_carries_the_letter(world: World) -> None:
    world.focal_point()
    number = ask_in(world)
    world.tap(ADMIN, f"d:instead:{number}")
    world.write(ADMIN, "NV  2003/117")
    said = world.write(ADMIN, "1 September 2003")

    holder = assignments.holder(world.db, "FRA", MissionRole.PRIMARY)
    assert holder is not None
    assert holder.person_id == VISITOR
    assert (holder.letter_reference, holder.letter_date) == ("NV 2003/117", "2003-09-01")
    assert "You no longer act for France" in only(said, CLAIRE).text
    assert "has confirmed you" in only(said, VISITOR).text
    before = assignments.history(world.db, "FRA")[0]
    assert (before.person_id, before.status) == (CLAIRE, "removed")


def test_a_replacement_by_command_makes_a_link_for_the_successor(world: World) -> None:
    world.focal_point()
    asked = only(world.command(ADMIN, "/replace França"), ADMIN)
    assert "Which country is meant?" in asked.text or "Claire Fontaine" in asked.text
    world.command(ADMIN, "/replace FRA")
    world.write(ADMIN, "NV 118")
    said = world.write(ADMIN, "30.08.2003")

    link = code_in(to(said, ADMIN)[-1].text)
    world.meet(SUCCESSOR)
    world.command(SUCCESSOR, f"/start {link}")
    holder = assignments.holder(world.db, "FRA", MissionRole.PRIMARY)
    assert holder is not None
    assert holder.person_id == SUCCESSOR
    history = world.tap(ADMIN, "d:history:FRA")
    assert "letter NV 118" in only(history, ADMIN).text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("31.02.2003", "There is no such day"),
        ("tomorrow", "Please write a date"),
        ("1 October 2003", "has still to come"),
    ],
)
def test_a_date_that_cannot_be_is_asked_for_again(world: World, said: str, answer: str) -> None:
    world.focal_point()
    world.command(ADMIN, "/replace FRA")
    world.write(ADMIN, "NV 118")

    assert answer in only(world.write(ADMIN, said), ADMIN).text
    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is not None
    world.write(ADMIN, "30.08.2003")
    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is None


def test_of_two_people_one_is_chosen_to_be_replaced(world: World) -> None:
    world.focal_point()
    backup = world.focal_point(105, role="backup")

    asked = only(world.command(ADMIN, "/replace FRA"), ADMIN)

    assert f"d:replace:{backup}" in asked.data


def test_nobody_to_be_replaced(world: World) -> None:
    said = only(world.command(ADMIN, "/replace Kenya"), ADMIN)

    assert "Nobody acts for Kenya" in said.text
    assert "d:for:invite:KEN" in said.data


def test_a_replacement_is_given_up_when_the_person_left_meanwhile(world: World) -> None:
    held = world.focal_point()
    world.command(ADMIN, "/replace FRA")
    world.write(ADMIN, "NV 1")
    world.tap(ADMIN, f"d:dismissed:{held}")
    world.tap(ADMIN, f"d:replace:{held}")
    assert "does not act for the State any more" in world.toast
    said = world.write(ADMIN, "30.08.2003")

    assert "replaced or removed meanwhile" in only(said, ADMIN).text
    assert invitations.of_party(world.db, "FRA") == []


def test_a_successor_refused_meanwhile_is_not_confirmed(world: World) -> None:
    world.focal_point()
    number = ask_in(world)
    world.tap(ADMIN, f"d:instead:{number}")
    world.write(ADMIN, "NV 1")
    world.tap(OFFICER, f"d:refuse:{number}")
    said = to(world.write(ADMIN, "30.08.2003"), ADMIN)

    assert "decided meanwhile" in said[-1].text
    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is not None
