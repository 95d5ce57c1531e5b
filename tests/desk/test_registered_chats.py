"""Chats are registered, get a language and a digest; groups are greeted."""

from __future__ import annotations

from storage import people, staff
from tests.world import (
    ADMIN,
    CLAIRE,
    GROUP,
    OFFICER,
    VISITOR,
    World,
    only,
)

NEW_GROUP = -2002


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


def test_strangers_in_a_group_that_is_no_desk(world: World) -> None:
    said = only(world.command(VISITOR, "/help", chat=-3003), -3003)
    assert "private chats only" in said.text

    assert world.write(VISITOR, "hello", chat=-3003) == []


def test_a_focal_point_in_a_group_is_sent_to_the_private_chat_in_the_language_they_chose(
    world: World,
) -> None:
    world.focal_point(language="fr")
    said = world.command(CLAIRE, "/form", chat=GROUP)

    assert "Démarrer" in said[-1].text
