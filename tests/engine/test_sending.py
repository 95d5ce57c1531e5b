"""Reviewing, sending, amending, withdrawing, discarding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.changes import (
    BackupInvited,
    DocumentWanted,
    DraftDiscarded,
    ReplySent,
    ReplyWithdrawn,
)
from bot.engine.facts import ConfirmAsked, Listed, Menu, Misfit, Reviewed, Submitted
from bot.engine.screens import PEOPLE_REVIEWED
from tests.engine.memory import Conversation
from tests.engine.sample import add, answered, complete, talk


def reviewed(one: Conversation) -> Reviewed:
    assert isinstance(one.screen, Reviewed), one.screen
    return one.screen


def sent(**changes: object) -> Conversation:
    """Somebody whose reply has just been sent."""
    one = complete(**changes)
    one.tap("send")
    return one


# ---------------------------------------------------------------- the review


def test_the_last_answer_leads_to_the_review() -> None:
    one = complete()

    assert reviewed(one).may_send
    assert reviewed(one).missing == []
    assert reviewed(one).misfits == []
    assert reviewed(one).sections == ("going", "contact", "people", "end")


def test_the_review_lists_what_is_missing_and_leads_there() -> None:
    one = answered("email")
    one.command("review")
    missing = [question.name for question, _, _ in reviewed(one).missing]
    one.tap("fill")

    assert missing == ["email", "announced"]
    assert one.asked == "email"


def test_the_review_leads_to_a_person_of_whom_something_is_missing() -> None:
    one = complete()
    one.command("delegation")
    one.tap("add")
    one.say("delegate")
    one.say("Ben")
    one.command("review")
    missing = [(question.name, about["given"]) for question, _, about in reviewed(one).missing]
    one.tap("fill")

    assert missing == [("family", "Ben")]
    assert one.asked == "family"


def test_with_nothing_missing_the_review_leads_to_what_is_still_open() -> None:
    one = answered("delegation")
    one.command("review")
    one.tap("fill")

    assert isinstance(one.screen, Listed)


def test_what_does_not_fit_is_said_and_may_be_sent() -> None:
    one = answered("delegation")
    for family in ("Lima", "Okri", "Adams", "Baker", "Chen"):
        add(one, "delegate", "Ana", family)
    one.command("review")
    misfits = reviewed(one).misfits
    one.tap("send")

    assert misfits == [
        Misfit("more_named", {"more": 2}),
        Misfit("none_holds", {"question": "role", "value": "head"}),
    ]
    assert one.turn.changes[0] == ReplySent(1)


def test_a_section_is_opened_changed_and_closed() -> None:
    one = complete()
    one.tap("section", "people")
    opened = reviewed(one).section
    one.tap("list", "delegation")
    people = one.screen
    one.command("review")
    one.tap("section", "contact")
    one.tap("back")

    assert opened == "people"
    assert isinstance(people, Listed)
    assert reviewed(one).section is None
    assert isinstance(one.tap("back"), Menu)


def test_a_section_that_is_no_longer_asked_is_not_shown() -> None:
    one = complete()
    one.tap("section", "people")
    one.draft.values[0]["going"] = "no"
    one.command("status")

    assert reviewed(one).section is None


@pytest.mark.parametrize(
    ("action", "argument"),
    [("section", "x"), ("change", "x"), ("list", "x"), ("do", ""), ("pick", "yes")],
)
def test_a_button_that_does_not_belong_to_the_review_changes_nothing(
    action: str, argument: str
) -> None:
    one = complete()
    one.tap(action, argument)

    assert one.told == ["stale"]
    assert one.turn.changes == ()
    assert reviewed(one).may_send


def test_a_long_delegation_is_counted_and_not_read() -> None:
    one = answered("delegation")
    everybody = range(1, 1001)
    one.draft.lists["delegation"] = list(everybody)
    one.draft.values |= {n: {"role": "delegate", "given": "A", "family": str(n)} for n in everybody}
    read: list[int] = []
    answers_of = one.draft.answers

    def counted(record: int = 0) -> object:
        read.append(record)
        return answers_of(record)

    one.draft.incomplete = lambda repeat: None  # type: ignore[method-assign]
    one.draft.holder = lambda repeat, question, value: None  # type: ignore[method-assign]
    one.draft.answers = counted  # type: ignore[assignment,method-assign]
    one.command("review")
    people = reviewed(one).people["delegation"]

    assert (people.count, len(people.first)) == (1000, PEOPLE_REVIEWED)
    assert len(set(read)) <= PEOPLE_REVIEWED + 1


# ---------------------------------------------------------------- sending


def test_a_complete_reply_is_sent_once_with_a_receipt() -> None:
    one = sent()

    assert one.turn.changes == (ReplySent(1), DocumentWanted("receipt", 1))
    assert one.facts == (Submitted("FRA", 1, first=True), one.screen)
    assert isinstance(one.screen, Menu)
    assert one.screen.unsent == 0


def test_nothing_is_sent_while_something_is_missing() -> None:
    one = answered("email")
    one.command("review")
    one.tap("send")

    assert one.told == ["missing"]
    assert one.turn.changes == ()


def test_nothing_is_sent_before_the_secretariat_has_confirmed_the_person() -> None:
    one = complete(confirmed=False)
    one.tap("send")

    assert one.told == ["not_confirmed"]
    assert one.turn.changes == ()


def test_the_same_is_not_sent_again() -> None:
    one = sent()
    one.command("review")
    may = reviewed(one).may_send
    one.tap("send")

    assert not may
    assert one.told == ["nothing_new"]
    assert one.turn.changes == ()


def test_changes_are_sent_as_the_next_revision() -> None:
    one = sent()
    one.command("review")
    one.tap("section", "people")
    one.tap("change", "announced")
    one.say("5")
    one.tap("back")
    unsent = reviewed(one).unsent
    one.tap("send")

    assert unsent == 1
    assert one.turn.changes == (ReplySent(2), DocumentWanted("receipt", 2))
    assert one.facts[0] == Submitted("FRA", 2, first=False)


def test_after_the_deadline_a_reply_is_a_late_change() -> None:
    one = sent(late=True)

    assert one.turn.changes[0] == ReplySent(1, late=True)
    assert one.facts[0] == Submitted("FRA", 1, first=True, late=True)


def test_an_officer_sends_on_behalf_without_a_receipt() -> None:
    one = sent(role="officer")

    assert one.turn.changes == (ReplySent(1),)
    assert one.facts[0] == Submitted("FRA", 1, first=True, on_behalf=True)


def test_the_receipt_is_had_again_once_there_is_one() -> None:
    one = complete()
    one.command("receipt")
    before = one.told
    one.tap("send")
    one.tap("receipt")

    assert before == ["no_receipt"]
    assert one.turn.changes == (DocumentWanted("receipt", 1),)


# ---------------------------------------------------------------- withdrawing and discarding


def test_a_reply_is_withdrawn_after_a_question_and_can_be_sent_again() -> None:
    one = sent()
    asked = one.tap("withdraw")
    one.tap("do")
    withdrawn = one.turn.changes
    one.command("review")
    one.tap("send")

    assert isinstance(asked, ConfirmAsked)
    assert withdrawn == (ReplyWithdrawn(2),)
    assert one.turn.changes[0] == ReplySent(3)


def test_changes_are_discarded_after_a_question() -> None:
    one = sent()
    one.command("delegation")
    add(one, "delegate", "Ben", "Okri")
    one.command("menu")
    asked = one.tap("discard")
    one.tap("do")

    assert isinstance(asked, ConfirmAsked)
    assert asked.unsent == 1
    assert one.turn.changes == (DraftDiscarded(),)
    assert one.draft.count("delegation") == 1


def test_the_review_offers_discarding_too() -> None:
    one = sent()
    one.command("delegation")
    add(one, "delegate", "Ben", "Okri")
    one.command("review")

    assert isinstance(one.tap("discard"), ConfirmAsked)


@pytest.mark.parametrize(("deed", "told"), [("withdraw", "withdraw"), ("discard", "discard")])
def test_there_may_be_nothing_to_withdraw_or_discard(deed: str, told: str) -> None:
    one = talk()
    one.tap(deed)

    assert one.told == [f"nothing_to_{told}"]
    assert isinstance(one.screen, Menu)


def test_a_backup_does_not_withdraw() -> None:
    one = sent(role="backup")
    one.tap("withdraw")

    assert one.told == ["only_primary"]


@pytest.mark.parametrize("deed", ["withdraw", "discard"])
def test_a_deed_is_left_undone(deed: str) -> None:
    one = sent()
    one.command("delegation")
    add(one, "delegate", "Ben", "Okri")
    one.command("menu")
    one.tap(deed)
    one.tap("frobnicate")
    stale = one.told, one.screen
    one.tap("back")

    assert stale[0] == ["stale"]
    assert isinstance(stale[1], ConfirmAsked)
    assert one.turn.changes == ()
    assert isinstance(one.screen, Menu)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"stage": "withdrawn"}, "nothing_to_withdraw"),
        ({"role": "backup"}, "only_primary"),
    ],
)
def test_a_deed_is_checked_again_when_it_is_confirmed(changed: dict[str, str], told: str) -> None:
    one = sent()
    one.tap("withdraw")
    assert one.standing is not None
    one.standing = replace(one.standing, **changed)  # type: ignore[arg-type]
    one.tap("do")

    assert one.told == [told]
    assert one.turn.changes == ()


# ---------------------------------------------------------------- a backup


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"role": "backup"}, ["only_primary"]),
        ({"confirmed": False}, ["only_primary"]),
        ({"backup_invited": True}, ["backup_there"]),
    ],
)
def test_a_focal_point_invites_one_backup(changes: dict[str, object], told: list[str]) -> None:
    one = talk(**changes)  # type: ignore[arg-type]
    one.tap("backup")

    assert one.told == told
    assert one.turn.changes == (() if told else (BackupInvited(),))
