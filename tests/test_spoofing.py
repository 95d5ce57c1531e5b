"""A name cannot pass for something else: neither turn the sentence around it, nor end it, nor hide."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, Update, User

from bot.engine.folding import clean
from bot.i18n.isolation import isolate
from bot.i18n.tongue import tongue_for
from bot.telegram.update_reader import UpdateReader

SENT_AT = datetime(2003, 9, 1, 9, 0, tzinfo=UTC)
FSI, PDI = "\u2068", "\u2069"
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
TRICKS = st.text(st.sampled_from(f"ab אב\u2066\u2067{FSI}{PDI}{OVERRIDES}"), max_size=30)


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


@given(TRICKS)
def test_whatever_is_isolated_ends_where_it_ends(text: str) -> None:
    shown = isolate(text)

    depth, depths = 0, []
    for char in shown:
        depth += (char in f"\u2066\u2067{FSI}") - (char == PDI)
        depths.append(depth)
    assert shown[0] == FSI
    assert min(depths[:-1]) >= 1
    assert depths[-1] == 0
    assert not set(shown) & set(OVERRIDES)


@given(st.text("abאב王 ", max_size=20))
def test_an_honest_text_is_only_wrapped(text: str) -> None:
    assert isolate(text) == f"{FSI}{text}{PDI}"


def test_a_typed_isolate_cannot_end_that_of_a_sentence() -> None:
    said = tongue_for("en").say("{text}", text=f"a{PDI}\u202e<b>")

    assert said == f"{FSI}a&lt;b&gt;{PDI}"
