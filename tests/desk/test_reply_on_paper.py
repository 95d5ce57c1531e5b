"""A reply that came on paper: entered by an officer in the mission's dialogue, marked as such, without the officer's name."""

from __future__ import annotations

import pytest

from bot.engine.changes import AnswerSet
from bot.engine.progress import open_items
from bot.mission.draft import StoredDraft
from storage import people, replies, revisions
from tests.world import CLAIRE, FORM, GROUP, OFFICER, World, only, to


def begin(world: World, party: str = "FRA") -> None:
    world.command(OFFICER, f"/record {party}")
    world.write(OFFICER, "Note 42/2003")
    world.write(OFFICER, "28 August 2003")


def answer_everything(world: World, party: str = "FRA") -> None:
    """The shortest reply: no participation, and who speaks for the State."""
    draft = StoredDraft(world.db, FORM, party)
    values = {"participation": "no"}
    for _ in range(40):
        missing = [item for item in open_items(FORM, draft.answers()) if item.name not in values]
        for item in missing:
            values[item.name] = "x"
        draft.apply(AnswerSet("participation", "no"), by=OFFICER, role="officer", now=world.stamp)
        for item in open_items(FORM, draft.answers()):
            value = "no" if item.name == "participation" else None
            if getattr(item, "required", False):
                value = "Fontaine" if item.name != "focal_title" else item.choices[0].name  # type: ignore[union-attr]
            draft.apply(AnswerSet(item.name, value), by=OFFICER, role="officer", now=world.stamp)
        if not open_items(FORM, draft.answers()):
            return
    raise AssertionError("the form never ends")


def test_the_paper_is_asked_for_and_the_dialogue_follows(world: World) -> None:
    begin(world)
    said = world.command(OFFICER, "/form")

    assert "Will" in said[-1].text or said[-1].buttons
    known = people.known(world.db, OFFICER)
    assert known is not None
    assert '"reference":"Note 42/2003"' in str(known.session)
    reply = replies.get(world.db, "FRA")
    assert reply is not None


def test_what_is_sent_is_marked_and_names_no_officer_to_the_mission(world: World) -> None:
    world.focal_point()
    begin(world)
    answer_everything(world)
    shown = world.command(OFFICER, "/review")[-1]
    send = next(data for data in shown.data if data.endswith(":send"))
    said = world.tap(OFFICER, send)

    revision = revisions.get(world.db, "FRA", 1)
    assert revision is not None
    assert (revision.recorded_by, revision.paper_reference, revision.paper_date) == (
        OFFICER,
        "Note 42/2003",
        "2003-08-28",
    )
    told = only(said, CLAIRE)
    assert "recorded your letter Note 42/2003 as revision 1" in told.text
    assert "Omar" not in told.text
    assert any("Recorded from paper" in one.text for one in to(said, GROUP))

    world.tap(OFFICER, "d:recorded")
    card = only(world.write(OFFICER, "France"), OFFICER)
    assert "Recorded from paper: Note 42/2003" in card.text


def test_commands_of_the_desk_go_on_working_meanwhile(world: World) -> None:
    begin(world)

    assert "Kenya" in only(world.command(OFFICER, "/country Kenya"), OFFICER).text
    assert "finished" in only(world.command(OFFICER, "/done"), OFFICER).text
    assert "Nothing is being recorded" in only(world.command(OFFICER, "/done"), OFFICER).text


def test_unsent_changes_of_the_mission_are_pointed_out(world: World) -> None:
    world.focal_point()
    draft = StoredDraft(world.db, FORM, "FRA")
    draft.apply(AnswerSet("participants", 7), by=CLAIRE, role="primary", now=world.stamp)
    world.command(OFFICER, "/record FRA")
    world.write(OFFICER, "Note 42/2003")
    said = world.write(OFFICER, "28.8.2003")

    assert any("has 1 change it has not sent" in one.text for one in said)


def test_a_group_is_no_place_to_record(world: World) -> None:
    said = only(world.command(OFFICER, "/record FRA", chat=GROUP), GROUP)

    assert "private chat" in said.text


def test_who_acts_for_a_state_cannot_record_for_another(world: World) -> None:
    world.focal_point(OFFICER, "KEN")

    assert "act for a State yourself" in only(world.command(OFFICER, "/record FRA"), OFFICER).text


@pytest.mark.parametrize("said", ["9 October 2003", "31.02.2003"])
def test_the_paper_s_date_must_be_one(world: World, said: str) -> None:
    world.command(OFFICER, "/record FRA")
    world.write(OFFICER, "Note 42/2003")
    world.write(OFFICER, said)

    assert replies.get(world.db, "FRA") is None


def test_a_reference_that_is_no_reference(world: World) -> None:
    world.command(OFFICER, "/record FRA")

    assert "by 80 characters" in only(world.write(OFFICER, "x" * 200), OFFICER).text


def test_an_officer_who_never_chose_a_language_is_not_asked_for_it_in_the_dialogue(
    world: World,
) -> None:
    world.db.execute("UPDATE people SET language = NULL WHERE id = ?", (OFFICER,))
    begin(world)

    known = people.known(world.db, OFFICER)
    assert known is not None
    assert known.language == "en"
