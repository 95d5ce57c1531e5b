"""Who acts for a State: requests, replacements on an official letter, links and people withdrawn."""

from __future__ import annotations

import json

import pytest

from storage import assignments, invitations, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.replies import Stage
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VIEWER, VISITOR, World, only, to

SUCCESSOR = 104


def ask_in(
    world: World, person: int = VISITOR, party: str = "FRA", reason: str = "uninvited"
) -> int:
    world.meet(person)
    return assignments.assign(
        world.db,
        party,
        person,
        MissionRole.PRIMARY,
        status=AssignmentStatus.PENDING,
        reason=AssignmentReason(reason),
        now=world.stamp,
    )


def code_in(text: str) -> str:
    return text.partition("start=")[2].split()[0]


def test_nobody_waits(world: World) -> None:
    assert "Nobody waits" in only(world.command(VIEWER, "/requests"), VIEWER).text


def test_requests_are_listed_by_pages_and_decided_in_place(world: World) -> None:
    numbers = [
        ask_in(world, 200 + at, party)
        for at, party in enumerate(["FRA", "EGY", "KEN", "MEX", "CHN", "ITA"])
    ]

    first = only(world.command(OFFICER, "/requests"), OFFICER)
    assert "6 people wait" in first.text
    assert f"d:confirm:{numbers[5]}:l" not in first.data
    second = only(world.tap(OFFICER, "d:requests:1"), OFFICER)
    assert f"d:confirm:{numbers[5]}:l" in second.data

    said = world.tap(OFFICER, f"d:refuse:{numbers[0]}:l", message=9)
    edited = only(said, OFFICER)
    assert edited.params["message_id"] == 9
    assert "5 people wait" in edited.text
    assert "could not confirm you" in only(said, 200).text


def test_a_viewer_sees_requests_without_buttons(world: World) -> None:
    ask_in(world)

    assert only(world.command(VIEWER, "/requests"), VIEWER).buttons == {}


def test_a_refusal_below_a_notice_shows_who_it_was(world: World) -> None:
    number = ask_in(world)
    replies.ensure(world.db, "FRA", world.stamp)
    replies.advance_stage(world.db, "FRA", (Stage.INVITED,), Stage.OPENED, world.stamp)

    said = world.tap(OFFICER, f"d:refuse:{number}", chat=GROUP, message=8)

    assert "✕ Refused: Omar Said" in only(said, GROUP).buttons
    reply = replies.get(world.db, "FRA")
    assert reply is not None
    assert reply.stage == "invited"
    world.tap(ADMIN, f"d:whoin:{number}", chat=GROUP)
    assert "Refused by Omar Said" in world.toast


def test_a_second_person_is_never_silently_accepted(world: World) -> None:
    world.focal_point()
    number = ask_in(world, reason="second")

    asked = only(world.tap(ADMIN, f"d:confirm:{number}"), ADMIN)

    assert "Claire Fontaine acts for France already" in asked.text
    assert assignments.active(world.db, VISITOR).status == "pending"  # type: ignore[union-attr]
    assert set(asked.data) == {f"d:instead:{number}", f"d:beside:{number}", f"d:refuse:{number}"}


def test_an_officer_cannot_replace_on_a_request(world: World) -> None:
    world.focal_point()
    number = ask_in(world)

    asked = only(world.tap(OFFICER, f"d:confirm:{number}"), OFFICER)

    assert f"d:instead:{number}" not in asked.data


def test_a_second_person_becomes_backup(world: World) -> None:
    world.focal_point()
    number = ask_in(world)
    said = world.tap(OFFICER, f"d:beside:{number}")

    backup = assignments.holder(world.db, "FRA", MissionRole.BACKUP)
    assert backup is not None
    assert backup.person_id == VISITOR
    assert "has confirmed you" in only(said, VISITOR).text
    assert "Sofia Rossi, who now acts for your State too" in only(said, CLAIRE).text


def test_a_replacement_on_a_request_carries_the_letter(world: World) -> None:
    world.focal_point()
    number = ask_in(world)
    world.tap(ADMIN, f"d:instead:{number}")
    world.write(ADMIN, "NV  2003/117")
    said = world.write(ADMIN, "1 September 2003")

    holder = assignments.holder(world.db, "FRA", MissionRole.PRIMARY)
    assert holder is not None
    assert holder.person_id == VISITOR
    assert (holder.letter_reference, holder.letter_date) == ("NV 2003/117", "2003-09-01")
    assert "You no longer act for France" in only(said, CLAIRE).text
    assert "has confirmed you" in only(said, VISITOR).text
    before = assignments.history(world.db, "FRA")[0]
    assert (before.person_id, before.status) == (CLAIRE, "removed")


def test_a_replacement_by_command_makes_a_link_for_the_successor(world: World) -> None:
    world.focal_point()
    asked = only(world.command(ADMIN, "/replace França"), ADMIN)
    assert "Which country is meant?" in asked.text or "Claire Fontaine" in asked.text
    world.command(ADMIN, "/replace FRA")
    world.write(ADMIN, "NV 118")
    said = world.write(ADMIN, "30.08.2003")

    link = code_in(to(said, ADMIN)[-1].text)
    world.meet(SUCCESSOR)
    world.command(SUCCESSOR, f"/start {link}")
    holder = assignments.holder(world.db, "FRA", MissionRole.PRIMARY)
    assert holder is not None
    assert holder.person_id == SUCCESSOR
    history = world.tap(ADMIN, "d:history:FRA")
    assert "letter NV 118" in only(history, ADMIN).text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("31.02.2003", "There is no such day"),
        ("tomorrow", "Please write a date"),
        ("1 October 2003", "has still to come"),
    ],
)
def test_a_date_that_cannot_be_is_asked_for_again(world: World, said: str, answer: str) -> None:
    world.focal_point()
    world.command(ADMIN, "/replace FRA")
    world.write(ADMIN, "NV 118")

    assert answer in only(world.write(ADMIN, said), ADMIN).text
    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is not None
    world.write(ADMIN, "30.08.2003")
    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is None


def test_of_two_people_one_is_chosen_to_be_replaced(world: World) -> None:
    world.focal_point()
    backup = world.focal_point(105, role="backup")

    asked = only(world.command(ADMIN, "/replace FRA"), ADMIN)

    assert f"d:replace:{backup}" in asked.data


def test_nobody_to_be_replaced(world: World) -> None:
    said = only(world.command(ADMIN, "/replace Kenya"), ADMIN)

    assert "Nobody acts for Kenya" in said.text
    assert "d:for:invite:KEN" in said.data


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


def test_a_request_that_is_gone_or_decided_is_said(world: World) -> None:
    world.tap(OFFICER, "d:confirm:99")
    assert "no such request" in world.toast
    number = ask_in(world)
    assignments.decide(
        world.db,
        number,
        AssignmentStatus.REMOVED,
        before=AssignmentStatus.PENDING,
        by=VISITOR,
        now=world.stamp,
    )
    world.tap(OFFICER, f"d:beside:{number}")
    assert "No longer asked for" in world.toast


def test_a_second_backup_is_not_made(world: World) -> None:
    world.focal_point()
    world.focal_point(102, role="backup")
    number = ask_in(world)
    world.tap(OFFICER, f"d:beside:{number}")

    assert "has a backup already" in world.toast


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


def test_a_replacement_is_given_up_when_the_person_left_meanwhile(world: World) -> None:
    held = world.focal_point()
    world.command(ADMIN, "/replace FRA")
    world.write(ADMIN, "NV 1")
    world.tap(ADMIN, f"d:dismissed:{held}")
    world.tap(ADMIN, f"d:replace:{held}")
    assert "does not act for the State any more" in world.toast
    said = world.write(ADMIN, "30.08.2003")

    assert "replaced or removed meanwhile" in only(said, ADMIN).text
    assert invitations.of_party(world.db, "FRA") == []


def test_a_successor_refused_meanwhile_is_not_confirmed(world: World) -> None:
    world.focal_point()
    number = ask_in(world)
    world.tap(ADMIN, f"d:instead:{number}")
    world.write(ADMIN, "NV 1")
    world.tap(OFFICER, f"d:refuse:{number}")
    said = to(world.write(ADMIN, "30.08.2003"), ADMIN)

    assert "decided meanwhile" in said[-1].text
    assert assignments.holder(world.db, "FRA", MissionRole.PRIMARY) is not None


def test_whoever_asked_in_goes_on_from_the_notice_that_confirms_them(world: World) -> None:
    world.command(VISITOR, "/start")
    for choice in ("language:en", "agree"):
        shown = world.db.execute(
            "SELECT params FROM outbox WHERE chat_id = ? ORDER BY id DESC LIMIT 1", (VISITOR,)
        ).fetchone()[0]
        world.tap(VISITOR, next(one for one in _data(shown) if one.endswith(choice)))
    said = world.write(VISITOR, "Italy")
    world.tap(VISITOR, next(one for one in said[-1].data if one.endswith("party:ITA")))
    request = assignments.pending(world.db)[0]
    notice = only(world.tap(OFFICER, f"d:confirm:{request.id}", chat=GROUP), VISITOR)

    shown_next = to(world.tap(VISITOR, notice.buttons["Go on"]), VISITOR)

    assert not any("earlier message" in one.text for one in shown_next)
    assert "has been asked to confirm" not in shown_next[-1].text


def _data(params: str) -> list[str]:
    keyboard = json.loads(params)["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in keyboard for button in row]
