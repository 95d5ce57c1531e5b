"""The menu, what is asked before withdrawing or discarding, thanks for a sending."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine.facts import ConfirmAsked, Menu, StatusShown, Submitted
from bot.engine.scene import Standing
from bot.engine.standing import ActingRole, ReplyStage
from bot.texts.menu import confirm_asked, desk_message_asked, menu, status_shown, submitted_text
from tests.plain_text import unmarked
from tests.texts.samples import STANDING, buttons, context, labels, said

NEW = Standing("FRA", ActingRole.PRIMARY)
FOOT = [("‹ Back", "1:back"), ("Menu", "1:menu")]


def test_a_menu_before_anything_is_answered() -> None:
    message = menu(context(), Menu(NEW, 0, 3))

    assert said(message).split("\n") == [
        "<b>France</b> · World Summit on the Information Society",
        "",
        "No reply has been sent yet.",
        "3 questions open.",
    ]
    assert buttons(message) == [
        [("Fill in the reply", "1:fill")],
        [("Review", "1:review")],
        [("Delegation", "1:people")],
        [("Write to the secretariat", "1:contact"), ("Language", "1:language")],
        [("Help", "1:help"), ("Invite a backup", "1:backup")],
    ]


def test_a_menu_of_a_reply_with_changes() -> None:
    message = menu(context(), Menu(STANDING, 2, 0, people=False))

    assert buttons(message) == [
        [("Review and send", "1:review")],
        [("Discard the changes", "1:discard")],
        [("Receipt", "1:receipt"), ("Calendar", "1:calendar")],
        [("Write to the secretariat", "1:contact"), ("Language", "1:language")],
        [("Help", "1:help"), ("Invite a backup", "1:backup")],
        [("Withdraw the reply", "1:withdraw")],
    ]


def test_a_first_reply_in_hand_cannot_be_discarded() -> None:
    words = labels(menu(context(), Menu(NEW, 2, 0)))

    assert "Review and send" in words
    assert not {"Discard the changes", "Receipt", "Withdraw the reply"} & set(words)


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        (Menu(NEW, 0, 3), "Fill in the reply"),
        (Menu(replace(NEW, stage=ReplyStage.DRAFT), 0, 3), "Continue the reply"),
        (Menu(NEW, 0, 3, resumable=True), "Continue where I was"),
        (Menu(NEW, 0, 0), "Review"),
    ],
)
def test_the_first_button_leads_on_from_where_one_is(shown: Menu, word: str) -> None:
    words = labels(menu(context(), shown))

    assert words[0] == word
    assert len(
        {"Fill in the reply", "Continue the reply", "Continue where I was"} & set(words)
    ) == (word != "Review")


@pytest.mark.parametrize(
    ("standing", "backup", "withdraw"),
    [
        (STANDING, True, True),
        (replace(STANDING, confirmed=False), False, True),
        (replace(STANDING, backup_invited=True), False, True),
        (replace(STANDING, role=ActingRole.BACKUP), False, False),
        (replace(STANDING, role=ActingRole.OFFICER), False, True),
        (replace(STANDING, revision=0), True, False),
        (replace(STANDING, stage=ReplyStage.WITHDRAWN), True, False),
    ],
)
def test_backups_are_invited_and_replies_withdrawn_by_those_who_may(
    standing: Standing, backup: bool, withdraw: bool
) -> None:
    words = labels(menu(context(), Menu(standing, 0, 0)))

    assert ("Invite a backup" in words) is backup
    assert ("Withdraw the reply" in words) is withdraw


def test_a_withdrawal_is_asked_about_by_its_state() -> None:
    message = confirm_asked(context(), ConfirmAsked("withdraw", STANDING, 2))

    assert said(message) == (
        "Withdraw the reply of <b>France</b>? The secretariat will be told. "
        "Your answers stay here, and you can send them again."
    )
    assert buttons(message) == [[("Yes, withdraw", "1:do")], FOOT]


@pytest.mark.parametrize(("unsent", "changes"), [(1, "1 change"), (2, "2 changes")])
def test_discarding_is_asked_about_by_the_number_of_changes(unsent: int, changes: str) -> None:
    message = confirm_asked(context(), ConfirmAsked("discard", STANDING, unsent))

    assert said(message) == f"Discard {changes} and go back to the reply as it was sent?"
    assert buttons(message) == [[("Yes, discard", "1:do")], FOOT]


@pytest.mark.parametrize(
    ("sent", "title", "then"),
    [
        (
            Submitted("FRA", 1, first=True),
            "<b>Thank you. Your reply has been sent.</b>",
            "You can change your reply at any time. The receipt follows.",
        ),
        (
            Submitted("FRA", 2, first=False),
            "<b>Thank you. Your changes have been sent.</b>",
            "You can change your reply at any time. The receipt follows.",
        ),
        (
            Submitted("FRA", 1, first=True, late=True),
            "<b>Sent after the deadline.</b>",
            "The secretariat will decide on this change and tell you. The receipt follows.",
        ),
        (
            Submitted("FRA", 1, first=True, on_behalf=True),
            "<b>Thank you. Your reply has been sent.</b>",
            "You can change your reply at any time.",
        ),
    ],
)
def test_a_sending_is_thanked_for_with_its_reference(
    sent: Submitted, title: str, then: str
) -> None:
    assert unmarked(submitted_text(context(), sent)).split("\n") == [
        title,
        f"Reference <code>WSIS-2003/FRA</code>, revision {sent.number}",
        "",
        then,
        "This reply does not replace the credentials of the delegation.",
    ]


def test_the_status_is_told_in_lines() -> None:
    message = status_shown(context(), StatusShown(NEW, 0, 1))

    assert said(message) == "No reply has been sent yet.\n1 question open."
    assert not message.buttons


def test_a_message_to_the_secretariat_is_asked_for() -> None:
    message = desk_message_asked(context())

    assert said(message) == (
        "Please write your message to the secretariat. It will answer you here."
    )
    assert buttons(message) == [FOOT]
