"""The deadline: what is understood, what is refused with an example, who is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.campaign.campaign import Campaign
from bot.schedule.due_deadlines import DEADLINE_SET
from storage import deployment, people, replies
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, World, only, to

AHMED = 102
NOW = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)


# ---------------------------------------------------------------- the general deadline


def button(world: World, text: str) -> str:
    """The button that sets what was written."""
    return only(world.command(ADMIN, f"/deadline {text}"), ADMIN).buttons["Set it"]


def test_the_deadline_is_asked_for_shown_and_set(world: World, campaign: Campaign) -> None:
    asked = only(world.command(ADMIN, "/deadline"), ADMIN)
    shown = only(world.write(ADMIN, "15.11.2003 18:00"), ADMIN)
    before = campaign.deadline(world.db)
    said = world.tap(ADMIN, shown.buttons["Set it"])

    assert "No deadline is set." in asked.text
    assert "01.10.2003 18:00" in asked.text
    assert "Set the deadline to 15 November 2003, 18:00 (Zurich)?" in shown.text
    assert before is None
    assert campaign.deadline(world.db) == datetime(2003, 11, 15, 17, 0, tzinfo=UTC)
    assert only(said, ADMIN).text == "The deadline is 15 November 2003, 18:00 (Zurich)."
    assert "Mary Keller has set the deadline" in only(said, GROUP).text
    assert world.actions() == ["set deadline"]
    # What was due before is not made up for.
    assert deployment.get(world.db, DEADLINE_SET) == world.stamp


def test_missions_without_a_deadline_of_their_own_are_told(world: World) -> None:
    world.focal_point(CLAIRE, "FRA")
    world.focal_point(AHMED, "EGY")
    replies.set_deadline(world.db, "EGY", world.stamp, world.stamp)

    said = world.tap(ADMIN, button(world, "15.11.2003 18:00"))

    assert (
        only(said, CLAIRE).text
        == "The deadline for the reply of France is now 15 November 2003, 18:00 (Zurich)."
    )
    assert to(said, AHMED) == []
    assert to(said, ADMIN)[-1].text == "Sending: 0 of 1."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31.02.", "There is no such day in the calendar."),
        ("31.08.2003", "31 August 2003, 23:59 (Zurich) has passed already."),
        ("03-12-10", "This date can be read in two ways."),
        ("soon", "This is no date that can be read."),
    ],
)
def test_what_cannot_be_is_refused_with_an_example(world: World, text: str, reason: str) -> None:
    said = only(world.command(ADMIN, f"/deadline {text}"), ADMIN)
    again = only(world.write(ADMIN, "15.11.2003"), ADMIN)

    assert said.text.startswith(reason)
    assert "such as 01.10.2003 18:00." in said.text
    assert "Set it" in again.buttons


def test_the_town_of_the_event_names_its_zone(world: World) -> None:
    said = only(world.command(ADMIN, "/deadline 15.11.2003 18:00 Geneva"), ADMIN)

    assert "18:00 (Zurich)" in said.text


def test_a_deadline_is_set_once(world: World) -> None:
    data = button(world, "15.11.2003 18:00")
    world.tap(ADMIN, data)
    world.tap(ADMIN, data)

    assert world.toast == "This has been set already."
    assert world.actions() == ["set deadline"]


def test_a_button_from_before_the_moment_passed_sets_nothing(world: World) -> None:
    data = button(world, "15.11.2003 18:00")
    world.later(days=100)

    world.tap(ADMIN, data)

    assert world.toast == "This moment has passed already."
    assert deployment.get(world.db, "deadline") is None


@pytest.mark.parametrize(
    "data",
    [
        "d:deadlineset:XXX:200311151700",
        "d:deadlineset:-:209913391700",
        "d:deadlineback:XXX",
    ],
)
def test_a_button_of_no_state_or_no_moment_sets_nothing(world: World, data: str) -> None:
    world.tap(ADMIN, data)

    assert world.toast == "This button is no longer used. /menu shows the desk."
    assert world.actions() == []


def test_the_deadline_can_be_taken_back(world: World, campaign: Campaign) -> None:
    world.focal_point()
    world.tap(ADMIN, button(world, "15.11.2003 18:00"))
    asked = only(world.command(ADMIN, "/deadline"), ADMIN)
    said = world.tap(ADMIN, asked.buttons["Back to the event's own deadline"])

    assert campaign.deadline(world.db) is None
    assert only(said, CLAIRE).text == "The reply of France no longer has a deadline."
    assert "—" in only(said, GROUP).text


# ---------------------------------------------------------------- one State's own


def test_one_state_gets_more_time_and_is_told_alone(world: World, campaign: Campaign) -> None:
    world.focal_point(CLAIRE, "FRA")
    world.focal_point(AHMED, "EGY")
    world.command(ADMIN, "/extend France")
    shown = only(world.write(ADMIN, "30.11.2003"), ADMIN)
    said = world.tap(ADMIN, shown.buttons["Set it"])

    assert "Set the deadline of France" in shown.text
    assert campaign.deadline(world.db, "FRA") == datetime(2003, 11, 30, 22, 59, tzinfo=UTC)
    assert campaign.deadline(world.db, "EGY") is None
    assert "is now 30 November 2003, 23:59" in only(said, CLAIRE).text
    assert to(said, AHMED) == []
    assert "Mary Keller has set the deadline of France" in only(said, GROUP).text
    assert deployment.get(world.db, f"{DEADLINE_SET}:FRA") == world.stamp
    assert deployment.get(world.db, DEADLINE_SET) is None


def test_a_state_goes_back_to_the_general_deadline(world: World, campaign: Campaign) -> None:
    replies.ensure(world.db, "FRA", world.stamp)
    replies.set_deadline(world.db, "FRA", "2003-11-30T22:59:00.000Z", world.stamp)
    asked = only(world.command(ADMIN, "/extend FRA"), ADMIN)

    world.tap(ADMIN, asked.buttons["Back to the general deadline"])

    assert "The deadline of France is 30 November 2003" in asked.text
    assert campaign.deadline(world.db, "FRA") is None


def test_a_person_who_blocked_the_bot_is_not_counted(world: World) -> None:
    world.focal_point()
    people.set_blocked(world.db, CLAIRE, world.stamp)

    said = only(world.command(ADMIN, "/deadline 15.11.2003"), ADMIN)

    assert "0 States will be told." in said.text


def test_an_officer_sets_no_deadline(world: World) -> None:
    world.tap(OFFICER, "d:deadlineset:-:200311151700")

    assert world.toast == "This needs the role of admin."
    assert deployment.get(world.db, "deadline") is None
