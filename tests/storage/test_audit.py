"""The trail: newest first, of one State or of all, page by page."""

from __future__ import annotations

from storage import Db, audit
from storage.audit import AuditEntry
from tests.storage.drafts import LATER, NOW


def test_entries_come_newest_first_and_by_state(db: Db) -> None:
    audit.record(
        db,
        at=NOW,
        actor=7,
        role="primary",
        action="answered",
        party="FRA",
        subject="hotel",
        old="1",
        new="2",
    )
    audit.record(db, at=LATER, actor=None, role=audit.CLOCK, action="reminded", party="KEN")
    audit.record(db, at=LATER, actor=9, role="admin", action="granted")
    newest, second, oldest = audit.entries(db)

    assert (newest.action, newest.party) == ("granted", None)
    assert (second.actor, second.actor_role, second.at) == (None, "clock", LATER)
    assert (oldest.subject, oldest.old, oldest.new) == ("hotel", "1", "2")
    assert audit.entries(db, party="FRA") == [oldest]
    assert audit.entries(db, limit=1, offset=1) == [second]
    assert audit.entries(db, party="KEN", limit=1, offset=1) == []
    assert (audit.count(db), audit.count(db, party="FRA"), audit.count(db, party="X")) == (3, 1, 0)


def test_what_the_schedule_did_is_the_clocks(db: Db) -> None:
    audit.record_by_clock(db, "reminded", "FRA", at="1", subject="draft")
    audit.record_by_clock(db, "told of the deadline", "CIV", at="2")

    assert audit.entries(db) == [
        AuditEntry(2, "2", None, audit.CLOCK, "told of the deadline", "CIV", None, None, None),
        AuditEntry(1, "1", None, audit.CLOCK, "reminded", "FRA", "draft", None, None),
    ]
