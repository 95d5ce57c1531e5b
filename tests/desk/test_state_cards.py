"""The card of a country and what opens from it."""

from __future__ import annotations

from storage import assignments, people, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.instants import to_text
from storage.replies import Stage
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VIEWER, VISITOR, World, only, to


def card(world: World, person: int = OFFICER, country: str = "FRA") -> str:
    return only(world.tap(person, f"d:open:{country}"), person).text


def test_a_country_that_was_never_invited(world: World) -> None:
    shown = only(world.command(ADMIN, "/country Kenya"), ADMIN)

    assert "Not invited yet." in shown.text
    assert "Invite" in shown.buttons
    assert "Accept" not in shown.buttons


def test_open_links_say_until_when(world: World) -> None:
    world.command(ADMIN, "/invite Kenya")
    world.command(ADMIN, "/invite Kenya backup")
    text = card(world, country="KEN")

    assert "An invitation link waits to be opened, until" in text
    assert "A link for a backup waits to be opened" in text
    assert "Invited; the link has not been opened." in text


def test_everybody_who_acts_or_waits_is_named(world: World) -> None:
    people.meet(world.db, CLAIRE, "Claire Fontaine", "claire", world.stamp)
    held = world.focal_point()
    assignments.decide(
        world.db,
        held,
        AssignmentStatus.CONFIRMED,
        before=AssignmentStatus.CONFIRMED,
        by=ADMIN,
        now=world.stamp,
        letter_reference="NV <7>",
        letter_date="2003-08-30",
    )
    world.focal_point(102, role="backup")
    people.set_blocked(world.db, 102, world.stamp)
    world.meet(VISITOR)
    request = assignments.assign(
        world.db,
        "FRA",
        VISITOR,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.SECOND,
        now=world.stamp,
    )
    shown = only(world.tap(OFFICER, "d:open:FRA"), OFFICER)

    assert "Focal point: Claire Fontaine" in shown.text
    assert "by letter NV <7> of 30 August 2003" in shown.text
    assert "has blocked the bot" in shown.text
    assert "Sofia Rossi waits to be confirmed." in shown.text
    edited = only(to(world.tap(OFFICER, f"d:refuse:{request}:c", message=3), OFFICER), OFFICER)
    assert edited.params["message_id"] == 3
    assert "waits to be confirmed" not in edited.text


def test_a_returned_reply_shows_the_note_and_a_late_one_its_buttons(world: World) -> None:
    world.focal_point()
    world.reply()
    number = world.reply(late=True)
    replies.set_deadline(world.db, "FRA", to_text(world.now), world.stamp)
    world.tap(OFFICER, "d:return:FRA:1")
    world.write(OFFICER, "Which <minister>?")
    shown = only(world.tap(OFFICER, "d:open:FRA"), OFFICER)

    assert "Note: “Which <minister>?”" in shown.text
    assert "Late change, revision 2, waits" in shown.text
    assert "Own deadline: " in shown.text
    assert f"d:take:FRA:{number}" in shown.data
    assert "d:accept:FRA:1:c:returned" in shown.data


def test_who_decided_is_told_by_the_button_that_stands_for_it(world: World) -> None:
    world.focal_point()
    world.reply()
    world.tap(OFFICER, "d:who:FRA")
    assert world.toast == "Not looked at yet."
    world.tap(OFFICER, "d:open:FRA")
    world.tap(ADMIN, "d:who:FRA")
    assert "Seen by Omar Said" in world.toast
    world.tap(OFFICER, "d:return:FRA:1")
    world.write(OFFICER, "A note")
    world.tap(ADMIN, "d:who:FRA")
    assert "Returned by Omar Said" in world.toast
    world.tap(ADMIN, "d:who:KEN")
    assert world.toast == ""


def test_a_reply_from_paper_says_so(world: World) -> None:
    world.focal_point()
    world.reply()
    world.db.execute("UPDATE revisions SET paper_reference = 'F 1', paper_date = '2003-08-30'")

    assert "Recorded from paper: F 1 of 30 August 2003" in card(world)


def test_a_withdrawn_reply_can_only_be_looked_at(world: World) -> None:
    world.focal_point()
    world.reply()
    replies.set_stage(world.db, "FRA", Stage.WITHDRAWN, world.stamp)
    shown = only(world.tap(OFFICER, "d:open:FRA"), OFFICER)

    assert "withdrawn" in shown.text
    assert not {"Accept", "Return"} & set(shown.buttons)


def test_a_viewer_has_nothing_to_decide_with(world: World) -> None:
    world.focal_point()
    world.reply()

    assert set(only(world.tap(VIEWER, "d:open:FRA"), VIEWER).buttons) == {
        "Whole reply",
        "Changes",
        "History",
    }


def test_a_list_leads_to_the_card_in_place(world: World) -> None:
    shown = only(world.tap(OFFICER, "d:card:FRA", message=12, chat=GROUP), GROUP)

    assert (shown.method, shown.params["message_id"]) == ("editMessageText", 12)
