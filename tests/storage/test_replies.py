"""Drafts: answers found by their message, the order of people, and the way back to what was sent."""

from __future__ import annotations

import sqlite3

from storage import records, replies

Db = sqlite3.Connection

NOW = "2003-07-01T09:00:00.000Z"
LATER = "2003-07-02T09:00:00.000Z"
LIST = "delegation"


def order(db: Db, party: str = "FRA") -> list[int]:
    return [
        row[0]
        for row in db.execute(
            "SELECT id FROM records WHERE party = ? AND removed_at IS NULL ORDER BY position, id",
            (party,),
        )
    ]


def added(db: Db, party: str = "FRA") -> int:
    record = records.next_id(db)
    records.add(db, party, LIST, record)
    return record


def sent_list(db: Db, party: str = "FRA") -> list[int]:
    made = [added(db, party) for _ in range(3)]
    for record in made:
        replies.set_answer(db, party, record, "name", f'"{record}"', by=7, now=NOW)
    replies.mark_sent(db, party)
    return made


def test_an_answer_is_found_by_its_message_until_it_is_sent(db: Db) -> None:
    replies.set_answer(db, "FRA", 0, "participants", "12", by=7, now=NOW, message_id=40)
    record = added(db)
    replies.set_answer(db, "FRA", record, "name", '"Awa"', by=7, now=NOW, message_id=41)

    main = replies.answer_by_message(db, 7, 40)
    in_list = replies.answer_by_message(db, 7, 41)
    of_another = replies.answer_by_message(db, 8, 40)
    replies.mark_sent(db, "FRA")

    assert main == ("FRA", 0, "participants", None)
    assert in_list == ("FRA", record, "name", LIST)
    assert (of_another, replies.answer_by_message(db, 7, 40)) == (None, None)


def test_a_removed_persons_answers_are_not_found_by_their_message(db: Db) -> None:
    record = added(db)
    replies.set_answer(db, "FRA", record, "name", '"Awa"', by=7, now=NOW, message_id=41)
    records.remove(db, "FRA", LIST, record, LATER)
    while_removed = replies.answer_by_message(db, 7, 41)
    records.restore(db, "FRA", LIST, record)

    assert while_removed is None
    assert replies.answer_by_message(db, 7, 41) == ("FRA", record, "name", LIST)


def test_a_person_changes_places_with_the_neighbour_and_stays_at_the_ends(db: Db) -> None:
    one, two, three = sent_list(db)
    orders = []
    for record, by in ((one, 1), (one, 1), (one, 1), (two, -1), (three, -1)):
        records.move(db, "FRA", LIST, record, by)
        orders.append(order(db))

    assert orders == [
        [two, one, three],
        [two, three, one],
        [two, three, one],
        [two, three, one],
        [three, two, one],
    ]


def test_a_removed_neighbour_is_passed_over(db: Db) -> None:
    one, two, three = sent_list(db)
    records.remove(db, "FRA", LIST, two, LATER)
    records.move(db, "FRA", LIST, three, -1)

    assert order(db) == [three, one]


def test_nobody_moves_or_restores_the_people_of_another_state(db: Db) -> None:
    one, two, three = sent_list(db)
    records.remove(db, "FRA", LIST, two, LATER)
    records.move(db, "KEN", LIST, one, 1)
    records.restore(db, "KEN", LIST, two)

    assert order(db) == [one, three]


def test_discarding_brings_back_what_was_sent(db: Db) -> None:
    one, two, three = sent_list(db)
    sent = [replies.answers(db, "FRA", record) for record in (one, two, three)]
    records.move(db, "FRA", LIST, one, 1)
    records.remove(db, "FRA", LIST, three, LATER)
    replies.set_answer(db, "FRA", one, "name", '"other"', by=7, now=LATER)
    replies.set_answer(db, "FRA", 0, "participants", "12", by=7, now=LATER)
    new = added(db)
    replies.set_answer(db, "FRA", new, "name", '"new"', by=7, now=LATER)
    of_another = added(db, "KEN")

    kept = replies.discard(db, "FRA")

    assert sorted(kept) == order(db) == [one, two, three]
    assert [replies.answers(db, "FRA", record) for record in kept] == sent
    assert replies.answers(db, "FRA") == replies.answers(db, "FRA", new) == {}
    assert order(db, "KEN") == [of_another]
