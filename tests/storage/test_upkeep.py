"""What is old goes, what is dead comes back at the end of the queue under the same key."""

from __future__ import annotations

import sqlite3

from storage import intake, invitations, outbox, people, replies, staff, upkeep
from storage.staff import Role

Db = sqlite3.Connection

OLD, NOW = "2003-07-01T09:00:00.000Z", "2003-07-09T09:00:00.000Z"


def test_only_what_is_older_is_forgotten(db: Db) -> None:
    for at in (OLD, NOW):
        invitations.record_attempt(db, 1, at)
    staff.save_desk_session(db, 1, 1, "{}", OLD)
    staff.save_desk_session(db, 1, 2, "{}", NOW)
    letters = [intake.bury(db, update_id=n, raw="x", error="y", now=OLD) for n in range(3)]
    intake.settle(db, letters[0], OLD)
    intake.settle(db, letters[1], NOW)

    assert upkeep.forget_attempts(db, NOW) == 1
    assert upkeep.forget_prompts(db, NOW) == 1
    assert upkeep.forget_settled(db, NOW) == 1
    assert db.execute("SELECT count(*) FROM dead_letters").fetchone() == (2,)


def test_dead_rows_come_back_behind_all_others_and_what_hangs_on_them_follows(db: Db) -> None:
    dead = outbox.enqueue(db, chat_id=1, method="m", params={"text": "x"}, now=OLD, key="once")
    assert dead is not None
    edit = outbox.enqueue(db, chat_id=1, method="e", params={}, now=OLD, target=dead)
    people.save_session(db, 1, "{}", dead, OLD)
    outbox.mark_dead(db, dead, "refused")

    assert upkeep.requeue_dead(db, NOW) == 1

    rows = outbox.load(db, [row.id for row in outbox.waiting(db)])
    copy = next(row for row in rows if row.method == "m")
    assert edit is not None
    assert copy.id > edit
    assert (copy.params, copy.attempts) == ({"text": "x"}, 0)
    assert [row.target for row in rows if row.method == "e"] == [copy.id]
    assert db.execute("SELECT asked_row FROM sessions").fetchone() == (copy.id,)
    assert outbox.enqueue(db, chat_id=1, method="m", params={}, now=NOW, key="once") is None
    assert upkeep.requeue_dead(db, NOW) == 0


def test_the_size_is_that_of_the_file(db: Db) -> None:
    path = db.execute("PRAGMA database_list").fetchone()[2]

    from pathlib import Path

    assert upkeep.size_bytes(db) == Path(path).stat().st_size


def test_what_is_kept_is_as_old_as_the_first_reply_or_visitor(db: Db) -> None:
    stamps = [f"2003-07-0{day}T09:00:00.000Z" for day in (1, 2, 3)]
    nothing = upkeep.kept_since(db)
    people.meet(db, 1, "Mary", None, stamps[0])
    staff.grant(db, 1, Role.ADMIN, by=None, now=stamps[0])
    staff_only = upkeep.kept_since(db)
    replies.ensure(db, "FRA", stamps[2])
    with_reply = upkeep.kept_since(db)
    people.meet(db, 2, "Awa", None, stamps[1])

    assert (nothing, staff_only, with_reply) == (None, None, stamps[2])
    assert upkeep.kept_since(db) == stamps[1]
    assert staff.outsiders(db) == [2]
