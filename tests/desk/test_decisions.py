"""Accepting, returning, late changes: what the mission is told, and that the first to decide wins."""

from __future__ import annotations

from storage import people, replies
from storage.replies import Stage
from tests.world import ADMIN, CLAIRE, GROUP, OFFICER, Said, World, only, to


def review(world: World, party: str = "FRA") -> str | None:
    reply = replies.get(world.db, party)
    assert reply is not None
    return reply.review


def relabelled(said: list[Said]) -> Said:
    return next(one for one in said if one.method == "editMessageReplyMarkup")


def test_opening_a_card_says_that_the_reply_was_seen(replied: World) -> None:
    replied.tap(OFFICER, "d:open:FRA")

    assert review(replied) == "seen"


def test_a_viewer_looks_without_being_the_secretariat_that_has_seen_it(replied: World) -> None:
    replied.tap(902, "d:open:FRA")

    assert review(replied) == "new"


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
