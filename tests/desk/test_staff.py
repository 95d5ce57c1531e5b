"""Roles, and the chats in which the secretariat is told."""

from __future__ import annotations

from storage import people, staff
from storage.staff import Role
from tests.world import (
    ADMIN,
    NAMES,
    OFFICER,
    VIEWER,
    VISITOR,
    World,
    only,
    to,
)

NEW_GROUP = -2002


def test_a_colleague_gets_a_role_after_one_more_question(world: World) -> None:
    world.meet(VISITOR)
    world.command(ADMIN, "/grant")
    world.tap(ADMIN, "d:role:officer")
    asked = only(world.write(ADMIN, "sofia"), ADMIN)
    assert "Give Sofia Rossi the role of officer?" in asked.text
    assert staff.role_of(world.db, VISITOR) is None

    said = world.tap(ADMIN, asked.data[0])
    assert staff.role_of(world.db, VISITOR) == "officer"
    assert any("You are now officer of the secretariat" in one.text for one in to(said, VISITOR))
    menu = next(one for one in said if one.method == "setMyCommands")
    assert menu.params["scope"] == {"type": "chat", "chat_id": VISITOR}
    names = [one["command"] for one in menu.params["commands"]]
    assert "accept" in names
    assert "grant" not in names


def test_a_role_and_a_name_on_one_line(world: World) -> None:
    world.meet(VISITOR)

    assert "viewer?" in only(world.command(ADMIN, "/grant viewer Sofia"), ADMIN).text


def test_several_of_one_name_are_told_apart(world: World) -> None:
    for person in (301, 302):
        people.meet(world.db, person, f"Anna {person}", f"anna{person}", world.stamp)
    world.command(ADMIN, "/grant officer")
    asked = only(world.write(ADMIN, "anna"), ADMIN)
    assert [one for one in asked.buttons if "Anna" in one] == [
        "Anna 301 (@anna301)",
        "Anna 302 (@anna302)",
    ]

    assert "Anna 302" in only(world.write(ADMIN, "@Anna302"), ADMIN).text


def test_somebody_who_never_opened_the_bot(world: World) -> None:
    said = only(world.command(ADMIN, "/grant officer @nobody"), ADMIN)

    assert "has opened this bot yet" in said.text


def test_the_last_admin_stays(world: World) -> None:
    world.tap(ADMIN, f"d:removed:{ADMIN}")
    assert "last admin" in world.toast
    world.tap(ADMIN, f"d:grantto:viewer:{ADMIN}")
    assert "last admin" in world.toast

    assert staff.role_of(world.db, ADMIN) == "admin"


def test_a_colleague_who_leaves_loses_role_menu_and_notices(world: World) -> None:
    world.command(OFFICER, "/secretariat")
    listed = only(world.command(ADMIN, "/remove"), ADMIN)
    world.tap(ADMIN, listed.buttons["Omar Said · officer"])
    said = world.tap(ADMIN, f"d:removed:{OFFICER}")

    assert staff.role_of(world.db, OFFICER) is None
    assert OFFICER not in [desk.chat_id for desk in staff.desks(world.db)]
    assert [one.method for one in to(said, OFFICER)] == ["deleteMyCommands"]
    world.tap(ADMIN, f"d:removed:{OFFICER}")
    assert "left the secretariat already" in world.toast


def test_the_list_names_everybody_and_every_chat(world: World) -> None:
    said = only(world.command(VIEWER, "/staff"), VIEWER)

    for person, role in ((ADMIN, "admin"), (OFFICER, "officer"), (VIEWER, "viewer")):
        assert f"{NAMES[person]}: {role}" in said.text
    assert "Secretariat: English, at once" in said.text
    assert said.buttons == {}


def test_people_are_found_by_number_and_never_by_nothing(world: World) -> None:
    assert [one.id for one in people.find(world.db, str(OFFICER))] == [OFFICER]
    assert people.find(world.db, "12345") == []
    assert people.find(world.db, " @ ") == []
    people.meet(world.db, 400, "Анна Соколова", None, world.stamp)
    assert [one.id for one in people.find(world.db, "АННА")] == [400]


def test_a_colleague_to_remove_is_named_on_the_line(world: World) -> None:
    asked = only(world.command(ADMIN, "/remove Omar"), ADMIN)
    assert "Remove Omar Said" in asked.text
    assert f"d:removed:{OFFICER}" in asked.data

    assert "Who leaves" in only(world.command(ADMIN, "/remove nobody"), ADMIN).text


def test_a_role_for_somebody_who_was_erased_meanwhile(world: World) -> None:
    world.tap(ADMIN, "d:grantto:officer:12345")

    assert "not known any more" in world.toast


def test_an_answer_is_not_taken_from_whoever_lost_the_role_for_it(world: World) -> None:
    world.meet(VISITOR)
    world.command(ADMIN, "/grant officer")
    staff.grant(world.db, OFFICER, Role.ADMIN, by=None, now=world.stamp)
    staff.grant(world.db, ADMIN, Role.VIEWER, by=None, now=world.stamp)

    assert "needs the role of admin" in only(world.write(ADMIN, "Sofia"), ADMIN).text
    assert staff.role_of(world.db, VISITOR) is None
