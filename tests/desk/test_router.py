"""What the buttons of notices promise, and whose business an update is."""

from __future__ import annotations

from bot.turns import Arrival
from storage import assignments, invitations, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from tests import acts
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VIEWER, VISITOR, Said, World, only, to


def test_an_invitation_is_one_link_that_opens_the_reply(world: World) -> None:
    said = only(world.command(ADMIN, "/invite France"), ADMIN)

    assert "Invitation of France" in said.text
    code = said.buttons["Copy the link"].partition("start=")[2]
    found = invitations.find(world.db, code)
    assert found is not None
    assert found.party == "FRA"

    world.command(CLAIRE, f"/start {code}")
    held = assignments.active(world.db, CLAIRE)
    assert held is not None
    assert held.party == "FRA"
    assert held.status == "confirmed"


def test_a_card_shows_how_a_country_stands(world: World) -> None:
    world.focal_point()
    world.reply()

    card = only(world.command(OFFICER, "/country Франция"), OFFICER)

    assert "France" in card.text
    assert "Claire Fontaine" in card.text
    assert "d:accept:FRA:1:c:new" in card.data


def test_the_first_officer_to_accept_wins_and_the_second_sees_who_it_was(world: World) -> None:
    world.focal_point()
    world.reply()

    said = world.tap(OFFICER, "d:accept:FRA:1", chat=GROUP)
    assert world.toast == "Accepted. The mission is told."
    assert "has accepted reply WSIS-2003/FRA" in only(said, CLAIRE).text
    assert "✓ Accepted: Omar Said" in only(said, GROUP).buttons

    said = world.tap(ADMIN, "d:accept:FRA:1")
    assert "Accepted by Omar Said" in world.toast
    assert to(said, CLAIRE) == []
    assert world.actions().count("accepted") == 1


def test_a_request_is_confirmed_once(world: World) -> None:
    world.meet(VISITOR)
    request = assignments.assign(
        world.db,
        "ITA",
        VISITOR,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason.UNINVITED,
        now=world.stamp,
    )

    said = world.tap(OFFICER, f"d:confirm:{request}")
    assert "has confirmed you as focal point" in only(said, VISITOR).text
    world.tap(ADMIN, f"d:refuse:{request}")

    assert "Confirmed by Omar Said" in world.toast
    reply = replies.get(world.db, "ITA")
    assert reply is not None
    assert reply.stage == "opened"


def test_a_letter_is_answered_and_the_answer_comes_back_to_the_thread(world: World) -> None:
    world.focal_point()
    world.command(CLAIRE, "/contact")
    told = only(to(world.write(CLAIRE, "May we bring <b>two</b> interpreters?"), GROUP), GROUP)
    assert "&lt;b&gt;two" in told.html

    world.tap(OFFICER, told.buttons["Answer"], chat=GROUP)
    said = world.write(OFFICER, "Yes, please do.", chat=GROUP)
    letter = only(said, CLAIRE)
    assert "Yes, please do." in letter.text
    assert "Omar" not in letter.text


def test_a_command_of_somebody_else_gets_one_sentence_and_is_recorded(world: World) -> None:
    said = only(world.command(VISITOR, "/invite France"), VISITOR)

    assert said.text == "This is for the secretariat."
    assert said.buttons == {}
    assert world.actions()[-1] == "refused"


def test_a_viewer_cannot_invite(world: World) -> None:
    said = only(world.command(VIEWER, "/invite France"), VIEWER)

    assert said.text == "This needs the role of admin."
    assert invitations.of_party(world.db, "FRA") == []


def test_an_unknown_command_says_where_to_look(world: World) -> None:
    assert "/help" in only(world.command(OFFICER, "/nonsense"), OFFICER).text


def test_what_is_no_text_gets_a_kind_answer(world: World) -> None:
    from bot.telegram.updates import UnsupportedMessage

    assert (
        "write in words" in only(world.send(OFFICER, UnsupportedMessage("sticker")), OFFICER).text
    )
    assert "by editing" in only(world.rewrite(OFFICER, "France"), OFFICER).text
    world.tap(OFFICER, "5:menu")
    assert "no longer used" in world.toast


def test_members_of_the_group_without_a_role_get_one_sentence(world: World) -> None:
    said = only(world.command(VISITOR, "/status", chat=GROUP), GROUP)

    assert said.text == "This is for the secretariat."


def test_a_fault_is_told_to_each_admin_once_for_each_kind(world: World) -> None:
    def fails_to_read() -> None:
        raise ValueError

    def fails_otherwise() -> None:
        raise KeyError

    for number, read in enumerate([fails_to_read, fails_to_read, fails_to_read, fails_otherwise]):
        world.turns.batch(world.db, [Arrival(9000 + number, "{}", read)], world.now)
    told = [
        Said(row.id, row.chat_id, row.method, row.params, row.document, row.target)
        for row in acts.everything(world.db)
    ]

    assert [one.chat_id for one in told] == [ADMIN, ADMIN]
    assert "ValueError in fails_to_read" in told[0].text
    assert "KeyError in fails_otherwise" in told[1].text
