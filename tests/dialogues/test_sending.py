"""A reply is sent: one message and a receipt."""

from __future__ import annotations

from pathlib import Path

from tests.dialogues.chats import Chats, chats


def test_a_sending_is_one_message_and_a_receipt(tmp_path: Path) -> None:
    with chats(tmp_path, 106, "Ana Lima", "en", "KEN") as one:
        _reply_no(one)
        before = len(one.lines)
        one.tap("send")
        after = one.lines[before:]

    assert after.count("  Bot:") == 1
    assert "  Bot: a document (receipt, 1)" in after
    assert sum("Not answered: " in line for line in after) == 1


def _reply_no(one: Chats) -> None:
    one.follow(one.invitation)
    for action in ("language:en", "agree", "yes"):
        one.tap(action)
    one.answer(
        {
            "participation": ":no",
            "focal_title": ":ms",
            "focal_given": "Ana",
            "focal_family": "Lima",
            "focal_function": "Secretary",
            "focal_institution": "Mission",
            "focal_email": "a@example.org",
            "focal_telephone": "+254203188000",
        }
    )
