"""Accepting, returning, late changes: what the mission is told, and that the first to decide wins."""

from __future__ import annotations

import pytest

from storage import people, replies, staff
from storage.replies import Stage
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, Said, World, only, to


def review(world: World, party: str = "FRA") -> str | None:
    reply = replies.get(world.db, party)
    assert reply is not None
    return reply.review


@pytest.fixture
def replied(world: World) -> World:
    world.focal_point()
    world.reply()
    return world


def relabelled(said: list[Said]) -> Said:
    return next(one for one in said if one.method == "editMessageReplyMarkup")


def test_opening_a_card_says_that_the_reply_was_seen(replied: World) -> None:
    replied.tap(OFFICER, "d:open:FRA")

    assert review(replied) == "seen"


def test_a_viewer_looks_without_being_the_secretariat_that_has_seen_it(replied: World) -> None:
    replied.tap(902, "d:open:FRA")

    assert review(replied) == "new"


def test_a_note_below_the_notice_returns_the_reply(replied: World) -> None:
    replied.tap(OFFICER, "d:return:FRA:1", chat=GROUP, message=77)
    said = replied.write(OFFICER, "Please give the <level>.", chat=GROUP)

    told = only(said, CLAIRE)
    assert "Please give the <level>." in told.text
    assert "Omar" not in told.text
    assert told.buttons["Open the reply"] == "*:review"
    assert review(replied) == "returned"
    below = relabelled(said)
    assert below.params["message_id"] == 77
    assert "↩ Returned: Omar Said" in below.buttons


def test_a_note_on_one_question_opens_that_question_for_the_mission(replied: World) -> None:
    asked = only(replied.tap(OFFICER, "d:return:FRA:1"), OFFICER)
    listed = only(replied.tap(OFFICER, asked.buttons["On one question"]), OFFICER)
    data = next(one for one in listed.data if one.endswith(":participants:0"))
    replied.tap(OFFICER, data)
    said = replied.write(OFFICER, "Is twelve right?")

    told = only(said, CLAIRE)
    button = next(data for data in told.data if data.startswith("*:change:"))
    assert button == "*:change:participants@0"
    shown = replied.tap(CLAIRE, button)
    assert "Estimated number of participants" in to(shown, CLAIRE)[-1].text
    stored = replies.get(replied.db, "FRA")
    assert stored is not None
    assert (stored.review_question, stored.review_note) == ("participants", "Is twelve right?")


def test_a_note_on_one_person_opens_that_person_s_answer(replied: World) -> None:
    replied.db.execute(
        "INSERT INTO records (id, party, repeat, position, sent) VALUES (1, 'FRA', 'delegation', 1, 1)"
    )
    asked = only(replied.tap(OFFICER, "d:return:FRA:1"), OFFICER)
    listed = only(replied.tap(OFFICER, asked.buttons["On one question"]), OFFICER)
    whom = only(
        replied.tap(OFFICER, next(one for one in listed.data if one.startswith("d:whom:"))), OFFICER
    )
    person = next(word for word in whom.buttons if "Amina Benali" in word)
    traits = only(replied.tap(OFFICER, whom.buttons[person]), OFFICER)
    replied.tap(OFFICER, next(one for one in traits.data if ":function:" in one))
    told = only(replied.write(OFFICER, "What is her function?"), CLAIRE)

    assert "*:change:function@1" in told.data
    shown = replied.tap(CLAIRE, "*:change:function@1")
    assert "Amina Benali" not in to(shown, CLAIRE)[-1].text
    assert "unctional title" in to(shown, CLAIRE)[-1].text


def test_a_note_that_is_too_long_is_asked_for_again(replied: World) -> None:
    replied.tap(OFFICER, "d:return:FRA:1")
    said = only(replied.write(OFFICER, "x" * 1600), OFFICER)

    assert "by 100 characters" in said.text
    assert review(replied) == "new"
    assert "Shorter." in only(replied.write(OFFICER, "Shorter."), CLAIRE).text


def test_a_note_comes_too_late_when_somebody_accepted_meanwhile(replied: World) -> None:
    replied.tap(OFFICER, "d:return:FRA:1")
    replied.tap(ADMIN, "d:accept:FRA:1")
    said = replied.write(OFFICER, "A note")

    assert to(said, CLAIRE) == []
    assert "Accepted by Mary Keller" in only(said, OFFICER).text
    assert review(replied) == "accepted"


def test_a_reply_that_was_changed_meanwhile_is_not_accepted_unseen(replied: World) -> None:
    replied.reply()
    replied.tap(OFFICER, "d:accept:FRA:1")

    assert "Revision 2 has come in meanwhile" in replied.toast
    assert review(replied) == "new"


def test_an_amendment_after_acceptance_needs_a_new_look(replied: World) -> None:
    replied.tap(OFFICER, "d:accept:FRA:1")
    replied.reply()
    replied.tap(ADMIN, "d:accept:FRA:2")

    assert replied.toast.startswith("Accepted.")
    assert replied.actions().count("accepted") == 2


def test_a_card_shows_the_outcome_in_place_and_lets_one_change_one_s_mind(replied: World) -> None:
    card = only(replied.tap(OFFICER, "d:open:FRA"), OFFICER)
    said = to(replied.tap(OFFICER, card.buttons["Accept"], message=55), OFFICER)
    edited = only(said, OFFICER)
    assert edited.method == "editMessageText"
    assert edited.params["message_id"] == 55
    assert "Accepted by Omar Said" in edited.text
    assert "Accept" not in edited.buttons

    replied.tap(OFFICER, edited.buttons["Return"])
    replied.write(OFFICER, "On second thoughts")
    assert review(replied) == "returned"


def test_a_withdrawn_reply_is_not_accepted(replied: World) -> None:
    replies.set_stage(replied.db, "FRA", Stage.WITHDRAWN, replied.stamp)
    replied.tap(OFFICER, "d:accept:FRA:1")

    assert "withdrawn" in replied.toast
    assert review(replied) == "new"


def test_nobody_to_tell_is_said(replied: World) -> None:
    people.set_blocked(replied.db, CLAIRE, replied.stamp)
    said = replied.tap(OFFICER, "d:accept:FRA:1")

    assert to(said, CLAIRE) == []
    assert "Nobody of the mission can be reached" in replied.toast


def test_a_late_change_is_taken_once_and_the_mission_told(replied: World) -> None:
    number = replied.reply(late=True)
    said = replied.tap(OFFICER, f"d:take:FRA:{number}", chat=GROUP)

    assert "taken your late change" in only(said, CLAIRE).text
    stored = replies.get(replied.db, "FRA")
    assert stored is not None
    assert (stored.revision, stored.stage) == (2, "amended")

    replied.tap(ADMIN, f"d:decline:FRA:{number}")
    assert "Taken by Omar Said" in replied.toast
    replied.tap(ADMIN, f"d:wholate:FRA:{number}")
    assert "Taken by Omar Said" in replied.toast


def test_a_late_change_is_refused_and_the_reply_stands(replied: World) -> None:
    number = replied.reply(late=True)
    said = replied.tap(OFFICER, f"d:decline:FRA:{number}")

    assert "could not take your late change" in only(said, CLAIRE).text
    stored = replies.get(replied.db, "FRA")
    assert stored is not None
    assert stored.revision == 1


def test_a_late_change_does_not_overtake_a_later_revision(replied: World) -> None:
    number = replied.reply(late=True)
    replied.reply()
    replied.tap(OFFICER, f"d:take:FRA:{number}")

    assert "Revision 3 is in force already" in replied.toast
    stored = replies.get(replied.db, "FRA")
    assert stored is not None
    assert stored.revision == 3


def test_the_command_without_a_reply_says_so(world: World) -> None:
    assert "no reply" in only(world.command(OFFICER, "/return Kenya"), OFFICER).text


def test_a_text_long_after_the_question_is_not_sent_as_the_note(replied: World) -> None:
    replied.tap(OFFICER, "d:return:FRA:1")
    replied.later(hours=2)
    said = replied.write(OFFICER, "Kenya")

    assert to(said, CLAIRE) == []
    assert "begin again" in only(said, OFFICER).text
    assert review(replied) == "new"


def test_a_command_in_between_leaves_the_note_and_says_so(replied: World) -> None:
    replied.tap(OFFICER, "d:return:FRA:1")
    said = replied.command(OFFICER, "/country Kenya")
    assert "nothing was sent" in said[0].text

    said = replied.write(OFFICER, "France")
    assert to(said, CLAIRE) == []
    assert "Claire Fontaine" in only(said, OFFICER).text


def test_forged_questions_and_people_are_not_found(replied: World) -> None:
    replied.tap(OFFICER, "d:return:FRA:1")
    for data in ("d:on:FRA:1:nonsense:0", "d:whom:FRA:1:nonsense:0"):
        replied.tap(OFFICER, data)
        assert "not part of the reply any more" in replied.toast
    replied.tap(OFFICER, "d:trait:FRA:1:delegation:99")
    assert "not in the list any more" in replied.toast


def test_a_question_without_a_note_being_written_begins_nothing(replied: World) -> None:
    replied.tap(OFFICER, "d:on:FRA:1:level:0")

    assert "begin again" in replied.toast
    assert staff.desk_session(replied.db, OFFICER, OFFICER) is None


def test_people_to_return_are_listed_by_pages(world: World) -> None:
    world.focal_point()
    world.reply(members=25)
    world.tap(OFFICER, "d:return:FRA:1")
    shown = only(world.tap(OFFICER, "d:whom:FRA:1:delegation:1"), OFFICER)

    assert any("Amina 11" in word for word in shown.buttons)
    assert "2 of 3" in shown.buttons
