"""Announcements: each language asked for, or one and the rest left in it; shown, then sent once."""

from __future__ import annotations

import pytest

from bot.desk.announcements import MAX_TEXT_CHARS
from bot.i18n.languages import LANGUAGES
from storage import outbox, people
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, World, only, to

AHMED, ANNA = 102, 104
MISSIONS = {CLAIRE: ("FRA", "fr"), AHMED: ("EGY", "ar"), ANNA: ("RUS", "ru")}


@pytest.fixture
def three(world: World) -> World:
    for person, (party, language) in MISSIONS.items():
        world.focal_point(person, party, language=language)
    return world


def test_a_text_in_every_language_reaches_each_mission_in_its_own(three: World) -> None:
    asked = [only(three.command(ADMIN, "/announce"), ADMIN).text]
    order = ["en", *(code for code in LANGUAGES if code != "en")]
    for code in order:
        shown = three.write(ADMIN, f"Text in {code} & <b>")
        asked.append(to(shown, ADMIN)[-1].text)
    said = three.tap(ADMIN, "d:announcego")

    assert "please write the text in English (1 of 6)" in asked[0]
    assert "please write the text in Español (6 of 6)" in asked[5]
    assert "This is how it will be read." in asked[6]
    assert "Text in fr & <b>" in only(said, CLAIRE).text
    assert "Text in ar & <b>" in only(said, AHMED).text
    assert only(said, ANNA).data == ["*:contact"]
    assert to(said, ADMIN)[-1].text == "Sending: 0 of 3."
    assert three.actions()[-1] == "announced"


def test_the_rest_can_be_left_in_the_first_language(three: World) -> None:
    three.command(ADMIN, "/announce")
    more = only(three.write(ADMIN, "The hall has changed."), ADMIN)
    shown = three.tap(ADMIN, more.buttons["Leave the rest in English"])
    said = three.tap(ADMIN, "d:announcego")

    assert "3 chats of other languages get the text in English." in to(shown, ADMIN)[-1].text
    assert "The hall has changed." in only(said, AHMED).text
    assert "The hall has changed." in only(said, CLAIRE).text


def test_one_region_alone_can_be_told(three: World) -> None:
    asked = only(three.command(ADMIN, "/announce African"), ADMIN)
    three.write(ADMIN, "To Africa")
    shown = three.tap(ADMIN, "d:announcerest")
    said = three.tap(ADMIN, "d:announcego")

    assert "Announcement to African States" in asked.text
    assert "Send to 1 chat" in to(shown, ADMIN)[-1].buttons
    assert [chat for chat in MISSIONS if to(said, chat)] == [AHMED]


def test_an_unknown_region_is_asked_for_with_buttons(three: World) -> None:
    said = only(three.command(ADMIN, "/announce Atlantis"), ADMIN)
    chosen = only(three.tap(ADMIN, said.buttons["All regions"]), ADMIN)

    assert said.text == "To which region?"
    assert "Announcement to all regions" in chosen.text


def test_nothing_goes_out_before_it_was_confirmed_and_then_once(three: World) -> None:
    three.command(ADMIN, "/announce")
    three.write(ADMIN, "Text")
    shown = three.tap(ADMIN, "d:announcerest")
    first = three.tap(ADMIN, "d:announcego")
    second = three.tap(ADMIN, "d:announcego")

    assert {one.chat_id for one in shown} == {ADMIN}
    assert len(to(first, CLAIRE)) == 1
    assert {one.chat_id for one in second} <= {ADMIN}
    assert three.toast == "This has been sent already, or called off."


def test_an_announcement_that_was_called_off_stays_here(three: World) -> None:
    three.command(ADMIN, "/announce")
    three.write(ADMIN, "Text")
    three.tap(ADMIN, "d:announcerest")
    three.tap(ADMIN, "d:cancel")
    said = three.tap(ADMIN, "d:announcego")

    assert to(said, CLAIRE) == []


def test_words_where_a_tap_is_waited_for_lose_nothing(three: World) -> None:
    three.command(ADMIN, "/announce")
    three.write(ADMIN, "Text")
    three.tap(ADMIN, "d:announcerest")
    said = only(three.write(ADMIN, "France"), ADMIN)

    assert "The announcement waits to be sent." in said.text
    assert len(to(three.tap(ADMIN, "d:announcego"), CLAIRE)) == 1


def test_a_text_that_is_too_long_is_asked_for_again(three: World) -> None:
    three.command(ADMIN, "/announce")
    long = only(three.write(ADMIN, "x" * (MAX_TEXT_CHARS + 1)), ADMIN)
    fits = only(three.write(ADMIN, "x" * MAX_TEXT_CHARS), ADMIN)

    assert "Please shorten it by 1 character." in long.text
    assert "(2 of 6)" in fits.text


def test_the_rest_of_nothing_cannot_be_left(three: World) -> None:
    three.tap(ADMIN, "d:announcerest")

    assert three.toast == "This announcement is no longer being written."


def test_with_nobody_to_reach_nothing_is_sent(world: World) -> None:
    world.command(ADMIN, "/announce")
    world.write(ADMIN, "Text")
    said = only(world.tap(ADMIN, "d:announcerest"), ADMIN)

    assert said.text == "Nobody there can be reached through the bot yet."


def test_whoever_blocks_the_bot_meanwhile_gets_nothing(three: World) -> None:
    three.command(ADMIN, "/announce")
    three.write(ADMIN, "Text")
    three.tap(ADMIN, "d:announcerest")
    people.set_blocked(three.db, CLAIRE, three.stamp)
    said = three.tap(ADMIN, "d:announcego")

    assert to(said, CLAIRE) == []
    assert len(to(said, AHMED)) == 1


def test_announcements_wait_behind_everything_else(three: World) -> None:
    three.command(ADMIN, "/announce")
    three.write(ADMIN, "Text")
    three.tap(ADMIN, "d:announcerest")
    three.tap(ADMIN, "d:announcego")

    lanes = {row.chat_id: row.lane for row in outbox.waiting(three.db)}
    assert [lanes[chat] for chat in MISSIONS] == [outbox.Lane.BULK] * 3


def test_an_officer_announces_nothing(three: World) -> None:
    said = three.command(OFFICER, "/announce", chat=GROUP)

    assert "This needs the role of admin." in only(said, GROUP).text
