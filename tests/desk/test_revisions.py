"""What a State has said: the whole reply, what a revision changed, the history."""

from __future__ import annotations

import pytest

from storage import revisions
from storage.revisions import Late
from tests.world import ADMIN, OFFICER, World, only, to


def test_the_history_tells_revisions_and_people(world: World) -> None:
    assert "Nothing has happened yet." in only(world.tap(OFFICER, "d:history:KEN"), OFFICER).text
    held = world.focal_point()
    world.reply()
    late = world.reply(late=True)
    revisions.decide_late(world.db, "FRA", late, Late.REFUSED, by=OFFICER, now=world.stamp)
    world.tap(ADMIN, f"d:dismissed:{held}")
    text = only(world.tap(OFFICER, "d:history:FRA"), OFFICER).text

    assert "Revision 2" in text
    assert "late, refused" in text
    assert "Claire Fontaine: until" in text


def test_without_a_reply_there_is_nothing_to_read(world: World) -> None:
    for data in ("d:reply:KEN", "d:changes:KEN:0"):
        world.tap(OFFICER, data)
        assert world.toast == "There is no reply yet."


def test_a_withdrawal_and_a_repetition_have_no_changes(world: World) -> None:
    world.focal_point()
    world.reply()
    world.reply()
    again = only(world.tap(OFFICER, "d:changes:FRA:2"), OFFICER)
    assert "Sent again without changes." in again.text
    first = only(world.tap(OFFICER, "d:changes:FRA:1"), OFFICER)
    assert "Revision 2 ›" in first.buttons
    world.db.execute("UPDATE revisions SET kind = 'withdrawn' WHERE number = 2")
    assert "withdrawn" in only(world.tap(OFFICER, "d:changes:FRA:2"), OFFICER).text


def test_a_delegation_of_two_hundred_and_five_is_cut_and_counted(world: World) -> None:
    world.focal_point()
    world.reply(members=205)
    said = to(world.tap(OFFICER, "d:reply:FRA"), OFFICER)

    assert "and 5 more people" in said[-1].text or any("and 5 more" in one.text for one in said)
    assert all(len(one.html) <= 4096 for one in said)


@pytest.mark.parametrize(
    ("members", "last"),
    [
        (2, "2. Amina 2 Benali — Delegate"),
        (200, "200. Amina 200 Benali — Delegate"),
        (201, "… and 1 more person."),
        (202, "… and 2 more people."),
    ],
)
def test_people_are_numbered_from_one_and_two_hundred_are_shown(
    world: World, members: int, last: str
) -> None:
    world.focal_point()
    world.reply(members=members)

    said = to(world.tap(OFFICER, "d:reply:FRA"), OFFICER)

    text = "\n".join(one.text for one in said)
    people = [line for line in text.split("\n") if "Benali" in line or line.startswith("…")]
    assert people[0] == "1. Amina Benali — Head of delegation"
    assert people[-1] == last
    assert len(people) == min(members, 201)


@pytest.mark.parametrize(
    ("number", "steps"),
    [
        (1, {"Revision 2 ›": "d:changes:FRA:2"}),
        (2, {"‹ Revision 1": "d:changes:FRA:1", "Revision 3 ›": "d:changes:FRA:3"}),
        (3, {"‹ Revision 2": "d:changes:FRA:2"}),
    ],
)
def test_a_revision_leads_to_the_one_before_and_the_one_after(
    world: World, number: int, steps: dict[str, str]
) -> None:
    world.focal_point()
    for _ in range(3):
        world.reply()

    said = only(world.tap(OFFICER, f"d:changes:FRA:{number}"), OFFICER)

    assert {word: data for word, data in said.buttons.items() if "Revision" in word} == steps


def test_a_delegation_of_nobody_is_said(world: World) -> None:
    world.focal_point()
    world.reply(members=0)

    assert any("Nobody is named yet." in one.text for one in world.tap(OFFICER, "d:reply:FRA"))
