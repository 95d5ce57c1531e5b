"""Messages between missions and the secretariat, and the conversation that a message belongs to."""

from __future__ import annotations

import pytest

from storage import Db, message_threads, outbox
from storage.message_threads import LETTER_BATCH, Direction
from storage.outbox import Delivered
from tests.storage.drafts import LATER, NOW


def sent(db: Db, chat: int, message: int, batch: str | None) -> int:
    row = outbox.enqueue(db, chat_id=chat, method="m", params={}, now=NOW, batch=batch)
    assert row is not None
    outbox.mark_sent(db, [Delivered(row, message)], NOW)
    return row


def test_messages_of_a_state_come_newest_first(db: Db) -> None:
    first = message_threads.add(db, "FRA", 7, Direction.IN, "Hello", NOW)
    second = message_threads.add(db, "FRA", 9, Direction.OUT, "Good day", LATER)
    other = message_threads.add(db, None, 8, Direction.IN, "Me", NOW)

    assert message_threads.of_party(db, "FRA") == [
        (second, 9, Direction.OUT, "Good day", LATER),
        (first, 7, Direction.IN, "Hello", NOW),
    ]
    assert message_threads.get(db, other) == (None, 8, "Me")
    assert message_threads.get(db, 99) is None


@pytest.mark.parametrize("count", [20, 21])
def test_the_newest_twenty_are_listed(db: Db, count: int) -> None:
    for number in range(count):
        message_threads.add(db, "FRA", 7, Direction.IN, f"{number}", NOW)
    listed = [text for _, _, _, text, _ in message_threads.of_party(db, "FRA")]

    assert listed == [f"{number}" for number in range(count - 1, count - 21, -1)]
    assert len(message_threads.of_party(db, "FRA", limit=2)) == 2


def test_a_reply_in_a_mission_answers_a_letter_where_the_message_was_one(db: Db) -> None:
    sent(db, 7, 40, LETTER_BATCH)
    sent(db, 7, 41, None)

    assert message_threads.is_letter(db, 7, 40)
    assert not message_threads.is_letter(db, 7, 41)
    assert not message_threads.is_letter(db, 8, 40)


def test_a_conversation_is_a_states_or_a_persons_and_goes_on_below_its_newest(db: Db) -> None:
    of_state, of_person = message_threads.thread("FRA", 7), message_threads.thread(None, 7)
    none_yet = message_threads.thread_row(db, -100, of_state)
    sent(db, -100, 40, of_state)
    newest = sent(db, -100, 41, of_state)
    sent(db, -200, 41, of_person)

    assert none_yet is None
    assert message_threads.thread_row(db, -100, of_state) == newest
    assert message_threads.thread_of(db, -100, 40) == "FRA"
    assert message_threads.thread_of(db, -200, 41) == "7"
    assert message_threads.thread_of(db, -200, 40) is None
