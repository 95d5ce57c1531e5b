"""Looking back: what was changed and not sent, what came in within a span, whom a sending did not reach."""

from __future__ import annotations

import sqlite3

from storage import message_threads, outbox, overview, records, replies, revisions
from storage.message_threads import Direction
from storage.overview import Undelivered

Db = sqlite3.Connection

AT = [f"2003-07-{day:02}T09:00:00.000Z" for day in range(1, 10)]


def test_the_newest_change_that_was_not_sent_counts(db: Db) -> None:
    replies.set_answer(db, "FRA", 0, "a", "1", by=1, now=AT[0])
    replies.set_answer(db, "EGY", 0, "a", "1", by=1, now=AT[0])
    replies.mark_sent(db, "EGY")
    records.add(db, "KEN", "delegation", 1)
    replies.mark_sent(db, "KEN")
    records.remove(db, "KEN", "delegation", 1, AT[4])
    replies.set_answer(db, "FRA", 0, "b", "1", by=1, now=AT[3])

    assert overview.unsent_since(db) == {"FRA": AT[3], "KEN": AT[4]}


def test_a_span_has_its_end_and_not_its_beginning(db: Db) -> None:
    for number, at in enumerate(AT[:4], 1):
        revisions.add(db, "FRA", number, "{}", language="en", by=1, now=at)
        message_threads.add(db, "FRA", 1, Direction.IN, str(number), at)
        message_threads.add(db, "FRA", 1, Direction.OUT, "answer", at)

    sent = overview.revisions_between(db, AT[0], AT[2])
    written = overview.letters_between(db, AT[0], AT[2])

    assert [one.number for one in sent] == [2, 3]
    assert [(one.party, one.text) for one in written] == [("FRA", "2"), ("FRA", "3")]


def test_a_chat_that_was_not_reached_is_named_once_and_one_that_was_stopped_is_not(db: Db) -> None:
    for chat in (1, 1, 2, 3, 4):
        outbox.enqueue(db, chat_id=chat, method="m", params={}, now=AT[0], batch="b")
    outbox.enqueue(db, chat_id=5, method="m", params={}, now=AT[0], batch="other")
    outbox.drop_chat(db, 1, "blocked")
    outbox.mark_dead(db, 3, "refused")
    outbox.mark_sent(db, [outbox.Delivered(4, 1)], AT[1])
    outbox.drop_batch(db, "b", "stopped")
    outbox.drop_chat(db, 5, "blocked")

    assert overview.undelivered(db, "b", but="stopped") == [
        Undelivered(1, "blocked"),
        Undelivered(2, "refused"),
    ]


def test_a_chat_waits_for_a_sending_until_something_of_it_was_sent(db: Db) -> None:
    for chat in (1, 1, 2, 3):
        outbox.enqueue(db, chat_id=chat, method="m", params={}, now=AT[0], batch="b")
    outbox.mark_sent(db, [outbox.Delivered(1, 1), outbox.Delivered(4, 1)], AT[1])

    assert overview.still_queued(db, "b") == [2]
