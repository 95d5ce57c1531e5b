"""A reply is returned with a note: on all of it, on one question, on one answer about one person."""

from __future__ import annotations

from storage import replies, staff
from tests.desk.test_decisions import relabelled, review
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, World, only, to


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
