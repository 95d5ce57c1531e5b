"""Every limit of the desk at its edge, and one beyond."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk import state_choice
from storage import assignments, intake, message_threads, replies
from storage.assignments import AssignmentReason, AssignmentStatus, MissionRole
from storage.message_threads import Direction
from tests.world import ADMIN, CLAIRE, OFFICER, VISITOR, World, only, to


@pytest.mark.parametrize(
    ("page", "count", "found"),
    [
        (0, 0, (0, 1)),
        (0, 19, (0, 1)),
        (0, 20, (0, 1)),
        (1, 20, (0, 1)),
        (0, 21, (0, 2)),
        (1, 21, (1, 2)),
        (2, 21, (1, 2)),
        (-1, 21, (0, 2)),
        (1, 40, (1, 2)),
        (2, 41, (2, 3)),
    ],
)
def test_the_nearest_page_there_is(page: int, count: int, found: tuple[int, int]) -> None:
    assert state_choice.page_of(page, count, 20) == found


@pytest.mark.parametrize(("more", "paged"), [(0, False), (1, True)])
def test_a_page_of_requests(world: World, more: int, paged: bool) -> None:
    for number in range(5 + more):
        world.meet(2000 + number)
        assignments.assign(
            world.db,
            "ITA",
            2000 + number,
            MissionRole.PRIMARY,
            status=AssignmentStatus.PENDING,
            reason=AssignmentReason.UNINVITED,
            now=world.stamp,
        )

    said = only(world.command(OFFICER, "/requests"), OFFICER)

    assert said.text.count("has no invitation and asks in") == 5
    assert ("d:requests:1" in said.data) is paged


@pytest.mark.parametrize(("more", "paged"), [(0, False), (1, True)])
def test_a_page_of_the_trail(world: World, more: int, paged: bool) -> None:
    for _ in range(8 + more):
        world.command(VISITOR, "/accept France")

    said = only(world.command(ADMIN, "/audit"), ADMIN)

    assert said.text.count("was refused") == 8
    assert ("d:trail:all:1" in said.data) is paged


@pytest.mark.parametrize(("more", "shown"), [(0, ""), (1, "…")])
def test_a_value_in_the_trail(replied: World, more: int, shown: str) -> None:
    note = "n" * (80 + more)
    replied.tap(OFFICER, "d:return:FRA:1")
    replied.write(OFFICER, note)

    said = only(replied.command(ADMIN, "/audit France"), ADMIN)

    assert f"— → {note[:80]}{shown}\n" in said.text + "\n"


@pytest.mark.parametrize(("more", "paged"), [(0, False), (1, True)])
def test_a_page_of_messages(replied: World, more: int, paged: bool) -> None:
    for number in range(5 + more):
        text = f"message {number}"
        message_threads.add(replied.db, "FRA", CLAIRE, Direction.IN, text, replied.stamp)

    said = only(replied.tap(OFFICER, "d:thread:FRA:0"), OFFICER)

    assert said.text.count("Claire Fontaine:\nmessage") == 5
    assert ("d:thread:FRA:1" in said.data) is paged


@pytest.mark.parametrize(("more", "shown"), [(0, ""), (1, "…")])
def test_a_long_message_on_a_page(replied: World, more: int, shown: str) -> None:
    text = "m" * (300 + more)
    message_threads.add(replied.db, "FRA", CLAIRE, Direction.IN, text, replied.stamp)

    said = only(replied.tap(OFFICER, "d:thread:FRA:0"), OFFICER)

    assert said.text.endswith("m" * 300 + shown)


def test_the_text_of_a_message(replied: World) -> None:
    longest = "m" * 2000
    replied.command(OFFICER, "/message France")

    refused = replied.write(OFFICER, longest + "m")
    sent = replied.write(OFFICER, longest)

    assert "by 1 character" in only(refused, OFFICER).text
    assert longest in only(to(sent, CLAIRE), CLAIRE).text


def test_the_text_of_an_announcement(replied: World) -> None:
    longest = "m" * 2000
    replied.command(ADMIN, "/announce")

    refused = only(replied.write(ADMIN, longest + "m"), ADMIN)
    taken = only(replied.write(ADMIN, longest), ADMIN)

    assert "by 1 character" in refused.text
    assert "(2 of 6)" in taken.text


def test_the_note_of_a_return(replied: World) -> None:
    longest = "n" * 1500
    replied.tap(OFFICER, "d:return:FRA:1")

    refused = replied.write(OFFICER, longest + "n")
    returned = replied.write(OFFICER, longest)

    assert "by 1 character" in only(refused, OFFICER).text
    assert longest in only(returned, CLAIRE).text


@pytest.mark.parametrize(("more", "paged"), [(0, False), (1, True)])
def test_a_page_of_people_to_return(world: World, more: int, paged: bool) -> None:
    world.focal_point()
    world.reply(members=10 + more)
    world.tap(OFFICER, "d:return:FRA:1")

    said = only(world.tap(OFFICER, "d:whom:FRA:1:delegation:0"), OFFICER)

    people = [data for data in said.data if data.startswith("d:trait:")]
    assert len(people) == 10
    assert ("d:whom:FRA:1:delegation:1" in said.data) is paged


@pytest.mark.parametrize(("more", "shown"), [(0, False), (1, True)])
def test_people_of_a_whole_reply(world: World, more: int, shown: bool) -> None:
    world.focal_point()
    world.reply(members=200 + more)

    said = "\n".join(one.text for one in to(world.tap(OFFICER, "d:reply:FRA"), OFFICER))

    assert said.count("Benali") == 200
    assert ("… and 1 more person." in said) is shown


@pytest.mark.parametrize("count", [3, 4])
def test_updates_that_failed(world: World, count: int) -> None:
    for number in range(count):
        intake.bury(world.db, update_id=None, raw="{}", error=f"Fault{number}", now=world.stamp)

    said = only(world.command(ADMIN, "/health"), ADMIN)

    # The newest are named, and all are counted.
    assert f"Updates that could not be handled: {count}" in said.text
    named = [f"• Fault{number}," in said.text for number in range(count)]
    assert named == [number >= count - 3 for number in range(count)]


@pytest.mark.parametrize(("more", "shown"), [(0, False), (1, True)])
def test_remarks_on_a_list(world: World, more: int, shown: bool) -> None:
    lines = [f"xx{number}qq" for number in range(40 + more)]

    parts = to(world.file(ADMIN, "\n".join(["code", "FRA", *lines]).encode()), ADMIN)
    said = "\n".join(one.text for one in parts)

    assert said.count("is no country") == 40
    assert ("… and 1 more line." in said) is shown
    # What is done stands below the last part, and the button with it.
    assert "1 State to be invited." in parts[-1].text
    assert parts[-1].data == ["d:bulk:new", "d:cancel"]
    assert all(one.data == [] for one in parts[:-1])


@pytest.mark.parametrize("length", [80, 81])
def test_a_line_that_is_no_state(world: World, length: int) -> None:
    said = only(world.file(ADMIN, b"code\nFRA\n" + b"q" * length), ADMIN)

    assert f"“{'q' * 80}” is no country" in said.text


@pytest.mark.parametrize(("more", "taken"), [(0, True), (1, False)])
def test_the_size_of_a_list(world: World, more: int, taken: bool) -> None:
    said = world.give(ADMIN, "states.csv", 1_000_000 + more)

    assert ("is being read" in only(said, ADMIN).text) is taken
    assert ("too large" in only(said, ADMIN).text) is not taken


def test_the_reference_of_a_paper(world: World) -> None:
    longest = "r" * 120
    world.command(OFFICER, "/record Ghana")

    refused = only(world.write(OFFICER, longest + "r"), OFFICER)
    taken = only(world.write(OFFICER, longest), OFFICER)

    assert "by 1 character" in refused.text
    assert taken.text.startswith(f"Please write the date of {longest}, such as 10.12.2003.")


@pytest.mark.parametrize(
    ("now", "date", "taken"),
    [
        # In Zurich it is two hours later than in UTC in summer.
        (datetime(2003, 9, 1, 21, 57, tzinfo=UTC), "1.9.2003", True),
        (datetime(2003, 9, 1, 21, 56, tzinfo=UTC), "2.9.2003", False),
        (datetime(2003, 9, 1, 21, 57, tzinfo=UTC), "2.9.2003", True),
    ],
)
def test_a_paper_is_of_today_by_the_event_s_clock(
    world: World, now: datetime, date: str, taken: bool
) -> None:
    world.now = now
    world.command(OFFICER, "/record Ghana")
    world.write(OFFICER, "FAX/7")

    said = to(world.write(OFFICER, date), OFFICER)

    assert ("has still to come" in said[0].text) is not taken
    assert (replies.get(world.db, "GHA") is not None) is taken
