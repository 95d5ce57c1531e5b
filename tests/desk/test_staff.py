"""Roles, and the chats in which the secretariat is told."""

from __future__ import annotations

import pytest

from storage import people, staff
from storage.staff import Role
from tests.world import (
    ADMIN,
    CLAIRE,
    GROUP,
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


def test_a_group_is_registered_by_an_admin_only(world: World) -> None:
    refused = only(world.command(OFFICER, "/secretariat", chat=NEW_GROUP), NEW_GROUP)
    assert "role of admin" in refused.text
    assert staff.desk(world.db, NEW_GROUP) is None

    said = world.command(ADMIN, "/secretariat", chat=NEW_GROUP)
    assert "is now told of every reply" in said[-1].text
    assert staff.desk(world.db, NEW_GROUP) is not None
    assert "already" in world.command(ADMIN, "/secretariat", chat=NEW_GROUP)[-1].text


def test_a_group_that_is_not_registered_is_told_nothing(world: World) -> None:
    said = only(world.command(ADMIN, "/status", chat=NEW_GROUP), NEW_GROUP)

    assert "not registered" in said.text


def test_a_chat_is_told_no_more(world: World) -> None:
    world.tap(ADMIN, "d:unregister", chat=GROUP)

    assert staff.desk(world.db, GROUP) is None


def test_putting_the_bot_into_a_group_offers_to_register_it(world: World) -> None:
    offered = only(world.join(ADMIN, NEW_GROUP), NEW_GROUP)
    world.tap(ADMIN, offered.buttons["Register this group"], chat=NEW_GROUP)

    assert staff.desk(world.db, NEW_GROUP) is not None
    assert world.join(ADMIN, NEW_GROUP) == []


def test_the_link_that_puts_the_bot_into_a_group_registers_it(world: World) -> None:
    world.command(ADMIN, "/start desk", chat=NEW_GROUP)

    assert staff.desk(world.db, NEW_GROUP) is not None


def test_others_who_put_the_bot_into_a_group_get_a_kind_sentence(world: World) -> None:
    said = only(world.join(CLAIRE, NEW_GROUP), NEW_GROUP)

    assert "serve the secretariat only" in said.text
    assert said.buttons == {}


def test_a_person_and_a_group_each_have_their_language(world: World) -> None:
    world.tap(OFFICER, "d:speak:fr")
    world.tap(ADMIN, "d:speak:ar", chat=GROUP)

    known, desk = people.known(world.db, OFFICER), staff.desk(world.db, GROUP)
    assert known is not None
    assert known.language == "fr"
    assert desk is not None
    assert desk.language == "ar"
    assert "فرنسا" in only(world.command(ADMIN, "/country FRA", chat=GROUP), GROUP).text
    assert "Royaume" in only(world.command(OFFICER, "/country GBR"), OFFICER).text


def test_a_language_that_is_none_of_the_event_s_is_not_taken(world: World) -> None:
    world.tap(OFFICER, "d:speak:xx")

    known = people.known(world.db, OFFICER)
    assert known is not None
    assert known.language == "en"


def test_the_digest_is_set_for_a_chat(world: World) -> None:
    asked = world.command(OFFICER, "/digest", chat=GROUP)[-1]
    assert "● at once" in asked.buttons
    world.tap(OFFICER, asked.buttons["daily at 08:00"], chat=GROUP)

    desk = staff.desk(world.db, GROUP)
    assert desk is not None
    assert desk.digest == "daily"
    world.command(OFFICER, "/digest now", chat=GROUP)
    desk = staff.desk(world.db, GROUP)
    assert desk is not None
    assert desk.digest == "now"


def test_a_chat_that_is_told_nothing_has_no_digest(world: World) -> None:
    assert "/secretariat" in only(world.tap(OFFICER, "d:digest"), OFFICER).text


def test_every_menu_shows_what_the_role_may(world: World) -> None:
    menus = dict(world.turns.desk.menus.every(world.db))

    assert set(menus) == {ADMIN, OFFICER, VIEWER, GROUP}
    assert len(menus[VIEWER]) < len(menus[OFFICER]) < len(menus[ADMIN])
    assert all(len(words) <= 256 and words for menu in menus.values() for _, words in menu)
    assert menus[GROUP] == world.turns.desk.menus.of(Role.OFFICER, "en")


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_menus_keep_within_telegram_s_limits(world: World, language: str) -> None:
    menu = world.turns.desk.menus.of(Role.ADMIN, language)

    assert len(menu) <= 100
    assert all(name.islower() and len(name) <= 32 and len(says) <= 256 for name, says in menu)


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
