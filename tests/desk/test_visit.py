"""What a visit keeps in mind, for how long, and which message of several carries what."""

from __future__ import annotations

import pytest

from bot.desk.visit import called
from storage import people
from storage.people import KnownPerson
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VIEWER, World, only, to

# Each update comes a minute after the one before.
# How long a question to the desk waits for its answer.
MINUTES = 60


def test_a_text_within_the_hour_answers_what_was_asked(world: World) -> None:
    world.command(ADMIN, "/country")
    world.later(minutes=MINUTES - 2)

    said = only(world.write(ADMIN, "France"), ADMIN)

    assert said.text.startswith("France · WSIS-2003/FRA")


def test_a_text_after_exactly_an_hour_answers_nothing(world: World) -> None:
    world.command(ADMIN, "/country")
    world.later(minutes=MINUTES - 1)

    forgotten = only(world.write(ADMIN, "France"), ADMIN)
    then = only(world.write(ADMIN, "France"), ADMIN)

    assert forgotten.text == (
        "You were asked for something a while ago; so that nothing goes astray, this text was not "
        "used for it. Please begin again: /menu"
    )
    assert then.text.startswith("France · WSIS-2003/FRA")


def test_what_was_refused_is_recorded_no_longer_than_a_button_can_be(world: World) -> None:
    world.tap(VIEWER, "d:erasenow:s:" + "y" * 60)

    subjects = [row[0] for row in world.db.execute("SELECT subject FROM audit ORDER BY id")]
    assert subjects == [("d:erasenow:s:" + "y" * 60)[:64]]


def test_in_a_group_it_is_said_how_to_answer(world: World) -> None:
    how = "In this group, please answer by replying to this message."

    asked = only(world.command(OFFICER, "/country", chat=GROUP), GROUP)
    alone = only(world.command(OFFICER, "/country"), OFFICER)

    assert asked.text.split("\n\n")[-1] == how
    assert how not in alone.text


@pytest.mark.parametrize(
    ("name", "username", "expected"),
    [
        ("Ada", None, "Ada"),
        ("Ada", "ada_l", "Ada (@ada_l)"),
        ("", None, "7"),
        ("", "ada_l", "7 (@ada_l)"),
    ],
)
def test_somebody_is_told_apart(name: str, username: str | None, expected: str) -> None:
    person = KnownPerson(7, name, username, None, None, None, None, None, None)

    assert called(person) == expected


def test_who_is_gone_is_a_dash(world: World) -> None:
    number = world.focal_point()
    world.reply()
    world.db.execute("UPDATE people SET name = '' WHERE id = ?", (CLAIRE,))

    card = only(world.command(OFFICER, "/country France"), OFFICER)

    assert number == 1
    assert people.names(world.db, {CLAIRE}) == {CLAIRE: ""}
    assert "by —." in card.text


def test_of_several_messages_only_the_last_has_buttons_and_each_keeps_to_its_limit(
    world: World,
) -> None:
    world.focal_point()
    world.reply(members=200)

    parts = to(world.tap(OFFICER, "d:reply:FRA"), OFFICER)

    assert len(parts) > 1
    assert [one.data for one in parts[:-1]] == [[]] * (len(parts) - 1)
    assert parts[-1].data == ["d:open:FRA", "d:message:FRA"]
    assert all(0 < len(one.params["text"]) <= 4096 for one in parts)
    # The head stands in the first, and nobody is lost or told twice.
    assert parts[0].text.startswith("France · revision 1")
    named = [line for one in parts for line in one.text.split("\n") if "Benali" in line]
    assert len(named) == 200


def test_a_toast_is_cut_after_two_hundred_characters(world: World) -> None:
    post = world.post()
    for length in (200, 201):
        post.answer("query", "x" * length)

    # Telegram refuses longer answers to a tap: Bot API, answerCallbackQuery.
    assert [answer.text for answer in post.answers] == ["x" * 200] * 2
