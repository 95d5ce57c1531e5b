from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from storage import outbox
from storage.outbox import (
    BatchProgress,
    Delivered,
    Lane,
    OutboxFigures,
    OutboxState,
    QueuedRow,
    Row,
)

NOW = "2003-12-10T08:30:00.000Z"
LATER = "2003-12-10T08:31:00.000Z"


def put(db: sqlite3.Connection, chat_id: int = 1, text: str = "hello", **more: Any) -> int:
    row = outbox.enqueue(
        db, chat_id=chat_id, method="sendMessage", params={"text": text}, now=NOW, **more
    )
    assert row is not None
    return row


def column(db: sqlite3.Connection, name: str, row: int) -> object:
    found: object = db.execute(f"SELECT {name} FROM outbox WHERE id = ?", (row,)).fetchone()[0]
    return found


def loaded(db: sqlite3.Connection, row: int) -> Row:
    (found,) = outbox.load(db, [row])
    return found


def test_a_row_comes_back_as_it_was_queued(db: sqlite3.Connection) -> None:
    row = outbox.enqueue(
        db,
        chat_id=-1001,
        method="sendDocument",
        params={"caption": "Reçu · 收据", "reply_markup": {"inline_keyboard": [[]]}},
        now=NOW,
        lane=Lane.NOTICE,
        document={"kind": "receipt", "party": "FRA", "revision": 2},
        batch="b1",
        key="receipt:FRA:2",
    )

    assert row is not None
    assert outbox.waiting(db) == [QueuedRow(row, -1001, Lane.NOTICE, NOW)]
    assert loaded(db, row) == Row(
        id=row,
        chat_id=-1001,
        lane=Lane.NOTICE,
        method="sendDocument",
        params={"caption": "Reçu · 收据", "reply_markup": {"inline_keyboard": [[]]}},
        target=None,
        target_message_id=None,
        document={"kind": "receipt", "party": "FRA", "revision": 2},
        attempts=0,
        created_at=NOW,
    )


def test_what_a_row_says_is_stored_as_it_reads_and_without_spaces(db: sqlite3.Connection) -> None:
    row = put(db, text="Reçu · 收据", document={"kind": "text", "text": "réponse"})

    assert column(db, "params", row) == '{"text":"Reçu · 收据"}'
    assert column(db, "document", row) == '{"kind":"text","text":"réponse"}'


def test_a_key_is_queued_once_even_after_its_row_was_sent(db: sqlite3.Connection) -> None:
    first = put(db, key="notice:FRA:1")
    outbox.mark_sent(db, [Delivered(first, 5)], NOW)
    second = outbox.enqueue(
        db, chat_id=1, method="sendMessage", params={"text": "again"}, now=NOW, key="notice:FRA:1"
    )

    assert second is None
    assert outbox.waiting(db) == []


def test_waiting_is_in_the_order_written_and_can_begin_beyond_a_row(db: sqlite3.Connection) -> None:
    first, second, third = put(db, 2), put(db, 1), put(db, 2)
    outbox.mark_sent(db, [Delivered(second, 5)], NOW)

    assert [one.id for one in outbox.waiting(db)] == [first, third]
    assert [one.id for one in outbox.waiting(db, after=first)] == [third]
    assert outbox.waiting(db, after=third) == []


def test_loading_leaves_out_what_is_not_queued_any_more(db: sqlite3.Connection) -> None:
    kept, sent, dropped = put(db), put(db), put(db)
    outbox.mark_sent(db, [Delivered(sent, 5)], NOW)
    outbox.drop(db, dropped, "no purpose")

    assert [row.id for row in outbox.load(db, [kept, sent, dropped, 999])] == [kept]


def test_an_edit_knows_the_message_of_its_target_once_that_is_sent(db: sqlite3.Connection) -> None:
    question = put(db)
    edit = put(db, target=question)
    before = loaded(db, edit)
    outbox.mark_sent(db, [Delivered(question, 77)], NOW)
    after = loaded(db, edit)

    assert (before.target, before.target_message_id) == (question, None)
    assert (after.target, after.target_message_id) == (question, 77)


def test_an_edit_does_not_overtake_the_message_it_edits(db: sqlite3.Connection) -> None:
    queued = put(db, lane=Lane.BULK)
    sent = put(db, lane=Lane.BULK)
    outbox.mark_sent(db, [Delivered(sent, 5)], NOW)

    assert loaded(db, put(db, target=queued)).lane is Lane.BULK
    assert loaded(db, put(db, target=sent)).lane is Lane.INTERACTIVE


def test_what_was_sent_is_marked_together_and_its_words_are_forgotten(
    db: sqlite3.Connection,
) -> None:
    first, second = put(db), put(db)
    outbox.mark_sent(db, [Delivered(first, 10), Delivered(second, None)], LATER)

    assert [column(db, "message_id", row) for row in (first, second)] == [10, None]
    assert [column(db, "sent_at", row) for row in (first, second)] == [LATER, LATER]
    assert [column(db, "params", row) for row in (first, second)] == ["{}", "{}"]
    assert outbox.waiting(db) == []


def test_a_postponed_row_stays_queued_and_counts_its_attempts(db: sqlite3.Connection) -> None:
    row = put(db)
    outbox.postpone(db, row, due_at=LATER, error="TimedOut")
    outbox.postpone(db, row, due_at=LATER, error="TimedOut")

    assert outbox.waiting(db) == [QueuedRow(row, 1, Lane.INTERACTIVE, LATER)]
    assert loaded(db, row).attempts == 2
    assert column(db, "error", row) == "TimedOut"


def test_a_dead_row_keeps_its_words_and_waits_no_longer(db: sqlite3.Connection) -> None:
    row = put(db)
    outbox.mark_dead(db, row, "BadRequest")

    assert outbox.waiting(db) == []
    assert column(db, "params", row) == '{"text":"hello"}'


def test_only_what_is_queued_can_be_settled(db: sqlite3.Connection) -> None:
    row = put(db)
    outbox.mark_sent(db, [Delivered(row, 10)], NOW)
    outbox.mark_sent(db, [Delivered(row, 11)], LATER)
    outbox.mark_dead(db, row, "late")
    outbox.drop(db, row, "late")
    outbox.postpone(db, row, due_at=LATER, error="late")

    assert column(db, "state", row) == "sent"
    assert column(db, "message_id", row) == 10
    assert column(db, "error", row) is None


def test_dropping_a_chat_or_a_batch_leaves_the_others(db: sqlite3.Connection) -> None:
    blocked, announced, kept = put(db, 1), put(db, 2, batch="b1"), put(db, 2)
    sent = put(db, 1)
    outbox.mark_sent(db, [Delivered(sent, 10)], NOW)

    assert outbox.drop_chat(db, 1, "blocked") == 1
    assert outbox.drop_batch(db, "b1", "called off") == 1
    assert [one.id for one in outbox.waiting(db)] == [kept]
    assert [column(db, "error", row) for row in (blocked, announced)] == ["blocked", "called off"]
    assert column(db, "params", blocked) == "{}"
    assert column(db, "state", sent) == "sent"


def add_desk(db: sqlite3.Connection, chat_id: int, title: str) -> None:
    db.execute(
        "INSERT INTO desks (chat_id, title, registered_at) VALUES (?, ?, ?)", (chat_id, title, NOW)
    )
    db.execute("INSERT INTO desk_sessions VALUES (?, 7, ?, ?)", (chat_id, title, NOW))


def desks(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    return db.execute(
        "SELECT d.chat_id, d.title, s.state FROM desks d JOIN desk_sessions s USING (chat_id)"
    ).fetchall()


def test_a_migrated_chat_is_known_by_its_new_id_everywhere(db: sqlite3.Connection) -> None:
    sent, queued = put(db, -5), put(db, -5)
    outbox.mark_sent(db, [Delivered(sent, 10)], NOW)
    add_desk(db, -5, "Desk")
    outbox.migrate_chat(db, -5, -1005)

    assert loaded(db, queued).chat_id == -1005
    assert column(db, "chat_id", sent) == -5
    assert desks(db) == [(-1005, "Desk", "Desk")]


def test_a_chat_migrated_to_one_already_known_is_not_kept_twice(db: sqlite3.Connection) -> None:
    add_desk(db, -5, "old")
    add_desk(db, -1005, "new")
    outbox.migrate_chat(db, -5, -1005)

    assert desks(db) == [(-1005, "new", "new")]


@pytest.mark.parametrize(("first", "second"), [(Lane.BULK, Lane.NOTICE), (Lane.NOTICE, Lane.BULK)])
def test_the_oldest_row_of_the_queue_is_the_oldest_of_all_lanes(
    db: sqlite3.Connection, first: Lane, second: Lane
) -> None:
    for lane, at in ((first, NOW), (second, LATER)):
        outbox.enqueue(db, chat_id=1, method="sendMessage", params={}, now=at, lane=lane)

    assert outbox.figures(db).oldest_queued_at == NOW


def test_figures_show_the_lanes_the_oldest_and_the_dead(db: sqlite3.Connection) -> None:
    empty = outbox.figures(db)
    put(db)
    put(db, lane=Lane.BULK)
    put(db, lane=Lane.BULK)
    outbox.mark_dead(db, put(db), "BadRequest")

    assert empty == OutboxFigures(queued={}, oldest_queued_at=None, dead=0)
    assert outbox.figures(db) == OutboxFigures(
        queued={Lane.INTERACTIVE: 1, Lane.BULK: 2}, oldest_queued_at=NOW, dead=1
    )


def test_the_progress_of_a_batch_is_counted_by_state(db: sqlite3.Connection) -> None:
    sent, dead, dropped, _ = (put(db, chat, batch="b1") for chat in range(1, 5))
    put(db, batch="b2")
    outbox.mark_sent(db, [Delivered(sent, 1)], NOW)
    outbox.mark_dead(db, dead, "BadRequest")
    outbox.drop(db, dropped, "gone")

    assert outbox.progress(db, "b1") == BatchProgress(queued=1, sent=1, dead=1, dropped=1)
    assert outbox.progress(db, "none") == BatchProgress(queued=0, sent=0, dead=0, dropped=0)


def test_pruning_keeps_what_waits_what_is_dead_and_every_key(db: sqlite3.Connection) -> None:
    sent, keyed, queued, dead, dropped = (
        put(db),
        put(db, key="once"),
        put(db),
        put(db),
        put(db),
    )
    outbox.mark_sent(db, [Delivered(sent, 1), Delivered(keyed, 2)], NOW)
    outbox.mark_dead(db, dead, "BadRequest")
    outbox.drop(db, dropped, "gone")
    too_early = outbox.prune(db, NOW)
    pruned = outbox.prune(db, LATER)

    assert (too_early, pruned) == (0, 2)
    left = db.execute("SELECT id FROM outbox ORDER BY id")
    assert [row for (row,) in left] == [keyed, queued, dead]


def test_a_row_number_is_never_used_again(db: sqlite3.Connection) -> None:
    last = put(db)
    outbox.mark_sent(db, [Delivered(last, 1)], NOW)
    outbox.prune(db, LATER)

    assert put(db) > last


def test_a_text_that_is_no_unicode_is_refused_whole(db: sqlite3.Connection) -> None:
    with pytest.raises(UnicodeEncodeError):
        put(db, text="half a pair \ud83d")

    assert outbox.waiting(db) == []


def test_rows_are_counted_by_state_and_lane(db: sqlite3.Connection) -> None:
    rows = [
        outbox.enqueue(db, chat_id=chat, method="m", params={}, now=NOW, lane=lane)
        for chat, lane in ((1, Lane.BULK), (1, Lane.BULK), (2, Lane.NOTICE), (3, Lane.NOTICE))
    ]
    outbox.mark_dead(db, rows[2] or 0, "refused")
    outbox.drop(db, rows[3] or 0, "gone")

    assert outbox.counts(db) == {
        (OutboxState.QUEUED, Lane.BULK): 2,
        (OutboxState.DEAD, Lane.NOTICE): 1,
        (OutboxState.DROPPED, Lane.NOTICE): 1,
    }
