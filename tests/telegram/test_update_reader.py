"""A name is read without characters that turn the sentence around it, end it or hide."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, Update, User

from bot.engine.folding import clean
from bot.telegram.update_reader import UpdateReader

PDI = "\u2069"
SENT_AT = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)


def incoming_name(first: str, last: str | None = None, title: str | None = None) -> tuple[str, str]:
    """What a person and their group are called once an update was read."""
    user = User(7, first, is_bot=False, last_name=last)
    chat = Chat(-100, "supergroup", title=title) if title is not None else Chat(7, "private")
    message = Message(1, SENT_AT, chat, from_user=user, text="x")
    found = UpdateReader("bot", clean).read(Update(1, message=message))
    assert found is not None
    return found.name, found.chat_title


@pytest.mark.parametrize(
    ("first", "shown"),
    [
        ("Mary\u200b Keller", "Mary Keller"),
        ("\u202eyraM", "yraM"),
        (f"Mary{PDI}\u202e Keller", "Mary Keller"),
        ("Mary\nSecretariat: accepted", "Mary Secretariat: accepted"),
        ("\u2066Mary\u2069", "Mary"),
        ("\u3164\u2800", ""),
        ("Mary\u00ad Keller\x00", "Mary Keller"),
        ("نور\u200cالدین", "نور\u200cالدین"),
        ("王丽", "王丽"),
    ],
)
def test_a_name_is_read_without_what_cannot_be_seen(first: str, shown: str) -> None:
    assert incoming_name(first)[0] == shown


def test_a_groups_title_is_read_so_too() -> None:
    assert incoming_name("Ann", title=f"Secre\u200btariat{PDI}\u202e")[1] == "Secretariat"
