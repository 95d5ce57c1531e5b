"""What belongs to an answer given before is taken wherever the person is by then."""

from __future__ import annotations

import json

from bot.engine.form import Value
from bot.engine.inputs import Arrived
from bot.telegram.updates import EditedText, TextMessage
from storage import replies
from tests.world import CLAIRE, World


def answer(world: World, question: str) -> object:
    return json.loads(replies.answers(world.db, "FRA")[question])


def at_a_name(world: World) -> None:
    """The focal point is asked for a given name, and gives it as message 7."""
    world.focal_point()
    question = world.command(CLAIRE, "/form")[-1]
    title = world.tap(CLAIRE, question.buttons["Yes"])[-1]
    world.tap(CLAIRE, title.buttons["Ms"])
    world.send(CLAIRE, TextMessage("Clare"), message=7)


def test_a_message_edited_while_the_language_is_chosen_corrects_its_answer(world: World) -> None:
    at_a_name(world)
    world.command(CLAIRE, "/language")
    said = world.send(CLAIRE, EditedText("Claire"), message=7)[-1]

    assert answer(world, "focal_given") == "Claire"
    assert "Corrected." in said.text
    assert "choose your language" in said.text


def test_a_file_that_arrives_while_the_language_is_chosen_is_kept(world: World) -> None:
    at_a_name(world)
    world.command(CLAIRE, "/language")
    file: Value = {"file": 1, "name": "note.pdf", "size_bytes": 1, "mime_type": "", "hash": "ab"}
    world.turns.mission.advance(world.work(), CLAIRE, Arrived("note_file", file))

    assert answer(world, "note_file") == file
    assert "choose your language" in world.read()[-1].text
