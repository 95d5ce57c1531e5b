"""Messages to and fro: who reads what, threads, and names that stay at the desk."""

from __future__ import annotations

import pytest

from bot.engine.session import AtMenu, Session
from storage import message_threads, outbox, people, staff
from storage.message_threads import Direction
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, VIEWER, VISITOR, World, only, to

BACKUP = 102


def deliver(world: World, row: int, message_id: int) -> None:
    """Telegram took a row of the outbox and numbered its message."""
    outbox.mark_sent(world.db, [outbox.Delivered(row, message_id)], world.stamp)


@pytest.fixture
def mission(world: World) -> World:
    world.focal_point(language="fr")
    world.focal_point(BACKUP, role="backup")
    return world


def test_a_message_reaches_everybody_of_the_mission_and_the_other_desks(mission: World) -> None:
    mission.command(OFFICER, "/message France")
    said = mission.write(OFFICER, "The hall is <open> at 9 & 10.")

    for person in (CLAIRE, BACKUP):
        letter = only(said, person)
        assert "The hall is <open> at 9 & 10." in letter.text
        assert "Omar" not in letter.text
    assert "Sent to 2 people of France" in only(said, OFFICER).text
    assert "Omar Said writes to France" in only(said, GROUP).text


def test_who_has_blocked_the_bot_is_left_out(mission: World) -> None:
    people.set_blocked(mission.db, BACKUP, mission.stamp)
    mission.command(OFFICER, "/message France")
    said = mission.write(OFFICER, "Good day")

    assert to(said, BACKUP) == []
    assert "Sent to 1 person of France" in only(said, OFFICER).text


def test_a_message_to_nobody_is_not_even_asked_for(world: World) -> None:
    said = only(world.command(OFFICER, "/message Kenya"), OFFICER)

    assert "Nobody of Kenya can be reached" in said.text
    assert staff.desk_session(world.db, OFFICER, OFFICER) is None


def test_everybody_gone_while_it_was_written(mission: World) -> None:
    mission.command(OFFICER, "/message France")
    for person in (CLAIRE, BACKUP):
        people.set_blocked(mission.db, person, mission.stamp)
    said = mission.write(OFFICER, "Good day")

    assert "Not sent" in only(said, OFFICER).text
    assert message_threads.of_party(mission.db, "FRA") == []


def test_a_message_that_is_too_long_stays_asked_for(mission: World) -> None:
    mission.command(OFFICER, "/message France")
    said = only(mission.write(OFFICER, "x" * 2500), OFFICER)
    assert "too long" in said.text

    assert to(mission.write(OFFICER, "Shorter"), CLAIRE)


def test_cancel_sends_nothing(mission: World) -> None:
    mission.command(OFFICER, "/message France")
    mission.tap(OFFICER, "d:cancel")
    said = mission.write(OFFICER, "Kenya")

    assert to(said, CLAIRE) == []


def test_answers_reply_to_each_other_in_the_desk_s_chat(mission: World) -> None:
    mission.tap(OFFICER, "d:message:FRA", chat=GROUP)
    sent = only(mission.write(OFFICER, "Who leads?", chat=GROUP), GROUP)
    deliver(mission, sent.row, 600)
    state = Session(step=AtMenu())
    people.save_session(mission.db, CLAIRE, state.to_json(), None, mission.stamp)
    mission.command(CLAIRE, "/contact")

    answer = only(mission.write(CLAIRE, "The minister."), GROUP)
    assert answer.target == sent.row
    assert "France, Claire Fontaine, writes" in answer.text

    deliver(mission, answer.row, 601)
    said = mission.write(OFFICER, "Thank you.", chat=GROUP, reply_to=601)
    assert "Thank you." in only(said, CLAIRE).text
    assert [row[2] for row in message_threads.of_party(mission.db, "FRA")] == ["out", "in", "out"]


def test_a_viewer_s_reply_to_a_letter_goes_nowhere(mission: World) -> None:
    mission.tap(OFFICER, "d:message:FRA", chat=GROUP)
    sent = only(mission.write(OFFICER, "Who leads?", chat=GROUP), GROUP)
    deliver(mission, sent.row, 600)

    said = mission.write(VIEWER, "I wonder", chat=GROUP, reply_to=600)

    assert to(said, CLAIRE) == []
    assert "needs the role of officer" in only(said, GROUP).text


def test_talk_in_the_group_is_nobody_s_business(mission: World) -> None:
    assert mission.write(OFFICER, "Lunch?", chat=GROUP) == []
    assert mission.write(VISITOR, "Lunch?", chat=GROUP) == []


def test_somebody_without_a_state_is_answered_alone(world: World) -> None:
    world.meet(VISITOR)
    letter = message_threads.add(
        world.db, None, VISITOR, Direction.IN, "How do I register?", world.stamp
    )

    world.tap(ADMIN, f"d:answer:{letter}")
    said = world.write(ADMIN, "By the link in the letter.")

    assert "By the link in the letter." in only(said, VISITOR).text
    assert "Sent to Sofia Rossi" in only(said, ADMIN).text


def test_the_letters_of_a_state_are_read_by_pages(mission: World) -> None:
    for at in range(7):
        message_threads.add(
            mission.db, "FRA", CLAIRE, Direction.IN, f"Letter <{at}>", mission.stamp
        )

    first = only(mission.tap(OFFICER, "d:thread:FRA:0"), OFFICER)
    assert "Letter <6>" in first.text
    assert "Letter <1>" not in first.text
    second = only(mission.tap(OFFICER, "d:thread:FRA:1"), OFFICER)
    assert "Letter <0>" in second.text


def test_a_long_message_of_a_mission_reaches_the_desk_whole(mission: World) -> None:
    mission.command(BACKUP, "/contact")
    said = to(mission.write(BACKUP, "y" * 4000), GROUP)

    assert sum(one.text.count("y") for one in said) >= 4000
    assert all(len(one.text) <= 4096 for one in said)
    assert said[-1].buttons["Answer"].startswith("d:answer:")


def test_a_letter_that_was_erased_or_whose_writer_left(world: World) -> None:
    world.tap(ADMIN, "d:answer:99")
    assert "erased" in world.toast
    world.meet(VISITOR)
    letter = message_threads.add(world.db, None, VISITOR, Direction.IN, "Hello", world.stamp)
    world.tap(ADMIN, f"d:answer:{letter}")
    people.set_blocked(world.db, VISITOR, world.stamp)
    assert "cannot be reached" in only(world.write(ADMIN, "Hello"), ADMIN).text


def test_a_reply_to_a_thread_with_somebody_without_a_state(world: World) -> None:
    world.meet(VISITOR)
    letter = message_threads.add(world.db, None, VISITOR, Direction.IN, "Hello", world.stamp)
    world.tap(ADMIN, f"d:answer:{letter}", chat=GROUP)
    sent = only(world.write(ADMIN, "Good day", chat=GROUP), GROUP)
    deliver(world, sent.row, 700)

    assert "More" in only(world.write(OFFICER, "More", chat=GROUP, reply_to=700), VISITOR).text


@pytest.mark.parametrize(("count", "pages"), [(96, "1 of 20"), (100, "1 of 20"), (101, "1 of 20")])
def test_a_hundred_messages_are_kept_in_sight(mission: World, count: int, pages: str) -> None:
    for number in range(count):
        message_threads.add(
            mission.db, "FRA", CLAIRE, Direction.IN, f"message {number}", mission.stamp
        )

    newest = only(mission.tap(OFFICER, "d:thread:FRA:0"), OFFICER)
    oldest = only(mission.tap(OFFICER, "d:thread:FRA:19"), OFFICER)

    assert pages in newest.buttons
    assert f"message {count - 1}" in newest.text
    assert oldest.text.endswith(f"message {max(count - 100, 0)}")
