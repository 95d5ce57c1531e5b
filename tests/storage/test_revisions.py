"""Revisions: what was sent stays as it was, and the number in force follows what the desk decides."""

from __future__ import annotations

import pytest

from storage import Db, replies, revisions
from storage.revisions import Late, RevisionKind
from tests.storage.drafts import LATER, NOW


def send(db: Db, number: int, *, late: bool = False, party: str = "FRA") -> None:
    replies.ensure(db, party, NOW)
    revisions.add(db, party, number, f"{number}", language="fr", by=7, now=NOW, late=late)


def in_force(db: Db) -> list[tuple[str, int]]:
    return [(one.party, one.number) for one in revisions.in_force(db)]


def test_a_revision_is_in_force_at_once_and_a_late_one_waits(db: Db) -> None:
    send(db, 1)
    send(db, 2)
    send(db, 3, late=True)
    send(db, 1, party="EGY")

    assert in_force(db) == [("EGY", 1), ("FRA", 2)]
    assert revisions.newest(db, "FRA") == (3, Late.PROPOSED)
    assert revisions.newest(db, "EGY") == (1, None)
    assert revisions.newest(db, "KEN") == (0, None)
    assert revisions.count_proposed(db) == 1


@pytest.mark.parametrize(("decision", "force"), [(Late.TAKEN, 2), (Late.REFUSED, 1)])
def test_a_late_one_is_decided_once_and_counts_where_it_is_taken(
    db: Db, decision: Late, force: int
) -> None:
    send(db, 1)
    send(db, 2, late=True)
    done = revisions.decide_late(db, "FRA", 2, decision, by=9, now=LATER)
    again = revisions.decide_late(db, "FRA", 2, Late.TAKEN, by=8, now=LATER)
    decided = revisions.get(db, "FRA", 2)

    assert (done, again) == (True, False)
    assert decided is not None
    assert (decided.late, decided.late_by, decided.late_at) == (decision, 9, LATER)
    assert in_force(db) == [("FRA", force)]
    assert revisions.count_proposed(db) == 0


def test_a_late_one_taken_after_a_newer_one_does_not_bring_the_number_back(db: Db) -> None:
    send(db, 1)
    send(db, 2, late=True)
    send(db, 3)
    revisions.decide_late(db, "FRA", 2, Late.TAKEN, by=9, now=LATER)

    assert in_force(db) == [("FRA", 3)]


def test_the_one_before_is_the_newest_that_counted(db: Db) -> None:
    for number, late in ((1, False), (2, True), (3, True), (4, True), (5, False)):
        send(db, number, late=late)
    revisions.decide_late(db, "FRA", 2, Late.TAKEN, by=9, now=LATER)
    revisions.decide_late(db, "FRA", 3, Late.REFUSED, by=9, now=LATER)

    def before(number: int) -> int | None:
        found = revisions.previous(db, "FRA", number)
        return found.number if found else None

    assert [before(number) for number in (5, 3, 2, 1)] == [2, 2, 1, None]


def test_a_revision_keeps_who_sent_it_and_what_it_was_recorded_from(db: Db) -> None:
    replies.ensure(db, "FRA", NOW)
    revisions.add(
        db,
        "FRA",
        1,
        "{}",
        language="ar",
        by=7,
        now=NOW,
        kind=RevisionKind.WITHDRAWN,
        recorded_by=9,
        paper_reference="N 7",
        paper_date="2003-09-01",
    )
    (kept,) = revisions.of_party(db, "FRA")

    assert revisions.get(db, "FRA", 1) == kept
    assert revisions.get(db, "FRA", 2) is None
    assert (kept.content, kept.language, kept.sent_at, kept.sent_by) == ("{}", "ar", NOW, 7)
    assert (kept.kind, kept.late, kept.recorded_by) == (RevisionKind.WITHDRAWN, None, 9)
    assert (kept.paper_reference, kept.paper_date) == ("N 7", "2003-09-01")
