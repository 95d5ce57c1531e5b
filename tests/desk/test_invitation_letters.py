"""Invitation letters: each with a link of its own, for one State, a region or all."""

from __future__ import annotations

from bot.campaign.campaign import Campaign
from bot.texts.regions import REGIONS
from storage import audit, invitations, outbox
from storage.assignments import MissionRole
from tests.desk.test_exports import document, file
from tests.world import ADMIN, CLAIRE, World, only


def test_a_letter_has_a_link_that_works_and_stands_nowhere_else(
    world: World, campaign: Campaign
) -> None:
    asked = only(world.command(ADMIN, "/letter France"), ADMIN)
    said = world.tap(ADMIN, asked.buttons["Français"])
    row = file(said, ADMIN)
    found = document(said, ADMIN)
    (one,) = found["invitations"]
    code = one["link"].rsplit("=", 1)[1]

    invitation = invitations.find(world.db, code)
    assert invitation is not None
    assert (invitation.party, invitation.role) == ("FRA", "primary")
    assert (found["kind"], found["language"], one["language"]) == ("letter", "fr", "fr")
    assert one["reference"] == f"{campaign.event.letter.reference}-{invitation.id}"
    outbox.mark_sent(world.db, [outbox.Delivered(row.row, 1)], world.stamp)
    assert code not in "\n".join(world.db.iterdump())


def test_one_question_makes_letters_once(world: World) -> None:
    data = only(world.command(ADMIN, "/letter France"), ADMIN).buttons["English"]
    world.tap(ADMIN, data)
    second = world.tap(ADMIN, data)

    assert [one for one in second if one.document] == []
    assert world.toast == "These letters have been made already."
    assert len(invitations.of_party(world.db, "FRA")) == 1


def test_letters_of_a_region_leave_out_whoever_acts_already(
    world: World, campaign: Campaign
) -> None:
    world.focal_point(CLAIRE, "FRA")
    first = only(world.command(ADMIN, "/letters Western"), ADMIN)
    made = document(world.tap(ADMIN, first.buttons["English"]), ADMIN)
    second = only(world.command(ADMIN, "/letters Western"), ADMIN)

    western = [one.code for one in campaign.parties if one.group == "western"]
    assert {one["party"] for one in made["invitations"]} == set(western) - {"FRA"}
    assert f"{len(western) - 1} letters, each with a link of its own" in first.text
    assert f"{len(western) - 1} links that were made before" in second.text


def test_letters_of_all_come_by_region_and_show_how_far_they_are(
    world: World, campaign: Campaign
) -> None:
    asked = only(world.command(ADMIN, "/letters"), ADMIN)
    said = world.tap(ADMIN, asked.buttons["English"])
    made = [one.document for one in said if one.document]

    assert [one["part"] for one in made] == [region.replace("_", "-") for region in REGIONS]
    assert sum(len(one["invitations"]) for one in made) == len(list(campaign.parties))
    assert said[-1].text == "Sending: 0 of 6."
    assert "Stop" in said[-1].buttons


def test_letters_that_are_stopped_leave_no_link_behind(world: World) -> None:
    asked = only(world.command(ADMIN, "/letters"), ADMIN)
    under_way = world.tap(ADMIN, asked.buttons["English"])[-1]
    world.tap(ADMIN, under_way.buttons["Stop"])
    again = world.tap(ADMIN, under_way.buttons["Stop"])

    # The first region's may be on their way to Telegram already.
    assert invitations.open_of_role(world.db, "KEN", MissionRole.PRIMARY, world.stamp) is not None
    assert invitations.open_of_role(world.db, "FRA", MissionRole.PRIMARY, world.stamp) is None
    assert next(one.action for one in audit.entries(world.db, party="FRA")) == "revoked"
    assert again == []
    assert world.toast == "There is nothing left to stop."


def test_the_region_of_letters_is_asked_for(world: World) -> None:
    asked = only(world.command(ADMIN, "/letters Atlantis"), ADMIN)
    said = only(world.tap(ADMIN, asked.buttons["African States"]), ADMIN)

    assert "letters, each with a link of its own" in said.text


def test_where_somebody_acts_a_letter_is_refused(world: World) -> None:
    asked = only(world.command(ADMIN, "/letter France"), ADMIN)
    world.focal_point()
    refused = only(world.command(ADMIN, "/letter France"), ADMIN)
    said = only(world.tap(ADMIN, asked.buttons["English"]), ADMIN)

    assert "Somebody acts for France already." in refused.text
    assert said.document is None
    assert invitations.of_party(world.db, "FRA") == []


def test_where_somebody_acts_for_every_state_there_are_no_letters(
    world: World, campaign: Campaign
) -> None:
    for person, party in enumerate(campaign.parties, 2000):
        world.focal_point(person, party.code)
    world.forget()

    said = only(world.command(ADMIN, "/letters"), ADMIN)

    assert said.text == "Somebody acts for each of these States already."
