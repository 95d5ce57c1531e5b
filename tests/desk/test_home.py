"""The first minutes of a new admin, and whose business an update is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from bot.campaign.campaign import Campaign
from storage import assignments, invitations, replies, staff
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from storage.staff import Role
from tests.world import ADMIN, CLAIRE, OFFICER, VIEWER, VISITOR, World, only, secretariat, to


def test_the_first_admin_is_welcomed_with_four_steps(world: World) -> None:
    _, code = invitations.create(
        world.db, None, Role.ADMIN, by=None, now=world.stamp, expires_at=None
    )
    said = world.command(VISITOR, f"/start {code}")

    text = "\n".join(one.text for one in to(said, VISITOR))
    assert "Welcome, Sofia Rossi" in text
    steps = to(said, VISITOR)[-1]
    assert steps.buttons["Register the group"] == "https://t.me/FocalPointBot?startgroup=desk"
    assert staff.role_of(world.db, VISITOR) == "admin"
    assert VISITOR in [desk.chat_id for desk in staff.desks(world.db)]

    event = only(world.tap(VISITOR, steps.buttons["Check the event"]), VISITOR)
    assert "WSIS-2003" in event.text
    assert "195 States can be invited" in event.text
    everybody = only(world.tap(VISITOR, steps.buttons["Invite everybody"]), VISITOR)
    assert "Nothing has been done yet." in everybody.text


def test_an_admin_tries_it_as_a_mission_and_comes_back(world: World) -> None:
    world.tap(ADMIN, "d:try")
    said = to(world.write(ADMIN, "Kenya"), ADMIN)
    code = said[-1].buttons["Copy the link"].partition("start=")[2]
    world.command(ADMIN, f"/start {code}")
    held = assignments.active(world.db, ADMIN)
    assert held is not None
    assert held.party == "KEN"

    assert "France" in only(world.command(ADMIN, "/country France"), ADMIN).text
    assert world.write(ADMIN, "France")[-1].chat_id == ADMIN
    said = world.command(ADMIN, "/quit")
    assert "at the desk of the secretariat again" in only(said, ADMIN).text
    assert assignments.active(world.db, ADMIN) is None
    assert replies.get(world.db, "KEN") is None
    assert invitations.of_party(world.db, "KEN") == []
    assert "Kenya" in only(world.write(ADMIN, "Kenya"), ADMIN).text


def test_a_state_in_use_is_not_tried(world: World) -> None:
    world.focal_point()
    world.tap(ADMIN, "d:try")

    assert "in use already" in only(world.write(ADMIN, "France"), ADMIN).text


def test_who_really_acts_for_a_state_leaves_the_reply_behind(world: World) -> None:
    world.focal_point(ADMIN, "KEN")
    world.command(ADMIN, "/quit")

    assert assignments.active(world.db, ADMIN) is None
    assert replies.get(world.db, "KEN") is not None
    assert "You act for no State" in only(world.command(ADMIN, "/quit"), ADMIN).text


def test_the_desk_shows_who_waits_and_what_can_be_done(world: World) -> None:
    world.meet(VISITOR)
    assignments.assign(
        world.db,
        "ITA",
        VISITOR,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.UNINVITED,
        now=world.stamp,
    )

    admin = only(world.command(ADMIN, "/start"), ADMIN)
    assert "Requests (1)" in admin.buttons
    assert "First steps" in admin.buttons
    assert "First steps" not in only(world.command(VIEWER, "/menu"), VIEWER).buttons
    asked = only(world.tap(OFFICER, "d:run:country"), OFFICER)
    assert asked.method == "editMessageText"


def test_help_lists_what_the_role_may(world: World) -> None:
    viewer = only(world.command(VIEWER, "/help"), VIEWER).text
    admin = only(world.command(ADMIN, "/help"), ADMIN).text

    assert "/status" in viewer
    assert "/invite" not in viewer
    assert "/invite" in admin


def test_a_mission_s_own_commands_stay_its_own(world: World) -> None:
    world.focal_point()

    said = world.command(CLAIRE, "/status")
    assert "This is for the secretariat" not in said[-1].text
    assert only(world.command(CLAIRE, "/invite"), CLAIRE).text == "This is for the secretariat."


def test_an_officer_who_acts_for_a_state_is_in_both(world: World) -> None:
    world.focal_point(OFFICER, "KEN")

    assert "Kenya · World Summit" in world.command(OFFICER, "/menu")[-1].text
    assert "of 195 States" in only(world.command(OFFICER, "/status"), OFFICER).text
    world.tap(OFFICER, "d:message:KEN")
    said = world.write(OFFICER, "To myself")
    assert any("To myself" in one.text for one in said)
    assert "Your answers are kept" in world.command(OFFICER, "/cancel")[-1].text


def test_an_expired_admin_link_makes_nobody_admin(world: World) -> None:
    _, code = invitations.create(
        world.db, None, Role.ADMIN, by=None, now=world.stamp, expires_at=to_text(world.now)
    )
    world.command(VISITOR, f"/start {code}")

    assert staff.role_of(world.db, VISITOR) is None


@pytest.mark.parametrize(
    ("verification", "said"),
    [
        ("none", "Whoever opens an invitation is accepted on it."),
        ("approve", "People who open an invitation are confirmed by the secretariat first."),
    ],
)
def test_the_event_says_whether_people_are_confirmed_first(
    tmp_path: Path, campaign: Campaign, verification: Literal["none", "approve"], said: str
) -> None:
    event = replace(campaign.event, verification=verification)
    with secretariat(tmp_path, replace(campaign, event=event)) as world:
        shown = only(world.tap(ADMIN, "d:event"), ADMIN)

    assert said in shown.text.split("\n")
