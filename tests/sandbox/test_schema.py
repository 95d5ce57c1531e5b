"""The check against the Bot API's types must be able to fail, and must cover every method."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.methods import NAMES
from tests.sandbox.schema import RETURNS, faults_of

CHAT = {"id": 1, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT}


def test_every_method_has_a_known_result() -> None:
    assert set(NAMES.values()) == set(RETURNS)


@pytest.mark.parametrize(
    ("value", "kind", "fault"),
    [
        (MESSAGE, "Message", None),
        (MESSAGE | {"date": 1.5}, "Message", ".date: 1.5 is no Integer"),
        (MESSAGE | {"mood": "good"}, "Message", ".mood: unknown to Message"),
        ({"id": 1}, "Chat", ".type: required in Chat"),
        ([CHAT, 7], "Array of Chat", "[1]: no Chat"),
        (CHAT | {"is_forum": False}, "Chat", ".is_forum: a field of type True is left out"),
        (True, "Integer", ": True is no Integer"),
    ],
)
def test_what_does_not_fit_is_named(value: Any, kind: str, fault: str | None) -> None:
    found = faults_of(value, kind)

    assert found == [] if fault is None else found[0].startswith(fault)
