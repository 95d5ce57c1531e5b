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


def test_one_states_newest_unsent_change_is_the_same_as_in_the_list_of_all(db: Db) -> None:
    for party, at in (("FRA", AT[0]), ("KEN", AT[1])):
        replies.set_answer(db, party, 0, "hotel", '"yes"', by=7, now=at)
    replies.set_answer(db, "ITA", 0, "hotel", '"yes"', by=7, now=AT[0])
    replies.mark_sent(db, "ITA")
    record = records.next_id(db)
    records.add(db, "EGY", "delegation", record)
    replies.mark_sent(db, "EGY")
    records.remove(db, "EGY", "delegation", record, AT[1])
    of_all = overview.unsent_since(db)

    assert of_all == {"EGY": AT[1], "FRA": AT[0], "KEN": AT[1]}
    assert {
        party: overview.unsent_since_of(db, party) for party in ("EGY", "FRA", "KEN", "ITA", "X")
    } == {**of_all, "ITA": None, "X": None}


def test_documents_of_a_batch_that_wait_are_read_with_what_they_are_made_of(db: Db) -> None:
    def document(batch: str, **made_of: str) -> int:
        row = outbox.enqueue(
            db,
            chat_id=1,
            method="sendDocument",
            params={},
            now=AT[0],
            batch=batch,
            document=made_of or None,
        )
        assert row is not None
        return row

    sent = document("b", kind="letter")
    outbox.mark_sent(db, [outbox.Delivered(sent, 1)], AT[1])
    document("b")
    document("other", kind="letter")
    waits = document("b", kind="letters", part="2")

    assert overview.unsent_documents(db, "b") == [(waits, {"kind": "letters", "part": "2"})]
