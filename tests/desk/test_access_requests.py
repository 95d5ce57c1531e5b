"""Who acts for a State: requests, replacements on an official letter, links and people withdrawn."""

from __future__ import annotations

import json

from storage import assignments, replies
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
