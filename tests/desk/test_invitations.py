"""One State is invited; links and people are withdrawn."""

from __future__ import annotations

import pytest

from storage import assignments, invitations
from storage.assignments import MissionRole
from tests.desk.test_access_requests import code_in
from tests.world import ADMIN, CLAIRE, VISITOR, World, only, to


def test_a_link_is_withdrawn(world: World) -> None:
    link = code_in(only(world.command(ADMIN, "/invite France"), ADMIN).text)
    listed = only(world.command(ADMIN, "/revoke France"), ADMIN)
    world.tap(ADMIN, next(one for one in listed.data if one.startswith("d:unlink:")))

    said = world.command(VISITOR, f"/start {link}")
    assert assignments.active(world.db, VISITOR) is None
    assert any("has been withdrawn" in one.text for one in to(said, VISITOR))


def test_another_state_s_link_is_not_withdrawn_by_a_forged_button(world: World) -> None:
    world.command(ADMIN, "/invite France")
    invitation = invitations.of_party(world.db, "FRA")[0]

    world.tap(ADMIN, f"d:unlink:KEN:{invitation.id}")

    assert invitations.of_party(world.db, "FRA")[0].revoked_at is None


def test_a_person_is_removed_after_asking_once_more(world: World) -> None:
    held = world.focal_point()
    world.tap(ADMIN, f"d:dismiss:{held}")
    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is not None
    said = world.tap(ADMIN, f"d:dismissed:{held}")

    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is None
    assert "You no longer act for France" in only(said, CLAIRE).text
    world.tap(ADMIN, f"d:dismissed:{held}")
    assert "does not act for the State any more" in world.toast


def test_a_new_link_takes_the_place_of_one_that_was_not_opened(world: World) -> None:
    first = code_in(only(world.command(ADMIN, "/invite France"), ADMIN).text)
    second = code_in(only(world.command(ADMIN, "/invite France"), ADMIN).text)

    assert invitations.find(world.db, first).revoked_at is not None  # type: ignore[union-attr]
    assert invitations.find(world.db, second).revoked_at is None  # type: ignore[union-attr]


@pytest.mark.parametrize("line", ["/invite France backup", "/invite france BACKUP"])
def test_a_backup_is_invited(world: World, line: str) -> None:
    only(world.command(ADMIN, line), ADMIN)

    assert [one.role for one in invitations.of_party(world.db, "FRA")] == ["backup"]


def test_inviting_where_somebody_acts_says_so(world: World) -> None:
    world.focal_point()
    said = world.command(ADMIN, "/invite France")

    assert "Claire Fontaine acts for France already" in to(said, ADMIN)[0].text
    assert len(to(said, ADMIN)) == 2


def test_a_link_that_was_opened_or_withdrawn_meanwhile(world: World) -> None:
    link = code_in(only(world.command(ADMIN, "/invite France"), ADMIN).text)
    number = invitations.of_party(world.db, "FRA")[0].id
    world.tap(ADMIN, f"d:unlink:FRA:{number}")
    world.tap(ADMIN, f"d:unlink:FRA:{number}")
    assert "withdrawn already" in world.toast
    link = code_in(only(world.command(ADMIN, "/invite France"), ADMIN).text)
    world.command(VISITOR, f"/start {link}")
    number = invitations.of_party(world.db, "FRA")[0].id
    world.tap(ADMIN, f"d:unlink:FRA:{number}")
    assert "opened meanwhile" in world.toast


def test_nothing_to_withdraw(world: World) -> None:
    assert "nobody acts for it" in only(world.command(ADMIN, "/revoke Kenya"), ADMIN).text


def test_a_backup_is_invited_by_the_button_below_a_link(world: World) -> None:
    said = only(world.command(ADMIN, "/invite France"), ADMIN)
    world.tap(ADMIN, said.buttons["Invite a backup"])
    world.tap(ADMIN, "d:invite:FRA:king")

    assert [one.role for one in invitations.of_party(world.db, "FRA")] == ["backup", "primary"]
