"""Erasing: shown, asked twice, done; a dated mark stays and nothing else."""

from __future__ import annotations

import pytest

from storage import audit, people, replies
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VISITOR, World, only


def test_a_state_is_erased_after_two_questions_and_leaves_a_mark(world: World) -> None:
    world.focal_point()
    world.reply()
    for name in ("remarks", "city"):
        replies.set_answer(world.db, "FRA", 0, name, '"x"', by=CLAIRE, now=world.stamp)
    first = only(world.command(ADMIN, "/erase France"), ADMIN)
    second = only(world.tap(ADMIN, first.buttons["Erase …"]), ADMIN)
    kept = replies.get(world.db, "FRA")
    done = only(world.tap(ADMIN, second.buttons["Erase for ever"]), ADMIN)

    assert "answers: 2" in first.text
    assert "revisions sent: 1" in first.text
    assert "who acted for the State: 1" in first.text
    assert "France: this cannot be undone by anybody." in second.text
    assert kept is not None
    assert "France has been erased." in done.text
    assert replies.get(world.db, "FRA") is None
    (mark,) = audit.entries(world.db)
    assert (mark.action, mark.party, mark.actor, mark.subject) == ("erased", "FRA", ADMIN, None)


def test_a_person_is_erased_after_two_questions_and_the_reply_stays(world: World) -> None:
    world.focal_point()
    world.reply()
    choice = only(world.command(ADMIN, "/erase Claire Fontaine"), ADMIN)
    first = only(world.tap(ADMIN, choice.buttons["Claire Fontaine"]), ADMIN)
    second = only(world.tap(ADMIN, first.buttons["Erase …"]), ADMIN)
    done = only(world.tap(ADMIN, second.buttons["Erase for ever"]), ADMIN)

    assert "Erase Claire Fontaine?" in first.text
    assert "The person has been erased." in done.text
    assert people.known(world.db, CLAIRE) is None
    reply = replies.get(world.db, "FRA")
    assert reply is not None
    assert reply.revision == 1
    (mark,) = audit.entries(world.db)
    assert (mark.action, mark.subject) == ("erased", None)


def test_without_a_name_it_is_asked_for(world: World) -> None:
    world.focal_point()
    asked = only(world.command(ADMIN, "/erase"), ADMIN)
    said = only(world.write(ADMIN, "FRA"), ADMIN)

    assert "What is to be erased?" in asked.text
    assert "Erase the reply of France" in said.text


def test_a_name_that_is_nearly_that_of_a_state_is_offered(world: World) -> None:
    said = only(world.command(ADMIN, "/erase Frnce"), ADMIN)

    assert said.buttons["France"] == "d:erase:s:FRA"


def test_a_name_that_is_nobodys_is_asked_for_again(world: World) -> None:
    said = only(world.command(ADMIN, "/erase Xqzwv"), ADMIN)

    assert "No State and no person called Xqzwv was found." in said.text


def test_somebody_with_a_username_is_shown_with_it(world: World) -> None:
    people.meet(world.db, VISITOR, "Sofia Rossi", "sofia", world.stamp)

    said = only(world.command(ADMIN, "/erase @sofia"), ADMIN)

    assert said.buttons["Sofia Rossi (@sofia)"] == f"d:erase:p:{VISITOR}"


def test_nothing_is_kept_of_a_state_that_was_never_invited(world: World) -> None:
    said = only(world.command(ADMIN, "/erase France"), ADMIN)

    assert said.text == "Nothing is kept of France."
    assert said.buttons == {}


@pytest.mark.parametrize("data", ["d:erase:p:{}", "d:erasenow:p:{}"])
def test_whoever_works_in_the_secretariat_is_not_erased(world: World, data: str) -> None:
    said = only(world.tap(ADMIN, data.format(OFFICER)), ADMIN)

    assert "works in the secretariat." in said.text
    assert people.known(world.db, OFFICER) is not None


@pytest.mark.parametrize(
    "data", ["d:erase:p:12345", "d:erasenow:p:12345", "d:erasenow:s:XXX", "d:erase:x:FRA"]
)
def test_what_is_not_there_is_not_erased(world: World, data: str) -> None:
    said = only(world.tap(ADMIN, data), ADMIN)

    assert said.text == "There is nothing of that any more."
    assert world.actions() == []


def test_the_second_question_survives_a_person_that_has_gone(world: World) -> None:
    said = only(world.tap(ADMIN, "d:erasesure:p:12345"), ADMIN)

    assert "12345: this cannot be undone" in said.text


def test_an_officer_erases_nothing(world: World) -> None:
    world.focal_point()
    world.tap(OFFICER, "d:erasenow:s:FRA", chat=GROUP)

    assert world.toast == "This needs the role of admin."
    assert replies.get(world.db, "FRA") is not None
