"""A focal point reaches their own State's reply and no other, whatever button or number they send."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.engine.session import Asking, AtMenu, Listing, Reviewing, Session, Step, Viewing
from bot.telegram.updates import EditedText
from storage import people, records, replies
from tests.world import CLAIRE, FORM, World, campaign, world

# The fixtures are the desk's.
__all__ = ["campaign", "world"]

SECRET = "known to Egypt alone"
AHMED = 102
ENGINE = Path(__file__).parents[2] / "bot" / "engine"
# Every word between quotation marks in the engine: all its actions are among them.
WORDS = sorted(
    {
        word
        for path in ENGINE.glob("*.py")
        for word in re.findall(r'"([a-z_]{2,20})"', path.read_text(encoding="utf-8"))
    }
)
STEPS: tuple[Step, ...] = (
    AtMenu(),
    Asking("participants"),
    Listing("delegation"),
    Viewing("delegation", 1),
    Reviewing(),
)


def of_egypt(world: World) -> list[list[tuple[object, ...]]]:
    tables = ("answers", "records", "record_keys", "revisions", "replies", "files", "letters")
    return [
        world.db.execute(f"SELECT * FROM {table} WHERE party = 'EGY' ORDER BY 1, 2, 3").fetchall()
        for table in tables
    ]


@pytest.fixture
def two(world: World) -> tuple[World, int]:
    """Claire for France, Ahmed for Egypt with a person and a reply; that person's number."""
    world.focal_point()
    world.focal_point(AHMED, "EGY")
    world.reply("EGY", by=AHMED, remarks=SECRET)
    record = records.next_id(world.db)
    records.add(world.db, "EGY", "delegation", record)
    replies.set_answer(
        world.db, "EGY", record, "given", f'"{SECRET}"', by=AHMED, now=world.stamp, message_id=7
    )
    # One transaction for all that is tried: thousands of turns, and nothing for the disk.
    world.db.execute("BEGIN")
    return world, record


@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)
def test_no_button_with_anothers_number_shows_or_changes_anything(
    two: tuple[World, int], step: Step
) -> None:
    world, record = two
    before = of_egypt(world)
    heard: list[str] = []
    session = Session(step, 1, FORM.version).to_json()
    for word in WORDS:
        for argument in (str(record), "EGY", f"{record}:1"):
            people.save_session(world.db, CLAIRE, session, None, world.stamp)
            heard += [
                said.text
                for said in world.tap(CLAIRE, f"1:{word}:{argument}")
                if said.chat_id == CLAIRE
            ]

    assert {"pick", "remove", "change", "send"} <= set(WORDS)
    assert of_egypt(world) == before
    assert [text for text in heard if SECRET in text] == []
    assert len(heard) > len(WORDS)


def test_no_session_that_names_anothers_person_shows_or_changes_anything(
    two: tuple[World, int],
) -> None:
    world, record = two
    before = of_egypt(world)
    heard: list[str] = []
    for step in (Asking("given", record, "delegation"), Viewing("delegation", record)):
        session = Session(step, 1, FORM.version).to_json()
        for act in ("Claire", "/review", "/delegation"):
            people.save_session(world.db, CLAIRE, session, None, world.stamp)
            heard += [said.text for said in world.write(CLAIRE, act)]

    assert of_egypt(world) == before
    assert [text for text in heard if SECRET in text] == []


def test_an_edit_of_anothers_message_changes_nothing(two: tuple[World, int]) -> None:
    world, _ = two
    before = of_egypt(world)
    world.send(CLAIRE, EditedText("mine now"), message=7)

    assert of_egypt(world) == before
